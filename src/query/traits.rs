//! Traits: what is known of speakers and documents, numbered once, so that turns are counted by it without reading it again.
//!
//! A trait is a value of an attribute; values that one filter finds are one trait, however they are spelled. Who has how many turns
//! is not known here.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use crate::id::PersonId;
use crate::person::{Attributes, Role, Value};
use crate::query::word::one_spelling;

/// The place of a trait among all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TraitNumber(u32);

impl TraitNumber {
    /// As an index.
    pub fn place(self) -> usize {
        self.0 as usize
    }
}

/// Whom a trait tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Of {
    /// People of the study and documents.
    Known,
    /// Speakers who are nobody of the study.
    Others,
}

/// A value of an attribute.
#[derive(Debug, PartialEq, Eq)]
pub struct Trait {
    /// The attribute.
    pub attribute: String,
    /// The value as it is written first.
    pub written: String,
    /// Whom it tells of.
    pub of: Of,
}

/// Every trait of a study.
#[derive(Debug, Default)]
pub struct Traits {
    all: Vec<Trait>,
    of_people: HashMap<PersonId, Vec<TraitNumber>>,
    of_documents: Vec<Vec<TraitNumber>>,
    /// Of interviewers, of those not known, and of those who are left out.
    of_others: [Vec<TraitNumber>; 3],
}

/// The traits of facts, numbered when somebody counts by them. A copy numbers its own, because it may be changed first.
#[derive(Debug, Default)]
pub struct Numbered(OnceLock<Traits>);

impl Clone for Numbered {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Numbered {
    /// The traits, once they are numbered.
    pub fn get(&self, number: impl FnOnce() -> Traits) -> &Traits {
        self.0.get_or_init(number)
    }
}

/// Numbers traits as they come.
#[derive(Default)]
struct Numbering {
    all: Vec<Trait>,
    numbers: HashMap<(String, Of, String), TraitNumber>,
}

impl Numbering {
    fn all_of(&mut self, attributes: &Attributes) -> Vec<TraitNumber> {
        let mut numbers = Vec::new();
        for (attribute, values) in attributes {
            let values = values.iter().map(Value::as_str);
            numbers.extend(values.map(|value| self.one(attribute, value, Of::Known)));
        }
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    fn one(&mut self, attribute: &str, written: &str, of: Of) -> TraitNumber {
        let key = (attribute.to_owned(), of, one_spelling(written));
        *self.numbers.entry(key).or_insert_with(|| {
            let number = TraitNumber(self.all.len() as u32);
            self.all.push(Trait {
                attribute: attribute.to_owned(),
                written: written.to_owned(),
                of,
            });
            number
        })
    }
}

impl Traits {
    /// The traits of people, and of documents in their order.
    pub fn of<'a>(
        people: &BTreeMap<PersonId, Attributes>,
        documents: impl Iterator<Item = &'a Attributes>,
    ) -> Self {
        let mut numbering = Numbering::default();
        let of_documents = documents.map(|attributes| numbering.all_of(attributes));
        let of_documents = of_documents.collect();
        let of_people = people
            .iter()
            .map(|(person, attributes)| (person.clone(), numbering.all_of(attributes)));
        let of_people = of_people.collect();
        // Interviewers have a role only where somebody else has one.
        let has_roles = numbering.all.iter().any(|one| one.attribute == "role");
        let of_others = ["interviewer", "unknown", "ignore"].map(|speaker| match has_roles {
            true => vec![numbering.one("role", speaker, Of::Others)],
            false => Vec::new(),
        });
        Self {
            all: numbering.all,
            of_people,
            of_documents,
            of_others,
        }
    }

    /// All of them, by number.
    pub fn all(&self) -> &[Trait] {
        &self.all
    }

    /// The traits of each document, in the order of documents.
    pub fn of_documents(&self) -> &[Vec<TraitNumber>] {
        &self.of_documents
    }

    /// The traits of whoever speaks.
    pub fn of_speaker(&self, role: &Role) -> &[TraitNumber] {
        match role {
            Role::Person(person) => self.of_people.get(person).map_or(&[], Vec::as_slice),
            Role::Interviewer => &self.of_others[0],
            Role::Unknown => &self.of_others[1],
            Role::Ignore => &self.of_others[2],
        }
    }
}
