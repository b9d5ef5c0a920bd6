//! `matrix line`: the codes of one document in the order of its turns.

use crate::cli::context::{Context, document, layer};
use crate::cli::failure::Failure;
use crate::cli::matrix::{Asked, say};
use crate::cli::output::TableFormat;
use crate::matrix::line::{CodeLine, Placed, line};
use crate::table::{Cell, Row, Table};

/// Show the codes of a document in order, turn by turn
///
/// A code on a stretch that several coders marked stands there once, with their names; one that touches several turns stands in
/// each of them. Every code is shown by itself, process codes too.
///
/// Example: intercoder matrix line I12 --layer final
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The document.
    document: String,
    /// Whose codings: all, final, or one coder's.
    #[arg(long, default_value = "all", value_name = "all|final|CODER")]
    layer: String,
    /// Turns without a code too.
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    format: TableFormat,
}

pub fn run(context: &mut Context, asked: &Asked, args: &Args) -> Result<(), Failure> {
    let view = asked.session.view();
    let document = document(&view, &args.document)?;
    let layer = layer(&view, &args.layer)?;
    let passage = asked.texts.current(document).ok_or_else(|| {
        Failure::damaged("the words of the document are not here").hint("intercoder verify")
    })?;
    let mut found = line((&view, &asked.texts), (document, passage), &layer);
    let coded = found
        .turns
        .iter()
        .filter(|turn| !turn.codes.is_empty())
        .count();
    let said = format!(
        "layer {}; {coded} of {} turns have a code; places: first character and the one after the last",
        found.layer,
        found.turns.len()
    );
    found.notes.insert(0, said);
    found.notes.extend(asked.provisos.iter().cloned());
    let table = drawn(&found, args);
    if !args.all {
        found.turns.retain(|turn| !turn.codes.is_empty());
    }
    let json = serde_json::to_value(&found)
        .map_err(|_| Failure::new("the code line cannot be written as JSON"))?;
    say(context, (json, vec![table]), &args.format)
}

fn drawn(found: &CodeLine, args: &Args) -> Table {
    let mut rows = Vec::new();
    for turn in &found.turns {
        let label = format!("{} {}", turn.turn, turn.speaker);
        let label = label.trim_end().to_owned();
        rows.extend(turn.codes.iter().map(|placed| row(label.clone(), placed)));
        if turn.codes.is_empty() && args.all {
            rows.push(Row {
                label,
                values: vec![Cell::Blank, Cell::from("-"), Cell::Blank],
            });
        }
    }
    let outside = found.outside.iter();
    rows.extend(outside.map(|placed| row("in no turn".to_owned(), placed)));
    Table {
        title: format!(
            "The codes of {} in order (layer: {})",
            found.document, found.layer
        ),
        unit: "code on a stretch".to_owned(),
        columns: ["place", "code", "coders"].map(str::to_owned).to_vec(),
        stub: "turn".to_owned(),
        rows,
        notes: found.notes.clone(),
    }
}

fn row(label: String, placed: &Placed) -> Row {
    let coders: Vec<&str> = placed.coders.iter().map(|coder| coder.0.as_str()).collect();
    Row {
        label,
        values: vec![
            Cell::Text(format!("{}-{}", placed.start.0, placed.end.0)),
            Cell::Text(placed.code.clone()),
            Cell::Text(coders.join(", ")),
        ],
    }
}
