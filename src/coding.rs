//! Codings, memos, quotes and summaries: what coders mark, what they write beside it, what they would print, and what they make of it.
//!
//! A coding is one coder's application of one code to one excerpt. Its excerpt is a span of the revision it was made on; where
//! that stretch lies now is worked out from the kept ranges of later revisions and is always one of four fates.

use serde::{Deserialize, Serialize};

use crate::document::kept::Fate;
use crate::id::{
    CodeRef, CoderId, CodingRef, DocumentRef, MemoRef, PersonId, Ref, RevisionRef, RoundRef,
};
use crate::text::span::Span;

/// Where an excerpt lies in the text as it is now. An orphan keeps its last known span of the revision it was made on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Excerpt {
    /// The document.
    pub document: DocumentRef,
    /// The stretch of its current text.
    pub span: Span,
    /// How it got there.
    pub fate: Fate,
}

/// How a coding came about, where it was not a coder's own hand in the reader.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// Read from a file of codings.
    Import(String),
    /// Accepted from a query's proposals.
    Query(String),
}

/// One coder's application of one code to one excerpt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coding {
    /// The line that added it.
    pub id: CodingRef,
    /// Whose judgement it is.
    pub coder: CoderId,
    /// The code it counts as, after merges.
    pub code: CodeRef,
    /// The code that was applied.
    pub applied: CodeRef,
    /// Where it lies now.
    pub excerpt: Excerpt,
    /// The revision it was made on, or last respanned on.
    pub revision: RevisionRef,
    /// Its stretch of that revision.
    pub made_at: Span,
    /// The round it belongs to.
    pub round: Option<RoundRef>,
    /// The codebook version it was made under, by its freeze.
    pub codebook: Option<Ref>,
    /// Its label on the code's scale.
    pub value: Option<Box<str>>,
    /// How it came about.
    pub origin: Option<Box<Origin>>,
}

/// What a memo hangs on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum On {
    /// A whole document.
    Document(DocumentRef),
    /// A code.
    Code(CodeRef),
    /// A person.
    Person(PersonId),
    /// One coding.
    Coding(CodingRef),
    /// A stretch of a revision, whoever coded it.
    Excerpt {
        /// The document.
        document: DocumentRef,
        /// The revision the stretch is counted in.
        revision: RevisionRef,
        /// The stretch.
        span: Span,
    },
}

/// What a memo is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemoState {
    /// A note to oneself and the team.
    Note,
    /// A question somebody is to answer.
    Question,
    /// An answer to a question.
    Answer,
    /// A question that needs no answer any more.
    Settled,
}

impl MemoState {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Question => "question",
            Self::Answer => "answer",
            Self::Settled => "settled",
        }
    }
}

/// Something a coder wrote beside the coding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Memo {
    /// The line that first wrote it.
    pub id: MemoRef,
    /// Who wrote it first.
    pub coder: CoderId,
    /// What it hangs on.
    pub on: On,
    /// Its words.
    pub text: String,
    /// The coder it is addressed to.
    pub to: Option<CoderId>,
    /// The memo it answers.
    pub reply_to: Option<MemoRef>,
    /// What it is for.
    pub state: MemoState,
    /// When it was last written, as the writer's clock said.
    pub at: String,
}

/// How far an excerpt is on its way into the paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuoteState {
    /// It would do.
    Quotable,
    /// It is to be printed.
    Chosen,
    /// Neither any more.
    Dropped,
}

impl QuoteState {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Quotable => "quotable",
            Self::Chosen => "chosen",
            Self::Dropped => "dropped",
        }
    }
}

/// An excerpt that a coder would print.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// The line that says so.
    pub id: Ref,
    /// Whose judgement it is.
    pub coder: CoderId,
    /// Where it lies now.
    pub excerpt: Excerpt,
    /// The revision it was marked on.
    pub revision: RevisionRef,
    /// Its stretch of that revision.
    pub made_at: Span,
    /// The code it stands for, after merges.
    pub theme: Option<CodeRef>,
    /// The code it was marked for.
    pub marked_for: Option<CodeRef>,
    /// Its words as they are to be printed, where they are shortened.
    pub edited: Option<String>,
    /// Who said it, in the words of the paper.
    pub attribution: Option<String>,
    /// Quotable or chosen.
    pub state: QuoteState,
}

/// Whom or what a summary is about: a row of the framework matrix.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Case {
    /// A person.
    Person(PersonId),
    /// A document.
    Document(DocumentRef),
}

impl Case {
    /// The person it is.
    pub fn person(&self) -> Option<&PersonId> {
        match self {
            Self::Person(person) => Some(person),
            Self::Document(_) => None,
        }
    }

    /// The document it is.
    pub fn document(&self) -> Option<DocumentRef> {
        match self {
            Self::Person(_) => None,
            Self::Document(document) => Some(*document),
        }
    }
}

/// What somebody wrote of a case in the light of a theme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The line that says so.
    pub id: Ref,
    /// Who wrote it last.
    pub coder: CoderId,
    /// Whom or what it is about.
    pub on: Case,
    /// The theme, after merges.
    pub theme: CodeRef,
    /// The theme it was written for.
    pub written_for: CodeRef,
    /// Its words; never empty.
    pub text: String,
    /// Whose codings it stood on, as a layer is written.
    pub layer: String,
    /// Where the excerpts lie now that it stood on.
    pub excerpts: Vec<Excerpt>,
    /// Whether another value stands beside it that nothing replaces.
    pub is_disputed: bool,
    /// When it was written, as the writer's clock said.
    pub at: String,
}
