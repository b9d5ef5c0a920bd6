//! Proposals one by one, in a terminal: each is shown in its words, and a line answers it.

use std::io::BufRead as _;

use crate::autocode::proposal::Proposal;
use crate::autocode::runs::{tally, to_reconcile};
use crate::change::Change;
use crate::change::autocode::{Said, judge};
use crate::cli::autocode::review::meant;
use crate::cli::autocode::sitting::{Sitting, Waiting};
use crate::cli::autocode::words::{self, judged};
use crate::cli::context::{Context, code};
use crate::cli::failure::Failure;
use crate::filter::View;
use crate::id::ActionRef;
use crate::query::corpus::TurnNumber;
use crate::query::snippet::plain;
use crate::run::Verdict;
use crate::search::hit::speaker;
use crate::search::ready::Ready;
use crate::session::Session;
use crate::text::span::Span;
use crate::tui::terminal::size;
use crate::tui::widget::flow::flow;

/// What may be answered.
const KEYS: &str = "y yes   x no   s skip   e CODE another code   u undo   q leave";

/// How many characters around a proposal are shown.
const AROUND: usize = 160;

/// What a line asks for.
enum Answer {
    Say(Said),
    Undo,
    Leave,
}

/// What was judged in this sitting.
struct Done {
    action: ActionRef,
    proposal: Proposal,
    verdict: Verdict,
}

/// Asks about one proposal after the other until none waits, as many as asked for were judged, or somebody leaves.
pub fn run(
    context: &mut Context,
    (mut session, ready): (Session, Ready),
    (mut sitting, mut waiting): (Sitting, Waiting),
) -> Result<(), Failure> {
    let most = sitting.shown(waiting.proposals.len());
    let mut done: Vec<Done> = Vec::new();
    let mut keys = std::io::stdin().lock().lines();
    if most > 0 {
        context.out.line(KEYS)?;
    }
    while done.len() < most {
        let Some(proposal) = waiting.proposals.first() else {
            break;
        };
        show(context, &ready, proposal)?;
        context.out.text(&format!(
            "{} of {most} ({}) > ",
            done.len() + 1,
            sitting.handle
        ))?;
        context.out.flush()?;
        let Some(line) = keys.next() else { break };
        let line =
            line.map_err(|cause| Failure::new(format!("the keys could not be read: {cause}")))?;
        let answer = answer(&session.view(), &line);
        match answer {
            Err(failure) => refused(context, failure)?,
            Ok(Answer::Leave) => break,
            Ok(Answer::Undo) => match done.pop() {
                None => context.out.line("nothing of this sitting to undo")?,
                Some(last) => {
                    take_back(&mut session, &last, &mut waiting)?;
                    waiting.order(sitting.order, &ready);
                    // What was taken back is asked about again at once.
                    waiting.proposals.insert(0, last.proposal);
                }
            },
            Ok(Answer::Say(said)) => match say(&mut session, &mut sitting, (&mut waiting, &said)) {
                Ok(last) => {
                    done.extend(last);
                    waiting.order(sitting.order, &ready);
                }
                Err(failure) => refused(context, failure)?,
            },
        }
        tell(context, &session, &sitting)?;
    }
    if waiting.proposals.is_empty() {
        context.out.line("nothing waits")?;
    }
    if let Some(run) = sitting.run {
        let waiting = to_reconcile(&session.view(), run);
        for line in words::to_reconcile(&waiting) {
            wrapped(context, "", &line)?;
        }
        let name = crate::history::line_name(&session.view(), run.0);
        context.out.line(format!(
            "the whole run back: intercoder autocode --undo {name}"
        ))?;
    }
    Ok(())
}

/// What could not be done, and what to do instead.
fn refused(context: &mut Context, failure: Failure) -> Result<(), Failure> {
    wrapped(context, "", &failure.message)?;
    let hint = failure.hint.map(|hint| format!("hint: {hint}"));
    hint.map_or(Ok(()), |hint| wrapped(context, "", &hint))
}

