//! What lies over a screen, answered: a choice from a list, a line of words, a memo, a value.

use crate::change::Change;
use crate::coding::MemoState;
use crate::event::Event;
use crate::event::coding::{MemoRemove, MemoWrite};
use crate::filter::View;
use crate::tui::action::{Action, Along, Screen};
use crate::tui::listing;
use crate::tui::message::{Effect, Landing, Then, Wanted};
use crate::tui::model::{Asked, Model};
use crate::tui::over::{Asking, Choice, Over, Picking, Sheet, Writing};
use crate::tui::screen::codebook;
use crate::tui::screen::matrix;
use crate::tui::screen::reader::{amend, apply, rewrite};
use crate::tui::screen::recode;
use crate::tui::screen::reconcile;
use crate::tui::screen::review;
use crate::tui::screen::search;
use crate::tui::screen::themes;
use crate::tui::widget::picker::{Candidate, Picker};

/// What a key of the table does to what lies over the screen.
pub fn act(model: &mut Model, view: &View<'_>, action: Action) -> Vec<Effect> {
    match (&mut model.over, action) {
        (Some(Over::Picker(picker, _)), Action::Step(along)) => picker.step(along),
        (Some(Over::Picker(picker, _)), Action::Page(along)) => picker.page(along),
        (Some(Over::Value(scale)), Action::Step(along)) => {
            let last = scale.labels.len();
            scale.at = if along == Along::Next {
                (scale.at + 1).min(last)
            } else {
                scale.at.saturating_sub(1)
            };
        }
        (Some(Over::Line(_, Asking::Query)), Action::Step(along)) => {
            return search::recall(model, along);
        }
        (Some(Over::Listing(_)), _) => return listing::act(model, action),
        (Some(Over::Picker(..)), Action::Stay) => return pick(model, view, Leaving::Stays),
        (Some(Over::Picker(..)), Action::Coin) => return coin(model, view),
        (_, Action::Open) => return take(model, view),
        (_, Action::Cancel) => cancel(model, view),
        _ => {}
    }
    Vec::new()
}

/// Whether a choice closes the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Leaving {
    Closes,
    Stays,
}

/// Takes what lies over the screen as it is.
pub fn take(model: &mut Model, view: &View<'_>) -> Vec<Effect> {
    match model.over.take() {
        Some(over @ Over::Picker(..)) => {
            model.over = Some(over);
            pick(model, view, Leaving::Closes)
        }
        Some(Over::Line(input, asking)) => answer(model, view, (input.words.trim(), asking)),
        Some(Over::Words(sheet)) => write(model, view, *sheet),
        Some(Over::Value(scale)) => amend::set_value(model, view, &scale),
        Some(Over::Recent | Over::Listing(_)) | None => Vec::new(),
    }
}

fn cancel(model: &mut Model, view: &View<'_>) {
    let is_changed = matches!(&model.over, Some(Over::Words(sheet)) if sheet.is_changed());
    if is_changed && model.asked != Some(Asked::Discard) {
        model.asked = Some(Asked::Discard);
        model.warn("Ctrl-c again throws these words away; Esc saves them");
        return;
    }
    model.asked = None;
    let was_filtering = matches!(&model.over, Some(Over::Line(_, Asking::Filter)));
    let was_writing = matches!(&model.over, Some(Over::Words(_)));
    model.over = None;
    model.said = Default::default();
    if was_filtering {
        narrow(model, view, "");
    }
    if was_writing {
        model.say("closed; nothing was written");
    }
}

