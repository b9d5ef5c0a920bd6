//! Runs: queries that propose stretches for a code, and what a person said of each.
//!
//! A proposal is nothing until somebody judges it. A run keeps the query as it was typed; each verdict keeps its stretch, and the
//! coding that came of it, so that a whole run can be counted and taken back.

use serde::{Deserialize, Serialize};

use crate::coding::Excerpt;
use crate::id::{CodeRef, CoderId, CodingRef, Ref, RevisionRef, RunRef};
use crate::round::Unit;
use crate::text::span::Span;

/// In what order a run's proposals are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// What lies nearest between the accepted and the refused comes first.
    #[default]
    Uncertain,
    /// What says most of what is sought comes first.
    Relevance,
    /// As imported and as spoken.
    Document,
}

impl Order {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Uncertain => "uncertain",
            Self::Relevance => "relevance",
            Self::Document => "document",
        }
    }
}

/// What somebody said of a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The code applies.
    Yes,
    /// It does not.
    No,
    /// Not judged: it counts for nothing.
    Skip,
    /// It does not, and another does.
    Other,
}

impl Verdict {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Skip => "skip",
            Self::Other => "other",
        }
    }
}

/// A run as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The line that began it.
    pub id: RunRef,
    /// Whose it is: only they judge in it.
    pub coder: CoderId,
    /// The line of the query as it was typed.
    pub query: String,
    /// The code it proposes for, after merges.
    pub code: CodeRef,
    /// The unit of its proposals.
    pub unit: Unit,
    /// The order it began with.
    pub order: Order,
    /// How many proposals were to be shown; nothing is all.
    pub limit: Option<u32>,
    /// When it began, as the writer's clock said.
    pub at: String,
    /// Whether it was taken back.
    pub undone: bool,
}

/// What somebody said of one stretch in a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The line that says so.
    pub id: Ref,
    /// The run.
    pub run: RunRef,
    /// Who said so.
    pub coder: CoderId,
    /// Where the stretch lies now.
    pub excerpt: Excerpt,
    /// The revision it was judged on.
    pub revision: RevisionRef,
    /// Its stretch of that revision.
    pub made_at: Span,
    /// What was said.
    pub verdict: Verdict,
    /// The coding that came of it.
    pub coding: Option<CodingRef>,
}
