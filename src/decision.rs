//! Decisions: how a disagreement was settled, and what the final layer holds there.
//!
//! A decision states its result outright and touches nobody's codings, so that agreement before it can be computed for ever. It
//! stands when a coding that was weighed is later taken off or moved. What a coder's coding counts as in the final layer alone can
//! be changed too, for those who have left: that is a recoding.

use serde::{Deserialize, Serialize};

use crate::coding::Excerpt;
use crate::id::{CodeRef, CoderId, CodingRef, DecisionRef, RevisionRef, RoundRef};
use crate::text::span::Span;

/// How a disagreement was settled.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// As one of the coders had it.
    Coder(CoderId),
    /// Each stretch as more than half of the coders had it.
    Majority,
    /// Every code where any coder put it.
    Union,
    /// Every code where all coders put it.
    Intersection,
    /// Every code on the whole stretch.
    Both,
    /// With codes or edges that no coder had.
    Edited,
    /// No code applies.
    None,
    /// It stays a disagreement, by decision.
    Kept,
    /// The coders are to look again: it is undecided.
    SentBack,
    /// It is undecided again.
    Reopened,
}

impl How {
    /// Whether the matter is settled: what is sent back or reopened waits.
    pub fn is_settled(&self) -> bool {
        !matches!(self, Self::SentBack | Self::Reopened)
    }

    /// The word for it.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Coder(_) => "one coder",
            Self::Majority => "majority",
            Self::Union => "union",
            Self::Intersection => "intersection",
            Self::Both => "both",
            Self::Edited => "edited",
            Self::None => "none",
            Self::Kept => "kept",
            Self::SentBack => "sent back",
            Self::Reopened => "reopened",
        }
    }
}

/// Why the coders had differed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// Somebody overlooked it.
    Missed,
    /// The same code began or ended elsewhere.
    Boundary,
    /// Two definitions take in the same words.
    DefinitionOverlap,
    /// The codebook has no code for it.
    CodeMissing,
}

impl Cause {
    /// All of them, in the order people choose from.
    pub const ALL: [Self; 4] = [
        Self::Missed,
        Self::Boundary,
        Self::DefinitionOverlap,
        Self::CodeMissing,
    ];

    /// The words for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Missed => "missed",
            Self::Boundary => "boundary",
            Self::DefinitionOverlap => "definition overlap",
            Self::CodeMissing => "code missing",
        }
    }

    /// Reads the words, as they are shown or with hyphens between them.
    pub fn parse(words: &str) -> Option<Self> {
        let spoken = words.replace(['-', '_'], " ");
        Self::ALL.into_iter().find(|cause| cause.as_str() == spoken)
    }
}

/// A code that the final layer holds, on a stretch of the decision's revision.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Marked {
    /// The code.
    pub code: CodeRef,
    /// The stretch.
    pub span: Span,
    /// Its label on the code's scale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// A decision as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The line that made it.
    pub id: DecisionRef,
    /// Who made it.
    pub coder: CoderId,
    /// When, as the writer's clock said.
    pub at: String,
    /// The round whose disagreement it settles, or none.
    pub round: Option<RoundRef>,
    /// The stretch it is about, where it lies now.
    pub excerpt: Excerpt,
    /// The revision it was made on.
    pub revision: RevisionRef,
    /// Its stretch of that revision.
    pub made_at: Span,
    /// The codings that were weighed.
    pub considered: Vec<CodingRef>,
    /// What the final layer holds there now, codes after merges, in the order of the text; what lost its words is left out.
    pub result: Vec<Marked>,
    /// How it was settled.
    pub how: How,
    /// Who was present.
    pub present: Vec<CoderId>,
    /// Why it was settled like this.
    pub reason: String,
    /// Why the coders had differed.
    pub cause: Option<Cause>,
    /// The clock of the line: what came before it and what after.
    pub clock: u64,
}

/// What a coder's coding counts as in the final layer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recoded {
    /// As another code, or as its own, looked at again.
    Code(CodeRef),
    /// On another stretch.
    Stretch {
        /// The revision the stretch is counted in.
        revision: RevisionRef,
        /// The stretch.
        span: Span,
    },
    /// As nothing.
    Nothing,
}

/// A recoding as it stands: what one coding counts as in the final layer, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recoding {
    /// The line that says so.
    pub id: crate::id::Ref,
    /// Who says so.
    pub coder: CoderId,
    /// The coding.
    pub coding: CodingRef,
    /// What it counts as, codes after merges.
    pub to: Recoded,
    /// Where it lies, if its stretch was changed.
    pub excerpt: Option<Excerpt>,
    /// Why.
    pub reason: String,
    /// The clock of the line: what it has seen of the codebook.
    pub clock: u64,
}
