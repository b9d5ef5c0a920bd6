//! `undo` and `redo`: actions taken back and put in force again, for ever and across restarts.

use crate::autocode::runs::undone_with;
use crate::change::Change;
use crate::cli::context::{Context, joined};
use crate::cli::failure::Failure;
use crate::filter::View;
use crate::history::{Entry, entries, is_called, next_redo, next_undo};
use crate::id::CoderId;

/// Undo your latest action, or one by name
///
/// Undo adds to the history and takes nothing out of it. What others have built on stays, as retired, for people to decide.
///
/// Example: intercoder undo
#[derive(Debug, clap::Args)]
pub struct UndoArgs {
    /// The action, by its name as `ana:42` or its ref.
    action: Option<String>,
}

/// Redo what you undid last, or an action by name
///
/// Example: intercoder redo
#[derive(Debug, clap::Args)]
pub struct RedoArgs {
    /// The action, by its name as `ana:42` or its ref.
    action: Option<String>,
}

pub fn undo(context: &mut Context, args: UndoArgs) -> Result<(), Failure> {
    let mut session = context.open()?;
    let coder = joined(&session)?;
    let view = session.view();
    let entry = match &args.action {
        Some(name) => named(&view, &coder, name)?,
        None => next_undo(&view, &coder)
            .ok_or_else(|| Failure::new("there is nothing of yours to undo"))?,
    };
    drop(view);
    if !entry.switchable {
        return Err(Failure::refused(format!(
            "{} cannot be undone: {}",
            entry.name, entry.what
        ))
        .hint("joins, freezes and closed rounds stand for ever; intercoder log shows what can be undone"));
    }
    if entry.undone {
        return context
            .out
            .line(format!("{} is undone already", entry.name));
    }
    session.record(|draft| Change::undo(&[entry.action]).write(draft))?;
    said(context, "undone", &entry)
}

pub fn redo(context: &mut Context, args: RedoArgs) -> Result<(), Failure> {
    let mut session = context.open()?;
    let coder = joined(&session)?;
    let view = session.view();
    let entry = match &args.action {
        Some(name) => named(&view, &coder, name)?,
        None => next_redo(&view, &coder).ok_or_else(|| {
            Failure::new("there is nothing to redo")
                .hint("a new action ends what could be redone; name one from intercoder log")
        })?,
    };
    // What was undone in one go, such as a whole run, comes back in one.
    let together = match &args.action {
        Some(_) => vec![entry.action],
        None => undone_with(&view, entry.action),
    };
    drop(view);
    if !entry.undone {
        return context.out.line(format!("{} is in force", entry.name));
    }
    session.record(|draft| Change::redo(&together).write(draft))?;
    said(context, "redone", &entry)
}

fn said(context: &mut Context, deed: &str, entry: &Entry) -> Result<(), Failure> {
    match context.out.is_json() {
        true => context
            .out
            .json(&serde_json::json!({ "done": deed, "ref": entry.action, "what": entry.what })),
        false => context.out.line(format!("{deed}: {}", entry.what)),
    }
}

fn named(view: &View<'_>, coder: &CoderId, name: &str) -> Result<Entry, Failure> {
    let found = entries(view)
        .into_iter()
        .filter(|entry| entry.name == name || is_called(view, entry.action.0, name));
    let mut found: Vec<Entry> = found.collect();
    match (found.pop(), found.len()) {
        (Some(entry), 0) if entry.coder == *coder => Ok(entry),
        (Some(entry), 0) => Err(Failure::refused(format!(
            "{name} is {}'s action; only they undo it",
            entry.coder
        ))),
        (Some(_), _) => Err(Failure::new(format!("{name} names several actions"))
            .hint("use the ref from intercoder log --json")),
        (None, _) => {
            Err(Failure::new(format!("there is no action {name}")).hint("see intercoder log"))
        }
    }
}
