//! The coefficients of `chance` and `share` with weights, and Conger's kappa, which is Cohen's for more than two coders.
//!
//! Missing ratings are treated as there, in Gwet's raw-ratings form (2014). With identity weights these are the unweighted
//! coefficients; AC1 with other weights is called AC2.

use crate::agreement::chance::Chance;
use crate::agreement::figure::{Figure, Undefined};
use crate::agreement::rating::Counts;
use crate::agreement::weight::Weights;

/// Weighted percent agreement, 0–1: over pairable units, the mean weight of the pairs of ratings (Gwet 2014).
pub fn percent(counts: &Counts, weights: &Weights) -> Figure {
    counts.comparable()?;
    let scale = counts.categories();
    let agreeing: f64 = (2..=counts.coders())
        .map(|coders| {
            let pairs: f64 = every_two(scale)
                .map(|(first, second)| {
                    let units = counts.coincidence(coders, first as u32, second as u32);
                    units as f64 * weights.get(first, second)
                })
                .sum();
            pairs / (coders * (coders - 1)) as f64
        })
        .sum();
    Ok(agreeing / counts.pairable_units() as f64)
}

/// Weighted Fleiss' kappa; with two coders and nothing missing, weighted Scott's pi: chance is Σ w π_k π_l.
pub fn fleiss(counts: &Counts, weights: &Weights) -> Result<Chance, Undefined> {
    counts.varied()?;
    let shares = shares(counts);
    let expected = every_two(counts.categories())
        .map(|(first, second)| weights.get(first, second) * shares[first] * shares[second])
        .sum();
    open(Chance {
        observed: percent(counts, weights)?,
        expected,
    })
}

/// Conger's kappa (1980): chance is Σ w (p̄_k p̄_l − s_kl / m), with the shares of each coder and their covariance s.
pub fn conger(counts: &Counts, weights: &Weights) -> Result<Chance, Undefined> {
    counts.varied()?;
    let margins: Vec<Vec<f64>> = (0..counts.coders())
        .filter_map(|coder| margin(counts, coder))
        .collect();
    let coders = margins.len() as f64;
    let expected = every_two(counts.categories())
        .map(|(first, second)| {
            let mean = |category: usize| {
                margins.iter().map(|shares| shares[category]).sum::<f64>() / coders
            };
            let together: f64 = margins
                .iter()
                .map(|shares| shares[first] * shares[second])
                .sum();
            let product = mean(first) * mean(second);
            let covariance = (together - coders * product) / (coders - 1.0);
            weights.get(first, second) * (product - covariance / coders)
        })
        .sum();
    open(Chance {
        observed: percent(counts, weights)?,
        expected,
    })
}

/// Gwet's AC2 (2014): chance is T_w / (q (q − 1)) Σ π_k (1 − π_k).
pub fn gwet(counts: &Counts, weights: &Weights) -> Result<Chance, Undefined> {
    let scale = scale_of_two(counts)?;
    let spread: f64 = shares(counts)
        .iter()
        .map(|share| share * (1.0 - share))
        .sum();
    open(Chance {
        observed: percent(counts, weights)?,
        expected: weights.sum() / (scale * (scale - 1.0)) * spread,
    })
}

/// Weighted Brennan–Prediger: chance is T_w / q².
pub fn brennan_prediger(counts: &Counts, weights: &Weights) -> Result<Chance, Undefined> {
    let scale = scale_of_two(counts)?;
    open(Chance {
        observed: percent(counts, weights)?,
        expected: weights.sum() / (scale * scale),
    })
}

/// A chance agreement that leaves something to reach.
fn open(chance: Chance) -> Result<Chance, Undefined> {
    if chance.expected >= 1.0 {
        Err(Undefined::NoVariation)
    } else {
        Ok(chance)
    }
}

fn scale_of_two(counts: &Counts) -> Result<f64, Undefined> {
    counts.comparable()?;
    if counts.categories() < 2 {
        return Err(Undefined::NoVariation);
    }
    Ok(counts.categories() as f64)
}

/// The share of each category: the mean, over rated units, of the share of the unit's ratings that give it.
fn shares(counts: &Counts) -> Vec<f64> {
    let units = counts.rated_units() as f64;
    let share = |category: usize| {
        let sum: f64 = (1..=counts.coders())
            .map(|coders| counts.values_rated_by(coders, category as u32) as f64 / coders as f64)
            .sum();
        sum / units
    };
    (0..counts.categories()).map(share).collect()
}

/// The share of each category among what one coder said; nothing for one who said nothing.
fn margin(counts: &Counts, coder: usize) -> Option<Vec<f64>> {
    let said: Vec<u64> = (0..counts.categories())
        .map(|category| counts.said(coder, category as u32))
        .collect();
    let all: u64 = said.iter().sum();
    let share = |said: &u64| *said as f64 / all as f64;
    (all > 0).then(|| said.iter().map(share).collect())
}

fn every_two(categories: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..categories).flat_map(move |first| (0..categories).map(move |second| (first, second)))
}
