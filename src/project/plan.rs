//! What a foreign project would add to the study, and how it is written.
//!
//! [`crate::project::merge`] compares the project with what is there; here things to be added name each other by place, and get their refs
//! one after another as the lines are written: coders, codes, people and documents, codings, memos, and who finished what.

use std::collections::BTreeSet;

use crate::change::code::added;
use crate::codebook;
use crate::coding::{MemoState, Origin};
use crate::event::Event;
use crate::event::coding::{CodingAdd, MemoWrite};
use crate::event::study::CoderJoin;
use crate::id::{CodeRef, CoderId, CodingRef, Digest, DocumentRef, PersonId, RevisionRef};
use crate::import::plan as documents;
use crate::problem::Problem;
use crate::progress::say_done;
use crate::study::draft::{Draft, TooLong};
use crate::text::span::Span;

/// A thing that is there, or one of those to be added, by its place among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target<R> {
    /// There.
    Known(R),
    /// To be added.
    New(usize),
}

/// A revision of a document that is there.
pub type Stand = (DocumentRef, RevisionRef);

/// Whether coders are taken to have judged the whole of what they coded in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// Only where the project says so.
    AsSaid,
    /// Whoever coded in a document judged all of it.
    WhoeverCoded,
}

/// A file that holds a project.
#[derive(Clone, Copy, Debug)]
pub struct Origins<'f> {
    /// Its name, without folders.
    pub name: &'f str,
    /// The hash of its bytes.
    pub sha256: Digest,
    /// What read it.
    pub importer: &'static str,
}

/// What there is already, and is not added again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Known {
    /// Documents with the same words.
    pub documents: usize,
    /// Codes with the same names.
    pub codes: usize,
    /// Codings of the same coder, code and stretch; those that the project has twice are among them.
    pub codings: usize,
    /// Memos with the same words at the same place.
    pub memos: usize,
}

/// What a project would add.
#[derive(Default)]
pub struct Plan {
    /// Documents and people, and what is to be asked about them.
    pub documents: documents::Plan,
    /// Coders to join.
    pub coders: Vec<CoderJoin>,
    /// Who each user of the project is here.
    pub users: Vec<(String, CoderId)>,
    /// Whoever coded or finished something in the project, whether that is there already or not.
    pub speakers: BTreeSet<CoderId>,
    /// Codes to add, each with the one above it.
    pub codes: Vec<(codebook::Code, Option<Target<CodeRef>>)>,
    /// Codings to add.
    pub codings: Vec<NewCoding>,
    /// Memos to write.
    pub memos: Vec<(Anchor, String)>,
    /// Who judged the whole of what.
    pub finished: Vec<(CoderId, Target<Stand>)>,
    /// Whether somebody coded in a document that nobody says they finished.
    pub is_left_open: bool,
    /// What is there already.
    pub known: Known,
    /// What could not be taken over.
    pub problems: Vec<Problem>,
    /// The name of the project's file.
    pub file: String,
}

/// A coding to add.
#[derive(Clone, Debug)]
pub struct NewCoding {
    /// Whose it is.
    pub coder: CoderId,
    /// The code.
    pub code: Target<CodeRef>,
    /// The document, in the revision whose words the project has.
    pub document: Target<Stand>,
    /// The stretch of that revision.
    pub span: Span,
    /// Its label on the code's scale.
    pub value: Option<String>,
}

/// What a memo hangs on, once the study has been looked at.
#[derive(Clone, Debug, PartialEq)]
pub enum Anchor {
    /// A document.
    Document(Target<Stand>),
    /// A code.
    Code(Target<CodeRef>),
    /// A person.
    Person(PersonId),
    /// One of the codings to add.
    NewCoding(usize),
    /// A stretch of a revision.
    Stretch(Target<Stand>, Span),
}

