//! A user action while it is written: events become journal lines one after another.
//!
//! Each event is written over the values it replaces, found in the registers of the study and of the action's own earlier lines.
//! A draft touches nothing: the session appends its text, and folds its lines once the disk has them.

use std::collections::HashMap;
use std::num::NonZeroU64;
use std::sync::Arc;

use crate::event::Event;
use crate::event::decision::DecisionMake;
use crate::event::study::{Run, Runs};
use crate::id::{CodingRef, Hash, Ref, RoundRef, StudyId, Writer};
use crate::journal::{self, Body, Head, LAST_CLOCK, LONGEST, Line};
use crate::seal;
use crate::study::Study;
use crate::study::decision;
use crate::study::register::{Key, writes};
use crate::study::sealing::{self, Sealing};

/// Where a writer's journal ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tip {
    /// The writer.
    pub writer: Writer,
    /// The seq of its last line; 0 before the first.
    pub seq: u64,
    /// The hash of its last line, or what the first line names instead.
    pub hash: Hash,
}

impl Tip {
    /// The tip of a writer that has written nothing yet.
    pub fn fresh(study: &StudyId, writer: Writer) -> Self {
        let hash = journal::first_prev(study, &writer);
        Self {
            writer,
            seq: 0,
            hash,
        }
    }
}

/// Why an event cannot be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} would be an entry longer than 256 KiB; shorten it, or do it in smaller parts")]
pub struct TooLong {
    /// What its writer would call it.
    what: String,
}

impl TooLong {
    fn of(event: &Event) -> Self {
        let what = match event {
            Event::MemoWrite(memo) => format!("the memo that begins “{}”", beginning(&memo.text)),
            Event::SummaryWrite(cell) => {
                format!("the summary that begins “{}”", beginning(&cell.text))
            }
            Event::CodeAdd(code) => format!("the code “{}” with its notes", beginning(&code.name)),
            Event::DocumentAdd(document) => format!(
                "what is noted of the document {}",
                beginning(&document.handle)
            ),
            Event::PersonAdd(person) => {
                format!(
                    "what is known of the person {}",
                    beginning(&person.handle.0)
                )
            }
            Event::PersonSet(set) => format!(
                "the attribute “{}” of the person {}",
                beginning(&set.attribute),
                beginning(&set.person.0)
            ),
            Event::CoderJoin(join) => format!("the coder {}", beginning(&join.coder.0)),
            _ => "this".to_owned(),
        };
        Self { what }
    }
}

/// So many characters tell which words are meant.
const TELLING: usize = 40;

/// The first words of some, on one line.
fn beginning(words: &str) -> String {
    let words = words.trim();
    let mut first: String = words.chars().take(TELLING).collect();
    if first.len() < words.len() {
        first.push('…');
    }
    first.replace(char::is_whitespace, " ")
}

/// An action being written.
pub struct Draft<'s> {
    study: &'s Study,
    tip: Tip,
    clock: u64,
    at: String,
    salt: Box<dyn FnMut() -> [u8; 16] + 's>,
    first: Option<u64>,
    overlay: HashMap<Key, Vec<Ref>>,
    lines: Vec<Arc<Line>>,
    text: String,
    seals: Vec<Sealing>,
}

impl<'s> Draft<'s> {
    /// Begins an action at the end of a writer's journal; `at` is the time people will read, `salt` gives 16 random bytes a line.
    pub fn new(
        study: &'s Study,
        tip: Tip,
        at: String,
        salt: Box<dyn FnMut() -> [u8; 16] + 's>,
    ) -> Self {
        let clock = study.clock();
        let (overlay, lines, text) = (HashMap::new(), Vec::new(), String::new());
        Self {
            study,
            tip,
            clock,
            at,
            salt,
            first: None,
            overlay,
            lines,
            text,
            seals: Vec::new(),
        }
    }

    /// From here on, what belongs to a sealed round is locked.
    pub fn seal_in(&mut self, sealing: Sealing) {
        self.seals.push(sealing);
    }

    /// Writes one event, over the values it replaces, and gives its ref.
    pub fn add(&mut self, event: Event) -> Result<Ref, TooLong> {
        let over = self.replaced(&event);
        self.add_over(event, over)
    }

