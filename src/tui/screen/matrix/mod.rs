//! The matrix screen: cases by themes with what was written of each, which themes are there at all, and themes by groups of people.
//!
//! Figures are the commands', worked out anew where the study or what is asked for has changed, never at a movement. This file holds
//! what the screen remembers and where keys lead; [`figures`] has the figures, [`areas`], [`draw`] and [`below`] show them,
//! [`summary`] writes a cell and [`paper`] a file.

pub mod figures;
pub mod areas;
pub mod draw;
pub mod below;
pub mod summary;
pub mod paper;

use crate::disclosure::group::{smallest_shown, warning};
use crate::filter::{Layer, View};
use crate::id::DocumentRef;
use crate::matrix::case::{Kind, Place};
use crate::matrix::framework::Cell;
use crate::texts::Texts;
use crate::tui::action::{Action, Along, Landmark, Motion};
use crate::tui::lens::{depth_in_words, next_attribute, next_depth, next_layer};
use crate::tui::message::{Effect, Landing, Pointer};
use crate::tui::model::Model;
use crate::tui::screen::matrix::areas::Areas;
use crate::tui::screen::matrix::figures::{Asked, Figures, Showing, summaries, waits};
use crate::tui::widget::list::Marked;

/// Which part of the screen has the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Focus {
    /// The cells.
    #[default]
    Cells,
    /// The excerpts of the marked cell.
    Excerpts,
}

/// An excerpt of the marked cell, and whether it was not there yet when the cell was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Excerpt {
    pub place: Place,
    pub is_new: bool,
}

/// What the screen remembers.
#[derive(Clone, Debug, Default)]
pub struct MatrixScreen {
    /// What is asked for.
    pub asked: Asked,
    /// What was counted last.
    pub found: Option<Figures>,
    /// What must be said of small groups.
    pub warning: Option<String>,
    /// Which part has the keys.
    pub focus: Focus,
    /// The marked cell.
    pub line: Marked,
    pub column: Marked,
    /// The first line of the summary that is shown.
    pub top: usize,
    /// The excerpts of the marked cell, and the marked one.
    pub excerpts: Vec<Excerpt>,
    pub excerpt: Marked,
    /// How many lines and texts there were when it was counted; none where it must be counted anew.
    read_at: Option<(usize, usize)>,
}

impl MatrixScreen {
    /// How many lines and columns the matrix has.
    pub fn size(&self) -> (usize, usize) {
        let found = self.found.as_ref();
        found.map_or((0, 0), |found| found.size(self.asked.showing))
    }

    /// What the marked line and column stand for.
    pub fn keys(&self) -> Option<(&str, &str)> {
        self.found
            .as_ref()?
            .keys(self.asked.showing, (self.line.at, self.column.at))
    }

    /// The marked cell of the framework; a crosstab has none.
    pub fn cell(&self) -> Option<&Cell> {
        if self.asked.showing == Showing::Crosstab {
            return None;
        }
        self.found.as_ref()?.cell((self.line.at, self.column.at))
    }

    /// The figures are of the study as it was.
    pub fn outdate(&mut self) {
        self.read_at = None;
    }

    /// Counts anew where the study or the texts have changed; the marks stay on their cell and excerpt.
    pub fn renew(&mut self, view: &View<'_>, texts: &Texts) {
        let now = Some((view.lines().count(), texts.len()));
        if self.read_at == now {
            return;
        }
        self.read_at = now;
        let owned = |(line, column): (&str, &str)| (line.to_owned(), column.to_owned());
        let (cell, top) = (self.keys().map(owned), self.top);
        let place = self.excerpts.get(self.excerpt.at).map(|of| of.place);
        let by = self.asked.by.as_slice();
        let people = view.people().map(|person| person.handle.clone()).collect();
        self.warning = (self.asked.showing == Showing::Crosstab)
            .then(|| warning(view, &people, (by, smallest_shown(view))))
            .flatten();
        self.found = Some(Figures::of((view, texts), &self.asked));
        self.find(cell.as_ref());
        self.settle(view);
        if self.keys().map(owned) == cell {
            self.top = top;
            let at = self.excerpts.iter().position(|of| Some(of.place) == place);
            self.excerpt.at = at.unwrap_or(0);
        }
    }

    /// Marks the cell of two keys, or stays as near as there are cells.
    fn find(&mut self, cell: Option<&(String, String)>) {
        let (lines, columns) = self.size();
        let keys = |at: (usize, usize)| {
            let found = self.found.as_ref();
            found.and_then(|found| found.keys(self.asked.showing, at))
        };
        let line = cell.and_then(|(line, _)| {
            (0..lines).find(|at| keys((*at, 0)).is_some_and(|(of, _)| of == line.as_str()))
        });
        let column = cell.and_then(|(_, column)| {
            (0..columns).find(|at| keys((0, *at)).is_some_and(|(_, of)| of == column.as_str()))
        });
        let line = line.unwrap_or(self.line.at);
        let column = column.unwrap_or(self.column.at);
        self.line.at = line.min(lines.saturating_sub(1));
        self.column.at = column.min(columns.saturating_sub(1));
    }

