//! Seals: what is locked for whoever works here is opened before it is folded, and what a coder writes in a sealed round is locked
//! before it is on any disk.
//!
//! Opening writes nothing. Keys of rounds that are over are told with the next change of anybody who has them.

use std::collections::{BTreeMap, HashMap};
use std::io::ErrorKind;
use std::sync::Arc;

use crate::event::Event;
use crate::event::seal::{KeyPublish, Reveal, SealOpen};
use crate::event::study::CoderRole;
use crate::id::{CoderId, Hash, Ref, RoundRef, Writer};
use crate::journal::Line;
use crate::number::counted;
use crate::problem::Problem;
use crate::round::{Round, Sight};
use crate::seal::{self, Key};
use crate::session::{NotSaved, Session};
use crate::store::atomic::Existing;
use crate::store::state::State;
use crate::study::Coder;
use crate::study::draft::{Draft, TooLong};
use crate::study::sealing::Sealing;

/// What opens locks on this machine.
#[derive(Default)]
pub(super) struct Opener {
    /// The coder's own key.
    own: Option<Key>,
    /// The keys of seals, by the lines that began them.
    keys: HashMap<Ref, Key>,
    /// What was opened.
    opened: HashMap<Hash, Arc<Line>>,
}

impl Opener {
    /// The opener of a coder on this machine.
    pub fn of(state: &State, coder: &CoderId) -> Self {
        let own = state.key(coder).and_then(|written| Key::read(&written));
        Self {
            own,
            ..Self::default()
        }
    }

    /// The lines with what was locked in them, as far as it opens here.
    pub fn open(&mut self, mut lines: Vec<Arc<Line>>) -> Vec<Arc<Line>> {
        self.find_keys(&lines);
        if self.keys.is_empty() {
            return lines;
        }
        for line in &mut lines {
            if let Some(Event::Sealed(sealed)) = line.event()
                && let Some(key) = self.keys.get(&sealed.seal)
            {
                let known = self.opened.get(&line.hash).cloned();
                let opened = known.or_else(|| key.open(line).map(Arc::new));
                if let Some(opened) = opened {
                    self.opened.insert(line.hash, Arc::clone(&opened));
                    *line = opened;
                }
            }
        }
        lines
    }

    /// Keys that are locked for this coder, and those that everybody was told. One that is not what its seal says is none.
    fn find_keys(&mut self, lines: &[Arc<Line>]) {
        let mut seals: HashMap<Ref, &SealOpen> = HashMap::new();
        for line in lines {
            if let Some(Event::SealOpen(event)) = line.event() {
                seals.insert(line.id(), event);
            }
        }
        if seals.is_empty() {
            return;
        }
        for (id, event) in &seals {
            if self.keys.contains_key(id) {
                continue;
            }
            let own = self.own.as_ref().and_then(|own| own.unlock(&event.locked));
            let written = own.and_then(|bytes| String::from_utf8(bytes).ok());
            self.keep(*id, event, written.as_deref());
        }
        for line in lines {
            if let Some(Event::Reveal(event)) = line.event()
                && let Some(seal) = seals.get(&event.seal)
            {
                self.keep(event.seal, seal, Some(&event.key));
            }
        }
    }

    fn keep(&mut self, id: Ref, seal: &SealOpen, written: Option<&str>) {
        let key = written.and_then(Key::read);
        if let Some(key) = key.filter(|key| key.recipient() == seal.recipient) {
            self.keys.insert(id, key);
        }
    }
}

impl Session {
    /// What opens locks for whoever works here.
    pub(super) fn own_opener(&self) -> Opener {
        let state = self.kept_here();
        Opener::of(&state, &self.coder)
    }

    /// What must be said before anything else: what others lock with for this coder, and the seals of rounds in which they code.
    pub(super) fn what_comes_before(&mut self, rounds: &[RoundRef]) -> Result<Begun, NotSaved> {
        let Some(writer) = self.writer().cloned() else {
            return Ok(Begun::default());
        };
        if !self.should_publish(&writer) && rounds.is_empty() {
            return Ok(Begun::default());
        }
        let own = self.own_key()?;
        let published = own.filter(|_| self.should_publish(&writer));
        let published = published.map(|own| KeyPublish {
            coder: self.coder.clone(),
            recipient: own.recipient(),
        });
        Ok((published, self.seals_of(&writer, rounds)?))
    }

    /// The rounds in which what this coder writes must be locked; refused where this program cannot.
    pub(super) fn rounds_to_seal(&self) -> Result<Vec<RoundRef>, NotSaved> {
        let rounds = self.study().sealed_rounds_of(&self.coder);
        match rounds.first() {
            Some(round) if !seal::IS_BUILT_IN => {
                let mut known = self.study().rounds.iter();
                let name = known
                    .find(|known| known.id == *round)
                    .map(|known| known.name.clone());
                Err(NotSaved::CannotSeal {
                    round: name.unwrap_or_default(),
                })
            }
            _ => Ok(rounds),
        }
    }

