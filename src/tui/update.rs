//! Update: what a message does to the model, and what it asks to be done outside.

use std::collections::BTreeSet;

use crossterm::event::KeyCode;
use ratatui::layout::Rect;

use crate::document::{Document, Revision};
use crate::filter::View;
use crate::id::{DocumentRef, RevisionRef, RoundRef};
use crate::texts::Passage;
use crate::tui::action::{Action, Along, Screen};
use crate::tui::answer;
use crate::tui::coach;
use crate::tui::keys::{self, Key, Meaning, Mode};
use crate::tui::layout::Layout;
use crate::tui::listing;
use crate::tui::message::{Effect, Landing, Message};
use crate::tui::model::Model;
use crate::tui::over::{Asking, Over};
use crate::tui::pointer;
use crate::tui::renewal::{corrected, renew, renew_figures, rewritten, ungathered};
use crate::tui::saving;
use crate::tui::screen::reader;
use crate::tui::screen::reader::geometry::Geometry;
use crate::tui::screen::reader::{Reader, apply};
use crate::tui::screen::{
    agreement, codebook, cooccurrence, documents, help, history, matrix, recode, reconcile, review,
    search, themes,
};
use std::sync::Arc;

/// Takes a message in.
pub fn update(model: &mut Model, view: &View<'_>, message: Message) -> Vec<Effect> {
    let mut effects = match message {
        Message::Key(key) => press(model, view, key),
        Message::Pointer(kind, at) => pointer::point(model, view, (kind, at)),
        Message::Paste(words) => pointer::paste(model, view, &words),
        Message::Resize(columns, rows) => {
            model.size = (columns, rows);
            Vec::new()
        }
        Message::Opened(document, passage, landing) => {
            opened(model, view, (document, passage, landing));
            Vec::new()
        }
        Message::Counted(counts) => {
            model.documents.counts.extend(counts);
            Vec::new()
        }
        Message::Read(reading) => {
            model.codebook.take(reading);
            Vec::new()
        }
        Message::Saved(refs, at) => {
            let mut effects = saving::saved(model, view, (&refs, at));
            effects.extend(rewritten(model, view));
            effects
        }
        Message::NotSaved(why) => {
            saving::not_saved(model, &why);
            Vec::new()
        }
        Message::Impossible(why) => saving::impossible(model, &why),
        Message::Said(words) => {
            model.say(words);
            Vec::new()
        }
        Message::Measured(measured) => {
            model.agreement.take(view, measured);
            Vec::new()
        }
        Message::Gathered(texts) => {
            model.texts = model.texts.with(texts);
            model.documents.outdate();
            renew_figures(model, view);
            Vec::new()
        }
        Message::Sought(news) => {
            search::hear(model, news);
            Vec::new()
        }
        Message::Arrived => {
            // Who speaks may have changed, and texts may be here that were not.
            model.documents.counts.clear();
            model.gathered.clear();
            model.agreement.forget();
            search::outdate(model);
            model.versions = 0;
            renew(model, view);
            corrected(model, view)
        }
    };
    // What the coach says next may take another row.
    coach::follow(model, view);
    arrange(model);
    documents::freshen(model, view);
    codebook::freshen(model, view);
    effects.extend(documents::wanted_counts(model, view));
    effects.extend(codebook::wanted(model, view));
    effects.extend(ungathered(model, view));
    if model.screen == Screen::Search {
        effects.splice(0..0, search::wanted(model, view));
    }
    effects
}

/// What the first screen needs.
pub fn begin(model: &mut Model, view: &View<'_>) -> Vec<Effect> {
    let mut effects = documents::wanted_counts(model, view);
    effects.extend(ungathered(model, view));
    effects
}