fn pick(model: &mut Model, view: &View<'_>, leaving: Leaving) -> Vec<Effect> {
    let Some(Over::Picker(picker, picking)) = &mut model.over else {
        return Vec::new();
    };
    let Some(choice) = picker.choice().map(|candidate| candidate.of) else {
        let coins = matches!(picking, Picking::Code(_) | Picking::Swap(_));
        let words = if coins {
            "no code matches; Ctrl-n makes a new one of these words"
        } else {
            "nothing matches"
        };
        model.say(words);
        return Vec::new();
    };
    let number = picker.query.trim().parse::<usize>();
    if let (Picking::Turn, Ok(number), Choice::Turn(turn)) = (&*picking, number, choice)
        && number != turn + 1
    {
        model.say(format!("there is no turn {number} here"));
        return Vec::new();
    }
    let picking = picking.clone();
    model.said = Default::default();
    if let (Leaving::Stays, Picking::Code(_)) = (leaving, &picking) {
        picker.clear();
    } else {
        model.over = None;
    }
    match (picking, choice) {
        (Picking::Code(span), Choice::Code(code)) => apply::apply(model, view, (&[code], span)),
        (Picking::Swap(coding), Choice::Code(code)) => amend::swap(model, view, (coding, code)),
        (Picking::Recode(coding), Choice::Code(code)) => {
            recode::choose(model, view, (coding, code))
        }
        (Picking::Place(coding), Choice::Place(span)) => {
            review::choose(model, view, (coding, span))
        }
        (
            Picking::Speaker {
                number,
                body,
                roles,
            },
            Choice::Speaker(at),
        ) => match roles.into_iter().nth(at) {
            Some(to) => rewrite::say_who(model, view, ((number, body), to)),
            None => Vec::new(),
        },
        (Picking::Autocode, Choice::Code(code)) => search::review::start(model, view, code),
        (Picking::Verdict, Choice::Code(code)) => search::review::other(model, view, code),
        (Picking::Parent { name, origin, span }, choice) => {
            let parent = match choice {
                Choice::Code(code) => Some(code),
                _ => None,
            };
            apply::coin(model, view, (&name, origin, parent), span)
        }
        (Picking::Under(code), choice) => codebook::alter::place(model, view, (code, choice)),
        (Picking::Merge(code), Choice::Code(into)) => {
            codebook::alter::merge(model, view, (code, into))
        }
        (Picking::Document, Choice::Document(document)) => {
            vec![Effect::Open(document, Landing::Uncoded)]
        }
        (Picking::Turn, Choice::Turn(turn)) => {
            if let Some(reader) = &mut model.reader {
                let to = reader.body(turn).start();
                reader.leap(to);
            }
            Vec::new()
        }
        _ => Vec::new(),
    }
}

/// A new code of the words typed, below what the marked code stands below, and put on.
fn coin(model: &mut Model, view: &View<'_>) -> Vec<Effect> {
    let Some(Over::Picker(picker, Picking::Code(span))) = &model.over else {
        model.say("a new code is made while coding: Enter on a selection");
        return Vec::new();
    };
    let (name, span) = (picker.query.trim().to_owned(), *span);
    let beside = picker.choice().map(|candidate| candidate.of);
    let parent = match beside {
        Some(Choice::Code(code)) => view.code(code).and_then(|code| code.parent),
        _ => None,
    };
    if name.is_empty() {
        model.say("type the name of the new code, then Ctrl-n");
        return Vec::new();
    }
    model.over = None;
    apply::coin(model, view, (&name, "inductive", parent), Some(span))
}

fn answer(model: &mut Model, view: &View<'_>, (words, asking): (&str, Asking)) -> Vec<Effect> {
    match asking {
        Asking::Filter => narrow(model, view, words),
        Asking::Query => return search::answer(model, words),
        Asking::Reason | Asking::CodeNote | Asking::Present(_) | Asking::Edited(_) => {
            return reconcile::rule::answer(model, view, (words, asking));
        }
        Asking::RecodeReason => model.recode.reason = words.to_owned(),
        _ if words.is_empty() => model.said = Default::default(),
        Asking::HitsFile => return search::lead::export(model, words),
        Asking::TableFile => return themes::paper::write(model, view, words),
        Asking::MatrixFile => return matrix::paper::write(model, view, words),
        Asking::Search => {
            let said = model.reader.as_mut().map(|reader| reader.search(words));
            model.say(said.unwrap_or_default());
        }
        Asking::CodeName(span) => {
            let picking = Picking::Parent {
                name: words.to_owned(),
                origin: "inductive",
                span,
            };
            apply::ask_parent(model, view, picking);
        }
        Asking::CodeBelow(parent) => {
            return codebook::alter::add(model, view, (words, parent));
        }
    }
    Vec::new()
}

/// Narrows the list of the screen to what has these words.
pub fn narrow(model: &mut Model, view: &View<'_>, words: &str) {
    let words = words.to_owned();
    match model.screen {
        Screen::Documents => model.documents.narrow(words),
        Screen::Codebook => model.codebook.narrow(words),
        Screen::Reconcile => model.reconcile.narrow(view, words),
        Screen::History => model.history.narrow(words),
        Screen::Reader
        | Screen::Agreement
        | Screen::Recode
        | Screen::Review
        | Screen::Search
        | Screen::Cooccurrence
        | Screen::Themes
        | Screen::Matrix
        | Screen::Help => {}
    }
}

