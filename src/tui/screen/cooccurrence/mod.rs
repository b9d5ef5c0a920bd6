//! Co-occurrence: the codes against each other as a triangle of cells, and where the marked pair lies together.
//!
//! What is counted, and when two codes are together, is the matrix's business; this file holds what the screen remembers and where
//! keys lead, [`draw`] shows it. Figures are worked out anew where the study or what is asked for has changed, never at a movement.

pub mod draw;

use std::collections::BTreeSet;

use crate::agreement::measure::Level;
use crate::export::markdown;
use crate::filter::{Layer, View};
use crate::id::DocumentRef;
use crate::matrix::cooccurrence::{Cooccurrence, Pair, Spot};
use crate::matrix::scope::Request;
use crate::matrix::within::Within;
use crate::table::{Cell, Row, Table};
use crate::texts::Texts;
use crate::tui::action::{Action, Along, Motion};
use crate::tui::lens::next_layer;
use crate::tui::message::{Effect, Landing, Pointer};
use crate::tui::model::Model;
use crate::tui::screen::cooccurrence::draw::Areas;
use crate::tui::widget::list::Marked;

/// What shades a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Shade {
    /// How closely the codes belong together.
    #[default]
    Coefficient,
    /// How often they are together.
    Count,
}

/// How often codes must be together to be shown, as the key goes through them.
const FEWEST: [u32; 5] = [1, 2, 3, 5, 10];

/// What the screen remembers.
#[derive(Clone, Debug)]
pub struct HeatMap {
    /// How close codes must lie.
    pub within: Within,
    /// How many turns away is near, where turns are asked for; kept while another nearness is looked at.
    turns: u32,
    /// Whose codings.
    pub layer: Layer,
    /// Codes, or themes.
    pub level: Level,
    /// How often codes must be together to be shown, as a place in the list of choices.
    fewest: usize,
    pub shade: Shade,
    /// What was counted last.
    pub found: Cooccurrence,
    /// The rows that are shown: those with a pair that is together often enough.
    pub shown: Vec<usize>,
    /// The marked line and column of the triangle; the column is always left of the line's own.
    pub line: Marked,
    pub column: Marked,
    /// Where the marked pair is together, and which of these places is marked.
    pub spots: Vec<Spot>,
    pub spot: Marked,
    /// How many lines and texts there were when it was counted; none where it must be counted anew.
    read_at: Option<(usize, usize)>,
}

impl Default for HeatMap {
    fn default() -> Self {
        Self {
            within: Within::default(),
            turns: 2,
            layer: Layer::default(),
            level: Level::Code,
            fewest: 0,
            shade: Shade::default(),
            found: Cooccurrence::default(),
            shown: Vec::new(),
            line: Marked::default(),
            column: Marked::default(),
            spots: Vec::new(),
            spot: Marked::default(),
            read_at: None,
        }
    }
}

impl HeatMap {
    /// What the marked cell stands for.
    pub fn pair(&self) -> Option<Pair> {
        let (one, other) = self.cell()?;
        Some(self.found.pair(one, other))
    }

    /// How often codes must be together to be shown.
    pub fn fewest(&self) -> u32 {
        FEWEST.get(self.fewest).copied().unwrap_or(1)
    }

    fn cell(&self) -> Option<(usize, usize)> {
        let column = self.shown.get(self.column.at)?;
        let line = self.shown.get(self.line.at)?;
        (line != column).then_some((*column, *line))
    }

    fn request(&self) -> Request {
        Request {
            level: self.level,
            ..Request::of(self.layer.clone())
        }
    }

    /// The figures are of the study as it was.
    pub fn outdate(&mut self) {
        self.read_at = None;
    }

    /// Counts anew where the study or the texts have changed; the mark stays on its pair.
    pub fn renew(&mut self, view: &View<'_>, texts: &Texts) {
        // Words are read as places are looked at; where none are needed to count, that changes no figure.
        let needs_words = self.within.needs_turns() || self.layer == Layer::Final;
        let words = if needs_words { texts.len() } else { 0 };
        let now = Some((view.lines().count(), words));
        if self.read_at == now {
            return;
        }
        self.read_at = now;
        let handle = |row: usize| self.found.rows().get(row).map(|row| row.key.clone());
        let before = self
            .cell()
            .and_then(|(one, other)| Some((handle(one)?, handle(other)?)));
        self.found = Cooccurrence::of((view, texts), &self.request(), self.within);
        self.show(before);
    }

