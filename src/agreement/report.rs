//! The report: every code and theme that somebody used in scope, with its figures, and what they were computed over.
//!
//! The written shape of [`Report`] is what `agree --json` prints: shares from 0 to 1, `null` with a reason where a figure is
//! undefined. Definitions are those of the coefficients' own modules.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::agreement::alpha::alpha;
use crate::agreement::chance::{Chance, ac1, brennan_prediger, fleiss};
use crate::agreement::continuum::{Continuum, continuum};
use crate::agreement::figure::Figure;
use crate::agreement::interval::{Interval, jackknife};
use crate::agreement::measure::{Level, Measure};
use crate::agreement::overall::{Overall, Together, overall};
use crate::agreement::pair::{self, Contingency};
use crate::agreement::passage::{Frequency, Passage};
use crate::agreement::question::{Books, Question};
use crate::agreement::rating::{Counts, YES, total};
use crate::agreement::scope::{CodeMark, Scope};
use crate::agreement::share;
use crate::agreement::sheet::{Sheet, could_use, count, sheet};
use crate::agreement::together::{Ground, OwnOverlap, together};
use crate::agreement::unit::InterviewerTurns;
use crate::agreement::unitize::Unitized;
use crate::agreement::weight::Weights;
use crate::agreement::weighted;
use crate::filter::View;
use crate::id::{CodeRef, CoderId, DocumentRef};
use crate::round::{RoundName, Unit};
use crate::texts::Texts;

/// What the figures were computed over.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScopeNote {
    /// The documents, by handle.
    pub documents: Vec<String>,
    /// The coders.
    pub coders: Vec<CoderId>,
    /// The rounds, by name.
    pub rounds: Vec<RoundName>,
    /// The codebook versions, by number.
    pub codebook_versions: Vec<u32>,
    /// Whether interviewers' turns were compared.
    pub interviewer_turns: InterviewerTurns,
}

/// Two coders' figures.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Pair {
    /// The two.
    pub coders: (CoderId, CoderId),
    /// Share of units they said the same of.
    pub percent: Option<f64>,
    /// Why there is none.
    pub percent_reason: Option<&'static str>,
    /// Cohen's kappa.
    pub cohen: Option<f64>,
    /// Why there is none.
    pub cohen_reason: Option<&'static str>,
}

/// Reasons by the names that programs read.
pub type Reasons = BTreeMap<&'static str, &'static str>;

/// One code's or theme's figures.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// Code or theme.
    pub level: Level,
    /// The handle.
    pub key: String,
    /// Units any coder coded.
    pub n_coded: u64,
    /// Ones among pairable values.
    pub prevalence: Option<f64>,
    /// Pairwise agreement over pairable units.
    pub percent: Option<f64>,
    /// Krippendorff's alpha, nominal.
    pub alpha: Option<f64>,
    /// Why there is none.
    pub alpha_reason: Option<&'static str>,
    /// The 95 % jackknife interval over documents.
    pub alpha_ci: Option<(f64, f64)>,
    /// Why there is none.
    pub alpha_ci_reason: Option<&'static str>,
    /// Gwet's AC1: high whenever a code is rare.
    pub ac1: Option<f64>,
    /// Brennan and Prediger's coefficient: high whenever a code is rare.
    pub brennan_prediger: Option<f64>,
    /// Fleiss' kappa.
    pub fleiss: Option<f64>,
    /// Conger's kappa: Cohen's for more than two coders.
    pub conger: Option<f64>,
    /// The mean of Cohen's kappa over the pairs where it is defined.
    pub cohen_mean: Option<f64>,
    /// How many pairs that is.
    pub cohen_pairs: usize,
    /// Positive agreement: the mean over pairs of 2M/(N1+N2).
    pub holsti: Option<f64>,
    /// Agreement on coded units only: the mean over pairs of M/(N1+N2−M).
    pub jaccard: Option<f64>,
    /// The u-alpha family, where the unit is the character.
    #[serde(flatten)]
    pub unitized: Option<RowUnitized>,
    /// Why the other figures have no value, each under its name with `_reason`; nothing for those that have one.
    #[serde(flatten)]
    pub reasons: Reasons,
    /// Runs of units that any coder coded.
    pub passages: usize,
    /// Pair by pair.
    pub pairs: Vec<Pair>,
    /// For each passage, how many coded it of how many who judged it.
    #[serde(skip)]
    pub spread: Vec<Passage>,
    /// The interval, for judging a target.
    #[serde(skip)]
    pub interval: Result<Interval, crate::agreement::figure::Undefined>,
    /// How many units each coder coded of those that another judged too, in the order of the scope.
    #[serde(skip)]
    pub said: Vec<u64>,
    /// The counts of each document with a pairable unit.
    #[serde(skip)]
    pub by_document: Vec<Counts>,
}

/// One code or theme on the continuum of characters, where a coder's stretches of it are one coder's partition.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct RowUnitized {
    /// u-alpha: where it lies.
    pub u_alpha: Option<f64>,
    /// Why there is none.
    pub u_alpha_reason: Option<&'static str>,
    /// |u-alpha: which text it lies on at all.
    pub bar_u_alpha: Option<f64>,
    /// Why there is none.
    pub bar_u_alpha_reason: Option<&'static str>,
}