fn answer(view: &View<'_>, line: &str) -> Result<Answer, Failure> {
    let line = line.trim();
    if line == "e" {
        return Err(Failure::wrong_use("e needs a code: e lex-parent"));
    }
    if let Some(name) = line.strip_prefix("e ") {
        return Ok(Answer::Say(Said::Other(code(view, name.trim())?.id)));
    }
    match line.split_whitespace().next() {
        Some("u") => Ok(Answer::Undo),
        Some("q") => Ok(Answer::Leave),
        Some("y" | "x" | "n" | "s") => Ok(Answer::Say(meant(view, line)?)),
        _ => Err(Failure::wrong_use(KEYS)),
    }
}

/// Writes a verdict on the first proposal; what the disk refused leaves it waiting.
fn say(
    session: &mut Session,
    sitting: &mut Sitting,
    (waiting, said): (&mut Waiting, &Said),
) -> Result<Option<Done>, Failure> {
    let Some(proposal) = waiting.proposals.first().cloned() else {
        return Ok(None);
    };
    let run = sitting.begun(session)?;
    let at = (proposal.document, proposal.span);
    let change = judge(&session.view(), &run, at, said)?;
    let verdict = match &change {
        Change::Judged { said, .. } => said.verdict,
        _ => Verdict::Skip,
    };
    let refs = session.record(|draft| change.write(draft))?;
    waiting.proposals.remove(0);
    waiting.judged.add(verdict, proposal.stems.clone());
    Ok(refs.first().map(|&first| Done {
        action: ActionRef(first),
        proposal,
        verdict,
    }))
}

fn take_back(session: &mut Session, last: &Done, waiting: &mut Waiting) -> Result<(), Failure> {
    session.record(|draft| Change::undo(&[last.action]).write(draft))?;
    waiting.judged.take_back(last.verdict);
    Ok(())
}

fn tell(context: &mut Context, session: &Session, sitting: &Sitting) -> Result<(), Failure> {
    let Some(run) = sitting.run else {
        return Ok(());
    };
    let tally = tally(&session.view(), run);
    wrapped(context, "  ", &judged(sitting.unit, tally))
}

/// A proposal with the turn before it and the words around it.
fn show(context: &mut Context, ready: &Ready, proposal: &Proposal) -> Result<(), Failure> {
    let base = ready.base();
    let Some(source) = base.source(proposal.document) else {
        return Ok(());
    };
    context.out.line("")?;
    context.out.line(format!(
        "{} turn {}  {}",
        source.handle,
        proposal.turn,
        speaker(&proposal.role)
    ))?;
    let Ok(passage) = base.passage(source) else {
        return wrapped(
            context,
            "> ",
            &plain(&proposal.text, &proposal.marked, usize::MAX),
        );
    };
    let shortened = |span: Span| plain(passage.text.slice(span), &[], AROUND);
    if let Some(at) = proposal.turn.checked_sub(2)
        && let Some(before) = passage.turns.get(at)
    {
        let first = ready.ground.corpus.numbers(source.id).start;
        let number = u32::try_from(at).map_or(first, |at| first + at);
        let who = speaker(ready.ground.corpus.speaker(TurnNumber(number)));
        wrapped(context, "  ", &format!("{who}: {}", shortened(before.body)))?;
    }
    let body = passage
        .turns
        .get(proposal.turn - 1)
        .map_or(proposal.span, |turn| turn.body);
    let (from, to) = (proposal.span.start(), proposal.span.end());
    if body.start() < from {
        wrapped(context, "  ", &shortened(Span::between(body.start(), from)))?;
    }
    wrapped(
        context,
        "> ",
        &plain(&proposal.text, &proposal.marked, usize::MAX),
    )?;
    if to < body.end() {
        wrapped(context, "  ", &shortened(Span::between(to, body.end())))?;
    }
    Ok(())
}

/// Words as wide as the terminal, broken where words end; the first line has a mark before it, the others as many blanks.
fn wrapped(context: &mut Context, mark: &str, words: &str) -> Result<(), Failure> {
    let width = usize::from(size().0).saturating_sub(mark.len());
    let lines = flow(words.trim(), u16::try_from(width).unwrap_or(u16::MAX));
    let blanks = " ".repeat(mark.len());
    for (at, line) in lines.iter().enumerate() {
        let before = if at == 0 { mark } else { &blanks };
        context.out.line(format!("{before}{line}"))?;
    }
    Ok(())
}
