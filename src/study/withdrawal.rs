//! Step 2 of the fold: withdrawals.
//!
//! A withdraw counts at once, whether or not the named lines have been blanked on disk yet: their words take no part in anything
//! that follows. It names also all that the named lines replaced, so that no older value comes back; and what is written about a
//! document or a person that is gone, by somebody who did not know of it yet, is taken back with them. Withdrawals are never undone.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::coding::On;
use crate::document::Revision;
use crate::event::Event;
use crate::event::study::{Withdraw, WithdrawDone, WithdrawMode};
use crate::id::{CodingRef, Digest, DocumentRef, PersonId, Ref, RevisionRef, Writer};
use crate::journal::Line;
use crate::study::Study;
use crate::study::retained::Force;
use crate::study::set::Set;

/// What was taken back for good.
#[derive(Debug, Default)]
pub struct Withdrawn {
    /// Lines whose words are gone.
    pub lines: HashSet<Ref>,
    /// Those of them that no withdrawal names: they came from somebody who did not know of it yet.
    pub late: HashSet<Ref>,
    /// Documents that are gone.
    pub documents: HashSet<DocumentRef>,
    /// People who are gone.
    pub people: HashSet<PersonId>,
    /// Revisions of equal length without the words.
    pub revisions: HashSet<RevisionRef>,
    /// Files that held the words, with those that stand in their place.
    pub files: BTreeMap<Digest, Option<Digest>>,
    /// The texts of documents that are gone, so that the same one brought in elsewhere is gone too.
    texts: HashSet<Digest>,
    /// The withdrawals, in fold order.
    orders: Vec<Withdrawal>,
}

/// A withdrawal as people follow it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Withdrawal {
    /// Its line.
    #[serde(rename = "ref")]
    pub id: Ref,
    /// When, as the writer's clock said.
    pub at: String,
    /// Whose words, where a person took them back.
    pub people: Vec<PersonId>,
    /// What became of what was made of them.
    pub mode: WithdrawMode,
    /// The installations that have taken the words out of what their machine keeps.
    pub done: Vec<Writer>,
    /// Those that have not said so yet.
    pub waiting: Vec<Writer>,
}

impl Withdrawn {
    /// Gathers every withdrawal of the set.
    pub fn of(set: &Set) -> Self {
        let mut withdrawn = Self::default();
        let mut done = Vec::new();
        for (place, line) in set.other_lines() {
            match line.event() {
                Some(Event::Withdraw(event)) => {
                    withdrawn.add(event);
                    withdrawn.add_order((set, place), (line, event));
                }
                Some(Event::WithdrawDone(event)) => {
                    withdrawn.lines.extend(&event.refs);
                    done.push(event);
                }
                _ => {}
            }
        }
        for event in done {
            let of = withdrawn.orders.iter_mut();
            let of = of.filter(|known| known.id == event.withdrawal);
            of.for_each(|known| known.done.extend(event.writers.iter().cloned()));
        }
        withdrawn.add_what_they_replaced(set);
        if !withdrawn.orders.is_empty() {
            withdrawn.add_what_came_late(set);
        }
        withdrawn
    }

    fn add(&mut self, event: &Withdraw) {
        self.documents.extend(event.documents.iter().copied());
        if event.mode == WithdrawMode::Delete {
            self.people.extend(event.people.iter().cloned());
        }
        self.lines.extend(event.refs.iter().copied());
        self.revisions.extend(event.revisions.iter().copied());
        self.files
            .extend(event.files.iter().map(|gone| (gone.was, gone.now)));
        if !event.documents.is_empty() {
            self.texts.extend(event.files.iter().map(|gone| gone.was));
        }
    }

