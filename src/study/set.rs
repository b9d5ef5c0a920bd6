//! Step 1 of the fold: the set of lines by hash.
//!
//! Any order and any repeats give the same set. A full line beats its blank. Here it is also worked out what is not there: lines
//! that a present line names, and two lines of one writer and seq (a fork).

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::event::Event;
use crate::event::study::{Run, Runs};
use crate::id::{Ref, RefMap, RefSet, Writer};
use crate::journal::{Body, Line};

/// The lines of a study in fold order, with where each lies.
#[derive(Debug, Default)]
pub struct Set {
    /// By clock, then hash.
    pub lines: Vec<Arc<Line>>,
    places: RefMap<Ref, usize>,
    codings: Vec<usize>,
    others: Vec<usize>,
    standings: Vec<Standing>,
    /// The seq and place of each line by its writer, in the order of the seqs.
    by_writer: BTreeMap<Writer, Vec<(u64, usize)>>,
}

/// Where a line stands among its writer's.
#[derive(Clone, Copy, Debug, Default)]
struct Standing {
    seq: u64,
    /// The seq of the first line of its action.
    batch: u64,
    /// The place of the line before, by `prev`.
    before: Option<usize>,
    /// The lowest seq that an unbroken chain of `prev` leads back to.
    chain_start: u64,
    /// The place of the first line of its action, where the chain leads there.
    action: Option<usize>,
}

/// Lines of one writer that something present names and that are not here.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gap {
    /// Whose lines.
    pub writer: Writer,
    /// The first missing seq.
    pub first: u64,
    /// The last missing seq.
    pub last: u64,
}

/// Two or more lines of one writer with one seq: an installation was copied and both went on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fork {
    /// Whose lines.
    pub writer: Writer,
    /// The first seq they share.
    pub seq: u64,
    /// The lines at that seq.
    pub lines: Vec<Ref>,
}

impl Set {
    /// Gathers lines, in any order and with any repeats.
    pub fn of(lines: impl IntoIterator<Item = Arc<Line>>) -> Self {
        let mut lines: Vec<Arc<Line>> = lines.into_iter().collect();
        lines.sort_by_cached_key(|line| (line.order(), line.body == Body::Blank));
        lines.dedup_by_key(|line| line.hash);
        let places = lines
            .iter()
            .enumerate()
            .map(|(place, line)| (line.id(), place))
            .collect();
        let is_coding = |place: &usize| matches!(lines[*place].event(), Some(Event::CodingAdd(_)));
        let (codings, others) = (0..lines.len()).partition(is_coding);
        let mut set = Self {
            by_writer: by_writer(&lines),
            lines,
            places,
            codings,
            others,
            standings: Vec::new(),
        };
        set.standings = set.find_standings();
        set
    }

    /// Where the line of this ref lies.
    pub fn place(&self, id: Ref) -> Option<usize> {
        self.places.get(&id).copied()
    }

    /// The line of this ref.
    pub fn get(&self, id: Ref) -> Option<&Line> {
        self.place(id)
            .and_then(|place| self.lines.get(place))
            .map(Arc::as_ref)
    }

    /// The places of the lines that apply a code, in fold order.
    pub fn codings(&self) -> &[usize] {
        &self.codings
    }

    /// The places of all other lines, in fold order. Most lines of a study are codings, and most questions are about the rest.
    pub fn others(&self) -> &[usize] {
        &self.others
    }

    /// The lines that are not codings, each with its place, in fold order.
    pub fn other_lines(&self) -> impl DoubleEndedIterator<Item = (usize, &Line)> {
        self.others
            .iter()
            .map(|&place| (place, self.lines[place].as_ref()))
    }

    fn find_standings(&self) -> Vec<Standing> {
        let mut standings = vec![Standing::default(); self.lines.len()];
        for (seq, place) in self.by_writer.values().flatten().copied() {
            let batch = self.lines[place].batch();
            let before = self.find_predecessor(place).filter(|_| seq > 1);
            let chain_start = before.map_or(seq, |before| standings[before].chain_start);
            let same_action = before.filter(|&before| standings[before].batch == batch);
            let action = match same_action {
                _ if seq <= batch => Some(place),
                Some(before) => standings[before].action,
                None => first_of(&standings, before, batch),
            };
            standings[place] = Standing {
                seq,
                batch,
                before,
                chain_start,
                action,
            };
        }
        standings
    }

    fn find_predecessor(&self, place: usize) -> Option<usize> {
        let head = &self.lines[place].head;
        let before = self.place(head.prev.line_ref())?;
        let known = &self.lines[before].head;
        (known.writer == head.writer && known.seq + 1 == head.seq).then_some(before)
    }

    /// The line before, by `prev`; a writer's chain never runs through another writer's lines.
    pub fn predecessor(&self, place: usize) -> Option<usize> {
        self.standings.get(place)?.before
    }

    /// The first line of the action that a line belongs to, found by going back along `prev`, so that a fork keeps its chains apart.
    pub fn first_of_action(&self, place: usize) -> Option<&Line> {
        let first = self.standings.get(place)?.action?;
        self.lines.get(first).map(Arc::as_ref)
    }

