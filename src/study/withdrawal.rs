//! Step 2 of the fold: withdrawals.
//!
//! A withdraw counts at once, whether or not the named lines have been blanked on disk yet: their words take no part in anything
//! that follows. It names also all that the named lines replaced, so that no older value comes back; and what is written about a
//! document or a person that is gone, by somebody who did not know of it yet, is taken back with them. Withdrawals are never undone.
//!
//! What undo leaves alone, who is here and what was withdrawn, keeps its words whoever names it, and who obeyed speaks for his own
//! lines alone. Everybody's withdrawal counts here; what machines erase by themselves is what leads took back.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::coding::On;
use crate::document::Revision;
use crate::event::Event;
use crate::event::study::{CoderChange, CoderRole, Withdraw, WithdrawDone, WithdrawMode};
use crate::event::words::words;
use crate::id::{CoderId, CodingRef, Digest, DocumentRef, PersonId, Ref, RevisionRef, Writer};
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
    /// Lines that whoever obeyed names and that are not here yet: whose they are decides whether their words are gone.
    awaited: HashSet<Ref>,
    /// The withdrawals, in fold order.
    pub(super) orders: Vec<Withdrawal>,
}

/// Whose withdrawals count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Everybody's: in the study as people see it.
    Everybody,
    /// Those of leads: for what a machine erases by itself.
    Leads,
}

/// A withdrawal as people follow it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Withdrawal {
    /// Its line.
    #[serde(rename = "ref")]
    pub id: Ref,
    /// Who wrote it; the writer's name where nobody opened it.
    pub coder: CoderId,
    /// Whether that is a lead: otherwise no machine erases anything by itself.
    pub is_by_lead: bool,
    /// When, as the writer's clock said.
    pub at: String,
    /// Whose words, where a person took them back.
    pub people: Vec<PersonId>,
    /// Documents that are gone.
    pub documents: Vec<DocumentRef>,
    /// Documents that go on without some words.
    pub covered: Vec<DocumentRef>,
    /// How many lines it names.
    pub lines: usize,
    /// What became of what was made of them.
    pub mode: WithdrawMode,
    /// The installations that have taken the words out of what their machine keeps.
    pub done: Vec<Writer>,
    /// Entries that were written without knowing of it and may quote, as those who wrote them said.
    pub may_hold: Vec<Ref>,
    /// Those that have not said so yet.
    pub waiting: Vec<Writer>,
}

impl Withdrawn {
    /// Gathers the withdrawals of the set.
    pub fn of(set: &Set, writers: &HashMap<Writer, CoderId>, whose: Whose) -> Self {
        let mut withdrawn = Self::default();
        let mut done = Vec::new();
        let leads = Leads::of(set);
        for (place, line) in set.other_lines() {
            match line.event() {
                Some(Event::Withdraw(event)) => {
                    let coder = writers.get(&line.head.writer);
                    let is_by_lead = coder.is_some_and(|coder| leads.hold(coder));
                    if whose == Whose::Everybody || is_by_lead {
                        withdrawn.add(set, event);
                        let coder = coder.map_or(&line.head.writer.0, |coder| &coder.0);
                        let by = (CoderId(coder.clone()), is_by_lead);
                        withdrawn.add_order((set, place), (line, event), by);
                    }
                }
                Some(Event::WithdrawDone(event)) => done.push((line, event)),
                _ => {}
            }
        }
        for (line, event) in done {
            withdrawn.add_done((set, writers), (line, event));
        }
        withdrawn.add_what_they_replaced(set);
        if !withdrawn.orders.is_empty() {
            withdrawn.add_what_came_late(set);
        }
        withdrawn
    }

    fn add(&mut self, set: &Set, event: &Withdraw) {
        self.documents.extend(event.documents.iter().copied());
        if event.mode == WithdrawMode::Delete {
            self.people.extend(event.people.iter().cloned());
        }
        let may_lose = |id: &Ref| set.get(*id).is_none_or(may_lose_its_words);
        self.lines
            .extend(event.refs.iter().copied().filter(may_lose));
        self.revisions.extend(event.revisions.iter().copied());
        self.files
            .extend(event.files.iter().map(|gone| (gone.was, gone.now)));
        if !event.documents.is_empty() {
            self.texts.extend(event.files.iter().map(|gone| gone.was));
        }
    }

    /// What one action takes back is one withdrawal, however many lines it has.
    fn add_order(
        &mut self,
        (set, place): (&Set, usize),
        (line, event): (&Line, &Withdraw),
        (coder, is_by_lead): (CoderId, bool),
    ) {
        let first = |id: Ref| set.first_of_action(set.place(id)?).map(Line::id);
        let action = set.first_of_action(place).map(Line::id);
        let is_same = |known: &&mut Withdrawal| first(known.id) == action && action.is_some();
        if let Some(known) = self.orders.iter_mut().find(is_same) {
            known.documents.extend(&event.documents);
            known.covered.extend(covered(set, event));
            known.lines += event.refs.len();
            return;
        }
        self.orders.push(Withdrawal {
            id: line.id(),
            coder,
            is_by_lead,
            at: line.head.at.as_str().to_owned(),
            people: event.people.clone(),
            documents: event.documents.clone(),
            covered: covered(set, event),
            lines: event.refs.len(),
            mode: event.mode,
            done: Vec::new(),
            may_hold: Vec::new(),
            waiting: Vec::new(),
        });
    }

