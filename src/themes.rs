//! Themes: for every theme and code, how many people, documents and excerpts it stands on.
//!
//! People are counted once: the distinct speakers of the turns that excerpts lie in. An excerpt is a distinct stretch of a
//! document, however many coders marked it. A theme takes all its descendants in; process codes stay out.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde::Serialize;

use crate::codebook::{Codebook, Depth, Use};
use crate::filter::{Layer, View};
use crate::id::{CodeRef, CoderId, DocumentRef, PersonId};
use crate::layer::{Mark, marks};
use crate::person::{Role, Value};
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
    /// The names of the codes above it, the uppermost first.
    pub above: Vec<String>,
    /// What it means.
    pub definition: String,
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
pub fn themes(
    (view, texts): (&View<'_>, &Texts),
    layer: &Layer,
    (depth, by): (Depth, &[String]),
) -> Themes {
    let marks = marks(view, texts, layer);
    let tallied = Tallied::of(view, texts, &marks.marks);
    let codebook = view.codebook_in_use();
    let asked = tallied
        .rows
        .iter()
        .filter(|row| depth.has(&codebook, &row.key));
    let rows = asked.map(|row| {
        let split = |attribute: &String| {
            let counts = tallied.split(view, row, (attribute, TalliedUnit::People));
            (attribute.clone(), counts)
        };
        let above = codebook.ancestors(&row.key).into_iter().rev();
        let definition = codebook.get(&row.key).map(|code| code.definition.clone());
        ThemeRow {
            key: row.key.clone(),
            name: row.name.clone(),
            depth: codebook
                .ancestors(&row.key)
                .into_iter()
                .filter(|code| depth.has(&codebook, &code.id))
                .count(),
            above: above.map(|code| code.name.clone()).collect(),
            definition: definition.unwrap_or_default(),
            people: row.tally.people.len(),
            documents: row.tally.documents.len(),
            excerpts: row.tally.excerpts.len(),
            codings: row.tally.codings,
            by: by.iter().map(split).collect(),
        }
    });
    let rows = rows.collect();
    let title = view
        .setting("title")
        .map_or_else(|| "Themes".to_owned(), |title| format!("Themes: {title}"));
    let shown: BTreeSet<&str> = tallied
        .rows
        .iter()
        .map(|row| row.key.as_str())
        .filter(|key| depth.has(&codebook, key))
        .collect();
    let mut notes = vec![
        format!("layer: {layer}"),
        "People are the distinct speakers of the excerpts' turns; an excerpt is a distinct stretch of a document; a theme \
         takes in all codes below it."
            .to_owned(),
    ];
    notes.extend(in_no_row(&tallied, &codebook, &shown));
    notes.extend(marks.provisos(layer));
    notes.extend(tallied.notes(view));
    Themes {
        title,
        layer: layer.to_string(),
        unit: "person",
        rows,
        notes,
    }
}

/// The codes in use that no row of a table takes in: their excerpts are in no figure of it.
fn in_no_row(tallied: &Tallied, codebook: &Codebook, shown: &BTreeSet<&str>) -> Option<String> {
    let is_taken_in = |key: &str| {
        let above = codebook.ancestors(key).into_iter();
        shown.contains(key)
            || above
                .into_iter()
                .any(|code| shown.contains(code.id.as_str()))
    };
    let coded = |row: &&TalliedRow| {
        let has_own = !codebook.is_theme(&row.key);
        has_own && !row.tally.excerpts.is_empty() && !is_taken_in(&row.key)
    };
    let left: Vec<&str> = tallied
        .rows
        .iter()
        .filter(coded)
        .map(|row| row.key.as_str())
        .collect();
    (!left.is_empty()).then(|| format!("in no row: {}", left.join(", ")))
}

/// What every theme-use code stands on.
pub struct Tallied {
    /// In codebook order, unused codes too.
    pub rows: Vec<TalliedRow>,
    speakers: Speakers,
}

/// A code with all below it, and what it stands on.
pub struct TalliedRow {
    /// The handle.
    pub key: String,
    /// The full name.
    pub name: String,
    /// How many codes stand above it.
    pub depth: usize,
    /// What it stands on.
    pub tally: Tally,
}

/// What can be counted of a code by attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TalliedUnit {
    /// Distinct people who speak in its excerpts.
    #[default]
    People,
    /// Documents with an excerpt of it.
    Documents,
    /// Distinct excerpts.
    Excerpts,
}