/// Lays the reader out anew where its room has changed.
pub fn arrange(model: &mut Model) {
    let area = body(model);
    let Some(reader) = &mut model.reader else {
        return;
    };
    let geometry = Geometry::of(area, model.detail, reader.gutter());
    let hidden = reader.hidden();
    let is_stale = reader.layout.width != geometry.width || reader.layout.hidden != hidden;
    let was = reader.geometry;
    reader.geometry = geometry;
    if is_stale {
        reader.layout = Layout::of(&reader.passage, geometry.width, hidden);
        reader.head = reader.shown(reader.head);
        reader.settle();
    } else if was != geometry {
        reader.follow();
    }
}

/// The part of the screen between the head line and the lines at the bottom.
pub fn body(model: &Model) -> Rect {
    let (columns, rows) = model.size;
    let coach = model.coach.as_ref();
    let coached = coach.map_or(0, |coach| coach.lines(columns.saturating_sub(2)).len());
    let below = 2 + coached as u16;
    Rect::new(0, 1, columns, rows.saturating_sub(1 + below))
}

fn opened(
    model: &mut Model,
    view: &View<'_>,
    (id, passage, landing): (DocumentRef, Result<Arc<Passage>, String>, Landing),
) {
    let passage = match passage {
        Ok(passage) => passage,
        Err(why) => return model.warn(why),
    };
    let Some(document) = view.document(id) else {
        return model.warn("the document is not here any more");
    };
    let mut reader = Reader::open(view, (document, passage));
    if let Landing::At(position) | Landing::Corrected(position) | Landing::Rewritten(position) =
        landing
    {
        reader.head = position;
    }
    let before = model.reader.as_ref().map(|before| before.revision);
    if let Some(before) = model.reader.as_ref() {
        (reader.stripes, reader.interviewers) = (before.stripes, before.interviewers);
        if let Landing::Rewritten(_) = landing {
            (reader.layer, reader.top) = (before.layer, before.top);
            reader.renew(view);
        }
    }
    model.reader = Some(reader);
    match landing {
        // What lies over the screen may speak of a place in the words as they were.
        Landing::Corrected(_) => {
            if !matches!(model.over, Some(Over::Words(_))) {
                model.over = None;
            }
            let handle = &document.handle;
            let what = match before.is_some_and(|before| took_back(document, before)) {
                true => format!("words were taken back in {handle}"),
                false => format!("the text of {handle} was corrected"),
            };
            model.say(format!("{what}; go on where you were"));
        }
        Landing::Rewritten(_) => {}
        Landing::Uncoded | Landing::At(_) | Landing::Coding(_) => model.go(Screen::Reader),
    }
    arrange(model);
    let found = search::found_in(model, id);
    if let Some(reader) = &mut model.reader {
        reader.settle();
        reader.find(found);
    }
    if let Landing::Coding(span) = landing {
        if let Some(reader) = &mut model.reader {
            reader.take(span);
        }
        apply::choose(model, view);
    }
    if model
        .reader
        .as_ref()
        .is_some_and(|reader| reader.passage.turns.is_empty())
    {
        model.say("this document has no turns of talk");
    }
}

/// Whether words were taken back on the way from an earlier text of a document to the one that counts.
fn took_back(document: &Document, before: RevisionRef) -> bool {
    let of = |id: RevisionRef| document.revisions.iter().find(|one| one.id == id);
    let up = |one: &&Revision| one.parent.and_then(of);
    let way = std::iter::successors(of(document.current), up);
    way.take_while(|one| one.id != before)
        .any(|one| one.takes_back)
}

fn press(model: &mut Model, view: &View<'_>, key: Key) -> Vec<Effect> {
    model.pressed += 1;
    let mode = model.mode();
    let mut typed = std::mem::take(&mut model.typed);
    typed.push(key);
    match keys::meaning(mode, &typed) {
        Meaning::Does(action) => {
            if !matches!(
                action,
                Action::Done | Action::Quit | Action::Undo | Action::Cancel
            ) {
                model.asked = None;
            }
            if !matches!(mode, Mode::Which | Mode::Picker | Mode::Line | Mode::Words) {
                model.said = Default::default();
            }
            act(model, view, (mode, action))
        }
        Meaning::Begins => {
            model.typed = typed;
            Vec::new()
        }
        // Esc takes back a beginning that was not meant.
        Meaning::Nothing if typed.len() > 1 && key.code == KeyCode::Esc => Vec::new(),
        Meaning::Nothing if typed.len() > 1 => {
            let keys: Vec<String> = typed.iter().map(Key::to_string).collect();
            model.say(format!(
                "{} does nothing here; ? shows all keys",
                keys.join(" ")
            ));
            Vec::new()
        }
        Meaning::Nothing => loose(model, view, (mode, key)),
    }
}