    /// What one action takes back is one withdrawal, however many lines it has.
    fn add_order(&mut self, (set, place): (&Set, usize), (line, event): (&Line, &Withdraw)) {
        let first = |id: Ref| set.first_of_action(set.place(id)?).map(Line::id);
        let action = set.first_of_action(place).map(Line::id);
        if self
            .orders
            .iter()
            .any(|known| first(known.id) == action && action.is_some())
        {
            return;
        }
        self.orders.push(Withdrawal {
            id: line.id(),
            at: line.head.at.as_str().to_owned(),
            people: event.people.clone(),
            mode: event.mode,
            done: Vec::new(),
            waiting: Vec::new(),
        });
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

    /// Documents first: what is about them is then about something that is gone.
    fn add_what_came_late(&mut self, set: &Set) {
        for (_, line) in set.other_lines() {
            // A line whose words a withdrawal names counts as blank, whether it is blank on this disk or not yet.
            if let Some(Event::DocumentAdd(event)) = line.event()
                && self.texts.contains(&event.text)
                && !self.lines.contains(&line.id())
            {
                self.documents.insert(DocumentRef(line.id()));
            }
        }
        for (_, line) in set.other_lines() {
            let is_about = line
                .event()
                .is_some_and(|event| self.is_about_what_is_gone(set, (line.id(), event)));
            if is_about && self.lines.insert(line.id()) {
                self.late.insert(line.id());
            }
        }
    }

    /// Whether an event holds words, or names files of words, about a document or a person that is gone.
    fn is_about_what_is_gone(&self, set: &Set, (id, event): (Ref, &Event)) -> bool {
        let is_gone = |document: DocumentRef| self.documents.contains(&document);
        let of_coding = |coding: CodingRef| match set.get(coding.0).and_then(|line| line.event()) {
            Some(Event::CodingAdd(event)) if !self.lines.contains(&coding.0) => {
                is_gone(event.document)
            }
            _ => false,
        };
        match event {
            Event::DocumentAdd(_) => is_gone(DocumentRef(id)),
            Event::DocumentRevise(e) => is_gone(e.document),
            Event::DocumentSet(e) => is_gone(e.document),
            Event::SpeakerAssign(e) => is_gone(e.document),
            Event::QuoteChoose(e) => is_gone(e.excerpt.document),
            Event::DecisionMake(e) => is_gone(e.document),
            Event::CodingRecode(e) => of_coding(e.coding),
            Event::PersonAdd(e) => self.people.contains(&e.handle),
            Event::PersonSet(e) => self.people.contains(&e.person),
            Event::MemoWrite(e) => match &e.on {
                On::Document(document) | On::Excerpt { document, .. } => is_gone(*document),
                On::Coding(coding) => of_coding(*coding),
                On::Person(person) => self.people.contains(person),
                On::Code(_) => false,
            },
            Event::SummaryWrite(e) => {
                let excerpts = e.excerpts.iter().map(|excerpt| excerpt.document);
                e.on.person().is_some_and(|of| self.people.contains(of))
                    || excerpts.chain(e.on.document()).any(is_gone)
            }
            _ => false,
        }
    }

    /// The revisions of a document that may not be read any more: those that are not built on every revision without the words.
    /// Where two were made apart, each of them stands until one is built on both.
    pub fn unreadable(
        &self,
        revisions: &[Revision],
        over: impl Fn(RevisionRef) -> Vec<Ref>,
    ) -> HashSet<RevisionRef> {
        let blanked = revisions.iter().map(|revision| revision.id);
        let blanked: Vec<RevisionRef> = blanked.filter(|id| self.revisions.contains(id)).collect();
        let stands_on = |id: RevisionRef| -> HashSet<RevisionRef> {
            let (mut below, mut ahead) = (HashSet::new(), vec![id]);
            while let Some(id) = ahead.pop() {
                if below.insert(id) {
                    let own = revisions.iter().find(|revision| revision.id == id);
                    ahead.extend(own.and_then(|revision| revision.parent));
                    ahead.extend(over(id).into_iter().map(RevisionRef));
                }
            }
            below
        };
        let is_built_on_all = |id: RevisionRef| {
            let below = stands_on(id);
            blanked.iter().all(|blank| below.contains(blank))
        };
        let ids = revisions.iter().map(|revision| revision.id);
        let (readable, mut unreadable): (Vec<_>, HashSet<_>) =
            ids.fold((Vec::new(), HashSet::new()), |mut both, id| {
                match is_built_on_all(id) {
                    true => both.0.push(id),
                    false => drop(both.1.insert(id)),
                }
                both
            });
        if readable.is_empty() {
            unreadable.retain(|id| !blanked.contains(id));
        }
        unreadable
    }

    /// The file that stands for one that a line names: itself, or what took its place.
    pub fn instead_of(&self, file: Digest) -> Digest {
        match self.files.get(&file) {
            Some(Some(now)) => *now,
            _ => file,
        }
    }
}

impl Study {
    /// The files of words that were taken back and that nothing in force names, which no machine should keep.
    pub fn files_gone(&self) -> BTreeSet<Digest> {
        let mut gone: BTreeSet<Digest> = self.withdrawn.files.keys().copied().collect();
        let late = self.withdrawn.lines.iter();
        let late = late.filter_map(|id| self.line(*id)?.event());
        gone.extend(late.flat_map(Event::files));
        for document in &self.documents {
            let hidden = document.revisions.iter().filter(|one| one.is_withdrawn);
            gone.extend(hidden.flat_map(|revision| [revision.text, revision.turns]));
        }
        gone.extend(self.undone_texts());
        for document in &self.documents {
            let kept = document.revisions.iter().filter(|one| !one.is_withdrawn);
            for revision in kept {
                gone.remove(&revision.text);
                gone.remove(&revision.turns);
            }
        }
        let versions = self.versions.iter().map(|version| version.sha256);
        for file in versions {
            gone.remove(&file);
        }
        gone
    }

