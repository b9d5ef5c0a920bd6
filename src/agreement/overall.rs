//! What the rows of a table say together: the median alpha, the lowest and the highest, and over how many rows.
//!
//! There is no single overall alpha, and a mean over codes would hide the bad ones behind the rare ones; a median with
//! its range does not.

use serde::Serializer;
use serde::ser::SerializeMap as _;

use crate::agreement::figure::{Figure, Undefined, ascending, median};
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
    /// What all codes say at once.
    #[serde(flatten)]
    pub together: Together,
}

/// All codes at once, whatever level the rows are of.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Together {
    /// How many codes somebody used.
    pub n_codes: usize,
    /// Krippendorff's alpha on the sets of codes of each unit, with the MASI distance.
    #[serde(flatten, serialize_with = "set_alpha_masi")]
    pub set_alpha_masi: Figure,
    /// The same with the Jaccard distance.
    #[serde(flatten, serialize_with = "set_alpha_jaccard")]
    pub set_alpha_jaccard: Figure,
    /// Cohen's kappa pooled over codes and pairs of coders.
    #[serde(flatten, serialize_with = "pooled_kappa")]
    pub pooled_kappa: Figure,
    /// |u-alpha over all codes, in characters: were the same stretches marked?
    #[serde(flatten, serialize_with = "bar_u_alpha")]
    pub bar_u_alpha: Figure,
    /// cu-alpha over all codes, in characters: the same code on them? Undefined where a coder's own codes overlap.
    #[serde(flatten, serialize_with = "cu_alpha")]
    pub cu_alpha: Figure,
    /// The share of the coders' text that cu-alpha stands on.
    #[serde(flatten, serialize_with = "cu_coverage")]
    pub cu_coverage: Figure,
    /// How many times a coder's own stretches with different codes overlap.
    pub n_overlaps: usize,
}

impl Default for Together {
    fn default() -> Self {
        let nothing = Err(Undefined::NeverUsed);
        Self {
            n_codes: 0,
            set_alpha_masi: nothing,
            set_alpha_jaccard: nothing,
            pooled_kappa: nothing,
            bar_u_alpha: nothing,
            cu_alpha: nothing,
            cu_coverage: nothing,
            n_overlaps: 0,
        }
    }
}

/// Writes a figure under its name, and beside it the reason where it has no value.
macro_rules! written {
    ($($name:ident),*) => {$(
        fn $name<S: Serializer>(figure: &Figure, serializer: S) -> Result<S::Ok, S::Error> {
            let mut map = serializer.serialize_map(None)?;
            map.serialize_entry(stringify!($name), &figure.ok())?;
            let reason = figure.err().map(|reason| reason.as_str());
            map.serialize_entry(concat!(stringify!($name), "_reason"), &reason)?;
            map.end()
        }
    )*};
}

written!(
    set_alpha_masi,
    set_alpha_jaccard,
    pooled_kappa,
    bar_u_alpha,
    cu_alpha,
    cu_coverage
);

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
        together: Together::default(),
    }
}
