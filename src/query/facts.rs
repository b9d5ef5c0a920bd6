//! Facts: what filters ask about, joined from the study as one coder may see it.
//!
//! The index knows words alone; who spoke, with what attributes, coded how and by whom comes from here. It is taken from a view,
//! so that whatever a blind round hides cannot be asked for, and it owns all it says, so that a search never holds the study up.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::coding::Coding;
use crate::document::kept::Fate;
use crate::document::{Document, Kind};
use crate::filter::{Layer, View};
use crate::id::{CodeRef, CoderId, Digest, DocumentRef, PersonId, RefMap, RevisionRef, RoundRef};
use crate::layer::Marks;
use crate::person::{Attributes, Role, Value};
use crate::query::traits::{Numbered, Traits};
use crate::query::word::Language;
use crate::text::span::Span;

/// A document, as far as searches ask about it.
#[derive(Clone, Debug)]
pub struct Source {
    /// The document.
    pub id: DocumentRef,
    /// The handle everybody uses.
    pub handle: String,
    /// What sort it is.
    pub kind: Kind,
    /// Date, mode and the like.
    pub attributes: Attributes,
    /// The language of its words.
    pub language: Language,
    /// Its current text.
    pub revision: RevisionRef,
    /// The hash of its words.
    pub text: Digest,
    /// The hash of its turns.
    pub turns: Digest,
    /// Whom each folded label stands for.
    speakers: BTreeMap<String, Role>,
    /// Turns whose label is wrong, with who spoke.
    turn_roles: Vec<(Span, Role)>,
}

impl Source {
    /// A document names its language itself, or in an attribute; else the study does.
    fn of(view: &View<'_>, document: &Document) -> Self {
        let revision = document.revision();
        let attribute = document
            .attributes
            .get("language")
            .and_then(|values| values.first());
        let language = document.language.as_deref();
        let language = language.or(attribute.map(Value::as_str));
        let language = language.or(view.setting("language"));
        Self {
            id: document.id,
            handle: document.handle.clone(),
            kind: document.kind,
            attributes: document.attributes.clone(),
            language: Language::of(language),
            revision: revision.id,
            text: revision.text,
            turns: revision.turns,
            speakers: document.speakers.clone(),
            turn_roles: document.turn_roles.clone(),
        }
    }

    /// Whether the words and who speaks them are the same as in another: then what is ready to be searched stays so.
    pub fn speaks_as(&self, other: &Self) -> bool {
        (self.id, self.text, self.turns, self.language)
            == (other.id, other.text, other.turns, other.language)
            && self.speakers == other.speakers
            && self.turn_roles == other.turn_roles
    }

    /// Whom a turn belongs to, by its folded label and its body.
    pub fn role(&self, label: &str, body: Span) -> &Role {
        let assigned = self.assigned(body);
        assigned.unwrap_or_else(|| self.of_label(label))
    }

    /// Whom a turn belongs to whose label is wrong.
    pub fn assigned(&self, body: Span) -> Option<&Role> {
        let mut newest_first = self.turn_roles.iter().rev();
        let own = newest_first.find(|(span, _)| span.touches(body));
        own.map(|(_, role)| role)
    }

    /// Whom a folded label stands for.
    pub fn of_label(&self, label: &str) -> &Role {
        self.speakers.get(label).unwrap_or(&Role::Unknown)
    }
}

/// A code that may be asked for.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The code.
    pub id: CodeRef,
    /// Its handle.
    pub handle: String,
    /// The code above it.
    pub parent: Option<CodeRef>,
}

/// A place in the [`Facts::coders`] of the same facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CoderNumber(pub u32);

/// A code on a stretch of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Coded {
    /// The document.
    pub document: DocumentRef,
    /// The stretch.
    pub span: Span,
    /// The code.
    pub code: CodeRef,
    /// Who put it there; nobody alone in the final layer.
    pub coder: Option<CoderNumber>,
    /// The round it was put there in.
    pub round: Option<RoundRef>,
}

/// A round that may be asked for.
#[derive(Clone, Debug)]
pub struct InRound {
    /// The round.
    pub id: RoundRef,
    /// Its name.
    pub name: String,
    /// Its documents.
    pub documents: BTreeSet<DocumentRef>,
}

/// What filters ask about.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The documents that count, in the order they were imported.
    pub documents: Vec<Source>,
    /// What is known of each person.
    pub people: BTreeMap<PersonId, Attributes>,
    /// The codes that can be named, in codebook order.
    pub codes: Vec<Asked>,
    /// The codings, in the order of the documents' words.
    pub coded: Vec<Coded>,
    /// Whether these are the marks of the final layer, which have no coder of their own and no round.
    pub is_final: bool,
    /// The coders.
    pub coders: Vec<CoderId>,
    /// The rounds.
    pub rounds: Vec<InRound>,
    /// The names of the attributes of documents.
    of_documents: BTreeSet<String>,
    numbered: Numbered,
}

impl Facts {
    /// What a viewer may know, with the codings of one coder or of all.
    pub fn of(view: &View<'_>, layer: &Layer) -> Self {
        let numbers = numbers(view);
        let is_meant = |coding: &&&Coding| match layer {
            Layer::All | Layer::Final => true,
            Layer::Coder(coder) => coding.coder == *coder,
        };
        let lies_somewhere = |coding: &&&Coding| coding.excerpt.fate != Fate::Orphaned;
        let codings = view
            .codings()
            .iter()
            .filter(is_meant)
            .filter(lies_somewhere);
        Self::with(
            view,
            codings.map(|coding| Coded {
                document: coding.excerpt.document,
                span: coding.excerpt.span,
                code: coding.code,
                coder: numbers.get(&coding.coder).copied(),
                round: coding.round,
            }),
        )
    }