    /// Looks for the excerpts of the marked cell.
    fn settle(&mut self, view: &View<'_>) {
        (self.top, self.excerpt) = (0, Marked::default());
        let at = (self.line.at, self.column.at);
        let Some(found) = &self.found else {
            return;
        };
        self.excerpts = match (self.asked.showing, &self.asked.by, found.crossing(at)) {
            (Showing::Crosstab, Some(by), _) => {
                let places = found.places_of_group(view, (by, at.0, at.1)).into_iter();
                let is_new = false;
                places.map(|place| Excerpt { place, is_new }).collect()
            }
            (Showing::Crosstab, None, _) | (_, _, None) => Vec::new(),
            (_, _, Some((case, theme))) => {
                let summary = summaries(view, &case.on, theme.code).pop();
                let is_new = |place: &Place| {
                    summary.is_some_and(|summary| {
                        let mut then = summary.excerpts.iter();
                        then.all(|of| (of.document, of.span) != *place)
                    })
                };
                let places = found.places(&case.on, theme.code).into_iter();
                let each = places.map(|place| Excerpt {
                    is_new: is_new(&place),
                    place,
                });
                each.collect()
            }
        };
    }
}

/// Comes to the screen.
pub fn enter(model: &mut Model, view: &View<'_>) {
    model.matrix.renew(view, &model.texts);
    keep_in_sight(model);
}

/// The documents whose words the screen needs: who speaks in an excerpt is told by its turns.
pub fn needed(view: &View<'_>) -> Vec<DocumentRef> {
    view.documents().map(|document| document.id).collect()
}

/// What a key does here.
pub fn act(model: &mut Model, view: &View<'_>, action: Action) -> Vec<Effect> {
    let rows = Areas::of(model).rows(model.matrix.focus);
    match action {
        Action::Step(along) => step(model, view, (along, 1)),
        Action::Page(along) => step(model, view, (along, rows.saturating_sub(1).max(1))),
        Action::Edge(along) => step(model, view, (along, usize::MAX)),
        Action::Move(Motion::CharacterNext, _) => sideways(model, view, Along::Next),
        Action::Move(_, _) => sideways(model, view, Along::Before),
        Action::Jump(Landmark::Uncoded, along) => to_waiting(model, view, along),
        Action::Scroll(along) => scroll(model, along),
        Action::Cycle => {
            model.matrix.focus = match model.matrix.focus {
                Focus::Cells => Focus::Excerpts,
                Focus::Excerpts => Focus::Cells,
            };
        }
        Action::Open => return open(model),
        Action::Edit => summary::open(model, view),
        Action::Keep => return summary::confirm(model, view),
        Action::Export => paper::ask(model),
        _ => ask(model, view, action),
    }
    Vec::new()
}

/// Asks for other figures.
fn ask(model: &mut Model, view: &View<'_>, action: Action) {
    let asked = &mut model.matrix.asked;
    match action {
        Action::Stripes => {
            asked.showing = match asked.showing {
                Showing::Framework => Showing::Presence,
                Showing::Presence => Showing::Crosstab,
                Showing::Crosstab => Showing::Framework,
            };
        }
        Action::Unit if asked.showing == Showing::Crosstab => {
            return model.say("a crosstab counts people; t goes on to the framework");
        }
        Action::Unit => {
            asked.cases = match asked.cases {
                Kind::People => Kind::Documents,
                Kind::Documents => Kind::People,
            };
        }
        Action::Layer => asked.layer = next_layer(view, &asked.layer, [Layer::All, Layer::Final]),
        Action::Level => asked.depth = next_depth(asked.depth),
        Action::Pairs => asked.by = next_attribute(view, asked.by.as_deref()),
        _ => return,
    }
    // A crosstab without an attribute would have no column.
    if asked.showing == Showing::Crosstab && asked.by.is_none() {
        asked.by = next_attribute(view, None);
    }
    model.matrix.outdate();
    model.matrix.renew(view, &model.texts);
    keep_in_sight(model);
    let asked = &model.matrix.asked;
    let said = match action {
        Action::Stripes => match asked.showing {
            Showing::Framework => "framework: what was written of each case".to_owned(),
            Showing::Presence => "presence: which themes are there at all".to_owned(),
            Showing::Crosstab => "crosstab: themes by groups of people".to_owned(),
        },
        Action::Unit => match asked.cases {
            Kind::People => "rows are people".to_owned(),
            Kind::Documents => "rows are documents".to_owned(),
        },
        Action::Layer => format!("layer {}", asked.layer),
        Action::Level => depth_in_words(asked.depth).to_owned(),
        _ => match &asked.by {
            Some(by) => format!("attribute {by}"),
            None => "no attribute".to_owned(),
        },
    };
    model.say(said);
}

