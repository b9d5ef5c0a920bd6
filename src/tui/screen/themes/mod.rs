//! Themes and quotes: on how many people each theme stands, the excerpts behind every figure, and those that go into the paper.
//!
//! The counts are those of the theme table; a column of a split opens to its own excerpts. What leaves for a paper is screened for
//! small groups when it is written; here they are warned of. Figures are worked out anew where the study or what is asked for has
//! changed, never at a movement.

pub mod draw;
pub mod paper;
pub mod quote;

use crate::codebook::Depth;
use crate::filter::{Layer, View};
use crate::id::DocumentRef;
use crate::quotes::cell::{CellExcerpt, Ground};
use crate::quotes::exemplar::{Exemplars, Spread};
use crate::texts::Texts;
use crate::theme_table::splits;
use crate::themes::{ThemeRow, Themes, themes};
use crate::tui::action::{Action, Along, Motion};
use crate::tui::lens::{depth_in_words, next_attribute, next_depth, next_layer};
use crate::tui::message::{Effect, Landing, Pointer};
use crate::tui::model::Model;
use crate::tui::screen::themes::draw::Areas;
use crate::tui::widget::list::Marked;

/// Which part of the screen has the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Focus {
    /// The themes.
    #[default]
    Themes,
    /// The excerpts of the marked figure.
    Excerpts,
}

/// How many people a theme must stand on to be shown, as the key goes through them.
const FEWEST: [usize; 4] = [0, 1, 3, 5];

/// What the screen remembers.
#[derive(Clone, Debug)]
pub struct ThemeScreen {
    /// Whose codings.
    pub layer: Layer,
    /// Which codes have rows.
    pub depth: Depth,
    /// The attribute that people are split by; none is no split.
    pub by: Option<String>,
    /// How many people a theme must stand on to be shown, as a place in the list of choices.
    fewest: usize,
    /// What was counted last, and what its figures are looked up in.
    pub found: Option<Themes>,
    ground: Ground,
    /// How many quotes are chosen for each theme, in the order of its rows.
    pub chosen: Vec<usize>,
    /// What must be said of the quotes that are chosen.
    pub spread: String,
    /// What must be said of small groups.
    pub warning: Option<String>,
    /// Which part has the keys.
    pub focus: Focus,
    /// The marked theme, and the marked column of the split; 0 is all people.
    pub line: Marked,
    pub column: usize,
    /// The excerpts of the marked figure, and the marked one.
    pub excerpts: Vec<CellExcerpt>,
    pub excerpt: Marked,
    /// How many lines and texts there were when it was counted; none where it must be counted anew.
    read_at: Option<(usize, usize)>,
}

impl Default for ThemeScreen {
    fn default() -> Self {
        Self {
            layer: Layer::Final,
            depth: Depth::Themes,
            by: None,
            fewest: 0,
            found: None,
            ground: Ground::default(),
            chosen: Vec::new(),
            spread: String::new(),
            warning: None,
            focus: Focus::default(),
            line: Marked::default(),
            column: 0,
            excerpts: Vec::new(),
            excerpt: Marked::default(),
            read_at: None,
        }
    }
}

impl ThemeScreen {
    /// The rows that are shown, with how many quotes each has.
    pub fn rows(&self) -> Vec<(&ThemeRow, usize)> {
        let found = self.found.iter().flat_map(|found| &found.rows);
        let rows = found.zip(self.chosen.iter().copied());
        rows.filter(|(row, _)| row.people >= self.fewest())
            .collect()
    }

    /// How many people a theme must stand on to be shown.
    pub fn fewest(&self) -> usize {
        FEWEST.get(self.fewest).copied().unwrap_or(0)
    }

    /// The columns of the split: attribute and value.
    pub fn columns(&self) -> Vec<(&str, &str)> {
        let by = self.by.as_slice();
        let found = self.found.as_ref();
        found.map_or_else(Vec::new, |found| splits(found, by))
    }

