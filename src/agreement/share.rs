//! Plain shares from 0 to 1 that say what the coefficients stand on: percent agreement and prevalence.
//!
//! They are not corrected for chance and are printed beside a coefficient, never instead of it.

use crate::agreement::figure::Figure;
use crate::agreement::rating::Counts;

/// Pairwise percent agreement, 0–1: over pairable units, the mean share of pairs of coders who agree (Fleiss 1971).
pub fn percent(counts: &Counts) -> Figure {
    counts.comparable()?;
    let agreeing: f64 = (2..=counts.coders())
        .map(|coders| counts.agreeing_rated_by(coders) as f64 / (coders * (coders - 1)) as f64)
        .sum();
    Ok(agreeing / counts.pairable_units() as f64)
}

/// Share of pairable ratings that give this category, 0–1; with `YES`, AGREEMENT 1.0 `prevalence`.
pub fn prevalence(counts: &Counts, category: u32) -> Figure {
    counts.comparable()?;
    Ok(counts.pairable_values_of(category) as f64 / counts.pairable_values() as f64)
}