impl Row {
    /// How much the coefficient stands on.
    pub fn frequency(&self) -> Frequency {
        Frequency::of(self.passages)
    }
}

/// Agreement, with all it was measured on.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// The unit of analysis.
    pub unit: Unit,
    /// What it was measured on.
    pub scope: ScopeNote,
    /// Units in scope.
    pub n_units: u64,
    /// Units that at least two finished coders judged.
    pub n_pairable: u64,
    /// Documents with such a unit.
    pub n_documents: usize,
    /// Codes and themes, in codebook order.
    pub rows: Vec<Row>,
    /// The summary over rows of the first level asked for.
    pub overall: Overall,
    /// Where coders' own stretches with different codes overlap, which leaves cu-alpha over all codes undefined.
    pub overlaps: Vec<OwnOverlap>,
    /// Assignable theme codes of the version that nobody used in scope.
    pub never_used: Vec<String>,
    /// Codes used in scope that the version does not have.
    pub not_in_codebook: Vec<String>,
    /// Things in scope that people have not decided.
    pub conflicts: usize,
}

impl Report {
    /// Alpha over the rows of one level, whatever level was asked for first.
    pub fn over(&self, level: Level) -> Overall {
        let of_level = self.rows.iter().filter(|row| row.level == level);
        Overall {
            together: self.overall.together,
            ..overall(of_level.map(|row| (figure_of(row), row.frequency())))
        }
    }
}

