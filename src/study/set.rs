//! Step 1 of the fold: the set of lines by hash.
//!
//! Any order and any repeats give the same set. A full line beats its blank. Here it is also worked out what is not there: lines
//! that a present line names, and two lines of one writer and seq (a fork).

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::num::NonZeroU32;
use std::sync::Arc;

use rayon::prelude::*;

use crate::event::Event;
use crate::event::study::{Run, Runs};
use crate::id::{Ref, RefMap, RefSet, Writer};
use crate::journal::{Body, Line};

/// A line with more lines after it is no longer put in between them.
const FAR: usize = 20_000;

/// The lines of a study in fold order, with where each lies.
#[derive(Debug, Default)]
pub struct Set {
    /// By clock, then hash.
    pub lines: Vec<Arc<Line>>,
    places: RefMap<Ref, usize>,
    codings: Vec<usize>,
    others: Vec<usize>,
    standings: Vec<Standing>,
    /// The places of each writer's lines, in the order of their seqs.
    by_writer: BTreeMap<Writer, Vec<u32>>,
    /// The places of the lines of each writer that no line goes on from.
    tips: BTreeMap<Writer, Vec<usize>>,
    /// For each writer the place of the last line, in fold order, that says what was seen.
    last_seen: BTreeMap<Writer, usize>,
}

/// Where a line stands among its writer's.
#[derive(Clone, Copy, Debug, Default)]
struct Standing {
    /// The lowest seq that an unbroken chain of `prev` leads back to.
    chain_start: u64,
    /// The place of the line before, by `prev`.
    before: At,
    /// The place of the first line of its action, where the chain leads there.
    action: At,
}

/// A place in few bytes: there are several for each line.
fn small(place: usize) -> u32 {
    u32::try_from(place).expect("a study has fewer than 2^32 lines")
}

/// A place, or none, in few bytes.
#[derive(Clone, Copy, Debug, Default)]
struct At(Option<NonZeroU32>);

impl At {
    fn of(place: Option<usize>) -> Self {
        Self(place.and_then(|place| NonZeroU32::new(small(place + 1))))
    }

    fn place(self) -> Option<usize> {
        self.0.map(|next| next.get() as usize - 1)
    }

