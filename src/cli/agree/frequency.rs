//! `agree --measure frequency`: agreement on how often codes occur in whole documents.

use serde_json::{Value, json};

use crate::agreement::measure::Measure;
use crate::agreement::occurrence::{FrequencyRow, frequencies};
use crate::agreement::report::Report;
use crate::agreement::scope::Scope;
use crate::filter::View;
use crate::table::{Cell, Row, Table};
use crate::texts::Texts;

/// The rows of the scope, for programs and for people.
pub fn answer(
    (report, scope): (&Report, &Scope<'_>),
    (beside, measure): ((&View<'_>, &Texts), &Measure),
) -> (Value, Vec<Table>) {
    let rows = frequencies(scope, beside, measure);
    let json = json!({
        "measure": "frequency",
        "unit": "document",
        "scope": report.scope,
        "rows": rows,
    });
    let drawn = |of: &FrequencyRow| {
        let why = of.alpha_ordinal_reason.or(of.alpha_ratio_reason);
        Row {
            label: of.key.clone(),
            values: vec![
                Cell::from(of.level.as_str()),
                Cell::figure(of.alpha_ordinal),
                Cell::figure(of.alpha_ratio),
                Cell::figure(of.exact_ties),
                Cell::Count(of.n_documents as u64),
                Cell::Count(of.n_codings),
                why.map_or(Cell::Blank, |why| Cell::Text(why.replace('_', " "))),
            ],
        }
    };
    let heads = [
        "level",
        "alpha, ordinal",
        "alpha, ratio",
        "same count",
        "documents",
        "codings",
        "note",
    ];
    let coders: Vec<&str> = (report.scope.coders.iter())
        .map(|coder| coder.0.as_str())
        .collect();
    let table = Table {
        title: "Agreement on how often codes occur".to_owned(),
        unit: "document".to_owned(),
        columns: heads.map(str::to_owned).to_vec(),
        stub: "code".to_owned(),
        rows: rows.iter().map(drawn).collect(),
        notes: vec![format!(
            "documents: {}   coders: {}   same count: share of pairs of coders",
            report.scope.documents.join(" "),
            coders.join(" ")
        )],
    };
    (json, vec![table])
}
