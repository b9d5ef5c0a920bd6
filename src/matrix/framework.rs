//! The framework matrix: cases by themes, each cell a summary that somebody wrote, linked to its excerpts.
//!
//! A summary keeps the excerpts that its theme had for its case when it was written, in the layer it was written for. Its cell is
//! stale when that layer now has another set of stretches there: excerpts that a correction of the text merely moved are the same.
//! A cell is stored by case and code, so that every matrix over them shows it. Ritchie and Spencer (1994) called it charting.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::coding::{Case, Summary};
use crate::document::kept::Fate;
use crate::filter::{Layer, View};
use crate::id::{CodeRef, CoderId, DocumentRef, RefMap};
use crate::layer::marks;
use crate::matrix::case::{Column, Crossed, Kind, Place, Row, rows};
use crate::text::span::Position;
use crate::texts::Texts;

/// The matrix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Framework {
    /// Its title.
    pub title: String,
    /// What a cell holds.
    pub unit: &'static str,
    /// Whose codings its excerpts are.
    pub layer: String,
    /// The columns.
    pub themes: Vec<Head>,
    /// The rows.
    pub cases: Vec<Charted>,
    /// How many cells have a summary.
    pub filled: usize,
    /// How many of those are stale.
    pub stale: usize,
    /// What must be read with it.
    pub notes: Vec<String>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Head {
    /// The handle.
    pub key: String,
    /// The full name.
    pub name: String,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Charted {
    /// The person or the document, by handle.
    pub case: String,
    /// Their attributes, all values of each.
    pub attributes: BTreeMap<String, Vec<String>>,
    /// One cell a theme.
    pub cells: Vec<Cell>,
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// The theme, by handle.
    pub theme: String,
    /// What somebody wrote, if anybody did.
    pub summary: Option<String>,
    /// Who did.
    pub coder: Option<CoderId>,
    /// The layer it was written for.
    pub written_for: Option<String>,
    /// Whether the theme has other excerpts for the case now than when it was written.
    pub stale: bool,
    /// Whether others stand beside it that nothing replaces; the last one is shown.
    pub disputed: bool,
    /// How many excerpts the theme has for the case.
    pub n_excerpts: usize,
    /// Where they lie.
    pub excerpts: Vec<Placed>,
}

/// An excerpt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Placed {
    /// The document, by handle.
    pub document: String,
    /// Where it starts, in characters of the document.
    pub start: Position,
    /// Where it ends; the character there is no longer part of it.
    pub end: Position,
}

/// What a matrix is asked about: rows, columns, and whose excerpts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Whose codings.
    pub layer: Layer,
    /// People or documents.
    pub kind: Kind,
    /// The themes.
    pub columns: Vec<Column>,
}

/// The summaries and the excerpts that a request is about.
pub struct Chart<'v> {
    crossed: BTreeMap<String, Crossed>,
    summaries: BTreeMap<(Case, CodeRef), Vec<&'v Summary>>,
    provisos: Vec<String>,
    layer: String,
}

