//! Proposals as a list: for people, for spreadsheets in which a colleague fills a column in, for programs.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::autocode::precision::{Precision, Tally};
use crate::autocode::proposal::Proposal;
use crate::autocode::runs::{codings, tally};
use crate::cli::autocode::sitting::{Sitting, Waiting};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::output::TableFormat;
use crate::id::RunRef;
use crate::number::counted;
use crate::query::snippet::plain;
use crate::round::Unit;
use crate::run::Order;
use crate::search::hit::speaker;
use crate::search::ready::Ready;
use crate::session::Session;
use crate::table::{Cell, Row, Table};
use crate::text::span::Position;

/// How many characters of a proposal people see in a list.
const WIDTH: usize = 160;

/// The columns that come back in a review, after the document.
const COLUMNS: [&str; 9] = [
    "turn", "start", "end", "speaker", "quote", "code", "unit", "query", "verdict",
];

#[derive(Serialize)]
struct Listed {
    query: String,
    code: String,
    unit: Unit,
    run: Option<RunRef>,
    order: Order,
    followed: Order,
    waiting: usize,
    judged: Tally,
    precision: Option<Precision>,
    precision_undefined: Option<&'static str>,
    proposals: Vec<Written>,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct Written {
    document: String,
    turn: usize,
    start: Position,
    end: Position,
    speaker: String,
    score: f64,
    quote: String,
}

/// Prints the proposals; nothing is written to the study.
pub fn list(
    context: &mut Context,
    (session, ready): (&Session, &Ready),
    (sitting, waiting, format): (&Sitting, &Waiting, &TableFormat),
) -> Result<(), Failure> {
    let shown = sitting.shown(waiting.proposals.len());
    let shown: Vec<&Proposal> = waiting.proposals.iter().take(shown).collect();
    let view = session.view();
    let tally = sitting
        .run
        .map_or(Tally::default(), |run| tally(&view, run));
    let standing = sitting.run.map_or(0, |run| codings(&view, run));
    drop(view);
    let base = ready.base();
    let handle = |proposal: &Proposal| {
        let source = base.source(proposal.document);
        source.map_or_else(String::new, |source| source.handle.clone())
    };
    if context.out.is_json_for(format) {
        let listed = listed((sitting, waiting), tally);
        let proposals = shown.iter();
        let listed = Listed {
            proposals: proposals.map(|one| written(one, handle(one))).collect(),
            notes: session.view().said_hidden().collect(),
            ..listed
        };
        return context.out.value(&listed, format);
    }
    let row = |proposal: &&Proposal| match format.for_sheets() {
        true => for_a_sheet(sitting, (proposal, handle(proposal))),
        false => for_people(proposal, handle(proposal)),
    };
    let mut said = vec![
        scope(sitting, waiting),
        judged(sitting.unit, tally),
        coded(standing),
    ];
    said.extend(session.view().said_hidden());
    let columns: &[&str] = match format.for_sheets() {
        true => &COLUMNS,
        false => &["speaker", "quote"],
    };
    let table = Table {
        title: format!("Proposals for {}: {}", sitting.handle, sitting.line),
        unit: sitting.unit.as_str().to_owned(),
        columns: columns.iter().map(|&column| column.to_owned()).collect(),
        stub: if format.for_sheets() {
            "document"
        } else {
            "place"
        }
        .to_owned(),
        rows: shown.iter().map(row).collect(),
        notes: said,
    };
    context.out.table(&table, format)
}

/// What is told of a run, its proposals left out.
fn listed((sitting, waiting): (&Sitting, &Waiting), tally: Tally) -> Listed {
    let precision = tally.precision();
    Listed {
        query: sitting.line.clone(),
        code: sitting.handle.clone(),
        unit: sitting.unit,
        run: sitting.run,
        order: sitting.order,
        followed: waiting.followed,
        waiting: waiting.proposals.len(),
        judged: tally,
        precision: precision.ok(),
        precision_undefined: precision.err().map(|why| why.as_str()),
        proposals: Vec::new(),
        notes: Vec::new(),
    }
}

fn written(proposal: &Proposal, document: String) -> Written {
    Written {
        document,
        turn: proposal.turn,
        start: proposal.span.start(),
        end: proposal.span.end(),
        speaker: speaker(&proposal.role),
        score: proposal.score,
        quote: proposal.text.clone(),
    }
}

fn for_people(proposal: &Proposal, handle: String) -> Row {
    Row {
        label: format!("{handle} turn {}", proposal.turn),
        values: vec![
            Cell::Text(speaker(&proposal.role)),
            Cell::Text(plain(&proposal.text, &proposal.marked, WIDTH)),
        ],
    }
}

fn for_a_sheet(sitting: &Sitting, (proposal, handle): (&Proposal, String)) -> Row {
    Row {
        label: handle,
        values: vec![
            Cell::Count(proposal.turn as u64),
            Cell::Count(u64::from(proposal.span.start().0)),
            Cell::Count(u64::from(proposal.span.end().0)),
            Cell::Text(speaker(&proposal.role)),
            Cell::from(proposal.text.as_str()),
            Cell::from(sitting.handle.as_str()),
            Cell::from(sitting.unit.as_str()),
            Cell::from(sitting.line.as_str()),
            Cell::Blank,
        ],
    }
}

/// How many codings there are, and how to come to more.
fn coded(standing: usize) -> String {
    let so_far = match standing {
        0 => "nothing is coded yet".to_owned(),
        1 => "1 coding of this run stands".to_owned(),
        _ => format!("{standing} codings of this run stand"),
    };
    format!(
        "{so_far}: say y, x or s in a terminal, or fill in the column verdict of --csv and take it with --review FILE"
    )
}

/// How many wait, in what order.
fn scope(sitting: &Sitting, waiting: &Waiting) -> String {
    let all = waiting.proposals.len();
    let shown = match sitting.shown(all) {
        shown if shown == all => String::new(),
        shown => format!(", {shown} shown (--limit 0 shows all)"),
    };
    let order = match (sitting.order, waiting.followed) {
        (Order::Uncertain, Order::Relevance) => {
            "by relevance until five are accepted and five refused".to_owned()
        }
        (_, followed) => format!("order {}", followed.as_str()),
    };
    let wait = if all == 1 { "waits" } else { "wait" };
    format!(
        "{} of participants {wait} for a verdict of {}{shown}; {order}",
        counted(all, sitting.unit.as_str()),
        sitting.coder
    )
}

/// How many were judged in which way, and how precise the run is so far.
pub fn judged(unit: Unit, tally: Tally) -> String {
    let Tally {
        yes,
        no,
        other,
        skip,
    } = tally;
    let counts = format!("yes {yes}, no {no}, other {other}; skipped {skip}");
    match tally.precision() {
        Err(why) => format!("precision undefined: {why}; {counts}"),
        Ok(precision) => format!(
            "precision {} of {} judged, in the order shown; {counts}",
            told(precision),
            counted(precision.n, unit.as_str())
        ),
    }
}

/// What of a run's codings waits to be reconciled, round by round.
pub fn to_reconcile(waiting: &BTreeMap<String, usize>) -> Vec<String> {
    let told = waiting.iter().map(|(round, &count)| {
        let (lie, wait) = match count {
            1 => ("lies", "it waits"),
            _ => ("lie", "they wait"),
        };
        format!(
            "{} {lie} in documents of round {round}, which compares coders: {wait} to be reconciled",
            counted(count, "coding")
        )
    });
    told.collect()
}

/// A precision with its interval.
pub fn told(precision: Precision) -> String {
    format!(
        "{:.2} (95 % {:.2} to {:.2})",
        precision.value, precision.low, precision.high
    )
}
