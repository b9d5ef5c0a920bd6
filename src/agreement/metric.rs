//! Krippendorff's alpha for numbers: the nominal, ordinal, interval and ratio metrics, with missing ratings.
//!
//! Distances need no table of values by values: interval distances come from sums and sums of squares, and the ordinal
//! metric is the interval metric on mid-ranks, so both are linear in the ratings after one sort. Only the ratio metric
//! compares every two distinct values.

use crate::agreement::alpha::Disagreement;
use crate::agreement::figure::{Figure, Undefined};

/// How far two values are apart (Krippendorff 2011).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Metric {
    /// Equal or not.
    Nominal,
    /// By how many ratings lie between them.
    Ordinal,
    /// Squared difference.
    Interval,
    /// Squared difference by sum.
    Ratio,
}

impl Metric {
    /// All of them, from the weakest scale to the strongest.
    pub const ALL: [Self; 4] = [Self::Nominal, Self::Ordinal, Self::Interval, Self::Ratio];

    /// The metric of a name as it stands in files.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|metric| metric.as_str() == name)
    }

    /// The name as it stands in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Nominal => "nominal",
            Self::Ordinal => "ordinal",
            Self::Interval => "interval",
            Self::Ratio => "ratio",
        }
    }
}

/// Ratings on numbers: the pairable ones unit by unit, as places among the distinct values.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    raters: usize,
    /// Distinct pairable values, ascending.
    values: Vec<f64>,
    /// How often each occurs.
    times: Vec<u64>,
    /// Units one after another: the places of their ratings in `values`.
    places: Vec<u32>,
    /// Where each unit ends in `places`.
    ends: Vec<usize>,
}

