//! Witnesses: what lines say of other lines, and where that does not fit what is here.
//!
//! Every line names the one before it, and lines of one writer pin those of the others: by what they say was seen, by what they are
//! written over and by what they speak of. Somebody who changes a line and gives it a new hash changes none of those, so that each of
//! them goes on telling of the line that was there. Where nothing names a line, nobody can tell that it ever stood there: the last
//! lines of a writer that others have not seen yet.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::event::Event;
use crate::id::{Hash, Ref, Writer};
use crate::journal::{LAST_CLOCK, Line, first_prev};
use crate::problem::Problem;
use crate::study::Study;
use crate::study::set::Fork;

/// A clock goes up by one with each line, so that none of a study's lines gets here.
const FAR_AHEAD: u64 = LAST_CLOCK >> 12;

/// The newest line of a writer: its hash proves all lines before it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Newest {
    /// Whose.
    pub writer: Writer,
    /// Its number.
    pub seq: u64,
    /// Its hash.
    pub hash: Hash,
    /// When it was written, as the writer's clock said.
    pub at: String,
}

/// What sort of contradiction it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Two lines of one number.
    Fork,
    /// A line that is not the one that others knew.
    Changed,
    /// A line that is not here.
    Missing,
}

/// What a line says of another that does not fit what is here.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Contradiction {
    /// The sort.
    pub kind: Kind,
    /// Which line, what, and what to do.
    #[serde(flatten)]
    pub problem: Problem,
}

impl Study {
    /// The newest line of each writer; of a copied installation that of each of its chains.
    pub fn newest(&self) -> Vec<Newest> {
        let mut newest: Vec<Newest> = Vec::new();
        for run in self.runs().values().flatten() {
            newest.extend(self.line(run.end).map(|line| Newest {
                writer: line.head.writer.clone(),
                seq: line.head.seq,
                hash: line.hash,
                at: line.head.at.as_str().to_owned(),
            }));
        }
        newest
    }

    /// Everything that lines say of lines and that does not fit what is here, with what to do about it.
    pub fn contradictions(&self) -> Vec<Contradiction> {
        let witnesses = Witnesses::of(self);
        let forks = self.forks.iter();
        let mut found: Vec<Contradiction> = forks.map(|fork| witnesses.forked(fork)).collect();
        let mut told: BTreeSet<(Writer, u64)> = BTreeSet::new();
        for line in self.lines() {
            found.extend(witnesses.beginning(line));
            found.extend(witnesses.chain(line, &mut told));
        }
        found.extend(witnesses.far_ahead());
        found.extend(witnesses.pins(&told));
        found.extend(witnesses.names());
        found
    }
}

/// Who names which line, worked out once for a study.
struct Witnesses<'s> {
    study: &'s Study,
    /// The refs of the lines of each writer that is named somewhere and not here, by number.
    by_seq: HashMap<(&'s Writer, u64), Vec<Ref>>,
}

impl<'s> Witnesses<'s> {
    fn of(study: &'s Study) -> Self {
        let mut by_seq: HashMap<(&Writer, u64), Vec<Ref>> = HashMap::new();
        let wanted = wanted(study);
        for line in study.lines() {
            let place = (&line.head.writer, line.head.seq);
            if wanted.contains(&place) {
                by_seq.entry(place).or_default().push(line.id());
            }
        }
        Self { study, by_seq }
    }

    /// The lines of a writer with this number.
    fn here(&self, writer: &'s Writer, seq: u64) -> &[Ref] {
        self.by_seq.get(&(writer, seq)).map_or(&[], Vec::as_slice)
    }

    fn is_here(&self, id: Ref) -> bool {
        self.study.line(id).is_some()
    }

    /// Two lines of one number: a copied installation, or a line in somebody's name.
    fn forked(&self, fork: &Fork) -> Contradiction {
        let say = |id: &Ref| {
            let at = self.study.line(*id).map_or("", |line| &line.head.at);
            let seen = match self.first_to_see(*id) {
                Some(by) => format!("seen by {}", name(by)),
                None => "seen by nobody else".to_owned(),
            };
            format!("{id} of {} ({seen})", day(at))
        };
        let lines: Vec<String> = fork.lines.iter().map(say).collect();
        let place = format!("{}:{}", fork.writer, fork.seq);
        let what = format!(
            "{} lines have this number: {}",
            lines.len(),
            lines.join(" and ")
        );
        let advice = format!(
            "all are kept; if nobody copied the installation {}, somebody wrote in its name: compare with the journal on its own machine",
            fork.writer
        );
        contradiction(Kind::Fork, Problem::new(place, what, advice))
    }

