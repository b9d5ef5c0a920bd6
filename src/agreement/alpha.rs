//! Krippendorff's alpha for nominal categories (2004; 2011 "Computing Krippendorff's alpha-reliability").
//!
//! Only pairable ratings count, both in what was observed and in what chance would give; this is what sets alpha
//! apart from Fleiss' kappa. Other metrics need only the same coincidences with another distance.

use crate::agreement::figure::{Figure, Undefined};
use crate::agreement::rating::Counts;

/// Disagreement that was observed and that chance would give, both as mean distances (nominal: shares, 0–1).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Disagreement {
    pub observed: f64,
    pub expected: f64,
}

/// Nominal alpha, at most 1: 1 − D_o/D_e (Krippendorff 2011).
pub fn alpha(counts: &Counts) -> Figure {
    counts.varied()?;
    let Disagreement { observed, expected } = disagreement(counts)?;
    Ok(1.0 - observed / expected)
}

/// Nominal D_o and D_e (Krippendorff 2011); defined wherever two ratings can be compared.
pub fn disagreement(counts: &Counts) -> Result<Disagreement, Undefined> {
    counts.comparable()?;
    let n = u128::from(counts.pairable_values());
    let differing: f64 = (2..=counts.coders())
        .map(|coders| {
            let others = coders as u64 - 1;
            let ordered = counts.units_rated_by(coders) * coders as u64 * others;
            (ordered - counts.agreeing_rated_by(coders)) as f64 / others as f64
        })
        .sum();
    let same: u128 = (0..counts.categories())
        .map(|category| u128::from(counts.pairable_values_of(category as u32)).pow(2))
        .sum();
    Ok(Disagreement {
        observed: differing / n as f64,
        expected: (n * n - same) as f64 / (n * (n - 1)) as f64,
    })
}
