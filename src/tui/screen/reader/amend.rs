//! Changing what was coded: off, another code, another edge, a value, a memo, quotable.
//!
//! Where several codings of the coder overlap at the cursor, the first key marks one, the same key goes on to the next, Enter takes
//! it: nothing is changed by going around.

use crate::change::decision::Recast;
use crate::change::{coding, quote};
use crate::coding::{Coding, On};
use crate::filter::View;
use crate::id::CodingRef;
use crate::tui::candidates::codes;
use crate::tui::memo;
use crate::tui::message::{Effect, Then, Wanted};
use crate::tui::model::Model;
use crate::tui::over::{Over, Picking, Scale};
use crate::tui::screen::reader::detail::named;
use crate::tui::screen::reader::{Purpose, Which, apply, edge, settled};
use crate::tui::widget::picker::Picker;

/// Does something to the coding at the cursor, or asks which one where there are several.
pub fn amend(model: &mut Model, view: &View<'_>, purpose: Purpose) -> Vec<Effect> {
    let Some(reader) = &mut model.reader else {
        return Vec::new();
    };
    let here: Vec<CodingRef> = reader.own_here().iter().map(|coding| coding.id).collect();
    // What was just put on needs no question.
    let is_current = reader.applied.is_some();
    match here.as_slice() {
        [] => {
            model.say(nothing_here(purpose));
            Vec::new()
        }
        [only] => act(model, view, (purpose, *only)),
        [first, ..] if is_current => act(model, view, (purpose, *first)),
        _ => {
            reader.which = Some(Which {
                purpose,
                choices: here,
                at: 0,
            });
            ask_which(model, view);
            Vec::new()
        }
    }
}

fn nothing_here(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Drop => "no code of yours at the cursor to take off",
        Purpose::Swap => "no code of yours at the cursor to swap; Enter codes",
        Purpose::Edge => "no excerpt of yours at the cursor; gc goes to the next",
        Purpose::Memo => "select something first: x takes the sentence",
        Purpose::Value => "no code of yours at the cursor to give a value",
        Purpose::Quotable => "code it first: a quotable excerpt stands for a code",
    }
}

/// Says which of several codings is marked.
pub fn ask_which(model: &mut Model, view: &View<'_>) {
    let Some(which) = model
        .reader
        .as_ref()
        .and_then(|reader| reader.which.as_ref())
    else {
        return;
    };
    let deed = match which.purpose {
        Purpose::Drop => "take off",
        Purpose::Swap => "swap",
        Purpose::Edge => "move an edge of",
        Purpose::Memo => "a memo on",
        Purpose::Value => "a value for",
        Purpose::Quotable => "quotable:",
    };
    let handle = which
        .choices
        .get(which.at)
        .and_then(|id| shown(model, *id))
        .map(|coding| named(view, coding.code).0)
        .unwrap_or_default();
    let (at, count) = (which.at + 1, which.choices.len());
    model.say(format!(
        "{deed} {handle}? {at} of {count}  Enter yes  Tab next  Esc none"
    ));
}

/// Does it to one coding.
pub fn act(model: &mut Model, view: &View<'_>, (purpose, id): (Purpose, CodingRef)) -> Vec<Effect> {
    if let Some(reader) = &mut model.reader {
        reader.which = None;
    }
    let Some(coding) = shown(model, id) else {
        return Vec::new();
    };
    let coding = &coding;
    let place = (coding.code, coding.excerpt.span);
    let handle = named(view, coding.code).0;
    match purpose {
        Purpose::Memo | Purpose::Value | Purpose::Quotable if apply::is_final(model) => {
            model.say("memos, values and quotes belong to codings: F goes back to yours");
            Vec::new()
        }
        Purpose::Drop if apply::is_final(model) => {
            if let Some(reader) = &mut model.reader {
                reader.release();
            }
            let said = format!("{handle} is off");
            settled::change(
                model,
                view,
                (Recast::Take(place.0, place.1), said, Then::Nothing),
            )
        }
        Purpose::Drop => {
            let wanted = Wanted {
                change: coding::remove(coding),
                said: format!("{handle} is off; u puts it back on"),
                then: Then::Nothing,
            };
            if let Some(reader) = &mut model.reader {
                reader.release();
            }
            model.want(wanted)
        }
        Purpose::Swap => {
            let picker = Picker::new(format!("instead of {handle}"), codes(model, view));
            model.over = Some(Over::Picker(picker, Picking::Swap(id)));
            Vec::new()
        }
        Purpose::Edge => {
            edge::begin(model, coding);
            Vec::new()
        }
        Purpose::Memo => {
            memo::open(model, view, (On::Coding(id), format!("memo on {handle}")));
            Vec::new()
        }
        Purpose::Value => {
            ask_for_value(model, view, coding);
            Vec::new()
        }
        Purpose::Quotable => quotable(model, view, coding),
    }
}

