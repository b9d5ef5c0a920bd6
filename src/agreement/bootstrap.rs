//! The interval of alpha by resampling documents: a cluster bootstrap that repeats itself to the last digit.
//!
//! A replicate draws as many documents as there are, with all their units. Each has a stream of ChaCha8 of its own, so
//! no digit depends on how many threads share the work, and the same draws serve every row of a report. Alpha is made
//! of sums per document, so a replicate costs documents, not units. Replicates without a value are counted, not lost.

use rand::SeedableRng as _;
use rand::rand_core::Rng as _;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

use crate::agreement::figure::{Figure, Undefined};
use crate::agreement::interval::CONFIDENCE;
use crate::agreement::rating::{Counts, Rating};

/// Replicates, where nobody asked for another number.
pub const REPLICATES: u32 = 2_000;

/// Replicates for what is kept or published.
pub const REPLICATES_TO_KEEP: u32 = 10_000;

/// The seed, where nobody chose one.
pub const SEED: u64 = 1;

/// How to resample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Draw {
    /// How often.
    pub replicates: u32,
    /// From which seed.
    pub seed: u64,
}

/// What resampling says of a coefficient.
#[derive(Clone, Debug, PartialEq)]
pub struct Bootstrap {
    /// The 2.5 % point of the replicates that have a value.
    pub low: f64,
    /// The 97.5 % point.
    pub high: f64,
    /// Their standard deviation.
    pub standard_error: f64,
    /// How many replicates have no value, since all their ratings are the same.
    pub undefined: u32,
    /// The share of defined replicates below 0.667.
    pub below_667: f64,
    /// The share of defined replicates below 0.8.
    pub below_800: f64,
}

/// What nominal alpha is made of, of one document or of several.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sums {
    /// Pairs of ratings of one unit that differ, each by the unit's number of coders less one.
    differing: f64,
    /// Pairable ratings by category.
    values: Vec<f64>,
}

impl Sums {
    /// The sums of some counts.
    pub fn of(counts: &Counts) -> Self {
        let differing = (2..=counts.coders())
            .map(|coders| {
                let ordered = counts.units_rated_by(coders) * (coders * (coders - 1)) as u64;
                (ordered - counts.agreeing_rated_by(coders)) as f64 / (coders - 1) as f64
            })
            .sum();
        let values = (0..counts.categories())
            .map(|category| counts.pairable_values_of(category as u32) as f64)
            .collect();
        Self { differing, values }
    }

    /// The sums of one unit on a scale of so many categories; none where fewer than two coders rated it.
    pub fn of_unit(ratings: &[Rating], categories: usize) -> Option<Self> {
        let mut values = vec![0.0; categories];
        for category in ratings.iter().flatten() {
            *values.get_mut(*category as usize)? += 1.0;
        }
        let coders: f64 = values.iter().sum();
        let same: f64 = values.iter().map(|times| times * times).sum();
        let differing = (coders * coders - same) / (coders - 1.0);
        (coders > 1.0).then_some(Self { differing, values })
    }

    /// Adds the sums of other documents, so many times.
    pub fn add(&mut self, other: &Self, times: f64) {
        self.differing += other.differing * times;
        self.values
            .resize(self.values.len().max(other.values.len()), 0.0);
        for (mine, theirs) in self.values.iter_mut().zip(&other.values) {
            *mine += theirs * times;
        }
    }

    /// Nominal alpha, at most 1.
    pub fn alpha(&self) -> Figure {
        let n: f64 = self.values.iter().sum();
        let squares: f64 = self.values.iter().map(|times| times * times).sum();
        // Counts are whole, so two categories in use leave at least 2 open here.
        let open = n * n - squares;
        if open < 1.0 {
            return Err(Undefined::NoVariation);
        }
        Ok(1.0 - (n - 1.0) * self.differing / open)
    }
}

/// How often each document was drawn, replicate by replicate.
#[derive(Clone, Debug, PartialEq)]
pub struct Draws {
    documents: usize,
    times: Vec<u16>,
}

impl Draws {
    /// Draws as many of the documents as there are, so often; 65,535 documents at most.
    pub fn of(documents: usize, draw: Draw) -> Self {
        let documents = documents.min(usize::from(u16::MAX));
        let mut times = vec![0u16; documents * draw.replicates as usize];
        let base = ChaCha8Rng::seed_from_u64(draw.seed);
        (times.par_chunks_mut(documents.max(1)).enumerate()).for_each(|(replicate, times)| {
            let mut stream = base.clone();
            stream.set_stream(replicate as u64);
            for _ in 0..times.len() {
                // A multiplication maps 32 random bits to a place; its bias is below one in 65,000.
                let place = (u64::from(stream.next_u32()) * documents as u64) >> 32;
                times[place as usize] += 1;
            }
        });
        Self { documents, times }
    }

    /// The bootstrap of nominal alpha over documents, given in the order they were drawn in.
    pub fn alpha(&self, documents: &[Sums]) -> Result<Bootstrap, Undefined> {
        debug_assert_eq!(documents.len(), self.documents);
        let categories = documents.iter().map(|sums| sums.values.len()).max();
        // One sum is used again for every replicate: taking new room for each would cost more than the sum itself.
        let mut sums = Sums {
            differing: 0.0,
            values: vec![0.0; categories.unwrap_or(0)],
        };
        let replicate = |times: &[u16]| {
            sums.differing = 0.0;
            sums.values.fill(0.0);
            for (document, &times) in documents.iter().zip(times) {
                let times = f64::from(times);
                sums.differing += document.differing * times;
                for (mine, theirs) in sums.values.iter_mut().zip(&document.values) {
                    *mine += theirs * times;
                }
            }
            sums.alpha()
        };
        let replicates = self.times.chunks_exact(self.documents.max(1));
        let figures: Vec<Figure> = replicates.map(replicate).collect();
        summed_up(&figures)
    }
}

/// The interval and the shares of replicates, some of which may have no value.
pub fn summed_up(figures: &[Figure]) -> Result<Bootstrap, Undefined> {
    let mut values: Vec<f64> = figures.iter().filter_map(|figure| figure.ok()).collect();
    if values.is_empty() {
        return Err(Undefined::NoReplicateDefined);
    }
    values.sort_unstable_by(f64::total_cmp);
    let n = values.len() as f64;
    let below = |target: f64| values.partition_point(|value| *value < target) as f64 / n;
    let mean = values.iter().sum::<f64>() / n;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    Ok(Bootstrap {
        low: quantile(&values, (1.0 - CONFIDENCE) / 2.0),
        high: quantile(&values, (1.0 + CONFIDENCE) / 2.0),
        standard_error: (squares / (n - 1.0).max(1.0)).sqrt(),
        undefined: (figures.len() - values.len()) as u32,
        below_667: below(0.667),
        below_800: below(0.8),
    })
}

/// The value at a share of ascending values, between two of them in proportion.
fn quantile(ascending: &[f64], share: f64) -> f64 {
    let place = share * (ascending.len() - 1) as f64;
    let (below, part) = (place.floor() as usize, place.fract());
    let above = (below + 1).min(ascending.len() - 1);
    ascending[below] + part * (ascending[above] - ascending[below])
}