    /// Shows the rows with a pair that is together often enough, marked where it was before or at the closest pair.
    fn show(&mut self, before: Option<(String, String)>) {
        let pairs = self.found.pairs(self.fewest());
        let rows: BTreeSet<usize> = pairs
            .iter()
            .flat_map(|pair| [pair.rows.0, pair.rows.1])
            .collect();
        self.shown = rows.into_iter().collect();
        let called = |handle: &str| self.found.all_rows().called(handle);
        let kept = before.and_then(|(one, other)| Some((called(&one)?, called(&other)?)));
        let is_shown =
            |(one, other): &(usize, usize)| self.shown.contains(one) && self.shown.contains(other);
        let first = pairs.first().map(|pair| pair.rows);
        let marked = kept.filter(is_shown).or(first);
        self.mark(marked.unwrap_or_default());
    }

    /// Marks the cell of two rows.
    fn mark(&mut self, (one, other): (usize, usize)) {
        let place = |row: usize| self.shown.iter().position(|shown| *shown == row);
        let (column, line) = (place(one.min(other)), place(one.max(other)));
        self.column.at = column.unwrap_or(0);
        self.line.at = line.unwrap_or(0);
        self.settle();
    }

    /// Looks for the places of the marked pair.
    fn settle(&mut self) {
        self.spots = self
            .cell()
            .map(|pair| self.found.spots(pair))
            .unwrap_or_default();
        self.spot = Marked::default();
    }

    /// Marks the next of the pairs, the ones most often together first.
    fn next_pair(&mut self) {
        let pairs = self.found.pairs(self.fewest());
        let at = self
            .cell()
            .and_then(|cell| pairs.iter().position(|pair| pair.rows == cell));
        let next = at.map_or(0, |at| (at + 1) % pairs.len().max(1));
        if let Some(pair) = pairs.get(next) {
            self.mark(pair.rows);
        }
    }
}

/// Comes to the screen.
pub fn enter(model: &mut Model, view: &View<'_>) {
    model.heat.renew(view, &model.texts);
    keep_in_sight(model);
}

/// The documents whose words the screen needs: all that are coded where turns are counted or the final layer is worked out, else
/// those of the places that are listed.
pub fn needed(model: &Model, view: &View<'_>) -> Vec<DocumentRef> {
    let heat = &model.heat;
    if heat.layer == Layer::Final {
        return view.documents().map(|document| document.id).collect();
    }
    let documents: BTreeSet<DocumentRef> = match heat.within.needs_turns() {
        true => view
            .codings()
            .iter()
            .map(|coding| coding.excerpt.document)
            .collect(),
        false => heat.spots.iter().map(|spot| spot.document).collect(),
    };
    documents.into_iter().collect()
}

/// What a key does here.
pub fn act(model: &mut Model, view: &View<'_>, action: Action) -> Vec<Effect> {
    keep_in_sight(model);
    match action {
        Action::Step(along) => move_line(model, along, 1),
        Action::Page(along) => {
            let page = Areas::of(model).lines();
            move_line(model, along, page.saturating_sub(1).max(1));
        }
        Action::Edge(along) => {
            let all = model.heat.shown.len();
            move_line(model, along, all);
        }
        Action::Move(Motion::CharacterNext, _) => move_column(model, Along::Next),
        Action::Move(_, _) => move_column(model, Along::Before),
        Action::Scroll(along) => {
            let size = (model.heat.spots.len(), Areas::of(model).spots());
            model.heat.spot.step(along, size);
        }
        Action::Cycle => {
            model.heat.next_pair();
            keep_in_sight(model);
        }
        Action::Open => return open(model),
        Action::Export => return copy(model, view),
        _ => ask(model, view, action),
    }
    Vec::new()
}

/// Asks for other figures.
fn ask(model: &mut Model, view: &View<'_>, action: Action) {
    let heat = &mut model.heat;
    match action {
        Action::Unit => {
            heat.within = match heat.within {
                Within::Excerpt => Within::Overlap,
                Within::Overlap => Within::Turn,
                Within::Turn => Within::Turns(heat.turns),
                Within::Turns(_) => Within::Excerpt,
            };
        }
        Action::Grow => further(heat, heat.turns.saturating_add(1)),
        Action::Shrink => further(heat, heat.turns.saturating_sub(1).max(1)),
        Action::Layer => heat.layer = next_layer(view, &heat.layer, [Layer::All, Layer::Final]),
        Action::Level => {
            heat.level = match heat.level {
                Level::Code => Level::Theme,
                Level::Theme => Level::Code,
            };
        }
        Action::Fewest => heat.fewest = (heat.fewest + 1) % FEWEST.len(),
        Action::Stripes => {
            heat.shade = match heat.shade {
                Shade::Coefficient => Shade::Count,
                Shade::Count => Shade::Coefficient,
            };
        }
        _ => return,
    }
    heat.outdate();
    heat.renew(view, &model.texts);
    let said = match action {
        Action::Unit | Action::Grow | Action::Shrink => {
            format!("together: {}", model.heat.within.words())
        }
        Action::Layer => format!("layer {}", model.heat.layer),
        Action::Fewest => format!("pairs together at least {} times", model.heat.fewest()),
        Action::Stripes => match model.heat.shade {
            Shade::Coefficient => "shades by c".to_owned(),
            Shade::Count => "shades by how often together".to_owned(),
        },
        _ => String::new(),
    };
    keep_in_sight(model);
    model.say(said);
}

