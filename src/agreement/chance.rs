//! Coefficients of the form (observed − chance) / (1 − chance) over all coders: Fleiss, Gwet's AC1, Brennan–Prediger.
//!
//! With missing ratings they take Gwet's raw-ratings form (2014): what was observed is a mean over units with two
//! ratings or more, the categories' shares are means over units with one rating or more. They differ only in what
//! they call chance, which is why AC1 and Brennan–Prediger are high whenever a code is rare.

use crate::agreement::figure::{Figure, Undefined};
use crate::agreement::rating::Counts;
use crate::agreement::share;

/// Agreement that was observed and that chance would give, both as shares, 0–1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chance {
    pub observed: f64,
    pub expected: f64,
}

impl Chance {
    /// What was reached of the agreement that chance leaves open; at most 1.
    pub fn corrected(self) -> f64 {
        (self.observed - self.expected) / (1.0 - self.expected)
    }
}

/// Fleiss' kappa, at most 1 (Fleiss 1971); with two coders and nothing missing, Scott's pi (1955).
pub fn fleiss(counts: &Counts) -> Figure {
    fleiss_chance(counts).map(Chance::corrected)
}

/// What Fleiss' kappa is made of: chance is the sum of squared shares of the categories.
pub fn fleiss_chance(counts: &Counts) -> Result<Chance, Undefined> {
    counts.varied()?;
    let squares = shares(counts).map(|share| share * share);
    Ok(Chance {
        observed: share::percent(counts)?,
        expected: squares.sum(),
    })
}

/// Gwet's AC1, at most 1 (Gwet 2008); undefined where the scale has a single category.
pub fn ac1(counts: &Counts) -> Figure {
    gwet_chance(counts).map(Chance::corrected)
}

/// What AC1 is made of: chance is the sum of share × (1 − share) over the categories, by their number less one.
pub fn gwet_chance(counts: &Counts) -> Result<Chance, Undefined> {
    let scale = scale_of_two(counts)?;
    let spread: f64 = shares(counts).map(|share| share * (1.0 - share)).sum();
    Ok(Chance {
        observed: share::percent(counts)?,
        expected: spread / (scale - 1.0),
    })
}

/// Brennan–Prediger, at most 1 (1981; MAXQDA's "kappa"); undefined where the scale has a single category.
pub fn brennan_prediger(counts: &Counts) -> Figure {
    brennan_prediger_chance(counts).map(Chance::corrected)
}

/// What Brennan–Prediger is made of: chance is one by the number of categories of the scale.
pub fn brennan_prediger_chance(counts: &Counts) -> Result<Chance, Undefined> {
    let scale = scale_of_two(counts)?;
    Ok(Chance {
        observed: share::percent(counts)?,
        expected: 1.0 / scale,
    })
}

/// The number of categories, if there are two to tell apart.
fn scale_of_two(counts: &Counts) -> Result<f64, Undefined> {
    counts.comparable()?;
    if counts.categories() < 2 {
        return Err(Undefined::NoVariation);
    }
    Ok(counts.categories() as f64)
}

/// The share of each category: the mean, over rated units, of the share of the unit's ratings that give it.
fn shares(counts: &Counts) -> impl Iterator<Item = f64> {
    let units = counts.rated_units() as f64;
    (0..counts.categories()).map(move |category| {
        let share: f64 = (1..=counts.coders())
            .map(|coders| counts.values_rated_by(coders, category as u32) as f64 / coders as f64)
            .sum();
        share / units
    })
}
