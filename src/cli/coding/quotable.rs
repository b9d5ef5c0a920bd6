//! `coding quotable`: the excerpt of a coding is marked as one that would do in the paper.

use crate::cli::coding::write;
use crate::cli::context::{Context, joined};
use crate::cli::failure::Failure;
use crate::cli::reference;
use crate::coding::QuoteState;
use crate::document::kept::Fate;
use crate::event::Event;
use crate::history::code;
use crate::quotes::{mark, of_coding, quotes_on, unmark};

/// Mark the excerpt of a coding as quotable for its code
///
/// The coding may be anybody's that you may see; the mark is your own and stands beside the others'.
///
/// Example: intercoder coding quotable ana:2
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The coding's ref, or its name as `ana:42`.
    coding: String,
    /// Take your mark off.
    #[arg(long)]
    off: bool,
}

pub fn run(context: &mut Context, args: Args) -> Result<(), Failure> {
    let mut session = context.open()?;
    let coder = joined(&session)?;
    let view = session.view();
    let coding = reference::coding(&view, &args.coding, |_| true)?;
    if coding.excerpt.fate == Fate::Orphaned {
        return Err(Failure::new("that coding's excerpt has no words left")
            .hint("intercoder conflicts lists what corrections left without words"));
    }
    let marked = of_coding(coding);
    let there = quotes_on(&view, &coder, marked);
    let (state, events, said): (_, Vec<Event>, _) = match (args.off, there.is_empty()) {
        (false, true) => {
            let events = mark(&view, &coder, marked).into_iter().collect();
            (QuoteState::Quotable, events, "marked as quotable for")
        }
        (false, false) => (QuoteState::Quotable, Vec::new(), "marked already for"),
        (true, true) => (QuoteState::Dropped, Vec::new(), "was not marked for"),
        (true, false) => {
            let events = there.into_iter().map(unmark).collect();
            (QuoteState::Dropped, events, "no longer quotable for")
        }
    };
    let (excerpt, theme) = (coding.excerpt, code(&view, coding.code));
    let (start, end) = (excerpt.span.start(), excerpt.span.end());
    let handle = view
        .document(excerpt.document)
        .map_or_else(String::new, |document| document.handle.clone());
    drop(view);
    let refs = write(&mut session, events)?;
    match context.out.is_json() {
        true => context.out.json(&serde_json::json!({
            "document": handle, "start": start, "end": end, "theme": theme, "state": state, "refs": refs
        })),
        false => context
            .out
            .line(format!("{handle} {}-{}: {said} {theme}", start.0, end.0)),
    }
}
