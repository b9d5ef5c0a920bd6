//! `agree --like nvivo`: the columns of NVivo's Coding Comparison, beside this program's figures.

use serde_json::{Value, json};

use crate::agreement::measure::Measure;
use crate::agreement::nvivo::{Comparison, Comparisons, Rolled, compare};
use crate::agreement::passage::Frequency;
use crate::agreement::report::Report;
use crate::agreement::scope::Scope;
use crate::filter::View;
use crate::table::{Cell, Row, Table};
use crate::texts::Texts;

const WARNING: &str = "text that nobody coded counts as agreement here, and characters are not independent: a long text raises agreement, and there is no interval";

/// NVivo's columns per code, document and pair, then every way to roll them up.
pub fn answer(
    (report, scope): (&Report, &Scope<'_>),
    (beside, measure): ((&View<'_>, &Texts), &Measure),
) -> (Value, Vec<Table>) {
    let found = compare(scope, beside, measure);
    let json = json!({
        "like": "nvivo",
        "unit": "character",
        "scope": report.scope,
        "warning": WARNING,
        "cells": found.cells,
        "rolled": found.rolled,
        "pooled_kappa": found.pooled_kappa,
        "pooled_kappa_reason": found.pooled_kappa_reason,
    });
    (json, vec![cells(&found), rolls(&found, report)])
}

/// NVivo's columns, in percent as NVivo prints them.
fn cells(found: &Comparisons) -> Table {
    let heads = [
        "source",
        "source size",
        "coders",
        "kappa",
        "agreement %",
        "A and B %",
        "not A and not B %",
        "disagreement %",
        "A and not B %",
        "B and not A %",
    ];
    let drawn = |of: &Comparison| {
        let percent = |share: f64| Cell::Figure(share * 100.0);
        Row {
            label: of.node.clone(),
            values: vec![
                Cell::Text(of.source.clone()),
                Cell::Count(of.source_size),
                Cell::Text(format!("{}:{}", of.coders.0, of.coders.1)),
                Cell::figure(of.kappa),
                percent(of.agreement),
                percent(of.a_and_b),
                percent(of.not_a_and_not_b),
                percent(of.disagreement),
                percent(of.a_and_not_b),
                percent(of.b_and_not_a),
            ],
        }
    };
    Table {
        title: "As NVivo's Coding Comparison".to_owned(),
        unit: "character".to_owned(),
        columns: heads.map(str::to_owned).to_vec(),
        stub: "node".to_owned(),
        rows: found.cells.iter().map(drawn).collect(),
        notes: vec![
            WARNING.to_owned(),
            "source size: characters of the text that both judged, interviewers and labels too; themes take their sub-codes in".to_owned(),
        ],
    }
}

/// The ways from documents to one figure, beside this program's own in the report's unit.
fn rolls(found: &Comparisons, report: &Report) -> Table {
    let unit = report.unit.as_str();
    let heads = [
        "coders".to_owned(),
        "corpus kappa".to_owned(),
        "mean kappa".to_owned(),
        "mean by length".to_owned(),
        "mean agreement %".to_owned(),
        format!("Cohen by {unit}"),
        format!("alpha by {unit}, all coders"),
    ];
    let drawn = |of: &Rolled| {
        let row = (report.rows.iter()).find(|row| row.level == of.level && row.key == of.node);
        // What is too rare has counts, and no coefficient of this program.
        let row = row.filter(|row| row.frequency() != Frequency::Rare);
        let pair = row.and_then(|row| row.pairs.iter().find(|pair| pair.coders == of.coders));
        Row {
            label: of.node.clone(),
            values: vec![
                Cell::Text(format!("{}:{}", of.coders.0, of.coders.1)),
                Cell::figure(of.corpus_kappa),
                Cell::figure(of.mean_kappa_unweighted),
                Cell::figure(of.mean_kappa_weighted_by_length),
                Cell::figure(of.mean_percent_unweighted.map(|share| share * 100.0)),
                Cell::figure(pair.and_then(|pair| pair.cohen)),
                Cell::figure(row.and_then(|row| row.alpha)),
            ],
        }
    };
    let pooled = found
        .pooled_kappa
        .map(|kappa| format!("pooled kappa over all codes and pairs, in characters: {kappa:.2}"));
    let mut notes = vec![
        "corpus kappa: characters of all documents summed first; mean kappa: unweighted over documents where it is defined, as NVivo leaves it to its users; mean by length: weighted by characters".to_owned(),
    ];
    notes.extend(pooled);
    notes.push(WARNING.to_owned());
    Table {
        title: "The same over all documents".to_owned(),
        unit: "character".to_owned(),
        columns: heads.to_vec(),
        stub: "node".to_owned(),
        rows: found.rolled.iter().map(drawn).collect(),
        notes,
    }
}
