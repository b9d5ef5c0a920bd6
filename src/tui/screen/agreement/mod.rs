//! Agreement: the figures of a closed round, worst first, and the way from a code to its disagreements.
//!
//! The figures are those of the round's frontier and come from outside the model; what decisions say of causes is read from the
//! study as it is. This file holds what the screen remembers and where keys lead, [`draw`] shows it.

pub mod codes;
pub mod below;
pub mod draw;

use std::collections::{BTreeSet, HashMap};

use crate::agreement::measure::Level;
use crate::agreement::passage::Frequency;
use crate::agreement::report::Row;
use crate::compare::is_reflexive;
use crate::export::markdown;
use crate::filter::View;
use crate::id::{CodeRef, DocumentRef, Ref, RoundRef};
use crate::methods::methods;
use crate::reconcile::queue::Queue;
use crate::round::{Round, Unit};
use crate::session::measured::Measured;
use crate::texts::Texts;
use crate::tui::action::Action;
use crate::tui::message::{Effect, Pointer};
use crate::tui::model::Model;
use crate::tui::screen::agreement::codes::{Causes, causes, codes_of, table};
use crate::tui::widget::list::Marked;

/// The order of the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Order {
    /// The lowest alpha first, what has none last.
    #[default]
    Worst,
    /// As the codebook has them.
    Codebook,
}

/// What stands between alpha and positive agreement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Middle {
    /// The interval, drawn.
    #[default]
    Interval,
    /// Cohen's kappa of every two coders.
    Pairs,
}

/// Whether a small terminal shows confused codes, coders and rounds instead of the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Below {
    #[default]
    Hidden,
    Shown,
}

/// What the screen remembers.
#[derive(Clone, Debug)]
pub struct Agreement {
    /// The round shown.
    pub round: Option<RoundRef>,
    /// The unit, where it is not the round's own.
    pub unit: Option<Unit>,
    /// Codes or themes.
    pub level: Level,
    pub order: Order,
    pub middle: Middle,
    pub below: Below,
    /// The marked row.
    pub marked: Marked,
    /// What was measured, the oldest round first.
    pub measured: Vec<Measured>,
    /// What decisions say of the round's disagreements.
    pub causes: Causes,
    /// The codes behind each row.
    pub codes: HashMap<(Level, String), BTreeSet<CodeRef>>,
    /// The queue of the round, for the sentence.
    pub queue: Queue,
    /// The closes and the unit that figures were asked for: what came later changes none of them.
    asked: Option<(Vec<Ref>, Option<Unit>)>,
    /// How many lines and texts there were when the queue was made.
    read_at: (usize, usize),
}

impl Default for Agreement {
    fn default() -> Self {
        Self {
            round: None,
            unit: None,
            level: Level::Theme,
            order: Order::default(),
            middle: Middle::default(),
            below: Below::default(),
            marked: Marked::default(),
            measured: Vec::new(),
            causes: Causes::default(),
            codes: HashMap::new(),
            queue: Queue::default(),
            asked: None,
            read_at: (0, 0),
        }
    }
}

impl Agreement {
    /// The round's figures.
    pub fn shown(&self) -> Option<&Measured> {
        self.measured.iter().find(|of| Some(of.round) == self.round)
    }

    /// The figures of the round before.
    pub fn before(&self) -> Option<&Measured> {
        let at = self
            .measured
            .iter()
            .position(|of| Some(of.round) == self.round)?;
        self.measured.get(at.checked_sub(1)?)
    }

    /// The rows of the level, in order.
    pub fn rows(&self) -> Vec<&Row> {
        let all = self.shown().into_iter().flat_map(|of| &of.report.rows);
        let mut rows: Vec<&Row> = all.filter(|row| row.level == self.level).collect();
        // What is rare has no figure to be judged by.
        let key = |row: &Row| match row.frequency() {
            Frequency::Rare => f64::MAX,
            _ => row.alpha.unwrap_or(f64::MAX),
        };
        if self.order == Order::Worst {
            rows.sort_by(|a, b| key(a).total_cmp(&key(b)));
        }
        rows
    }

