//! The promises of agreement: published and independent reference values, properties, and what is undefined and why.

mod asked;
mod coefficient;
mod file;
mod gamma;
mod property;
mod rounds;
mod row;
mod said;
mod sample;
mod seat;
mod shared;
mod small;
mod standing;
mod stretch;

use intercoder::agreement::figure::Figure;
use intercoder::agreement::rating::{Counts, Rating};

/// The counts of some units, each with the ratings of all coders.
fn counted(categories: usize, units: &[Vec<Rating>]) -> Counts {
    let mut counts = Counts::new(units.first().map_or(0, Vec::len), categories);
    for unit in units {
        counts.add(unit, 1);
    }
    counts
}

/// Fails unless a figure is as close to the expected one as asked, or both are undefined.
fn check(what: &str, found: Figure, expected: Option<f64>, tolerance: f64) {
    match (found, expected) {
        (Ok(found), Some(expected)) if (found - expected).abs() <= tolerance => {}
        (Err(_), None) => {}
        (found, expected) => panic!("{what}: {found:?} instead of {expected:?}"),
    }
}

/// Yes/no ratings of some units, a word a unit and a letter a coder: 1 yes, 0 no, - missing.
fn rows(units: &str) -> Vec<Vec<Rating>> {
    let rating = |letter: char| letter.to_digit(2);
    units
        .split_whitespace()
        .map(|unit| unit.chars().map(rating).collect())
        .collect()
}