    /// Who obeyed says so of installations, and names lines that came late: those of the same coder alone.
    fn add_done(
        &mut self,
        (set, writers): (&Set, &HashMap<Writer, CoderId>),
        (line, event): (&Line, &WithdrawDone),
    ) {
        let coder = writers.get(&line.head.writer);
        let is_own = |named: &Line| coder.is_some() && writers.get(&named.head.writer) == coder;
        let may_hold = event.may_hold.iter().copied();
        let may_hold = may_hold.filter(|id| set.get(*id).is_some_and(is_own));
        let mut orders = self.orders.iter_mut();
        if let Some(known) = orders.find(|known| known.id == event.withdrawal) {
            known.done.extend(event.writers.iter().cloned());
            known.may_hold.extend(may_hold);
        }
        for id in &event.refs {
            match set.get(*id) {
                Some(named) => {
                    if is_own(named) && may_lose_its_words(named) {
                        self.lines.insert(*id);
                    }
                }
                None => drop(self.awaited.insert(*id)),
            }
        }
    }

    /// What the lines that go were written over goes too, but for what brought a document in: the document would go with it.
    fn add_what_they_replaced(&mut self, set: &Set) {
        let mut ahead: Vec<Ref> = self.lines.iter().copied().collect();
        while let Some(id) = ahead.pop() {
            let Some(line) = set.get(id) else { continue };
            for over in &line.head.over {
                let is_document = |line: &Line| matches!(line.event(), Some(Event::DocumentAdd(_)));
                let may_go = |line: &Line| has_words_to_lose(line) && !is_document(line);
                let goes = set.get(*over).is_none_or(may_go);
                if goes && self.lines.insert(*over) {
                    ahead.push(*over);
                }
            }
        }
    }

    /// Whether what is worked out of a line depends on withdrawals that were here before it.
    pub fn awaits(&self, id: Ref) -> bool {
        self.lines.contains(&id) || self.awaited.contains(&id)
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
    /// The study as it would be without the withdrawals that no lead wrote; nothing where there are none of those.
    pub fn as_leads_withdrew(&self) -> Option<Self> {
        let mut orders = self.withdrawn.orders.iter();
        let lines = || self.set.lines.iter().cloned();
        (!orders.all(|known| known.is_by_lead))
            .then(|| Self::fold_of(self.id.clone(), lines(), Whose::Leads))
    }

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
                .map_or(Vec::new(), |of| of.head.over.to_vec())
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
}

/// The coders whose withdrawals machines obey by themselves, as on the command line: leads, or in a study without any lead
/// whoever joined.
struct Leads<'s> {
    leads: HashSet<&'s CoderId>,
    joined: HashSet<&'s CoderId>,
}

impl<'s> Leads<'s> {
    fn of(set: &'s Set) -> Self {
        let (mut leads, mut joined) = (HashSet::new(), HashSet::new());
        for (_, line) in set.other_lines() {
            match line.event() {
                Some(Event::CoderJoin(join)) => {
                    joined.insert(&join.coder);
                    if join.role == CoderRole::Lead {
                        leads.insert(&join.coder);
                    }
                }
                // What somebody took back as a lead stays taken back, whatever they are later.
                Some(Event::CoderSet(set)) if set.change == CoderChange::Role(CoderRole::Lead) => {
                    leads.insert(&set.coder);
                }
                _ => {}
            }
        }
        Self { leads, joined }
    }

    fn hold(&self, coder: &CoderId) -> bool {
        match self.leads.is_empty() {
            true => self.joined.contains(coder),
            false => self.leads.contains(coder),
        }
    }
}

/// The documents of the revisions without the words.
fn covered(set: &Set, event: &Withdraw) -> Vec<DocumentRef> {
    let document = |id: &RevisionRef| match set.get(id.0)?.event()? {
        Event::DocumentRevise(revise) => Some(revise.document),
        _ => None,
    };
    event.revisions.iter().filter_map(document).collect()
}

/// Whether a line may lose its words at all: who is here, what was seen, closed and withdrawn may not. A line that is blank already
/// has none.
fn may_lose_its_words(line: &Line) -> bool {
    line.event().is_none_or(|event| !event.is_never_switched())
}

/// Whether a line has words, or names files of words, that it may lose.
fn has_words_to_lose(line: &Line) -> bool {
    let holds = |event: &Event| !words(event).is_empty() || !event.files().is_empty();
    may_lose_its_words(line) && line.event().is_none_or(holds)
}
