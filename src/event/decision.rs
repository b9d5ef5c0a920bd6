//! Events of reconciling: decisions, and what others' codings count as in the final layer.

use serde::{Deserialize, Serialize};

use crate::decision::{Cause, How, Marked, Recoded};
use crate::event::study::Runs;
use crate::id::{CoderId, CodingRef, DocumentRef, Ref, RevisionRef, RoundRef};
use crate::text::span::Span;

/// A disagreement is settled, kept, sent back or opened again. The result is stated outright.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionMake {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub round: Option<RoundRef>,
    pub document: DocumentRef,
    pub revision: RevisionRef,
    pub span: Span,
    /// The codings that were weighed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub considered: Vec<CodingRef>,
    /// What the final layer holds on the stretch, in the same revision.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub result: Vec<Marked>,
    pub how: How,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub present: Vec<CoderId>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    pub seen: Runs,
}

impl DecisionMake {
    /// The refs it is built on; it stands also when a coding that was weighed is taken off.
    pub fn names(&self) -> Vec<Ref> {
        let ground = [self.document.0, self.revision.0];
        let round = self.round.map(|round| round.0);
        let codes = self.result.iter().map(|marked| marked.code.0);
        let weighed = self.considered.iter().map(|coding| coding.0);
        ground
            .into_iter()
            .chain(round)
            .chain(codes)
            .chain(weighed)
            .collect()
    }
}

/// What a coding counts as in the final layer, for those who can no longer change it themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodingRecode {
    pub coding: CodingRef,
    pub to: Recoded,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

impl CodingRecode {
    /// The refs it is built on.
    pub fn names(&self) -> Vec<Ref> {
        let to = match &self.to {
            Recoded::Code(code) => Some(code.0),
            Recoded::Stretch { revision, .. } => Some(revision.0),
            Recoded::Nothing => None,
        };
        std::iter::once(self.coding.0).chain(to).collect()
    }
}