impl Measured {
    /// Takes ratings in, one slice a unit with one rating a coder in the same order; units with fewer than two drop out.
    pub fn of<'r>(units: impl IntoIterator<Item = &'r [Option<f64>]> + Clone) -> Self {
        let mut rated: Vec<bool> = Vec::new();
        let mut values = Vec::new();
        for unit in units.clone() {
            rated.resize(rated.len().max(unit.len()), false);
            for (coder, value) in unit.iter().enumerate() {
                rated[coder] |= value.is_some();
            }
            if is_pairable(unit) {
                // A negative zero is the same number as zero and must not become a value of its own.
                values.extend(unit.iter().flatten().map(|value| value + 0.0));
            }
        }
        values.sort_by(f64::total_cmp);
        values.dedup();
        let mut measured = Self {
            raters: rated.iter().filter(|rated| **rated).count(),
            times: vec![0; values.len()],
            values,
            places: Vec::new(),
            ends: Vec::new(),
        };
        for unit in units.into_iter().filter(|unit| is_pairable(unit)) {
            for value in unit.iter().flatten() {
                let place = measured.values.partition_point(|known| known < value);
                measured.times[place] += 1;
                measured.places.push(place as u32);
            }
            measured.ends.push(measured.places.len());
        }
        measured
    }

    /// Ratings in pairable units (Krippendorff's n).
    pub fn pairable_values(&self) -> u64 {
        self.places.len() as u64
    }

    /// Alpha under a metric, at most 1.
    pub fn alpha(&self, metric: Metric) -> Figure {
        let Disagreement { observed, expected } = self.disagreement(metric)?;
        // Two values or more differ under every metric, so chance would disagree unless there is only one.
        if self.values.len() < 2 || expected <= 0.0 {
            return Err(Undefined::NoVariation);
        }
        Ok(1.0 - observed / expected)
    }

    /// D_o and D_e under a metric, as mean distances on the metric's own scale.
    pub fn disagreement(&self, metric: Metric) -> Result<Disagreement, Undefined> {
        if self.raters < 2 {
            return Err(Undefined::FewerThanTwoCoders);
        }
        if self.ends.is_empty() {
            return Err(Undefined::NoPairableUnits);
        }
        match metric {
            Metric::Nominal => Ok(self.nominal()),
            Metric::Ordinal => Ok(self.squared(&self.mid_ranks())),
            Metric::Interval => Ok(self.squared(&self.values)),
            Metric::Ratio if self.values.first().is_some_and(|lowest| *lowest < 0.0) => {
                Err(Undefined::NegativeValues)
            }
            Metric::Ratio => Ok(self.ratio()),
        }
    }

    fn units(&self) -> impl Iterator<Item = &[u32]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts
            .zip(&self.ends)
            .map(|(start, &end)| &self.places[start..end])
    }

    /// The mean over units' ratings of a sum of distances between ordered pairs of a unit.
    fn observed(&self, distances: impl Fn(&[u32]) -> f64) -> f64 {
        let sum: f64 = self
            .units()
            .map(|unit| distances(unit) / (unit.len() - 1) as f64)
            .sum();
        sum / self.places.len() as f64
    }

    fn nominal(&self) -> Disagreement {
        let n = self.places.len() as u128;
        let same: u128 = self
            .times
            .iter()
            .map(|&times| u128::from(times).pow(2))
            .sum();
        let differing = |unit: &[u32]| {
            let differ = |(at, one): (usize, &u32)| {
                unit[at + 1..].iter().filter(|other| *other != one).count()
            };
            (2 * unit.iter().enumerate().map(differ).sum::<usize>()) as f64
        };
        Disagreement {
            observed: self.observed(differing),
            expected: (n * n - same) as f64 / (n * (n - 1)) as f64,
        }
    }

    /// Each value's mid-rank among the pairable ratings: ratings below it and half of those that give it.
    fn mid_ranks(&self) -> Vec<f64> {
        let mut below = 0;
        let rank = |&times: &u64| {
            let middle = below as f64 + times as f64 / 2.0;
            below += times;
            middle
        };
        self.times.iter().map(rank).collect()
    }

    /// Squared differences between positions on a line, from sums and sums of squares.
    fn squared(&self, positions: &[f64]) -> Disagreement {
        // Measured from a value of their own, equal ratings give exactly 0 and large numbers lose no digits.
        let spread = |ratings: &mut dyn Iterator<Item = (f64, f64)>| {
            let (mut n, mut sum, mut squares) = (0.0, 0.0, 0.0);
            for (apart, times) in ratings {
                n += times;
                sum += apart * times;
                squares += apart * apart * times;
            }
            2.0 * (n * squares - sum * sum)
        };
        let n = self.places.len() as f64;
        let all = || positions.iter().zip(&self.times);
        let mean: f64 = all().map(|(at, &times)| at * times as f64).sum::<f64>() / n;
        let expected = spread(&mut all().map(|(at, &times)| (at - mean, times as f64)));
        let of_unit = |unit: &[u32]| {
            let first = positions[unit[0] as usize];
            spread(
                &mut unit
                    .iter()
                    .map(|&place| (positions[place as usize] - first, 1.0)),
            )
        };
        Disagreement {
            observed: self.observed(of_unit),
            expected: expected / (n * (n - 1.0)),
        }
    }

    fn ratio(&self) -> Disagreement {
        let distance = |one: f64, other: f64| {
            let sum = one + other;
            if sum == 0.0 {
                0.0
            } else {
                ((one - other) / sum).powi(2)
            }
        };
        let of_unit = |unit: &[u32]| {
            let value = |place: u32| self.values[place as usize];
            let from = |(at, &one): (usize, &u32)| -> f64 {
                let others = unit[at + 1..].iter();
                others
                    .map(|&other| distance(value(one), value(other)))
                    .sum()
            };
            2.0 * unit.iter().enumerate().map(from).sum::<f64>()
        };
        let n = self.places.len() as f64;
        let all: Vec<(f64, f64)> = (self.values.iter().copied())
            .zip(self.times.iter().map(|&times| times as f64))
            .collect();
        let from = |(at, &(one, times)): (usize, &(f64, f64))| -> f64 {
            let others = all[at + 1..].iter();
            times
                * others
                    .map(|&(other, theirs)| theirs * distance(one, other))
                    .sum::<f64>()
        };
        let expected = 2.0 * all.iter().enumerate().map(from).sum::<f64>();
        Disagreement {
            observed: self.observed(of_unit),
            expected: expected / (n * (n - 1.0)),
        }
    }
}

fn is_pairable(unit: &[Option<f64>]) -> bool {
    unit.iter().flatten().nth(1).is_some()
}
