//! The agreement report as one flat table: what a spreadsheet or a statistics program takes away, with every figure and reason.

use crate::agreement::report::{Report, Row};
use crate::table::{self, Cell, Table};

/// All reports, levels and rows in one table; every row carries its unit, scope and n.
pub fn flat(reports: &[Report]) -> Table {
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
    ];
    let mut columns: Vec<String> = head.map(str::to_owned).to_vec();
    let pairs = reports
        .iter()
        .flat_map(|report| &report.rows)
        .next()
        .map(|row| row.pairs.as_slice())
        .unwrap_or_default();
    columns.extend(
        pairs
            .iter()
            .map(|pair| format!("cohen_{}_{}", pair.coders.0, pair.coders.1)),
    );
    let rows = reports
        .iter()
        .flat_map(|report| report.rows.iter().map(move |row| flat_row(report, row)));
    Table {
        title: "Agreement".to_owned(),
        unit: reports
            .first()
            .map_or("", |report| report.unit.as_str())
            .to_owned(),
        columns,
        stub: "key".to_owned(),
        rows: rows.collect(),
        notes: Vec::new(),
    }
}

fn flat_row(report: &Report, row: &Row) -> table::Row {
    let scope = &report.scope;
    let joined = |words: Vec<String>| Cell::Text(words.join(" "));
    let reason = |reason: Option<&'static str>| reason.map_or(Cell::Blank, Cell::from);
    let level = if row.level == crate::agreement::measure::Level::Code {
        "code"
    } else {
        "theme"
    };
    let mut values = vec![
        Cell::from(level),
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
    ];
    values.extend(row.pairs.iter().map(|pair| Cell::figure(pair.cohen)));
    table::Row {
        label: row.key.clone(),
        values,
    }
}
