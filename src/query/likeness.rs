//! Likeness: how far a sentence speaks in the words of some excerpts.
//!
//! The cosine between weighted counts of stems (Salton & Buckley 1988): each excerpt is brought to length one and all are added,
//! so that a long one says no more than a short one. A stem weighs ln(N / n) for n of N turns that have it, so that what
//! everybody says counts for little. It goes from 0, no word in common, to 1, the same words in the same shares.

use std::collections::{BTreeMap, BTreeSet};

use crate::id::{CodeRef, DocumentRef};
use crate::query::facts::{Facts, Source};
use crate::query::word::{Language, Speller, words};
use crate::text::span::Span;

/// What a passage is to be like, and what is left out.
#[derive(Clone, Debug, Default)]
pub struct Examples {
    /// The excerpts.
    pub excerpts: Vec<(DocumentRef, Span)>,
    /// What is coded with one of these is left out, as are the excerpts themselves.
    pub codes: BTreeSet<CodeRef>,
}

impl Examples {
    /// The excerpts of a code and of those below it, each once.
    pub fn of(facts: &Facts, code: CodeRef) -> Self {
        let codes = facts.with_descendants(code);
        let coded = facts
            .coded
            .iter()
            .filter(|coded| codes.contains(&coded.code));
        let places: BTreeSet<(DocumentRef, Span)> =
            coded.map(|coded| (coded.document, coded.span)).collect();
        // In the order of import: sums are then the same to the last digit on every machine.
        let own = |source: &Source| {
            let id = source.id;
            places
                .iter()
                .filter(move |(document, _)| *document == id)
                .copied()
        };
        Self {
            excerpts: facts.documents.iter().flat_map(own).collect(),
            codes,
        }
    }
}

/// Weighted stems of length one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Weights(BTreeMap<String, f64>);

impl Weights {
    /// Of the stems of a stretch, as often as each stands there.
    pub fn of(stems: &[String], rarity: impl Fn(&str) -> f64) -> Self {
        let mut weights: BTreeMap<String, f64> = BTreeMap::new();
        for stem in stems {
            *weights.entry(stem.clone()).or_default() += rarity(stem);
        }
        Self(weights).at_length_one()
    }

    /// Of several stretches together.
    pub fn together(all: impl IntoIterator<Item = Self>) -> Self {
        let mut sum: BTreeMap<String, f64> = BTreeMap::new();
        for Self(weights) in all {
            for (stem, weight) in weights {
                *sum.entry(stem).or_default() += weight;
            }
        }
        Self(sum).at_length_one()
    }

    fn at_length_one(mut self) -> Self {
        let length = self
            .0
            .values()
            .map(|weight| weight * weight)
            .sum::<f64>()
            .sqrt();
        if length > 0.0 {
            self.0.values_mut().for_each(|weight| *weight /= length);
        }
        self
    }

    /// How alike two are, from 0 to 1.
    pub fn likeness(&self, other: &Self) -> f64 {
        let (few, many) = match self.0.len() < other.0.len() {
            true => (self, other),
            false => (other, self),
        };
        let common = few
            .0
            .iter()
            .filter_map(|(stem, weight)| Some(weight * many.0.get(stem)?));
        common.sum::<f64>().clamp(0.0, 1.0)
    }

    /// The stems of both that count, what counts most first.
    pub fn common<'w>(&'w self, other: &Self) -> Vec<&'w str> {
        let mut common: Vec<(f64, &str)> = self
            .0
            .iter()
            .filter_map(|(stem, weight)| Some((weight * other.0.get(stem)?, stem.as_str())))
            .filter(|(weight, _)| *weight > 0.0)
            .collect();
        common.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(other.1)));
        common.into_iter().map(|(_, stem)| stem).collect()
    }
}

/// The word stems of a stretch, each behind the code of its language.
pub fn stems(speller: &mut Speller, language: Language, text: &str) -> Vec<String> {
    words(text)
        .map(|(_, word)| language.marked(&speller.forms(word).stem))
        .collect()
}
