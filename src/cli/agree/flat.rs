//! The agreement report as one flat table: what a spreadsheet or a statistics program takes away, with every figure and reason.

use crate::agreement::report::{Report, Row};
use crate::agreement::resampled::OtherInterval;
use crate::cli::agree::interval::Intervals;
use crate::table::{self, Cell, Table};

/// All reports, levels and rows in one table; every row carries its unit, scope and n, and what must be read with it.
pub fn flat(reports: &[(Report, Option<Intervals>)], notes: &[(&str, &str)]) -> Table {
    let head = [
        "level",
        "unit",
        "documents",
        "coders",
        "rounds",
        "codebook_versions",
        "n_units",
        "n_pairable",
        "n_coded",
        "passages",
        "prevalence",
        "percent",
        "alpha",
        "alpha_reason",
        "alpha_low",
        "alpha_high",
        "alpha_ci_reason",
        "ac1",
        "brennan_prediger",
        "cohen_mean",
        "cohen_pairs",
        "holsti",
        "jaccard",
        "fleiss",
        "conger",
        "u_alpha",
        "u_alpha_reason",
        "bar_u_alpha",
        "bar_u_alpha_reason",
        "overall_set_alpha_masi",
        "overall_set_alpha_jaccard",
        "overall_pooled_kappa",
        "interval",
        "interval_low",
        "interval_high",
        "interval_reason",
        "p_below_667",
        "p_below_800",
        "undefined_replicates",
        "reasons",
        "notes",
    ];
    let mut columns: Vec<String> = head.map(str::to_owned).to_vec();
    let pairs = reports
        .iter()
        .flat_map(|(report, _)| &report.rows)
        .next()
        .map(|row| row.pairs.as_slice())
        .unwrap_or_default();
    columns.extend(
        pairs
            .iter()
            .map(|pair| format!("cohen_{}_{}", pair.coders.0, pair.coders.1)),
    );
    let rows = reports.iter().flat_map(|(report, intervals)| {
        let rows = report.rows.iter().enumerate();
        rows.map(move |(at, row)| {
            let other = intervals
                .as_ref()
                .and_then(|of| Some((of, of.rows.get(at)?)));
            flat_row((report, row), other, notes)
        })
    });
    Table {
        title: "Agreement".to_owned(),
        unit: reports
            .first()
            .map_or("", |(report, _)| report.unit.as_str())
            .to_owned(),
        columns,
        stub: "key".to_owned(),
        rows: rows.collect(),
        notes: Vec::new(),
    }
}

fn flat_row(
    (report, row): (&Report, &Row),
    other: Option<(&Intervals, &OtherInterval)>,
    notes: &[(&str, &str)],
) -> table::Row {
    let scope = &report.scope;
    let joined = |words: Vec<String>| Cell::Text(words.join(" "));
    let reason = |reason: Option<&'static str>| reason.map_or(Cell::Blank, Cell::from);
    let mut values = vec![
        Cell::from(row.level.as_str()),
        Cell::from(report.unit.as_str()),
        joined(scope.documents.clone()),
        joined(scope.coders.iter().map(ToString::to_string).collect()),
        joined(scope.rounds.iter().map(|round| round.0.clone()).collect()),
        joined(
            scope
                .codebook_versions
                .iter()
                .map(ToString::to_string)
                .collect(),
        ),
        Cell::Count(report.n_units),
        Cell::Count(report.n_pairable),
        Cell::Count(row.n_coded),
        Cell::Count(row.passages as u64),
        Cell::figure(row.prevalence),
        Cell::figure(row.percent),
        Cell::figure(row.alpha),
        reason(row.alpha_reason),
        Cell::figure(row.alpha_ci.map(|(low, _)| low)),
        Cell::figure(row.alpha_ci.map(|(_, high)| high)),
        reason(row.alpha_ci_reason),
        Cell::figure(row.ac1),
        Cell::figure(row.brennan_prediger),
        Cell::figure(row.cohen_mean),
        Cell::Count(row.cohen_pairs as u64),
        Cell::figure(row.holsti),
        Cell::figure(row.jaccard),
        Cell::figure(row.fleiss),
        Cell::figure(row.conger),
        Cell::figure(row.unitized.and_then(|of| of.u_alpha)),
        reason(row.unitized.and_then(|of| of.u_alpha_reason)),
        Cell::figure(row.unitized.and_then(|of| of.bar_u_alpha)),
        reason(row.unitized.and_then(|of| of.bar_u_alpha_reason)),
        Cell::figure(report.overall.together.set_alpha_masi.ok()),
        Cell::figure(report.overall.together.set_alpha_jaccard.ok()),
        Cell::figure(report.overall.together.pooled_kappa.ok()),
    ];
    values.extend(interval(other));
    let reasons = row.reasons.iter();
    let reasons = reasons.map(|(figure, reason)| format!("{figure} {reason}"));
    let notes = notes.iter().map(|(_, note)| (*note).to_owned());
    for words in [reasons.collect::<Vec<_>>(), notes.collect()] {
        values.push(Cell::Text(words.join("; ")));
    }
    values.extend(row.pairs.iter().map(|pair| Cell::figure(pair.cohen)));
    table::Row {
        label: row.key.clone(),
        values,
    }
}

/// The interval that was asked for: its name, its ends, why there is none, and what the replicates say.
fn interval(other: Option<(&Intervals, &OtherInterval)>) -> [Cell; 7] {
    let Some((intervals, of)) = other else {
        return [const { Cell::Blank }; 7];
    };
    let undefined = of.undefined_replicates;
    [
        Cell::from(intervals.name()),
        Cell::figure(of.interval.map(|(low, _)| low)),
        Cell::figure(of.interval.map(|(_, high)| high)),
        of.interval_reason.map_or(Cell::Blank, Cell::from),
        Cell::figure(of.p_below_667),
        Cell::figure(of.p_below_800),
        undefined.map_or(Cell::Blank, |count| Cell::Count(u64::from(count))),
    ]
}