    fn moved_up(self, from: usize) -> Self {
        Self::of(self.place().map(|place| place + usize::from(place >= from)))
    }
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
        let mut lines = in_fold_order(lines.into_iter().collect());
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
            tips: BTreeMap::new(),
            last_seen: BTreeMap::new(),
        };
        set.standings = set.find_standings();
        set.tips = set.find_tips();
        set.last_seen = set.find_last_seen();
        set
    }

    /// Takes in a line where [`Set::room_for`] found room for it.
    pub fn insert(&mut self, place: usize, line: Arc<Line>) {
        let (id, writer) = (line.id(), line.head.writer.clone());
        self.move_up(place);
        let kind = match line.event() {
            Some(Event::CodingAdd(_)) => &mut self.codings,
            _ => &mut self.others,
        };
        kind.insert(kind.partition_point(|&known| known < place), place);
        if line.event().is_some_and(|event| event.seen().is_some()) {
            self.last_seen.insert(writer.clone(), place);
        }
        self.places.insert(id, place);
        self.lines.insert(place, line);
        let before = self.find_predecessor(&self.lines[place]);
        let standing = self.find_standing(&self.standings, place, before);
        self.standings.insert(place, standing);
        let tips = self.tips.entry(writer.clone()).or_default();
        tips.retain(|tip| Some(*tip) != before);
        tips.push(place);
        self.by_writer.entry(writer).or_default().push(small(place));
    }

    /// The place in fold order of a line that is not here and is the last of its writer, going on from a line that is here or
    /// the first of all. Nothing where it lies far back, or where lines of a writer do not lie in the order of their numbers: then
    /// it is less work to gather all lines again.
    pub fn room_for(&self, line: &Line) -> Option<usize> {
        let is_new = self.place(line.id()).is_none();
        let place = self
            .lines
            .partition_point(|known| known.order() < line.order());
        let is_near = self.lines.len() - place <= FAR;
        let is_last = match self
            .by_writer
            .get(&line.head.writer)
            .and_then(|own| own.last())
        {
            Some(&at) => {
                let is_after = self.seq(at) < line.head.seq && (at as usize) < place;
                is_after && self.find_predecessor(line).is_some()
            }
            None => line.head.seq == 1,
        };
        let found = is_new && is_near && is_last;
        (found && (place == self.lines.len() || self.is_in_order())).then_some(place)
    }

    /// Whether the lines of each writer lie in fold order as they are numbered, so that one never goes on from a later one.
    fn is_in_order(&self) -> bool {
        let mut writers = self.by_writer.values();
        writers.all(|own| own.is_sorted())
    }

    /// Every line from a place on comes to lie one further.
    fn move_up(&mut self, from: usize) {
        if from == self.lines.len() {
            return;
        }
        for line in &self.lines[from..] {
            self.places.entry(line.id()).and_modify(|place| *place += 1);
        }
        let up = |place: &mut usize| *place += usize::from(*place >= from);
        let last = |places: &[usize]| places.partition_point(|&place| place < from);
        for places in [&mut self.codings, &mut self.others] {
            let first = last(places);
            places[first..].iter_mut().for_each(up);
        }
        for standing in &mut self.standings[from..] {
            standing.before = standing.before.moved_up(from);
            standing.action = standing.action.moved_up(from);
        }
        for own in self.by_writer.values_mut() {
            let first = own.partition_point(|place| (*place as usize) < from);
            own[first..].iter_mut().for_each(|place| *place += 1);
        }
        self.tips.values_mut().flatten().for_each(up);
        self.last_seen.values_mut().for_each(up);
    }

    fn seq(&self, place: u32) -> u64 {
        self.lines[place as usize].head.seq
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
        for own in self.by_writer.values() {
            let mut last = None;
            for place in own.iter().map(|place| *place as usize) {
                // Most lines go on from the one before in the same file, and then nothing has to be looked up.
                let line = &self.lines[place];
                let goes_on = |before: &usize| is_predecessor(&self.lines[*before], line);
                let before = last.filter(goes_on).or_else(|| self.find_predecessor(line));
                standings[place] = self.find_standing(&standings, place, before);
                last = Some(place);
            }
        }
        standings
    }

    /// Where a line stands that goes on from `before`, once the lines of its writer before it have their standings.
    fn find_standing(
        &self,
        standings: &[Standing],
        place: usize,
        before: Option<usize>,
    ) -> Standing {
        let (seq, batch) = (self.lines[place].head.seq, self.lines[place].batch());
        let before = before.filter(|_| seq > 1);
        let chain_start = before.map_or(seq, |before| standings[before].chain_start);
        let same_action = before.filter(|&before| self.lines[before].batch() == batch);
        let action = match same_action {
            _ if seq <= batch => Some(place),
            Some(before) => standings[before].action.place(),
            None => self.first_of(standings, before, batch),
        };
        Standing {
            before: At::of(before),
            chain_start,
            action: At::of(action),
        }
    }

    /// The place of the line of seq `batch` on the chain that leads back from `at`.
    fn first_of(&self, standings: &[Standing], mut at: Option<usize>, batch: u64) -> Option<usize> {
        while self.lines[at?].head.seq > batch {
            at = standings[at?].before.place();
        }
        at
    }

    fn find_tips(&self) -> BTreeMap<Writer, Vec<usize>> {
        let mut is_tip = vec![true; self.lines.len()];
        for before in self
            .standings
            .iter()
            .filter_map(|standing| standing.before.place())
        {
            is_tip[before] = false;
        }
        let own = self.by_writer.iter().map(|(writer, own)| {
            let places = own.iter().map(|place| *place as usize);
            (writer.clone(), places.filter(|&at| is_tip[at]).collect())
        });
        own.collect()
    }

    fn find_last_seen(&self) -> BTreeMap<Writer, usize> {
        let mut last: HashMap<&Writer, usize> = HashMap::new();
        for (place, line) in self.other_lines() {
            if line.event().is_some_and(|event| event.seen().is_some()) {
                last.insert(&line.head.writer, place);
            }
        }
        last.into_iter()
            .map(|(writer, place)| (writer.clone(), place))
            .collect()
    }

    fn find_predecessor(&self, line: &Line) -> Option<usize> {
        let before = self.place(line.head.prev.line_ref())?;
        is_predecessor(&self.lines[before], line).then_some(before)
    }

    /// The line before, by `prev`; a writer's chain never runs through another writer's lines.
    pub fn predecessor(&self, place: usize) -> Option<usize> {
        self.standings.get(place)?.before.place()
    }

    /// The first line of the action that a line belongs to, found by going back along `prev`, so that a fork keeps its chains apart.
    pub fn first_of_action(&self, place: usize) -> Option<&Line> {
        let first = self.standings.get(place)?.action.place()?;
        self.lines.get(first).map(Arc::as_ref)
    }

    /// The lines that `runs` name, as far as they are here.
    pub fn covered_by(&self, runs: &Runs) -> RefSet<Ref> {
        let mut covered = RefSet::default();
        for run in runs.values().flatten() {
            let mut at = self.place(run.end);
            while let Some(place) = at {
                if self.lines[place].head.seq < run.first || !covered.insert(self.lines[place].id())
                {
                    break;
                }
                at = self.predecessor(place);
            }
        }
        covered
    }

    /// The places of the lines of the action that begins at a place.
    pub fn action(&self, first: usize) -> Vec<usize> {
        let writer = &self.lines[first].head.writer;
        let own = self.by_writer.get(writer).map_or(&[][..], Vec::as_slice);
        let from = own.partition_point(|place| self.seq(*place) < self.lines[first].head.seq);
        let places = own.iter().skip(from).map(|place| *place as usize);
        places
            .filter(|&place| self.standings[place].action.place() == Some(first))
            .collect()
    }

    /// What a writer last said it has seen.
    pub fn last_seen(&self, writer: &Writer) -> Option<&Runs> {
        self.lines[*self.last_seen.get(writer)?].event()?.seen()
    }

    /// What is here, as runs, but for the end of an action whose beginning is not here: after a crash of its writer's machine it may
    /// never have been saved, and is then taken back by that machine. Nobody should name it.
    pub fn runs(&self) -> Runs {
        let run = |&place: &usize| Run {
            first: self.standings[place].chain_start,
            last: self.lines[place].head.seq,
            end: self.lines[place].id(),
        };
        let is_begun = |&&tip: &&usize| self.lines[tip].batch() >= self.standings[tip].chain_start;
        let own = self.tips.iter().map(|(writer, tips)| {
            let mut runs: Vec<Run> = tips.iter().filter(is_begun).map(run).collect();
            runs.sort();
            (writer.clone(), runs)
        });
        own.filter(|(_, runs)| !runs.is_empty()).collect()
    }

    /// Lines that `prev` or a `seen` names and that are not here.
    pub fn gaps(&self) -> Vec<Gap> {
        let mut missing: BTreeSet<Gap> = BTreeSet::new();
        for (writer, own) in &self.by_writer {
            let is_cut = |place: &&u32| self.standings[**place as usize].before.place().is_none();
            let cut = own.iter().filter(is_cut).map(|place| self.seq(*place));
            let cut = cut.filter(|seq| *seq > 1);
            missing.extend(cut.map(|seq| self.gap_up_to(writer, seq - 1)));
        }
        let seen = self
            .other_lines()
            .filter_map(|(_, line)| line.event()?.seen());
        for (writer, run) in seen.flatten().flat_map(each_run) {
            missing.extend(
                self.lacks_up_to(run)
                    .map(|last| self.gap_up_to(writer, last)),
            );
        }
        let widest = |gap: &Gap| !missing.iter().any(|other| other != gap && other.holds(gap));
        missing.iter().filter(|gap| widest(gap)).cloned().collect()
    }

    /// Whether every line that some runs cover is here.
    pub fn holds(&self, runs: &Runs) -> bool {
        runs.values()
            .flatten()
            .all(|run| self.lacks_up_to(run).is_none())
    }

    /// The seq up to which lines of a run are not here.
    fn lacks_up_to(&self, run: &Run) -> Option<u64> {
        match self.place(run.end) {
            None => Some(run.last),
            Some(end) if self.standings[end].chain_start > run.first => {
                Some(self.standings[end].chain_start - 1)
            }
            Some(_) => None,
        }
    }

    fn gap_up_to(&self, writer: &Writer, last: u64) -> Gap {
        let own = self.by_writer.get(writer).map_or(&[][..], Vec::as_slice);
        let below = own.partition_point(|place| self.seq(*place) < last);
        let before = own.get(..below).and_then(<[_]>::last);
        Gap {
            writer: writer.clone(),
            first: before.map_or(0, |place| self.seq(*place)) + 1,
            last,
        }
    }

    /// Writers whose installation was copied and went on twice, each with the first seq that two lines share.
    pub fn forks(&self) -> Vec<Fork> {
        let fork = |(writer, own): (&Writer, &Vec<u32>)| {
            let mut by_seq = own.chunk_by(|one, other| self.seq(*one) == self.seq(*other));
            let shared = by_seq.find(|lines| lines.len() > 1)?;
            let lines = shared.iter().map(|place| self.lines[*place as usize].id());
            Some(Fork {
                writer: writer.clone(),
                seq: self.seq(*shared.first()?),
                lines: lines.collect(),
            })
        };
        self.by_writer.iter().filter_map(fork).collect()
    }
}

