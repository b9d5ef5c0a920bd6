//! Cases: people or documents, and where each theme lies for each of them.
//!
//! A case has an excerpt of a theme where it speaks in a turn that the excerpt touches, or where the excerpt lies in the document
//! it is. A theme takes in all below it, as in the theme table, whose people these are; process codes stay out.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::codebook::{Code, Depth, Use};
use crate::coding::Case;
use crate::filter::View;
use crate::id::{CodeRef, DocumentRef, RefMap};
use crate::layer::Mark;
use crate::person::Attributes;
use crate::study::CodeNow;
use crate::text::span::Span;
use crate::texts::Texts;
use crate::themes::speakers_at;

/// What the rows are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// People, in the order they were added.
    People,
    /// Documents, in the order they were imported.
    Documents,
}

/// A row: a person or a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Which.
    pub on: Case,
    /// Its handle.
    pub handle: String,
    /// What is known of it.
    pub attributes: Attributes,
}

/// Which themes have a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// Those at a depth of the codebook.
    At(Depth),
    /// These codes, by handle.
    Named(Vec<String>),
}

/// A column: a code with all below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// The code at its head.
    pub code: CodeRef,
    /// Its handle.
    pub key: String,
    /// Its full name.
    pub name: String,
    /// The codes that count as it.
    pub members: HashSet<CodeRef>,
}

/// A stretch of a document.
pub type Place = (DocumentRef, Span);

/// The rows of a kind.
pub fn rows(view: &View<'_>, kind: Kind) -> Vec<Row> {
    match kind {
        Kind::People => {
            let row = |person: &crate::person::Person| Row {
                on: Case::Person(person.handle.clone()),
                handle: person.handle.0.clone(),
                attributes: person.attributes.clone(),
            };
            view.people().map(row).collect()
        }
        Kind::Documents => {
            let row = |document: &crate::document::Document| Row {
                on: Case::Document(document.id),
                handle: document.handle.clone(),
                attributes: document.attributes.clone(),
            };
            view.documents().map(row).collect()
        }
    }
}

/// The columns that are asked for, in codebook order. Codes that are named and have none, process codes among them, come back by
/// handle.
pub fn columns(view: &View<'_>, which: &Which) -> (Vec<Column>, Vec<String>) {
    let codebook = view.codebook_in_use();
    let known = view.codes().filter(|code| code.merged_into.is_none());
    let refs: HashMap<&str, CodeRef> = known.map(|code| (code.code.id.as_str(), code.id)).collect();
    let wanted: Vec<String> = match which {
        Which::Named(named) => named.iter().map(|key| key.to_lowercase()).collect(),
        Which::At(_) => Vec::new(),
    };
    let themes = codebook
        .codes()
        .iter()
        .filter(|code| code.use_ == Use::Theme);
    let asked = themes.filter(|code| match which {
        Which::At(depth) => depth.has(&codebook, &code.id),
        Which::Named(_) => wanted.contains(&code.id.to_lowercase()),
    });
    let column = |code: &Code| {
        let below = codebook.with_descendants(&code.id).into_iter();
        let below = below.filter(|member| member.use_ == Use::Theme);
        let below = below.filter_map(|member| refs.get(member.id.as_str()).copied());
        Some(Column {
            code: *refs.get(code.id.as_str())?,
            key: code.id.clone(),
            name: code.name.clone(),
            members: with_merged(view, below.collect()),
        })
    };
    let columns: Vec<Column> = asked.filter_map(column).collect();
    let has_column = |key: &&String| {
        columns
            .iter()
            .any(|column| column.key.to_lowercase() == **key)
    };
    let without = wanted
        .iter()
        .filter(|key| !has_column(key))
        .cloned()
        .collect();
    (columns, without)
}

/// Some codes with those that were merged into them: versions frozen before the merge know no others.
pub fn with_merged(view: &View<'_>, codes: HashSet<CodeRef>) -> HashSet<CodeRef> {
    let is_one = |code: &&CodeNow| code.merged_into.is_some_and(|into| codes.contains(&into));
    let merged: Vec<CodeRef> = view.codes().filter(is_one).map(|code| code.id).collect();
    codes.into_iter().chain(merged).collect()
}

/// Where each column lies for each case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Crossed {
    cells: BTreeMap<(Case, CodeRef), BTreeSet<Place>>,
    /// Excerpts of the columns in which no case speaks.
    pub of_nobody: BTreeSet<Place>,
}

impl Crossed {
    /// Crosses the marks of a layer with cases.
    pub fn of(
        (view, texts): (&View<'_>, &Texts),
        marks: &[Mark],
        (kind, columns): (Kind, &[Column]),
    ) -> Self {
        let mut heads: RefMap<CodeRef, Vec<CodeRef>> = RefMap::default();
        for column in columns {
            for member in &column.members {
                heads.entry(*member).or_default().push(column.code);
            }
        }
        let mut speaking: HashMap<Place, Vec<Case>> = HashMap::new();
        let mut crossed = Self::default();
        for mark in marks {
            let Some(heads) = heads.get(&mark.code) else {
                continue;
            };
            let place = (mark.document, mark.span);
            let cases = speaking.entry(place).or_insert_with(|| match kind {
                Kind::Documents => vec![Case::Document(mark.document)],
                Kind::People => {
                    let people = speakers_at(view, texts, place).into_iter();
                    people.map(Case::Person).collect()
                }
            });
            if cases.is_empty() {
                crossed.of_nobody.insert(place);
            }
            for case in cases {
                for head in heads {
                    let cell = crossed.cells.entry((case.clone(), *head)).or_default();
                    cell.insert(place);
                }
            }
        }
        crossed
    }

    /// The distinct excerpts of a theme for a case, in the order of documents and texts.
    pub fn excerpts(&self, case: &Case, theme: CodeRef) -> &BTreeSet<Place> {
        static NONE: BTreeSet<Place> = BTreeSet::new();
        self.cells.get(&(case.clone(), theme)).unwrap_or(&NONE)
    }
}
