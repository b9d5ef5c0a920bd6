//! Relevance: which turns say what is sought most, so that the first page holds what is worth reading.
//!
//! Okapi BM25 (Robertson & Zaragoza 2009) with k1 = 1.2 and b = 0.75, over the turns of the corpus; rarity is ln(1 + (N - n + 0.5) /
//! (n + 0.5)), as Lucene has it, which is never below zero. What a query gives as one thing - a word with its forms, words in a row,
//! words near each other - counts as one term. It orders; it measures nothing.

use crate::query::corpus::{Corpus, TurnNumber};

/// How often something sought is said, in each turn where it is; in order.
pub type Counts = Vec<(TurnNumber, u32)>;

const K1: f64 = 1.2;
const B: f64 = 0.75;

/// The score of every turn of a corpus, by its number; 0 where nothing sought is said.
pub fn scores(corpus: &Corpus, sought: &[&Counts]) -> Vec<f64> {
    let n = corpus.len() as f64;
    let average = (corpus.words() as f64 / n.max(1.0)).max(1.0);
    let mut scores = vec![0.0; corpus.len()];
    for counts in sought {
        let df = counts.len() as f64;
        let rarity = (1.0 + (n - df + 0.5) / (df + 0.5)).ln();
        for &(number, times) in counts.iter() {
            let times = f64::from(times);
            let length = f64::from(corpus.turn(number).words) / average;
            let weight = times * (K1 + 1.0) / (times + K1 * (1.0 - B + B * length));
            scores[number.0 as usize] += rarity * weight;
        }
    }
    scores
}