    /// Writes one event over these lines, and gives its ref.
    pub fn add_over(&mut self, event: Event, over: Vec<Ref>) -> Result<Ref, TooLong> {
        let seq = self.tip.seq + 1;
        let batch = self.first.filter(|&first| first != seq);
        let batch = batch.and_then(NonZeroU64::new);
        self.first.get_or_insert(seq);
        // Where somebody's line has the last clock there is, lines go on with it: whose is first is then for their hashes to say.
        self.clock = (self.clock + 1).min(LAST_CLOCK);
        let (writer, prev, at) = (self.tip.writer.clone(), self.tip.hash, self.at.as_str());
        let head = Head {
            v: journal::VERSION,
            writer,
            seq,
            prev,
            clock: self.clock,
            at: at.into(),
            batch,
            over: over.into(),
        };
        let written = self.locked(&event)?;
        let written = written.as_ref().unwrap_or(&event);
        let (text, hash) = journal::render(self.study.id(), &head, (self.salt)(), written)
            .map_err(|_| TooLong::of(&event))?;
        if text.len() > LONGEST {
            return Err(TooLong::of(&event));
        }
        for (key, _) in writes(&event, hash.line_ref(), &self.study.identity) {
            self.overlay.insert(key, vec![hash.line_ref()]);
        }
        (self.tip.seq, self.tip.hash) = (seq, hash);
        self.text.push_str(&text);
        self.lines.push(Arc::new(Line {
            hash,
            head,
            body: Body::Event(event),
        }));
        Ok(hash.line_ref())
    }

    /// An event as it is written where it must be locked; nothing where it is written as it is.
    fn locked(&self, event: &Event) -> Result<Option<Event>, TooLong> {
        let rounds: Vec<RoundRef> = self.seals.iter().map(|sealing| sealing.round).collect();
        let Some(round) = sealing::round_of(self.study, &rounds, event) else {
            return Ok(None);
        };
        let own = self.seals.iter().find(|sealing| sealing.round == round);
        let locked = own.and_then(|own| seal::sealed(event, (own.seal, &own.recipient)));
        // What cannot be locked is not written at all.
        locked.map(Some).ok_or_else(|| TooLong::of(event))
    }

    /// Everything that is here, this action's own lines included: what a line says it has seen.
    pub fn runs(&self) -> Runs {
        let mut runs = self.study.runs();
        if let Some(last) = self.lines.last() {
            let own = runs.entry(self.tip.writer.clone()).or_default();
            let before = self.lines.first().map_or(0, |first| first.head.seq - 1);
            let end = last.id();
            match own.iter_mut().find(|run| run.last == before) {
                Some(run) => (run.last, run.end) = (self.tip.seq, end),
                None => own.push(Run {
                    first: before + 1,
                    last: self.tip.seq,
                    end,
                }),
            }
        }
        runs
    }

    /// Whether one of its lines says what was seen.
    pub fn says_what_was_seen(&self) -> bool {
        self.lines
            .iter()
            .any(|line| line.event().is_some_and(|event| event.seen().is_some()))
    }

    /// Whether one of its lines says that a withdrawal was obeyed, or tells a key.
    pub fn says_what_was_owed(&self) -> bool {
        let events = self.lines.iter().filter_map(|line| line.event());
        events
            .into_iter()
            .any(|event| matches!(event, Event::WithdrawDone(_) | Event::Reveal(_)))
    }

    /// How many lines it has so far.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether nothing was written yet.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The lines, their text as it goes to disk, and where the journal then ends.
    pub fn finish(self) -> (Vec<Arc<Line>>, String, Tip) {
        (self.lines, self.text, self.tip)
    }

    /// The decisions that a new one is written over: those of its round whose stretch it touches, this action's own included.
    fn decided_before(&self, made: &DecisionMake) -> Vec<Ref> {
        let own = self.lines.iter().filter_map(|line| match line.event()? {
            Event::DecisionMake(own) if decision::meets(own, made) => Some(line.id()),
            _ => None,
        });
        let known = decision::met_by(self.study, made);
        known.into_iter().map(|known| known.0).chain(own).collect()
    }

    fn replaced(&self, event: &Event) -> Vec<Ref> {
        if let Event::Switch(switch) = event {
            let values = self.study.switched.registers.get(&switch.action);
            return values.into_iter().flatten().map(|(id, _)| *id).collect();
        }
        if let Event::DocumentRevise(revise) = event {
            return self.study.other_tips(revise.document, revise.parent);
        }
        if let Event::DecisionMake(made) = event {
            return self.decided_before(made);
        }
        let mut over: Vec<Ref> = Vec::new();
        for (key, _) in writes(event, Ref::default(), &self.study.identity) {
            match (self.overlay.get(&key), self.study.registers.get(&key), &key) {
                (Some(own), _, _) => over.extend(own),
                (None, Some(register), _) => over.extend(register.refs()),
                (None, None, Key::Edges(CodingRef(coding))) if *coding != Ref::default() => {
                    over.push(*coding)
                }
                (None, None, _) => {}
            }
        }
        over.sort_unstable();
        over.dedup();
        over
    }
}
