//! A project of another program, in our words: what every reader of foreign projects makes of its files.
//!
//! Things of the project name each other by their place in its lists; the study's refs come only when [`merge`] has compared it
//! with what is there. Whatever a reader could not take over stands in `left_out`, so that nothing is dropped silently. Nothing
//! here knows a file format or opens a file.

pub mod handle;
pub mod book;
pub mod plan;
pub mod placing;
pub mod merge;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::codebook::{self, Use};
use crate::document::{Kind, Turns};
use crate::person::{Attributes, Role};
use crate::problem::Problem;
use crate::text::Text;
use crate::text::span::Span;

/// The place of a thing in its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct At(pub usize);

/// What another program's project holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Project {
    /// The program that wrote it, in its own words; empty where it does not say.
    pub origin: String,
    /// The study of ours that it was written from; empty for any other.
    pub study: String,
    /// The people who coded.
    pub coders: Vec<Coder>,
    /// The codes, each after the one above it.
    pub codes: Vec<Code>,
    /// The people interviewed, and other cases.
    pub people: Vec<Person>,
    /// The documents.
    pub documents: Vec<Document>,
    /// Who put which code where.
    pub codings: Vec<Coding>,
    /// Memos, comments, descriptions, links and sets.
    pub memos: Vec<Memo>,
    /// Who judged the whole of which document.
    pub finished: Vec<(At, At)>,
    /// How the places of excerpts were understood, in sentences; empty where there is no doubt.
    pub reading: Vec<String>,
    /// What is in the project and not taken over, and what is worth knowing.
    pub left_out: Vec<Problem>,
}

/// Somebody who coded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coder {
    /// The handle, where the project says one; else one is made from the name.
    pub handle: Option<String>,
    /// The name there.
    pub name: String,
    /// Who it is here, where the person importing says so.
    pub told: Option<String>,
}

/// A code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Code {
    /// The handle, where the project says one; else one is made from the name.
    pub handle: Option<String>,
    /// The name.
    pub name: String,
    /// The code above it.
    pub parent: Option<At>,
    /// What it means.
    pub definition: String,
    /// The fields that only our own projects have.
    pub more: Option<Box<Fields>>,
    /// Whether it may be applied.
    pub assignable: bool,
    /// `#rrggbb`.
    pub color: Option<String>,
}

/// What a codebook of ours says beside name and definition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Fields {
    /// Where the code came from.
    pub origin: String,
    /// When to use it.
    pub use_when: String,
    /// When not to.
    pub not_when: String,
    /// A typical excerpt.
    pub example: String,
    /// Theme or process.
    #[serde(rename = "use")]
    pub use_: Use,
    /// Ordered labels of values.
    pub scale: Vec<String>,
}

impl Fields {
    /// Those of a code of ours.
    pub fn of(code: &codebook::Code) -> Self {
        Self {
            origin: code.origin.clone(),
            use_when: code.use_when.clone(),
            not_when: code.not_when.clone(),
            example: code.example.clone(),
            use_: code.use_,
            scale: code.scale.clone(),
        }
    }
}

/// A person, or another case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Person {
    /// The name there.
    pub name: String,
    /// What is known about them.
    pub attributes: Attributes,
    /// Documents they take part in.
    pub documents: Vec<At>,
    /// Stretches that are theirs.
    pub stretches: Vec<(At, Span)>,
}

/// A document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The handle, where the project says one; else one is made from the name.
    pub handle: Option<String>,
    /// The name there.
    pub name: String,
    /// The verbatim text.
    pub text: Text,
    /// Its turns, where the project says them; else they are looked for.
    pub turns: Option<Turns>,
    /// What sort it is, where the project says it.
    pub kind: Option<Kind>,
    /// The language, where the project says it.
    pub language: Option<String>,
    /// What is known about it.
    pub attributes: Attributes,
    /// Whom its labels stand for, by folded label, where the project says it.
    pub speakers: BTreeMap<String, Role>,
    /// Turns whose label is wrong, with who spoke.
    pub turn_roles: Vec<(Span, Role)>,
}

/// Who put which code on which stretch.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Coding {
    /// The coder.
    pub coder: At,
    /// The code.
    pub code: At,
    /// The document.
    pub document: At,
    /// The stretch of its text.
    pub span: Span,
    /// Its label on the code's scale.
    pub value: Option<String>,
}

/// What a memo of a project hangs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum On {
    /// A document.
    Document(At),
    /// A code.
    Code(At),
    /// A person.
    Person(At),
    /// A coding.
    Coding(At),
    /// A stretch of a document.
    Stretch(At, Span),
}

/// A memo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Memo {
    /// What it hangs on.
    pub on: On,
    /// Its words.
    pub text: String,
}
