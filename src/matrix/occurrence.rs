//! Occurrence: what every code stands on, attribute by attribute or document by document.
//!
//! A code takes in all below it and process codes stay out, as in the theme table, whose counts these are: a parent's row counts
//! its children's excerpts, each once, so that rows must not be added up.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::filter::{Layer, View};
use crate::id::DocumentRef;
use crate::layer::{Mark, marks};
use crate::person::Attributes;
use crate::texts::Texts;
use crate::themes::{BLANK, Tallied, TalliedUnit, is_of_people};

/// What stands for an attribute that nobody filled in, unless somebody wrote these very words.
const NOT_STATED: &str = "not stated";

/// Counts by the values of an attribute.
pub type ByValue = BTreeMap<String, usize>;

/// Codes by the values of attributes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Crosstab {
    /// What is counted.
    pub unit: TalliedUnit,
    /// Whose codings.
    pub layer: String,
    /// For each attribute, whose it is and how many of them have each value, coded or not.
    pub attributes: Vec<Attribute>,
    /// Theme-use codes in codebook order, unused ones too.
    pub rows: Vec<CrosstabRow>,
    /// What must be read with it.
    pub notes: Vec<String>,
}

/// An attribute and who has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Attribute {
    /// Its name.
    pub name: String,
    /// People or documents.
    pub of: TalliedUnit,
    /// How many of them have each value; one with several counts under each.
    pub all: ByValue,
}

/// One code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CrosstabRow {
    /// The handle.
    pub key: String,
    /// The full name.
    pub name: String,
    /// How many codes stand above it.
    pub depth: usize,
    /// All that is counted, each once.
    pub total: usize,
    /// By attribute and value.
    pub by: BTreeMap<String, ByValue>,
}

/// Counts codes by the values of attributes.
pub fn crosstab(
    (view, texts): (&View<'_>, &Texts),
    layer: &Layer,
    (by, unit): (&[String], TalliedUnit),
) -> Crosstab {
    let marks = marks(view, texts, layer);
    let tallied = Tallied::of(view, texts, &marks.marks);
    let mut attributes: Vec<Attribute> = by.iter().map(|name| attribute(view, name)).collect();
    let rows = tallied.rows.iter().map(|row| {
        let split = by.iter().map(|attribute| {
            let counts = tallied.split(view, row, (attribute, unit));
            (attribute.clone(), counts)
        });
        CrosstabRow {
            key: row.key.clone(),
            name: row.name.clone(),
            depth: row.depth,
            total: match unit {
                TalliedUnit::People => row.tally.people.len(),
                TalliedUnit::Documents => row.tally.documents.len(),
                TalliedUnit::Excerpts => row.tally.excerpts.len(),
            },
            by: split.collect(),
        }
    });
    let mut rows: Vec<CrosstabRow> = rows.collect();
    for attribute in &mut attributes {
        state(attribute, &mut rows);
    }
    let mut notes = marks.provisos(layer);
    notes.extend(tallied.notes(view));
    Crosstab {
        unit,
        layer: layer.to_string(),
        attributes,
        rows,
        notes,
    }
}

/// Who has an attribute, and how many of them have each value.
fn attribute(view: &View<'_>, name: &str) -> Attribute {
    let of_people = is_of_people(view, name);
    let all: Vec<&Attributes> = match of_people {
        true => view.people().map(|person| &person.attributes).collect(),
        false => view
            .documents()
            .map(|document| &document.attributes)
            .collect(),
    };
    let mut counts = ByValue::new();
    for attributes in all {
        let values = attributes.get(name).map_or(&[][..], Vec::as_slice);
        let mut values: BTreeSet<&str> = values.iter().map(|value| value.as_str()).collect();
        if values.is_empty() {
            values.insert(BLANK);
        }
        for value in values {
            *counts.entry(value.to_owned()).or_default() += 1;
        }
    }
    Attribute {
        name: name.to_owned(),
        of: match of_people {
            true => TalliedUnit::People,
            false => TalliedUnit::Documents,
        },
        all: counts,
    }
}

/// Puts words for what nobody filled in, the same in all counts of an attribute: where somebody wrote these very words anywhere, a
/// blank stays a blank everywhere.
fn state(attribute: &mut Attribute, rows: &mut [CrosstabRow]) {
    let name = &attribute.name;
    let of_rows = rows.iter_mut().filter_map(|row| row.by.get_mut(name));
    let mut all: Vec<&mut ByValue> = of_rows.chain([&mut attribute.all]).collect();
    if all.iter().any(|counts| counts.contains_key(NOT_STATED)) {
        return;
    }
    for counts in &mut all {
        if let Some(count) = counts.remove(BLANK) {
            counts.insert(NOT_STATED.to_owned(), count);
        }
    }
}

/// The values of an attribute in the order of columns: what is stated by name, then what is not.
pub fn values(attribute: &Attribute, rows: &[CrosstabRow]) -> Vec<String> {
    let in_rows = rows.iter().filter_map(|row| row.by.get(&attribute.name));
    let named = attribute
        .all
        .keys()
        .chain(in_rows.flat_map(|counts| counts.keys()));
    let mut values: Vec<String> = named.cloned().collect();
    let key = |value: &String| (value == NOT_STATED || value == BLANK, value.clone());
    values.sort_by_key(key);
    values.dedup();
    values
}

/// Codes by document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ByDocument {
    /// Whose codings.
    pub layer: String,
    /// What is counted.
    pub unit: &'static str,
    /// The documents, in the order they were imported, uncoded ones too.
    pub documents: Vec<String>,
    /// Theme-use codes in codebook order, unused ones too.
    pub rows: Vec<DocumentRow>,
    /// What must be read with it.
    pub notes: Vec<String>,
}

/// One code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DocumentRow {
    /// The handle.
    pub key: String,
    /// The full name.
    pub name: String,
    /// How many codes stand above it.
    pub depth: usize,
    /// How many documents have an excerpt of it.
    pub documents: usize,
    /// Distinct excerpts, one count a document.
    pub excerpts: Vec<usize>,
}

/// Counts the excerpts of every code in each of some documents, or in all where none is named.
pub fn by_document(
    (view, texts): (&View<'_>, &Texts),
    layer: &Layer,
    asked: &BTreeSet<DocumentRef>,
) -> ByDocument {
    let found = marks(view, texts, layer);
    let is_asked = |id: &DocumentRef| asked.is_empty() || asked.contains(id);
    let documents: Vec<_> = view.documents().filter(|of| is_asked(&of.id)).collect();
    let notes = found.provisos(layer);
    let counted = found
        .marks
        .into_iter()
        .filter(|mark| is_asked(&mark.document));
    let counted: Vec<Mark> = counted.collect();
    let tallied = Tallied::of(view, texts, &counted);
    let rows = tallied.rows.iter().map(|row| {
        let mut counts: BTreeMap<DocumentRef, usize> = BTreeMap::new();
        for (document, _) in &row.tally.excerpts {
            *counts.entry(*document).or_default() += 1;
        }
        let of_document = |id: &DocumentRef| counts.get(id).copied().unwrap_or(0);
        DocumentRow {
            key: row.key.clone(),
            name: row.name.clone(),
            depth: row.depth,
            documents: counts.len(),
            excerpts: documents.iter().map(|of| of_document(&of.id)).collect(),
        }
    });
    ByDocument {
        layer: layer.to_string(),
        unit: "excerpt",
        documents: documents.iter().map(|of| of.handle.clone()).collect(),
        rows: rows.collect(),
        notes,
    }
}
