//! A plan: how many more documents to code twice before alpha is known as closely as somebody wants.
//!
//! The documents coded so far are the pilot. Their jackknife standard error falls with the square root of the number of
//! documents, if further ones are like them; Student's t for the larger number makes the half-width. Formulas for units
//! take them for independent, so they are printed with the design effect that the pilot shows.

use serde::Serialize;

use crate::agreement::figure::Undefined;
use crate::agreement::interval::{jackknife, t_quantile};
use crate::agreement::measure::Level;
use crate::agreement::passage::Frequency;
use crate::agreement::report::{Report, Row};
use crate::agreement::share::percent;
use crate::agreement::size::{units_for_alpha, units_for_percent, whole};

/// The most documents that a plan names.
pub const MOST_DOCUMENTS: usize = 1_000;

/// The one-sided significance of the formula for alpha.
pub const SIGNIFICANCE: f64 = 0.05;

/// What one code or theme needs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RowPlan {
    /// Code or theme.
    pub level: Level,
    /// The handle.
    pub key: String,
    /// Alpha now; none for what is too rare for one.
    pub alpha: Option<f64>,
    /// Documents two coders judged.
    pub documents: usize,
    /// Half the width of the interval now.
    pub half_width: Option<f64>,
    /// Documents to code twice beyond these; none where the plan cannot say.
    pub more_documents: Option<usize>,
    /// Why it cannot.
    pub reason: Option<&'static str>,
    /// Units for the wanted margin of percent agreement, if units were independent (Gwet 2014).
    pub units_for_percent: Option<u64>,
    /// How many times more units it takes since those of one document are alike, as the pilot shows; at least 1.
    pub design_effect: Option<f64>,
    /// Units with the design effect.
    pub units_with_design_effect: Option<u64>,
    /// Units to tell alpha from the target, if units were independent (Krippendorff 2019).
    pub units_for_alpha: Option<u64>,
    /// Why there are none.
    pub units_for_alpha_reason: Option<&'static str>,
    /// Why there are none for percent agreement.
    pub units_for_percent_reason: Option<&'static str>,
}

/// What a row with fewer than three passages says instead of a plan.
pub const RARE: &str = "fewer_than_three_passages";

impl RowPlan {
    /// Whether the pilot holds too few passages to plan by.
    pub fn is_rare(&self) -> bool {
        self.reason == Some(RARE)
    }
}

/// Plans every row of a report for a half-width; `target` is the smallest acceptable alpha.
pub fn plan(report: &Report, width: f64, target: f64) -> Vec<RowPlan> {
    let rows = report.rows.iter();
    rows.map(|row| of_row(row, (width, target))).collect()
}

fn of_row(row: &Row, (width, target): (f64, f64)) -> RowPlan {
    let documents = row.by_document.len();
    let mut plan = RowPlan {
        level: row.level,
        key: row.key.clone(),
        alpha: row.alpha,
        documents,
        half_width: None,
        more_documents: None,
        reason: None,
        units_for_percent: None,
        design_effect: None,
        units_with_design_effect: None,
        units_for_alpha: None,
        units_for_alpha_reason: None,
        units_for_percent_reason: None,
    };
    if row.frequency() == Frequency::Rare {
        return RowPlan {
            alpha: None,
            reason: Some(RARE),
            units_for_alpha_reason: Some(RARE),
            units_for_percent_reason: Some(RARE),
            ..plan
        };
    }
    match &row.interval {
        Ok(interval) => {
            let error = interval.standard_error;
            plan.half_width = Some(t_quantile(documents - 1) * error);
            plan.more_documents = more(error, documents, width);
            if plan.more_documents.is_none() {
                plan.reason = Some("more_than_1000_documents");
            }
        }
        Err(reason) => plan.reason = Some(reason.as_str()),
    }
    // A share of 0 or 1 has no spread to plan by; the formula would ask for no units at all.
    let spread = row.percent.filter(|share| (0.0 < *share) & (*share < 1.0));
    if spread.is_none() {
        plan.units_for_percent_reason = Some(Undefined::NoVariation.as_str());
    }
    if let Some(observed) = spread {
        let simple = units_for_percent(observed, width);
        plan.units_for_percent = Some(whole(simple));
        plan.design_effect = design_effect(row, observed).ok();
        let inflated = plan.design_effect.map(|effect| whole(simple * effect));
        plan.units_with_design_effect = inflated;
    }
    let rarest = row.prevalence.map(|share| share.min(1.0 - share));
    match rarest.filter(|rarest| *rarest > 0.0) {
        None => plan.units_for_alpha_reason = Some(Undefined::NoVariation.as_str()),
        Some(_) if target >= 1.0 => plan.units_for_alpha_reason = Some("target_of_one"),
        Some(rarest) => {
            let coders = coders_of_a_unit(row);
            let units = units_for_alpha((target, rarest), SIGNIFICANCE, coders);
            plan.units_for_alpha = Some(whole(units));
        }
    }
    plan
}

/// How many coders judged a unit, on average over those that two judged: not how many the panel has.
fn coders_of_a_unit(row: &Row) -> f64 {
    let counts = row.by_document.iter();
    let (values, units) = counts.fold((0, 0), |(values, units), counts| {
        let (more, further) = (counts.pairable_values(), counts.pairable_units());
        (values + more, units + further)
    });
    values as f64 / units.max(1) as f64
}

/// The fewest further documents that bring the half-width down to the width.
fn more(error: f64, documents: usize, width: f64) -> Option<usize> {
    let half_width = |k: usize| t_quantile(k - 1) * error * (documents as f64 / k as f64).sqrt();
    // The half-width falls with every document, so the smallest number can be searched for by halves.
    let (mut low, mut high) = (documents, MOST_DOCUMENTS.max(documents));
    if half_width(high) > width {
        return None;
    }
    while low < high {
        let middle = (low + high) / 2;
        if half_width(middle) <= width {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    Some(low - documents)
}

/// The variance of percent agreement over documents by what it would be if units were independent; at least 1.
fn design_effect(row: &Row, observed: f64) -> Result<f64, Undefined> {
    let over_documents = jackknife(&row.by_document, percent)?.standard_error.powi(2);
    let units: u64 = row
        .by_document
        .iter()
        .map(|counts| counts.pairable_units())
        .sum();
    let independent = observed * (1.0 - observed) / units as f64;
    if independent <= 0.0 {
        return Err(Undefined::NoVariation);
    }
    Ok((over_documents / independent).max(1.0))
}
