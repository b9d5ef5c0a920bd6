//! The history: who did what and when, the newest first; one's own actions are undone and redone from here.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span as Words};

use crate::event::study::Switch;
use crate::filter::View;
use crate::history::{Entry, entries};
use crate::tui::action::Action;
use crate::tui::message::{Effect, Pointer};
use crate::tui::model::Model;
use crate::tui::over::{Asking, Over};
use crate::tui::saving::switch;
use crate::tui::update::body;
use crate::tui::widget::flow::{clip, one_line};
use crate::tui::widget::line::Input;
use crate::tui::widget::list::Marked;
use crate::tui::widget::pane::{pane, row};
use crate::tui::widget::sieve::Sieve;

/// What the screen remembers.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// The marked entry.
    pub marked: Marked,
    /// Words that an entry must have to be shown.
    pub filter: String,
    /// The entries when they were last read, the newest first.
    entries: Vec<Entry>,
    /// The places of those that are shown.
    shown: Vec<usize>,
    /// How many lines the view had then.
    read_at: usize,
}

impl History {
    /// Shows only what has these words.
    pub fn narrow(&mut self, words: String) {
        self.filter = words;
        self.marked = Marked::default();
        self.sift();
    }

    /// Works out which entries are shown.
    fn sift(&mut self) {
        let sieve = Sieve::of(&self.filter);
        let said =
            |entry: &Entry| format!("{} {} {} {}", entry.name, entry.coder, entry.at, entry.what);
        let entries = self.entries.iter().enumerate();
        let found = entries.filter(|(_, entry)| sieve.keeps(|| said(entry)));
        self.shown = found.map(|(at, _)| at).collect();
    }

    fn shown(&self) -> impl ExactSizeIterator<Item = &Entry> {
        self.shown.iter().map(|at| &self.entries[*at])
    }

    fn marked_entry(&self) -> Option<&Entry> {
        self.entries.get(*self.shown.get(self.marked.at)?)
    }

    /// Reads the entries again if the study has grown; the mark stays on its action.
    pub fn renew(&mut self, view: &View<'_>, rows: usize) {
        let now = view.lines().count();
        if now == self.read_at {
            return;
        }
        let marked = self.marked_entry().map(|entry| entry.action);
        self.entries = entries(view);
        self.entries.reverse();
        self.read_at = now;
        self.sift();
        let place = self.shown().position(|entry| Some(entry.action) == marked);
        let at = place.unwrap_or(self.marked.at);
        self.marked.to(at, (self.shown.len(), rows));
    }
}

/// Comes to the screen.
pub fn enter(model: &mut Model, view: &View<'_>) {
    model.history.renew(view, rows_shown(model));
}

pub fn rows_shown(model: &Model) -> usize {
    usize::from(body(model).height.saturating_sub(2)).max(1)
}

/// What a key does here.
pub fn act(model: &mut Model, view: &View<'_>, action: Action) -> Vec<Effect> {
    model.history.renew(view, rows_shown(model));
    let size = (model.history.shown.len(), rows_shown(model));
    match action {
        Action::Step(along) => model.history.marked.step(along, size),
        Action::Page(along) => model.history.marked.page(along, size),
        Action::Edge(along) => model.history.marked.edge(along, size),
        Action::Filter => {
            let mut input = Input::new("show only");
            input.words.clone_from(&model.history.filter);
            model.over = Some(Over::Line(input, Asking::Filter));
        }
        Action::Switch => return switch_marked(model, view),
        _ => {}
    }
    Vec::new()
}

fn switch_marked(model: &mut Model, view: &View<'_>) -> Vec<Effect> {
    let Some(entry) = model.history.marked_entry().cloned() else {
        return Vec::new();
    };
    if Some(&entry.coder) != view.viewer() {
        model.say(format!(
            "{} is {}'s action; only they undo it",
            entry.name, entry.coder
        ));
        return Vec::new();
    }
    if !entry.switchable {
        model.say(format!("this stands for ever: {}", entry.what));
        return Vec::new();
    }
    switch(
        model,
        &entry,
        Switch {
            action: entry.action,
            on: entry.undone,
        },
    )
}

/// What the mouse does here.
pub fn point(
    model: &mut Model,
    _: &View<'_>,
    (pointer, (_, row)): (Pointer, (u16, u16)),
) -> Vec<Effect> {
    let size = (model.history.shown.len(), rows_shown(model));
    let marked = &mut model.history.marked;
    match pointer {
        Pointer::Down => marked.to(marked.top + usize::from(row.saturating_sub(2)), size),
        Pointer::Wheel(by) => marked.to(marked.at.saturating_add_signed(by), size),
        Pointer::Drag => {}
    }
    Vec::new()
}

/// Draws the history.
pub fn draw(model: &Model, area: Rect, buffer: &mut Buffer) {
    let shown = model.history.shown();
    let narrowed = if model.history.filter.is_empty() {
        String::new()
    } else {
        format!("  with “{}”", model.history.filter)
    };
    let title = format!("history  {} actions, newest first{narrowed}", shown.len());
    let inner = pane(
        area,
        (
            &title,
            "x undoes or redoes an action of yours; nothing is ever taken out",
        ),
        model.theme,
        buffer,
    );
    if shown.len() == 0 {
        let said = if model.history.filter.is_empty() {
            "Nothing has happened yet."
        } else {
            "No entry has these words; Esc shows all."
        };
        row(inner, 0, Line::raw(said), buffer);
    }
    let marked = model.history.marked;
    for (at, entry) in shown
        .enumerate()
        .skip(marked.top)
        .take(usize::from(inner.height))
    {
        let style = match (at == marked.at, entry.undone) {
            (true, _) => model.theme.selected(),
            (false, true) => model.theme.dim(),
            (false, false) => Style::default(),
        };
        let when = entry.at.replace('T', " ").trim_end_matches('Z').to_owned();
        let undone = if entry.undone { "(undone) " } else { "" };
        let what = format!("{:<14} {undone}{}", entry.name, entry.what);
        let room = usize::from(inner.width).saturating_sub(21);
        let line = Line::from(vec![
            Words::styled(format!(" {when:<20}"), model.theme.dim()),
            Words::raw(clip(&one_line(&what), room)),
        ]);
        row(inner, at - marked.top, line.patch_style(style), buffer);
    }
}
