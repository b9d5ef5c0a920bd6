//! Reconciling: one disagreement at a time, with what each coder put, and the keys that settle it.
//!
//! A choice decides and moves on; a movement never decides. This file holds what the screen remembers and where keys lead,
//! [`rule`] makes decisions, [`draw`] shows it.

pub mod rule;
pub mod draw;

use std::collections::BTreeSet;

use crate::agreement::scope::Request;
use crate::decision::Cause;
use crate::filter::View;
use crate::history::code;
use crate::id::{CodeRef, CoderId, DocumentRef, RoundRef};
use crate::reconcile::queue::{Matter, Order, Queue};
use crate::round::State;
use crate::text::span::Position;
use crate::texts::Texts;
use crate::tui::action::{Action, Along, Screen};
use crate::tui::message::{Effect, Landing, Pointer};
use crate::tui::model::Model;
use crate::tui::over::{Asking, Over};
use crate::tui::update::body;
use crate::tui::widget::line::Input;
use crate::tui::widget::sieve::Sieve;

/// What the screen remembers.
#[derive(Clone, Debug, Default)]
pub struct Reconcile {
    /// The round whose disagreements are shown; none is everything that several coders finished.
    pub round: Option<RoundRef>,
    /// Words that a disagreement must have to be shown.
    pub filter: String,
    /// Codes of which a disagreement must have one, if any are named.
    pub codes: BTreeSet<CodeRef>,
    /// The disagreements.
    pub queue: Queue,
    /// What it is sorted by.
    pub order: Order,
    /// The places of those that are shown.
    shown: Vec<usize>,
    /// The one before the lead, among those shown.
    pub at: usize,
    /// Why the next decision is made.
    pub reason: String,
    /// Why the coders differed here.
    pub cause: Option<Cause>,
    /// A note for the codebook that goes along with the next decision.
    pub note: Option<(CodeRef, String)>,
    /// The reason and cause of the decision before.
    pub last: Option<(String, Option<Cause>)>,
    /// Who is present, once that was said in this sitting.
    pub present: Option<Vec<CoderId>>,
    /// What stands above the choices where there is room for one thing.
    pub above: Above,
    /// Whether a round was chosen yet.
    is_entered: bool,
    /// One has just come here, from a transcript with the cursor there or from elsewhere; words may still be on their way.
    coming: Option<Option<(DocumentRef, Position)>>,
    /// How many lines the view had, and how many texts there were, when the queue was made.
    read_at: (usize, usize),
}

impl Reconcile {
    /// The disagreement before the lead.
    pub fn matter(&self) -> Option<&Matter> {
        self.queue.matters.get(*self.shown.get(self.at)?)
    }

    /// How many are shown.
    pub fn count(&self) -> usize {
        self.shown.len()
    }

    /// Shows only what has these words.
    pub fn narrow(&mut self, view: &View<'_>, words: String) {
        let before = self.shown.get(self.at).copied();
        self.filter = words;
        self.sift(view);
        // What is before the lead stays there where it is still shown.
        let place = before.and_then(|matter| self.shown.iter().position(|at| *at == matter));
        self.at = place.unwrap_or(0);
    }

    fn sift(&mut self, view: &View<'_>) {
        let sieve = Sieve::of(&self.filter);
        let said = |matter: &Matter| {
            let codes = matter.disagreement.group.codes();
            let handles: Vec<String> = codes.iter().map(|id| code(view, *id)).collect();
            let kind = matter.disagreement.kind.words();
            format!("{} {kind} {}", matter.name, handles.join(" "))
        };
        let has_code = |matter: &Matter| {
            let codes = matter.disagreement.group.codes();
            self.codes.is_empty() || !codes.is_disjoint(&self.codes)
        };
        let all = self.queue.matters.iter().enumerate();
        let found = all.filter(|(_, matter)| has_code(matter) && sieve.keeps(|| said(matter)));
        self.shown = found.map(|(at, _)| at).collect();
        self.at = self.at.min(self.shown.len().saturating_sub(1));
    }