    /// The excerpt that has the keys.
    pub fn marked(&self) -> Option<&CellExcerpt> {
        self.excerpts.get(self.excerpt.at)
    }

    /// The handle of the marked theme.
    pub fn theme(&self) -> Option<String> {
        let rows = self.rows();
        rows.get(self.line.at).map(|(row, _)| row.key.clone())
    }

    /// The figures are of the study as it was.
    pub fn outdate(&mut self) {
        self.read_at = None;
    }

    /// Counts anew where the study or the texts have changed; the mark stays on its theme and its excerpt.
    pub fn renew(&mut self, view: &View<'_>, texts: &Texts) {
        let now = Some((view.lines().count(), texts.len()));
        if self.read_at == now {
            return;
        }
        self.read_at = now;
        let (theme, place) = (self.theme(), self.marked().map(|marked| marked.place));
        let by = self.by.as_slice();
        let found = themes((view, texts), &self.layer, (self.depth, by));
        let keys: Vec<String> = found.rows.iter().map(|row| row.key.clone()).collect();
        let exemplars = Exemplars::of(view, texts);
        let codebook = view.codebook_in_use();
        let of_theme = |key: &String| exemplars.of_theme(&codebook, key).count();
        self.chosen = keys.iter().map(of_theme).collect();
        self.spread =
            quote::spread_in_words(&Spread::over(&exemplars, &codebook, (&keys, 1)), &exemplars);
        self.warning = paper::warned(view, by);
        self.found = Some(found);
        self.ground = Ground::of((view, texts), &self.layer);
        let at = self
            .rows()
            .iter()
            .position(|(row, _)| Some(&row.key) == theme.as_ref());
        self.line.at = at
            .unwrap_or(self.line.at)
            .min(self.rows().len().saturating_sub(1));
        self.column = self.column.min(self.columns().len());
        self.settle(view, texts);
        let at = self.excerpts.iter().position(|of| Some(of.place) == place);
        self.excerpt.at = at.unwrap_or(0);
    }

    /// Looks for the excerpts of the marked figure.
    fn settle(&mut self, view: &View<'_>, texts: &Texts) {
        let theme = self.theme();
        let code = theme.and_then(|theme| view.code_called(&theme));
        let columns = self.columns();
        let column = self.column.checked_sub(1).and_then(|at| columns.get(at));
        let condition = column.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let of_code = code.map(|code| {
            let asked = (code.id, condition.as_slice());
            self.ground.excerpts((view, texts), asked)
        });
        self.excerpts = of_code.unwrap_or_default();
        self.excerpt = Marked::default();
    }
}

/// Comes to the screen.
pub fn enter(model: &mut Model, view: &View<'_>) {
    model.themes.renew(view, &model.texts);
}

/// The documents whose words the screen needs: who speaks in an excerpt is told by its turns.
pub fn needed(view: &View<'_>) -> Vec<DocumentRef> {
    view.documents().map(|document| document.id).collect()
}

/// What a key does here.
pub fn act(model: &mut Model, view: &View<'_>, action: Action) -> Vec<Effect> {
    match action {
        Action::Step(along) => step(model, view, (along, 1)),
        Action::Page(along) => {
            let page = Areas::of(model).rows(model.themes.focus);
            step(model, view, (along, page.saturating_sub(1).max(1)));
        }
        Action::Edge(along) => step(model, view, (along, usize::MAX)),
        Action::Move(motion, _) => {
            let last = model.themes.columns().len();
            let screen = &mut model.themes;
            screen.column = match motion {
                Motion::CharacterNext => (screen.column + 1).min(last),
                _ => screen.column.saturating_sub(1),
            };
            screen.settle(view, &model.texts);
        }
        Action::Cycle => {
            model.themes.focus = match model.themes.focus {
                Focus::Themes => Focus::Excerpts,
                Focus::Excerpts => Focus::Themes,
            };
        }
        Action::Open => return open(model),
        Action::Quotable => return quote::choose(model, view),
        Action::Edit => quote::shorten(model, view),
        Action::Export => paper::ask(model),
        _ => ask(model, view, action),
    }
    Vec::new()
}

