//! The interval of a coefficient: a jackknife that leaves out one document at a time, with Student's t.
//!
//! Units of one document are alike, so resampling units gives intervals that are far too narrow; documents are what a
//! team samples. Leaving each out in turn needs no random numbers, and covered best in simulation (AGREEMENT 1.7).
//! Any groups of units may stand for the documents, as long as they are few and each counts as one draw.

use statrs::distribution::{ContinuousCDF, StudentsT};

use crate::agreement::figure::{Figure, Undefined, ascending, mean};
use crate::agreement::rating::{Counts, leaving_one_out, total};

/// Documents an interval needs at least.
pub const FEWEST_DOCUMENTS: usize = 4;

/// The share of studies like this whose interval should hold the true value.
pub const CONFIDENCE: f64 = 0.95;

/// An interval on the coefficient's own scale, and what it was made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Interval {
    pub low: f64,
    /// At most 1, whatever the t quantile says.
    pub high: f64,
    /// Jackknife standard error: square root of (k − 1)/k · Σ (value without a document − their mean)².
    pub standard_error: f64,
    /// The coefficient without each pairable document in turn, in the documents' order; as many as k.
    pub without_each: Vec<f64>,
}

/// Delete-one-document jackknife with t(k − 1), 95 % (AGREEMENT 1.0 `alpha_ci`); k = documents with a pairable unit.
pub fn jackknife(
    documents: &[Counts],
    coefficient: impl Fn(&Counts) -> Figure,
) -> Result<Interval, Undefined> {
    let pairable = documents
        .iter()
        .filter(|document| document.pairable_units() > 0)
        .count();
    if pairable < FEWEST_DOCUMENTS {
        return Err(Undefined::FewerThanFourDocuments);
    }
    // Documents without a pairable unit stay in every sum: some coefficients take shares from single ratings.
    let without_each = leaving_one_out(documents)
        .iter()
        .zip(documents)
        .filter(|(_, document)| document.pairable_units() > 0)
        .map(|(rest, _)| coefficient(rest))
        .collect::<Result<Vec<f64>, Undefined>>()
        .map_err(|_| Undefined::UndefinedWithoutADocument)?;
    let value = coefficient(&total(documents))?;
    let standard_error = standard_error(&without_each);
    let reach = t_quantile(pairable - 1) * standard_error;
    Ok(Interval {
        low: value - reach,
        high: (value + reach).min(1.0),
        standard_error,
        without_each,
    })
}

/// The jackknife standard error of the values that are left when each document goes.
fn standard_error(without_each: &[f64]) -> f64 {
    let k = without_each.len() as f64;
    let centre = mean(without_each).unwrap_or(0.0);
    // Summed in ascending order, so that the order of documents cannot reach the last bit.
    let squares: Vec<f64> = without_each
        .iter()
        .map(|value| (value - centre).powi(2))
        .collect();
    ((k - 1.0) / k * ascending(&squares).iter().sum::<f64>()).sqrt()
}

/// The two-sided t quantile for the interval's confidence; there must be a degree of freedom or more.
pub fn t_quantile(degrees: usize) -> f64 {
    StudentsT::new(0.0, 1.0, degrees.max(1) as f64)
        .expect("a scale of 1 and a degree of freedom or more make a t distribution")
        .inverse_cdf((1.0 + CONFIDENCE) / 2.0)
}