impl Tallied {
    /// Tallies marks by code, each code with all below it.
    pub fn of(view: &View<'_>, texts: &Texts, marks: &[Mark]) -> Self {
        let codebook = view.codebook_in_use();
        let refs: HashMap<&str, CodeRef> = view
            .codes()
            .map(|code| (code.code.id.as_str(), code.id))
            .collect();
        let mut by_code: HashMap<CodeRef, Vec<&Mark>> = HashMap::new();
        for mark in marks {
            by_code.entry(mark.code).or_default().push(mark);
        }
        let speakers = Speakers::of(view, texts, marks);
        let counted = codebook
            .codes()
            .iter()
            .filter(|code| code.use_ == Use::Theme);
        let rows = counted.map(|code| {
            let found = members(&codebook, &code.id)
                .filter_map(|id| by_code.get(refs.get(id)?))
                .flatten()
                .copied();
            TalliedRow {
                key: code.id.clone(),
                name: code.name.clone(),
                depth: codebook.depth(&code.id),
                tally: Tally::of(found.collect(), &speakers),
            }
        });
        Self {
            rows: rows.collect(),
            speakers,
        }
    }

    /// What a row stands on by the values of an attribute of people or, where no person has it, of documents. What has several
    /// values counts under each, what has none under [`BLANK`].
    pub fn split(
        &self,
        view: &View<'_>,
        row: &TalliedRow,
        (attribute, unit): (&str, TalliedUnit),
    ) -> BTreeMap<String, usize> {
        let mut counted: BTreeMap<&str, BTreeSet<Counted<'_>>> = BTreeMap::new();
        let of_people = is_of_people(view, attribute);
        for place in &row.tally.excerpts {
            let speakers = self.speakers.of.get(place).into_iter().flatten();
            let valued = match of_people {
                true => of_speakers(view, speakers, attribute),
                false => of_document(view, (place.0, speakers), attribute),
            };
            for (value, person) in valued {
                let thing = match unit {
                    TalliedUnit::People => person.map(Counted::Person),
                    TalliedUnit::Documents => Some(Counted::Document(place.0)),
                    TalliedUnit::Excerpts => Some(Counted::Excerpt(*place)),
                };
                counted.entry(value).or_default().extend(thing);
            }
        }
        let counts = counted.into_iter().filter(|(_, of)| !of.is_empty());
        counts
            .map(|(value, of)| (value.to_owned(), of.len()))
            .collect()
    }

    /// What must be read with the counts: who is in no column, and codes that are retired.
    pub fn notes(&self, view: &View<'_>) -> Vec<String> {
        let mut notes = Vec::new();
        if !self.speakers.nobody.is_empty() {
            let n = self.speakers.nobody.len();
            notes.push(format!(
                "{n} excerpts are by speakers bound to no person: counted as excerpts, not as people"
            ));
        }
        let codebook = view.codebook_in_use();
        let retired: Vec<&str> = view
            .codes()
            .filter(|code| code.retired && codebook.get(&code.code.id).is_some())
            .map(|code| code.code.id.as_str())
            .collect();
        if !retired.is_empty() {
            notes.push(format!("retired, but still in use: {}", retired.join(", ")));
        }
        notes
    }
}

/// One thing that is counted, whatever the unit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Counted<'p> {
    Person(&'p PersonId),
    Document(DocumentRef),
    Excerpt((DocumentRef, Span)),
}

/// A value of an attribute, and whose it is as far as people are counted by it.
type Valued<'a> = (&'a str, Option<&'a PersonId>);

fn of_speakers<'a>(
    view: &View<'a>,
    speakers: impl Iterator<Item = &'a PersonId>,
    attribute: &str,
) -> Vec<Valued<'a>> {
    let each = speakers.flat_map(|person| {
        let values = view.person(person).map(|known| known.values(attribute));
        values_of(values)
            .into_iter()
            .map(move |value| (value, Some(person)))
    });
    each.collect()
}

/// A document has its values whoever speaks there, and everybody who speaks there counts under them.
fn of_document<'a>(
    view: &View<'a>,
    (id, speakers): (DocumentRef, impl Iterator<Item = &'a PersonId>),
    attribute: &str,
) -> Vec<Valued<'a>> {
    let attributes = view.document(id).map(|document| &document.attributes);
    let values = attributes.and_then(|of| of.get(attribute));
    let values = values_of(values.map(Vec::as_slice));
    let people: Vec<Option<&PersonId>> = std::iter::once(None).chain(speakers.map(Some)).collect();
    let each = values
        .into_iter()
        .flat_map(|value| people.iter().map(move |person| (value, *person)));
    each.collect()
}

fn values_of(values: Option<&[Value]>) -> Vec<&str> {
    match values {
        Some(values) if !values.is_empty() => values.iter().map(Value::as_str).collect(),
        _ => vec![BLANK],
    }
}

/// Whether any person has an attribute; else it can only be one of documents.
pub fn is_of_people(view: &View<'_>, attribute: &str) -> bool {
    view.people()
        .any(|person| !person.values(attribute).is_empty())
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
pub struct Tally {
    /// Who speaks in them.
    pub people: BTreeSet<PersonId>,
    /// Where they lie.
    pub documents: BTreeSet<DocumentRef>,
    /// The distinct stretches.
    pub excerpts: BTreeSet<(DocumentRef, Span)>,
    /// Every coder's application counts.
    pub codings: usize,
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
