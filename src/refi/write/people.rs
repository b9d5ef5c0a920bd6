//! Coders as users; people as cases with their attributes as variables.

use std::collections::BTreeMap;

use crate::document::Document;
use crate::filter::Layer;
use crate::id::{CoderId, PersonId};
use crate::person::{Attributes, Role, Value};
use crate::refi::carried::joined;
use crate::refi::write::Desk;
use crate::refi::write::marks::FINAL;
use crate::refi::write::memos::Hook;
use crate::refi::write::target::Target;
use crate::refi::write::xml::Xml;

/// Puts the coders, by their handles alone.
pub fn put_users(xml: &mut Xml, desk: &Desk<'_>) {
    let coders = desk.asked.view.coders().iter();
    let mut users: Vec<&CoderId> = coders.map(|coder| &coder.handle).collect();
    let last = CoderId::from(FINAL);
    if *desk.asked.layer == Layer::Final {
        users.push(&last);
    }
    if users.is_empty() {
        return;
    }
    xml.open("Users", &[]);
    for (at, user) in users.iter().enumerate() {
        let guid = match at < desk.asked.view.coders().len() {
            true => desk.guids.make("coder", &user.0),
            false => desk.guids.make("layer", &user.0),
        };
        xml.leaf(
            "User",
            &[("guid", &guid), ("name", &user.0), ("id", &user.0)],
        );
    }
    xml.close();
}

/// The GUID of whoever put a code somewhere: a coder, or in the final layer the team.
pub fn guid_of_user(desk: &Desk<'_>, coder: &CoderId) -> String {
    match desk.asked.layer {
        Layer::Final => desk.guids.make("layer", &coder.0),
        Layer::All | Layer::Coder(_) => desk.guids.make("coder", &coder.0),
    }
}

/// Which sort of value a variable has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Text,
    Boolean,
    Integer,
    Float,
    Date,
}

impl Sort {
    /// The sort that holds all of these values; where they differ, text holds them all.
    fn of<'v>(mut values: impl Iterator<Item = &'v [Value]>) -> Self {
        let sort = |values: &[Value]| match values {
            [Value::Yes | Value::No] => Self::Boolean,
            [Value::Number(n)] if n.parse::<i64>().is_ok() => Self::Integer,
            [Value::Number(n)]
                if n.bytes()
                    .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-')) =>
            {
                Self::Float
            }
            [Value::Date(_)] => Self::Date,
            _ => Self::Text,
        };
        let first = values.next().map_or(Self::Text, sort);
        values.fold(first, |sofar, next| match (sofar, sort(next)) {
            (one, other) if one == other => one,
            (Self::Integer | Self::Float, Self::Integer | Self::Float) => Self::Float,
            _ => Self::Text,
        })
    }

    fn variable(self) -> &'static str {
        match self {
            Self::Text => "Text",
            Self::Boolean => "Boolean",
            Self::Integer => "Integer",
            Self::Float => "Float",
            Self::Date => "Date",
        }
    }

    fn element(self) -> &'static str {
        match self {
            Self::Text => "TextValue",
            Self::Boolean => "BooleanValue",
            Self::Integer => "IntegerValue",
            Self::Float => "FloatValue",
            Self::Date => "DateValue",
        }
    }
}

/// The attributes of people and documents, each with its sort.
pub struct Variables {
    sorts: BTreeMap<String, Sort>,
}

impl Variables {
    /// Those of all people and documents that are written.
    pub fn of(desk: &Desk<'_>) -> Self {
        let view = desk.asked.view;
        let mut values: BTreeMap<&str, Vec<&[Value]>> = BTreeMap::new();
        let people = view.people().map(|person| &person.attributes);
        let documents = view.documents().map(|document| &document.attributes);
        for (name, several) in people.chain(documents).flatten() {
            values.entry(name).or_default().push(several);
        }
        let sorts = values
            .into_iter()
            .map(|(name, values)| (name.to_owned(), Sort::of(values.into_iter())));
        Self {
            sorts: sorts.collect(),
        }
    }

    /// Puts the variables.
    pub fn put(&self, xml: &mut Xml, desk: &Desk<'_>) {
        if self.sorts.is_empty() {
            return;
        }
        xml.open("Variables", &[]);
        for (name, sort) in &self.sorts {
            let guid = desk.guids.make("variable", name);
            let attributes = [
                ("guid", guid.as_str()),
                ("name", name),
                ("typeOfVariable", sort.variable()),
            ];
            xml.leaf("Variable", &attributes);
        }
        xml.close();
    }

    /// Puts the values of a person or a document.
    pub fn put_values(&self, xml: &mut Xml, (desk, attributes): (&Desk<'_>, &Attributes)) {
        for (name, values) in attributes.iter().filter(|(_, values)| !values.is_empty()) {
            let sort = self.sorts.get(name).copied().unwrap_or(Sort::Text);
            let words = joined(values);
            let written = match (sort, words.as_str()) {
                (Sort::Boolean, "yes") => "true",
                (Sort::Boolean, _) => "false",
                (_, words) => words,
            };
            xml.open("VariableValue", &[]);
            let guid = desk.guids.make("variable", name);
            xml.leaf("VariableRef", &[("targetGUID", &guid)]);
            xml.words(sort.element(), written);
            xml.close();
        }
    }
}

/// Puts the people, each with the documents they speak in.
pub fn put_cases(xml: &mut Xml, desk: &Desk<'_>, variables: &Variables) {
    let view = desk.asked.view;
    let mut people = view.people().peekable();
    if people.peek().is_none() {
        return;
    }
    xml.open("Cases", &[]);
    for person in people {
        let guid = desk.guids.make("person", &person.handle.0);
        xml.open("Case", &[("guid", &guid), ("name", &person.handle.0)]);
        let notes = desk.memos.on(&Hook::Person(person.handle.clone()));
        let words: Vec<&str> = notes.iter().map(|note| note.text.as_str()).collect();
        xml.words_if_any("Description", &words.join("\n\n"));
        variables.put_values(xml, (desk, &person.attributes));
        let theirs = view
            .documents()
            .filter(|document| speaks_in(document, &person.handle));
        for document in theirs {
            let guid = desk.guids.make("document", &document.id.to_string());
            xml.leaf("SourceRef", &[("targetGUID", &guid)]);
        }
        xml.close();
    }
    xml.close();
}

fn speaks_in(document: &Document, person: &PersonId) -> bool {
    let labels = document
        .speakers
        .values()
        .chain(document.turn_roles.iter().map(|(_, role)| role));
    labels
        .filter_map(Role::person)
        .any(|speaker| speaker == person)
}

/// The attributes that stand on a document: its own, and those it borrows.
pub fn on_document(desk: &Desk<'_>, document: &Document) -> Attributes {
    let mut attributes = borrowed(desk, document);
    attributes.extend(document.attributes.clone());
    attributes
}

/// For MAXQDA, which has no cases, a document has the attributes of the only person in it beside its own.
pub fn borrowed(desk: &Desk<'_>, document: &Document) -> Attributes {
    if desk.asked.target != Target::Maxqda {
        return Attributes::new();
    }
    let people = desk.asked.view.people();
    let mut people = people.filter(|person| speaks_in(document, &person.handle));
    let (Some(only), None) = (people.next(), people.next()) else {
        return Attributes::new();
    };
    let mut attributes = only.attributes.clone();
    attributes.retain(|name, _| !document.attributes.contains_key(name));
    attributes
}