    /// The lines that `runs` name, as far as they are here.
    pub fn covered_by(&self, runs: &Runs) -> RefSet<Ref> {
        let mut covered = RefSet::default();
        for run in runs.values().flatten() {
            let mut at = self.place(run.end);
            while let Some(place) = at {
                if self.standings[place].seq < run.first || !covered.insert(self.lines[place].id())
                {
                    break;
                }
                at = self.predecessor(place);
            }
        }
        covered
    }

    /// What is here, as runs.
    pub fn runs(&self) -> Runs {
        let mut is_tip = vec![true; self.lines.len()];
        for before in self.standings.iter().filter_map(|standing| standing.before) {
            is_tip[before] = false;
        }
        let run = |(seq, place): (u64, usize)| Run {
            first: self.standings[place].chain_start,
            last: seq,
            end: self.lines[place].id(),
        };
        let own = self.by_writer.iter().map(|(writer, own)| {
            let tips = own.iter().copied().filter(|(_, place)| is_tip[*place]);
            let mut runs: Vec<Run> = tips.map(run).collect();
            runs.sort();
            (writer.clone(), runs)
        });
        own.collect()
    }

    /// Lines that `prev` or a `seen` names and that are not here.
    pub fn gaps(&self) -> Vec<Gap> {
        let mut missing: BTreeSet<Gap> = BTreeSet::new();
        for (writer, own) in &self.by_writer {
            let cut = own
                .iter()
                .filter(|(seq, place)| *seq > 1 && self.standings[*place].before.is_none());
            missing.extend(cut.map(|(seq, _)| self.gap_up_to(writer, seq - 1)));
        }
        let seen = self
            .other_lines()
            .filter_map(|(_, line)| line.event()?.seen());
        for (writer, run) in seen.flatten().flat_map(each_run) {
            match self.place(run.end) {
                None => missing.insert(self.gap_up_to(writer, run.last)),
                Some(end) if self.standings[end].chain_start > run.first => {
                    missing.insert(self.gap_up_to(writer, self.standings[end].chain_start - 1))
                }
                Some(_) => false,
            };
        }
        let widest = |gap: &Gap| !missing.iter().any(|other| other != gap && other.holds(gap));
        missing.iter().filter(|gap| widest(gap)).cloned().collect()
    }

    fn gap_up_to(&self, writer: &Writer, last: u64) -> Gap {
        let own = self.by_writer.get(writer).map_or(&[][..], Vec::as_slice);
        let below = own.partition_point(|(seq, _)| *seq < last);
        let before = own.get(..below).and_then(<[_]>::last);
        Gap {
            writer: writer.clone(),
            first: before.map_or(0, |(seq, _)| *seq) + 1,
            last,
        }
    }

    /// Writers whose installation was copied and went on twice, each with the first seq that two lines share.
    pub fn forks(&self) -> Vec<Fork> {
        let fork = |(writer, own): (&Writer, &Vec<(u64, usize)>)| {
            let mut by_seq = own.chunk_by(|(one, _), (other, _)| one == other);
            let shared = by_seq.find(|lines| lines.len() > 1)?;
            Some(Fork {
                writer: writer.clone(),
                seq: shared.first()?.0,
                lines: shared
                    .iter()
                    .map(|(_, place)| self.lines[*place].id())
                    .collect(),
            })
        };
        self.by_writer.iter().filter_map(fork).collect()
    }
}

/// The seq and place of each line by its writer, in the order of the seqs, lines of one seq in fold order.
fn by_writer(lines: &[Arc<Line>]) -> BTreeMap<Writer, Vec<(u64, usize)>> {
    let mut found: HashMap<&Writer, Vec<(u64, usize)>> = HashMap::new();
    for (place, line) in lines.iter().enumerate() {
        found
            .entry(&line.head.writer)
            .or_default()
            .push((line.head.seq, place));
    }
    found.values_mut().for_each(|own| own.sort_unstable());
    found
        .into_iter()
        .map(|(writer, own)| (writer.clone(), own))
        .collect()
}

/// The place of the line of seq `batch` on the chain that leads back from `at`.
fn first_of(standings: &[Standing], mut at: Option<usize>, batch: u64) -> Option<usize> {
    while standings[at?].seq > batch {
        at = standings[at?].before;
    }
    at
}

impl Gap {
    fn holds(&self, other: &Self) -> bool {
        self.writer == other.writer && self.first <= other.first && other.last <= self.last
    }
}

impl std::fmt::Display for Gap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.first == self.last {
            write!(f, "{}:{}", self.writer, self.first)
        } else {
            write!(f, "{}:{}-{}", self.writer, self.first, self.last)
        }
    }
}

fn each_run<'r>(
    (writer, runs): (&'r Writer, &'r Vec<Run>),
) -> impl Iterator<Item = (&'r Writer, &'r Run)> {
    runs.iter().map(move |run| (writer, run))
}
