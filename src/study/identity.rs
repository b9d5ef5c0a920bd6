//! Step 5 of the fold: identity.
//!
//! A thing is the ref of the event that introduced it. Equal adds made apart are one thing, unless the later one knew the other
//! and says `apart`; it goes by the ref that comes first in fold order. One handle with different content stays two things. What is
//! written again without words that were taken back is still the same thing.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher};

use crate::document::kept::Kept;
use crate::event::Event;
use crate::event::codebook::CodeAdd;
use crate::id::{Digest, PersonId, Ref, RefMap};
use crate::study::retained::{Force, in_force};
use crate::study::set::Set;
use crate::study::withdrawal::Withdrawn;

/// Which adds are one thing.
#[derive(Debug, Default)]
pub struct Identity {
    firsts: RefMap<Ref, Ref>,
    members: RefMap<Ref, Vec<Ref>>,
}

/// What makes two adds equal, as first written.
#[derive(PartialEq, Eq, Hash)]
enum Content<'e> {
    Code(&'e str, [&'e str; 5]),
    Document(&'e str, Digest, Digest),
    Revision(Ref, Digest, Digest, &'e [Kept]),
    Person(&'e PersonId),
}

impl Identity {
    /// Groups the adds that are in force.
    pub fn of(set: &Set, forces: &[Force], withdrawn: &Withdrawn) -> Self {
        let mut identity = Self::default();
        identity.join_written_again((set, forces), withdrawn);
        let mut classes: HashMap<u64, Vec<Ref>> = HashMap::new();
        for (_, line, event) in in_force((set, forces), set.others()) {
            let Some(content) = identity.content(event) else {
                continue;
            };
            let class = classes.entry(digest(&content)).or_default();
            let same = class
                .iter()
                .copied()
                .find(|&first| identity.is_one(set, (first, line.id()), &content));
            match same {
                Some(first) => identity.unite(set, (first, line.id())),
                None => class.push(line.id()),
            }
        }
        identity
    }

    /// The ref the thing goes by.
    pub fn canonical(&self, id: Ref) -> Ref {
        self.firsts.get(&id).copied().unwrap_or(id)
    }

    /// All adds that are one thing with this one, itself included.
    pub fn equals(&self, id: Ref) -> Vec<Ref> {
        self.members
            .get(&self.canonical(id))
            .cloned()
            .unwrap_or_else(|| vec![id])
    }

    /// A code or a document whose words were taken back is written again without them, over the lines that held them, and is still
    /// that one. A document goes on by its old ref, since revisions, places and memos name that; a code goes by its new one.
    fn join_written_again(&mut self, (set, forces): (&Set, &[Force]), withdrawn: &Withdrawn) {
        if withdrawn.lines.is_empty() {
            return;
        }
        for (_, line, event) in in_force((set, forces), set.others()) {
            let over = line.head.over.iter().copied();
            let taken = over.filter(|over| withdrawn.lines.contains(over));
            match event {
                Event::DocumentAdd(_) => {
                    taken.for_each(|taken| self.unite(set, (taken, line.id())));
                }
                Event::CodeAdd(_) => taken.for_each(|taken| match self.canonical(taken) {
                    first if first == taken => self.join(line.id(), taken),
                    // Two leads who withdrew apart both wrote it again.
                    first if first != line.id() => self.join(first, line.id()),
                    _ => {}
                }),
                _ => {}
            }
        }
    }

    /// Makes one thing of two; it goes by the ref that comes first in fold order, unless one is joined already.
    fn unite(&mut self, set: &Set, (one, other): (Ref, Ref)) {
        let (one, other) = (self.canonical(one), self.canonical(other));
        if one == other {
            return;
        }
        let (first, later) = match set.place(one) <= set.place(other) {
            true => (one, other),
            false => (other, one),
        };
        let joined = self.members.remove(&later).unwrap_or_else(|| vec![later]);
        joined.into_iter().for_each(|id| self.join(first, id));
    }

    fn join(&mut self, first: Ref, later: Ref) {
        self.firsts.insert(later, first);
        self.members
            .entry(first)
            .or_insert_with(|| vec![first])
            .push(later);
    }

    fn is_one(&self, set: &Set, (first, later): (Ref, Ref), content: &Content<'_>) -> bool {
        let known = set
            .get(first)
            .and_then(|line| line.event())
            .and_then(|event| self.content(event));
        known.as_ref() == Some(content)
            && !self.says_apart(set, first, later)
            && !self.says_apart(set, later, first)
    }

    fn says_apart(&self, set: &Set, one: Ref, other: Ref) -> bool {
        let others = self.equals(other);
        self.equals(one)
            .into_iter()
            .any(|one| match set.get(one).and_then(|line| line.event()) {
                Some(Event::CodeAdd(event)) => {
                    event.apart.iter().any(|apart| others.contains(&apart.0))
                }
                _ => false,
            })
    }

    fn content<'e>(&self, event: &'e Event) -> Option<Content<'e>> {
        match event {
            Event::CodeAdd(e) => Some(code_content(e)),
            Event::DocumentAdd(e) => Some(Content::Document(&e.handle, e.text, e.turns)),
            Event::DocumentRevise(e) => Some(Content::Revision(
                self.canonical(e.parent.0),
                e.text,
                e.turns,
                &e.kept,
            )),
            Event::PersonAdd(e) => Some(Content::Person(&e.handle)),
            _ => None,
        }
    }
}

fn code_content(e: &CodeAdd) -> Content<'_> {
    Content::Code(
        &e.handle,
        [&e.name, &e.definition, &e.use_when, &e.not_when, &e.example],
    )
}

fn digest(content: &Content<'_>) -> u64 {
    let mut hasher = DefaultHasher::new();
    content.hash(&mut hasher);
    hasher.finish()
}
