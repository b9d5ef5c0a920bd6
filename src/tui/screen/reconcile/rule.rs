//! Decisions made on the screen: a choice, its reason and cause, who is present, and taking it back.

use crate::change::decision::{Ruling, decide, reopen as reopened};
use crate::decision::{Cause, How};
use crate::filter::View;
use crate::history::code;
use crate::id::CoderId;
use crate::problem::Problem;
use crate::reconcile::choice::result;
use crate::reconcile::may_decide;
use crate::reconcile::sentence::Sentences;
use crate::tui::action::{Along, Settling};
use crate::tui::message::{Effect, Then, Wanted};
use crate::tui::model::Model;
use crate::tui::over::{Asking, Over};
use crate::tui::screen::reconcile::Waits;
use crate::tui::widget::line::Input;

/// What a key means as a way to settle the disagreement before the lead; nothing where there is no such coder.
fn how(model: &Model, settling: Settling) -> Option<How> {
    Some(match settling {
        Settling::Coder(number) => {
            let matter = model.reconcile.matter()?;
            let mut coders = matter.disagreement.group.sides.keys();
            How::Coder(coders.nth(number.checked_sub(1)?)?.clone())
        }
        Settling::Majority => How::Majority,
        Settling::Union => How::Union,
        Settling::Intersection => How::Intersection,
        Settling::Both => How::Both,
        Settling::None => How::None,
        Settling::Keep => How::Kept,
        Settling::SendBack => How::SentBack,
    })
}

/// A choice key: decides and moves on; asks once a sitting who is present.
pub fn choose(model: &mut Model, view: &View<'_>, settling: Settling) -> Vec<Effect> {
    if !is_ready(model, view) {
        return Vec::new();
    }
    let Some(how) = how(model, settling) else {
        model.say("there is no such coder here");
        return Vec::new();
    };
    settle(model, view, Ruling::of(how))
}

/// Whether there is something to decide, and somebody who may.
fn is_ready(model: &mut Model, view: &View<'_>) -> bool {
    if !may_decide(view) {
        let leads = view
            .coders()
            .iter()
            .filter(|coder| coder.role == crate::event::study::CoderRole::Lead);
        let leads: Vec<&str> = leads.map(|lead| lead.handle.0.as_str()).collect();
        model.warn(format!("leads decide here: {}", leads.join(", ")));
        return false;
    }
    if model.reconcile.matter().is_none() {
        model.say("there is no disagreement here");
        return false;
    }
    true
}

/// Settles the disagreement before the lead, once it is known who is present.
pub fn settle(model: &mut Model, view: &View<'_>, ruling: Ruling) -> Vec<Effect> {
    let Some(present) = model.reconcile.present.clone() else {
        ask_present(model, view, Some(ruling));
        return Vec::new();
    };
    let Some(matter) = model.reconcile.matter() else {
        return Vec::new();
    };
    let ruling = Ruling {
        reason: model.reconcile.reason.clone(),
        cause: model.reconcile.cause,
        note: model.reconcile.note.clone(),
        present,
        ..ruling
    };
    let change = match decide(view, &matter.disagreement.group, &ruling) {
        Ok(change) => change,
        Err(problem) => {
            model.warn(spoken(&problem));
            return Vec::new();
        }
    };
    let said = match &ruling.how {
        How::Coder(coder) => format!("{}: as {coder} had it; u takes it back", matter.name),
        how => format!("{}: {}; u takes it back", matter.name, how.as_str()),
    };
    let reconcile = &mut model.reconcile;
    reconcile.last = Some((
        std::mem::take(&mut reconcile.reason),
        reconcile.cause.take(),
    ));
    reconcile.note = None;
    reconcile.step(Along::Next, Waits::Undecided);
    model.want(Wanted {
        change,
        said,
        then: Then::Nothing,
    })
}

/// A problem as a sentence.
fn spoken(problem: &Problem) -> String {
    let advice = match problem.advice.is_empty() {
        true => String::new(),
        false => format!("; {}", problem.advice),
    };
    format!("{} {}{advice}", problem.place, problem.what)
}