    fn marked_row(&self) -> Option<&Row> {
        self.rows().get(self.marked.at).copied()
    }

    /// Takes figures in.
    pub fn take(&mut self, view: &View<'_>, measured: Vec<Measured>) {
        self.measured = measured;
        let rows = self.measured.iter().flat_map(|of| &of.report.rows);
        let codes = rows.map(|row| ((row.level, row.key.clone()), codes_of(view, row)));
        self.codes = codes.collect();
        let count = self.rows().len();
        self.marked.at = self.marked.at.min(count.saturating_sub(1));
        self.marked.top = self.marked.top.min(self.marked.at);
    }

    /// What decisions say is read again, since the study has changed.
    pub fn outdate(&mut self) {
        self.read_at = (0, 0);
    }

    /// Figures are asked for again: lines or files came that a close may have been waiting for.
    pub fn forget(&mut self) {
        self.asked = None;
    }

    /// Reads what decisions say, where the study or the texts have changed.
    pub fn renew(&mut self, view: &View<'_>, texts: &Texts) {
        let now = (view.lines().count(), texts.len());
        let round = self.round.and_then(|round| view.round(round));
        if self.read_at == now || round.is_none() {
            return;
        }
        self.read_at = now;
        self.queue = Queue::of_round((view, texts), round, &Default::default());
        self.causes = causes(&self.queue);
    }
}

/// The closed rounds, oldest first.
fn closed<'v>(view: &View<'v>) -> impl DoubleEndedIterator<Item = &'v Round> {
    view.rounds().iter().filter(|round| round.close.is_some())
}

/// Comes to the screen.
pub fn enter(model: &mut Model, view: &View<'_>) {
    let known = |round: &RoundRef| closed(view).any(|closed| closed.id == *round);
    if !model.agreement.round.as_ref().is_some_and(known) {
        model.agreement.round = closed(view).next_back().map(|round| round.id);
    }
    model.agreement.outdate();
    model.agreement.renew(view, &model.texts);
}

/// Figures that the screen needs and that were not asked for yet.
pub fn wanted(model: &mut Model, view: &View<'_>) -> Vec<Effect> {
    let closes = closed(view).filter_map(|round| round.close.as_ref());
    let wanted = Some((closes.map(|close| close.id).collect(), model.agreement.unit));
    if model.agreement.asked == wanted {
        return Vec::new();
    }
    model.agreement.asked = wanted;
    vec![Effect::Measure(model.agreement.unit)]
}

/// The documents whose words the screen needs.
pub fn needed(model: &Model, view: &View<'_>) -> Vec<DocumentRef> {
    let round = model.agreement.round.and_then(|round| view.round(round));
    round.map(Round::documents).unwrap_or_default()
}

/// What a key does here.
pub fn act(model: &mut Model, view: &View<'_>, action: Action) -> Vec<Effect> {
    let size = (model.agreement.rows().len(), draw::rows_shown(model));
    let agreement = &mut model.agreement;
    match action {
        Action::Step(along) => agreement.marked.step(along, size),
        Action::Page(along) => agreement.marked.page(along, size),
        Action::Edge(along) => agreement.marked.edge(along, size),
        Action::Level => {
            agreement.level = match agreement.level {
                Level::Theme => Level::Code,
                Level::Code => Level::Theme,
            };
            agreement.marked = Marked::default();
        }
        Action::Pairs => {
            agreement.middle = match agreement.middle {
                Middle::Interval => Middle::Pairs,
                Middle::Pairs => Middle::Interval,
            };
        }
        Action::Sort => {
            agreement.order = match agreement.order {
                Order::Worst => Order::Codebook,
                Order::Codebook => Order::Worst,
            };
            agreement.marked = Marked::default();
        }
        Action::Detail => {
            agreement.below = match agreement.below {
                Below::Hidden => Below::Shown,
                Below::Shown => Below::Hidden,
            }
        }
        Action::Unit => next_unit(model, view),
        Action::Cycle => next_round(model, view),
        Action::Copy => return copy_sentence(model, view),
        Action::Export => return copy_table(model, view),
        _ => {}
    }
    Vec::new()
}

