//! Events of the codebook.

use serde::{Deserialize, Serialize};

use crate::codebook::Use;
use crate::event::study::Runs;
use crate::id::{CodeRef, Digest};

/// A code is added.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeAdd {
    pub handle: String,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<CodeRef>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub origin: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub definition: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub use_when: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub not_when: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub example: String,
    #[serde(rename = "use")]
    pub use_: Use,
    pub assignable: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scale: Vec<String>,
    /// The colour another program gave it, `#rrggbb`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub color: Option<String>,
    /// Codes that are written the same and yet are other codes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub apart: Vec<CodeRef>,
}

/// What changes about a code.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "field", content = "value", rename_all = "snake_case")]
pub enum CodeChange {
    Handle(String),
    Name(String),
    Origin(String),
    Definition(String),
    UseWhen(String),
    NotWhen(String),
    Example(String),
    Use(Use),
    Assignable(bool),
    Scale(Vec<String>),
    Retired(bool),
}

impl CodeChange {
    /// What it says, where it says it in words of one piece.
    pub fn words(&self) -> Option<&str> {
        match self {
            Self::Handle(words)
            | Self::Name(words)
            | Self::Origin(words)
            | Self::Definition(words)
            | Self::UseWhen(words)
            | Self::NotWhen(words)
            | Self::Example(words) => Some(words),
            Self::Scale(_) | Self::Use(_) | Self::Assignable(_) | Self::Retired(_) => None,
        }
    }

    /// The field as it is written.
    pub fn field(&self) -> &'static str {
        match self {
            Self::Handle(_) => "handle",
            Self::Name(_) => "name",
            Self::Origin(_) => "origin",
            Self::Definition(_) => "definition",
            Self::UseWhen(_) => "use_when",
            Self::NotWhen(_) => "not_when",
            Self::Example(_) => "example",
            Self::Use(_) => "use",
            Self::Assignable(_) => "assignable",
            Self::Scale(_) => "scale",
            Self::Retired(_) => "retired",
        }
    }
}

/// A field of a code changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeSet {
    pub code: CodeRef,
    #[serde(flatten)]
    pub change: CodeChange,
}

/// Where a code points: below a parent (or none: a root), or into the code it is merged with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pointer {
    Parent(Option<CodeRef>),
    Merged(CodeRef),
}

impl Pointer {
    /// The code it points to.
    pub fn target(self) -> Option<CodeRef> {
        match self {
            Self::Parent(parent) => parent,
            Self::Merged(into) => Some(into),
        }
    }
}

/// A code is moved or merged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodePoint {
    pub code: CodeRef,
    pub to: Pointer,
}

/// A version of the codebook is frozen: its content is the file of this hash, its number is for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodebookFreeze {
    pub number: u32,
    pub sha256: Digest,
    pub seen: Runs,
}
