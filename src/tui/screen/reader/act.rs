//! What the reader's keys do: which part of it each one calls.

use crate::coding::On;
use crate::document::Turns;
use crate::filter::View;
use crate::tui::action::{Action, Along};
use crate::tui::keys::{self, Key, Meaning, Mode};
use crate::tui::memo;
use crate::tui::message::{Effect, Pointer};
use crate::tui::model::Detail;
use crate::tui::model::Model;
use crate::tui::over::{Asking, Choice, Over, Picking};
use crate::tui::screen::reader::{
    Interviewers, Purpose, Reader, Stripes, amend, apply, edge, judge, rewrite, settled,
};
use crate::tui::widget::flow::clip;
use crate::tui::widget::line::Input;
use crate::tui::widget::picker::{Candidate, Picker};

/// What a key does in the transcript.
pub fn act(model: &mut Model, view: &View<'_>, action: Action) -> Vec<Effect> {
    if let Some(purpose) = purpose_of(action) {
        return match (purpose, model.reader.as_mut()) {
            (Purpose::Memo, _) => amend::note(model, view),
            (Purpose::Edge, Some(reader)) if reader.selection().is_some() => {
                let anchor = reader.anchor.replace(reader.head);
                reader.head = anchor.unwrap_or(reader.head);
                reader.follow();
                Vec::new()
            }
            _ => amend::amend(model, view, purpose),
        };
    }
    match action {
        Action::Code => apply::choose(model, view),
        Action::Repeat => return apply::repeat(model, view),
        Action::Recent => apply::ask_recent(model, view),
        Action::InVivo => apply::in_vivo(model, view),
        Action::NewCode => apply::new_code(model),
        Action::Pass => return judge::pass(model, view),
        Action::Copy => return copy(model, view),
        Action::Done => return judge::finish(model, view),
        Action::DocumentMemo => document_memo(model, view),
        Action::Rewrite => rewrite::open(model, view),
        Action::Who => rewrite::ask_who(model, view),
        Action::Search => {
            model.over = Some(Over::Line(
                Input::new("search in this document"),
                Asking::Search,
            ))
        }
        Action::PickTurn => pick_turn(model),
        Action::Layer => settled::toggle(model, view),
        Action::Detail => {
            model.detail = match (
                model.detail,
                model.reader.as_ref().map(|reader| reader.geometry.detail),
            ) {
                (Detail::AsRoomAllows, Some(Some(_))) => Detail::Hidden,
                (Detail::AsRoomAllows, _) => Detail::Shown,
                _ => Detail::AsRoomAllows,
            };
        }
        Action::Open
            if model
                .reader
                .as_ref()
                .is_some_and(|reader| reader.moving.is_some()) =>
        {
            return edge::keep(model, view);
        }
        _ => move_in_reader(model, view, action),
    }
    Vec::new()
}

fn document_memo(model: &mut Model, view: &View<'_>) {
    let Some(document) = model
        .reader
        .as_ref()
        .and_then(|reader| view.document(reader.document))
    else {
        return;
    };
    let on = On::Document(document.id);
    memo::open(model, view, (on, format!("memo on {}", document.handle)));
}

/// What only moves, selects or looks: nothing is changed in the study.
fn move_in_reader(model: &mut Model, view: &View<'_>, action: Action) {
    let Some(reader) = &mut model.reader else {
        return;
    };
    match action {
        Action::Move(motion, way) => edge::steps(reader, (motion, way)),
        Action::Cycle => reader.other_edge(),
        Action::Cancel => {
            reader.moving = None;
            model.say("left as it was");
        }
        Action::Extend => {
            reader.extending = !reader.extending;
            let is_new = reader.extending && reader.anchor.is_none();
            if is_new {
                (reader.anchor, reader.applied) = (Some(reader.head), None);
            }
        }
        Action::Grow => reader.grow(),
        Action::Shrink => reader.shrink(),
        Action::Sentence => reader.take_sentence(),
        Action::Turn => reader.take_turn(),
        Action::Jump(landmark, along) => {
            let said = reader.jump(view, landmark, along);
            model.say(said);
        }
        Action::Trail(along) => {
            let said = reader.retrace(along);
            model.say(said.unwrap_or_default());
        }
        Action::Stripes => {
            let said = next_stripes(reader, view);
            model.say(said);
        }
        Action::Interviewers => {
            reader.interviewers = match reader.interviewers {
                Interviewers::Shown => Interviewers::Hidden,
                Interviewers::Hidden => Interviewers::Shown,
            };
        }
        _ => {}
    }
}

