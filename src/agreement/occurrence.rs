//! How often a code occurs in whole documents: agreement on the counts of each coder's codings (MAXQDA's "frequency").
//!
//! Documents are the units here. Counts are compared as numbers, by rank and by ratio, since one more or less means more
//! where there are few; how often coders have exactly the same number stands beside that.

use serde::Serialize;

use crate::agreement::figure::{Figure, Undefined};
use crate::agreement::measure::{Level, Measure};
use crate::agreement::metric::{Measured, Metric};
use crate::agreement::question::{Books, Question};
use crate::agreement::scope::Scope;
use crate::agreement::sheet::{Sheet, could_use, sheet};
use crate::filter::View;
use crate::round::Unit;
use crate::texts::Texts;

/// One code or theme.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FrequencyRow {
    /// Code or theme.
    pub level: Level,
    /// The handle.
    pub key: String,
    /// Codings of all coders.
    pub n_codings: u64,
    /// Documents that at least two coders judged as a whole.
    pub n_documents: usize,
    /// Alpha on the counts by rank.
    pub alpha_ordinal: Option<f64>,
    /// Why there is none.
    pub alpha_ordinal_reason: Option<&'static str>,
    /// Alpha on the counts by ratio.
    pub alpha_ratio: Option<f64>,
    /// Why there is none.
    pub alpha_ratio_reason: Option<&'static str>,
    /// The share of pairs of coders with exactly the same count, 0–1.
    pub exact_ties: Option<f64>,
    /// Why there is none.
    pub exact_ties_reason: Option<&'static str>,
}

/// The rows of every code and theme that somebody used, in codebook order.
pub fn frequencies(
    scope: &Scope<'_>,
    (current, texts): (&View<'_>, &Texts),
    measure: &Measure,
) -> Vec<FrequencyRow> {
    let books = Books::of(scope, current, texts);
    let measure = Measure {
        unit: Unit::Document,
        ..measure.clone()
    };
    let sheets: Vec<Sheet> = (scope.judgements.iter())
        .map(|judgement| sheet(judgement, &measure, &books))
        .collect();
    let questions = books.questions(&measure);
    let rows = questions.iter();
    rows.filter_map(|question| row(question, &sheets, &books))
        .collect()
}

fn row(question: &Question, sheets: &[Sheet<'_>], books: &Books) -> Option<FrequencyRow> {
    let documents: Vec<Vec<Option<f64>>> = (sheets.iter())
        .map(|sheet| counts(question, sheet, books))
        .collect();
    let codings: f64 = documents.iter().flatten().flatten().sum();
    if codings == 0.0 {
        return None;
    }
    let measured = Measured::of(documents.iter().map(Vec::as_slice));
    let (ordinal, ratio) = (
        measured.alpha(Metric::Ordinal),
        measured.alpha(Metric::Ratio),
    );
    let ties = exact_ties(&documents);
    let reason = |figure: Figure| figure.err().map(Undefined::as_str);
    Some(FrequencyRow {
        level: question.level,
        key: question.key.clone(),
        n_codings: codings as u64,
        n_documents: (documents.iter())
            .filter(|counts| counts.iter().flatten().count() >= 2)
            .count(),
        alpha_ordinal: ordinal.ok(),
        alpha_ordinal_reason: reason(ordinal),
        alpha_ratio: ratio.ok(),
        alpha_ratio_reason: reason(ratio),
        exact_ties: ties.ok(),
        exact_ties_reason: reason(ties),
    })
}

/// How many codings each coder of the panel made in a document; nothing for one who did not judge all of it.
fn counts(question: &Question, sheet: &Sheet<'_>, books: &Books) -> Vec<Option<f64>> {
    let could = could_use(question, sheet.judgement, books);
    let mut made = vec![0.0; could.len()];
    for code in &question.codes {
        for (coder, _) in sheet.marks.get(code).into_iter().flatten() {
            made[*coder] += 1.0;
        }
    }
    let judged = sheet.patterns.first().map(|(judges, _)| judges.clone());
    let judged = judged.unwrap_or_else(|| vec![false; could.len()]);
    let could = could
        .iter()
        .zip(&made)
        .map(|(could, made)| *could || *made > 0.0);
    (made.iter().zip(judged).zip(could))
        .map(|((made, judged), could)| (judged && could).then_some(*made))
        .collect()
}

fn exact_ties(documents: &[Vec<Option<f64>>]) -> Figure {
    let (mut ties, mut pairs) = (0u64, 0u64);
    for counts in documents {
        let given: Vec<f64> = counts.iter().flatten().copied().collect();
        for (at, one) in given.iter().enumerate() {
            let rest = &given[at + 1..];
            ties += rest.iter().filter(|other| *other == one).count() as u64;
            pairs += rest.len() as u64;
        }
    }
    match pairs {
        0 => Err(Undefined::NoPairableUnits),
        pairs => Ok(ties as f64 / pairs as f64),
    }
}
