//! Events of autocoding: a query that proposes excerpts, and what a person said of each.

use serde::{Deserialize, Serialize};

use crate::id::{CodeRef, CodingRef, DocumentRef, Ref, RevisionRef, RunRef};
use crate::round::Unit;
use crate::run::{Order, Verdict};
use crate::text::span::Span;

/// A query proposes stretches for a code; nothing is coded by it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AutocodeRun {
    /// The line as it was typed.
    pub query: String,
    pub code: CodeRef,
    pub unit: Unit,
    pub order: Order,
    /// How many proposals were to be shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
}

/// What the coder of a run says of one stretch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AutocodeJudge {
    pub run: RunRef,
    pub document: DocumentRef,
    pub revision: RevisionRef,
    pub span: Span,
    pub verdict: Verdict,
    /// The coding that came of it, made in the same action or there already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coding: Option<CodingRef>,
}

impl AutocodeJudge {
    /// The refs it is built on.
    pub fn names(&self) -> Vec<Ref> {
        let always = [self.run.0, self.document.0, self.revision.0];
        let coding = self.coding.map(|coding| coding.0);
        always.into_iter().chain(coding).collect()
    }
}
