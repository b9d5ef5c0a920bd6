//! `code`: the reader at a document. Bare `intercoder` in a study opens the same screens at the documents.

mod linear;

use crate::cli::context::{Context, document, joined};
use crate::cli::failure::Failure;
use crate::cli::screen::on_screen;
use crate::tui::message::Landing;
use crate::tui::run::{FirstKey, Start};

/// Read and code a transcript from the keyboard
///
/// The cursor stands on the first turn of a participant that you have not coded. `x` selects a sentence, Enter opens the codes, `?`
/// shows every key. Every change is saved at once; `q` leaves. With --linear the same is done line by line, for screen readers and
/// braille.
///
/// Example: intercoder code I12 --linear
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The document.
    document: String,
    /// One turn at a time as plain lines; the same keys as lines of words.
    #[arg(long)]
    linear: bool,
    /// Fall over at the first key: to see that the terminal is given back, and that no words of the study are said.
    #[arg(long, hide = true, num_args = 0..=1, default_missing_value = "here", require_equals = true, value_parser = ["here", "beside"])]
    fall_over: Option<String>,
}

pub fn run(context: &mut Context, args: Args) -> Result<(), Failure> {
    let session = context.open()?;
    let view = session.view();
    let id = document(&view, &args.document)?.id;
    drop(view);
    if !session.coder().0.is_empty() {
        // An outsider may read; somebody who says a name means to code.
        joined(&session)?;
    }
    if args.linear {
        return linear::run(context, session, id);
    }
    let first_key = match args.fall_over.as_deref() {
        Some("beside") => FirstKey::FallsOverBeside,
        Some(_) => FirstKey::FallsOver,
        None => FirstKey::IsTaken,
    };
    let start = Start {
        document: Some((id, Landing::Uncoded)),
        first_key,
        ..Start::default()
    };
    on_screen(context, session, start)
}
