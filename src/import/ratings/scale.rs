//! The scale of a file's values: numbers where every value is one, else words.

use std::collections::HashMap;

use crate::agreement::rating::Rating;
use crate::agreement::ratings::matrix::Scale;

/// The largest number whose square is still exact enough to compare.
const LARGEST: f64 = 1e100;

/// A value as a file has it.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A number.
    Number(f64),
    /// A word, or a number among words.
    Word(String),
}

impl Value {
    /// A cell's words: a number where they are one that can be compared.
    pub fn of(words: &str) -> Self {
        match words.parse::<f64>() {
            // A negative zero is the same value as zero.
            Ok(number) if number.abs() <= LARGEST => Self::Number(number + 0.0),
            _ => Self::Word(words.to_owned()),
        }
    }

    /// As it is written; equal numbers are written alike.
    pub fn name(&self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Word(word) => word.clone(),
        }
    }
}

/// The scale of the values declared, or else of those that occur; and every value by its place on it.
///
/// Fails with the first value that a declared scale lacks, by its place among the values.
pub fn scale(
    values: &[Option<Value>],
    declared: Option<&[Value]>,
) -> Result<(Scale, Vec<Rating>), usize> {
    let known = declared.unwrap_or_default();
    let numeric = (values.iter().flatten().chain(known)).all(|v| matches!(v, Value::Number(_)));
    let names: Vec<String> = match declared {
        Some(declared) => declared.iter().map(Value::name).collect(),
        None if numeric => {
            let mut numbers: Vec<f64> = values.iter().flatten().map(number).collect();
            numbers.sort_by(f64::total_cmp);
            numbers.dedup();
            numbers.iter().map(f64::to_string).collect()
        }
        None => {
            let mut names: Vec<String> = values.iter().flatten().map(Value::name).collect();
            names.sort_unstable();
            names.dedup();
            names
        }
    };
    let numbers = numeric.then(|| names.iter().filter_map(|name| name.parse().ok()).collect());
    let places: HashMap<&str, u32> = (names.iter().map(String::as_str)).zip(0u32..).collect();
    let mut ratings = Vec::with_capacity(values.len());
    for (at, value) in values.iter().enumerate() {
        ratings.push(match value {
            None => None,
            Some(value) => Some(*places.get(value.name().as_str()).ok_or(at)?),
        });
    }
    Ok((Scale { names, numbers }, ratings))
}

fn number(value: &Value) -> f64 {
    match value {
        Value::Number(number) => *number,
        Value::Word(_) => 0.0,
    }
}
