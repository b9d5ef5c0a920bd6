//! Themes: for every theme and code, how many people, documents and excerpts it stands on.
//!
//! People are counted once: the distinct speakers of the turns that excerpts lie in. An excerpt is a distinct stretch of a
//! document, however many coders marked it. A theme takes all its descendants in; process codes stay out.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde::Serialize;

use crate::codebook::{Codebook, Use};
use crate::filter::{Layer, View};
use crate::id::{CodeRef, CoderId, DocumentRef, PersonId};
use crate::layer::{Mark, Marks, marks};
use crate::person::Role;
use crate::text::span::Span;
use crate::texts::Texts;

/// The value that stands for an attribute nobody filled in.
pub const BLANK: &str = "(blank)";

/// One theme or code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ThemeRow {
    /// The handle.
    pub key: String,
    /// The full name.
    pub name: String,
    /// How many codes stand above it.
    pub depth: usize,
    /// Distinct people who speak in its excerpts.
    pub people: usize,
    /// Documents with an excerpt of it.
    pub documents: usize,
    /// Distinct excerpts.
    pub excerpts: usize,
    /// Codings: every coder's application counts.
    pub codings: usize,
    /// Distinct people by attribute and value.
    pub by: BTreeMap<String, BTreeMap<String, usize>>,
}

/// The theme table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Themes {
    /// Its title.
    pub title: String,
    /// Whose codings it counts.
    pub layer: String,
    /// What the head count counts.
    pub unit: &'static str,
    /// Theme-use codes in codebook order, unused ones too.
    pub rows: Vec<ThemeRow>,
    /// What must be read with it.
    pub notes: Vec<String>,
}

/// Computes the theme table of a layer, with people split by some attributes.
pub fn themes(view: &View<'_>, texts: &Texts, layer: &Layer, by: &[String]) -> Themes {
    let marks = marks(view, texts, layer);
    let codebook = view.codebook_in_use();
    let refs: HashMap<&str, CodeRef> = view
        .codes()
        .map(|code| (code.code.id.as_str(), code.id))
        .collect();
    let mut by_code: HashMap<CodeRef, Vec<&Mark>> = HashMap::new();
    for mark in &marks.marks {
        by_code.entry(mark.code).or_default().push(mark);
    }
    let speakers = Speakers::of(view, texts, &marks.marks);
    let counted = codebook
        .codes()
        .iter()
        .filter(|code| code.use_ == Use::Theme);
    let rows = counted.map(|code| {
        let found = members(&codebook, &code.id)
            .filter_map(|id| by_code.get(refs.get(id)?))
            .flatten()
            .copied();
        let tally = Tally::of(found.collect(), &speakers);
        ThemeRow {
            key: code.id.clone(),
            name: code.name.clone(),
            depth: codebook.depth(&code.id),
            people: tally.people.len(),
            documents: tally.documents.len(),
            excerpts: tally.excerpts.len(),
            codings: tally.codings,
            by: by
                .iter()
                .map(|attribute| (attribute.clone(), split(view, &tally.people, attribute)))
                .collect(),
        }
    });
    let rows = rows.collect();
    let title = view
        .setting("title")
        .map_or_else(|| "Themes".to_owned(), |title| format!("Themes: {title}"));
    let mut notes = notes(layer, &marks, &speakers);
    let retired: Vec<&str> = view
        .codes()
        .filter(|code| code.retired && codebook.get(&code.code.id).is_some())
        .map(|code| code.code.id.as_str())
        .collect();
    if !retired.is_empty() {
        notes.push(format!("retired, but still in use: {}", retired.join(", ")));
    }
    Themes {
        title,
        layer: layer.to_string(),
        unit: "person",
        rows,
        notes,
    }
}

