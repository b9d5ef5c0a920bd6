//! The words around agreement figures: what was measured, what a row's figure stands on, what is left out.

use crate::agreement::figure::Figure;
use crate::agreement::interval::FEWEST_DOCUMENTS;
use crate::agreement::measure::Level;
use crate::agreement::overall::Together;
use crate::agreement::passage::Frequency;
use crate::agreement::report::{Report, Row};
use crate::agreement::resampled::OtherInterval;
use crate::agreement::target::{Verdict, verdict};
use crate::agreement::together::{OwnOverlap, OwnStretch};
use crate::agreement::unit::InterviewerTurns;
use crate::cli::agree::interval::Intervals;
use crate::number::counted;
use crate::round::{Close, Round, Unit};
use crate::table::{self, Cell, Table};

/// How many overlaps stand in a note.
const LISTED: usize = 3;

/// What stands beside figures that a round did not ask for.
pub const EXPLORATORY: &str = "exploratory, not this round's measure";

/// What the words around the figures depend on.
#[derive(Default)]
pub struct Words {
    /// The value the round asks of alpha.
    pub target: Option<f64>,
    /// Measured in another unit than the round's.
    pub exploratory: bool,
    /// What the folder lacks, or a round.
    pub incomplete: Option<String>,
    /// What of the rounds was withdrawn since.
    pub left_out: Option<String>,
    /// What the final layer says as one of the coders.
    pub beside: Option<String>,
    /// What was measured, where it is neither rounds nor all that several coders finished.
    pub title: Option<String>,
    /// Show every pair's kappa.
    pub by_pair: bool,
}

/// The lines that say what was measured.
pub fn head(report: &Report, rounds: &[&Round], words: &Words) -> Vec<String> {
    let scope = &report.scope;
    let named: Vec<&str> = rounds.iter().map(|round| round.name.as_str()).collect();
    let title = if let Some(title) = &words.title {
        title.clone()
    } else if named.is_empty() {
        "agreement outside a round".to_owned()
    } else {
        format!("agreement of round {}", named.join(" and "))
    };
    let coders: Vec<&str> = scope.coders.iter().map(|coder| coder.0.as_str()).collect();
    let versions: Vec<String> = scope.codebook_versions.iter().map(u32::to_string).collect();
    let interviewers = if scope.interviewer_turns == InterviewerTurns::LeftOut {
        "left out"
    } else {
        "included"
    };
    let mut lines = vec![
        title,
        format!(
            "  unit: {}   documents: {}   coders: {}   codebook: {}   interviewer turns {interviewers}",
            report.unit.as_str(),
            scope.documents.join(" "),
            coders.join(if words.title.is_some() { "; " } else { " " }),
            if versions.is_empty() {
                "not frozen".to_owned()
            } else {
                versions.join(", ")
            },
        ),
        format!(
            "  units: {} in scope, {} judged by at least two finished coders",
            report.n_units, report.n_pairable
        ),
    ];
    lines.extend(provisos(report, rounds, words));
    lines.extend(words.left_out.iter().map(|note| format!("  {note}")));
    lines.extend(words.beside.iter().map(|note| format!("  {note}")));
    lines.extend(words.incomplete.iter().map(|note| format!("  {note}")));
    lines
}

/// What a reader must bear in mind with these figures.
fn provisos(report: &Report, rounds: &[&Round], words: &Words) -> Vec<String> {
    let mut lines = Vec::new();
    if report.unit == Unit::Turn {
        lines.push("  any touch counts: long turns raise agreement".to_owned());
    }
    if words.exploratory {
        lines.push(format!("  {EXPLORATORY}"));
    }
    let closes = rounds.iter().filter_map(|round| round.close.as_ref());
    let closes = closes.map(Close::words).filter(|how| !how.is_empty());
    lines.extend(closes.map(|how| format!("  closed{how}")));
    if report.conflicts > 0 {
        let n = report.conflicts;
        lines.push(format!(
            "  {n} for people to decide in this scope: intercoder conflicts"
        ));
    }
    lines
}