impl<'v> Chart<'v> {
    /// Gathers what the viewer may see: the excerpts of the layer asked for, and of every layer that a summary was written for.
    pub fn of((view, texts): (&View<'v>, &Texts), request: &Request) -> Self {
        let mut summaries: BTreeMap<(Case, CodeRef), Vec<&Summary>> = BTreeMap::new();
        let is_column = |code: CodeRef| request.columns.iter().any(|column| column.code == code);
        let is_row = |on: &Case| on.document().is_some() == (request.kind == Kind::Documents);
        let asked = view
            .summaries()
            .filter(|of| is_column(of.theme) && is_row(&of.on));
        for summary in asked {
            let cell = (summary.on.clone(), summary.theme);
            summaries.entry(cell).or_default().push(summary);
        }
        let mut layers = vec![request.layer.clone()];
        layers.extend(
            summaries
                .values()
                .flatten()
                .map(|summary| layer(&summary.layer)),
        );
        let mut chart = Self {
            crossed: BTreeMap::new(),
            summaries,
            provisos: Vec::new(),
            layer: request.layer.to_string(),
        };
        for layer in layers {
            if chart.crossed.contains_key(&layer.to_string()) {
                continue;
            }
            let found = marks(view, texts, &layer);
            if layer == request.layer {
                chart.provisos = found.provisos(&layer);
            }
            let columns = (request.kind, request.columns.as_slice());
            let crossed = Crossed::of((view, texts), &found.marks, columns);
            chart.crossed.insert(layer.to_string(), crossed);
        }
        chart
    }

    /// The excerpts of a theme for a case in the layer that was asked for.
    pub fn excerpts(&self, case: &Case, theme: CodeRef) -> Vec<Place> {
        let crossed = self.crossed.get(&self.layer);
        let excerpts = crossed.map(|crossed| crossed.excerpts(case, theme));
        excerpts.into_iter().flatten().copied().collect()
    }

    /// What was written of a cell, the last one last: several where codes were merged that had a summary each.
    pub fn summaries(&self, case: &Case, theme: CodeRef) -> &[&'v Summary] {
        let written = self.summaries.get(&(case.clone(), theme));
        written.map_or(&[], Vec::as_slice)
    }

    /// Whether a summary stands on other excerpts than its theme has for its case now.
    pub fn is_stale(&self, summary: &Summary) -> bool {
        let now = self.crossed.get(&summary.layer);
        let now = now.map(|crossed| crossed.excerpts(&summary.on, summary.theme));
        is_stale(summary, now.into_iter().flatten().copied())
    }
}

/// Whether a summary stood on other stretches than these.
pub fn is_stale(summary: &Summary, now: impl IntoIterator<Item = Place>) -> bool {
    let is_gone = summary.excerpts.iter().any(|of| of.fate == Fate::Orphaned);
    let then = summary.excerpts.iter().map(|of| (of.document, of.span));
    let then: BTreeSet<Place> = then.collect();
    is_gone || then != now.into_iter().collect()
}

/// A layer as it is written in a summary.
fn layer(written: &str) -> Layer {
    match written {
        "all" => Layer::All,
        "final" => Layer::Final,
        coder => Layer::Coder(CoderId::from(coder)),
    }
}

/// The matrix of a request.
pub fn framework((view, texts): (&View<'_>, &Texts), request: &Request) -> Framework {
    charted(view, request, &Chart::of((view, texts), request))
}

/// The matrix of a request whose summaries and excerpts are gathered.
pub fn charted(view: &View<'_>, request: &Request, chart: &Chart<'_>) -> Framework {
    let places: RefMap<DocumentRef, usize> = view.documents().map(|of| of.id).zip(0..).collect();
    let cell = |row: &Row, column: &Column| {
        let written = chart.summaries(&row.on, column.code);
        let summary = written.last().copied();
        let mut excerpts = chart.excerpts(&row.on, column.code);
        excerpts.sort_by_key(|(document, span)| (places.get(document).copied(), *span));
        Cell {
            theme: column.key.clone(),
            summary: summary.map(|summary| summary.text.clone()),
            coder: summary.map(|summary| summary.coder.clone()),
            written_for: summary.map(|summary| summary.layer.clone()),
            stale: summary.is_some_and(|summary| chart.is_stale(summary)),
            disputed: written.len() > 1 || summary.is_some_and(|summary| summary.is_disputed),
            n_excerpts: excerpts.len(),
            excerpts: excerpts.iter().map(|place| placed(view, *place)).collect(),
        }
    };
    let charted = |row: Row| Charted {
        cells: request
            .columns
            .iter()
            .map(|column| cell(&row, column))
            .collect(),
        case: row.handle,
        attributes: row
            .attributes
            .into_iter()
            .map(|(name, values)| {
                (
                    name,
                    values.iter().map(|of| of.as_str().to_owned()).collect(),
                )
            })
            .collect(),
    };
    let cases: Vec<Charted> = rows(view, request.kind).into_iter().map(charted).collect();
    let cells = || cases.iter().flat_map(|case| &case.cells);
    let head = |column: &Column| Head {
        key: column.key.clone(),
        name: column.name.clone(),
    };
    Framework {
        title: "Framework matrix".to_owned(),
        unit: "summary",
        layer: request.layer.to_string(),
        themes: request.columns.iter().map(head).collect(),
        filled: cells().filter(|cell| cell.summary.is_some()).count(),
        stale: cells().filter(|cell| cell.stale).count(),
        notes: notes(chart, cells().filter(|cell| cell.disputed).count()),
        cases,
    }
}

fn notes(chart: &Chart<'_>, disputed: usize) -> Vec<String> {
    let mut notes = vec![
        "for analysis, not for publication: its rows name cases, and nothing is guarded against re-identification".to_owned(),
    ];
    notes.extend(chart.provisos.iter().cloned());
    notes.extend((disputed > 0).then(|| {
        format!("{disputed} of the cells have several summaries that nothing replaces; the last is shown")
    }));
    let of_nobody = chart
        .crossed
        .get(&chart.layer)
        .map_or(0, |crossed| crossed.of_nobody.len());
    notes
        .extend((of_nobody > 0).then(|| {
            format!("{of_nobody} excerpts are by speakers bound to no person: in no row")
        }));
    notes
}

/// An excerpt by its document's handle.
pub fn placed(view: &View<'_>, (document, span): Place) -> Placed {
    Placed {
        document: view
            .document(document)
            .map_or_else(String::new, |of| of.handle.clone()),
        start: span.start(),
        end: span.end(),
    }
}
