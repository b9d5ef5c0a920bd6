//! Gamma and gamma-cat: agreement on free spans, which may overlap and embed, in place and category at once.
//!
//! Gamma (Mathet, Widlöcher and Métivier 2015) compares the disorder of the best alignment of what coders marked with
//! the mean disorder of the best alignments of random continua; gamma-cat (Mathet 2017) looks at categories alone, on
//! the same alignments. Alignments are exact: where one cannot be had in bounded work, that is the result. What is
//! marked comes from the caller; nothing here knows of codes or documents.

pub mod continuum;
pub mod dissimilarity;
pub mod unitary;
pub mod component;
pub mod price;
pub mod exact;
pub mod alignment;
pub mod sampler;

use rayon::prelude::*;

use crate::agreement::figure::{Undefined, mean};
use crate::agreement::gamma::alignment::Alignment;
use crate::agreement::gamma::continuum::{Continuum, Marked};
use crate::agreement::gamma::dissimilarity::Dissimilarity;
use crate::agreement::gamma::sampler::Sampler;

/// Random continua beyond which no precision is worth waiting for.
pub const MOST_SAMPLES: usize = 100_000;

/// Two-sided 95 % of the normal distribution, as Mathet et al. 2015 (section 5.3) round it.
const CONFIDENCE: f64 = 1.96;

/// How the expected disorder is estimated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sampling {
    pub seed: u64,
    /// Random continua at least.
    pub fewest: usize,
    /// Half the width of the 95 % interval of the expected disorder, as a share of it, at which drawing stops.
    pub precision: f64,
}

impl Sampling {
    /// At least 30 random continua and a precision of 2 %.
    pub fn with_seed(seed: u64) -> Self {
        Self {
            seed,
            fewest: 30,
            precision: 0.02,
        }
    }
}

/// Gamma and everything that has to be said with it.
#[derive(Clone, Debug, PartialEq)]
pub struct Gamma {
    /// 1 − observed / expected: 1 = all marked the same, 0 = no better than chance, and it may be negative.
    pub value: f64,
    /// Disorder of the best alignment.
    pub observed: f64,
    /// Mean disorder of the best alignments of the random continua.
    pub expected: f64,
    /// Random continua drawn.
    pub samples: usize,
    pub sampling: Sampling,
    /// The precision reached, on the scale of `Sampling::precision` and never above it.
    pub precision: f64,
    /// Units a coder, in the caller's order.
    pub units: Vec<usize>,
    /// The unit-matching view: per unitary alignment of the best alignment, in the order of time, and per coder in the
    /// caller's order, the index of the coder's unit in the caller's list, if one stands there.
    pub alignment: Vec<Vec<Option<usize>>>,
    pub category: Result<CategoryGamma, Undefined>,
}

/// Gamma-cat: agreement on the categories of units that the best alignment puts together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CategoryGamma {
    /// 1 − observed / expected.
    pub value: f64,
    pub observed: f64,
    /// Mean over the random continua, those left out where no two units stand together.
    pub expected: f64,
    /// Random continua that took part.
    pub samples: usize,
}

/// Gamma of what coders marked in one text, a list a coder, with gamma-cat and the best alignment.
pub fn gamma(
    coders: &[Vec<Marked>],
    by: &Dissimilarity,
    sampling: Sampling,
) -> Result<Gamma, Undefined> {
    if !by.is_usable() {
        return Err(Undefined::UnusableWeights);
    }
    let continuum = Continuum::new(coders)?;
    let alignment = Alignment::best(&continuum, by)?;
    beyond_chance((&continuum, &alignment), by, sampling)
}

/// Gamma where the best alignment is known already.
pub fn beyond_chance(
    (continuum, alignment): (&Continuum, &Alignment),
    by: &Dissimilarity,
    sampling: Sampling,
) -> Result<Gamma, Undefined> {
    let chance = Chance::sample(continuum, by, sampling)?;
    let category = alignment
        .category_disorder(continuum, by)
        .and_then(|observed| chance.category(observed));
    Ok(Gamma {
        value: 1.0 - alignment.disorder / chance.expected,
        observed: alignment.disorder,
        expected: chance.expected,
        samples: chance.samples.len(),
        sampling,
        precision: chance.precision,
        units: continuum.units_per_coder(),
        alignment: alignment.rows(continuum),
        category,
    })
}

/// The disorder of one random continuum, and that of its categories if any two units stand together.
type Sample = (f64, Option<f64>);

/// What random continua gave.
struct Chance {
    samples: Vec<Sample>,
    expected: f64,
    precision: f64,
}

impl Chance {
    /// Draws random continua until their mean disorder is known as precisely as asked.
    fn sample(
        continuum: &Continuum,
        by: &Dissimilarity,
        sampling: Sampling,
    ) -> Result<Self, Undefined> {
        let sampler = Sampler::of(continuum, sampling.seed);
        let mut samples: Vec<Sample> = Vec::new();
        let mut wanted = sampling.fewest.max(2);
        loop {
            if wanted > MOST_SAMPLES {
                return Err(Undefined::PrecisionOutOfReach);
            }
            let further: Result<Vec<Sample>, Undefined> = (samples.len()..wanted)
                .into_par_iter()
                .map(|number| disorders(&sampler.draw(number as u64), by))
                .collect();
            samples.extend(further?);
            let disorders: Vec<f64> = samples.iter().map(|(disorder, _)| *disorder).collect();
            let expected = mean(&disorders).unwrap_or(0.0);
            if expected <= 0.0 {
                return Err(Undefined::NoVariation);
            }
            let width = CONFIDENCE * deviation(&disorders, expected) / expected;
            let precision = width / (samples.len() as f64).sqrt();
            if precision <= sampling.precision {
                return Ok(Self {
                    samples,
                    expected,
                    precision,
                });
            }
            // A number past any limit, also where the precision asked for is 0 or no number, becomes the largest one.
            let needed = (width / sampling.precision.max(0.0)).powi(2).ceil() as usize;
            wanted = needed.max(samples.len() + 1);
        }
    }

    fn category(&self, observed: f64) -> Result<CategoryGamma, Undefined> {
        let drawn: Vec<f64> = self
            .samples
            .iter()
            .filter_map(|(_, category)| *category)
            .collect();
        let expected = mean(&drawn).ok_or(Undefined::NothingAligned)?;
        if expected <= 0.0 {
            return Err(Undefined::NoVariation);
        }
        Ok(CategoryGamma {
            value: 1.0 - observed / expected,
            observed,
            expected,
            samples: drawn.len(),
        })
    }
}

fn disorders(continuum: &Continuum, by: &Dissimilarity) -> Result<Sample, Undefined> {
    let alignment = Alignment::best(continuum, by)?;
    let category = alignment.category_disorder(continuum, by).ok();
    Ok((alignment.disorder, category))
}

/// Standard deviation of a sample (divided by n − 1), the same in whatever order the values come.
fn deviation(values: &[f64], middle: f64) -> f64 {
    let squares: Vec<f64> = values
        .iter()
        .map(|value| (value - middle).powi(2))
        .collect();
    let divided = values.len() as f64 / (values.len() - 1) as f64;
    (mean(&squares).unwrap_or(0.0) * divided).sqrt()
}
