//! Unitary alignments: at most one unit of each coder, taken to be about the same thing; only the useful ones.
//!
//! Let m be the number of coders, P = m(m − 1)/2 the number of their pairs, and the cost of an empty side 1. A unitary
//! alignment t of k units costs, times P, the distances of its pairs and 1 for each of the other P − k(k − 1)/2 pairs.
//! Splitting t into two parts of a and b units (a + b = k) changes which pairs are met: the parts together cost
//! 2P − a(a − 1)/2 − b(b − 1)/2 plus their own distances, so the split is dearer by
//!
//!   gain = P + a·b − (sum of the a·b distances across the parts).
//!
//! If some split has a gain of 0 or less, t is useless: doing the split in any alignment that contains t leaves one that
//! is no worse and has one part more, and since no alignment has more parts than there are units, this ends in a best
//! alignment without useless parts. With a = 1 the distances from any unit of t to its others sum to less than
//! P + k − 1, so every distance in t is below P + m − 1. That bounds how far apart the starts of its units may lie, and
//! useful unitary alignments are found in a window instead of among all products of units.

use crate::agreement::figure::Undefined;
use crate::agreement::gamma::continuum::{Continuum, UnitNumber};
use crate::agreement::gamma::dissimilarity::Dissimilarity;

/// Pairs of units looked at before a continuum counts as too large; about a second of work.
const MOST_PAIRS: usize = 100_000_000;

/// Useful unitary alignments with which a continuum counts as too large; some hundred megabytes.
const MOST_FOUND: usize = 500_000;

/// A useful unitary alignment of two units or more.
#[derive(Clone, Debug, PartialEq)]
pub struct Unitary {
    /// One unit of each of some coders, in the continuum's order of coders.
    pub units: Vec<UnitNumber>,
    /// What it costs less than its units alone, times P; more than 0.
    pub saving: f64,
    /// Per unit: how much more it saves than its other units do alone or together, whichever is more.
    pub added: Vec<f64>,
}

/// All useful unitary alignments of two units or more, in an order that depends on the continuum alone.
pub fn useful(continuum: &Continuum, by: &Dissimilarity) -> Result<Vec<Unitary>, Undefined> {
    let coders = continuum.coders.len();
    let length = |&number: &UnitNumber| continuum.unit(number).length();
    let longest = |list: &[UnitNumber]| list.iter().map(length).fold(0.0, f64::max);
    let mut search = Search {
        continuum,
        by,
        pairs: (coders * (coders - 1) / 2) as f64,
        longest: continuum.coders.iter().map(|list| longest(list)).collect(),
        looked_at: 0,
        found: Vec::new(),
    };
    for coder in 0..coders {
        for &first in &continuum.coders[coder] {
            let near = search.near(first)?;
            let mut grown = Grown::of(first);
            search.grow(&mut grown, &near)?;
        }
    }
    Ok(search.found)
}

/// Cost of a unitary alignment in the cost of an empty side: the mean over all pairs of coders.
pub fn cost(continuum: &Continuum, by: &Dissimilarity, units: &[UnitNumber]) -> f64 {
    let (coders, met) = (continuum.coders.len(), units.len());
    let pairs = coders * (coders - 1) / 2;
    let empty = pairs - met * (met - 1) / 2;
    let apart: f64 = pairs_of(units)
        .map(|(one, other)| by.between(continuum.unit(one), continuum.unit(other)))
        .sum();
    (apart + empty as f64) / pairs as f64
}

/// Every two units of a unitary alignment.
pub fn pairs_of(units: &[UnitNumber]) -> impl Iterator<Item = (UnitNumber, UnitNumber)> + '_ {
    let others = |at: usize| units[at + 1..].iter();
    let firsts = units.iter().enumerate();
    firsts.flat_map(move |(at, &one)| others(at).map(move |&other| (one, other)))
}

/// Units taken so far, with what is known of their distances.
struct Grown {
    units: Vec<UnitNumber>,
    /// Per unit: its distances to the units before it.
    distances: Vec<Vec<f64>>,
    /// Per unit: the sum of its distances to all others.
    sums: Vec<f64>,
}

impl Grown {
    fn of(first: UnitNumber) -> Self {
        Self {
            units: vec![first],
            distances: vec![Vec::new()],
            sums: vec![0.0],
        }
    }

    fn push(&mut self, unit: UnitNumber, distances: Vec<f64>) {
        for (sum, distance) in self.sums.iter_mut().zip(&distances) {
            *sum += distance;
        }
        self.units.push(unit);
        self.sums.push(distances.iter().sum());
        self.distances.push(distances);
    }