fn notes(layer: &Layer, marks: &Marks, speakers: &Speakers) -> Vec<String> {
    let mut notes = vec![
        "People are the distinct speakers of the excerpts' turns; an excerpt is a distinct stretch of a document; a theme \
         takes in all codes below it."
            .to_owned(),
    ];
    if *layer == Layer::Final {
        let noun = match marks.undecided {
            1 => "disagreement",
            _ => "disagreements",
        };
        let undecided = marks.undecided;
        notes.push(format!(
            "{undecided} {noun} undecided, left out but for what all coders share there"
        ));
        if marks.kept > 0 {
            let kept = marks.kept;
            notes.push(format!("{kept} kept as disagreements, left out"));
        }
    }
    if !speakers.nobody.is_empty() {
        let n = speakers.nobody.len();
        notes.push(format!(
            "{n} excerpts are by speakers bound to no person: counted as excerpts, not as people"
        ));
    }
    notes
}

fn members<'c>(codebook: &'c Codebook, id: &str) -> impl Iterator<Item = &'c str> {
    codebook
        .with_descendants(id)
        .into_iter()
        .filter(|code| code.use_ == Use::Theme)
        .map(|code| code.id.as_str())
}

/// Who speaks in which excerpt.
struct Speakers {
    of: HashMap<(DocumentRef, Span), BTreeSet<PersonId>>,
    nobody: BTreeSet<(DocumentRef, Span)>,
}

impl Speakers {
    fn of(view: &View<'_>, texts: &Texts, marks: &[Mark]) -> Self {
        let mut speakers = Self {
            of: HashMap::new(),
            nobody: BTreeSet::new(),
        };
        for mark in marks {
            let place = (mark.document, mark.span);
            if speakers.of.contains_key(&place) {
                continue;
            }
            let people = speakers_at(view, texts, place);
            if people.is_empty() {
                speakers.nobody.insert(place);
            }
            speakers.of.insert(place, people);
        }
        speakers
    }
}

/// The people who speak in a stretch of a document.
pub fn speakers_at(
    view: &View<'_>,
    texts: &Texts,
    (id, span): (DocumentRef, Span),
) -> BTreeSet<PersonId> {
    let Some(document) = view.document(id) else {
        return BTreeSet::new();
    };
    let Some(passage) = texts.current(document) else {
        return BTreeSet::new();
    };
    let roles = passage
        .turns_at(span)
        .map(|(_, turn)| document.role(&passage.text, turn));
    let people = roles.filter_map(|role| match role {
        Role::Person(person) => Some(person),
        Role::Interviewer | Role::Ignore | Role::Unknown => None,
    });
    people.collect()
}

/// What a set of marks comes to.
struct Tally {
    people: BTreeSet<PersonId>,
    documents: BTreeSet<DocumentRef>,
    excerpts: BTreeSet<(DocumentRef, Span)>,
    codings: usize,
}

impl Tally {
    fn of(marks: Vec<&Mark>, speakers: &Speakers) -> Self {
        let excerpts: BTreeSet<(DocumentRef, Span)> = marks
            .iter()
            .map(|mark| (mark.document, mark.span))
            .collect();
        let people = excerpts
            .iter()
            .filter_map(|place| speakers.of.get(place))
            .flatten()
            .cloned()
            .collect();
        let applications: HashSet<(DocumentRef, Span, CodeRef, Option<&CoderId>)> = marks
            .iter()
            .map(|mark| (mark.document, mark.span, mark.code, mark.coder.as_ref()))
            .collect();
        Self {
            people,
            documents: excerpts.iter().map(|(document, _)| *document).collect(),
            excerpts,
            codings: applications.len(),
        }
    }
}

/// How many of some people have each value of an attribute; one with several values counts under each.
fn split(view: &View<'_>, people: &BTreeSet<PersonId>, attribute: &str) -> BTreeMap<String, usize> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for person in people {
        let values = view
            .person(person)
            .map(|person| person.values(attribute))
            .unwrap_or_default();
        if values.is_empty() {
            *counts.entry(BLANK.to_owned()).or_default() += 1;
        }
        for value in values {
            *counts.entry(value.as_str().to_owned()).or_default() += 1;
        }
    }
    counts
}
