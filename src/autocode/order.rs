//! The order of proposals.
//!
//! Relevance: turns as a search orders them, and within a turn as it was spoken. Document: as imported and as spoken. Uncertain:
//! the likeness to the accepted stretches minus the likeness to the refused ones, the smallest difference, whichever its sign,
//! first, so that a verdict tells most. Likeness is that of [`Weights`]; a stem weighs ln(N / n) for n of the N stretches, proposed
//! and judged, that have it. It needs five accepted and five refused (no, or another code); before that, relevance.

use std::collections::HashMap;

use rayon::prelude::*;

use crate::autocode::proposal::Proposal;
use crate::id::DocumentRef;
use crate::query::likeness::Weights;
use crate::run::{Order, Verdict};

/// How many verdicts of each kind the uncertain order needs.
pub const LEAST: usize = 5;

/// The stems of the stretches that were judged.
#[derive(Clone, Debug, Default)]
pub struct Judged {
    /// Of those for which the code applies.
    pub accepted: Vec<Vec<String>>,
    /// Of those for which it does not.
    pub refused: Vec<Vec<String>>,
}

impl Judged {
    /// Adds a stretch; one that was skipped tells nothing.
    pub fn add(&mut self, verdict: Verdict, stems: Vec<String>) {
        match verdict {
            Verdict::Yes => self.accepted.push(stems),
            Verdict::No | Verdict::Other => self.refused.push(stems),
            Verdict::Skip => {}
        }
    }

    /// Takes back the stretch that was added last with a verdict.
    pub fn take_back(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Yes => drop(self.accepted.pop()),
            Verdict::No | Verdict::Other => drop(self.refused.pop()),
            Verdict::Skip => {}
        }
    }

    /// The order that can be followed where one is asked for.
    pub fn followed(&self, order: Order) -> Order {
        let is_enough = self.accepted.len() >= LEAST && self.refused.len() >= LEAST;
        match order {
            Order::Uncertain if !is_enough => Order::Relevance,
            order => order,
        }
    }
}

/// Puts proposals in an order; `documents` are the documents as they were imported. Gives the order that was followed.
pub fn put_in_order(
    proposals: &mut Vec<Proposal>,
    (order, judged): (Order, &Judged),
    documents: &[DocumentRef],
) -> Order {
    let places: HashMap<DocumentRef, usize> = documents.iter().copied().zip(0..).collect();
    let followed = judged.followed(order);
    proposals.sort_by_key(|proposal| (places.get(&proposal.document).copied(), proposal.span));
    if followed != Order::Document {
        proposals.sort_by(|one, other| {
            let scores = other.score.total_cmp(&one.score);
            let place = |of: &Proposal| (places.get(&of.document).copied(), of.turn);
            scores.then(place(one).cmp(&place(other)))
        });
    }
    if followed == Order::Uncertain {
        by_uncertainty(proposals, judged);
    }
    followed
}

fn by_uncertainty(proposals: &mut Vec<Proposal>, judged: &Judged) {
    let differences = {
        let having = having(proposals, judged);
        let count = (proposals.len() + judged.accepted.len() + judged.refused.len()) as f64;
        // A stem weighs by how few of the stretches have it.
        let rarity = |stem: &str| {
            let having = having.get(stem).copied();
            having.map_or(0.0, |having| (count / f64::from(having)).ln())
        };
        let weigh = |stems: &Vec<String>| Weights::of(stems, rarity);
        let of_all = |all: &[Vec<String>]| Weights::together(all.iter().map(weigh));
        let (accepted, refused) = (of_all(&judged.accepted), of_all(&judged.refused));
        let difference = |proposal: &Proposal| {
            let own = weigh(&proposal.stems);
            (accepted.likeness(&own) - refused.likeness(&own)).abs()
        };
        proposals.par_iter().map(difference).collect::<Vec<f64>>()
    };
    let mut weighed: Vec<(f64, Proposal)> = differences
        .into_iter()
        .zip(std::mem::take(proposals))
        .collect();
    // What is equally uncertain stays in the order of relevance.
    weighed.sort_by(|one, other| one.0.total_cmp(&other.0));
    proposals.extend(weighed.into_iter().map(|(_, proposal)| proposal));
}

/// How many of the stretches, proposed and judged, have each stem.
fn having<'p>(proposals: &'p [Proposal], judged: &'p Judged) -> HashMap<&'p str, u32> {
    let proposed = proposals.iter().map(|proposal| &proposal.stems);
    let all = proposed.chain(&judged.accepted).chain(&judged.refused);
    let mut having = HashMap::new();
    for stems in all {
        let mut own: Vec<&str> = stems.iter().map(String::as_str).collect();
        own.sort_unstable();
        own.dedup();
        for stem in own {
            *having.entry(stem).or_default() += 1;
        }
    }
    having
}
