//! Events of documents. Their texts and turns are files beside the journal, named here by hash.

use serde::{Deserialize, Serialize};

use crate::document::kept::Kept;
use crate::document::{Kind, SourceNote};
use crate::id::{CoderId, Digest, DocumentRef, RevisionRef};
use crate::person::{Attributes, Value};

/// A document is added with its first revision, which has the same ref.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentAdd {
    pub handle: String,
    pub kind: Kind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    pub text: Digest,
    pub turns: Digest,
    pub source: SourceNote,
    #[serde(default, skip_serializing_if = "Attributes::is_empty")]
    pub attributes: Attributes,
}

/// A document's text is corrected; `kept` pairs what parent and child have in common.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentRevise {
    pub document: DocumentRef,
    pub parent: RevisionRef,
    pub text: Digest,
    pub turns: Digest,
    pub kept: Vec<Kept>,
}

/// The values of one attribute.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct NamedValues {
    pub name: String,
    pub values: Vec<Value>,
}

/// What changes about a document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "field", content = "value", rename_all = "snake_case")]
pub enum DocumentChange {
    Handle(String),
    Title(String),
    Language(String),
    Kind(Kind),
    Attribute(NamedValues),
    /// The coder whose codings stand where several finished outside a round.
    Primary(CoderId),
    Retired(bool),
}

impl DocumentChange {
    /// The field as it is written.
    pub fn field(&self) -> &'static str {
        match self {
            Self::Handle(_) => "handle",
            Self::Title(_) => "title",
            Self::Language(_) => "language",
            Self::Kind(_) => "kind",
            Self::Attribute(_) => "attribute",
            Self::Primary(_) => "primary",
            Self::Retired(_) => "retired",
        }
    }
}

/// Something about a document changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentSet {
    pub document: DocumentRef,
    #[serde(flatten)]
    pub change: DocumentChange,
}
