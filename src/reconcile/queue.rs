//! The queue: every disagreement of a scope with what became of it, in the order that helps most.

use std::cmp::Reverse;

use crate::agreement::measure::{Level, Measure, ProcessCodes};
use crate::agreement::scope::{Request, Scope, Source};
use crate::agreement::unit::InterviewerTurns;
use crate::decision::{Decision, How};
use crate::disagreement::{Disagreement, groups};
use crate::filter::View;
use crate::reconcile::gain::gains;
use crate::round::{Round, Unit};
use crate::texts::Texts;

/// What the queue is sorted by; ties go by document and place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Order {
    /// What agreement would gain, most first.
    #[default]
    Gain,
    /// The length of the stretch, longest first.
    Size,
    /// The first code, by its handle.
    Code,
    /// Documents as imported, then the text.
    Document,
}

impl Order {
    /// All of them, in the order a key goes through them.
    pub const ALL: [Self; 4] = [Self::Gain, Self::Size, Self::Code, Self::Document];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gain => "gain",
            Self::Size => "size",
            Self::Code => "code",
            Self::Document => "document",
        }
    }
}

/// A disagreement and what became of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Matter {
    /// The disagreement.
    pub disagreement: Disagreement,
    /// The name people type: document, start and end, as `I02:1240-1391`.
    pub name: String,
    /// The last word on it, if anybody said one.
    pub decision: Option<Decision>,
    /// Whether other codings lie there now than were weighed.
    pub is_stale: bool,
    /// What the mean alpha of the codes would gain if it were settled, other things being equal.
    pub gain: f64,
}

impl Matter {
    /// Whether it is settled: decided, and neither sent back nor reopened.
    pub fn is_settled(&self) -> bool {
        self.decision
            .as_ref()
            .is_some_and(|decision| decision.how.is_settled())
    }

    /// Whether it was kept as a disagreement.
    pub fn is_kept(&self) -> bool {
        self.decision
            .as_ref()
            .is_some_and(|decision| decision.how == How::Kept)
    }
}

/// The disagreements of a scope.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Queue {
    /// In the order asked for.
    pub matters: Vec<Matter>,
    /// Groups of codings on which everybody put the same: they stand without a decision.
    pub agreed: usize,
}

impl Queue {
    /// The queue of a round, or of what several coders finished where none is named, each coder's latest word on each document.
    pub fn of_round(
        (view, texts): (&View<'_>, &Texts),
        round: Option<&Round>,
        request: &Request,
    ) -> Self {
        let source = match round {
            Some(round) => Source::of_round(view, round),
            None => Source::outside_rounds(view),
        };
        let sources = [source];
        let asked = Scope::of(&sources, texts, request);
        let groups = groups(&asked, view);
        // What agreement would gain is counted over all documents, also where only some are looked at.
        let whole = Request {
            documents: Vec::new(),
            ..request.clone()
        };
        let scope = match request.documents.is_empty() {
            true => asked,
            false => Scope::of(&sources, texts, &whole),
        };
        let measure = measure(view, round);
        let gains = gains(&scope, (view, texts), &measure, &groups.differing);
        let decisions: Vec<&Decision> = view.decisions().collect();
        let matters = groups.differing.into_iter().zip(gains);
        Self {
            matters: matters
                .map(|(disagreement, gain)| matter(view, &decisions, (disagreement, gain)))
                .collect(),
            agreed: groups.agreed.len(),
        }
    }

    /// Puts the queue in an order.
    pub fn sort(&mut self, order: Order, view: &View<'_>) {
        let places: Vec<_> = view
            .all_documents()
            .iter()
            .map(|document| document.id)
            .collect();
        let place = |matter: &Matter| {
            let group = &matter.disagreement.group;
            let document = places.iter().position(|id| *id == group.document);
            (document, group.span)
        };
        let size = |matter: &Matter| matter.disagreement.group.span.len();
        let first_code = |matter: &Matter| {
            let codes = matter.disagreement.group.codes();
            let handles = codes
                .iter()
                .filter_map(|code| view.code(*code))
                .map(|code| code.code.id.clone());
            handles.min()
        };
        self.matters.sort_by_key(|matter| place(matter));
        match order {
            Order::Gain => self.matters.sort_by(|a, b| b.gain.total_cmp(&a.gain)),
            Order::Size => self.matters.sort_by_key(|matter| Reverse(size(matter))),
            Order::Code => self.matters.sort_by_cached_key(first_code),
            Order::Document => {}
        }
    }

    /// How many wait for a decision.
    pub fn undecided(&self) -> usize {
        let waiting = self.matters.iter().filter(|matter| !matter.is_settled());
        waiting.count()
    }
}

/// The measure of a round, or the study's own: what the gain of a decision is counted in.
fn measure(view: &View<'_>, round: Option<&Round>) -> Measure {
    let set = view.setting("unit").and_then(Unit::parse);
    Measure {
        unit: round.map(|round| round.unit).or(set).unwrap_or_default(),
        interviewers: match view.setting("interviewer_turns") {
            Some("included") => InterviewerTurns::Included,
            _ => InterviewerTurns::LeftOut,
        },
        levels: vec![Level::Code],
        process: ProcessCodes::LeftOut,
    }
}

fn matter(
    view: &View<'_>,
    decisions: &[&Decision],
    (disagreement, gain): (Disagreement, f64),
) -> Matter {
    let group = &disagreement.group;
    // The last in fold order is the one that counts where two were made apart.
    let decision = decisions.iter().rfind(|decision| {
        decision.round == group.round
            && decision.excerpt.document == group.document
            && decision.excerpt.span.touches(group.span)
    });
    let is_stale = decision.is_some_and(|decision| {
        !decision.considered.is_empty()
            && group
                .codings
                .iter()
                .any(|coding| !decision.considered.contains(coding))
            || decision
                .considered
                .iter()
                .any(|coding| view.codings().iter().all(|known| known.id != *coding))
    });
    let handle = view.document(group.document).map_or_else(
        || group.document.to_string(),
        |document| document.handle.clone(),
    );
    let (start, end) = (group.span.start().0, group.span.end().0);
    Matter {
        name: format!("{handle}:{start}-{end}"),
        decision: decision.map(|decision| (*decision).clone()),
        is_stale,
        gain,
        disagreement,
    }
}