    /// The coder's own key, made where there is none yet.
    pub(super) fn own_key(&mut self) -> Result<Option<Key>, NotSaved> {
        if self.opener.own.is_none()
            && let Some(key) = Key::new()
        {
            let state = self.kept_here();
            let kept = |existing| state.keep_key(&self.coder, (key.written(), existing));
            let there = || {
                state
                    .key(&self.coder)
                    .and_then(|written| Key::read(&written))
            };
            self.opener.own = match kept(Existing::Keep) {
                Ok(()) => Some(key),
                // Another process of this coder was quicker; or what is there is no key, and never opened anything.
                Err(refused) if refused.cause.kind() == ErrorKind::AlreadyExists => match there() {
                    Some(known) => Some(known),
                    None => {
                        kept(Existing::Replace)?;
                        Some(key)
                    }
                },
                Err(refused) => return Err(refused.into()),
            };
        }
        Ok(self.opener.own.clone())
    }

    /// Whether this coder's installation has still to say what others lock for them with. It says so before there is any sealed round:
    /// a key that nobody knew of when a round was opened opens nothing of it.
    pub(super) fn should_publish(&self, writer: &Writer) -> bool {
        let study = self.study();
        let mut coders = study.coders.iter();
        let has_joined = coders.any(|coder| coder.handle == self.coder && coder.active);
        let own = self.opener.own.as_ref().map(Key::recipient);
        let is_known = own.is_some_and(|own| study.has_published(writer, &own));
        seal::IS_BUILT_IN && has_joined && !is_known
    }

    /// Keys of seals that began here, or were locked for whoever works here, of rounds that are over: everybody may have them.
    pub(super) fn to_reveal(&self) -> Vec<Reveal> {
        let study = self.study();
        let is_key_of = |id: Ref, written: &str| {
            let own = self.opener.keys.get(&id).map(Key::written);
            own == Some(written)
        };
        let known = study
            .revealed()
            .filter(|(id, written)| is_key_of(*id, written));
        let known: Vec<Ref> = known.map(|(id, _)| id).collect();
        let is_over = |of: RoundRef| {
            let mut rounds = study.rounds.iter();
            rounds.any(|round| round.id == of && round.close.is_some())
                && study.is_closed_by_a_keeper(of)
        };
        let over = study
            .seals()
            .filter(|(id, _, seal)| is_over(seal.round) && !known.contains(id));
        let reveal = |(id, ..): (Ref, &Writer, &SealOpen)| {
            let key = self.opener.keys.get(&id)?.written().to_owned();
            Some(Reveal { seal: id, key })
        };
        over.filter_map(reveal).collect()
    }

    /// The sealed rounds that were closed, and not by a computer that was a lead's when they were opened.
    pub fn falsely_closed(&self) -> impl Iterator<Item = &Round> {
        let study = self.study();
        let closed = study.rounds.iter().filter(|round| round.close.is_some());
        let sealed = closed.filter(|round| round.sight == Sight::Sealed);
        sealed.filter(|round| !study.is_closed_by_a_keeper(round.id))
    }

    /// Whether a round was closed falsely and this computer can close it so that its keys are told.
    pub fn can_close_again(&self, round: RoundRef) -> bool {
        let keepers = self.study().keepers_of(round);
        let here = self.writers_here().unwrap_or_default();
        let is_keeper = here.iter().any(|writer| keepers.contains(writer));
        is_keeper && self.falsely_closed().any(|known| known.id == round)
    }

    /// Tells the keys of what this coder sealed in a closed round, whoever closed it; how many.
    pub fn reveal(&mut self, round: RoundRef) -> Result<usize, NotSaved> {
        let here = self.writers_here()?;
        let study = self.study();
        let own = study.seals().filter(|(_, writer, seal)| {
            let is_own = here.contains(writer) && study.coder_of(writer) == Some(&self.coder);
            seal.round == round && is_own
        });
        let key = |id: Ref| Some(self.opener.keys.get(&id)?.written().to_owned());
        let told: Vec<Reveal> = own
            .filter_map(|(seal, ..)| {
                Some(Reveal {
                    seal,
                    key: key(seal)?,
                })
            })
            .collect();
        let count = told.len();
        self.record(|draft| {
            let mut told = told.into_iter();
            told.try_for_each(|reveal| draft.add(Event::Reveal(reveal)).map(drop))
        })?;
        Ok(count)
    }

