//! Comparing: what several coders, or the final layer, put on the same words of a document, sentence by sentence.
//!
//! For a team that talks about its readings rather than measures them. Whatever a column marked counts for every sentence that it
//! touches; two columns are alike on a sentence where they put the same codes on it, wherever the edges lie.

use std::collections::BTreeSet;

use crate::agreement::unit::{InterviewerTurns, touched, units};
use crate::document::{Document, Turns};
use crate::filter::{Layer, View};
use crate::id::{CodeRef, DocumentRef};
use crate::layer::{Marks, marks};
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
    /// Whether the final layer is compared and has no word here, since nobody decided or judged: what it lacks is missing, not absent.
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
        let mut open = Vec::new();
        for (column, layer) in columns.iter().enumerate() {
            let held = marks(view, texts, layer);
            if *layer == Layer::Final {
                open = without_word(&held, document.id);
            }
            for mark in held
                .marks
                .iter()
                .filter(|mark| mark.document == document.id)
            {
                for at in touched(&units, mark.span) {
                    put[at][column].insert(mark.code);
                }
            }
        }
        let is_open = |unit: Span| {
            let mut open = open.iter();
            open.any(|span| span.is_none_or(|span| span.touches(unit)))
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
                is_undecided: is_open(unit.span),
            }
        };
        let sentences = units.iter().zip(put).map(sentence).collect();
        Self { sentences }
    }

    /// The coded sentences.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for sentence in self.sentences.iter().filter(|of| of.is_coded()) {
            match (sentence.is_undecided, sentence.is_alike()) {
                (true, _) => counts.undecided += 1,
                (false, true) => counts.alike += 1,
                (false, false) => counts.differing += 1,
            }
        }
        counts
    }
}

/// How many coded sentences there are of each kind; every one is of exactly one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All columns put the same codes there.
    pub alike: usize,
    /// They did not.
    pub differing: usize,
    /// The final layer is compared and has no word there.
    pub undecided: usize,
}

/// Where the final layer has no word in a document: stretches of it, or all of it (none).
fn without_word(held: &Marks, document: DocumentRef) -> Vec<Option<Span>> {
    if !held.spoken_for.contains_key(&document) {
        return vec![None];
    }
    let left_out = held.left_out.iter().filter(|(of, _)| *of == document);
    left_out.map(|(_, span)| Some(*span)).collect()
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
