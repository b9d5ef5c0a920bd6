//! Counting: how often each code lies somewhere, and on how many of its places every other code is near.
//!
//! Codes meet coder by coder; a place that several coders gave a code counts once. Nearness of any kind becomes the overlap of two
//! half-open stretches, and one sweep forth and one back over them finds every code near every touch: the work grows with touches
//! times rows, however many of them lie on one spot.

use crate::filter::View;
use crate::matrix::scope::Gathered;
use crate::matrix::within::Within;
use crate::text::span::Span;
use crate::texts::{Passage, Texts};

/// A coding on one place, counted for one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Touch {
    /// The coding, by its place among those gathered.
    pub coding: usize,
    /// The row.
    pub row: usize,
    /// The place in its document that is counted: the start and the end of a stretch, or the number of a turn, twice.
    pub place: (u32, u32),
    /// Two touches of one coder on one document are near each other where these share something; the end is not part of it.
    reach: (u32, u32),
}

impl Touch {
    /// Whether another touch of the same coder on the same document is near.
    pub fn is_near(&self, other: &Self) -> bool {
        self.reach.0 < other.reach.1 && other.reach.0 < self.reach.1
    }
}

/// The touches of all codings, coder by coder and document by document, and how many codings touch nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Touches {
    /// In the order of the codings' groups; within each by where they reach.
    pub groups: Vec<Vec<Touch>>,
    /// Codings that lie in no turn, where turns are counted.
    pub nowhere: usize,
}

impl Touches {
    /// What the codings touch.
    pub fn of(read: (&View<'_>, &Texts), gathered: &Gathered, within: Within) -> Self {
        let mut touches = Self::default();
        let mut first = 0;
        for codings in gathered.groups() {
            let passage = codings.first().filter(|_| within.needs_turns());
            let passage = passage.and_then(|coded| gathered.passage_of(read, coded));
            let mut group = Vec::with_capacity(codings.len());
            let mut rank = 0;
            let mut before = None;
            for (coding, coded) in (first..).zip(codings) {
                rank += u32::from(
                    before
                        .replace(coded.span)
                        .is_some_and(|before| before != coded.span),
                );
                let known = group.len();
                for (place, reach) in places((coded.span, rank), passage, within) {
                    let rows = gathered.rows.of_code(coded.code).iter();
                    group.extend(rows.map(|row| Touch {
                        coding,
                        row: *row,
                        place,
                        reach,
                    }));
                }
                touches.nowhere += usize::from(group.len() == known);
            }
            group.sort_unstable_by_key(|touch| (touch.reach, touch.row, touch.coding));
            first += codings.len();
            touches.groups.push(group);
        }
        touches
    }
}

/// A place that is counted, and what it reaches.
type Placed = ((u32, u32), (u32, u32));

/// The places of a stretch; `rank` numbers the different stretches of its coder in its document.
fn places(
    (span, rank): (Span, u32),
    passage: Option<&Passage>,
    within: Within,
) -> impl Iterator<Item = Placed> {
    let stretch = (span.start().0, span.end().0);
    let whole = match within {
        Within::Excerpt => Some((stretch, (rank, rank + 1))),
        Within::Overlap => Some((stretch, stretch)),
        Within::Turn | Within::Turns(_) => None,
    };
    let further = match within {
        Within::Turns(further) => further,
        _ => 0,
    };
    let passage = passage.filter(|_| within.needs_turns()).into_iter();
    let turns = passage.flat_map(move |passage| passage.turns_at(span));
    // Turns t and u are at most n apart where t..=t+n and u..=u+n meet.
    let placed = turns.filter_map(move |(number, _)| {
        let number = u32::try_from(number).ok()?;
        let end = number.saturating_add(further).saturating_add(1);
        Some(((number, number), (number, end)))
    });
    whole.into_iter().chain(placed)
}

/// How many places each row has, and on how many of them every other row is near.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    rows: usize,
    alone: Vec<u32>,
    near: Vec<u32>,
}

