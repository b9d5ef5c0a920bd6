//! The code line: which codes come after which in one document, turn by turn.
//!
//! Every code is shown by itself, process codes too: a line says what was put where, and sums nothing up. A code on a stretch that
//! several coders marked stands there once, with their names; one that touches several turns stands in each of them.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::document::{Document, Turns};
use crate::filter::{Layer, View};
use crate::history::code;
use crate::id::CoderId;
use crate::layer::marks;
use crate::text::span::{Position, Span};
use crate::texts::{Passage, Texts};

/// The codes of a document in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CodeLine {
    /// The document, by handle.
    pub document: String,
    /// Whose codings.
    pub layer: String,
    /// Every turn, coded or not.
    pub turns: Vec<CodedTurn>,
    /// What lies in no turn.
    pub outside: Vec<Placed>,
    /// What must be read with it.
    pub notes: Vec<String>,
}

/// One turn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CodedTurn {
    /// Its number, from 1.
    pub turn: usize,
    /// Who speaks, as the transcript labels it.
    pub speaker: String,
    /// What touches it, in the order of the text.
    pub codes: Vec<Placed>,
}

/// A code on a stretch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Placed {
    /// Its handle.
    pub code: String,
    /// Where the stretch starts, in characters of the document.
    pub start: Position,
    /// Where it ends; the character there is no longer part of it.
    pub end: Position,
    /// Who put it there; nobody alone in the final layer.
    pub coders: Vec<CoderId>,
}

/// The codes of a document in order, as a layer has them.
pub fn line(
    (view, texts): (&View<'_>, &Texts),
    (document, passage): (&Document, &Passage),
    layer: &Layer,
) -> CodeLine {
    let found = marks(view, texts, layer);
    let notes = found.provisos(layer);
    let mut placed: BTreeMap<(Span, String), BTreeSet<CoderId>> = BTreeMap::new();
    for mark in found
        .marks
        .into_iter()
        .filter(|mark| mark.document == document.id)
    {
        let coders = placed
            .entry((mark.span, code(view, mark.code)))
            .or_default();
        coders.extend(mark.coder);
    }
    let mut turns: Vec<CodedTurn> = passage
        .turns
        .iter()
        .enumerate()
        .map(|(at, turn)| CodedTurn {
            turn: at + 1,
            speaker: Turns::label(&passage.text, turn).to_owned(),
            codes: Vec::new(),
        })
        .collect();
    let mut outside = Vec::new();
    for ((span, code), coders) in placed {
        let here = Placed {
            code,
            start: span.start(),
            end: span.end(),
            coders: coders.into_iter().collect(),
        };
        let touched: Vec<usize> = passage.turns_at(span).map(|(number, _)| number).collect();
        for number in &touched {
            if let Some(turn) = turns.get_mut(number - 1) {
                turn.codes.push(here.clone());
            }
        }
        if touched.is_empty() {
            outside.push(here);
        }
    }
    CodeLine {
        document: document.handle.clone(),
        layer: layer.to_string(),
        turns,
        outside,
        notes,
    }
}
