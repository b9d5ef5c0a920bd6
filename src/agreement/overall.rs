//! What the rows of a table say together: the median alpha, the lowest and the highest, and over how many rows.
//!
//! There is no single overall alpha, and a mean over codes would hide the bad ones behind the rare ones; a median with
//! its range does not.

use crate::agreement::figure::{Figure, ascending, median};
use crate::agreement::passage::Frequency;

/// Alpha over the rows of one level; unused codes are no rows, and every row is in exactly one of the three numbers.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Overall {
    /// None where no row is both frequent enough and defined; so for lowest and highest.
    pub alpha_median: Option<f64>,
    pub alpha_min: Option<f64>,
    pub alpha_max: Option<f64>,
    /// Rows that are not rare and have an alpha: those in the median.
    pub n_defined: usize,
    /// Rows that are not rare and have none.
    pub n_undefined: usize,
    /// Rows with fewer than three passages, with or without an alpha.
    pub n_rare: usize,
}

/// Sums up rows of one level by their alpha and frequency (AGREEMENT 1.0 "Overall").
pub fn overall(rows: impl IntoIterator<Item = (Figure, Frequency)>) -> Overall {
    let mut alphas = Vec::new();
    let (mut n_undefined, mut n_rare) = (0, 0);
    for row in rows {
        match row {
            (_, Frequency::Rare) => n_rare += 1,
            (Err(_), _) => n_undefined += 1,
            (Ok(alpha), _) => alphas.push(alpha),
        }
    }
    let ascending = ascending(&alphas);
    Overall {
        alpha_median: median(&alphas),
        alpha_min: ascending.first().copied(),
        alpha_max: ascending.last().copied(),
        n_defined: alphas.len(),
        n_undefined,
        n_rare,
    }
}
