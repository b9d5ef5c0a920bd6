//! `agree --methods`: the paragraph of a closed round for the methods section of a paper, with its table.

use serde_json::json;

use crate::agreement::measure::Level;
use crate::cli::agree::Args;
use crate::cli::agree::asked::{closed, nothing_to_compare, rounds, views};
use crate::cli::agree::words::{Words, table};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::output::drawn;
use crate::export::format::Format;
use crate::export::markdown;
use crate::methods::methods;
use crate::reconcile::queue::Queue;
use crate::session::Session;
use crate::texts::Texts;

/// Prints the paragraph, and the table code by code below it.
pub fn print(
    context: &mut Context,
    session: &Session,
    (texts, incomplete): (&Texts, Option<String>),
    args: &Args,
) -> Result<(), Failure> {
    let view = session.view();
    let named = rounds(&view, args)?;
    // What is not closed, or closed twice, is refused as it is for figures.
    let (_, unfinished) = views((context, session), &view, &named)?;
    let round = named.first().copied().or_else(|| closed(&view).last());
    let round = round.ok_or_else(|| {
        Failure::new("no round is closed, so there is nothing to say of one")
            .hint("a lead closes one with: intercoder round close NAME")
    })?;
    let measured = session.measured((round, None), texts)?.ok_or_else(|| {
        Failure::refused(
            unfinished.unwrap_or_else(|| format!("round {} has no figures", round.name)),
        )
        .hint("the paragraph is about a round that has ended")
    })?;
    if measured.report.n_documents == 0 {
        return Err(nothing_to_compare(&view));
    }
    let queue = Queue::of_round((&view, texts), Some(round), &Default::default());
    let mut paragraph = methods(&view, (round, &measured.report), &queue);
    if let Some(note) = &incomplete {
        paragraph.push_str(&format!(" ({note})"));
    }
    if context.out.is_json_for(&args.format) {
        return context.out.json(&json!({ "methods": paragraph }));
    }
    let words = Words {
        target: round.target,
        incomplete,
        ..Words::default()
    };
    let mut table = table(&measured.report, Level::Code, (&words, None));
    let table = match args.format.format() {
        None => drawn(&table),
        Some(Format::Markdown) => markdown::table(&table),
        Some(format) if format.is_sheet() => {
            let refused =
                Failure::wrong_use("a methods paragraph is words, and no sheet has a place for it");
            return Err(refused.hint("write it as --md, --docx, --html or --latex"));
        }
        Some(_) => {
            table.notes.insert(0, paragraph);
            return context.out.table(&table, &args.format);
        }
    };
    let text = format!("{paragraph}\n\n{table}");
    context.out.put(&text, &args.format)
}