    /// The first line of another writer that says it has seen a line, or one after it on its chain.
    fn first_to_see(&self, id: Ref) -> Option<&'s Line> {
        let writer = &self.study.line(id)?.head.writer;
        let mut others = self
            .study
            .lines()
            .iter()
            .filter(|line| line.head.writer != *writer);
        let seeing = others.find(|line| {
            let runs = line.event().and_then(Event::seen);
            let own = runs.and_then(|runs| Some((writer.clone(), runs.get(writer)?.clone())));
            own.is_some_and(|own| self.study.covered_by(&[own].into()).contains(&id))
        });
        seeing.map(AsRef::as_ref)
    }

    /// A first line that does not begin a writer of this study.
    fn beginning(&self, line: &Line) -> Option<Contradiction> {
        let head = &line.head;
        let is_off = head.seq == 1 && head.prev != first_prev(self.study.id(), &head.writer);
        let what = "it does not begin as the first line of a writer of this study does";
        is_off.then(|| changed(name(line), what.to_owned(), &head.writer))
    }

    /// Lines whose clock no study reaches: one was written by hand, and what others wrote since has the last clocks too.
    fn far_ahead(&self) -> Option<Contradiction> {
        let far = self
            .study
            .lines()
            .iter()
            .filter(|line| line.head.clock > FAR_AHEAD);
        let mut firsts: BTreeMap<&Writer, u64> = BTreeMap::new();
        for head in far.map(|line| &line.head) {
            let first = firsts.entry(&head.writer).or_insert(head.seq);
            *first = head.seq.min(*first);
        }
        let names = firsts.iter().map(|(writer, seq)| format!("{writer}:{seq}"));
        let names: Vec<String> = names.collect();
        let what = "the clock is one that no study reaches from here on, so that what is written cannot be put in order by time";
        let advice = "nothing is lost, and coding goes on; one of these lines was written by hand: ask whose computers these are";
        (!names.is_empty()).then(|| {
            let place = names.join(", ");
            contradiction(Kind::Changed, Problem::new(place, what, advice))
        })
    }

    /// A line whose line before it is not here, or does not come before it in time.
    fn chain(&self, line: &'s Line, told: &mut BTreeSet<(Writer, u64)>) -> Option<Contradiction> {
        let head = &line.head;
        if head.seq == 1 {
            return None;
        }
        if let Some(before) = self.study.line(head.prev.line_ref()) {
            let goes_on = before.hash == head.prev
                && before.head.writer == head.writer
                && before.head.seq + 1 == head.seq;
            let is_later = before.head.clock < head.clock || head.clock == LAST_CLOCK;
            return (!goes_on || !is_later).then(|| {
                let what = match goes_on {
                    true => format!("it is no later than {}, the line before it", name(before)),
                    false => format!(
                        "it says that it goes on from {}, which cannot be",
                        name(before)
                    ),
                };
                changed(name(line), what, &head.writer)
            });
        }
        let here = self.here(&head.writer, head.seq - 1);
        told.insert((head.writer.clone(), head.seq - 1));
        Some(self.absent(
            (&head.writer, head.seq - 1),
            format!("{} goes on from it as {}", name(line), head.prev.line_ref()),
            here,
        ))
    }

    /// What lines say was seen and is not here, each once, with the first who says so.
    fn pins(&self, told: &BTreeSet<(Writer, u64)>) -> Vec<Contradiction> {
        let mut pinned: BTreeMap<(&Writer, u64, Ref), &Line> = BTreeMap::new();
        for (line, writer, run) in seen_runs(self.study) {
            if !self.is_here(run.end) {
                pinned.entry((writer, run.last, run.end)).or_insert(line);
            }
        }
        let news = pinned.iter().filter(|((writer, last, _), _)| {
            let is_other = !self.here(writer, *last).is_empty();
            is_other || !told.contains(&((*writer).clone(), *last))
        });
        let say = |((writer, last, end), by): (&(&'s Writer, u64, Ref), &&Line)| {
            let says = format!("{} says that {} saw it as {end}", name(by), self.coder(by));
            self.absent((writer, *last), says, self.here(writer, *last))
        };
        news.map(say).collect()
    }

    /// What lines are written over or speak of and is not here, each once.
    fn names(&self) -> Vec<Contradiction> {
        let mut named: BTreeMap<Ref, &Line> = BTreeMap::new();
        let absent: BTreeSet<Ref> = self.study.completeness.unnamed.iter().copied().collect();
        for line in self.study.lines().iter().filter(|_| !absent.is_empty()) {
            let spoken = line.event().into_iter().flat_map(|event| {
                let names = event.names().into_iter();
                names.chain(event.acts_on())
            });
            for id in line.head.over.iter().copied().chain(spoken) {
                if absent.contains(&id) {
                    named.entry(id).or_insert(line);
                }
            }
        }
        let say = |(id, by): (&Ref, &&Line)| {
            let what = format!(
                "no line that is here is called so, and {} speaks of it",
                name(by)
            );
            missing(id.to_string(), what)
        };
        let blanks = &self.study.completeness.unexplained_blanks;
        let blank = |id: &Ref| {
            let line = self.study.line(*id)?;
            let what = "its words are gone, and no withdrawal that is here says so";
            Some(missing(name(line), what.to_owned()))
        };
        let named = named.iter().map(say);
        named.chain(blanks.iter().filter_map(blank)).collect()
    }

    /// Says of a line that it is not here as somebody knew it.
    fn absent(&self, (writer, seq): (&Writer, u64), says: String, here: &[Ref]) -> Contradiction {
        let place = format!("{writer}:{seq}");
        match here.first() {
            Some(other) => {
                let what = format!("{says}, and the line of that number that is here is {other}");
                changed(place, what, writer)
            }
            None => missing(place, format!("it is not here, and {says}")),
        }
    }

    fn coder(&self, line: &Line) -> String {
        let coder = self.study.coder_of(&line.head.writer);
        coder.map_or_else(|| line.head.writer.to_string(), ToString::to_string)
    }
}

