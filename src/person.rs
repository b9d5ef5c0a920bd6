//! A person: a case with attributes, whoever speaks under whatever label.
//!
//! An attribute has any number of typed values. `no`, `not_disclosed`, `not_asked` and an empty cell are four different
//! answers, and no computation here or above may treat one as another.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::id::PersonId;

/// One value of an attribute.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// A word or phrase.
    Text(String),
    /// A number, kept as it was written.
    Number(String),
    /// A calendar day, `YYYY-MM-DD`.
    Date(String),
    /// Asked, and the answer was yes.
    Yes,
    /// Asked, and the answer was no.
    No,
    /// Asked, and the person did not say.
    NotDisclosed,
    /// Never asked.
    NotAsked,
}

impl Value {
    /// Reads one cell: the four answers in any usual spelling, a number, a day, else words.
    pub fn parse(cell: &str) -> Self {
        let cell = cell.trim();
        match cell.to_lowercase().replace([' ', '-'], "_").as_str() {
            "yes" | "true" => Self::Yes,
            "no" | "false" => Self::No,
            "not_disclosed" | "undisclosed" => Self::NotDisclosed,
            "not_asked" => Self::NotAsked,
            _ if cell.parse::<jiff::civil::Date>().is_ok() => Self::Date(cell.to_owned()),
            _ if is_number(cell) => Self::Number(cell.to_owned()),
            _ => Self::Text(cell.to_owned()),
        }
    }

    /// The value as it stands in files, tables and queries.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Text(word) | Self::Number(word) | Self::Date(word) => word,
            Self::Yes => "yes",
            Self::No => "no",
            Self::NotDisclosed => "not_disclosed",
            Self::NotAsked => "not_asked",
        }
    }
}

/// Attributes by name; an attribute without a value is not in the map.
pub type Attributes = BTreeMap<String, Vec<Value>>;

/// A case of the study.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The handle everybody uses.
    pub handle: PersonId,
    /// What is known about them.
    pub attributes: Attributes,
    /// Taken out of the study, but still named by something in force.
    pub retired: bool,
}

impl Person {
    /// The values of an attribute; none where it was left blank.
    pub fn values(&self, attribute: &str) -> &[Value] {
        self.attributes.get(attribute).map_or(&[], Vec::as_slice)
    }
}

/// Whom a speaker's label stands for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A person of the study.
    Person(PersonId),
    /// Somebody of the research team; their turns are left out of agreement by default.
    Interviewer,
    /// Nobody who counts: a stage direction, a machine's note.
    Ignore,
    /// Somebody, but it is not known who.
    Unknown,
}

impl Role {
    /// The person, if it stands for one.
    pub fn person(&self) -> Option<&PersonId> {
        match self {
            Self::Person(person) => Some(person),
            Self::Interviewer | Self::Ignore | Self::Unknown => None,
        }
    }
}

fn is_number(cell: &str) -> bool {
    // A leading zero or plus marks an identifier or a telephone number, which must keep its digits as they are.
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    let plain = digits.starts_with("0.") || digits == "0" || !digits.starts_with('0');
    plain
        && digits.starts_with(|c: char| c.is_ascii_digit())
        && cell.parse::<f64>().is_ok_and(f64::is_finite)
}
