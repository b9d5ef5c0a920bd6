//! `coding quotable`: the excerpt of a coding is marked as one that would do in the paper.

use crate::change::quote;
use crate::cli::coding::write;
use crate::cli::context::{Context, joined};
use crate::cli::failure::Failure;
use crate::cli::reference;
use crate::coding::QuoteState;
use crate::document::kept::Fate;
use crate::history::code;

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
    let (state, change, said) = if args.off {
        match quote::unmark(&view, &coder, coding) {
            Some(change) => (QuoteState::Dropped, Some(change), "no longer quotable for"),
            None => (QuoteState::Dropped, None, "was not marked for"),
        }
    } else {
        match quote::mark(&view, &coder, coding) {
            Some(change) => (QuoteState::Quotable, Some(change), "marked as quotable for"),
            None => (QuoteState::Quotable, None, "marked already for"),
        }
    };
    let (excerpt, theme) = (coding.excerpt, code(&view, coding.code));
    let (start, end) = (excerpt.span.start(), excerpt.span.end());
    let handle = view
        .document(excerpt.document)
        .map_or_else(String::new, |document| document.handle.clone());
    drop(view);
    let refs = write(&mut session, change)?;
    match context.out.is_json() {
        true => context.out.json(&serde_json::json!({
            "document": handle, "start": start, "end": end, "theme": theme, "state": state, "refs": refs
        })),
        false => context
            .out
            .line(format!("{handle} {}-{}: {said} {theme}", start.0, end.0)),
    }
}
