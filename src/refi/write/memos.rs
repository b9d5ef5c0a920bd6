//! Memos as notes, and what refers to them.

use std::collections::{BTreeMap, HashMap};

use crate::coding::{Memo, MemoState, On};
use crate::id::{CodeRef, CoderId, CodingRef, DocumentRef, PersonId};
use crate::refi::guid::Guids;
use crate::refi::write::Asked;
use crate::refi::write::xml::Xml;
use crate::text::span::Span;

/// What a note hangs on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hook {
    /// A document.
    Document(DocumentRef),
    /// A code; nothing for one that is not known by its handle any more.
    Code(Option<CodeRef>),
    /// A person.
    Person(PersonId),
    /// A coding.
    Coding(CodingRef),
    /// A stretch of a document as it is now.
    Stretch(DocumentRef, Span),
}

/// A note on its way out.
#[derive(Clone, Debug)]
pub struct Note {
    /// Its GUID.
    pub guid: String,
    /// Its words.
    pub text: String,
    /// Who wrote it.
    pub coder: CoderId,
    /// When.
    pub at: String,
    /// What it is, where it is more than a note: a question to somebody.
    pub state: String,
}

/// Notes by what they hang on.
#[derive(Clone, Debug, Default)]
pub struct Hung {
    hung: BTreeMap<Hook, Vec<Note>>,
    /// Memos on excerpts that have no place any more.
    pub lost: usize,
}

impl Hung {
    /// All notes that are referred to; those of people, to whom nothing can refer, are not among them.
    pub fn notes(&self) -> impl Iterator<Item = &Note> {
        let referred = self
            .hung
            .iter()
            .filter(|(hook, _)| !matches!(hook, Hook::Person(_)));
        referred.flat_map(|(_, notes)| notes)
    }

    /// The notes on a thing.
    pub fn on(&self, hook: &Hook) -> &[Note] {
        self.hung.get(hook).map_or(&[], Vec::as_slice)
    }

    /// Refers to the notes on a thing.
    pub fn put_refs(&self, xml: &mut Xml, hook: &Hook) {
        for note in self.on(hook) {
            xml.leaf("NoteRef", &[("targetGUID", &note.guid)]);
        }
    }

    /// The stretches that have notes.
    pub fn stretches(&self) -> impl Iterator<Item = (DocumentRef, Span)> {
        self.hung.keys().filter_map(|hook| match hook {
            Hook::Stretch(document, span) => Some((*document, *span)),
            _ => None,
        })
    }
}

/// Gathers the memos that the viewer may see.
pub fn gather(asked: &Asked<'_>, guids: &Guids) -> Hung {
    let view = asked.view;
    let routes = view.routes();
    let codings: HashMap<CodingRef, _> = view
        .codings()
        .iter()
        .map(|coding| (coding.id, *coding))
        .collect();
    let mut hung = Hung::default();
    for memo in view.memos() {
        let hook = match &memo.on {
            On::Document(document) => Some(Hook::Document(*document)),
            On::Code(code) => Some(Hook::Code(view.code(*code).map(|code| code.id))),
            On::Person(person) => Some(Hook::Person(person.clone())),
            // Where another layer is written, the coding is not there, but its stretch still holds the memo.
            On::Coding(coding) => codings.get(coding).map(|coding| match asked.layer {
                crate::filter::Layer::Final => {
                    Hook::Stretch(coding.excerpt.document, coding.excerpt.span)
                }
                _ => Hook::Coding(coding.id),
            }),
            On::Excerpt { revision, span, .. } => {
                let now = routes.carry(*revision, *span);
                let now = now.filter(|now| now.fate != crate::document::kept::Fate::Orphaned);
                now.map(|now| Hook::Stretch(now.document, now.span))
            }
        };
        match hook {
            Some(hook) => hung.hung.entry(hook).or_default().push(note(memo, guids)),
            None => hung.lost += 1,
        }
    }
    hung
}

fn note(memo: &Memo, guids: &Guids) -> Note {
    let to = memo
        .to
        .as_ref()
        .map_or_else(String::new, |to| format!(" to {to}"));
    let state = match (memo.state, &memo.to) {
        (MemoState::Note, None) => String::new(),
        (state, _) => format!("{}{to}", state.as_str()),
    };
    Note {
        guid: guids.make("memo", &memo.id.to_string()),
        text: memo.text.clone(),
        coder: memo.coder.clone(),
        at: memo.at.clone(),
        state,
    }
}
