//! Changes on their way to the disk: saved in the order they were made, kept where the disk refuses, undone and redone.
//!
//! A change that can never be saved does not stand in the way of those after it. What was not saved yet is the first that undo
//! takes back.

use std::collections::BTreeSet;

use crate::change::Change;
use crate::event::Event;
use crate::event::coding::CodingAdd;
use crate::event::study::Switch;
use crate::filter::View;
use crate::history::{Entry, Reach, next_redo, next_undo};
use crate::id::{CodeRef, DocumentRef, Ref};
use crate::text::span::Span;
use crate::tui::memo;
use crate::tui::message::{Effect, Then, Wanted};
use crate::tui::model::{Asked, Model};
use crate::tui::renewal::renew;
use crate::tui::screen::reader::apply;
use crate::tui::screen::search;

/// A change that is not on disk yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Unsaved {
    /// The change.
    pub wanted: Wanted,
    /// The document that was open when it was made.
    pub document: Option<DocumentRef>,
}

/// The oldest change is on disk.
pub fn saved(model: &mut Model, view: &View<'_>, (refs, at): (&[Ref], String)) -> Vec<Effect> {
    let Some(Unsaved { wanted, document }) = model.unsaved.pop_front() else {
        return Vec::new();
    };
    model.saved_at = Some(at);
    renew(model, view);
    if touches_words(&wanted.change) {
        search::outdate(model);
    }
    model.say(wanted.said);
    // Another document may have been opened before the disk could take it.
    let is_here = document == model.reader.as_ref().map(|reader| reader.document);
    match wanted.then {
        Then::Nothing => forget_what_is_gone(model),
        Then::Judges(place, said) => {
            let mut effects = search::review::begun(model, view, (refs, place, said));
            effects.extend(next(model));
            return effects;
        }
        Then::Marked => {
            let made = refs.first().copied().map(CodeRef);
            made.into_iter()
                .for_each(|code| model.codebook.await_code(code));
        }
        Then::Reveals(code) => model.codebook.await_code(code),
        Then::Applied(span, codes) if is_here => {
            apply::remember(model, (&codes, span));
            if let (Some(code), None) = (codes.last(), &model.over) {
                apply::ask_value(model, view, (*code, span));
            }
        }
        Then::Settled(span, code) if is_here => apply::remember(model, (&[code], span)),
        Then::Swapped(span, old, new) if is_here => {
            apply::forget(model, (old, span));
            apply::remember(model, (&[new], span));
            if model.over.is_none() {
                apply::ask_value(model, view, (new, span));
            }
        }
        Then::Coined(span) => {
            model.coined += 1;
            if let (Some(id), true) = (refs.first(), is_here) {
                apply::remember(model, (&[CodeRef(*id)], span));
            }
        }
        Then::Applied(..) | Then::Settled(..) | Then::Swapped(..) => {}
    }
    next(model)
}

/// Whether other words may be searched afterwards: those of a correction, or of one that was undone.
fn touches_words(change: &Change) -> bool {
    let is_switch = |event: &Event| matches!(event, Event::Switch(_));
    match change {
        Change::Corrected(_) => true,
        Change::Events(events) => events.iter().any(is_switch),
        _ => false,
    }
}

fn next(model: &Model) -> Vec<Effect> {
    if model.unsaved.is_empty() {
        Vec::new()
    } else {
        vec![Effect::Save]
    }
}

/// The disk refused it; it is kept.
pub fn not_saved(model: &mut Model, why: &str) {
    model.warn(format!("NOT SAVED, kept here (Ctrl-S tries again): {why}"));
}

/// It can never be saved: it is taken out of the way, and words that were written are given back.
pub fn impossible(model: &mut Model, why: &str) -> Vec<Effect> {
    if let Some(Unsaved { wanted, .. }) = model.unsaved.pop_front()
        && let Change::Events(events) = &wanted.change
        && let [Event::MemoWrite(written)] = events.as_slice()
    {
        memo::reopen(model, written);
    }
    model.warn(format!("NOT SAVED: {why}"));
    next(model)
}

