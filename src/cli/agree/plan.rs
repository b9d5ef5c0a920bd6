//! `agree --plan`: how many more documents to code twice.

use serde_json::{Value, json};

use crate::agreement::plan::{MOST_DOCUMENTS, RowPlan, plan};
use crate::agreement::report::Report;
use crate::cli::agree::Args;
use crate::cli::failure::Failure;
use crate::table::{Cell, Row, Table};

/// The half-width where nobody asked for one.
const WIDTH: f64 = 0.1;

/// The smallest acceptable alpha where the round has no target (Krippendorff 2004).
const SMALLEST: f64 = 0.667;

const METHOD: &str = "the jackknife standard error of the documents coded so far, falling with the square root of their number, times t";

/// What each row needs, or one.
pub fn answer(
    report: &Report,
    target: Option<f64>,
    args: &Args,
) -> Result<(Value, Vec<Table>), Failure> {
    let (width, target) = (args.width.unwrap_or(WIDTH), target.unwrap_or(SMALLEST));
    if !(width > 0.0 && width < 1.0) {
        return Err(
            Failure::wrong_use("--width is a half-width between 0 and 1")
                .hint("such as --width 0.1"),
        );
    }
    let mut rows = plan(report, width, target);
    if let Some(code) = &args.code {
        rows.retain(|row| row.key == *code);
        if rows.is_empty() {
            return Err(Failure::new(format!("nobody used {code} in this scope"))
                .hint("see intercoder codebook show"));
        }
    }
    let json = json!({
        "width": width,
        "target": target,
        "unit": report.unit,
        "scope": report.scope,
        "method": METHOD,
        "rows": rows,
    });
    Ok((json, vec![table(report, &rows, (width, target))]))
}

/// Why a figure of the row is missing.
fn why(of: &RowPlan) -> String {
    let units = of
        .units_for_alpha_reason
        .filter(|why| Some(*why) != of.reason);
    let units = units.map(|why| format!("units, alpha: {}", why.replace('_', " ")));
    let row = of.reason.map(|why| why.replace('_', " "));
    row.into_iter().chain(units).collect::<Vec<_>>().join("; ")
}

fn table(report: &Report, rows: &[RowPlan], (width, target): (f64, f64)) -> Table {
    let heads = [
        "level".to_owned(),
        "alpha".to_owned(),
        "half-width".to_owned(),
        "documents".to_owned(),
        "more documents".to_owned(),
        "units, percent".to_owned(),
        "design effect".to_owned(),
        "units with it".to_owned(),
        "units, alpha".to_owned(),
        "note".to_owned(),
    ];
    let drawn = |of: &RowPlan| {
        let count = |count: Option<u64>| count.map_or(Cell::Blank, Cell::Count);
        Row {
            label: of.key.clone(),
            values: vec![
                Cell::from(of.level.as_str()),
                Cell::figure(of.alpha),
                Cell::figure(of.half_width),
                Cell::Count(of.documents as u64),
                count(of.more_documents.map(|more| more as u64)),
                count(of.units_for_percent),
                Cell::figure(of.design_effect),
                count(of.units_with_design_effect),
                count(of.units_for_alpha),
                Cell::Text(why(of)),
            ],
        }
    };
    // One that was asked for by name stands there with its reason; else rare ones are only named.
    let (rare, planned): (Vec<&RowPlan>, Vec<&RowPlan>) =
        rows.iter().partition(|of| of.is_rare() && rows.len() > 1);
    Table {
        title: format!("Plan: alpha to ±{width}"),
        unit: report.unit.as_str().to_owned(),
        columns: heads.to_vec(),
        stub: "code".to_owned(),
        rows: planned.iter().map(|of| drawn(of)).collect(),
        notes: notes(&rare, (width, target)),
    }
}

fn notes(rare: &[&RowPlan], (width, target): (f64, f64)) -> Vec<String> {
    let mut notes = vec![
        format!(
            "more documents: {METHOD}; it takes a pilot of four documents, and further ones like them; at most {MOST_DOCUMENTS} are planned"
        ),
        format!(
            "units, percent: for ±{width} of percent agreement if units were independent (Gwet 2014); the design effect is what the pilot's documents make of that"
        ),
        format!(
            "units, alpha: to tell alpha from {target} at p .05 with so rare a value, if units were independent (Krippendorff 2019)"
        ),
    ];
    if !rare.is_empty() {
        let keys: Vec<&str> = rare.iter().map(|of| of.key.as_str()).collect();
        notes.push(format!(
            "too rare to plan by, with fewer than three passages ({}): {}",
            keys.len(),
            keys.join(", ")
        ));
    }
    notes
}