/// A key that no row of the table names: it types, chooses by letter, or means nothing.
fn loose(model: &mut Model, view: &View<'_>, (mode, key): (Mode, Key)) -> Vec<Effect> {
    match (&mut model.over, key.letter()) {
        (Some(Over::Picker(picker, _)), _) => {
            picker.take(key);
        }
        (Some(Over::Line(input, asking)), _) => {
            let changed = input.take(key);
            let words = input.words.clone();
            match (changed, &*asking) {
                (true, Asking::Filter) => answer::narrow(model, view, &words),
                (true, Asking::Query) => return search::typed(model, &words),
                _ => {}
            }
        }
        (Some(Over::Words(sheet)), _) => {
            sheet.words.input(key.event());
        }
        (Some(Over::Value(scale)), Some(digit)) => {
            let at = digit
                .to_digit(10)
                .map(|digit| digit as usize)
                .filter(|at| *at <= scale.labels.len());
            if let Some(at) = at {
                scale.at = at;
                return answer::take(model, view);
            }
        }
        (Some(Over::Recent), Some(letter)) => return apply::recent(model, view, letter),
        (Some(_), _) => {}
        (None, _) if mode == Mode::Which => return reader::act::same_key_again(model, view, key),
        (None, _) => model.say(format!("{key} does nothing here; ? shows all keys")),
    }
    Vec::new()
}

fn act(model: &mut Model, view: &View<'_>, (mode, action): (Mode, Action)) -> Vec<Effect> {
    match mode {
        Mode::Picker | Mode::Line | Mode::Words | Mode::Value | Mode::Recent | Mode::Listing => {
            return answer::act(model, view, action);
        }
        Mode::Which => return reader::act::which(model, view, action),
        _ => {}
    }
    match action {
        Action::Undo if search::review::is_fresh(model) => {
            model.say("nothing of this review to take back; Esc, and u takes back what was before");
            Vec::new()
        }
        Action::Undo => saving::undo(model, view),
        Action::Redo => saving::redo(model, view),
        Action::Back => {
            back(model, view);
            Vec::new()
        }
        Action::Quit => saving::quit(model),
        Action::Save => saving::save(model),
        Action::Leave => leave(model, view),
        Action::Suspend => vec![Effect::Suspend],
        Action::Help => {
            model.help_top = 0;
            model.go(Screen::Help);
            Vec::new()
        }
        Action::Go(screen) => {
            go(model, view, screen);
            Vec::new()
        }
        Action::PickDocument => {
            answer::pick_document(model, view);
            Vec::new()
        }
        // What one came from is the last place to go back to.
        Action::Trail(Along::Before) if came_from_a_place(model) => {
            back(model, view);
            Vec::new()
        }
        _ => match model.screen {
            Screen::Reader => reader::act::act(model, view, action),
            Screen::Documents if action == Action::Code => {
                go(model, view, Screen::Recode);
                Vec::new()
            }
            Screen::Documents => documents::act(model, view, action),
            Screen::Codebook => codebook::act(model, view, action),
            Screen::Agreement if action == Action::Settle => settle(model, view),
            Screen::Agreement => agreement::act(model, view, action),
            Screen::Reconcile => reconcile::act(model, view, action),
            Screen::Recode => recode::act(model, view, action),
            Screen::Review => review::act(model, view, action),
            Screen::Search => search::act(model, view, action),
            Screen::Cooccurrence => cooccurrence::act(model, view, action),
            Screen::Themes => themes::act(model, view, action),
            Screen::Matrix => matrix::act(model, view, action),
            Screen::History => history::act(model, view, action),
            Screen::Help => {
                scroll_help(model, action);
                Vec::new()
            }
        },
    }
}

