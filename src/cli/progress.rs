//! `done` and `reopen`: a coder says how far they are.

use crate::cli::context::{Context, document, joined};
use crate::cli::failure::Failure;
use crate::progress::{open_round, passed_turns, reopened, say_done, uncoded_turns};
use crate::round::{State, TurnRange};

/// Say that you have finished a document: what you left uncoded was judged, and nothing applies
///
/// Example: intercoder done I12
#[derive(Debug, clap::Args)]
pub struct DoneArgs {
    /// The document.
    document: String,
    /// Only these turns, counted from 1: the rest was not judged.
    #[arg(long, value_name = "A-B")]
    turns: Option<String>,
}

/// Take "finished" back
///
/// Example: intercoder reopen I12
#[derive(Debug, clap::Args)]
pub struct ReopenArgs {
    /// The document.
    document: String,
}

pub fn done(context: &mut Context, args: DoneArgs) -> Result<(), Failure> {
    let mut session = context.open()?;
    let coder = joined(&session)?;
    let view = session.view();
    let document = document(&view, &args.document)?;
    let (texts, problems) = session.texts([document])?;
    context.out.problems(&problems)?;
    let passage = texts.current(document).ok_or_else(|| {
        Failure::damaged(format!("the text of {} is not here", document.handle))
            .hint("intercoder verify says more")
    })?;
    let turns = passage.turns.len();
    let range = args
        .turns
        .as_deref()
        .map(|written| turn_range(written, turns))
        .transpose()?;
    let round = open_round(&view, &coder, document.id);
    let round_id = round.map(|round| round.id);
    let in_range =
        |turn: &&usize| range.is_none_or(|r| (r.first as usize..=r.last as usize).contains(*turn));
    let count = |turns: Vec<usize>| turns.iter().filter(in_range).count();
    let whose = (&coder, round_id);
    let passed = count(passed_turns(&view, (document, passage), whose));
    let uncoded = passed + count(uncoded_turns(&view, (document, passage), whose));
    let before = match passed {
        0 => String::new(),
        _ => format!(" ({passed} of them passed before)"),
    };
    let named = round.map_or_else(String::new, |round| format!(" in round {}", round.name));
    let finished = (document.id, document.current, coder, round_id);
    let handle = document.handle.clone();
    drop(view);
    session.record(|draft| say_done(draft, finished, range))?;
    context.out.line(format!("{handle} is finished{named}; {uncoded} participant turns have no code: read, nothing applies{before}"))
}

pub fn reopen(context: &mut Context, args: ReopenArgs) -> Result<(), Failure> {
    let mut session = context.open()?;
    let coder = joined(&session)?;
    let view = session.view();
    let document = document(&view, &args.document)?;
    let own = view.progress().iter().rev();
    let mut done =
        own.filter(|p| p.coder == coder && p.document == document.id && p.state == State::Done);
    let current = open_round(&view, &coder, document.id).map(|round| round.id);
    let Some(last) = done
        .clone()
        .find(|progress| progress.round == current)
        .or_else(|| done.next())
    else {
        return context
            .out
            .line(format!("{} is not finished by {coder}", document.handle));
    };
    let closed = last
        .round
        .and_then(|round| view.round(round))
        .filter(|round| round.close.is_some());
    if let Some(round) = closed {
        return Err(Failure::refused(format!(
            "round {} is closed; its figures stay as they are",
            round.name
        ))
        .hint("code the document in a new round"));
    }
    let (revision, round, id) = (last.revision, last.round, document.id);
    let handle = document.handle.clone();
    drop(view);
    let finished = (id, revision, coder, round);
    session.record(|draft| draft.add(reopened(finished)))?;
    context.out.line(format!("{handle} is open again"))
}

fn turn_range(written: &str, turns: usize) -> Result<TurnRange, Failure> {
    let ends = written
        .split_once('-')
        .and_then(|(a, b)| Some((a.trim().parse().ok()?, b.trim().parse().ok()?)));
    let (first, last) = ends.ok_or_else(|| {
        Failure::wrong_use(format!("“{written}” is no range of turns")).hint("write it as 1-20")
    })?;
    if first == 0 || last < first || last as usize > turns {
        return Err(Failure::wrong_use(format!(
            "turns {written} do not lie in a document of {turns} turns"
        )));
    }
    Ok(TurnRange { first, last })
}
