//! The codebook: the tree of codes, what each means, where it is used, and what it lacks.
//!
//! What takes time is worked out when the study changes ([`book`]) or another code is marked ([`card`]); drawing only lays out what
//! is on the screen. Changes are made in `change::code`, as for the commands; a frozen version is changed by none of them.

pub mod glimpse;
pub mod book;
pub mod tree;
pub mod card;
pub mod excerpts;
pub mod edit;
pub mod alter;

use std::collections::{HashMap, HashSet};

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::codebook::FrozenCode;
use crate::coding::On;
use crate::filter::View;
use crate::id::{CodeRef, DocumentRef, Ref, RevisionRef};
use crate::text::span::Span;
use crate::tui::action::{Action, Along, Screen};
use crate::tui::memo;
use crate::tui::message::{Effect, Pointer};
use crate::tui::model::Detail;
use crate::tui::model::Model;
use crate::tui::over::{Asking, Over};
use crate::tui::screen::codebook::book::{Book, Entry};
use crate::tui::screen::codebook::card::Card;
use crate::tui::screen::codebook::glimpse::{Glimpse, Reading};
use crate::tui::screen::codebook::tree::Layout;
use crate::tui::widget::line::Input;
use crate::tui::widget::list::Marked;
use crate::tui::widget::sieve::Sieve;

/// What the screen remembers.
#[derive(Clone, Debug, Default)]
pub struct Codebook {
    /// The marked line among those shown.
    pub marked: Marked,
    /// Words that a code must have to be shown.
    pub filter: String,
    /// Whether the card stands beside the tree, instead of it, or not at all.
    pub detail: Detail,
    /// The codebook as it was worked out last.
    pub book: Book,
    /// The codes that are shown, by their place in the tree.
    pub shown: Vec<usize>,
    /// The marked code in full.
    pub card: Option<Card>,
    /// The first line of the card that is shown.
    pub card_top: usize,
    folded: HashSet<CodeRef>,
    glimpses: HashMap<(RevisionRef, Span), Glimpse>,
    versions: HashMap<Ref, Option<Vec<FrozenCode>>>,
    /// Documents of the marked code that were not read yet.
    unread: Vec<DocumentRef>,
    /// The code to mark once the study has it.
    awaited: Option<CodeRef>,
    /// Whether the book is of the study as it stands.
    is_current: bool,
}

impl Codebook {
    /// Shows only what has these words; the first code that has them is marked.
    pub fn narrow(&mut self, words: String) {
        let before = self.entry().map(|entry| entry.id);
        self.filter = words;
        self.show();
        let first = self.shown.iter().position(|at| self.has_words(*at));
        let kept = before.and_then(|code| self.line_of(code));
        let at = if self.filter.is_empty() { kept } else { first };
        self.marked = Marked::default();
        self.marked.at = at.unwrap_or(0);
    }

    /// The study has changed since the book was made.
    pub fn outdate(&mut self) {
        self.is_current = false;
    }

    /// Takes up what has changed in the study; the mark stays on its code.
    pub fn renew(&mut self, view: &View<'_>) {
        let before = self.entry().map(|entry| entry.id);
        self.book = Book::of(view, &self.versions);
        self.card = None;
        self.is_current = true;
        self.show();
        let merged = |code: CodeRef| view.code(code).and_then(|code| code.merged_into);
        let wanted = self.awaited.take().or(before);
        if let Some(code) = wanted.map(|code| merged(code).unwrap_or(code)) {
            self.reveal(code);
        }
    }

    /// Marks a code once the study has it.
    pub fn await_code(&mut self, code: CodeRef) {
        self.awaited = Some(code);
    }

    /// Takes in what was read from the disk.
    pub fn take(&mut self, reading: Reading) {
        self.glimpses.extend(reading.excerpts);
        let known = self.versions.len();
        self.versions.extend(reading.versions);
        self.is_current &= known == self.versions.len();
        self.card = None;
    }

    /// The marked code.
    pub fn entry(&self) -> Option<&Entry> {
        self.book.entries.get(*self.shown.get(self.marked.at)?)
    }

    /// Whether codes stand below a code.
    pub fn has_below(&self, entry: &Entry) -> bool {
        self.book
            .place(entry.id)
            .is_some_and(|at| entry.end > at + 1)
    }