/// By clock, then hash; a full line before its blank.
fn in_fold_order(lines: Vec<Arc<Line>>) -> Vec<Arc<Line>> {
    let key = |(at, line): (usize, &Arc<Line>)| (line.order(), line.body == Body::Blank, at);
    let mut keys: Vec<_> = lines
        .par_iter()
        .enumerate()
        .map(|(at, line)| key((at, line)))
        .collect();
    keys.par_sort_unstable();
    let mut lines: Vec<Option<Arc<Line>>> = lines.into_iter().map(Some).collect();
    // Gathered into room of its own: the keys need five times as much, and would keep it.
    let mut sorted = Vec::with_capacity(lines.len());
    sorted.extend(keys.into_iter().filter_map(|(.., at)| lines[at].take()));
    sorted
}

/// Whether a line is the one that its writer's next one names.
fn is_predecessor(before: &Line, line: &Line) -> bool {
    let (known, head) = (&before.head, &line.head);
    known.seq + 1 == head.seq && before.id() == head.prev.line_ref() && known.writer == head.writer
}

/// The places of each writer's lines, in the order of their seqs, those of one seq in fold order.
fn by_writer(lines: &[Arc<Line>]) -> BTreeMap<Writer, Vec<u32>> {
    let mut found: HashMap<&Writer, Vec<u32>> = HashMap::new();
    for (place, line) in lines.iter().enumerate() {
        let own = found.entry(&line.head.writer).or_default();
        own.push(small(place));
    }
    let sort = |own: &mut Vec<u32>| {
        own.sort_by_key(|place| lines[*place as usize].head.seq);
        own.shrink_to_fit();
    };
    found.values_mut().for_each(sort);
    found
        .into_iter()
        .map(|(writer, own)| (writer.clone(), own))
        .collect()
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
