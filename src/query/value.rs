//! Values: what may be asked of an attribute - a value that somebody has, a shape, a range of numbers or days, or none.
//!
//! A value that nobody has is refused with those there are: a slip of the pen is then no empty answer, and a denied one is not
//! every turn.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use crate::person::Value;
use crate::query::facts::Facts;
use crate::query::filter::{Bound, Edge, Test};
use crate::query::shape::Shape;
use crate::query::token::Given;
use crate::query::unparsed::{At, Unparsed};
use crate::query::word::one_spelling;

/// The values that people and documents have of one attribute.
pub struct Values<'f> {
    name: &'f str,
    /// By their one spelling, so that each is named once.
    known: BTreeMap<String, &'f Value>,
}

impl<'f> Values<'f> {
    /// Of an attribute.
    pub fn of(facts: &'f Facts, name: &'f str) -> Self {
        let of_documents = facts.documents.iter().map(|source| &source.attributes);
        let all = facts.people.values().chain(of_documents);
        let values = all.filter_map(|attributes| attributes.get(name)).flatten();
        Self {
            name,
            known: values
                .map(|value| (one_spelling(value.as_str()), value))
                .collect(),
        }
    }

    /// What is asked of a value. A day that is cut short is every day in it.
    pub fn test(&self, given: &Given) -> Result<Test, Unparsed> {
        let wanted = one_spelling(&given.text);
        if !given.is_quoted {
            if let Some(range) = range(given)? {
                return Ok(range);
            }
            if wanted == "blank" {
                return Ok(Test::Blank);
            }
            if given.is_shape() {
                return Shape::read(given.at, &wanted).map(Test::Shape);
            }
        }
        if self.known.contains_key(&wanted) {
            return Ok(Test::Is(wanted));
        }
        match day(&given.text).filter(|day| self.has_day(day)) {
            Some(day) if !given.is_quoted => {
                let bound = Bound {
                    number: None,
                    day: Some(day.to_owned()),
                    edge: Edge::Included,
                };
                Ok(Test::Between(Some(bound.clone()), Some(bound)))
            }
            _ => Err(self.unknown(given)),
        }
    }

    fn has_day(&self, day: &str) -> bool {
        self.known
            .values()
            .any(|value| matches!(value, Value::Date(known) if known.starts_with(day)))
    }

    fn unknown(&self, given: &Given) -> Unparsed {
        let mut known: Vec<&str> = self.known.values().map(|value| value.as_str()).collect();
        if self.name == "role" {
            known.extend(["interviewer", "unknown", "ignore"]);
        }
        let what = format!("there is no {} {}", self.name, given.text);
        Unparsed::unknown(given.at, what, (&given.text, &known))
    }
}

/// A range, if it is written as one.
fn range(given: &Given) -> Result<Option<Test>, Unparsed> {
    let (at, value) = (given.at, given.text.as_str());
    for (sign, edge, is_from) in [
        (">=", Edge::Included, true),
        ("<=", Edge::Included, false),
        (">", Edge::Left, true),
        ("<", Edge::Left, false),
    ] {
        if let Some(written) = value.strip_prefix(sign) {
            let bound = Some(bound(at, written, edge)?);
            return Ok(Some(match is_from {
                true => Test::Between(bound, None),
                false => Test::Between(None, bound),
            }));
        }
    }
    if value.starts_with('=') {
        return Err(Unparsed::new(
            at,
            "a value stands behind the colon without =",
            format!("write {}", value.trim_start_matches('=')),
        ));
    }
    let Some((from, to)) = value.split_once("..") else {
        return Ok(None);
    };
    let end = |written: &str| match written {
        "" => Ok(None),
        written => bound(at, written, Edge::Included).map(Some),
    };
    let (from, to) = (end(from)?, end(to)?);
    match (&from, &to) {
        (None, None) => Err(Unparsed::new(
            at,
            "this range has no end",
            "write 30..45, 30.. or ..45",
        )),
        (Some(low), Some(high)) => match order(low, high) {
            Some(Ordering::Greater) => Err(reversed(at)),
            Some(_) => Ok(Some(Test::Between(from, to))),
            None => Err(Unparsed::new(
                at,
                "this range goes from a number to a day",
                "write 30..45 or 2026-01..2026-03",
            )),
        },
        _ => Ok(Some(Test::Between(from, to))),
    }
}

/// The numbers, counted from 1, that some values name: one each, or a range with an end left open or not.
pub fn numbers(values: &[Given]) -> Result<Vec<RangeInclusive<u32>>, Unparsed> {
    let one = |given: &Given| {
        let number = |written: &str, open: u32| match written {
            "" => Some(open),
            written => written.parse::<u32>().ok().filter(|number| *number > 0),
        };
        let ends = match given.text.split_once("..") {
            Some(("", "")) => None,
            Some((from, to)) => number(from, 1).zip(number(to, u32::MAX)),
            None => number(&given.text, 0).map(|number| (number, number)),
        };
        match ends {
            Some((from, to)) if from > to => Err(reversed(given.at)),
            Some((from, to)) => Ok(from..=to),
            None => Err(Unparsed::new(
                given.at,
                format!("{} is no number from 1, and no range of such", given.text),
                "write 3, 1..5, 5.. or ..5",
            )),
        }
    };
    values.iter().map(one).collect()
}

fn reversed(at: At) -> Unparsed {
    Unparsed::new(
        at,
        "this range ends before it begins",
        "put the smaller end first: 30..45",
    )
}

/// How two ends of a range lie, as far as both are written; not where one is a number and one a day.
fn order(low: &Bound, high: &Bound) -> Option<Ordering> {
    if let (Some(low), Some(high)) = (low.number, high.number) {
        return low.partial_cmp(&high);
    }
    let (low, high) = (low.day.as_deref()?, high.day.as_deref()?);
    let far = low.len().min(high.len());
    Some(low[..far].cmp(&high[..far]))
}

fn bound(at: At, written: &str, edge: Edge) -> Result<Bound, Unparsed> {
    let number = written
        .parse::<f64>()
        .ok()
        .filter(|number| number.is_finite());
    let day = day(written).map(str::to_owned);
    match number.is_some() || day.is_some() {
        true => Ok(Bound { day, number, edge }),
        false => Err(Unparsed::new(
            at,
            format!("{written} is neither a number nor a day"),
            "write 30..45, or a day as 2026-01-31, 2026-01 or 2026",
        )),
    }
}

/// A year, a month or a day that there is, as `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
fn day(written: &str) -> Option<&str> {
    let is_digits = |part: &&str| part.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = written.split('-').filter(is_digits).collect();
    let lengths: Vec<usize> = written.split('-').map(str::len).collect();
    if parts.len() != lengths.len() || ![&[4][..], &[4, 2], &[4, 2, 2]].contains(&&lengths[..]) {
        return None;
    }
    let number = |at: usize| parts.get(at).map_or(Ok(1), |part| part.parse::<i8>()).ok();
    let year = parts[0].parse::<i16>().ok()?;
    let day = jiff::civil::Date::new(year, number(1)?, number(2)?);
    day.is_ok().then_some(written)
}