impl Counts {
    /// Counts touches; a place that several coders touched counts once, and a row is near it where one of them put both.
    pub fn of(gathered: &Gathered, touches: &Touches) -> Self {
        let rows = gathered.rows.rows.len();
        let mut counts = Self {
            rows,
            alone: vec![0; rows],
            near: vec![0; rows * rows],
        };
        let document = |group: &Vec<Touch>| {
            let coded = gathered.codings.get(group.first()?.coding)?;
            Some(coded.document)
        };
        let groups = touches.groups.iter().filter(|group| !group.is_empty());
        let groups: Vec<&Vec<Touch>> = groups.collect();
        for of_document in groups.chunk_by(|a, b| document(a) == document(b)) {
            counts.add(of_document);
        }
        counts
    }

    /// How many places a row has.
    pub fn alone(&self, row: usize) -> u32 {
        self.alone.get(row).copied().unwrap_or(0)
    }

    /// On how many places of a row another is near.
    pub fn near(&self, row: usize, other: usize) -> u32 {
        let at = row * self.rows + other;
        self.near.get(at).copied().unwrap_or(0)
    }

    /// Adds what the coders of one document touch.
    fn add(&mut self, of_document: &[&Vec<Touch>]) {
        let words = self.rows.div_ceil(WORD);
        let sets: Vec<Vec<u64>> = of_document
            .iter()
            .map(|group| neighbours(group, self.rows))
            .collect();
        let mut found: Vec<(&Touch, &[u64])> = Vec::new();
        for (group, sets) in of_document.iter().zip(&sets) {
            found.extend(group.iter().zip(sets.chunks_exact(words)));
        }
        found.sort_unstable_by_key(|(touch, _)| (touch.place, touch.row));
        let mut near = vec![0; words];
        for same in found.chunk_by(|(a, _), (b, _)| (a.place, a.row) == (b.place, b.row)) {
            near.fill(0);
            let mut row = 0;
            for (touch, of_coder) in same {
                row = touch.row;
                join(&mut near, of_coder);
            }
            self.alone[row] += 1;
            for other in members(&near).filter(|other| *other != row) {
                self.near[row * self.rows + other] += 1;
            }
        }
    }
}

/// Rows in one word of a set: a set of rows is as many words as it takes, a bit a row.
const WORD: usize = u64::BITS as usize;

/// The sets of rows near each touch of one coder on one document, one after another; the touches come in the order of their reach.
fn neighbours(group: &[Touch], rows: usize) -> Vec<u64> {
    let words = rows.div_ceil(WORD);
    let mut near = vec![0; group.len() * words];
    // Forth: what began before is near if it is not over yet. Back: what begins later is near if it begins before this is over.
    let mut latest_end: Vec<u32> = vec![0; rows];
    for (touch, near) in group.iter().zip(near.chunks_exact_mut(words)) {
        let (start, end) = touch.reach;
        add_all(near, &latest_end, |latest| latest > start);
        latest_end[touch.row] = latest_end[touch.row].max(end);
    }
    let mut next_start: Vec<u32> = vec![u32::MAX; rows];
    for (touch, near) in group.iter().zip(near.chunks_exact_mut(words)).rev() {
        let (start, end) = touch.reach;
        add_all(near, &next_start, |next| next < end);
        next_start[touch.row] = start;
    }
    near
}

/// Adds the rows of whose ends this holds.
fn add_all(set: &mut [u64], ends: &[u32], holds: impl Fn(u32) -> bool) {
    for (word, ends) in set.iter_mut().zip(ends.chunks(WORD)) {
        let mut bits = 0;
        for (bit, end) in ends.iter().enumerate() {
            bits |= u64::from(holds(*end)) << bit;
        }
        *word |= bits;
    }
}

fn join(set: &mut [u64], other: &[u64]) {
    for (own, others) in set.iter_mut().zip(other) {
        *own |= others;
    }
}

fn members(set: &[u64]) -> impl Iterator<Item = usize> {
    let words = set.iter().enumerate();
    words.flat_map(|(at, word)| {
        let without_lowest = |left: &u64| Some(left & (left - 1)).filter(|left| *left != 0);
        let left = std::iter::successors(Some(*word).filter(|word| *word != 0), without_lowest);
        left.map(move |left| at * WORD + left.trailing_zeros() as usize)
    })
}
