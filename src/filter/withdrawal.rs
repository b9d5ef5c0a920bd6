//! What withdrawals see of a study: every line, since words are taken back wherever they stand.
//!
//! Of what is hidden nobody is told more than how much it is.

use std::collections::BTreeSet;

use crate::event::Event;
use crate::filter::View;
use crate::id::{Digest, DocumentRef, PersonId, Ref};
use crate::journal::Line;
use crate::number::counted;
use crate::study::withdrawal::Withdrawal;

impl<'s> View<'s> {
    /// Whether words were taken back that a file with this hash holds.
    pub fn is_taken_back(&self, file: &Digest) -> bool {
        self.study.withdrawn().files.contains_key(file)
    }

    /// Whether a person took all their words back.
    pub fn has_withdrawn(&self, person: &PersonId) -> bool {
        self.study.withdrawn().people.contains(person)
    }

    /// Every line, and whether the viewer may read it: for withdrawals alone, which take words back wherever they stand and tell of
    /// what is hidden nothing but how much it is.
    pub fn every_line(&self) -> impl Iterator<Item = (&'s Line, bool)> {
        let all = self.study.lines().iter();
        all.map(|line| (line.as_ref(), !self.is_line_hidden(line)))
    }

    /// The event of a line, whoever may read it: for withdrawals alone, as [`Self::every_line`].
    pub fn event_of(&self, id: Ref) -> Option<&'s Event> {
        self.study.line(id)?.event()
    }

    /// The lines about documents or people, whoever may read them: for withdrawals alone.
    pub fn lines_about(&self, documents: &[DocumentRef], people: &[PersonId]) -> Vec<Ref> {
        self.study.lines_about(documents, people)
    }

    /// The other versions of memos of which some lines are versions, whoever may read them: for withdrawals alone.
    pub fn versions_of_memos(&self, lines: &[Ref]) -> Vec<Ref> {
        self.study.versions_of_memos(lines)
    }

    /// All adds that are one thing with this one, itself included.
    pub fn equals(&self, id: Ref) -> Vec<Ref> {
        self.study.equals(id)
    }

    /// What a withdrawal took back, in words: whose, which documents, or how many entries. The handle of a document goes with it
    /// once its words are gone from the journals.
    pub fn what_was_taken_back(&self, withdrawal: &Withdrawal) -> String {
        let people = withdrawal.people.iter().map(|person| person.0.as_str());
        let people: Vec<&str> = people.collect();
        if !people.is_empty() {
            return format!("the words of {}", people.join(", "));
        }
        let handle = |id: &DocumentRef| match self.event_of(id.0)? {
            Event::DocumentAdd(event) => Some(event.handle.as_str()),
            _ => None,
        };
        let documents = withdrawal.documents.iter().chain(&withdrawal.covered);
        let documents: BTreeSet<DocumentRef> = documents
            .map(|id| DocumentRef(self.study.canonical(id.0)))
            .collect();
        let handles: Option<BTreeSet<&str>> = documents.iter().map(handle).collect();
        match handles {
            Some(handles) if !handles.is_empty() => {
                let handles: Vec<&str> = handles.into_iter().collect();
                format!("the words of {}", handles.join(", "))
            }
            None => counted(documents.len(), "document"),
            Some(_) => counted(withdrawal.lines, "entry"),
        }
    }

    /// The ref that a thing goes by, whichever of its equal adds is named.
    pub fn canonical(&self, id: Ref) -> Ref {
        self.study.canonical(id)
    }

    /// What was taken back for good, oldest first, with who has obeyed.
    pub fn withdrawals(&self) -> Vec<Withdrawal> {
        self.study.withdrawals()
    }
}