    /// The excerpt of a revision, if it was read.
    pub fn glimpse(&self, revision: RevisionRef, span: Span) -> Option<&Glimpse> {
        self.glimpses.get(&(revision, span))
    }

    /// The codes of a frozen version, if its file is here.
    pub fn frozen(&self, freeze: Ref) -> Option<&[FrozenCode]> {
        self.versions.get(&freeze)?.as_deref()
    }

    /// Whether a code has all words of the filter.
    pub fn has_words(&self, at: usize) -> bool {
        let Some(code) = self.book.entries.get(at).map(|entry| &entry.code) else {
            return false;
        };
        let said = || {
            [
                &code.id,
                &code.name,
                &code.definition,
                &code.use_when,
                &code.origin,
            ]
            .map(String::as_str)
            .join(" ")
        };
        Sieve::of(&self.filter).keeps(said)
    }

    /// Whether a code is folded: those below it are not shown.
    pub fn is_folded(&self, entry: &Entry) -> bool {
        self.filter.is_empty() && self.folded.contains(&entry.id)
    }

    /// Works out which codes are shown: those with the words and what they stand below, else those under no fold.
    fn show(&mut self) {
        self.shown.clear();
        let mut at = 0;
        while let Some(entry) = self.book.entries.get(at) {
            let mut below = at..entry.end;
            if self.filter.is_empty() || below.any(|inner| self.has_words(inner)) {
                self.shown.push(at);
            }
            at = if self.is_folded(entry) {
                entry.end
            } else {
                at + 1
            };
        }
        self.marked.at = self.marked.at.min(self.shown.len().saturating_sub(1));
    }

    fn line_of(&self, code: CodeRef) -> Option<usize> {
        let at = self.book.place(code)?;
        self.shown.iter().position(|shown| *shown == at)
    }

    /// Marks a code, unfolding what it stands below.
    fn reveal(&mut self, code: CodeRef) {
        let mut above = self.book.place(code);
        while let Some(entry) = above.and_then(|at| self.book.entries.get(at)) {
            above = entry.parent;
            let parent = above.and_then(|at| self.book.entries.get(at));
            parent.map(|parent| self.folded.remove(&parent.id));
        }
        self.show();
        self.marked.at = self.line_of(code).unwrap_or(self.marked.at);
    }
}

/// Comes to the screen.
pub fn enter(model: &mut Model, view: &View<'_>) {
    model.codebook.renew(view);
}

/// Brings the screen up to date after whatever happened: the book if the study changed, the card if another code is marked.
pub fn freshen(model: &mut Model, view: &View<'_>) {
    if model.screen != Screen::Codebook {
        return;
    }
    if !model.codebook.is_current {
        model.codebook.renew(view);
    }
    let rows = Layout::of(model).rows();
    let codebook = &mut model.codebook;
    codebook
        .marked
        .to(codebook.marked.at, (codebook.shown.len(), rows));
    let marked = codebook.entry().map(|entry| entry.id);
    if codebook.card.as_ref().map(|card| card.code) != marked {
        let is_other = codebook.card.is_some();
        codebook.card_top = if is_other { 0 } else { codebook.card_top };
        (codebook.card, codebook.unread) = card::made(codebook, view);
    }
    let lowest = card::lowest(model);
    model.codebook.card_top = model.codebook.card_top.min(lowest);
}

/// What must be read from the disk for what is shown.
pub fn wanted(model: &mut Model, view: &View<'_>) -> Vec<Effect> {
    if model.screen != Screen::Codebook {
        return Vec::new();
    }
    let codebook = &mut model.codebook;
    let unread = std::mem::take(&mut codebook.unread);
    let mut versions = view.versions().iter();
    let lacks_version = versions.any(|version| !codebook.versions.contains_key(&version.id));
    if unread.is_empty() && !lacks_version {
        return Vec::new();
    }
    vec![Effect::Read(unread)]
}

