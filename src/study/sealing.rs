//! Sealing: what of a coder's work is locked while a sealed round is open, and what waits for a key.
//!
//! All that a blind round would hide of a coder is locked: codings, passes, memos, quotes, verdicts, and codes that they propose.
//! Locks are opened before lines are folded, so that the fold knows events alone; a lock that nobody here can open says nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::coding::On;
use crate::event::Event;
use crate::event::seal::{KeyPublish, SealOpen};
use crate::event::study::{CoderChange, CoderRole, CoderSet};
use crate::id::{CodeRef, CoderId, CodingRef, DocumentRef, Ref, RefSet, RoundRef, Writer};
use crate::journal::Line;
use crate::round::{Round, Sight};
use crate::study::Study;
use crate::study::things::is_only_retained;

/// How one writer seals in one round.
#[derive(Clone, Debug)]
pub struct Sealing {
    /// The round.
    pub round: RoundRef,
    /// The line that began to seal.
    pub seal: Ref,
    /// What it is locked for.
    pub recipient: String,
}

/// The sealed round that an event belongs to, of those in which its writer codes; nothing where it is written as it is.
pub fn round_of(study: &Study, rounds: &[RoundRef], event: &Event) -> Option<RoundRef> {
    let any = rounds.first().copied()?;
    if !event.may_be_sealed() {
        return None;
    }
    let of = |document: DocumentRef| {
        let holds = |id: &&RoundRef| {
            let mut known = study.rounds.iter();
            let round = known.find(|round| round.id == **id);
            round.is_some_and(|round| round.documents().contains(&document))
        };
        rounds.iter().find(holds).copied()
    };
    let of_coding = |coding: CodingRef| match study.line(coding.0).and_then(|line| line.event()) {
        Some(Event::CodingAdd(event)) => of(event.document).or(event.round),
        _ => Some(any),
    };
    let of_code = |code: CodeRef| {
        let opened = study
            .rounds
            .iter()
            .filter(|round| rounds.contains(&round.id));
        let opened = opened.map(|round| round.opened).min();
        let known = study.code(CodeRef(study.canonical(code.0)));
        let is_proposed = known.is_none_or(|code| Some(code.added()) > opened);
        is_proposed.then_some(any)
    };
    let round = match event {
        Event::CodingAdd(e) => e.round.or_else(|| of(e.document)),
        Event::CodingRespan(e) => of_coding(e.coding),
        Event::CodingRemove(e) => of_coding(e.coding),
        Event::CodingRecode(e) => of_coding(e.coding),
        Event::TurnPass(e) => e.round.or_else(|| of(e.document)),
        Event::QuoteChoose(e) => of(e.excerpt.document),
        Event::DecisionMake(e) => of(e.document),
        Event::AutocodeJudge(e) => of(e.document),
        Event::MemoWrite(e) => match &e.on {
            On::Document(document) | On::Excerpt { document, .. } => of(*document),
            On::Coding(coding) => of_coding(*coding),
            On::Code(_) | On::Person(_) => Some(any),
        },
        Event::CodeSet(e) => of_code(e.code),
        Event::CodePoint(e) => of_code(e.code),
        _ => Some(any),
    };
    round.filter(|round| rounds.contains(round))
}

impl Study {
    /// The open sealed rounds in which a coder codes.
    pub fn sealed_rounds_of(&self, coder: &CoderId) -> Vec<RoundRef> {
        let open = |round: &&Round| round.sight == Sight::Sealed && round.is_hiding();
        let theirs = self
            .rounds
            .iter()
            .filter(open)
            .filter(|round| round.has(coder) && !is_only_retained(self, round.id.0));
        theirs.map(|round| round.id).collect()
    }

    /// Every seal that was begun, with its line and its writer.
    pub fn seals(&self) -> impl Iterator<Item = (Ref, &Writer, &SealOpen)> {
        let lines = self.set.other_lines();
        lines.filter_map(|(_, line)| match line.event()? {
            Event::SealOpen(event) => Some((line.id(), &line.head.writer, event)),
            _ => None,
        })
    }

    /// The keys that coders published for a round, each with its coder: those of which the installation that opened the round knew
    /// by then, and its own. Whoever says a key in another's name afterwards is told nothing.
    pub fn keys_for(&self, round: RoundRef) -> Vec<(&CoderId, &str)> {
        let published = self.published_for(round);
        let keys = published.map(|(_, event)| (&event.coder, event.recipient.as_str()));
        let keys: BTreeSet<(&CoderId, &str)> = keys.collect();
        keys.into_iter().collect()
    }