/// The disagreement waits for a decision again.
pub fn reopen(model: &mut Model, view: &View<'_>) -> Vec<Effect> {
    if !is_ready(model, view) {
        return Vec::new();
    }
    let matter = model.reconcile.matter();
    let decided = matter.and_then(|matter| matter.decision.as_ref().map(|made| (matter, made)));
    let Some((matter, made)) = decided.filter(|(_, made)| made.how != How::Reopened) else {
        model.say("it is not decided");
        return Vec::new();
    };
    match reopened(view, made) {
        Ok(change) => {
            let said = format!("{} waits for a decision again", matter.name);
            let then = Then::Nothing;
            model.want(Wanted { change, said, then })
        }
        Err(problem) => {
            model.warn(spoken(&problem));
            Vec::new()
        }
    }
}

fn ask(model: &mut Model, (title, words): (&str, String), asking: Asking) {
    let mut input = Input::new(title);
    input.words = words;
    model.over = Some(Over::Line(input, asking));
}

/// Asks why.
pub fn ask_reason(model: &mut Model) {
    let words = model.reconcile.reason.clone();
    ask(model, ("reason", words), Asking::Reason);
}

/// The next cause, or none after the last.
pub fn next_cause(model: &mut Model) {
    let cause = &mut model.reconcile.cause;
    let at = cause.and_then(|cause| Cause::ALL.iter().position(|known| *known == cause));
    *cause = Cause::ALL.get(at.map_or(0, |at| at + 1)).copied();
}

/// The reason and the cause of the decision before, once more.
pub fn repeat(model: &mut Model) {
    match model.reconcile.last.clone() {
        Some((reason, None)) if reason.is_empty() => {
            model.say("the decision before has neither reason nor cause");
        }
        Some((reason, cause)) => (model.reconcile.reason, model.reconcile.cause) = (reason, cause),
        None => model.say("no decision was made in this sitting yet"),
    }
}

/// Asks for a note on one of the codes, which goes to the codebook with the next decision.
pub fn ask_note(model: &mut Model, view: &View<'_>) {
    let codes = model
        .reconcile
        .matter()
        .map(|matter| matter.disagreement.group.codes_by_handle(view));
    let first = codes.and_then(|codes| codes.first().map(|id| code(view, *id)));
    let words = match (&model.reconcile.note, first) {
        (Some((id, text)), _) => format!("{}: {text}", code(view, *id)),
        (None, first) => format!("{}: ", first.unwrap_or_default()),
    };
    ask(model, ("note on a code", words), Asking::CodeNote);
}

/// Asks who is present; a decision that waits for it is made then.
pub fn ask_present(model: &mut Model, view: &View<'_>, waiting: Option<Ruling>) {
    let known = model.reconcile.present.clone();
    let coders = known.unwrap_or_else(|| {
        let matter = model.reconcile.matter();
        let sides = matter.map(|matter| matter.disagreement.group.sides.keys().cloned());
        let mut present: Vec<CoderId> = sides.into_iter().flatten().collect();
        present.extend(view.viewer().cloned());
        present.sort();
        present.dedup();
        present
    });
    let names: Vec<&str> = coders.iter().map(|coder| coder.0.as_str()).collect();
    let words = names.join(", ");
    let name = model.reconcile.matter().map(|matter| matter.name.clone());
    let waiting = waiting.map(|ruling| Box::new((name.unwrap_or_default(), ruling)));
    ask(model, ("who is present", words), Asking::Present(waiting));
}

