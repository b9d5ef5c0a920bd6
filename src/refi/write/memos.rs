//! Memos as notes, and what refers to them.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::codebook::Codebook;
use crate::coding::{Coding, Memo, MemoState, On};
use crate::document::kept::Fate;
use crate::filter::View;
use crate::id::{CodeRef, CoderId, CodingRef, DocumentRef, PersonId};
use crate::refi::guid::Guids;
use crate::refi::write::Asked;
use crate::refi::write::marks::{Marked, Places};
use crate::refi::write::xml::Xml;
use crate::text::span::Span;

/// What a note hangs on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hook {
    /// A document.
    Document(DocumentRef),
    /// A code.
    Code(CodeRef),
    /// A person.
    Person(PersonId),
    /// What a coder put on a stretch, by the code's handle.
    Coding((DocumentRef, Span), (CoderId, String)),
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
    /// Memos on what is not written: excerpts without a place, codes and documents out of use.
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

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &Note> {
        self.hung.values().flatten()
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

/// What a note can hang on, because it is written.
struct Written {
    documents: HashSet<DocumentRef>,
    codes: HashSet<CodeRef>,
}

/// Gathers the memos that the viewer may see.
pub fn gather(asked: &Asked<'_>, guids: &Guids, (codebook, marks): (&Codebook, &Places)) -> Hung {
    let view = asked.view;
    let documents = view.documents();
    let documents = documents.filter(|document| asked.texts.current(document).is_some());
    let codes = codebook.codes().iter();
    let codes = codes.filter_map(|code| Some(view.code_called(&code.id)?.id));
    let written = Written {
        documents: documents.map(|document| document.id).collect(),
        codes: codes.collect(),
    };
    let codings = view.codings().iter();
    let codings: HashMap<CodingRef, &Coding> = codings.map(|coding| (coding.id, *coding)).collect();
    let routes = view.routes();
    let mut hung = Hung::default();
    for memo in view.memos() {
        let hook = match &memo.on {
            On::Document(document) => Some(Hook::Document(*document)),
            On::Code(code) => view.code(*code).map(|code| Hook::Code(code.id)),
            On::Person(person) => view
                .person(person)
                .map(|person| Hook::Person(person.handle.clone())),
            On::Coding(coding) => codings
                .get(coding)
                .and_then(|of| on_coding(view, of, marks)),
            On::Excerpt { revision, span, .. } => {
                let now = routes.carry(*revision, *span);
                let now = now.filter(|now| now.fate != Fate::Orphaned);
                now.map(|now| Hook::Stretch(now.document, now.span))
            }
        };
        match hook.filter(|hook| written.has(hook)) {
            Some(hook) => hung.hung.entry(hook).or_default().push(note(memo, guids)),
            None => hung.lost += 1,
        }
    }
    hung
}

impl Written {
    fn has(&self, hook: &Hook) -> bool {
        match hook {
            Hook::Document(document) | Hook::Stretch(document, _) => {
                self.documents.contains(document)
            }
            Hook::Code(code) => self.codes.contains(code),
            Hook::Person(_) => true,
            Hook::Coding((document, _), _) => self.documents.contains(document),
        }
    }
}

/// What a memo on a coding hangs on: the one that is written for all of that coder and code at that place, or, where another layer is
/// written and none is, the stretch.
fn on_coding(view: &View<'_>, coding: &Coding, marks: &Places) -> Option<Hook> {
    let excerpt = coding.excerpt;
    if excerpt.fate == Fate::Orphaned {
        return None;
    }
    let place = (excerpt.document, excerpt.span);
    let code = view.code(coding.code).map(|code| code.code.id.as_str());
    let is_it =
        |marked: &Marked| marked.coder == coding.coder && Some(marked.code.as_str()) == code;
    let mut there = marks.get(&place).into_iter().flatten();
    Some(match there.find(|marked| is_it(marked)) {
        Some(marked) => Hook::Coding(place, (marked.coder.clone(), marked.code.clone())),
        None => Hook::Stretch(excerpt.document, excerpt.span),
    })
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
