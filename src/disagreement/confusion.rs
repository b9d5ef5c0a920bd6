//! Confusion: the pairs of codes that coders most often put in each other's stead.

use std::collections::{BTreeMap, BTreeSet};

use crate::disagreement::Disagreement;
use crate::disagreement::kind::crossings;
use crate::id::CodeRef;

/// Two codes, and in how many disagreements one coder put the first where another put the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Confusion {
    /// The two, in the order of their refs.
    pub codes: (CodeRef, CodeRef),
    /// Disagreements, each counted once whatever the number of coders in it.
    pub disagreements: usize,
}

/// The confused pairs, most confused first.
pub fn confusions(disagreements: &[Disagreement]) -> Vec<Confusion> {
    let mut counts: BTreeMap<(CodeRef, CodeRef), usize> = BTreeMap::new();
    for disagreement in disagreements {
        let mut pairs = BTreeSet::new();
        for (one, other) in crossings(&disagreement.group) {
            for first in &one {
                pairs.extend(other.iter().map(|second| match first < second {
                    true => (*first, *second),
                    false => (*second, *first),
                }));
            }
        }
        for pair in pairs {
            *counts.entry(pair).or_default() += 1;
        }
    }
    let mut found: Vec<Confusion> = counts
        .into_iter()
        .map(|(codes, disagreements)| Confusion {
            codes,
            disagreements,
        })
        .collect();
    found.sort_by_key(|confusion| std::cmp::Reverse(confusion.disagreements));
    found
}
