//! The other intervals of a report's rows: the bootstrap over documents, and blocks of turns where there are too few.
//!
//! An interval over blocks says how sure alpha is within these documents only; it says nothing of other documents.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde::Serialize;

use crate::agreement::alpha::alpha;
use crate::agreement::bootstrap::{Bootstrap, Draw, Draws, Sums};
use crate::agreement::figure::Undefined;
use crate::agreement::interval::{FEWEST_DOCUMENTS, Interval, jackknife};
use crate::agreement::measure::{Level, Measure};
use crate::agreement::question::Books;
use crate::agreement::rating::Counts;
use crate::agreement::report::{Report, Row};
use crate::agreement::scope::Scope;
use crate::agreement::sheet::{Sheet, could_use, count_blocks, sheet};
use crate::filter::View;
use crate::texts::Texts;

/// Turns in a block.
pub const TURNS_IN_A_BLOCK: usize = 10;

/// The documents from which on a bootstrap over them covers about what it says (AGREEMENT 1.7).
pub const ENOUGH_DOCUMENTS: usize = 15;

/// An interval that was asked for beside the jackknife, as it stands in JSON.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct OtherInterval {
    /// The ends.
    pub interval: Option<(f64, f64)>,
    /// Why there is none.
    pub interval_reason: Option<&'static str>,
    /// The share of replicates below 0.667.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p_below_667: Option<f64>,
    /// The share of replicates below 0.8.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub p_below_800: Option<f64>,
    /// Replicates that have no value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undefined_replicates: Option<u32>,
}

impl OtherInterval {
    fn missing(reason: Undefined) -> Self {
        Self {
            interval_reason: Some(reason.as_str()),
            ..Self::default()
        }
    }

    fn drawn(found: Result<Bootstrap, Undefined>) -> Self {
        match found {
            Ok(found) => Self {
                interval: Some((found.low, found.high)),
                interval_reason: None,
                p_below_667: Some(found.below_667),
                p_below_800: Some(found.below_800),
                undefined_replicates: Some(found.undefined),
            },
            Err(reason) => Self::missing(reason),
        }
    }

    fn within(found: Result<Interval, Undefined>) -> Self {
        match found {
            Ok(found) => Self {
                interval: Some((found.low, found.high)),
                ..Self::default()
            },
            Err(Undefined::FewerThanFourDocuments) => Self::missing(Undefined::FewerThanFourBlocks),
            Err(reason) => Self::missing(reason),
        }
    }
}

/// The bootstrap of every row over its documents, in the rows' order; rows with as many documents share their draws.
pub fn bootstrap(report: &Report, draw: Draw) -> Vec<OtherInterval> {
    let counts = report.rows.iter().map(|row| row.by_document.len());
    let different: BTreeSet<usize> = counts.filter(|k| *k >= FEWEST_DOCUMENTS).collect();
    let draws: BTreeMap<usize, Draws> = (different.into_iter())
        .map(|documents| (documents, Draws::of(documents, draw)))
        .collect();
    let of_row = |row: &Row| {
        let Some(draws) = draws.get(&row.by_document.len()) else {
            return OtherInterval::missing(Undefined::FewerThanFourDocuments);
        };
        if row.alpha.is_none() {
            return OtherInterval::missing(Undefined::NoVariation);
        }
        let sums: Vec<Sums> = row.by_document.iter().map(Sums::of).collect();
        OtherInterval::drawn(draws.alpha(&sums))
    };
    report.rows.par_iter().map(of_row).collect()
}

/// The jackknife over blocks of ten consecutive turns, for every row of a report over the same scope.
pub fn blocks(
    report: &Report,
    scope: &Scope<'_>,
    (current, texts): (&View<'_>, &Texts),
    measure: &Measure,
) -> Vec<OtherInterval> {
    let books = Books::of(scope, current, texts);
    let sheets: Vec<Sheet> = (scope.judgements.iter())
        .map(|judgement| sheet(judgement, measure, &books))
        .collect();
    let mut found: BTreeMap<(Level, String), OtherInterval> = BTreeMap::new();
    for question in books.questions(measure) {
        let blocks: Vec<Counts> = (sheets.iter())
            .flat_map(|sheet| {
                let could = could_use(&question, sheet.judgement, &books);
                count_blocks(&question, sheet, &could, TURNS_IN_A_BLOCK)
            })
            .collect();
        let interval = OtherInterval::within(jackknife(&blocks, alpha));
        found.insert((question.level, question.key), interval);
    }
    let of_row = |row: &Row| {
        found
            .remove(&(row.level, row.key.clone()))
            .unwrap_or_default()
    };
    report.rows.iter().map(of_row).collect()
}
