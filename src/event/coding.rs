//! Events of codings and memos.

use serde::{Deserialize, Serialize};

use crate::coding::{MemoState, On, Origin};
use crate::id::{CodeRef, CoderId, CodingRef, DocumentRef, MemoRef, Ref, RevisionRef, RoundRef};
use crate::text::span::Span;

/// A code is applied. The coder is named, since a lead may import others' codings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodingAdd {
    pub coder: CoderId,
    pub code: CodeRef,
    pub document: DocumentRef,
    pub revision: RevisionRef,
    pub span: Span,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub round: Option<RoundRef>,
    /// The freeze of the codebook version it was made under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub codebook: Option<Ref>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Box<str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Box<Origin>>,
}

impl CodingAdd {
    /// The refs it is built on.
    pub fn names(&self) -> impl Iterator<Item = Ref> {
        let always = [self.code.0, self.document.0, self.revision.0];
        let round = self.round.map(|round| round.0);
        always.into_iter().chain(round).chain(self.codebook)
    }
}

/// A coding's edges move.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodingRespan {
    pub coding: CodingRef,
    pub revision: RevisionRef,
    pub span: Span,
}

/// A coding is taken off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodingRemove {
    pub coding: CodingRef,
}

/// A memo is written; with `memo` it is written again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemoWrite {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memo: Option<MemoRef>,
    pub on: On,
    pub text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<CoderId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<MemoRef>,
    pub state: MemoState,
}

impl MemoWrite {
    /// The refs it is built on.
    pub fn names(&self) -> Vec<Ref> {
        let mut names: Vec<Ref> = match &self.on {
            On::Document(document) => vec![document.0],
            On::Code(code) => vec![code.0],
            On::Person(_) => Vec::new(),
            On::Coding(coding) => vec![coding.0],
            On::Excerpt {
                document, revision, ..
            } => vec![document.0, revision.0],
        };
        names.extend(self.memo.iter().chain(&self.reply_to).map(|memo| memo.0));
        names
    }
}

/// A memo is taken off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemoRemove {
    pub memo: MemoRef,
}