/// What a key does here.
pub fn act(model: &mut Model, view: &View<'_>, action: Action) -> Vec<Effect> {
    let size = (model.codebook.shown.len(), Layout::of(model).rows());
    let marked = &mut model.codebook.marked;
    match action {
        Action::Step(along) => marked.step(along, size),
        Action::Page(along) => marked.page(along, size),
        Action::Edge(along) => marked.edge(along, size),
        Action::Scroll(along) => scroll(model, along, 1),
        Action::Fold => fold(model),
        Action::Unfold => unfold(model),
        Action::Detail => {
            model.codebook.detail = match (model.codebook.detail, Layout::of(model).card) {
                (Detail::AsRoomAllows, Some(_)) => Detail::Hidden,
                (Detail::AsRoomAllows, None) => Detail::Shown,
                _ => Detail::AsRoomAllows,
            };
        }
        Action::Filter => {
            let mut input = Input::new("show only codes with");
            input.words.clone_from(&model.codebook.filter);
            model.over = Some(Over::Line(input, Asking::Filter));
        }
        Action::Open => excerpts::list(model, view),
        Action::Past => excerpts::past(model),
        Action::Memo => memo(model, view),
        _ => return alter::act(model, view, action),
    }
    Vec::new()
}

fn memo(model: &mut Model, view: &View<'_>) {
    let Some(entry) = model.codebook.entry() else {
        return model.say("there is no code to write a memo on; a adds one");
    };
    let (on, title) = (On::Code(entry.id), format!("memo on {}", entry.code.id));
    memo::open(model, view, (on, title));
}

fn scroll(model: &mut Model, along: Along, by: usize) {
    let lowest = card::lowest(model);
    let top = &mut model.codebook.card_top;
    *top = match along {
        Along::Next => (*top + by).min(lowest),
        Along::Before => top.saturating_sub(by),
    };
}

/// Folds the marked code, or goes to the one above where there is nothing to fold.
fn fold(model: &mut Model) {
    let codebook = &mut model.codebook;
    let Some(&at) = codebook.shown.get(codebook.marked.at) else {
        return;
    };
    let Some(entry) = codebook.book.entries.get(at) else {
        return;
    };
    let (id, parent) = (entry.id, entry.parent);
    let is_open = entry.end > at + 1 && codebook.filter.is_empty();
    if is_open && codebook.folded.insert(id) {
        codebook.show();
        return;
    }
    let above = parent.and_then(|up| codebook.shown.iter().position(|shown| *shown == up));
    codebook.marked.at = above.unwrap_or(codebook.marked.at);
}

/// Unfolds the marked code, or goes to the first below it where it is unfolded.
fn unfold(model: &mut Model) {
    let codebook = &mut model.codebook;
    let Some(&at) = codebook.shown.get(codebook.marked.at) else {
        return;
    };
    let Some(entry) = codebook.book.entries.get(at) else {
        return;
    };
    let (id, has_below) = (entry.id, entry.end > at + 1);
    if codebook.filter.is_empty() && codebook.folded.remove(&id) {
        return codebook.show();
    }
    if has_below {
        codebook.marked.at += 1;
    }
}

/// What the mouse does here.
pub fn point(model: &mut Model, _: &View<'_>, (pointer, at): (Pointer, (u16, u16))) -> Vec<Effect> {
    let layout = Layout::of(model);
    if let (Some(card), Pointer::Wheel(by)) = (layout.card, pointer)
        && card.contains(at.into())
    {
        let along = if by > 0 { Along::Next } else { Along::Before };
        scroll(model, along, by.unsigned_abs());
        return Vec::new();
    }
    let size = (model.codebook.shown.len(), layout.rows());
    let marked = &mut model.codebook.marked;
    match pointer {
        Pointer::Down if layout.codes.contains(at.into()) => {
            let line = marked.top + usize::from(at.1 - layout.codes.y);
            let was_marked = line == marked.at;
            if line < size.0 {
                marked.to(line, size);
            }
            if was_marked {
                turn(model);
            }
        }
        Pointer::Wheel(by) => marked.to(marked.at.saturating_add_signed(by), size),
        Pointer::Down | Pointer::Drag => {}
    }
    Vec::new()
}

/// A second click folds and unfolds.
fn turn(model: &mut Model) {
    let codebook = &mut model.codebook;
    let marked = codebook.entry().filter(|entry| codebook.has_below(entry));
    let Some(entry) = marked else {
        return;
    };
    let id = entry.id;
    if codebook.folded.remove(&id) || codebook.folded.insert(id) {
        codebook.show();
    }
}

/// Draws the codebook.
pub fn draw(model: &Model, _: Rect, buffer: &mut Buffer) {
    let layout = Layout::of(model);
    if layout.tree.is_some() {
        tree::draw(model, &layout, buffer);
    }
    if let Some(area) = layout.card {
        card::draw(model, area, buffer);
    }
}
