//! Words are taken back: what stands in their place is written first, then the withdrawal, all in one action.
//!
//! Undo never touches such an action: what it took back is on no disk any more.

use std::collections::BTreeMap;

use crate::change::correction::Correction;
use crate::event::Event;
use crate::event::person::{SpeakerAssign, TurnAssign};
use crate::event::study::{FileGone, Withdraw, WithdrawMode};
use crate::id::{DocumentRef, PersonId, Ref, RevisionRef};
use crate::person::Role;
use crate::study::draft::{Draft, TooLong};
use crate::text::span::Span;

/// So many refs fit into a line; more go on in further lines of the action.
const REFS_A_LINE: usize = 8_000;

/// A text that goes on without somebody's words.
#[derive(Clone, Debug, PartialEq)]
pub struct Covering {
    /// The document with its new words.
    pub correction: Correction,
    /// Whom covered labels stand for.
    pub labels: BTreeMap<String, Role>,
    /// Whom turns belong to whose labels do not say it any more.
    pub turns: Vec<(Span, Role)>,
}

/// What is taken back, and what is written in its place.
#[derive(Clone, Debug, PartialEq)]
pub struct TakenBack {
    /// Whose words, where it is a person.
    pub people: Vec<PersonId>,
    /// What becomes of what was made of them.
    pub mode: WithdrawMode,
    /// Documents that are gone.
    pub documents: Vec<DocumentRef>,
    /// The files that held those.
    pub files: Vec<FileGone>,
    /// Documents that go on without some of their words.
    pub coverings: Vec<Covering>,
    /// The files that held those words, and frozen codebooks that quoted some, with what stands in their place.
    pub covered_files: Vec<FileGone>,
    /// Lines that are written again without the words, over those that held them.
    pub again: Vec<(Event, Vec<Ref>)>,
    /// Lines whose words go.
    pub refs: Vec<Ref>,
}

impl TakenBack {
    /// Whether nothing would be taken back.
    pub fn is_nothing(&self) -> bool {
        self.documents.is_empty() && self.coverings.is_empty() && self.refs.is_empty()
    }

    /// Writes it, and gives the ref of the withdrawal.
    pub fn write(&self, draft: &mut Draft<'_>) -> Result<Ref, TooLong> {
        let mut revisions = Vec::new();
        for covering in &self.coverings {
            let revise = &covering.correction.revise;
            let revision = RevisionRef(draft.add(Event::DocumentRevise(Box::new(revise.clone())))?);
            revisions.push(revision);
            for (label, to) in covering.labels.clone() {
                let document = revise.document;
                draft.add(Event::SpeakerAssign(SpeakerAssign {
                    document,
                    label,
                    to,
                }))?;
            }
            for (span, to) in covering.turns.clone() {
                draft.add(Event::TurnAssign(TurnAssign { revision, span, to }))?;
            }
        }
        for (event, over) in &self.again {
            draft.add_over(event.clone(), over.clone())?;
        }
        let empty = Withdraw {
            documents: Vec::new(),
            people: Vec::new(),
            refs: Vec::new(),
            mode: self.mode,
            revisions: Vec::new(),
            files: Vec::new(),
        };
        let mut refs = self.refs.chunks(REFS_A_LINE);
        // What is gone stands apart from what goes on: the same text brought in elsewhere is gone too, or is covered there.
        let first = draft.add(Event::Withdraw(Box::new(Withdraw {
            documents: self.documents.clone(),
            people: self.people.clone(),
            refs: refs.next().unwrap_or_default().to_vec(),
            files: self.files.clone(),
            ..empty.clone()
        })))?;
        if !revisions.is_empty() || !self.covered_files.is_empty() {
            let files = self.covered_files.clone();
            draft.add(Event::Withdraw(Box::new(Withdraw {
                revisions,
                files,
                ..empty.clone()
            })))?;
        }
        for refs in refs {
            let refs = refs.to_vec();
            draft.add(Event::Withdraw(Box::new(Withdraw {
                refs,
                ..empty.clone()
            })))?;
        }
        Ok(first)
    }
}