fn further(heat: &mut HeatMap, turns: u32) {
    heat.turns = turns;
    heat.within = Within::Turns(turns);
}

/// Moves the mark up or down the triangle; the column stays, unless the line ends left of it.
fn move_line(model: &mut Model, along: Along, by: usize) {
    let heat = &mut model.heat;
    let last = heat.shown.len().saturating_sub(1);
    heat.line.at = match along {
        Along::Next => heat.line.at.saturating_add(by).min(last),
        Along::Before => heat.line.at.saturating_sub(by).max(1).min(last),
    };
    heat.column.at = heat.column.at.min(heat.line.at.saturating_sub(1));
    heat.settle();
    keep_in_sight(model);
}

fn move_column(model: &mut Model, along: Along) {
    let heat = &mut model.heat;
    let last = heat.line.at.saturating_sub(1);
    heat.column.at = match along {
        Along::Next => (heat.column.at + 1).min(last),
        Along::Before => heat.column.at.saturating_sub(1),
    };
    heat.settle();
    keep_in_sight(model);
}

/// The marked line and column, scrolled so that they are on the screen as large as it is now.
fn in_sight(model: &Model) -> (Marked, Marked) {
    let areas = Areas::of(model);
    let count = model.heat.shown.len();
    let (mut line, mut column) = (model.heat.line, model.heat.column);
    line.to(line.at, (count, areas.lines()));
    // The first line has no cell to mark; it is shown with the second.
    if line.top == 1 && line.at < areas.lines() {
        line.top = 0;
    }
    column.to(column.at, (count, areas.columns()));
    (line, column)
}

fn keep_in_sight(model: &mut Model) {
    (model.heat.line, model.heat.column) = in_sight(model);
}

/// Opens the transcript at the marked place.
fn open(model: &mut Model) -> Vec<Effect> {
    let heat = &model.heat;
    let Some(spot) = heat.spots.get(heat.spot.at) else {
        model.say("these two are never together here; Tab goes to the next pair that is");
        return Vec::new();
    };
    let (first, second) = spot.excerpts;
    let place = first.start().min(second.start());
    vec![Effect::Open(spot.document, Landing::At(place))]
}

/// The pairs that are shown, on the clipboard as Markdown.
fn copy(model: &mut Model, view: &View<'_>) -> Vec<Effect> {
    if let Some(why) = model.not_for_paper() {
        model.warn(why);
        return Vec::new();
    }
    let heat = &model.heat;
    let handle = |row: usize| {
        heat.found
            .rows()
            .get(row)
            .map_or("", |row| row.key.as_str())
    };
    let line = |pair: &Pair| Row {
        label: handle(pair.rows.0).to_owned(),
        values: vec![
            Cell::from(handle(pair.rows.1)),
            Cell::Count(pair.together.into()),
            Cell::Count(pair.alone.0.into()),
            Cell::Count(pair.alone.1.into()),
            Cell::figure(pair.c.ok()),
        ],
    };
    let columns = ["second", "together", "n first", "n second", "c"];
    let mut notes = heat.found.scope().notes.clone();
    notes.extend(view.said_hidden());
    let table = Table {
        title: format!("Codes together {}", heat.within.words()),
        unit: heat.within.unit().to_owned(),
        columns: columns.map(str::to_owned).to_vec(),
        stub: "first".to_owned(),
        rows: heat.found.pairs(heat.fewest()).iter().map(line).collect(),
        notes,
    };
    vec![Effect::Copy(markdown::table(&table))]
}

/// What the mouse does here.
pub fn point(model: &mut Model, (pointer, at): (Pointer, (u16, u16))) -> Vec<Effect> {
    keep_in_sight(model);
    match pointer {
        Pointer::Wheel(by) => {
            let along = if by > 0 { Along::Next } else { Along::Before };
            move_line(model, along, by.unsigned_abs());
        }
        Pointer::Down => {
            let areas = Areas::of(model);
            if let Some((line, column)) = areas.cell_at(at) {
                let heat = &mut model.heat;
                let (line, column) = (heat.line.top + line, heat.column.top + column);
                if line < heat.shown.len() && column < line {
                    (heat.line.at, heat.column.at) = (line, column);
                    heat.settle();
                    keep_in_sight(model);
                }
            } else if let Some(spot) = areas.spot_at(at) {
                let size = (model.heat.spots.len(), areas.spots());
                let onto = model.heat.spot.top + spot;
                if onto < size.0 {
                    model.heat.spot.to(onto, size);
                }
            }
        }
        Pointer::Drag => {}
    }
    Vec::new()
}
