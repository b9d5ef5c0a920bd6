//! Values: what is known of speakers and documents, numbered once, so that turns are counted by it without reading it again.
//!
//! Values that one filter finds are one value, however they are spelled.

use std::collections::{BTreeMap, HashMap};

use crate::id::PersonId;
use crate::person::{Attributes, Role, Value as Written};
use crate::query::facts::Source;
use crate::query::word::one_spelling;

/// A value of an attribute.
#[derive(Debug, PartialEq, Eq)]
pub struct Value {
    /// The attribute.
    pub attribute: String,
    /// The value as it is written first.
    pub written: String,
    /// Whether it says that a speaker is no person of the study.
    pub is_speaker: bool,
}

/// The number of a value among all.
pub type ValueNumber = usize;

/// Every value of a study.
#[derive(Debug, Default)]
pub struct Values {
    all: Vec<Value>,
    numbers: HashMap<(String, bool, String), ValueNumber>,
    of_people: HashMap<PersonId, Vec<ValueNumber>>,
    of_documents: Vec<Vec<ValueNumber>>,
    /// Of interviewers, of those not known, and of those who are left out.
    of_others: [Vec<ValueNumber>; 3],
}

impl Values {
    /// The values of people, and of documents in their order.
    pub fn of(people: &BTreeMap<PersonId, Attributes>, documents: &[Source]) -> Self {
        let mut values = Self::default();
        for document in documents {
            let numbers = values.number_all(&document.attributes);
            values.of_documents.push(numbers);
        }
        for (person, attributes) in people {
            let numbers = values.number_all(attributes);
            values.of_people.insert(person.clone(), numbers);
        }
        // Interviewers have a role only where somebody else has one.
        if values.all.iter().any(|value| value.attribute == "role") {
            values.of_others = ["interviewer", "unknown", "ignore"]
                .map(|speaker| vec![values.number(("role", true), speaker)]);
        }
        values
    }

    fn number_all(&mut self, attributes: &Attributes) -> Vec<ValueNumber> {
        let mut numbers = Vec::new();
        for (attribute, values) in attributes {
            let values = values.iter().map(Written::as_str);
            numbers.extend(values.map(|value| self.number((attribute, false), value)));
        }
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    fn number(&mut self, (attribute, is_speaker): (&str, bool), written: &str) -> ValueNumber {
        let key = (attribute.to_owned(), is_speaker, one_spelling(written));
        *self.numbers.entry(key).or_insert_with(|| {
            self.all.push(Value {
                attribute: attribute.to_owned(),
                written: written.to_owned(),
                is_speaker,
            });
            self.all.len() - 1
        })
    }

    /// All of them, by number.
    pub fn all(&self) -> &[Value] {
        &self.all
    }

    /// The values of each document, in the order of documents.
    pub fn of_documents(&self) -> &[Vec<ValueNumber>] {
        &self.of_documents
    }

    /// The values of whoever speaks.
    pub fn of_speaker(&self, role: &Role) -> &[ValueNumber] {
        match role {
            Role::Person(person) => self.of_people.get(person).map_or(&[], Vec::as_slice),
            Role::Interviewer => &self.of_others[0],
            Role::Unknown => &self.of_others[1],
            Role::Ignore => &self.of_others[2],
        }
    }
}
