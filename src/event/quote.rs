//! Events of quotes: what coders would print.

use serde::{Deserialize, Serialize};

use crate::coding::QuoteState;
use crate::id::{CodeRef, CoderId, DocumentRef, Ref, RevisionRef};
use crate::text::span::Span;

/// A stretch of a revision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Stretch {
    pub document: DocumentRef,
    pub revision: RevisionRef,
    pub span: Span,
}

/// An excerpt is quotable, chosen for the paper, or neither any more. The coder is named, as in a coding, so that every coder's
/// judgement stands beside the others'.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteChoose {
    pub coder: CoderId,
    pub excerpt: Stretch,
    /// The code it stands for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theme: Option<CodeRef>,
    /// Its words as they are to be printed: the excerpt's own, with […] and … where some are left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited: Option<String>,
    /// Who said it, in the words of the paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribution: Option<String>,
    pub state: QuoteState,
}

impl QuoteChoose {
    /// The refs it is built on.
    pub fn names(&self) -> Vec<Ref> {
        let excerpt = [self.excerpt.document.0, self.excerpt.revision.0];
        let theme = self.theme.map(|theme| theme.0);
        excerpt.into_iter().chain(theme).collect()
    }
}
