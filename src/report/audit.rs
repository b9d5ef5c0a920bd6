//! The audit summary: what the journals of a study hold, so that a later copy can be compared with the one that was reported.

use std::collections::BTreeSet;

use crate::id::Writer;
use crate::number::counted;
use crate::report::Basis;
use crate::study::witness::Newest;
use crate::table::{Cell, Row, Table};

/// How many damaged lines the folder has; the study itself knows only of verified ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Damaged(pub usize);

/// What must be said of the journals, in sentences.
pub fn sentences(basis: &Basis<'_>, damaged: Damaged) -> Vec<String> {
    let view = basis.view;
    let missing = match view.completeness().is_complete() {
        true => "no line that another line names is missing".to_owned(),
        false => "lines are missing: intercoder verify names them".to_owned(),
    };
    let newest = basis.view.newest();
    let writers: BTreeSet<&Writer> = newest.iter().map(|newest| &newest.writer).collect();
    let mut said = vec![
        format!(
            "The history has {} of {}; {missing}.",
            counted(view.extent(), "event"),
            counted(writers.len(), "writer")
        ),
        format!(
            "{} for people to decide; {} (an installation that was copied and went on twice); {}.",
            view.conflicts().count(),
            counted(view.forks().len(), "fork"),
            counted(damaged.0, "damaged line")
        ),
    ];
    said.extend(view.said_hidden());
    said
}

/// The newest line of each writer.
pub fn heads(basis: &Basis<'_>) -> Table {
    let row = |newest: &Newest| Row {
        label: newest.writer.to_string(),
        values: vec![
            Cell::Count(newest.seq),
            Cell::Text(newest.hash.to_string()),
            Cell::Text(newest.at.clone()),
        ],
    };
    let columns = ["lines", "hash of the newest line", "written"];
    Table {
        title: "The newest line of each writer".to_owned(),
        unit: "line".to_owned(),
        columns: columns.map(str::to_owned).to_vec(),
        stub: "writer".to_owned(),
        rows: basis.view.newest().iter().map(row).collect(),
        notes: vec![
            "Each hash proves all lines before it: a copy of the study that has these lines holds what this report was made of."
                .to_owned(),
        ],
    }
}
