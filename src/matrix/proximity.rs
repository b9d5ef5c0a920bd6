//! Proximity: how many turns lie between the excerpts of one code and those of another, and which comes first.
//!
//! A pair is an excerpt of each that one coder made, or the final layer holds, in one document; pairs that several coders made count
//! once. The distance is in turns, all turns counted, interviewers' too: from the last turn of the one that comes first to the
//! first turn of the other; 0 where both touch the same turn.

use std::collections::{BTreeMap, BTreeSet};

use crate::filter::View;
use crate::id::{CoderId, DocumentRef};
use crate::matrix::row::Row;
use crate::matrix::scope::{Coded, Gathered};
use crate::text::span::Span;
use crate::texts::{Passage, Texts};

/// What lies near one code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proximity {
    /// The code that all distances are from.
    pub first: Row,
    /// How many distinct excerpts it has.
    pub excerpts: usize,
    /// How many turns away is still near.
    pub turns: u32,
    /// The other codes, in codebook order.
    pub rows: Vec<Nearness>,
    /// Codings of these codes that lie in no turn, or whose text is not here.
    pub nowhere: usize,
}

/// How one code lies to the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nearness {
    /// The code.
    pub row: Row,
    /// Whether one of the two stands above the other in the codebook.
    pub nested: bool,
    /// How many distinct excerpts of the first have one of this code near.
    pub with: usize,
    /// The pairs, in the order of documents and places.
    pub pairs: Vec<Neighbours>,
}

/// An excerpt of the first code, and one of the other near it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Neighbours {
    /// The document.
    pub document: DocumentRef,
    /// The two excerpts.
    pub excerpts: (Span, Span),
    /// The first turn that each touches, from 1.
    pub turns: (u32, u32),
    /// How many turns the other comes after the first; before it where negative.
    pub distance: i64,
    /// Who made both; nobody alone in the final layer.
    pub coders: BTreeSet<CoderId>,
}

impl Nearness {
    /// How often the other comes before the first, in the same turn, and after it.
    pub fn sides(&self) -> (usize, usize, usize) {
        let count =
            |is: fn(i64) -> bool| self.pairs.iter().filter(|pair| is(pair.distance)).count();
        (count(|by| by < 0), count(|by| by == 0), count(|by| by > 0))
    }

    /// How many pairs lie how many turns apart.
    pub fn distances(&self) -> BTreeMap<i64, usize> {
        let mut counts = BTreeMap::new();
        for pair in &self.pairs {
            *counts.entry(pair.distance).or_default() += 1;
        }
        counts
    }
}

/// A coding, and the first and the last turn that it touches.
#[derive(Clone, Copy)]
struct Placed {
    coding: usize,
    turns: (u32, u32),
}

/// Excerpts of two rows that are near each other: by the document's place, and where both lie.
type Found = BTreeMap<(usize, Span, Span), Neighbours>;

