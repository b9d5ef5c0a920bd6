//! `coding pass`: a coder read a turn, and nothing applies.

use crate::cli::coding::{body, words, write};
use crate::cli::context::{Context, document, joined};
use crate::cli::failure::Failure;
use crate::document::Document;
use crate::event::Event;
use crate::filter::View;
use crate::progress::{Whose, is_coded, open_round, pass, passes_of_turn, take_back};
use crate::round::PassState;
use crate::text::span::Span;

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
    let (events, said) = match state {
        PassState::Passed => passing(&view, &turn, whose)?,
        PassState::Open => taking_back(&view, &turn, whose),
    };
    let named = round.map_or_else(String::new, |round| format!(" in round {}", round.name));
    let said = format!("{turn}{named}: {said}");
    let handle = document.handle.clone();
    drop(view);
    let refs = write(&mut session, events)?;
    match context.out.is_json() {
        true => context.out.json(&serde_json::json!({
            "document": handle, "turn": args.turn, "state": state, "refs": refs
        })),
        false => context.out.line(said),
    }
}

/// A turn of a document's current text.
struct Turn<'d> {
    document: &'d Document,
    /// From 1.
    number: usize,
    body: Span,
}

impl std::fmt::Display for Turn<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "turn {} of {}", self.number, self.document.handle)
    }
}

/// What is to be written, and what is said of it.
type Deed = (Vec<Event>, &'static str);

fn passing(view: &View<'_>, turn: &Turn<'_>, whose: Whose<'_>) -> Result<Deed, Failure> {
    if turn.body.is_empty() {
        return Err(Failure::new(format!("{turn} has no words to judge")));
    }
    if is_coded(view, (turn.document, turn.body), whose) {
        let what = format!("{turn} carries a code of yours, so something applies");
        return Err(
            Failure::new(what).hint("take the code off first: intercoder coding remove REF")
        );
    }
    let known = passes_of_turn(view, (turn.document, turn.body), whose);
    Ok(if known.is_empty() {
        let event = pass((turn.document, turn.body), whose);
        (vec![event], "read, nothing applies")
    } else {
        (Vec::new(), "passed already")
    })
}

fn taking_back(view: &View<'_>, turn: &Turn<'_>, whose: Whose<'_>) -> Deed {
    let known = passes_of_turn(view, (turn.document, turn.body), whose);
    let events: Vec<Event> = known.into_iter().map(take_back).collect();
    let said = if events.is_empty() {
        "was not passed"
    } else {
        "waits for a code again"
    };
    (events, said)
}