/// A coding on the screen; in the final layer, a mark that is shown as one.
fn shown(model: &Model, id: CodingRef) -> Option<Coding> {
    model.reader.as_ref()?.coding(id).cloned()
}

fn ask_for_value(model: &mut Model, view: &View<'_>, coding: &Coding) {
    let scale = view
        .code(coding.code)
        .map(|code| code.code.scale.clone())
        .unwrap_or_default();
    if scale.is_empty() {
        model.say(format!(
            "{} has no scale of values",
            named(view, coding.code).0
        ));
        return;
    }
    let at = scale
        .iter()
        .position(|label| Some(label.as_str()) == coding.value.as_deref())
        .map_or(0, |at| at + 1);
    model.over = Some(Over::Value(Scale {
        coding: coding.id,
        labels: scale,
        at,
    }));
}

/// Gives a coding the value that is marked.
pub fn set_value(model: &mut Model, view: &View<'_>, scale: &Scale) -> Vec<Effect> {
    let Some(old) = shown(model, scale.coding) else {
        return Vec::new();
    };
    let value = scale
        .at
        .checked_sub(1)
        .and_then(|at| scale.labels.get(at))
        .cloned();
    if old.value.as_deref() == value.as_deref() {
        return Vec::new();
    }
    let said = format!(
        "{} = {}",
        named(view, old.code).0,
        value.as_deref().unwrap_or("no value")
    );
    let then = Then::Settled(old.excerpt.span, old.code);
    model.want(Wanted {
        change: coding::value(view, &old, value),
        said,
        then,
    })
}

/// Another code instead of one that is on.
pub fn swap(
    model: &mut Model,
    view: &View<'_>,
    (id, code): (CodingRef, crate::id::CodeRef),
) -> Vec<Effect> {
    let Some(old) = shown(model, id).filter(|old| old.code != code) else {
        return Vec::new();
    };
    let old = &old;
    let said = format!(
        "{} instead of {}",
        named(view, code).0,
        named(view, old.code).0
    );
    let then = Then::Swapped(old.excerpt.span, old.code, code);
    if apply::is_final(model) {
        let recast = Recast::Swap(old.code, old.excerpt.span, code);
        return settled::change(model, view, (recast, said, then));
    }
    model.want(Wanted {
        change: coding::swap(view, old, code),
        said,
        then,
    })
}

/// Opens a memo: on the coding at the cursor, or on the stretch where nothing is coded.
pub fn note(model: &mut Model, view: &View<'_>) -> Vec<Effect> {
    let Some(reader) = &model.reader else {
        return Vec::new();
    };
    let is_coded = !reader.own_here().is_empty();
    let place = reader.selection();
    if let (false, Some(span), Some(hand)) = (is_coded, place, &reader.hand) {
        let on = On::Excerpt {
            document: hand.document,
            revision: hand.revision,
            span,
        };
        let title = format!("memo on {}", reader.measure(span));
        memo::open(model, view, (on, title));
        return Vec::new();
    }
    amend(model, view, Purpose::Memo)
}

fn quotable(model: &mut Model, view: &View<'_>, coding: &Coding) -> Vec<Effect> {
    let marked = quote::mark(view, &coding.coder, coding).map(|change| (change, "quotable"));
    let unmarked = || quote::unmark(view, &coding.coder, coding);
    let deed = marked.or_else(|| Some((unmarked()?, "no longer quotable")));
    let Some((change, said)) = deed else {
        return Vec::new();
    };
    let said = format!("{}: {said}", named(view, coding.code).0);
    model.want(Wanted {
        change,
        said,
        then: Then::Nothing,
    })
}