    /// Makes the queue again where the study or the texts have changed; the lead stays at the same words.
    pub fn renew(&mut self, view: &View<'_>, texts: &Texts) {
        let now = (view.lines().count(), texts.len());
        if self.read_at == now {
            return;
        }
        self.read_at = now;
        self.gather(view, texts);
        if let (Some(from), false) = (self.coming, self.shown.is_empty()) {
            self.coming = None;
            self.arrive(from);
        }
    }

    /// The disagreement at the cursor of the transcript is before the lead, else the first that waits: one comes here to decide.
    fn arrive(&mut self, from: Option<(DocumentRef, Position)>) {
        let lies_at = |(document, head): (DocumentRef, Position)| {
            self.shown.iter().position(|at| {
                let group = &self.queue.matters[*at].disagreement.group;
                let span = group.span;
                group.document == document && span.start() <= head && head < span.end()
            })
        };
        if let Some(place) = from.and_then(lies_at) {
            self.at = place;
        } else if self.matter().is_some_and(Matter::is_settled) {
            self.step(Along::Next, Waits::Undecided);
        }
    }

    fn gather(&mut self, view: &View<'_>, texts: &Texts) {
        let before = self.matter().map(|matter| matter.name.clone());
        let round = self.round.and_then(|round| view.round(round));
        let request = Request::default();
        self.queue = Queue::of_round((view, texts), round, &request);
        self.queue.sort(self.order, view);
        self.sift(view);
        let named = |matter: &Matter| Some(&matter.name) == before.as_ref();
        let place = self
            .shown
            .iter()
            .position(|at| named(&self.queue.matters[*at]));
        self.at = place
            .unwrap_or(self.at)
            .min(self.shown.len().saturating_sub(1));
    }

    /// Goes by one, or to the next that waits for a decision, around the end.
    fn step(&mut self, along: Along, waits: Waits) {
        let count = self.shown.len();
        let onto = |steps: usize| match along {
            Along::Next => (self.at + steps) % count,
            Along::Before => (self.at + count - steps) % count,
        };
        let is_wanted =
            |at: usize| waits == Waits::Any || !self.queue.matters[self.shown[at]].is_settled();
        if let Some(at) = (1..count).map(onto).find(|at| is_wanted(*at)) {
            self.at = at;
            // What was said of one disagreement is not said of the next.
            (self.reason, self.cause, self.note) = (String::new(), None, None);
        }
    }
}

/// What stands above the choices on a small terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Above {
    /// Who put what on which sentence.
    #[default]
    Sentences,
    /// The words of the turns.
    Words,
}

/// Which disagreement a step leads to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Waits {
    Any,
    Undecided,
}

/// The rounds that can be reconciled, the latest first, then everything.
fn rounds(view: &View<'_>) -> Vec<Option<RoundRef>> {
    let closed = view
        .rounds()
        .iter()
        .rev()
        .filter(|round| round.close.is_some());
    closed.map(|round| Some(round.id)).chain([None]).collect()
}

/// Comes to the screen.
pub fn enter(model: &mut Model, view: &View<'_>) {
    let rounds = rounds(view);
    if !model.reconcile.is_entered || !rounds.contains(&model.reconcile.round) {
        model.reconcile.round = rounds.first().copied().flatten();
        model.reconcile.is_entered = true;
    }
    model.reconcile.coming = Some(model.cursor());
    model.reconcile.read_at = (0, 0);
    model.reconcile.renew(view, &model.texts);
}

/// Comes to the screen with the disagreements of some codes in a round.
pub fn enter_at(
    model: &mut Model,
    view: &View<'_>,
    (round, codes): (Option<RoundRef>, BTreeSet<CodeRef>),
) {
    let reconcile = &mut model.reconcile;
    (reconcile.round, reconcile.codes, reconcile.is_entered) = (round, codes, true);
    (reconcile.at, reconcile.filter) = (0, String::new());
    enter(model, view);
    model.go(Screen::Reconcile);
}