/// Whether a coding waits for the disk already.
pub fn waits(model: &Model, coding: &CodingAdd) -> bool {
    let is_it = |event: &Event| matches!(event, Event::CodingAdd(known) if *known == *coding);
    model
        .unsaved
        .iter()
        .any(|unsaved| match &unsaved.wanted.change {
            Change::Events(events) => events.iter().any(is_it),
            _ => false,
        })
}

/// The current excerpt keeps only the codes that are still on it.
fn forget_what_is_gone(model: &mut Model) {
    let Some(reader) = &mut model.reader else {
        return;
    };
    let Some(mut applied) = reader.applied.take() else {
        return;
    };
    let own: BTreeSet<(Span, CodeRef)> = reader
        .own()
        .iter()
        .map(|coding| (coding.excerpt.span, coding.code))
        .collect();
    applied
        .codes
        .retain(|code| own.contains(&(applied.span, *code)));
    if !applied.codes.is_empty() {
        model.last.clone_from(&applied.codes);
        reader.applied = Some(applied);
    }
}

/// Says when it was saved, or tries again what was not.
pub fn save(model: &mut Model) -> Vec<Effect> {
    if !model.unsaved.is_empty() {
        return vec![Effect::Save];
    }
    match &model.saved_at {
        Some(at) => model.say(format!("already saved {at}")),
        None => model.say("nothing has changed yet; every change is saved at once"),
    }
    Vec::new()
}

/// Leaves; asks once where something is not saved.
pub fn quit(model: &mut Model) -> Vec<Effect> {
    if model.unsaved.is_empty() || model.asked == Some(Asked::Quit) {
        return vec![Effect::Quit];
    }
    model.asked = Some(Asked::Quit);
    let count = model.unsaved.len();
    model.warn(format!(
        "{count} of your changes NOT SAVED: Ctrl-S tries again, q again leaves without"
    ));
    Vec::new()
}

/// Takes the coder's latest change back: first one that is not even saved.
pub fn undo(model: &mut Model, view: &View<'_>) -> Vec<Effect> {
    if let Some(last) = model.unsaved.pop_back() {
        model.say(format!(
            "taken back before it was saved: {}",
            last.wanted.said
        ));
        return Vec::new();
    }
    let Some(entry) = view.viewer().and_then(|coder| next_undo(view, coder)) else {
        model.say("there is nothing of yours to undo");
        return Vec::new();
    };
    if !entry.switchable {
        model.say(format!(
            "{} stands for ever and cannot be undone",
            entry.what
        ));
        return Vec::new();
    }
    if entry.reach == Reach::Ground && model.asked != Some(Asked::Undo) {
        model.asked = Some(Asked::Undo);
        model.warn(format!(
            "u again undoes this, and not a coding: {}",
            entry.what
        ));
        return Vec::new();
    }
    model.asked = None;
    let (action, on) = (entry.action, false);
    switch(model, &entry, Switch { action, on })
}

/// Brings again what was taken back last.
pub fn redo(model: &mut Model, view: &View<'_>) -> Vec<Effect> {
    if is_held_up(model) {
        return Vec::new();
    }
    let Some(entry) = view.viewer().and_then(|coder| next_redo(view, coder)) else {
        model.say("there is nothing to redo; a new change ends what could be redone");
        return Vec::new();
    };
    switch(
        model,
        &entry,
        Switch {
            action: entry.action,
            on: true,
        },
    )
}

/// Says that something must be saved first, where it must.
fn is_held_up(model: &mut Model) -> bool {
    let waits = !model.unsaved.is_empty();
    if waits {
        model.warn("something is NOT SAVED: Ctrl-S tries again, u takes it back");
    }
    waits
}

/// Undoes or redoes an action.
pub fn switch(model: &mut Model, entry: &Entry, switch: Switch) -> Vec<Effect> {
    if is_held_up(model) {
        return Vec::new();
    }
    let deed = if switch.on { "redone" } else { "undone" };
    let change = Change::one(Event::Switch(switch));
    let said = format!("{deed}: {}", entry.what);
    model.want(Wanted {
        change,
        said,
        then: Then::Nothing,
    })
}