/// Moves the mark of the part that has the keys.
fn step(model: &mut Model, view: &View<'_>, (along, by): (Along, usize)) {
    let rows = Areas::of(model).rows(model.matrix.focus);
    let screen = &mut model.matrix;
    let (marked, count) = match screen.focus {
        Focus::Cells => (screen.line.at, screen.size().0),
        Focus::Excerpts => (screen.excerpt.at, screen.excerpts.len()),
    };
    let at = match along {
        Along::Next => marked.saturating_add(by),
        Along::Before => marked.saturating_sub(by),
    };
    match screen.focus {
        Focus::Cells => {
            let at = at.min(count.saturating_sub(1));
            mark(model, view, (at, model.matrix.column.at));
        }
        Focus::Excerpts => screen.excerpt.to(at, (count, rows)),
    }
}

fn sideways(model: &mut Model, view: &View<'_>, along: Along) {
    let screen = &model.matrix;
    let last = screen.size().1.saturating_sub(1);
    let column = match along {
        Along::Next => (screen.column.at + 1).min(last),
        Along::Before => screen.column.at.saturating_sub(1),
    };
    mark(model, view, (screen.line.at, column));
}

/// Marks a cell; its excerpts are looked for where it is another one.
fn mark(model: &mut Model, view: &View<'_>, (line, column): (usize, usize)) {
    let screen = &mut model.matrix;
    if (screen.line.at, screen.column.at) != (line, column) {
        (screen.line.at, screen.column.at) = (line, column);
        screen.settle(view);
    }
    keep_in_sight(model);
}

/// To the next cell that waits for a summary, or whose summary is stale or one of several.
fn to_waiting(model: &mut Model, view: &View<'_>, along: Along) {
    let screen = &model.matrix;
    let (lines, columns) = screen.size();
    let is_open = |at: &usize| {
        let found = screen.found.as_ref();
        let cell = found.and_then(|found| found.cell((*at / columns, *at % columns)));
        cell.is_some_and(|cell| waits(cell) || cell.stale || cell.disputed)
    };
    let here = screen.line.at * columns + screen.column.at;
    let next = match (screen.asked.showing, along) {
        (Showing::Crosstab, _) => None,
        (_, Along::Next) => (here + 1..lines * columns).find(is_open),
        (_, Along::Before) => (0..here).rev().find(is_open),
    };
    match next {
        Some(at) => mark(model, view, (at / columns, at % columns)),
        None => model.say("no cell waits in this direction"),
    }
}

fn scroll(model: &mut Model, along: Along) {
    let most = below::hidden(model);
    let top = model.matrix.top;
    model.matrix.top = match along {
        Along::Next => (top + 1).min(most),
        Along::Before => top.saturating_sub(1).min(most),
    };
}

/// The marked line and column, scrolled so that they are on the screen as large as it is now.
fn in_sight(model: &Model) -> (Marked, Marked) {
    let areas = Areas::of(model);
    let (lines, columns) = model.matrix.size();
    let (mut line, mut column) = (model.matrix.line, model.matrix.column);
    line.to(line.at, (lines, areas.rows(Focus::Cells)));
    column.to(column.at, (columns, areas.columns()));
    (line, column)
}

fn keep_in_sight(model: &mut Model) {
    (model.matrix.line, model.matrix.column) = in_sight(model);
}

/// From a cell to its excerpts, from an excerpt into its transcript.
fn open(model: &mut Model) -> Vec<Effect> {
    let screen = &mut model.matrix;
    if screen.focus == Focus::Cells && !screen.excerpts.is_empty() {
        screen.focus = Focus::Excerpts;
        return Vec::new();
    }
    let Some(excerpt) = screen.excerpts.get(screen.excerpt.at) else {
        model.say("no excerpt stands behind this cell");
        return Vec::new();
    };
    let (document, span) = excerpt.place;
    vec![Effect::Open(document, Landing::At(span.start()))]
}

/// What the mouse does here.
pub fn point(
    model: &mut Model,
    view: &View<'_>,
    (pointer, at): (Pointer, (u16, u16)),
) -> Vec<Effect> {
    keep_in_sight(model);
    match pointer {
        Pointer::Wheel(by) => {
            let along = if by > 0 { Along::Next } else { Along::Before };
            step(model, view, (along, by.unsigned_abs()));
        }
        Pointer::Down => {
            let areas = Areas::of(model);
            let (lines, columns) = model.matrix.size();
            if let Some((line, column)) = areas.cell_at(at) {
                let screen = &mut model.matrix;
                let onto = (screen.line.top + line, screen.column.top + column);
                if onto.0 < lines && onto.1 < columns {
                    screen.focus = Focus::Cells;
                    mark(model, view, onto);
                }
            } else if let Some(row) = areas.excerpt_at(at) {
                let screen = &mut model.matrix;
                let (onto, count) = (screen.excerpt.top + row, screen.excerpts.len());
                if onto < count {
                    screen.focus = Focus::Excerpts;
                    screen
                        .excerpt
                        .to(onto, (count, areas.rows(Focus::Excerpts)));
                }
            }
        }
        Pointer::Drag => {}
    }
    Vec::new()
}
