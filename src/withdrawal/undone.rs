//! What was undone, and yet lies on the disk: documents whose import nobody has any more, and corrections that count no longer.
//!
//! The study knows nothing of them, since they may be redone; their texts hold words all the same.

use std::collections::{BTreeMap, HashMap};

use crate::document::{Document, Revision};
use crate::event::Event;
use crate::event::document::{DocumentAdd, DocumentRevise};
use crate::event::person::{SpeakerAssign, TurnAssign};
use crate::filter::View;
use crate::id::{DocumentRef, PersonId, Ref, RevisionRef};

/// Everything of which only undone lines tell.
#[derive(Debug, Default)]
pub struct Undone {
    /// Documents, as those lines say it.
    pub documents: Vec<Document>,
    corrections: HashMap<DocumentRef, Vec<Revision>>,
}

impl Undone {
    /// Gathers it.
    pub fn of(view: &View<'_>) -> Self {
        let said = Said::of(view);
        let mut undone = Self::default();
        for (id, event) in &said.revised {
            let of = DocumentRef(view.canonical(event.document.0));
            let is_known = |document: &Document| {
                let id = view.canonical(*id);
                document
                    .revisions
                    .iter()
                    .any(|revision| revision.id.0 == id)
            };
            if !view.document(of).is_some_and(is_known) {
                let correction = correction(view, (*id, event));
                undone.corrections.entry(of).or_default().push(correction);
            }
        }
        for (id, event) in &said.added {
            let is_known = view.document(DocumentRef(view.canonical(*id))).is_some();
            if !is_known && !view.is_withdrawn(*id) {
                let mut document = document(*id, event);
                let corrected = undone.corrections(&document).to_vec();
                document.revisions.extend(corrected);
                said.bind(&mut document);
                undone.documents.push(document);
            }
        }
        undone
    }

    /// The corrections of a document that count no longer.
    pub fn corrections(&self, document: &Document) -> &[Revision] {
        self.corrections
            .get(&document.id)
            .map_or(&[], Vec::as_slice)
    }

    /// Every revision of a document, those that count no longer too.
    pub fn revisions<'u>(&'u self, document: &'u Document) -> impl Iterator<Item = &'u Revision> {
        let undone = self.corrections(document).iter();
        let undone = undone.filter(|one| document.revisions.iter().all(|known| known.id != one.id));
        document.revisions.iter().chain(undone)
    }

    /// The texts of it all, as far as their words were not taken back.
    pub fn texts(&self, view: &View<'_>) -> Vec<Revision> {
        let added = self.documents.iter();
        let added = added.flat_map(|document| &document.revisions);
        let all = added.chain(self.corrections.values().flatten());
        all.filter(|revision| !view.is_taken_back(&revision.text))
            .cloned()
            .collect()
    }
}

/// Whether anything says that a person speaks in a document.
pub fn binds(document: &Document, person: &PersonId) -> bool {
    let labels = document.speakers.values();
    let turns = document.turn_roles.iter().map(|(_, role)| role);
    labels
        .chain(turns)
        .any(|role| role.person() == Some(person))
}

/// What lines say of documents, in force or not.
#[derive(Default)]
struct Said<'v> {
    added: Vec<(Ref, &'v DocumentAdd)>,
    revised: Vec<(Ref, &'v DocumentRevise)>,
    labels: Vec<&'v SpeakerAssign>,
    turns: Vec<&'v TurnAssign>,
}

impl<'v> Said<'v> {
    fn of(view: &View<'v>) -> Self {
        let mut said = Self::default();
        for (line, _) in view.every_line() {
            match line.event() {
                Some(Event::DocumentAdd(event)) => said.added.push((line.id(), event)),
                Some(Event::DocumentRevise(event)) => said.revised.push((line.id(), event)),
                Some(Event::SpeakerAssign(event)) => said.labels.push(event),
                Some(Event::TurnAssign(event)) => said.turns.push(event),
                _ => {}
            }
        }
        said
    }

    /// Says of an undone document who speaks in it.
    fn bind(&self, document: &mut Document) {
        let labels = self
            .labels
            .iter()
            .filter(|said| said.document == document.id);
        document.speakers = labels
            .map(|said| (said.label.clone(), said.to.clone()))
            .collect();
        let is_of = |said: &&&TurnAssign| {
            let mut own = document.revisions.iter();
            own.any(|revision| revision.id == said.revision)
        };
        let turns = self.turns.iter().filter(is_of);
        document.turn_roles = turns.map(|said| (said.span, said.to.clone())).collect();
    }
}

fn document(id: Ref, event: &DocumentAdd) -> Document {
    let first = Revision::first(RevisionRef(id), (event.text, event.turns));
    Document {
        id: DocumentRef(id),
        handle: event.handle.clone(),
        kind: event.kind,
        title: event.title.clone(),
        language: event.language.clone(),
        attributes: event.attributes.clone(),
        source: event.source.clone(),
        revisions: vec![first],
        current: RevisionRef(id),
        speakers: BTreeMap::new(),
        turn_roles: Vec::new(),
        primary: None,
        retired: true,
    }
}

fn correction(view: &View<'_>, (id, event): (Ref, &DocumentRevise)) -> Revision {
    Revision {
        parent: Some(RevisionRef(view.canonical(event.parent.0))),
        kept: event.kept.clone(),
        ..Revision::first(RevisionRef(id), (event.text, event.turns))
    }
}
