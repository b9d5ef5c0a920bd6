//! The codebook with what each code stands on: documents, excerpts and people.
//!
//! A code takes in all below it, each excerpt once; process codes have rows too, and count what is coded with them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;

use crate::codebook::Code;
use crate::filter::{Layer, View};
use crate::id::{CodeRef, DocumentRef, PersonId};
use crate::layer::marks;
use crate::matrix::case::Place;
use crate::texts::Texts;
use crate::themes::speakers_at;

/// A code and what it stands on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CodeRow {
    /// The code, with all its fields.
    #[serde(flatten)]
    pub code: Code,
    /// How many codes stand above it.
    pub depth: usize,
    /// Documents with an excerpt of it.
    pub files: usize,
    /// Distinct excerpts.
    pub references: usize,
    /// Distinct people who speak in its excerpts.
    pub people: usize,
}

/// The codes in codebook order as a layer has them, and what must be read with them.
pub fn codes((view, texts): (&View<'_>, &Texts), layer: &Layer) -> (Vec<CodeRow>, Vec<String>) {
    let found = marks(view, texts, layer);
    let mut places: HashMap<CodeRef, BTreeSet<Place>> = HashMap::new();
    let mut speaking: BTreeMap<Place, BTreeSet<PersonId>> = BTreeMap::new();
    for mark in &found.marks {
        let place = (mark.document, mark.span);
        places.entry(mark.code).or_default().insert(place);
        let people = || speakers_at(view, texts, place);
        speaking.entry(place).or_insert_with(people);
    }
    let known = view.codes().filter(|code| code.merged_into.is_none());
    let refs: HashMap<&str, CodeRef> = known.map(|code| (code.code.id.as_str(), code.id)).collect();
    let codebook = view.codebook();
    let row = |code: &Code| {
        let below = codebook.with_descendants(&code.id).into_iter();
        let own = below.filter_map(|code| places.get(refs.get(code.id.as_str())?));
        let own: BTreeSet<Place> = own.flatten().copied().collect();
        let documents: BTreeSet<DocumentRef> = own.iter().map(|(document, _)| *document).collect();
        let people = own.iter().filter_map(|place| speaking.get(place)).flatten();
        let people: BTreeSet<&PersonId> = people.collect();
        CodeRow {
            code: code.clone(),
            depth: codebook.depth(&code.id),
            files: documents.len(),
            references: own.len(),
            people: people.len(),
        }
    };
    let rows = codebook.codes().iter().map(row).collect();
    (rows, found.provisos(layer))
}