    /// What a viewer may know, with the marks of the final layer.
    pub fn of_final(view: &View<'_>, marks: &Marks) -> Self {
        let numbers = numbers(view);
        let coded = marks.marks.iter().map(|mark| Coded {
            document: mark.document,
            span: mark.span,
            code: mark.code,
            coder: mark
                .coder
                .as_ref()
                .and_then(|coder| numbers.get(coder).copied()),
            round: None,
        });
        Self {
            is_final: true,
            ..Self::with(view, coded)
        }
    }

    fn with(view: &View<'_>, coded: impl Iterator<Item = Coded>) -> Self {
        let can_be_named = view.codes().filter(|code| code.merged_into.is_none());
        // Codes on one stretch come as the codebook has them, on every machine.
        let places: RefMap<CodeRef, usize> = view.codes().map(|code| code.id).zip(0..).collect();
        // Each document is put in order by itself, which is half the work of putting all codings in order at once.
        let mut by_document: RefMap<DocumentRef, Vec<_>> = RefMap::default();
        for coded in coded {
            let own = by_document.entry(coded.document).or_default();
            own.push((coded.span, places.get(&coded.code).copied(), coded));
        }
        let mut by_document: Vec<_> = by_document.into_iter().collect();
        by_document.sort_unstable_by_key(|(document, _)| *document);
        by_document
            .iter_mut()
            .for_each(|(_, own)| own.sort_unstable());
        let coded = by_document.into_iter().flat_map(|(_, own)| own);
        let documents: Vec<Source> = view
            .documents()
            .map(|document| Source::of(view, document))
            .collect();
        let mut of_documents = BTreeSet::new();
        for name in documents.iter().flat_map(|source| source.attributes.keys()) {
            if !of_documents.contains(name) {
                of_documents.insert(name.clone());
            }
        }
        Self {
            documents,
            of_documents,
            people: view
                .people()
                .map(|person| (person.handle.clone(), person.attributes.clone()))
                .collect(),
            codes: can_be_named
                .map(|code| Asked {
                    id: code.id,
                    handle: code.code.id.clone(),
                    parent: code.parent,
                })
                .collect(),
            coded: coded.map(|(_, _, coded)| coded).collect(),
            is_final: false,
            numbered: Numbered::default(),
            coders: view
                .coders()
                .iter()
                .map(|coder| coder.handle.clone())
                .collect(),
            rounds: view
                .rounds()
                .iter()
                .map(|round| InRound {
                    id: round.id,
                    name: round.name.clone(),
                    documents: round.assignments.iter().map(|(of, _)| *of).collect(),
                })
                .collect(),
        }
    }

    /// The handle of a code; its ref where it has none that may be seen.
    pub fn handle(&self, code: CodeRef) -> String {
        let known = self.codes.iter().find(|asked| asked.id == code);
        known.map_or_else(|| code.to_string(), |asked| asked.handle.clone())
    }

    /// A code and all below it.
    pub fn with_descendants(&self, code: CodeRef) -> BTreeSet<CodeRef> {
        let mut found = BTreeSet::from([code]);
        // Parents may stand anywhere in the list, so it is gone through until nothing is added.
        loop {
            let below = self.codes.iter().filter(|asked| {
                asked.parent.is_some_and(|parent| found.contains(&parent))
                    && !found.contains(&asked.id)
            });
            let below: Vec<CodeRef> = below.map(|asked| asked.id).collect();
            if below.is_empty() {
                return found;
            }
            found.extend(below);
        }
    }

    /// The codings in a document, in the order of its words.
    pub fn coded_in(&self, document: DocumentRef) -> &[Coded] {
        let from = self
            .coded
            .partition_point(|coded| coded.document < document);
        let to = self
            .coded
            .partition_point(|coded| coded.document <= document);
        &self.coded[from..to]
    }

    /// The codings of each document that has any, in the order of its words.
    pub fn by_document(&self) -> impl Iterator<Item = &[Coded]> {
        self.coded
            .chunk_by(|one, other| one.document == other.document)
    }

    /// Whether an attribute is one of documents, so that it says something of whoever speaks.
    pub fn is_of_documents(&self, attribute: &str) -> bool {
        self.of_documents.contains(attribute)
    }

    /// The traits of people, of documents in their order, and of whoever else speaks.
    pub(super) fn traits(&self) -> &Traits {
        let documents = || self.documents.iter().map(|source| &source.attributes);
        self.numbered.get(|| Traits::of(&self.people, documents()))
    }

    /// The names of all attributes of people and documents, in order.
    pub fn attributes(&self) -> BTreeSet<&str> {
        let of_documents = self.documents.iter().map(|document| &document.attributes);
        let all = self.people.values().chain(of_documents);
        all.flat_map(|attributes| attributes.keys().map(String::as_str))
            .collect()
    }
}

/// The coders, each with its place among all.
fn numbers<'v>(view: &View<'v>) -> HashMap<&'v CoderId, CoderNumber> {
    let handles = view.coders().iter().map(|coder| &coder.handle);
    handles.zip((0..).map(CoderNumber)).collect()
}