/// Asks for other figures.
fn ask(model: &mut Model, view: &View<'_>, action: Action) {
    let screen = &mut model.themes;
    match action {
        Action::Layer => {
            screen.layer = next_layer(view, &screen.layer, [Layer::Final, Layer::All]);
        }
        Action::Level => screen.depth = next_depth(screen.depth),
        Action::Fewest => screen.fewest = (screen.fewest + 1) % FEWEST.len(),
        Action::Pairs => {
            screen.by = next_attribute(view, screen.by.as_deref());
            screen.column = 0;
        }
        _ => return,
    }
    screen.outdate();
    screen.renew(view, &model.texts);
    let screen = &model.themes;
    let said = match action {
        Action::Layer => format!("layer {}", screen.layer),
        Action::Level => depth_in_words(screen.depth).to_owned(),
        Action::Fewest => format!("themes of at least {} people", screen.fewest()),
        _ => match &screen.by {
            Some(by) => format!("people split by {by}; h l go from column to column"),
            None => "people not split".to_owned(),
        },
    };
    model.say(said);
}

fn step(model: &mut Model, view: &View<'_>, (along, by): (Along, usize)) {
    let rows = Areas::of(model).rows(model.themes.focus);
    let screen = &mut model.themes;
    let (marked, count) = match screen.focus {
        Focus::Themes => (screen.line.at, screen.rows().len()),
        Focus::Excerpts => (screen.excerpt.at, screen.excerpts.len()),
    };
    let at = match along {
        Along::Next => marked.saturating_add(by),
        Along::Before => marked.saturating_sub(by),
    };
    match screen.focus {
        Focus::Themes => {
            screen.line.to(at, (count, rows));
            screen.settle(view, &model.texts);
        }
        Focus::Excerpts => screen.excerpt.to(at, (count, rows)),
    }
}

/// Goes back from the excerpts to the themes; whether it was among them.
pub fn leave_excerpts(model: &mut Model) -> bool {
    let was_there = model.themes.focus == Focus::Excerpts;
    model.themes.focus = Focus::Themes;
    was_there
}

/// From a figure to its excerpts, from an excerpt into its transcript.
fn open(model: &mut Model) -> Vec<Effect> {
    if model.themes.focus == Focus::Themes {
        model.themes.focus = Focus::Excerpts;
        return Vec::new();
    }
    let Some(excerpt) = model.themes.marked() else {
        model.say("no excerpt stands behind this figure");
        return Vec::new();
    };
    vec![Effect::Open(excerpt.place.0, Landing::At(excerpt.start))]
}

/// What the mouse does here.
pub fn point(
    model: &mut Model,
    view: &View<'_>,
    (pointer, at): (Pointer, (u16, u16)),
) -> Vec<Effect> {
    match pointer {
        Pointer::Wheel(by) => {
            let along = if by > 0 { Along::Next } else { Along::Before };
            step(model, view, (along, by.unsigned_abs()));
        }
        Pointer::Down => {
            let areas = Areas::of(model);
            if let Some((focus, row)) = areas.row_at(at) {
                let screen = &mut model.themes;
                screen.focus = focus;
                let (top, count) = match focus {
                    Focus::Themes => (screen.line.top, screen.rows().len()),
                    Focus::Excerpts => (screen.excerpt.top, screen.excerpts.len()),
                };
                if top + row < count {
                    let marked = match focus {
                        Focus::Themes => &mut screen.line,
                        Focus::Excerpts => &mut screen.excerpt,
                    };
                    marked.to(top + row, (count, areas.rows(focus)));
                    if focus == Focus::Themes {
                        screen.settle(view, &model.texts);
                    }
                }
            }
        }
        Pointer::Drag => {}
    }
    Vec::new()
}