impl Proximity {
    /// What lies within so many turns of the excerpts of a row: one other row, or each of them; nothing where there is no such row.
    pub fn of(
        read: (&View<'_>, &Texts),
        gathered: &Gathered,
        (first, second): (usize, Option<usize>),
        turns: u32,
    ) -> Option<Self> {
        let rows = &gathered.rows.rows;
        let others = (0..rows.len()).filter(|row| *row != first);
        let others: Vec<usize> = others
            .filter(|row| second.is_none_or(|second| second == *row))
            .collect();
        let (mut found, nowhere) = gathered.neighbours(read, (first, &others), turns);
        let is_first = |coded: &&Coded| gathered.rows.of_code(coded.code).contains(&first);
        let of_first = gathered.codings.iter().filter(is_first);
        let excerpts: BTreeSet<(usize, Span)> =
            of_first.map(|coded| (coded.document, coded.span)).collect();
        let nearness = |other: usize| {
            let pairs = found.remove(&other).unwrap_or_default();
            let pairs: Vec<Neighbours> = pairs.into_values().collect();
            let with = pairs.iter().map(|pair| (pair.document, pair.excerpts.0));
            let with: BTreeSet<(DocumentRef, Span)> = with.collect();
            Some(Nearness {
                row: rows.get(other)?.clone(),
                nested: gathered.rows.are_nested(first, other),
                with: with.len(),
                pairs,
            })
        };
        Some(Self {
            first: rows.get(first)?.clone(),
            excerpts: excerpts.len(),
            turns,
            rows: others.into_iter().filter_map(nearness).collect(),
            nowhere,
        })
    }
}

/// The first and the last turn that a stretch touches.
fn turns_of(passage: &Passage, span: Span) -> Option<(u32, u32)> {
    let turns = passage.turns_at(span);
    let mut numbers = turns.filter_map(|(number, _)| u32::try_from(number).ok());
    let first = numbers.next()?;
    Some((first, numbers.last().unwrap_or(first)))
}

impl Gathered {
    /// The pairs of each of some rows with the first, coder by coder, and how many of their codings lie in no turn.
    fn neighbours(
        &self,
        read: (&View<'_>, &Texts),
        (first, others): (usize, &[usize]),
        turns: u32,
    ) -> (BTreeMap<usize, Found>, usize) {
        let mut found: BTreeMap<usize, Found> = BTreeMap::new();
        let (mut start, mut nowhere) = (0, 0);
        for group in self.groups() {
            let passage = group.first().and_then(|coded| self.passage_of(read, coded));
            let mut placed: BTreeMap<usize, Vec<Placed>> = BTreeMap::new();
            for (coding, coded) in (start..).zip(group) {
                let rows = self.rows.of_code(coded.code).iter();
                let rows = rows.filter(|row| **row == first || others.contains(row));
                let rows: Vec<usize> = rows.copied().collect();
                let touched = passage.and_then(|passage| turns_of(passage, coded.span));
                nowhere += usize::from(touched.is_none() && !rows.is_empty());
                let Some(turns) = touched else {
                    continue;
                };
                for row in rows {
                    placed
                        .entry(row)
                        .or_default()
                        .push(Placed { coding, turns });
                }
            }
            let of = |row: usize| placed.get(&row).map_or(&[][..], Vec::as_slice);
            for other in others {
                let pairs = found.entry(*other).or_default();
                self.meet((of(first), of(*other)), turns, pairs);
            }
            start += group.len();
        }
        (found, nowhere)
    }

    /// Notes what of one coder's excerpts of two rows lies within so many turns. One coding is never near itself, though it may
    /// count for both.
    fn meet(&self, (of_first, of_other): (&[Placed], &[Placed]), turns: u32, found: &mut Found) {
        for one in of_first {
            for other in of_other.iter().filter(|other| other.coding != one.coding) {
                let distance = distance(one.turns, other.turns);
                if distance.unsigned_abs() > u64::from(turns) {
                    continue;
                }
                let (Some(coded), Some(of_other)) =
                    (self.codings.get(one.coding), self.codings.get(other.coding))
                else {
                    continue;
                };
                let Some(document) = self.document_of(coded) else {
                    continue;
                };
                let key = (coded.document, coded.span, of_other.span);
                let pair = found.entry(key).or_insert_with(|| Neighbours {
                    document,
                    excerpts: (coded.span, of_other.span),
                    turns: (one.turns.0, other.turns.0),
                    distance,
                    coders: BTreeSet::new(),
                });
                pair.coders.extend(self.coder_of(coded).cloned());
            }
        }
    }
}

/// How many turns the other comes after the one; negative where it comes before, 0 where they touch the same turn.
fn distance(one: (u32, u32), other: (u32, u32)) -> i64 {
    let after = i64::from(other.0) - i64::from(one.1);
    let before = i64::from(one.0) - i64::from(other.1);
    match () {
        () if after > 0 => after,
        () if before > 0 => -before,
        () => 0,
    }
}
