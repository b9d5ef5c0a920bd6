//! Comparing: what several coders, or the final layer, put on the same words of a document, sentence by sentence.
//!
//! For a team that talks about its readings rather than measures them. Whatever a column marked counts for every sentence that it
//! touches; two columns are alike on a sentence where they put the same codes on it, wherever the edges lie.

use std::collections::BTreeSet;

use crate::agreement::scope::Request;
use crate::agreement::unit::{InterviewerTurns, touched, units};
use crate::document::{Document, Turns};
use crate::filter::{Layer, View};
use crate::id::CodeRef;
use crate::layer::marks;
use crate::reconcile::queue::{Queue, speaking};
use crate::round::{Round, Unit};
use crate::text::span::Span;
use crate::texts::{Passage, Texts};

/// Whether the study is reflexive: its team discusses its readings, and figures of agreement are off.
pub fn is_reflexive(view: &View<'_>) -> bool {
    view.setting("reflexive") == Some("on")
}

/// One sentence with what stands on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// The turn, from 1.
    pub turn: usize,
    /// Its number in the turn, from 1.
    pub number: usize,
    /// Who speaks, as the transcript labels it.
    pub speaker: String,
    /// Where it lies.
    pub span: Span,
    /// The codes of each column.
    pub codes: Vec<BTreeSet<CodeRef>>,
    /// Whether the final layer is compared and nobody has decided here: what it lacks is missing, not absent.
    pub is_undecided: bool,
}

impl Sentence {
    /// Whether any column has a code here.
    pub fn is_coded(&self) -> bool {
        self.codes.iter().any(|codes| !codes.is_empty())
    }

    /// Whether all columns have the same codes here.
    pub fn is_alike(&self) -> bool {
        self.codes.windows(2).all(|pair| pair[0] == pair[1])
    }
}

/// The sentences of a document, interviewers' too, and what each column put on them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// In the order of the text.
    pub sentences: Vec<Sentence>,
}

impl Comparison {
    /// Puts columns side by side.
    pub fn of(
        (view, texts): (&View<'_>, &Texts),
        (document, passage): (&Document, &Passage),
        columns: &[Layer],
    ) -> Self {
        let included = InterviewerTurns::Included;
        let units = units(document, passage, Unit::Sentence, included);
        let mut put = vec![vec![BTreeSet::new(); columns.len()]; units.len()];
        for (column, layer) in columns.iter().enumerate() {
            let held = marks(view, texts, layer).marks;
            for mark in held.iter().filter(|mark| mark.document == document.id) {
                for at in touched(&units, mark.span) {
                    put[at][column].insert(mark.code);
                }
            }
        }
        let open = match columns.contains(&Layer::Final) {
            true => undecided((view, texts), document),
            false => Vec::new(),
        };
        let mut number = 0;
        let mut turn = 0;
        let sentence = |(unit, codes): (&crate::agreement::unit::UnitSpan, _)| {
            number = if unit.turn == turn { number + 1 } else { 1 };
            turn = unit.turn;
            let spoken = passage.turns.get(unit.turn.saturating_sub(1));
            Sentence {
                turn,
                number,
                speaker: spoken
                    .map(|turn| Turns::label(&passage.text, turn).to_owned())
                    .unwrap_or_default(),
                span: unit.span,
                codes,
                is_undecided: open.iter().any(|span| span.touches(unit.span)),
            }
        };
        let sentences = units.iter().zip(put).map(sentence).collect();
        Self { sentences }
    }

    /// The coded sentences that all columns coded alike, and those that they did not; undecided ones are neither.
    pub fn counts(&self) -> (usize, usize) {
        let coded = self
            .sentences
            .iter()
            .filter(|sentence| sentence.is_coded() && !sentence.is_undecided);
        let (alike, differing): (Vec<_>, Vec<_>) = coded.partition(|sentence| sentence.is_alike());
        (alike.len(), differing.len())
    }
}

/// Where coders differ and the final layer has no word of anybody's yet.
fn undecided((view, texts): (&View<'_>, &Texts), document: &Document) -> Vec<Span> {
    let round = speaking(view).get(&document.id).copied();
    let round = round.and_then(|round| view.round(round));
    let request = Request {
        documents: vec![document.handle.clone()],
        coders: Vec::new(),
    };
    let queue = Queue::of_round((view, texts), round, &request);
    let open = queue.matters.iter();
    open.filter(|matter| !matter.is_settled() || matter.is_kept())
        .map(|matter| matter.disagreement.group.span)
        .collect()
}

/// The blind round that hides a column of a document from the viewer, if one does. One's own work is never hidden; the final layer
/// would tell of the others'.
pub fn hidden_by<'v>(view: &View<'v>, document: &Document, columns: &[Layer]) -> Option<&'v Round> {
    let is_own = |layer: &Layer| match layer {
        Layer::Coder(coder) => view.viewer() == Some(coder),
        Layer::All | Layer::Final => false,
    };
    if columns.iter().all(is_own) {
        return None;
    }
    let mut hiding = view.hiding().iter().copied();
    hiding.find(|round| round.documents().contains(&document.id))
}