    fn leads(&self) -> impl Iterator<Item = &Coder> {
        let coders = self.study().coders.iter();
        coders.filter(|coder| coder.role == CoderRole::Lead && coder.active)
    }

    /// The seals of a writer in some rounds: those that it began, and those that it has to begin, each with its new key. Where one
    /// cannot be had, nothing is written: it would stand there for everybody to read.
    fn seals_of(&self, writer: &Writer, rounds: &[RoundRef]) -> Result<Vec<Seal>, NotSaved> {
        let study = self.study();
        let own = |round: RoundRef| {
            let mut seals = study.seals();
            let known = seals.find(|(id, whose, seal)| {
                *whose == writer && seal.round == round && self.opener.keys.contains_key(id)
            });
            known.map(|(seal, _, event)| Sealing {
                round,
                seal,
                recipient: event.recipient.clone(),
            })
        };
        let seal = |round: &RoundRef| match own(*round) {
            Some(known) => Ok(Seal::Known(known)),
            None => self.new_seal(*round),
        };
        rounds.iter().map(seal).collect()
    }

    /// A seal to begin with: its key is locked for the coder, and for those who watch over the round.
    fn new_seal(&self, round: RoundRef) -> Result<Seal, NotSaved> {
        let study = self.study();
        let known = study.rounds.iter().find(|known| known.id == round);
        let name = known.map_or("", |known| &known.name);
        let watches = |handle: &CoderId| {
            let codes = known.is_some_and(|round| round.has(handle));
            !codes && self.leads().any(|lead| lead.handle == *handle)
        };
        let mut keys = study.keys_for(round);
        keys.retain(|(handle, key)| {
            (**handle == self.coder || watches(handle)) && seal::is_recipient(key)
        });
        let own = self.opener.own.as_ref().map(Key::recipient);
        self.tell_for_whom(name, (&keys, own.as_deref()));
        let mut recipients: Vec<String> = keys.into_iter().map(|(_, key)| key.to_owned()).collect();
        recipients.extend(own);
        recipients.sort();
        recipients.dedup();
        let cannot = || NotSaved::CannotSeal {
            round: name.to_owned(),
        };
        let key = Key::new().ok_or_else(cannot)?;
        let event = SealOpen {
            round,
            recipient: key.recipient(),
            locked: seal::lock(key.written().as_bytes(), &recipients).ok_or_else(cannot)?,
        };
        Ok(Seal::New(event, key))
    }

    /// Says once a round for whom one's work is locked: a key that somebody said in another's name is one too many.
    fn tell_for_whom(&self, round: &str, (keys, own): (&[(&CoderId, &str)], Option<&str>)) {
        let mut by_coder: BTreeMap<&CoderId, usize> = BTreeMap::from([(&self.coder, 1)]);
        for (coder, _) in keys.iter().filter(|(_, key)| Some(*key) != own) {
            *by_coder.entry(coder).or_default() += 1;
        }
        let computers = |(coder, count): (&&CoderId, &usize)| {
            format!("{coder} ({})", counted(*count, "computer"))
        };
        let whom: Vec<String> = by_coder.iter().map(computers).collect();
        (self.host.tell)(&Problem::new(
            format!("round {round}"),
            format!(
                "what you write in it is sealed, and opens only for {}",
                whom.join(", ")
            ),
            "if somebody has fewer computers than that, a key was said in their name: ask your team before you go on",
        ));
    }
}

/// What is said before anything else.
type Begun = (Option<KeyPublish>, Vec<Seal>);

/// A seal of a writer in a round.
pub(super) enum Seal {
    /// It began before.
    Known(Sealing),
    /// It has to begin.
    New(SealOpen, Key),
}

/// Says in a draft what must be said before anything is locked, and from then on locks. Gives the new keys.
pub(super) fn begin(
    draft: &mut Draft<'_>,
    (published, seals): Begun,
) -> Result<Vec<(Ref, Key)>, TooLong> {
    let mut keys = Vec::new();
    if let Some(published) = published {
        draft.add(Event::KeyPublish(published))?;
    }
    for seal in seals {
        let sealing = match seal {
            Seal::Known(known) => known,
            Seal::New(event, key) => {
                let (round, recipient) = (event.round, event.recipient.clone());
                let seal = draft.add(Event::SealOpen(event))?;
                keys.push((seal, key));
                Sealing {
                    round,
                    seal,
                    recipient,
                }
            }
        };
        draft.seal_in(sealing);
    }
    Ok(keys)
}

impl Opener {
    /// Takes in keys that were just made.
    pub fn take(&mut self, keys: Vec<(Ref, Key)>) {
        self.keys.extend(keys);
    }
}