/// The round, and the codes of the marked row, whose disagreements are to be shown.
pub fn leads_to(model: &Model, view: &View<'_>) -> Option<(Option<RoundRef>, BTreeSet<CodeRef>)> {
    let row = model.agreement.marked_row()?;
    Some((model.agreement.round, codes_of(view, row)))
}

fn next_unit(model: &mut Model, view: &View<'_>) {
    let units = [Unit::Turn, Unit::Sentence, Unit::Word, Unit::Character];
    let own = model.agreement.round.and_then(|round| view.round(round));
    let own = own.map(|round| round.unit).unwrap_or_default();
    let now = model.agreement.unit.unwrap_or(own);
    let at = units.iter().position(|unit| *unit == now);
    let next = units[at.map_or(0, |at| (at + 1) % units.len())];
    model.agreement.unit = (next != own).then_some(next);
    model.agreement.outdate();
    let aside = match model.agreement.unit {
        Some(_) => ": exploratory, not this round's measure",
        None => ": the round's own",
    };
    model.say(format!("unit {}{aside}", next.as_str()));
}

fn next_round(model: &mut Model, view: &View<'_>) {
    let rounds: Vec<&Round> = closed(view).collect();
    let at = rounds
        .iter()
        .position(|round| Some(round.id) == model.agreement.round);
    let Some(next) = rounds.get(at.map_or(0, |at| (at + 1) % rounds.len())) else {
        return;
    };
    (model.agreement.round, model.agreement.unit) = (Some(next.id), None);
    model.agreement.marked = Marked::default();
    model.agreement.outdate();
    model.agreement.renew(view, &model.texts);
    model.say(format!("round {}", next.name));
}

/// Why figures do not leave the screen, if they do not.
fn not_for_paper(model: &Model, view: &View<'_>) -> Option<&'static str> {
    if is_reflexive(view) {
        return Some("this study is reflexive: figures are off");
    }
    model.not_for_paper()
}

/// The methods sentence, on the clipboard.
fn copy_sentence(model: &mut Model, view: &View<'_>) -> Vec<Effect> {
    let round = model.agreement.round.and_then(|round| view.round(round));
    let (Some(round), Some(shown)) = (round, model.agreement.shown()) else {
        return Vec::new();
    };
    if let Some(why) = not_for_paper(model, view) {
        model.warn(why);
        return Vec::new();
    }
    vec![Effect::Copy(methods(
        view,
        (round, &shown.report),
        &model.agreement.queue,
    ))]
}

/// The table, on the clipboard as Markdown.
fn copy_table(model: &mut Model, view: &View<'_>) -> Vec<Effect> {
    if let Some(why) = not_for_paper(model, view) {
        model.warn(why);
        return Vec::new();
    }
    let Some(shown) = model.agreement.shown() else {
        return Vec::new();
    };
    let table = table(&shown.report, &model.agreement.rows());
    vec![Effect::Copy(markdown::table(&table))]
}

/// What the mouse does here.
pub fn point(model: &mut Model, (pointer, (_, row)): (Pointer, (u16, u16))) -> Vec<Effect> {
    let size = (model.agreement.rows().len(), draw::rows_shown(model));
    let first = draw::first_row(model);
    let marked = &mut model.agreement.marked;
    match pointer {
        Pointer::Wheel(by) => marked.to(marked.at.saturating_add_signed(by), size),
        Pointer::Down if row >= first => {
            let onto = marked.top + usize::from(row - first);
            if onto < size.0 && usize::from(row - first) < size.1 {
                marked.to(onto, size);
            }
        }
        Pointer::Down | Pointer::Drag => {}
    }
    Vec::new()
}
