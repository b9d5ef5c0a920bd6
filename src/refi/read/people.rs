//! Users become coders; cases with their variables become people with attributes.
//!
//! A case without a name says something about the sources it refers to, as some programs write document variables, so its
//! variables go to those documents.

use std::collections::{BTreeSet, HashMap};

use crate::person::{Attributes, Value};
use crate::project::{At, On, Person};
use crate::refi::read::gathered::Gathered;
use crate::refi::tree::Element;

/// The most values that one case gives to all its sources together.
const VALUES: usize = 100_000;

/// Takes the users.
pub fn take_coders(gathered: &mut Gathered, root: &Element) {
    for user in root.inside("Users") {
        let name = user
            .said("name")
            .or(user.said("id"))
            .unwrap_or("unnamed coder");
        match user.guid() {
            Some(guid) => {
                gathered.add_coder(&guid, name);
            }
            None => {
                gathered.count("users without a GUID; left out, because nothing can refer to them")
            }
        }
    }
}

/// Takes the cases, once the sources are known.
pub fn take_people(gathered: &mut Gathered, root: &Element) {
    let variables = names(root);
    for case in root.inside("Cases") {
        let mut attributes = Attributes::new();
        for value in case.all("VariableValue") {
            take_value(gathered, value, (&variables, &mut attributes));
        }
        let stands = |gathered: &Gathered, reference: &Element| {
            reference
                .points_to()
                .and_then(|guid| gathered.things.get(&guid).copied())
        };
        let mut documents = Vec::new();
        let mut stretches = Vec::new();
        for reference in case.all("SourceRef").chain(case.all("SelectionRef")) {
            match stands(gathered, reference) {
                Some(On::Document(at)) => documents.push(at),
                Some(On::Stretch(at, span)) => stretches.push((at, span)),
                _ => {
                    gathered.count("references of cases to sources or excerpts that were left out")
                }
            }
        }
        for _ in case.all("CodeRef") {
            gathered
                .count("codes put on a whole case; left out, because codes are put on words here");
        }
        let Some(name) = case.said("name") else {
            take_nameless(gathered, &documents, attributes);
            continue;
        };
        let on = On::Person(At(gathered.project.people.len()));
        gathered.know(case, on);
        gathered.memo(on, case.description());
        gathered.project.people.push(Person {
            name: name.to_owned(),
            attributes,
            documents,
            stretches,
        });
    }
    take_document_variables(gathered, root, &variables);
}

fn take_nameless(gathered: &mut Gathered, documents: &[At], attributes: Attributes) {
    if documents.is_empty() {
        gathered.count("cases without a name and without a source; left out");
    }
    let documents: BTreeSet<At> = documents.iter().copied().collect();
    let most = VALUES / attributes.len().max(1);
    if documents.len() > most {
        gathered.count("cases without a name that say too much of too many sources; left out");
        return;
    }
    for document in documents {
        if let Some(document) = gathered.project.documents.get_mut(document.0) {
            document.attributes.extend(attributes.clone());
        }
    }
}

fn take_document_variables(
    gathered: &mut Gathered,
    root: &Element,
    variables: &HashMap<String, String>,
) {
    for source in root.inside("Sources") {
        let document = source
            .guid()
            .and_then(|guid| gathered.things.get(&guid).copied());
        let mut attributes = Attributes::new();
        for value in source.all("VariableValue") {
            take_value(gathered, value, (variables, &mut attributes));
        }
        let known = match document {
            Some(On::Document(at)) => gathered.project.documents.get_mut(at.0),
            _ => None,
        };
        match known {
            Some(document) => document.attributes.extend(attributes),
            None if !attributes.is_empty() => {
                gathered.count("sources with variables that were left out themselves");
            }
            None => {}
        }
    }
}

/// The names of the variables by GUID.
fn names(root: &Element) -> HashMap<String, String> {
    let variables = root.inside("Variables");
    let named = variables.filter_map(|variable| {
        let name = variable.said("name")?.to_owned();
        Some((variable.guid()?, name))
    });
    named.collect()
}

fn take_value(
    gathered: &mut Gathered,
    element: &Element,
    (variables, attributes): (&HashMap<String, String>, &mut Attributes),
) {
    let name = element
        .target("VariableRef")
        .and_then(|guid| variables.get(&guid));
    let Some(name) = name else {
        gathered.count("values of a variable that the project does not have; left out");
        return;
    };
    let value = element
        .children
        .iter()
        .find(|child| child.name.ends_with("Value"));
    let Some(value) = value.filter(|value| !value.text.trim().is_empty()) else {
        return;
    };
    let words = value.text.trim();
    let value = match value.name.as_ref() {
        "DateTimeValue" | "DateValue" => Value::parse(day(words)),
        _ => Value::parse(words),
    };
    attributes.entry(name.clone()).or_default().push(value);
}

/// A moment as its day, where it is midnight as programs write for a day alone; else as it stands.
fn day(words: &str) -> &str {
    let Some((day, time)) = words.split_once('T') else {
        return words.trim_end_matches('Z');
    };
    let zone = time.find(['Z', '+', '-']).unwrap_or(time.len());
    let time = time.get(..zone).unwrap_or_default();
    let is_midnight = time.chars().all(|c| matches!(c, '0' | ':' | '.'));
    if is_midnight { day } else { words }
}