/// Whether a transcript was opened from a hit, a place behind a figure, or an excerpt that waits, and no jump was made in it since.
fn came_from_a_place(model: &Model) -> bool {
    let led = matches!(
        model.behind.last(),
        Some(
            Screen::Search
                | Screen::Cooccurrence
                | Screen::Themes
                | Screen::Matrix
                | Screen::Review
        )
    );
    led && model
        .reader
        .as_ref()
        .is_some_and(|reader| reader.back.is_empty())
}

/// Comes to a screen with a round.
pub fn show(
    model: &mut Model,
    view: &View<'_>,
    (screen, round): (Screen, Option<RoundRef>),
) -> Vec<Effect> {
    if screen == Screen::Agreement {
        model.agreement.round = round.or(model.agreement.round);
    }
    if screen == Screen::Reconcile && round.is_some() {
        reconcile::enter_at(model, view, (round, BTreeSet::new()));
    } else {
        go(model, view, screen);
    }
    ungathered(model, view)
}

fn go(model: &mut Model, view: &View<'_>, screen: Screen) {
    model.left = None;
    match screen {
        Screen::Codebook => codebook::enter(model, view),
        Screen::Agreement => agreement::enter(model, view),
        Screen::Reconcile => reconcile::enter(model, view),
        Screen::Recode => recode::enter(model, view),
        Screen::Review => review::enter(model, view),
        Screen::Search => search::enter(model),
        Screen::Cooccurrence => cooccurrence::enter(model, view),
        Screen::Themes => themes::enter(model, view),
        Screen::Matrix => matrix::enter(model, view),
        Screen::History => history::enter(model, view),
        Screen::Documents => documents::enter(model, view),
        Screen::Reader | Screen::Help => {}
    }
    model.go(screen);
}

/// From the marked row of the agreement to its disagreements.
fn settle(model: &mut Model, view: &View<'_>) -> Vec<Effect> {
    if let Some(place) = agreement::leads_to(model, view) {
        reconcile::enter_at(model, view, place);
    }
    Vec::new()
}

fn scroll_help(model: &mut Model, action: Action) {
    let page = help::page(model);
    let (by, along) = match action {
        Action::Step(along) => (1, along),
        Action::Page(along) => (page, along),
        _ => return,
    };
    let most = help::len(model).saturating_sub(page);
    model.help_top = match along {
        Along::Next => (model.help_top + by).min(most),
        Along::Before => model.help_top.saturating_sub(by),
    };
}

/// Lets go of what is selected or half done, else goes to the screen before.
fn back(model: &mut Model, view: &View<'_>) {
    model.said = Default::default();
    if model.screen == Screen::Reader
        && let Some(reader) = &mut model.reader
        && (reader.moving.take().is_some() || reader.release())
    {
        return;
    }
    if answer::let_filter_go(model, view) {
        return;
    }
    if model.screen == Screen::Themes && themes::leave_excerpts(model) {
        return;
    }
    match model.behind.pop() {
        Some(screen) => {
            if screen == Screen::Documents {
                documents::enter(model, view);
            }
            if screen == Screen::Review {
                review::enter(model, view);
            }
            if screen == Screen::Recode {
                recode::enter(model, view);
            }
            listing::come_back(model, screen);
            model.screen = screen;
            renew_figures(model, view);
        }
        None if model.screen != Screen::Documents => {
            documents::enter(model, view);
            model.screen = Screen::Documents;
        }
        None => model.say("this is the first screen; q quits"),
    }
}

fn leave(model: &mut Model, view: &View<'_>) -> Vec<Effect> {
    let is_selecting = model.screen == Screen::Reader
        && model
            .reader
            .as_ref()
            .is_some_and(|reader| reader.selection().is_some());
    if is_selecting {
        return reader::act::copy(model, view);
    }
    model.say("q quits; nothing is lost, all is saved");
    Vec::new()
}