    fn pop(&mut self) {
        self.units.pop();
        self.sums.pop();
        for (sum, distance) in self
            .sums
            .iter_mut()
            .zip(self.distances.pop().iter().flatten())
        {
            *sum -= distance;
        }
    }

    /// The smallest gain over all splits into two parts; a part is a set of places, the last place stays in the other.
    fn least_gain(&self, pairs: f64) -> f64 {
        let last = self.units.len() - 1;
        let splits = 1u64..1 << last;
        let gains = splits.map(|part| {
            let inside = |place: usize| place < last && part >> place & 1 == 1;
            let size = part.count_ones() as usize;
            let mut gain = pairs + (size * (last + 1 - size)) as f64;
            for (place, distances) in self.distances.iter().enumerate() {
                for (before, distance) in distances.iter().enumerate() {
                    if inside(place) != inside(before) {
                        gain -= distance;
                    }
                }
            }
            gain
        });
        gains.fold(f64::INFINITY, f64::min)
    }

    fn saving(&self, pairs: f64) -> f64 {
        let size = self.units.len();
        let apart: f64 = self.distances.iter().flatten().sum();
        (size - 1) as f64 * pairs + (size * (size - 1) / 2) as f64 - apart
    }
}

struct Search<'a> {
    continuum: &'a Continuum,
    by: &'a Dissimilarity,
    /// P, the number of pairs of coders.
    pairs: f64,
    /// Per coder: the length of the longest unit.
    longest: Vec<f64>,
    looked_at: usize,
    found: Vec<Unitary>,
}

impl Search<'_> {
    /// No distance in a useful unitary alignment of so many units reaches this.
    fn limit(&self, size: usize) -> f64 {
        self.pairs + (size - 1) as f64
    }

    /// The units of later coders that may stand beside a unit.
    fn near(&mut self, first: UnitNumber) -> Result<Vec<UnitNumber>, Undefined> {
        let (continuum, by) = (self.continuum, self.by);
        let limit = self.limit(continuum.coders.len());
        let reach = by.reach(limit);
        let unit = continuum.unit(first);
        let mut near = Vec::new();
        for later in continuum.coder(first) + 1..continuum.coders.len() {
            let coder = &continuum.coders[later];
            let start = |number: &UnitNumber| continuum.unit(*number).start;
            let window = reach * (unit.length() + self.longest[later]);
            let from = coder.partition_point(|number| start(number) < unit.start - window);
            let within = coder[from..]
                .iter()
                .take_while(|number| start(number) <= unit.start + window);
            for &other in within {
                self.look()?;
                if by.between(unit, continuum.unit(other)) < limit {
                    near.push(other);
                }
            }
        }
        Ok(near)
    }

    fn look(&mut self) -> Result<(), Undefined> {
        self.looked_at += 1;
        match self.looked_at > MOST_PAIRS {
            true => Err(Undefined::AlignmentTooLarge),
            false => Ok(()),
        }
    }

    /// Takes each unit in turn that comes after the last one taken; `near` is in the order of coders.
    fn grow(&mut self, grown: &mut Grown, near: &[UnitNumber]) -> Result<(), Undefined> {
        let coders = self.continuum.coders.len();
        for (at, &next) in near.iter().enumerate() {
            let coder = self.continuum.coder(next);
            let mut distances = Vec::with_capacity(grown.units.len());
            for &taken in &grown.units {
                self.look()?;
                let (one, other) = (self.continuum.unit(taken), self.continuum.unit(next));
                distances.push(self.by.between(one, other));
            }
            // Further units only add to the sums, and no more of them can follow than there are coders.
            let limit = self.limit(grown.units.len() + coders - coder);
            grown.push(next, distances);
            if grown.sums.iter().all(|&sum| sum < limit) {
                self.keep_if_useful(grown)?;
                let later =
                    near[at + 1..].partition_point(|&other| self.continuum.coder(other) == coder);
                self.grow(grown, &near[at + 1 + later..])?;
            }
            grown.pop();
        }
        Ok(())
    }

    fn keep_if_useful(&mut self, grown: &Grown) -> Result<(), Undefined> {
        let saving = grown.saving(self.pairs);
        if saving > 0.0 && grown.least_gain(self.pairs) > 0.0 {
            let met = self.limit(grown.units.len());
            let added = grown.sums.iter().map(|sum| saving.min(met - sum));
            self.found.push(Unitary {
                units: grown.units.clone(),
                saving,
                added: added.collect(),
            });
        }
        match self.found.len() > MOST_FOUND {
            true => Err(Undefined::AlignmentTooLarge),
            false => Ok(()),
        }
    }
}