    /// The lines that said these keys.
    fn published_for(&self, round: RoundRef) -> impl Iterator<Item = (&Line, &KeyPublish)> {
        self.known_for(round)
            .filter_map(|line| match line.event()? {
                // A key is a coder's only if it stands in a journal of theirs.
                Event::KeyPublish(event)
                    if self.coder_of(&line.head.writer) == Some(&event.coder) =>
                {
                    Some((line, event))
                }
                _ => None,
            })
    }

    /// What the installation that opened a round knew by then, and wrote itself, but for codings.
    fn known_for(&self, round: RoundRef) -> impl Iterator<Item = &Line> {
        let opened = self.line(round.0).map(|line| &line.head.writer);
        let known = self.known_by(round.0);
        let lines = self.set.other_lines().map(|(_, line)| line);
        lines.filter(move |line| Some(&line.head.writer) == opened || known.contains(&line.id()))
    }

    /// The leads' installations of which the one that opened a sealed round knew by then, and itself. Where one of these closes it,
    /// its keys are told: whoever says afterwards to be a lead opens nothing.
    pub fn keepers_of(&self, round: RoundRef) -> BTreeSet<&Writer> {
        let opened = self.line(round.0).map(|line| &line.head.writer);
        let published = self.published_for(round).map(|(line, _)| &line.head.writer);
        let mut leads: BTreeSet<&CoderId> = BTreeSet::new();
        for line in self.known_for(round) {
            let (coder, role) = match line.event() {
                Some(Event::CoderJoin(join)) => (&join.coder, join.role),
                Some(Event::CoderSet(CoderSet {
                    coder,
                    change: CoderChange::Role(role),
                })) => (coder, *role),
                _ => continue,
            };
            match role {
                CoderRole::Lead => leads.insert(coder),
                CoderRole::Coder => leads.remove(coder),
            };
        }
        let is_lead = |writer: &&Writer| self.coder_of(writer).is_some_and(|of| leads.contains(of));
        published.chain(opened).filter(is_lead).collect()
    }

    /// Whether one of those closed a round.
    pub fn is_closed_by_a_keeper(&self, round: RoundRef) -> bool {
        let keepers = self.keepers_of(round);
        let mut lines = self.set.other_lines();
        lines.any(|(_, line)| {
            let is_close =
                matches!(line.event(), Some(Event::RoundClose(event)) if event.round == round);
            is_close && keepers.contains(&line.head.writer)
        })
    }

    /// The lines that the writer of a line had seen, as it said by the end of that action.
    fn known_by(&self, id: Ref) -> RefSet<Ref> {
        let action = self.action_of(id).and_then(|first| self.set.place(first.0));
        let action = action
            .map(|first| self.set.action(first))
            .unwrap_or_default();
        let last = action.last().map(|&place| self.set.lines[place].as_ref());
        let mut said = self.set.other_lines().filter_map(|(_, line)| {
            let is_before = last.is_some_and(|last| {
                line.head.writer == last.head.writer && line.head.seq <= last.head.seq
            });
            is_before.then(|| line.event()?.seen())?
        });
        said.next_back()
            .map(|runs| self.covered_by(runs))
            .unwrap_or_default()
    }

    /// Whether a key stands in the journal of a writer already.
    pub fn has_published(&self, writer: &Writer, recipient: &str) -> bool {
        self.set.other_lines().any(|(_, line)| {
            line.head.writer == *writer
                && matches!(line.event(), Some(Event::KeyPublish(event)) if event.recipient == recipient)
        })
    }

    /// The keys that somebody told everybody, by the lines that began their seals; whether each is that key is not looked at here.
    pub fn revealed(&self) -> impl Iterator<Item = (Ref, &str)> {
        let lines = self.set.other_lines();
        lines.filter_map(|(_, line)| match line.event()? {
            Event::Reveal(event) => Some((event.seal, event.key.as_str())),
            _ => None,
        })
    }

    /// How many entries of closed rounds are still locked here, by writer: they wait for a key, or for a program that can open them.
    pub fn locked(&self) -> Vec<(Writer, usize)> {
        let is_over = |round: &&Round| round.sight == Sight::Sealed && round.close.is_some();
        let closed = self.rounds.iter().filter(is_over);
        let closed: Vec<RoundRef> = closed.map(|round| round.id).collect();
        if closed.is_empty() {
            return Vec::new();
        }
        let over: Vec<Ref> = self
            .seals()
            .filter(|(_, _, seal)| closed.contains(&seal.round))
            .map(|(id, _, _)| id)
            .collect();
        let mut locked: BTreeMap<Writer, usize> = BTreeMap::new();
        for (_, line) in self.set.other_lines() {
            if let Some(Event::Sealed(sealed)) = line.event()
                && over.contains(&sealed.seal)
            {
                *locked.entry(line.head.writer.clone()).or_default() += 1;
            }
        }
        locked.into_iter().collect()
    }
}
