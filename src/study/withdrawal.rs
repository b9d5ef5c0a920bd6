//! Step 2 of the fold: withdrawals.
//!
//! A withdraw counts at once, whether or not the named lines have been blanked on disk yet: their words take no part in anything
//! that follows. It names also all that the named lines replaced, so that no older value comes back. Withdrawals are never undone.

use std::collections::HashSet;

use crate::event::Event;
use crate::id::{DocumentRef, PersonId, Ref};
use crate::study::set::Set;

/// What was taken back for good.
#[derive(Debug, Default)]
pub struct Withdrawn {
    /// Lines whose words are gone.
    pub lines: HashSet<Ref>,
    /// Documents whose texts are gone.
    pub documents: HashSet<DocumentRef>,
    /// People who took their words back.
    pub people: HashSet<PersonId>,
}

impl Withdrawn {
    /// Gathers every withdrawal of the set.
    pub fn of(set: &Set) -> Self {
        let mut withdrawn = Self::default();
        for (_, line) in set.other_lines() {
            let Some(Event::Withdraw(event)) = line.event() else {
                continue;
            };
            withdrawn.documents.extend(event.documents.iter().copied());
            withdrawn.people.extend(event.people.iter().cloned());
            withdrawn.lines.extend(event.refs.iter().copied());
        }
        withdrawn.add_what_they_replaced(set);
        withdrawn
    }

    fn add_what_they_replaced(&mut self, set: &Set) {
        let mut ahead: Vec<Ref> = self.lines.iter().copied().collect();
        while let Some(id) = ahead.pop() {
            let Some(line) = set.get(id) else { continue };
            ahead.extend(
                line.head
                    .over
                    .iter()
                    .copied()
                    .filter(|&over| self.lines.insert(over)),
            );
        }
    }
}
