//! Agreement on sets: all codes of a unit at once, compared as sets (Passonneau 2006; Artstein and Poesio 2008).
//!
//! Sets are interned, since a project has few different ones; what chance would give is then a sum over distinct sets.
//! Two empty sets agree wholly, an empty and any other not at all.

use std::collections::{BTreeMap, HashMap};

use crate::agreement::alpha::Disagreement;
use crate::agreement::figure::{Figure, Undefined, ascending};

/// How far two sets are apart, 0–1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Distance {
    /// 1 − J·M: Jaccard, with M = 1, 2/3, 1/3 or 0 for equal sets, one within the other, some in common, none.
    Masi,
    /// 1 − J: the share of all codes that are not in both.
    Jaccard,
    /// 0 for equal sets, 1 for any others.
    Nominal,
}

impl Distance {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Masi, Self::Jaccard, Self::Nominal];

    /// The name as it stands in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Masi => "masi",
            Self::Jaccard => "jaccard",
            Self::Nominal => "nominal",
        }
    }

    fn between(self, one: &Bits, other: &Bits) -> f64 {
        if one == other {
            return 0.0;
        }
        let common = one.common(other);
        let (small, large) = (one.len().min(other.len()), one.len() + other.len() - common);
        let share = common as f64 / large as f64;
        match self {
            Self::Nominal => 1.0,
            Self::Jaccard => 1.0 - share,
            Self::Masi if common == small => 1.0 - share * 2.0 / 3.0,
            Self::Masi => 1.0 - share / 3.0,
        }
    }
}

/// A set of codes, numbered from 0, as bits; without zero words at its end, so that equal sets are equal.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Bits(Vec<u64>);

impl Bits {
    fn of(codes: impl IntoIterator<Item = u32>) -> Self {
        let mut words: Vec<u64> = Vec::new();
        for code in codes {
            let (word, bit) = (code as usize / 64, code % 64);
            words.resize(words.len().max(word + 1), 0);
            words[word] |= 1 << bit;
        }
        Self(words)
    }

    fn len(&self) -> u32 {
        self.0.iter().map(|word| word.count_ones()).sum()
    }

    fn common(&self, other: &Self) -> u32 {
        let both = self.0.iter().zip(&other.0);
        both.map(|(one, other)| (one & other).count_ones()).sum()
    }
}

/// The number of a set that was interned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SetId(u32);

/// Counts of units rated with sets.
#[derive(Clone, Debug, Default)]
pub struct SetCounts {
    known: HashMap<Bits, SetId>,
    sets: Vec<Bits>,
    raters: Vec<bool>,
    /// Ratings with each set in pairable units.
    times: Vec<u64>,
    pairable_units: u64,
    /// By number of coders and two different sets, the first before the second: pairs of ratings of one unit.
    apart: BTreeMap<(usize, SetId, SetId), u64>,
}

impl SetCounts {
    /// The number of a set of codes, themselves numbered from 0.
    pub fn intern(&mut self, codes: impl IntoIterator<Item = u32>) -> SetId {
        let bits = Bits::of(codes);
        if let Some(known) = self.known.get(&bits) {
            return *known;
        }
        let id = SetId(self.sets.len() as u32);
        self.sets.push(bits.clone());
        self.times.push(0);
        self.known.insert(bits, id);
        id
    }

    /// Adds so many units that were all rated like this, one set a coder in the panel's order; none is missing.
    pub fn add(&mut self, ratings: &[Option<SetId>], times: u64) {
        if times == 0 {
            return;
        }
        self.raters
            .resize(self.raters.len().max(ratings.len()), false);
        for (coder, rating) in ratings.iter().enumerate() {
            self.raters[coder] |= rating.is_some();
        }
        let coders = ratings.iter().flatten().count();
        if coders < 2 {
            return;
        }
        self.pairable_units += times;
        for (at, one) in ratings.iter().enumerate() {
            let Some(one) = one else { continue };
            self.times[one.0 as usize] += times;
            for other in ratings[at + 1..].iter().flatten() {
                if one != other {
                    let pair = (coders, *one.min(other), *one.max(other));
                    *self.apart.entry(pair).or_default() += times;
                }
            }
        }
    }

    /// Units that at least two coders rated.
    pub fn pairable_units(&self) -> u64 {
        self.pairable_units
    }

    /// How many different sets were interned.
    pub fn distinct(&self) -> usize {
        self.sets.len()
    }

    /// Krippendorff's alpha under a distance between sets, at most 1.
    pub fn alpha(&self, distance: Distance) -> Figure {
        let Disagreement { observed, expected } = self.disagreement(distance)?;
        if self.times.iter().filter(|times| **times > 0).count() < 2 {
            return Err(Undefined::NoVariation);
        }
        Ok(1.0 - observed / expected)
    }

    /// D_o and D_e, both as mean distances, 0–1.
    pub fn disagreement(&self, distance: Distance) -> Result<Disagreement, Undefined> {
        if self.raters.iter().filter(|rater| **rater).count() < 2 {
            return Err(Undefined::FewerThanTwoCoders);
        }
        if self.pairable_units == 0 {
            return Err(Undefined::NoPairableUnits);
        }
        let between = |one: usize, other: usize| {
            let (one, other) = (&self.sets[one], &self.sets[other]);
            distance.between(one, other)
        };
        let n: u64 = self.times.iter().sum();
        // Summed in ascending order, so that the order of units and codes cannot reach the last bit.
        let observed: Vec<f64> = (self.apart.iter())
            .map(|((coders, one, other), pairs)| {
                let apart = between(one.0 as usize, other.0 as usize);
                2.0 * apart * *pairs as f64 / (coders - 1) as f64
            })
            .collect();
        let used: Vec<usize> = (0..self.sets.len())
            .filter(|at| self.times[*at] > 0)
            .collect();
        let mut expected = Vec::new();
        for (at, &one) in used.iter().enumerate() {
            let against: Vec<f64> = (used[at + 1..].iter())
                .map(|&other| {
                    let pairs = u128::from(self.times[one]) * u128::from(self.times[other]);
                    2.0 * between(one, other) * pairs as f64
                })
                .collect();
            expected.push(ascending(&against).iter().sum());
        }
        Ok(Disagreement {
            observed: ascending(&observed).iter().sum::<f64>() / n as f64,
            expected: ascending(&expected).iter().sum::<f64>() / (n as f64 * (n as f64 - 1.0)),
        })
    }
}
