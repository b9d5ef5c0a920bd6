//! The trail: every line as a row, for an auditor who reads it with other programs.
//!
//! It says what the history says, in the same words, line by line, with what proves each line. What a blind round hides is not in the
//! view and so not here, and is counted; words that were taken back are nowhere.

use serde::Serialize;

use crate::filter::View;
use crate::history::{WITHDRAWN, describe};
use crate::id::{CoderId, Hash, Writer};
use crate::journal::{Body, Line};

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Record {
    /// The installation that wrote it.
    pub writer: Writer,
    /// Its number among the writer's.
    pub seq: u64,
    /// The number of the first line of the same action.
    pub batch: u64,
    /// Its hash, which proves it and all lines of the writer before it.
    pub hash: Hash,
    /// The hash of the writer's line before.
    pub prev: Hash,
    /// Its place in the order of all lines.
    pub clock: u64,
    /// When, as the writer's clock said.
    pub at: String,
    /// Whose installation it is; nobody's where that line is missing.
    pub coder: Option<CoderId>,
    /// The kind, as the journal writes it.
    pub kind: String,
    /// What it did.
    pub what: String,
    /// Whether it was undone.
    pub undone: bool,
    /// Whether its words were taken back.
    pub withdrawn: bool,
}

/// The heads of the columns, in the order of [`cells`].
pub const COLUMNS: [&str; 12] = [
    "writer",
    "seq",
    "batch",
    "hash",
    "prev",
    "clock",
    "at",
    "coder",
    "kind",
    "what",
    "undone",
    "withdrawn",
];

/// Every line that the viewer may read, in fold order.
pub fn trail(view: &View<'_>) -> Vec<Record> {
    view.lines().map(|line| record(view, line)).collect()
}

/// A record as the cells of a row.
pub fn cells(record: &Record) -> Vec<String> {
    let yes = |is_so: bool| if is_so { "yes" } else { "no" }.to_owned();
    vec![
        record.writer.to_string(),
        record.seq.to_string(),
        record.batch.to_string(),
        record.hash.to_string(),
        record.prev.to_string(),
        record.clock.to_string(),
        record.at.clone(),
        record
            .coder
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        record.kind.clone(),
        record.what.clone(),
        yes(record.undone),
        yes(record.withdrawn),
    ]
}

fn record(view: &View<'_>, line: &Line) -> Record {
    let withdrawn = view.is_withdrawn(line.id());
    let (kind, what) = match &line.body {
        Body::Event(event) if withdrawn => (event.kind(), WITHDRAWN.to_owned()),
        Body::Event(event) => (event.kind(), describe(view, event)),
        Body::Blank => ("blank", WITHDRAWN.to_owned()),
        Body::Unknown(kind) => (
            kind.as_str(),
            "an entry this version cannot read".to_owned(),
        ),
    };
    let action = view.action_of(line);
    let is_off = |action| !view.switched().is_on(action);
    let may_switch = line.event().is_none_or(|event| !event.is_never_switched());
    Record {
        writer: line.head.writer.clone(),
        seq: line.head.seq,
        batch: line.batch(),
        hash: line.hash,
        prev: line.head.prev,
        clock: line.head.clock,
        at: line.head.at.as_str().to_owned(),
        coder: view.writer_of(line).cloned(),
        kind: kind.to_owned(),
        what,
        undone: may_switch && action.is_some_and(is_off),
        withdrawn,
    }
}