/// The table of one level, worst first.
pub fn table(
    report: &Report,
    level: Level,
    (words, intervals): (&Words, Option<&Intervals>),
) -> Table {
    let mut rows: Vec<(usize, &Row)> = report
        .rows
        .iter()
        .enumerate()
        .filter(|(_, row)| row.level == level)
        .collect();
    // Worst first; what has no figure comes last, in codebook order.
    let key = |row: &Row| {
        if row.frequency() == Frequency::Rare {
            f64::MAX
        } else {
            row.alpha.unwrap_or(f64::MAX)
        }
    };
    rows.sort_by(|(_, a), (_, b)| key(a).total_cmp(&key(b)));
    // With fewer than four documents no row has an interval, and the note below says once what each row would.
    let target = words
        .target
        .filter(|_| report.n_documents >= FEWEST_DOCUMENTS);
    let word = level.as_str();
    let drawn = |(at, row): &(usize, &Row)| {
        let other = intervals.and_then(|of| Some((of, of.rows.get(*at)?)));
        table::Row {
            label: row.key.clone(),
            values: values(report, row, (words, target, other)),
        }
    };
    let mut notes = notes(report, level, words.target);
    notes.extend(intervals.into_iter().flat_map(Intervals::notes));
    Table {
        title: format!("{word}s, worst alpha first"),
        unit: report.unit.as_str().to_owned(),
        columns: columns(
            rows.first().map(|(_, row)| *row),
            (words, target, intervals),
        ),
        stub: word.to_owned(),
        rows: rows.iter().map(drawn).collect(),
        notes,
    }
}

fn columns(
    first: Option<&Row>,
    (words, target, intervals): (&Words, Option<f64>, Option<&Intervals>),
) -> Vec<String> {
    let always = [
        "alpha",
        "95 % interval",
        "percent",
        "positive",
        "prevalence",
        "coded",
        "passages",
    ];
    let mut columns = always.map(str::to_owned).to_vec();
    if words.by_pair {
        let pairs = first.map(|row| row.pairs.as_slice()).unwrap_or_default();
        columns.extend(
            pairs
                .iter()
                .map(|pair| format!("kappa {}-{}", pair.coders.0, pair.coders.1)),
        );
    }
    if intervals.is_some_and(Intervals::has_chances) {
        columns.extend(["below .667", "below .800"].map(str::to_owned));
    }
    columns.extend(target.map(|target| format!("target {target}")));
    columns.push(String::new());
    columns
}

type Other<'o> = Option<(&'o Intervals, &'o OtherInterval)>;

fn values(
    report: &Report,
    row: &Row,
    (words, target, other): (&Words, Option<f64>, Other<'_>),
) -> Vec<Cell> {
    let rare = row.frequency() == Frequency::Rare;
    let asked = other.map_or(row.alpha_ci, |(_, of)| of.interval);
    let interval = asked
        .filter(|_| !rare)
        .map(|(low, high)| Cell::Text(format!("{low:.2} to {high:.2}")));
    let mut values = vec![
        Cell::figure(row.alpha.filter(|_| !rare)),
        interval.unwrap_or(Cell::Blank),
        Cell::figure(row.percent),
        Cell::figure(row.holsti),
        Cell::figure(row.prevalence),
        Cell::Count(row.n_coded),
        Cell::Count(row.passages as u64),
    ];
    if words.by_pair {
        values.extend(row.pairs.iter().map(|pair| Cell::figure(pair.cohen)));
    }
    if let Some((_, of)) = other.filter(|(intervals, _)| intervals.has_chances()) {
        let shown = |share: Option<f64>| Cell::figure(share.filter(|_| !rare));
        values.extend([shown(of.p_below_667), shown(of.p_below_800)]);
    }
    values.extend(target.map(|target| Cell::Text(judged(target, row))));
    let mut remarks = remark(report, row);
    if asked.is_none() && !rare && row.alpha.is_some() {
        remarks.extend(without_interval(report, row, other));
    }
    let undefined = other
        .and_then(|(_, of)| of.undefined_replicates)
        .filter(|n| *n > 0);
    remarks.extend(undefined.map(|n| format!("{n} replicates without a value")));
    values.push(Cell::Text(remarks.join("; ")));
    values
}

/// Why a row with an alpha has no interval, where no note below the table says it of all rows.
fn without_interval(report: &Report, row: &Row, other: Other<'_>) -> Option<String> {
    let of_all = report.n_documents < FEWEST_DOCUMENTS;
    let reason = match other {
        Some((_, of)) => of.interval_reason,
        None => row.alpha_ci_reason.filter(|_| !of_all),
    };
    reason.map(|reason| format!("no interval: {}", reason.replace('_', " ")))
}

/// What must be said beside one row.
fn remark(report: &Report, row: &Row) -> Vec<String> {
    let mut remarks = Vec::new();
    match row.frequency() {
        Frequency::Rare => remarks.push(spread(row)),
        Frequency::Few => remarks.push("few".to_owned()),
        Frequency::Enough => {}
    }
    if row.alpha_ci.is_some_and(|(low, high)| low == high) {
        remarks.push("alike in every document, so the interval says nothing".to_owned());
    }
    remarks.extend(row.alpha_reason.map(|reason| reason.replace('_', " ")));
    let users: Vec<usize> = (0..row.said.len()).filter(|at| row.said[*at] > 0).collect();
    if let ([only], true) = (users.as_slice(), report.scope.coders.len() > 1) {
        remarks.push(format!(
            "only {} used it (n={})",
            report.scope.coders[*only], row.said[*only]
        ));
    }
    remarks
}

/// Whether a row's interval lies above the target, below it, or over it.
fn judged(target: f64, row: &Row) -> String {
    if row.frequency() == Frequency::Rare {
        return String::new();
    }
    let word = match verdict(target, &row.interval) {
        Verdict::Met => "met",
        Verdict::NotMet => "not met",
        Verdict::CannotTell(_) => "cannot tell",
    };
    word.to_owned()
}

/// "3 passages: 1 by all, 2 by one".
fn spread(row: &Row) -> String {
    let all = row
        .spread
        .iter()
        .filter(|passage| passage.coded_by == passage.rated_by && passage.rated_by > 1)
        .count();
    let one = row
        .spread
        .iter()
        .filter(|passage| passage.coded_by == 1 && passage.rated_by > 1)
        .count();
    let some = row.spread.len() - all - one;
    let parts = [(all, "by all"), (some, "by some"), (one, "by one")];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, who)| format!("{n} {who}"))
        .collect();
    let passages = counted(row.spread.len(), "passage");
    format!("{passages}: {}", parts.join(", "))
}

