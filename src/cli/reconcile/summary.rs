//! `reconcile summary`: what the disagreements of a round are like, and how far the team is with them.

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::output::TableFormat;
use crate::cli::reconcile::{ScopeArgs, queue, round_of};
use crate::disagreement::habit::Habit;
use crate::number::counted;
use crate::reconcile::tally::Tally;
use crate::round::Round;
use crate::session::measured::Measured;
use crate::table::{Cell, Row, Table};

/// Say which codes are confused most, how each coder codes, and what was settled how
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    format: TableFormat,
}

pub fn run(context: &mut Context, scope: &ScopeArgs, args: Args) -> Result<(), Failure> {
    let session = context.open()?;
    let (texts, incomplete) = context.whole(&session)?;
    let view = session.view();
    let latest = || {
        let mut closed = view.rounds().iter().rev();
        closed.find(|round| round.close.is_some())
    };
    let round = round_of(&view, scope)?.or_else(latest).ok_or_else(|| {
        Failure::new("no round is closed yet").hint("see intercoder round status")
    })?;
    let measured = session.measured((round, None), &texts)?.ok_or_else(|| {
        Failure::refused(format!("round {} was closed twice apart", round.name))
            .hint("a lead closes it once more")
    })?;
    let tally = Tally::of(&queue((&view, &texts), (scope, Some(round)))?);
    if context.out.is_json() {
        return context.out.json(&written(round, &measured, &tally));
    }
    let mut tables = [confused(round, &measured), habits(&measured)];
    if let Some(last) = tables.last_mut() {
        last.notes.push(tally.sentence());
        last.notes.extend(incomplete);
    }
    context.out.tables(&tables, &args.format)
}

fn confused(round: &Round, measured: &Measured) -> Table {
    let rows = measured.confusions.iter().map(|((one, other), n)| Row {
        label: format!("{one} / {other}"),
        values: vec![Cell::Count(*n as u64)],
    });
    let kinds: Vec<String> = measured
        .kinds
        .iter()
        .map(|(kind, n)| format!("{n} {}", kind.words()))
        .collect();
    let all: usize = measured.kinds.iter().map(|(_, n)| n).sum();
    Table {
        title: format!("codes put in each other's stead, round {}", round.name),
        unit: "disagreement".to_owned(),
        columns: vec!["disagreements".to_owned()],
        stub: "codes".to_owned(),
        rows: rows.collect(),
        notes: vec![
            format!("{}: {}", counted(all, "disagreement"), kinds.join(", ")),
            format!(
                "{} of codings agreed by themselves",
                counted(measured.agreed, "group")
            ),
        ],
    }
}

fn habits(measured: &Measured) -> Table {
    let row = |habit: &Habit| Row {
        label: habit.coder.to_string(),
        values: vec![
            Cell::Count(habit.codings as u64),
            Cell::figure(habit.words),
            Cell::figure(habit.density()),
            Cell::Count(habit.turns as u64),
            Cell::Count(habit.unread as u64),
        ],
    };
    let columns = [
        "codings",
        "words (median)",
        "codings a turn",
        "turns judged",
        "turns neither coded nor passed",
    ];
    Table {
        title: "how each coder codes".to_owned(),
        unit: "coding".to_owned(),
        columns: columns.map(str::to_owned).to_vec(),
        stub: "coder".to_owned(),
        rows: measured.habits.iter().map(row).collect(),
        notes: Vec::new(),
    }
}

fn written(round: &Round, measured: &Measured, tally: &Tally) -> serde_json::Value {
    let kinds: serde_json::Map<String, serde_json::Value> = measured
        .kinds
        .iter()
        .map(|(kind, n)| (kind.as_str().to_owned(), (*n).into()))
        .collect();
    let confusions: Vec<_> = measured
        .confusions
        .iter()
        .map(|((one, other), n)| serde_json::json!({ "codes": [one, other], "disagreements": n }))
        .collect();
    let habits: Vec<_> = measured
        .habits
        .iter()
        .map(|habit| {
            serde_json::json!({
                "coder": habit.coder, "codings": habit.codings, "median_words": habit.words,
                "codings_per_turn": habit.density(), "turns": habit.turns, "unread_turns": habit.unread,
            })
        })
        .collect();
    serde_json::json!({
        "round": round.written_name(), "types": kinds, "agreed": measured.agreed, "confusions": confusions,
        "coders": habits, "settled": tally.settled, "kept": tally.kept, "sentence": tally.sentence(),
    })
}