/// Asks for other codes or edges.
pub fn ask_edit(model: &mut Model, view: &View<'_>) {
    if !is_ready(model, view) {
        return;
    }
    let Some(sentences) = sentences(model, view) else {
        model.warn("the words of the document are not here");
        return;
    };
    let Some(matter) = model.reconcile.matter() else {
        return;
    };
    let group = &matter.disagreement.group;
    let proposed = match &matter.decision {
        Some(made) if made.how.is_settled() => Ok(made.result.clone()),
        _ => result(group, &How::Majority).or_else(|_| result(group, &How::Union)),
    };
    let words = sentences.written(view, &proposed.unwrap_or_default());
    let name = matter.name.clone();
    ask(
        model,
        ("codes with their sentences", words),
        Asking::Edited(name),
    );
}

/// The sentences of the disagreement before the lead.
pub fn sentences(model: &Model, view: &View<'_>) -> Option<Sentences> {
    let matter = model.reconcile.matter()?;
    let group = &matter.disagreement.group;
    let passage = model.texts.current(view.document(group.document)?)?;
    Some(Sentences::of(passage, matter.reach()))
}

/// What was typed on the line.
pub fn answer(model: &mut Model, view: &View<'_>, (words, asking): (&str, Asking)) -> Vec<Effect> {
    let words = words.trim();
    match asking {
        Asking::Reason => model.reconcile.reason = words.to_owned(),
        Asking::CodeNote => note(model, view, words),
        Asking::Present(waiting) => return present(model, view, (words, waiting)),
        Asking::Edited(name) => return edited(model, view, (words, &name)),
        _ => {}
    }
    Vec::new()
}

fn note(model: &mut Model, view: &View<'_>, words: &str) {
    let named = words
        .split_once(':')
        .map(|(handle, text)| (handle.trim(), text.trim()));
    match named.and_then(|(handle, text)| Some((view.code_called(handle)?.id, text))) {
        Some((_, "")) => model.reconcile.note = None,
        Some((id, text)) => {
            model.reconcile.note = Some((id, text.to_owned()));
            model.say("the note goes to the codebook with the decision");
        }
        None => model.warn("write it as CODE: what the codebook should say"),
    }
}

fn present(
    model: &mut Model,
    view: &View<'_>,
    (words, waiting): (&str, Option<Box<(String, Ruling)>>),
) -> Vec<Effect> {
    let names = words.split([',', ' ']).filter(|name| !name.is_empty());
    let coders: Vec<CoderId> = names.map(CoderId::from).collect();
    let unknown = coders
        .iter()
        .find(|coder| view.coders().iter().all(|known| known.handle != **coder));
    if let Some(unknown) = unknown {
        model.warn(format!(
            "there is no coder {unknown}: nothing is decided yet"
        ));
        let title = format!("no coder {unknown}; who is present");
        ask(model, (&title, words.to_owned()), Asking::Present(waiting));
        return Vec::new();
    }
    model.reconcile.present = Some(coders);
    let Some(waiting) = waiting else {
        return Vec::new();
    };
    let (name, ruling) = *waiting;
    match is_still(model, &name) {
        true => settle(model, view, ruling),
        false => Vec::new(),
    }
}

/// Whether the disagreement that was asked about is still before the lead; others' work may have come meanwhile.
fn is_still(model: &mut Model, name: &str) -> bool {
    let is_same = model
        .reconcile
        .matter()
        .is_some_and(|matter| matter.name == name);
    if !is_same {
        model.warn(format!(
            "{name} has changed meanwhile: read it again, nothing was decided"
        ));
    }
    is_same
}

fn edited(model: &mut Model, view: &View<'_>, (words, name): (&str, &str)) -> Vec<Effect> {
    if !is_still(model, name) {
        return Vec::new();
    }
    let (Some(sentences), Some(matter)) = (sentences(model, view), model.reconcile.matter()) else {
        return Vec::new();
    };
    let read = sentences.read(view, (words, matter.disagreement.group.span));
    match read {
        Ok(edited) => {
            let how = match edited.is_empty() {
                true => How::None,
                false => How::Edited,
            };
            settle(
                model,
                view,
                Ruling {
                    edited,
                    ..Ruling::of(how)
                },
            )
        }
        Err(problem) => {
            model.warn(spoken(&problem));
            Vec::new()
        }
    }
}
