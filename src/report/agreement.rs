//! The agreement of a report: the figures of each closed round, drawn with their intervals and as a table.

use crate::agreement::measure::Level;
use crate::agreement::passage::Frequency;
use crate::agreement::report::{Report, Row};
use crate::chart::interval::{Estimate, plot};
use crate::compare::is_reflexive;
use crate::export::html;
use crate::methods::methods;
use crate::number::counted;
use crate::report::page::{heading, note, paragraph};
use crate::report::{Basis, Closed};
use crate::table::{Cell, Table};

/// What is said of a reflexive study.
pub const REFLEXIVE: &str = "This study is reflexive: its coders talk about how they read, and no figures of agreement are computed.";

/// The section.
pub fn agreement(basis: &Basis<'_>) -> String {
    if is_reflexive(basis.view) {
        return paragraph(REFLEXIVE);
    }
    if basis.closed.is_empty() {
        return paragraph("No round is closed, so there are no figures of agreement to report.");
    }
    let rounds = basis.closed.iter();
    rounds.map(|closed| of_round(basis, closed)).collect()
}

fn of_round(basis: &Basis<'_>, closed: &Closed<'_>) -> String {
    let name = format!("Round {}", closed.round.name);
    let Some(report) = &closed.report else {
        return heading(&name)
            + &paragraph(
                "It was closed twice by people who did not know of each other: no figure is printed until one close replaces both.",
            );
    };
    let said = methods(basis.view, (closed.round, report), &closed.queue);
    let mut section = heading(&name) + &paragraph(&said);
    for level in [Level::Theme, Level::Code] {
        let rows: Vec<&Row> = worst_first(report, level);
        if rows.is_empty() {
            continue;
        }
        let title = format!("Round {}: alpha by {}", closed.round.name, level.as_str());
        let estimates: Vec<Estimate> = rows.iter().map(|row| estimate(row)).collect();
        section.push_str(&plot(&title, &estimates, closed.round.target));
        section.push_str(&html::table(&table(report, level, &title)));
    }
    if report.conflicts > 0 {
        let open = format!("{} for people to decide in this scope", report.conflicts);
        section.push_str(&note(&open));
    }
    section
}

/// The rows of a level, worst alpha first; what has none comes last.
fn worst_first(report: &Report, level: Level) -> Vec<&Row> {
    let of_level = report.rows.iter().filter(|row| row.level == level);
    let mut rows: Vec<&Row> = of_level.collect();
    let key = |row: &Row| match row.frequency() {
        Frequency::Rare => f64::MAX,
        Frequency::Few | Frequency::Enough => row.alpha.unwrap_or(f64::MAX),
    };
    rows.sort_by(|a, b| key(a).total_cmp(&key(b)));
    rows
}

fn estimate(row: &Row) -> Estimate {
    let value = match (row.frequency(), row.alpha) {
        (Frequency::Rare, _) => Err(format!("rare: {}", counted(row.passages, "passage"))),
        (_, Some(alpha)) => Ok(alpha),
        (_, None) => Err(format!("undefined: {}", reason(row))),
    };
    Estimate {
        name: row.key.clone(),
        interval: row.alpha_ci.filter(|_| value.is_ok()),
        value,
    }
}

fn reason(row: &Row) -> String {
    row.alpha_reason.unwrap_or_default().replace('_', " ")
}

/// The figures of one level, worst first; where no row has an interval, a note says why.
pub fn table(report: &Report, level: Level, title: &str) -> Table {
    let rows = worst_first(report, level);
    let has_intervals = rows.iter().any(|row| row.alpha_ci.is_some());
    let mut columns = vec!["alpha"];
    columns.extend(has_intervals.then_some("95 % interval"));
    columns.extend(["percent agreement", "prevalence", "passages"]);
    columns.push("units coded by anybody");
    let mut notes = vec![format!(
        "Krippendorff's alpha, nominal; {} in scope, {} judged by two coders or more, in {}",
        counted(report.n_units, report.unit.as_str()),
        report.n_pairable,
        counted(report.n_documents, "document")
    )];
    let why = rows.iter().find_map(|row| row.interval.as_ref().err());
    notes.extend(match (has_intervals, why) {
        (true, _) => Some("Intervals: jackknife over documents, Student's t".to_owned()),
        (false, why) => why.map(|why| format!("No intervals: {why}")),
    });
    let values = |row: &Row| {
        let mut values = values(row);
        if !has_intervals {
            values.remove(1);
        }
        values
    };
    Table {
        title: title.to_owned(),
        unit: report.unit.as_str().to_owned(),
        columns: columns.into_iter().map(str::to_owned).collect(),
        stub: level.as_str().to_owned(),
        rows: rows
            .iter()
            .map(|row| crate::table::Row {
                label: row.key.clone(),
                values: values(row),
            })
            .collect(),
        notes,
    }
}

/// The figures of a row, the interval second.
fn values(row: &Row) -> Vec<Cell> {
    let percent = |share: Option<f64>| match share {
        Some(share) => Cell::Text(format!("{:.0} %", share * 100.0)),
        None => Cell::Blank,
    };
    let estimate = estimate(row);
    let interval = estimate.interval;
    let interval = interval.map(|(low, high)| format!("{low:.2} to {high:.2}"));
    vec![
        match estimate.value {
            Ok(alpha) => Cell::Figure(alpha),
            Err(why) => Cell::Text(why),
        },
        interval.map_or(Cell::Blank, Cell::Text),
        percent(row.percent),
        percent(row.prevalence),
        Cell::Count(row.passages as u64),
        Cell::Count(row.n_coded),
    ]
}