/// The documents whose words the screen needs.
pub fn needed(model: &Model, view: &View<'_>) -> Vec<DocumentRef> {
    match model.reconcile.round.and_then(|round| view.round(round)) {
        Some(round) => round.documents(),
        None => {
            let mut finished: Vec<(DocumentRef, &CoderId)> = view
                .seen_progress()
                .filter(|progress| progress.state == State::Done)
                .map(|progress| (progress.document, &progress.coder))
                .collect();
            finished.sort_unstable();
            finished.dedup();
            let several = finished.chunk_by(|one, other| one.0 == other.0);
            several
                .filter(|of_one| of_one.len() > 1)
                .map(|of_one| of_one[0].0)
                .collect()
        }
    }
}

/// What a key does here.
pub fn act(model: &mut Model, view: &View<'_>, action: Action) -> Vec<Effect> {
    model.reconcile.renew(view, &model.texts);
    let reconcile = &mut model.reconcile;
    match action {
        Action::Step(along) => reconcile.step(along, Waits::Any),
        Action::Jump(_, along) => reconcile.step(along, Waits::Undecided),
        Action::Edge(Along::Before) => reconcile.at = 0,
        Action::Edge(Along::Next) => reconcile.at = reconcile.count().saturating_sub(1),
        Action::Filter => {
            let mut input = Input::new("show only");
            input.words.clone_from(&reconcile.filter);
            model.over = Some(Over::Line(input, Asking::Filter));
        }
        Action::Sort => sort(model, view),
        Action::Cycle => next_round(model, view),
        Action::Detail => {
            reconcile.above = match reconcile.above {
                Above::Sentences => Above::Words,
                Above::Words => Above::Sentences,
            }
        }
        Action::Open => return open(model),
        Action::Reason => rule::ask_reason(model),
        Action::Cause => rule::next_cause(model),
        Action::Repeat => rule::repeat(model),
        Action::Memo => rule::ask_note(model, view),
        Action::Present => rule::ask_present(model, view, None),
        Action::Drop => return rule::reopen(model, view),
        Action::Edit => rule::ask_edit(model, view),
        Action::Rule(way) => return rule::choose(model, view, way),
        _ => {}
    }
    Vec::new()
}

fn sort(model: &mut Model, view: &View<'_>) {
    let reconcile = &mut model.reconcile;
    let at = Order::ALL
        .iter()
        .position(|order| *order == reconcile.order);
    let next = at.map_or(0, |at| (at + 1) % Order::ALL.len());
    reconcile.order = Order::ALL[next];
    reconcile.queue.sort(reconcile.order, view);
    reconcile.at = 0;
    reconcile.sift(view);
    let said = format!("sorted by {}", reconcile.order.as_str());
    model.say(said);
}

fn next_round(model: &mut Model, view: &View<'_>) {
    let rounds = rounds(view);
    let at = rounds
        .iter()
        .position(|round| *round == model.reconcile.round);
    let next = at.map_or(0, |at| (at + 1) % rounds.len());
    model.reconcile.round = rounds.get(next).copied().flatten();
    (model.reconcile.at, model.reconcile.read_at) = (0, (0, 0));
    model.reconcile.renew(view, &model.texts);
    let named = model.reconcile.round.and_then(|round| view.round(round));
    model.say(match named {
        Some(round) => format!("round {}", round.name),
        None => "all that several coders finished, each coder's latest word".to_owned(),
    });
}

/// Opens the transcript there.
fn open(model: &mut Model) -> Vec<Effect> {
    let matter = model.reconcile.matter();
    let place = matter.map(|matter| &matter.disagreement.group);
    place.map_or_else(Vec::new, |group| {
        vec![Effect::Open(
            group.document,
            Landing::At(group.span.start()),
        )]
    })
}

/// What the mouse does here: the wheel goes from one disagreement to the next.
pub fn point(model: &mut Model, pointer: Pointer) -> Vec<Effect> {
    if let Pointer::Wheel(by) = pointer {
        let along = if by > 0 { Along::Next } else { Along::Before };
        model.reconcile.step(along, Waits::Any);
    }
    Vec::new()
}

/// The room the screen has.
fn room(model: &Model) -> ratatui::layout::Rect {
    body(model)
}
