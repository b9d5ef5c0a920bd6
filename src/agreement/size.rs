//! Sample sizes: how many units it takes before agreement can be told at a wanted precision.
//!
//! The formulas take units for independent. Units of one interview are alike, so the number is multiplied by the design
//! effect 1 + (n̄ − 1)·icc, or by the ratio of the two variances that a pilot gives.

use statrs::distribution::{ContinuousCDF, Normal};

/// Units for a wanted error margin of percent agreement: z² p_o (1 − p_o) / E² at 95 % (Gwet 2014, pp. 158–160).
pub fn units_for_percent(observed: f64, margin: f64) -> f64 {
    let z = z(0.975);
    z * z * observed * (1.0 - observed) / (margin * margin)
}

/// Units for alpha (Bloch and Kraemer 1989, in Krippendorff 2019): 2 z² ((1 + a)(3 − a) / (4 p (1 − p)(1 − a)) − a), for
/// two coders; with m coders times m / 2.
///
/// `alpha` is the smallest acceptable alpha, below 1; `rarest` the share of the rarest value; `significance` one-sided; `coders`
/// those of a unit, on average where they are not as many everywhere.
pub fn units_for_alpha((alpha, rarest): (f64, f64), significance: f64, coders: f64) -> f64 {
    let z = z(1.0 - significance);
    let spread = (1.0 + alpha) * (3.0 - alpha) / (4.0 * rarest * (1.0 - rarest) * (1.0 - alpha));
    2.0 * z * z * (spread - alpha) * coders / 2.0
}

/// How many whole units a formula's number is.
pub fn whole(units: f64) -> u64 {
    // What lies within rounding of a whole number is that number.
    (units - 1e-9).ceil().max(0.0) as u64
}

/// The standard normal quantile.
fn z(share: f64) -> f64 {
    Normal::new(0.0, 1.0)
        .expect("a mean of 0 and a deviation of 1 make a normal distribution")
        .inverse_cdf(share)
}