fn notes(report: &Report, level: Level, target: Option<f64>) -> Vec<String> {
    let shown = |value: Option<f64>| {
        value.map_or_else(|| "undefined".to_owned(), |value| format!("{value:.2}"))
    };
    let mut notes = Vec::new();
    let first = report.rows.first().map(|row| row.level);
    if first == Some(level) {
        let overall = &report.overall;
        notes.push(format!(
            "alpha over {} rows: median {}, lowest {}, highest {}; {} undefined, {} too rare to count",
            overall.n_defined,
            shown(overall.alpha_median),
            shown(overall.alpha_min),
            shown(overall.alpha_max),
            overall.n_undefined,
            overall.n_rare
        ));
        notes.extend(together(report));
    }
    let documents = report.n_documents;
    if documents < FEWEST_DOCUMENTS {
        let judged = target.map_or_else(String::new, |target| {
            format!("; target {target}: cannot tell")
        });
        notes.push(format!(
            "no interval: {}, and it takes four{judged}",
            counted(documents, "document")
        ));
    }
    if level == Level::Code && !report.never_used.is_empty() {
        notes.push(format!(
            "never used in scope ({}): {}",
            report.never_used.len(),
            report.never_used.join(", ")
        ));
    }
    if !report.not_in_codebook.is_empty() {
        notes.push(format!(
            "used, but not in the codebook version: {}",
            report.not_in_codebook.join(", ")
        ));
    }
    notes
}

/// The first of the overlaps as people find them, and how many more there are.
fn places(overlaps: &[OwnOverlap]) -> String {
    let said = |of: &OwnStretch| format!("[{}, {}] {}", of.start.0, of.end.0, of.code);
    let named = overlaps.iter().take(LISTED).map(|of| {
        let (first, second) = (said(&of.first), said(&of.second));
        format!("{} {}: {first} and {second}", of.document, of.coder)
    });
    let mut named: Vec<String> = named.collect();
    if overlaps.len() > LISTED {
        named.push(format!(
            "and {} more, all with --json",
            overlaps.len() - LISTED
        ));
    }
    named.join("; ")
}

/// What all codes say at once, in the unit and over the text.
fn together(report: &Report) -> Vec<String> {
    let (of, unit): (&Together, Unit) = (&report.overall.together, report.unit);
    if of.n_codes == 0 {
        return Vec::new();
    }
    let shown = |figure: Figure| match figure {
        Ok(value) => format!("{value:.2}"),
        Err(reason) => format!("undefined ({reason})"),
    };
    let codes = counted(of.n_codes, "code");
    let same_code = match (of.n_overlaps, of.cu_coverage) {
        (0, Ok(coverage)) => format!(
            "cu-alpha {}, on {:.0} % of the coders' text",
            shown(of.cu_alpha),
            coverage * 100.0
        ),
        (0, Err(reason)) => format!("undefined ({reason})"),
        (overlaps, _) => format!(
            "no cu-alpha, since coders' own codes overlap {}; look code by code with --unit character",
            counted(overlaps, "time")
        ),
    };
    let overlapping =
        (of.n_overlaps > 0).then(|| format!("overlapping: {}", places(&report.overlaps)));
    let mut notes = vec![
        format!(
            "all {codes} at once, by {}: set alpha {} (MASI), {} (Jaccard); pooled kappa {}",
            unit.as_str(),
            shown(of.set_alpha_masi),
            shown(of.set_alpha_jaccard),
            shown(of.pooled_kappa)
        ),
        format!(
            "same stretches marked? |u-alpha {} in characters; same code on them? {same_code}",
            shown(of.bar_u_alpha)
        ),
    ];
    notes.extend(overlapping);
    notes
}