impl Plan {
    /// How many codes, codings, memos and finished documents would be added.
    pub fn counts(&self) -> [(usize, &'static str); 4] {
        [
            (self.codes.len(), "code"),
            (self.codings.len(), "coding"),
            (self.memos.len(), "memo"),
            (self.finished.len(), "finished document"),
        ]
    }

    /// Whether nothing would change.
    pub fn is_empty(&self) -> bool {
        let parts = &self.documents;
        let adds_people = !parts.people.is_empty() || !parts.attributes.is_empty();
        let counts = self.counts().iter().all(|(count, _)| *count == 0);
        counts && parts.documents.is_empty() && !adds_people && self.coders.is_empty()
    }

    /// Whether the project speaks for anybody but this coder: what is there already would answer a guess at hidden work.
    pub fn speaks_for_others(&self, coder: &CoderId) -> bool {
        self.speakers.iter().any(|by| by != coder) || !self.coders.is_empty()
    }

    /// Writes what the plan says as events, each after what it names.
    pub fn write(&self, draft: &mut Draft<'_>) -> Result<(), TooLong> {
        for coder in &self.coders {
            draft.add(Event::CoderJoin(coder.clone()))?;
        }
        let codes = self.write_codes(draft)?;
        let documents = self.documents.write(draft)?;
        let code_of = |code: Target<CodeRef>| resolved(code, &codes);
        let stand_of = |document: Target<Stand>| match document {
            Target::Known(stand) => Some(stand),
            Target::New(at) => documents.get(at).map(|id| (*id, RevisionRef(id.0))),
        };
        let mut codings = Vec::with_capacity(self.codings.len());
        for coding in &self.codings {
            let named = code_of(coding.code).zip(stand_of(coding.document));
            let Some((code, (document, revision))) = named else {
                continue;
            };
            let id = draft.add(Event::CodingAdd(CodingAdd {
                coder: coding.coder.clone(),
                code,
                document,
                revision,
                span: coding.span,
                round: None,
                codebook: None,
                value: coding.value.clone().map(String::into_boxed_str),
                origin: Some(Box::new(Origin::Import(self.file.clone()))),
            }))?;
            codings.push(CodingRef(id));
        }
        for (anchor, text) in &self.memos {
            let on = match anchor {
                Anchor::Document(of) => stand_of(*of).map(|of| crate::coding::On::Document(of.0)),
                Anchor::Code(of) => code_of(*of).map(crate::coding::On::Code),
                Anchor::Person(of) => Some(crate::coding::On::Person(of.clone())),
                Anchor::NewCoding(at) => codings.get(*at).copied().map(crate::coding::On::Coding),
                Anchor::Stretch(of, span) => stand_of(*of).map(|of| stretch(of, *span)),
            };
            if let Some(on) = on {
                draft.add(Event::MemoWrite(Box::new(memo(on, text))))?;
            }
        }
        for (coder, document) in &self.finished {
            if let Some((document, revision)) = stand_of(*document) {
                say_done(draft, (document, revision, coder.clone(), None), None)?;
            }
        }
        Ok(())
    }

    fn write_codes(&self, draft: &mut Draft<'_>) -> Result<Vec<CodeRef>, TooLong> {
        let mut codes: Vec<CodeRef> = Vec::with_capacity(self.codes.len());
        for (code, parent) in &self.codes {
            let parent = parent.and_then(|parent| resolved(parent, &codes));
            let add = added(code, parent);
            codes.push(CodeRef(draft.add(Event::CodeAdd(Box::new(add)))?));
        }
        Ok(codes)
    }
}

fn resolved(code: Target<CodeRef>, added: &[CodeRef]) -> Option<CodeRef> {
    match code {
        Target::Known(code) => Some(code),
        Target::New(at) => added.get(at).copied(),
    }
}

/// What a memo on a stretch hangs on.
pub fn stretch((document, revision): Stand, span: Span) -> crate::coding::On {
    crate::coding::On::Excerpt {
        document,
        revision,
        span,
    }
}

fn memo(on: crate::coding::On, text: &str) -> MemoWrite {
    MemoWrite {
        memo: None,
        on,
        text: text.to_owned(),
        to: None,
        reply_to: None,
        state: MemoState::Note,
    }
}