/// Shows the whole list again; whether it was narrowed.
pub fn let_filter_go(model: &mut Model, view: &View<'_>) -> bool {
    let filter = match model.screen {
        Screen::Documents => &model.documents.filter,
        Screen::Codebook => &model.codebook.filter,
        Screen::Reconcile if !model.reconcile.codes.is_empty() => {
            model.reconcile.codes.clear();
            narrow(model, view, "");
            return true;
        }
        Screen::Reconcile => &model.reconcile.filter,
        Screen::History => &model.history.filter,
        Screen::Search => return search::let_go(model),
        Screen::Reader
        | Screen::Agreement
        | Screen::Recode
        | Screen::Review
        | Screen::Cooccurrence
        | Screen::Themes
        | Screen::Matrix
        | Screen::Help => return false,
    };
    let was_narrowed = !filter.is_empty();
    if was_narrowed {
        narrow(model, view, "");
    }
    was_narrowed
}

/// Longer words would not fit into one line of a journal.
const LONGEST: usize = 200_000;

fn write(model: &mut Model, view: &View<'_>, sheet: Sheet) -> Vec<Effect> {
    if sheet.words.lines().iter().map(String::len).sum::<usize>() > LONGEST {
        model.warn("these words are too long for one entry: shorten them, nothing is lost");
        model.over = Some(Over::Words(Box::new(sheet)));
        return Vec::new();
    }
    let text = sheet.words.lines().join("\n").trim().to_owned();
    match sheet.writing {
        Writing::Memo { before, .. } if text == before.trim() => {
            model.said = Default::default();
            Vec::new()
        }
        Writing::Memo {
            memo: Some(memo), ..
        } if text.is_empty() => {
            let change = Change::one(Event::MemoRemove(MemoRemove { memo }));
            model.want(Wanted {
                change,
                said: "memo taken off; u brings it back".to_owned(),
                then: Then::Nothing,
            })
        }
        Writing::Memo { memo, on, .. } => {
            let known = view.memos().find(|known| Some(known.id) == memo);
            let event = MemoWrite {
                memo,
                on,
                text,
                to: known.and_then(|known| known.to.clone()),
                reply_to: known.and_then(|known| known.reply_to),
                state: known.map_or(MemoState::Note, |known| known.state),
            };
            let change = Change::one(Event::MemoWrite(Box::new(event)));
            model.want(Wanted {
                change,
                said: "memo written; u takes it back".to_owned(),
                then: Then::Nothing,
            })
        }
        Writing::Answer(_) if text.is_empty() => Vec::new(),
        Writing::Answer(question) => {
            let Some(asked) = view.memos().find(|memo| memo.id == question) else {
                return Vec::new();
            };
            let event = MemoWrite {
                memo: None,
                on: asked.on.clone(),
                text,
                to: Some(asked.coder.clone()),
                reply_to: Some(question),
                state: MemoState::Answer,
            };
            model.want(Wanted {
                change: Change::one(Event::MemoWrite(Box::new(event))),
                said: format!("answered {}; u takes it back", asked.coder),
                then: Then::Nothing,
            })
        }
        Writing::Quote { .. } => themes::quote::write(model, view, (sheet, text)),
        Writing::Summary { .. } => matrix::summary::write(model, view, (sheet, text)),
        Writing::Turn { .. } => rewrite::write(model, view, (sheet, text)),
        Writing::Fields(code, _) => codebook::alter::rewrite(model, view, (code, sheet)),
    }
}

/// Asks for a document by name.
pub fn pick_document(model: &mut Model, view: &View<'_>) {
    let candidate = |document: &crate::document::Document| Candidate {
        of: Choice::Document(document.id),
        handle: document.handle.clone(),
        name: document.title.clone().unwrap_or_default(),
        context: document.kind.as_str().replace('_', " "),
        note: String::new(),
        about: Vec::new(),
    };
    let candidates = view.documents().map(candidate).collect();
    model.over = Some(Over::Picker(
        Picker::new("open which document?", candidates),
        Picking::Document,
    ));
}