fn contradiction(kind: Kind, problem: Problem) -> Contradiction {
    Contradiction { kind, problem }
}

fn missing(place: String, what: String) -> Contradiction {
    let advice = "let the folder finish syncing; if it has, get the journals again from another coder's copy";
    contradiction(Kind::Missing, Problem::new(place, what, advice))
}

fn changed(place: String, what: String, writer: &Writer) -> Contradiction {
    let advice = format!(
        "it was changed and given a new hash, or comes from another copy: get the journal again from the machine of {writer}, or from \
         another coder's copy"
    );
    contradiction(Kind::Changed, Problem::new(place, what, advice))
}

/// A line as people name it, with all of its writer's name.
fn name(line: &Line) -> String {
    format!("{}:{}", line.head.writer, line.head.seq)
}

fn day(at: &str) -> &str {
    at.split('T').next().unwrap_or(at)
}

/// What lines say was seen.
fn seen_runs(study: &Study) -> impl Iterator<Item = (&Line, &Writer, &crate::event::study::Run)> {
    let lines = study.lines().iter();
    lines.flat_map(|line| {
        let runs = line.event().and_then(Event::seen).into_iter().flatten();
        runs.flat_map(move |(writer, runs)| {
            runs.iter().map(move |run| (line.as_ref(), writer, run))
        })
    })
}

/// The places at which a line is named that is not here: most studies have none.
fn wanted(study: &Study) -> BTreeSet<(&Writer, u64)> {
    let mut wanted = BTreeSet::new();
    for line in study.lines().iter().filter(|line| line.head.seq > 1) {
        if study.line(line.head.prev.line_ref()).is_none() {
            wanted.insert((&line.head.writer, line.head.seq - 1));
        }
    }
    for (_, writer, run) in seen_runs(study) {
        if study.line(run.end).is_none() {
            wanted.insert((writer, run.last));
        }
    }
    wanted
}