    /// The texts and turns of undone corrections that hold words which were taken back from their documents.
    fn undone_texts(&self) -> Vec<Digest> {
        if self.withdrawn.revisions.is_empty() {
            return Vec::new();
        }
        let mut undone: HashMap<Ref, Vec<Revision>> = HashMap::new();
        for (_, line) in self.set.other_lines() {
            if let Some(Event::DocumentRevise(event)) = line.event()
                && self.force(line.id()) == Force::None
            {
                let id = RevisionRef(line.id());
                let revision = Revision {
                    parent: Some(RevisionRef(self.canonical(event.parent.0))),
                    ..Revision::first(id, (event.text, event.turns))
                };
                let of = self.canonical(event.document.0);
                undone.entry(of).or_default().push(revision);
            }
        }
        let over = |id: RevisionRef| {
            self.line(id.0)
                .map_or(Vec::new(), |of| of.head.over.clone())
        };
        let blanked = self.documents.iter();
        let blanked = blanked.filter(|of| of.revisions.iter().any(|one| one.takes_back));
        let texts = blanked.flat_map(|document| {
            let own = undone.remove(&document.id.0).unwrap_or_default();
            let all = [&document.revisions[..], &own].concat();
            let unreadable = self.withdrawn.unreadable(&all, over);
            let held = own
                .into_iter()
                .filter(move |one| unreadable.contains(&one.id));
            held.flat_map(|revision| [revision.text, revision.turns])
        });
        texts.collect()
    }

    /// The lines whose words no journal should hold any more: those that a withdrawal names, or whoever obeyed one.
    pub fn lines_gone(&self) -> HashSet<Ref> {
        let named = self.withdrawn.lines.difference(&self.withdrawn.late);
        named.copied().collect()
    }

    /// The lines that hold words, or name files of words, about documents or people.
    pub fn lines_about(&self, documents: &[DocumentRef], people: &[PersonId]) -> Vec<Ref> {
        let equals = documents.iter().flat_map(|of| self.identity.equals(of.0));
        let gone = Withdrawn {
            documents: equals.map(DocumentRef).collect(),
            people: people.iter().cloned().collect(),
            ..Withdrawn::default()
        };
        let about = self.set.other_lines().filter(|(_, line)| {
            let event = line.event();
            event.is_some_and(|event| gone.is_about_what_is_gone(&self.set, (line.id(), event)))
        });
        about.map(|(_, line)| line.id()).collect()
    }

    /// The other versions of memos of which some lines are versions: a memo goes as a whole.
    pub fn versions_of_memos(&self, lines: &[Ref]) -> Vec<Ref> {
        let first = |line: &Line| match line.event() {
            Some(Event::MemoWrite(event)) => Some(event.memo.map_or(line.id(), |memo| memo.0)),
            _ => None,
        };
        let named = lines.iter().filter_map(|id| first(self.line(*id)?));
        let named: HashSet<Ref> = named.collect();
        let all = self.set.other_lines().map(|(_, line)| line);
        let same = all.filter(|line| first(line).is_some_and(|of| named.contains(&of)));
        same.map(Line::id).collect()
    }

    /// The withdrawals, oldest first, with who has obeyed them.
    pub fn withdrawals(&self) -> Vec<Withdrawal> {
        let writers: BTreeSet<&Writer> = self.writers.keys().collect();
        let mut withdrawals = self.withdrawn.orders.clone();
        for known in &mut withdrawals {
            known.done.sort();
            known.done.dedup();
            let waiting = writers.iter().filter(|one| !known.done.contains(one));
            known.waiting = waiting.map(|writer| (*writer).clone()).collect();
        }
        withdrawals
    }

    /// What installations on one machine have to say of withdrawals, once they have obeyed them.
    pub fn owed_by(&self, writers: &[Writer]) -> Vec<WithdrawDone> {
        let orders = self.withdrawn.orders.iter();
        let is_silent = |order: &&Withdrawal| writers.iter().any(|one| !order.done.contains(one));
        let mut owed: Vec<WithdrawDone> = orders
            .filter(is_silent)
            .map(|order| WithdrawDone {
                withdrawal: order.id,
                writers: writers.to_vec(),
                refs: Vec::new(),
            })
            .collect();
        let late = self.withdrawn.late.iter().copied();
        let is_theirs = |line: &Line| writers.contains(&line.head.writer);
        let refs: BTreeSet<Ref> = late
            .filter(|id| self.line(*id).is_some_and(is_theirs))
            .collect();
        if refs.is_empty() {
            return owed;
        }
        if owed.is_empty() {
            owed.extend(self.withdrawn.orders.last().map(|order| WithdrawDone {
                withdrawal: order.id,
                writers: writers.to_vec(),
                refs: Vec::new(),
            }));
        }
        if let Some(last) = owed.last_mut() {
            last.refs = refs.into_iter().collect();
        }
        owed
    }
}
