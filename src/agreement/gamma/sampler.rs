//! Random continua: what coders would mark who know how much is marked, how long and with which categories, but not
//! where (the statistical sampling of Mathet, Widlöcher and Métivier 2015).
//!
//! Each coder's number of units, and each unit's gap from the one before and its length, are drawn from normal
//! distributions with the mean and standard deviation (divided by n) of what all coders together marked; categories
//! are drawn as often as they were used. The first gap runs from where the first of all units starts, so that a text's
//! place in a larger one changes nothing. Numbers are rounded, a negative length loses its sign, a gap may be negative
//! (units may overlap); a coder marks at least one unit if each of the observed coders did, and a continuum without
//! any unit is drawn again.

use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use statrs::distribution::{ContinuousCDF as _, Normal};

use crate::agreement::figure::{ascending, mean};
use crate::agreement::gamma::continuum::{Continuum, Unit};

/// The distributions that random continua are drawn from.
#[derive(Clone, Debug, PartialEq)]
pub struct Sampler {
    seed: u64,
    coders: usize,
    fewest: usize,
    numbers: Spread,
    gaps: Spread,
    lengths: Spread,
    /// The categories of all units, ascending.
    categories: Vec<u32>,
}

impl Sampler {
    /// The distributions of a continuum that has units.
    pub fn of(continuum: &Continuum, seed: u64) -> Self {
        let counts = continuum.coders.iter().map(Vec::len);
        let mut categories: Vec<u32> = continuum.units.iter().map(|unit| unit.category).collect();
        categories.sort_unstable();
        let lengths: Vec<f64> = continuum.units.iter().map(Unit::length).collect();
        let starts = continuum.units.iter().map(|unit| unit.start);
        let first = starts.fold(f64::INFINITY, f64::min);
        let mut gaps = Vec::with_capacity(lengths.len());
        for coder in &continuum.coders {
            let mut end = first;
            for &number in coder {
                let unit = continuum.unit(number);
                gaps.push(unit.start - end);
                end = unit.end;
            }
        }
        Self {
            seed,
            coders: continuum.coders.len(),
            fewest: counts.clone().min().unwrap_or(0).min(1),
            numbers: Spread::of(&counts.map(|count| count as f64).collect::<Vec<f64>>()),
            gaps: Spread::of(&gaps),
            lengths: Spread::of(&lengths),
            categories,
        }
    }

    /// The random continuum of this number; each number has a random stream of its own, so it is the same in whatever
    /// order or on however many threads continua are drawn.
    pub fn draw(&self, number: u64) -> Continuum {
        let mut chance = ChaCha8Rng::seed_from_u64(self.seed);
        chance.set_stream(number);
        loop {
            let coders: Vec<Vec<Unit>> =
                (0..self.coders).map(|_| self.coder(&mut chance)).collect();
            if coders.iter().any(|units| !units.is_empty()) {
                return Continuum::of_units(coders);
            }
        }
    }

    fn coder(&self, chance: &mut ChaCha8Rng) -> Vec<Unit> {
        // A float too large or negative becomes the nearest number there is.
        let count = (self.numbers.draw(chance).round() as usize).max(self.fewest);
        let mut end = 0.0;
        let mut unit = || {
            let start = end + self.gaps.draw(chance);
            end = start + self.length(chance);
            let among = self.categories.len() as f64;
            let at = (fraction(chance) * among) as usize;
            let category = self.categories.get(at).copied().unwrap_or_default();
            Unit {
                start,
                end,
                category,
            }
        };
        (0..count).map(|_| unit()).collect()
    }

    /// A length that leaves its unit an end after its start.
    fn length(&self, chance: &mut ChaCha8Rng) -> f64 {
        self.lengths
            .draw(chance)
            .abs()
            .max(1e-6 * self.lengths.mean)
    }
}

/// A normal distribution by what was observed.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Spread {
    mean: f64,
    deviation: f64,
}

impl Spread {
    /// Mean and standard deviation (divided by n), the same in whatever order the values come.
    fn of(values: &[f64]) -> Self {
        let middle = mean(values).unwrap_or(0.0);
        let squares: Vec<f64> = values
            .iter()
            .map(|value| (value - middle).powi(2))
            .collect();
        Self {
            mean: middle,
            deviation: mean(&ascending(&squares)).unwrap_or(0.0).sqrt(),
        }
    }

    /// One draw takes one random number, whatever is drawn.
    fn draw(&self, chance: &mut ChaCha8Rng) -> f64 {
        let at = Normal::standard().inverse_cdf(fraction(chance));
        self.mean + self.deviation * at
    }
}

/// A random number strictly between 0 and 1, in steps of 2⁻⁵³ from half a step on.
fn fraction(chance: &mut ChaCha8Rng) -> f64 {
    let step = 1.0 / (1u64 << 53) as f64;
    ((chance.next_u64() >> 11) as f64 + 0.5) * step
}
