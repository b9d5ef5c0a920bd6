//! Step 1 of the fold: the set of lines by hash.
//!
//! Any order and any repeats give the same set. A full line beats its blank. Here it is also worked out what is not there: lines
//! that a present line names, and two lines of one writer and seq (a fork).

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::event::study::{Run, Runs};
use crate::id::{Ref, Writer};
use crate::journal::{Body, Line};

/// The lines of a study in fold order, with where each lies.
#[derive(Debug, Default)]
pub struct Set {
    /// By clock, then hash.
    pub lines: Vec<Arc<Line>>,
    places: HashMap<Ref, usize>,
    /// For each line, the lowest seq that an unbroken chain of `prev` leads back to.
    chain_starts: Vec<u64>,
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
        lines.sort_by_key(|line| (line.order(), line.body == Body::Blank));
        lines.dedup_by_key(|line| line.hash);
        let places = lines
            .iter()
            .enumerate()
            .map(|(place, line)| (line.id(), place))
            .collect();
        let mut set = Self {
            lines,
            places,
            chain_starts: Vec::new(),
        };
        set.chain_starts = set.find_chain_starts();
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

    fn find_chain_starts(&self) -> Vec<u64> {
        let mut by_seq: Vec<usize> = (0..self.lines.len()).collect();
        by_seq.sort_by_key(|&place| self.lines[place].head.seq);
        let mut starts = vec![0; self.lines.len()];
        for place in by_seq {
            let head = &self.lines[place].head;
            let before = self.predecessor(place).filter(|_| head.seq > 1);
            starts[place] = before.map_or(head.seq, |before| starts[before]);
        }
        starts
    }

    /// The line before, by `prev`; a writer's chain never runs through another writer's lines.
    pub fn predecessor(&self, place: usize) -> Option<usize> {
        let line = self.lines.get(place)?;
        let before = self.place(line.head.prev.line_ref())?;
        let head = &self.lines.get(before)?.head;
        (head.writer == line.head.writer && head.seq + 1 == line.head.seq).then_some(before)
    }

    /// The lines that `runs` name, as far as they are here.
    pub fn covered_by(&self, runs: &Runs) -> BTreeSet<Ref> {
        let mut covered = BTreeSet::new();
        for run in runs.values().flatten() {
            let mut at = self.place(run.end);
            while let Some(place) = at {
                let line = &self.lines[place];
                if line.head.seq < run.first || !covered.insert(line.id()) {
                    break;
                }
                at = self.predecessor(place);
            }
        }
        covered
    }

    /// What is here, as runs; `except` is left out, so that a line can say what came before it.
    pub fn runs(&self) -> Runs {
        let mut tips: BTreeSet<usize> = (0..self.lines.len()).collect();
        for place in 0..self.lines.len() {
            if let Some(before) = self.predecessor(place) {
                tips.remove(&before);
            }
        }
        let mut runs: Runs = BTreeMap::new();
        for tip in tips {
            let line = &self.lines[tip];
            let run = Run {
                first: self.chain_starts[tip],
                last: line.head.seq,
                end: line.id(),
            };
            runs.entry(line.head.writer.clone()).or_default().push(run);
        }
        runs.values_mut().for_each(|list| list.sort());
        runs
    }

    /// Lines that `prev` or a `seen` names and that are not here.
    pub fn gaps(&self) -> Vec<Gap> {
        let mut missing: BTreeSet<Gap> = BTreeSet::new();
        for (place, line) in self.lines.iter().enumerate() {
            let head = &line.head;
            if head.seq > 1 && self.predecessor(place).is_none() {
                missing.insert(self.gap_up_to(&head.writer, head.seq - 1));
            }
            for (writer, run) in line
                .event()
                .and_then(|e| e.seen())
                .into_iter()
                .flatten()
                .flat_map(each_run)
            {
                match self.place(run.end) {
                    None => missing.insert(self.gap_up_to(writer, run.last)),
                    Some(end) if self.chain_starts[end] > run.first => {
                        missing.insert(self.gap_up_to(writer, self.chain_starts[end] - 1))
                    }
                    Some(_) => false,
                };
            }
        }
        let widest = |gap: &Gap| !missing.iter().any(|other| other != gap && other.holds(gap));
        missing.iter().filter(|gap| widest(gap)).cloned().collect()
    }

    fn gap_up_to(&self, writer: &Writer, last: u64) -> Gap {
        let own = self.lines.iter().filter(|line| line.head.writer == *writer);
        let before = own
            .map(|line| line.head.seq)
            .filter(|&seq| seq < last)
            .max()
            .unwrap_or(0);
        Gap {
            writer: writer.clone(),
            first: before + 1,
            last,
        }
    }

    /// Writers whose installation was copied and went on twice, each with the first seq that two lines share.
    pub fn forks(&self) -> Vec<Fork> {
        let mut by_seq: HashMap<(&Writer, u64), Vec<Ref>> =
            HashMap::with_capacity(self.lines.len());
        for line in &self.lines {
            by_seq
                .entry((&line.head.writer, line.head.seq))
                .or_default()
                .push(line.id());
        }
        let mut first: BTreeMap<&Writer, Fork> = BTreeMap::new();
        for ((writer, seq), lines) in by_seq.into_iter().filter(|(_, lines)| lines.len() > 1) {
            let fork = Fork {
                writer: writer.clone(),
                seq,
                lines,
            };
            let known = first.entry(writer).or_insert_with(|| fork.clone());
            if fork.seq < known.seq {
                *known = fork;
            }
        }
        first.into_values().collect()
    }
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
