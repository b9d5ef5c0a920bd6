//! Events of rounds and of coders' progress, in documents and in turns.

use serde::{Deserialize, Serialize};

use crate::event::study::Runs;
use crate::id::{CoderId, DocumentRef, Ref, RevisionRef, RoundRef};
use crate::round::{Coefficient, PassState, Sight, State, TurnRange, Unit};
use crate::text::span::Span;

/// A round opens: every coder codes every document, unless assigned otherwise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoundOpen {
    pub name: String,
    pub documents: Vec<DocumentRef>,
    pub coders: Vec<CoderId>,
    /// The freeze of the codebook it uses.
    pub codebook: Ref,
    /// Whether coders see each other's work before it closes.
    pub sight: Sight,
    pub unit: Unit,
    pub coefficient: Coefficient,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<f64>,
}

/// Documents are given to coders of a round, beside those it opened with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundAssign {
    pub round: RoundRef,
    pub documents: Vec<DocumentRef>,
    pub coders: Vec<CoderId>,
}

/// A round closes: its figures are those of exactly the lines in `seen`, for ever.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundClose {
    pub round: RoundRef,
    pub seen: Runs,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<CoderId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A coder says how far they are with a document; `seen` rides along where they are done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgressSet {
    pub coder: CoderId,
    pub document: DocumentRef,
    /// The text they had before them: what a later revision adds was not judged.
    pub revision: RevisionRef,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub round: Option<RoundRef>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<TurnRange>,
    pub state: State,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<Runs>,
}

/// A coder read a turn and nothing applies; with `open` they take that back. The coder is named, as in a coding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TurnPass {
    pub coder: CoderId,
    pub document: DocumentRef,
    pub revision: RevisionRef,
    /// The body of the turn in that revision.
    pub span: Span,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub round: Option<RoundRef>,
    pub state: PassState,
}
