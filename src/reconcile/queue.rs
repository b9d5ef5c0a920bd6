//! The queue: every disagreement of a scope with what became of it, in the order that helps most.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

use crate::agreement::measure::{Level, Measure};
use crate::agreement::scope::{Request, Scope, Source};
use crate::decision::{Decision, How};
use crate::disagreement::{Disagreement, Group, groups};
use crate::event::Event;
use crate::filter::View;
use crate::id::{CodingRef, DocumentRef, RoundRef};
use crate::reconcile::gain::gains;
use crate::round::Round;
use crate::text::span::Span;
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

    /// The stretch of the disagreement and of what was decided on it, which may reach further.
    pub fn reach(&self) -> Span {
        let decided = self.decision.iter().map(|decision| decision.excerpt.span);
        decided.fold(self.disagreement.group.span, Span::hull)
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
        let mut groups = groups(&asked, (view, texts));
        if round.is_none() {
            // What is measured elsewhere, or is still being coded, is not decided here.
            let speaking = speaking(view);
            let speaks = |group: &Group| speaking.get(&group.document) == group.round.as_ref();
            groups.differing.retain(|found| speaks(&found.group));
            groups.agreed.retain(speaks);
        }
        // What agreement would gain is counted over all documents, also where only some are looked at.
        let whole = Request {
            documents: Vec::new(),
            ..request.clone()
        };
        let scope = match request.documents.is_empty() {
            true => asked,
            false => Scope::of(&sources, texts, &whole),
        };
        let own = round.map(|round| round.unit);
        let measure = Measure::of_study(view, (own, &[Level::Code]));
        let gains = gains(&scope, (view, texts), &measure, &groups.differing);
        let decided = Decided::of(view);
        let matters = groups.differing.into_iter().zip(gains);
        Self {
            matters: matters
                .map(|(disagreement, gain)| matter(view, &decided, (disagreement, gain)))
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

/// The decisions on one matter, and what has changed under them.
struct Decided<'v> {
    decisions: Vec<&'v Decision>,
    standing: HashSet<CodingRef>,
    /// When the edges of a coding were moved last, by the clock.
    moved: HashMap<CodingRef, u64>,
}

impl<'v> Decided<'v> {
    fn of(view: &View<'v>) -> Self {
        let mut moved = HashMap::new();
        for line in view.lines().filter(|line| view.is_in_force(line)) {
            if let Some(Event::CodingRespan(event)) = line.event() {
                moved.insert(event.coding, line.head.clock);
            }
        }
        Self {
            decisions: view.decisions().collect(),
            standing: view.codings().iter().map(|coding| coding.id).collect(),
            moved,
        }
    }

    /// The last word on a group: of two made apart, the last in fold order is the one that counts.
    fn on(&self, group: &Group) -> Option<&'v Decision> {
        let mut decisions = self.decisions.iter().rev();
        let found = decisions.find(|decision| {
            decision.round == group.round
                && decision.excerpt.document == group.document
                && decision.excerpt.span.touches(group.span)
        });
        found.copied()
    }

    /// Whether codings came, went or moved there since they were weighed.
    fn is_stale(&self, decision: &Decision, group: &Group) -> bool {
        let weighed = &decision.considered;
        let is_new = |coding: &CodingRef| !weighed.is_empty() && !weighed.contains(coding);
        let has_moved = |coding: &CodingRef| {
            let moved = self.moved.get(coding);
            moved.is_some_and(|clock| *clock > decision.clock)
        };
        let has_gone = |coding: &CodingRef| !self.standing.contains(coding);
        group.codings.iter().any(is_new)
            || weighed
                .iter()
                .any(|coding| has_gone(coding) || has_moved(coding))
    }
}

fn matter(
    view: &View<'_>,
    decided: &Decided<'_>,
    (disagreement, gain): (Disagreement, f64),
) -> Matter {
    let group = &disagreement.group;
    let decision = decided.on(group);
    let handle = view.document(group.document).map_or_else(
        || group.document.to_string(),
        |document| document.handle.clone(),
    );
    Matter {
        name: named(&handle, group.span),
        decision: decision.cloned(),
        is_stale: decision.is_some_and(|decision| decided.is_stale(decision, group)),
        gain,
        disagreement,
    }
}

/// The name of a stretch of a document, as people type it.
pub fn named(handle: &str, span: Span) -> String {
    format!("{handle}:{}-{}", span.start().0, span.end().0)
}

/// The round that speaks for each document: the latest closed one that gave it to several coders, whether or not its words are here.
pub fn speaking(view: &View<'_>) -> BTreeMap<DocumentRef, RoundRef> {
    let mut speaking = BTreeMap::new();
    // Rounds come in the order they opened, so that a later one takes the place of an earlier.
    for round in view.rounds() {
        let Some(close) = &round.close else { continue };
        for document in round.documents() {
            let given = round
                .assignments
                .iter()
                .filter(|(of, coder)| *of == document && !close.without.contains(coder));
            if given.count() > 1 {
                speaking.insert(document, round.id);
            }
        }
    }
    speaking
}
