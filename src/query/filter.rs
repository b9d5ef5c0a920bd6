//! Filters: what a query asks of a turn beside its words - how it is coded, who spoke, in what document.
//!
//! A filter holds what was found for the names that people wrote, so that it can be asked of a turn without looking up a name.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use crate::document::Kind;
use crate::id::{CodeRef, DocumentRef, PersonId, RoundRef};
use crate::person::{Attributes, Role, Value};
use crate::query::facts::{Coded, CoderNumber, Facts, Source};
use crate::query::shape::Shape;
use crate::query::word::one_spelling;

/// What is asked of a turn beside its words.
#[derive(Clone, Debug)]
pub enum Filter {
    /// A coding of this sort touches it.
    Coded(Codings),
    /// It is in one of these documents.
    Documents(BTreeSet<DocumentRef>),
    /// It is in a document of one of these sorts.
    Kinds(Vec<Kind>),
    /// One of these people speaks.
    People(BTreeSet<PersonId>),
    /// The research team speaks, nobody, or somebody who is not known.
    Speakers(Vec<Role>),
    /// Its speaker or its document has an attribute of such a value.
    Attribute(String, Vec<Test>),
    /// Its number in its document is one of these.
    Turns(Vec<RangeInclusive<u32>>),
    /// It is one of these questions of an interviewer, or is said before the interviewer speaks again.
    Questions(Vec<RangeInclusive<u32>>),
}

/// Where a turn stands in the talk of its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// Its number, from 1.
    pub turn: u32,
    /// How many turns an interviewer has had up to it, with itself; 0 before the first.
    pub question: u32,
}

/// The spots of all turns of a document, by who speaks in them.
pub fn spots<'r>(roles: impl Iterator<Item = &'r Role>) -> impl Iterator<Item = Spot> {
    let mut question = 0;
    (1..).zip(roles).map(move |(turn, role)| {
        question += u32::from(*role == Role::Interviewer);
        Spot { turn, question }
    })
}

/// The codings that a filter looks at. What is empty asks for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Codings {
    /// With one of these codes.
    pub codes: Option<BTreeSet<CodeRef>>,
    /// By one of these coders.
    pub coders: Option<BTreeSet<CoderNumber>>,
    /// Of one of these rounds.
    pub rounds: Option<BTreeSet<RoundRef>>,
}

impl Codings {
    /// Whether a coding is one of them.
    pub fn take(&self, coded: &Coded) -> bool {
        let has_coder = |coders: &BTreeSet<CoderNumber>| {
            coded.coder.is_some_and(|coder| coders.contains(&coder))
        };
        let in_round =
            |rounds: &BTreeSet<RoundRef>| coded.round.is_some_and(|round| rounds.contains(&round));
        self.codes
            .as_ref()
            .is_none_or(|codes| codes.contains(&coded.code))
            && self.coders.as_ref().is_none_or(has_coder)
            && self.rounds.as_ref().is_none_or(in_round)
    }
}

/// What is asked of one value.
#[derive(Clone, Debug)]
pub enum Test {
    /// It reads so, whatever its case and however its words are joined.
    Is(String),
    /// It has this shape.
    Shape(Shape),
    /// Nobody filled it in.
    Blank,
    /// It is a number or a day between two, both included; an end that is left out is open.
    Between(Option<Bound>, Option<Bound>),
}

/// An end of a range.
#[derive(Clone, Debug, PartialEq)]
pub struct Bound {
    /// The day it is, if it is one; it may be cut short, so that 2024 is all of that year.
    pub day: Option<String>,
    /// The number it is, if it is one.
    pub number: Option<f64>,
    /// Whether the end itself is meant too.
    pub edge: Edge,
}

/// Whether a bound itself is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// It is.
    Included,
    /// It is not.
    Left,
}

impl Test {
    fn takes(&self, values: &[Value]) -> bool {
        match self {
            Self::Blank => values.is_empty(),
            Self::Is(word) => values
                .iter()
                .any(|value| one_spelling(value.as_str()) == *word),
            Self::Shape(shape) => values
                .iter()
                .any(|value| shape.takes(&one_spelling(value.as_str()))),
            Self::Between(from, to) => values.iter().any(|value| lies_between(value, from, to)),
        }
    }
}

fn lies_between(value: &Value, from: &Option<Bound>, to: &Option<Bound>) -> bool {
    let order = |bound: &Bound| match value {
        Value::Number(number) => number.parse::<f64>().ok()?.partial_cmp(&bound.number?),
        // A day is compared as far as the bound is written: 2024-06 is reached by every day of that June.
        Value::Date(day) => {
            let bound = bound.day.as_deref()?;
            Some(day.get(..bound.len())?.cmp(bound))
        }
        _ => None,
    };
    let holds = |bound: &Option<Bound>, side: fn(std::cmp::Ordering) -> bool| match bound {
        None => matches!(value, Value::Number(_) | Value::Date(_)),
        Some(bound) => order(bound)
            .is_some_and(|order| side(order) || (order.is_eq() && bound.edge == Edge::Included)),
    };
    holds(from, std::cmp::Ordering::is_gt) && holds(to, std::cmp::Ordering::is_lt)
}

/// Whether a speaker or a document has an attribute of a value that is asked for. Blank is what neither has filled in.
fn has_value(
    (name, tests): (&str, &[Test]),
    person: Option<&Attributes>,
    document: &Attributes,
) -> bool {
    let values = |of: &Attributes| of.get(name).cloned().unwrap_or_default();
    let mut both = person.map(values).unwrap_or_default();
    both.extend(values(document));
    tests.iter().any(|test| test.takes(&both))
}

impl Filter {
    /// Whether a turn stands where it is asked for; nothing where something else is asked about.
    pub fn takes_spot(&self, spot: Spot) -> Option<bool> {
        let within = |numbers: &[RangeInclusive<u32>], number: u32| {
            Some(numbers.iter().any(|range| range.contains(&number)))
        };
        match self {
            Self::Turns(numbers) => within(numbers, spot.turn),
            Self::Questions(numbers) => within(numbers, spot.question),
            _ => None,
        }
    }

    /// Whether a turn's speaker and document are as asked; nothing where codings or places in the talk are asked about.
    pub fn takes_speaker(&self, facts: &Facts, source: &Source, role: &Role) -> Option<bool> {
        Some(match self {
            Self::Coded(_) | Self::Turns(_) | Self::Questions(_) => return None,
            Self::Documents(documents) => documents.contains(&source.id),
            Self::Kinds(kinds) => kinds.contains(&source.kind),
            Self::People(people) => role.person().is_some_and(|person| people.contains(person)),
            Self::Speakers(roles) => roles.contains(role),
            Self::Attribute(name, tests) => {
                let person = role.person().and_then(|person| facts.people.get(person));
                // Nobody has left blank what only people are asked about where no person speaks.
                (person.is_some() || facts.is_of_documents(name))
                    && has_value((name, tests), person, &source.attributes)
            }
        })
    }
}
