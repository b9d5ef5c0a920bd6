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

    fn of(self, apart: Apart) -> f64 {
        let share = apart.common as f64 / apart.union as f64;
        match self {
            Self::Nominal => 1.0,
            Self::Jaccard => 1.0 - share,
            Self::Masi if apart.within => 1.0 - share * 2.0 / 3.0,
            Self::Masi => 1.0 - share / 3.0,
        }
    }
}

/// How two different sets lie to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Apart {
    common: usize,
    union: usize,
    within: bool,
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

    fn apart(&self, other: &Self) -> Apart {
        let both = self.0.iter().zip(&other.0);
        let common: u32 = both.map(|(one, other)| (one & other).count_ones()).sum();
        let (one, other) = (self.len(), other.len());
        Apart {
            common: common as usize,
            union: (one + other - common) as usize,
            within: common == one.min(other),
        }
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
        let n: u64 = self.times.iter().sum();
        // Summed in ascending order, so that the order of units and codes cannot reach the last bit.
        let observed: Vec<f64> = (self.apart.iter())
            .map(|((coders, one, other), pairs)| {
                let (one, other) = (&self.sets[one.0 as usize], &self.sets[other.0 as usize]);
                let apart = distance.of(one.apart(other));
                2.0 * apart * *pairs as f64 / (coders - 1) as f64
            })
            .collect();
        let expected = self.expected(distance);
        Ok(Disagreement {
            observed: ascending(&observed).iter().sum::<f64>() / n as f64,
            expected: expected / (n as f64 * (n as f64 - 1.0)),
        })
    }

    /// The distances between all ordered pairs of pairable ratings, summed.
    ///
    /// Pairs of sets are counted by how they lie to each other first, in whole numbers, of which there are few kinds.
    fn expected(&self, distance: Distance) -> f64 {
        let used: Vec<(&Bits, u64)> = (self.sets.iter())
            .zip(self.times.iter().copied())
            .filter(|(_, times)| *times > 0)
            .collect();
        let largest = used.iter().map(|(set, _)| set.len() as usize).max();
        let largest = largest.unwrap_or(0);
        let unions = 2 * largest + 1;
        let mut pairs = vec![0u128; (largest + 1) * unions * 2];
        for (at, (one, times)) in used.iter().enumerate() {
            for (other, theirs) in &used[at + 1..] {
                let apart = one.apart(other);
                let kind = (apart.common * unions + apart.union) * 2 + usize::from(apart.within);
                pairs[kind] += u128::from(*times) * u128::from(*theirs);
            }
        }
        let counted = pairs.iter().enumerate().filter(|(_, pairs)| **pairs > 0);
        let distances = counted.map(|(kind, &pairs)| {
            let apart = Apart {
                common: kind / 2 / unions,
                union: kind / 2 % unions,
                within: kind % 2 == 1,
            };
            2.0 * distance.of(apart) * pairs as f64
        });
        distances.sum()
    }
}
