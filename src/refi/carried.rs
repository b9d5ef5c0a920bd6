//! What a project of ours carries beside what the standard has: one note that only this program reads.
//!
//! The standard has no place for handles, turns, speakers, values on a scale, or who finished what. They stand in a note of their
//! own, as JSON by GUID, so that a project that comes back is what it was. Other programs keep the note or lose it; without it the
//! project is read like any other.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::document::{Kind, Turns};
use crate::person::{Attributes, Role, Value};
use crate::project::Fields;
use crate::refi::tree::Element;
use crate::text::span::Span;

/// What the note is called.
pub const NAME: &str = "intercoder: for this program alone, please keep";

/// The version of what is carried.
pub const VERSION: u32 = 1;

/// How every note begins that is ours and no memo.
pub const OURS: &str = "intercoder: ";

/// What is carried, each thing by its plain GUID.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Carried {
    /// The version of this shape.
    pub version: u32,
    /// The study it is of.
    pub study: String,
    /// Handles of coders; their full names stay at home.
    pub coders: BTreeMap<String, String>,
    /// What the standard has no place for in a code.
    pub codes: BTreeMap<String, CarriedCode>,
    /// The same for documents.
    pub documents: BTreeMap<String, CarriedDocument>,
    /// Attributes of people, with every value and its sort.
    pub people: BTreeMap<String, Attributes>,
    /// The memos on people who have several, for which the standard has one description.
    pub memos: BTreeMap<String, Vec<String>>,
    /// Values on a scale, by the GUID of the coding.
    pub values: BTreeMap<String, String>,
    /// Who judged the whole of which document: GUIDs of both.
    pub finished: Vec<(String, String)>,
}

/// A code's fields.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CarriedCode {
    /// The handle.
    pub handle: String,
    /// What it means.
    pub definition: String,
    /// Its other fields.
    #[serde(flatten)]
    pub fields: Fields,
}

/// A document's fields.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct CarriedDocument {
    /// The handle.
    pub handle: String,
    /// What sort it is.
    pub kind: Kind,
    /// The language.
    pub language: Option<String>,
    /// Date, minutes and the like.
    pub attributes: Attributes,
    /// Attributes of the only person in it, which stand on it too for a program that has no people.
    #[serde(skip_serializing_if = "Attributes::is_empty")]
    pub borrowed: Attributes,
    /// Its turns.
    pub turns: Turns,
    /// Whom its labels stand for.
    pub speakers: BTreeMap<String, Role>,
    /// Turns whose label is wrong, with who spoke.
    pub turn_roles: Vec<(Span, Role)>,
}

/// Several values as the one that the standard has room for.
pub fn joined(values: &[Value]) -> String {
    let words: Vec<&str> = values.iter().map(Value::as_str).collect();
    words.join("; ")
}

/// Whether a note was written by this program to say what the standard cannot.
pub fn is_ours(note: &Element) -> bool {
    note.said("name").is_some_and(|name| name.starts_with(OURS))
}
