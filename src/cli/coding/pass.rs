//! `coding pass`: a coder read a turn, and nothing applies.

use crate::change::turn::{self, Turn};
use crate::cli::coding::{body, words, write};
use crate::cli::context::{Context, document, joined};
use crate::cli::failure::Failure;
use crate::progress::open_round;
use crate::round::PassState;

/// Say that you read a turn and nothing applies: it no longer waits for a code
///
/// Agreement takes no notice: there, what has no code was judged only in documents that you finished (see intercoder done).
///
/// Example: intercoder coding pass I12 --turn 4
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The document.
    document: String,
    /// The turn, counted from 1.
    #[arg(long, value_name = "N")]
    turn: usize,
    /// Take it back: the turn waits for a code again.
    #[arg(long)]
    off: bool,
}

pub fn run(context: &mut Context, args: Args) -> Result<(), Failure> {
    let mut session = context.open()?;
    let coder = joined(&session)?;
    let view = session.view();
    let document = document(&view, &args.document)?;
    let (texts, problems) = session.texts([document])?;
    context.out.problems(&problems)?;
    let turn = Turn {
        document,
        number: args.turn,
        body: body(document, words(document, &texts)?, args.turn)?,
    };
    let round = open_round(&view, &coder, document.id);
    let whose = (&coder, round.map(|round| round.id));
    let state = if args.off {
        PassState::Open
    } else {
        PassState::Passed
    };
    let (change, said) = match state {
        PassState::Passed => match turn::pass(&view, turn, whose)? {
            Some(change) => (Some(change), "read, nothing applies"),
            None => (None, "passed already"),
        },
        PassState::Open => match turn::take_back(&view, turn, whose) {
            Some(change) => (Some(change), "waits for a code again"),
            None => (None, "was not passed"),
        },
    };
    let named = round.map_or_else(String::new, |round| format!(" in round {}", round.name));
    let said = format!("{turn}{named}: {said}");
    let handle = document.handle.clone();
    drop(view);
    let refs = write(&mut session, change)?;
    match context.out.is_json() {
        true => context.out.json(&serde_json::json!({
            "document": handle, "turn": args.turn, "state": state, "refs": refs
        })),
        false => context.out.line(said),
    }
}