fn next_stripes(reader: &mut Reader, view: &View<'_>) -> String {
    let (next, words) = match reader.stripes {
        Stripes::Code => (Stripes::Parent, "stripes by the code above"),
        Stripes::Parent => (Stripes::Coder, "stripes by coder"),
        Stripes::Coder => (Stripes::Density, "stripes by density"),
        Stripes::Density => (Stripes::Code, "stripes by code: yours"),
    };
    reader.stripes = next;
    let is_blind = next == Stripes::Coder && !view.hiding().is_empty();
    let note = if is_blind {
        "; a blind round hides the others' until it closes"
    } else {
        ""
    };
    format!("{words}{note}")
}

/// What a key does while one of several codings is picked.
pub fn which(model: &mut Model, view: &View<'_>, action: Action) -> Vec<Effect> {
    let Some(which) = model
        .reader
        .as_mut()
        .and_then(|reader| reader.which.as_mut())
    else {
        return Vec::new();
    };
    let count = which.choices.len();
    match action {
        Action::Step(along) => {
            which.at = if along == Along::Next {
                (which.at + 1) % count
            } else {
                (which.at + count - 1) % count
            };
            amend::ask_which(model, view);
            Vec::new()
        }
        Action::Open => {
            let chosen = which
                .choices
                .get(which.at)
                .copied()
                .map(|id| (which.purpose, id));
            model.said = Default::default();
            chosen.map_or_else(Vec::new, |chosen| amend::act(model, view, chosen))
        }
        _ => {
            if let Some(reader) = &mut model.reader {
                reader.which = None;
            }
            model.said = Default::default();
            Vec::new()
        }
    }
}

/// The key that asked which coding is meant goes on to the next; any other lets go.
pub fn same_key_again(model: &mut Model, view: &View<'_>, key: Key) -> Vec<Effect> {
    let purpose = model
        .reader
        .as_ref()
        .and_then(|reader| reader.which.as_ref())
        .map(|which| which.purpose);
    let meant = match keys::meaning(Mode::Reader, &[key]) {
        Meaning::Does(action) => purpose_of(action),
        _ => None,
    };
    if meant.is_some() && meant == purpose {
        return which(model, view, Action::Step(Along::Next));
    }
    if let Some(reader) = &mut model.reader {
        reader.which = None;
    }
    model.said = Default::default();
    Vec::new()
}

fn purpose_of(action: Action) -> Option<Purpose> {
    match action {
        Action::Drop => Some(Purpose::Drop),
        Action::Swap => Some(Purpose::Swap),
        Action::EdgeOf => Some(Purpose::Edge),
        Action::Memo => Some(Purpose::Memo),
        Action::Value => Some(Purpose::Value),
        Action::Quotable => Some(Purpose::Quotable),
        _ => None,
    }
}

/// Copies what is selected, with where it stands.
pub fn copy(model: &mut Model, view: &View<'_>) -> Vec<Effect> {
    match judge::citation(model, view) {
        Ok(words) => vec![Effect::Copy(words)],
        Err(why) => {
            model.warn(why);
            Vec::new()
        }
    }
}

/// What the mouse does in the transcript.
pub fn point(model: &mut Model, (pointer, at): (Pointer, (u16, u16))) {
    let Some(reader) = &mut model.reader else {
        return;
    };
    if let Pointer::Wheel(rows) = pointer {
        return reader.scroll(rows);
    }
    let Some((row, column)) = reader.geometry.hit(at) else {
        return;
    };
    let Some(stretch) = reader.layout.stretch(reader.top + usize::from(row)) else {
        return;
    };
    let place = reader.place_in(stretch.span, column);
    match pointer {
        Pointer::Down => {
            reader.release();
            (reader.head, reader.goal) = (place, None);
        }
        Pointer::Drag => {
            reader.anchor.get_or_insert(reader.head);
            (reader.head, reader.applied) = (place, None);
        }
        Pointer::Wheel(_) => {}
    }
}

/// Asks for a turn of this document, by its number, speaker or words.
fn pick_turn(model: &mut Model) {
    let Some(reader) = &model.reader else {
        return;
    };
    let text = &reader.passage.text;
    let candidate = |turn: usize| {
        let spoken = reader.passage.turns.get(turn)?;
        Some(Candidate {
            of: Choice::Turn(turn),
            handle: (turn + 1).to_string(),
            name: Turns::label(text, spoken).to_owned(),
            context: clip(&text.slice(spoken.body).replace('\n', " "), 200),
            note: String::new(),
            about: Vec::new(),
        })
    };
    let candidates = reader.layout.turns().filter_map(candidate).collect();
    model.over = Some(Over::Picker(
        Picker::new("jump to which turn?", candidates),
        Picking::Turn,
    ));
}