/// Computes the report. `current` is the view the codebook is taken from where no version was frozen.
pub fn report(
    scope: &Scope<'_>,
    (current, texts): (&View<'_>, &Texts),
    measure: &Measure,
) -> Report {
    let books = Books::of(scope, current, texts);
    let sheets: Vec<Sheet> = scope
        .judgements
        .iter()
        .map(|judgement| sheet(judgement, measure, &books))
        .collect();
    let continua: Vec<Continuum> = scope
        .judgements
        .iter()
        .map(|judgement| continuum(judgement, measure))
        .collect();
    let ground = Ground {
        sheets: &sheets,
        continua: &continua,
        scope,
        books: &books,
    };
    let used: BTreeSet<CodeRef> = sheets
        .iter()
        .flat_map(|sheet| sheet.marks.keys().copied())
        .collect();
    let questions = books.questions(measure);
    let rows: Vec<Row> = questions
        .iter()
        .filter_map(|question| row(question, measure.unit, ground))
        .collect();
    let first = measure.levels.first().copied().unwrap_or(Level::Code);
    let of_level = rows.iter().filter(|row| row.level == first);
    let mut summary = overall(of_level.map(|row| (figure_of(row), row.frequency())));
    let (together, overlaps) = all_codes(measure, &rows, ground);
    summary.together = together;
    let mut documents: Vec<String> = Vec::new();
    for judgement in &scope.judgements {
        if !documents.contains(&judgement.document.handle) {
            documents.push(judgement.document.handle.clone());
        }
    }
    let shared = sheets.iter().filter(|sheet| pairable(sheet) > 0);
    let double_judged: BTreeSet<DocumentRef> = shared.map(|sheet| sheet.document).collect();
    Report {
        unit: measure.unit,
        scope: ScopeNote {
            documents,
            coders: scope.panel.clone(),
            rounds: scope.rounds.clone(),
            codebook_versions: books.numbers.clone(),
            interviewer_turns: measure.interviewers,
        },
        n_units: sheets.iter().map(|sheet| sheet.units.len() as u64).sum(),
        n_pairable: sheets.iter().map(pairable).sum(),
        n_documents: double_judged.len(),
        rows,
        overall: summary,
        overlaps,
        never_used: books.never_used(&used),
        not_in_codebook: books.lacking(&used, current),
        conflicts: scope.conflicts,
    }
}

/// Units of a document that two coders or more judged.
fn pairable(sheet: &Sheet<'_>) -> u64 {
    let of_two =
        |(judges, _): &&(Vec<bool>, u64)| judges.iter().filter(|judge| **judge).count() >= 2;
    let patterns = sheet.patterns.iter().filter(of_two);
    patterns.map(|(_, units)| units).sum()
}

/// All assignable codes at once, also where the rows are themes.
fn all_codes(measure: &Measure, rows: &[Row], ground: Ground<'_>) -> (Together, Vec<OwnOverlap>) {
    let codes = ground.books.questions(&Measure {
        levels: vec![Level::Code],
        ..measure.clone()
    });
    let tables: Vec<Counts> = if measure.levels.contains(&Level::Code) {
        let rows = rows.iter().filter(|row| row.level == Level::Code);
        rows.map(|row| total(&row.by_document)).collect()
    } else {
        let counted = codes.iter().map(|code| counted(code, ground));
        let used = counted.filter(|(_, spread)| !spread.is_empty());
        used.map(|(counts, _)| total(&counts)).collect()
    };
    together(&codes, &tables, ground)
}

fn figure_of(row: &Row) -> Figure {
    match (row.alpha, &row.alpha_reason) {
        (Some(alpha), _) => Ok(alpha),
        (None, _) => Err(crate::agreement::figure::Undefined::NoVariation),
    }
}

/// One question's counts, document by document, and its passages.
fn counted(question: &Question, ground: Ground<'_>) -> (Vec<Counts>, Vec<Passage>) {
    let mut by_document: BTreeMap<DocumentRef, Counts> = BTreeMap::new();
    let mut spread = Vec::new();
    for sheet in ground.sheets {
        let could = could_use(question, sheet.judgement, ground.books);
        let counts = by_document
            .entry(sheet.document)
            .or_insert_with(|| Counts::yes_no(ground.scope.panel.len()));
        spread.extend(count(question, sheet, &could, counts));
    }
    (by_document.into_values().collect(), spread)
}

/// The u-alpha family of one question on the continua of all documents.
fn unitized(question: &Question, ground: Ground<'_>) -> RowUnitized {
    let mut sums = Unitized::default();
    for (sheet, continuum) in ground.sheets.iter().zip(ground.continua) {
        let could = could_use(question, sheet.judgement, ground.books);
        let value = |mark: &CodeMark| {
            let counted = ground.books.counted(mark);
            question.codes.contains(&counted).then_some(0)
        };
        // Stretches of one question are joined where they overlap, so that none is refused.
        continuum.add((value, &could), &mut sums);
    }
    let (u, bar) = (sums.u_alpha(), sums.bar_u_alpha());
    RowUnitized {
        u_alpha: u.ok(),
        u_alpha_reason: u.err().map(|reason| reason.as_str()),
        bar_u_alpha: bar.ok(),
        bar_u_alpha_reason: bar.err().map(|reason| reason.as_str()),
    }
}

/// One question's row; nothing where nobody used it.
fn row(question: &Question, unit: Unit, ground: Ground<'_>) -> Option<Row> {
    let scope = ground.scope;
    let (counts, spread) = counted(question, ground);
    let whole = total(&counts);
    if spread.is_empty() {
        return None;
    }
    let pairable: Vec<Counts> = counts
        .into_iter()
        .filter(|counts| counts.pairable_units() > 0)
        .collect();
    let (figure, interval) = (alpha(&whole), jackknife(&pairable, alpha));
    let cohen = pair::cohen_mean(&whole);
    let others = [
        ("prevalence_reason", share::prevalence(&whole, YES)),
        ("percent_reason", share::percent(&whole)),
        ("ac1_reason", ac1(&whole)),
        ("brennan_prediger_reason", brennan_prediger(&whole)),
        ("fleiss_reason", fleiss(&whole)),
        ("conger_reason", conger(&whole)),
        ("cohen_mean_reason", cohen.figure),
        ("holsti_reason", pair::holsti_mean(&whole).figure),
        ("jaccard_reason", pair::jaccard_mean(&whole).figure),
    ];
    let [
        prevalence,
        percent,
        ac1,
        brennan_prediger,
        fleiss,
        conger,
        cohen_mean,
        holsti,
        jaccard,
    ] = others.map(|(_, figure)| figure.ok());
    Some(Row {
        level: question.level,
        key: question.key.clone(),
        n_coded: whole.units_given(YES),
        prevalence,
        percent,
        alpha: figure.ok(),
        alpha_reason: figure.err().map(|reason| reason.as_str()),
        alpha_ci: interval
            .as_ref()
            .ok()
            .map(|interval| (interval.low, interval.high)),
        alpha_ci_reason: interval.as_ref().err().map(|reason| reason.as_str()),
        ac1,
        brennan_prediger,
        fleiss,
        conger,
        cohen_mean,
        cohen_pairs: cohen.pairs,
        holsti,
        jaccard,
        reasons: reasons(others),
        unitized: (unit == Unit::Character).then(|| unitized(question, ground)),
        passages: spread.len(),
        pairs: pairs(&whole, &scope.panel),
        spread,
        interval,
        said: (0..scope.panel.len())
            .map(|coder| whole.compared(coder, YES))
            .collect(),
        by_document: pairable,
    })
}

fn conger(counts: &Counts) -> Figure {
    weighted::conger(counts, &Weights::identity(2)).map(Chance::corrected)
}

/// Why those of some figures that have no value have none.
pub fn reasons(figures: impl IntoIterator<Item = (&'static str, Figure)>) -> Reasons {
    let figures = figures.into_iter();
    figures
        .filter_map(|(name, figure)| Some((name, figure.err()?.as_str())))
        .collect()
}

fn pairs(counts: &Counts, panel: &[CoderId]) -> Vec<Pair> {
    let pair = |(a, b): (usize, usize)| {
        let table = Contingency::of(counts, (a, b));
        let cohen = pair::cohen(&table);
        let percent = pair::percent(&table);
        Pair {
            coders: (panel[a].clone(), panel[b].clone()),
            percent: percent.ok(),
            percent_reason: percent.err().map(|reason| reason.as_str()),
            cohen: cohen.ok(),
            cohen_reason: cohen.err().map(|reason| reason.as_str()),
        }
    };
    counts.coder_pairs().map(pair).collect()
}
