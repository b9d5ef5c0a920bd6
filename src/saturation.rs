//! Saturation: how many codes each further document brings that no document before it had, and from when on that is little.
//!
//! Guest, Namey and Chen (2020, PLoS ONE 15(5): e0232076) compare what is new with what was there early on. The *base* is how many
//! codes the first documents brought; a *run* is a number of documents in a row after them. Runs overlap: the first ends so many
//! documents after the base, each further one a document later. Saturation is reached with the first run whose new codes are at
//! most a threshold, in percent of the base. A flat curve is no proof that nothing new is left to hear: it says that these
//! documents, in this order, brought nothing new. Theme-use codes only; what a layer has not judged stands in no order.

use std::collections::{BTreeMap, BTreeSet};

use rand::SeedableRng as _;
use rand::rand_core::Rng as _;
use rand_chacha::ChaCha8Rng;
use serde::Serialize;

use crate::codebook::Use;
use crate::document::Document;
use crate::filter::{Layer, View};
use crate::id::{CodeRef, DocumentRef};
use crate::layer::judged::judged;
use crate::layer::marks;
use crate::texts::Texts;

/// What one document brings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// The document, by handle.
    pub document: String,
    /// Codes that no document before it had.
    pub new_codes: usize,
    /// Codes so far.
    pub total: usize,
}

/// When saturation counts as reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// How many documents the base is made of, 1 at least.
    pub base: usize,
    /// How many documents a run has, 1 at least.
    pub run: usize,
    /// How many new codes of a run are few, in percent of the base.
    pub threshold: u32,
}

impl Default for Rule {
    fn default() -> Self {
        Self {
            base: 4,
            run: 2,
            threshold: 5,
        }
    }
}

/// Why saturation was not reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotReached {
    /// There is no run after the base.
    #[error("undefined: {there} documents are in this order, and a base and a run take {needed}")]
    TooFew {
        /// Documents in the order.
        there: usize,
        /// Documents that it takes.
        needed: usize,
    },
    /// Nothing to compare with.
    #[error(
        "undefined: the documents of the base brought no code, so that there is nothing to compare with"
    )]
    EmptyBase,
    /// Every run brought more than the threshold.
    #[error("not reached: every run of documents brought more than the threshold")]
    StillNew,
}

/// A run of documents after the base.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Run {
    /// How many documents the order has up to its last one.
    pub documents: usize,
    /// The codes that it brought.
    pub new_codes: usize,
    /// Whether they are few.
    pub is_enough: bool,
}

impl Rule {
    /// The runs of documents that brought so many new codes each, in order, and how many codes the base has; why there are none.
    pub fn runs(&self, new: &[usize]) -> Result<(usize, Vec<Run>), NotReached> {
        let needed = self.base.saturating_add(self.run);
        let (Some((base, _)), true) = (new.split_at_checked(self.base), new.len() >= needed) else {
            let there = new.len();
            return Err(NotReached::TooFew { there, needed });
        };
        let base: usize = base.iter().sum();
        if base == 0 {
            return Err(NotReached::EmptyBase);
        }
        let runs = (needed..=new.len()).map(|documents| {
            let of_run = new.get(documents - self.run..documents).unwrap_or(&[]);
            let new_codes: usize = of_run.iter().sum();
            let few = u64::from(self.threshold).saturating_mul(base as u64);
            Run {
                documents,
                new_codes,
                is_enough: (new_codes as u64).saturating_mul(100) <= few,
            }
        });
        Ok((base, runs.collect()))
    }

    /// How many documents it took until saturation was reached, those of the run among them.
    pub fn reached(&self, new: &[usize]) -> Result<usize, NotReached> {
        let (_, runs) = self.runs(new)?;
        let first = runs.iter().find(|run| run.is_enough);
        first.map(|run| run.documents).ok_or(NotReached::StillNew)
    }
}

/// Which codes count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// Every theme-use code.
    All,
    /// Those whose origin is inductive: what the documents gave, not what was brought to them.
    Inductive,
}

/// The codes of each document, by their places among all codes found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Documents and codes, in import order.
    pub documents: Vec<(DocumentRef, Vec<usize>)>,
    /// How many codes there are.
    pub codes: usize,
    /// Documents that the layer has neither judged nor put a code on: they tell nothing.
    pub left_out: Vec<DocumentRef>,
    /// Documents with codes of the layer that nobody has finished: more may come.
    pub unfinished: Vec<DocumentRef>,
    /// What must be read with it.
    pub notes: Vec<String>,
}

/// Gathers the codes of each document as a layer has them.
pub fn found((view, texts): (&View<'_>, &Texts), layer: &Layer, counted: Counted) -> Found {
    let marks = marks(view, texts, layer);
    let judged = judged(view, (&marks, layer));
    let is_counted = |code: CodeRef| {
        view.code(code).is_some_and(|code| {
            let is_inductive = code.code.origin.trim().eq_ignore_ascii_case("inductive");
            code.code.use_ == Use::Theme && (counted == Counted::All || is_inductive)
        })
    };
    let mut codes: BTreeMap<CodeRef, usize> = BTreeMap::new();
    let mut used: BTreeMap<DocumentRef, BTreeSet<usize>> = BTreeMap::new();
    for mark in &marks.marks {
        let own = used.entry(mark.document).or_default();
        if is_counted(mark.code) {
            let next = codes.len();
            own.insert(*codes.entry(mark.code).or_insert(next));
        }
    }
    let mut found = Found {
        codes: codes.len(),
        notes: marks.provisos(layer),
        ..Found::default()
    };
    for id in view.documents().map(|document| document.id) {
        let own = used.remove(&id);
        match (own, judged.contains(&id)) {
            (None, false) => found.left_out.push(id),
            (own, is_judged) => {
                found
                    .documents
                    .push((id, own.into_iter().flatten().collect()));
                found.unfinished.extend((!is_judged).then_some(id));
            }
        }
    }
    found
}

impl Found {
    /// How many codes each document brings that none before it had, in this order of places.
    pub fn new_codes(&self, order: &[usize]) -> Vec<usize> {
        let mut known = vec![false; self.codes];
        let own = order.iter().filter_map(|at| self.documents.get(*at));
        let mut is_new = |code: &&usize| {
            known
                .get_mut(**code)
                .is_some_and(|known| !std::mem::replace(known, true))
        };
        own.map(|(_, codes)| codes.iter().filter(&mut is_new).count())
            .collect()
    }

    /// The curve in this order of places.
    pub fn curve(&self, view: &View<'_>, order: &[usize]) -> Vec<Step> {
        let mut total = 0;
        let own = order.iter().filter_map(|at| self.documents.get(*at));
        let steps = own.zip(self.new_codes(order)).map(|((id, _), new_codes)| {
            total += new_codes;
            Step {
                document: handle(view.document(*id)),
                new_codes,
                total,
            }
        });
        steps.collect()
    }

    /// The documents in another order: a permutation of their places that a seed gives, one stream of chance for each number.
    pub fn shuffled(&self, (seed, number): (u64, u64)) -> Vec<usize> {
        let mut chance = ChaCha8Rng::seed_from_u64(seed);
        chance.set_stream(number);
        let mut order: Vec<usize> = (0..self.documents.len()).collect();
        for last in (1..order.len()).rev() {
            // A multiplication maps 32 random bits to a place; its bias is below one in 65,000.
            let place = (u64::from(chance.next_u32()) * (last as u64 + 1)) >> 32;
            order.swap(last, usize::try_from(place).unwrap_or(0));
        }
        order
    }

    /// When saturation is reached over random orders; why it cannot be asked.
    pub fn permuted(&self, rule: Rule, (orders, seed): (u32, u64)) -> Result<Permuted, NotReached> {
        let (there, needed) = (self.documents.len(), rule.base.saturating_add(rule.run));
        if there < needed {
            return Err(NotReached::TooFew { there, needed });
        }
        let each = (0..u64::from(orders)).map(|number| {
            let order = self.shuffled((seed, number));
            rule.reached(&self.new_codes(&order)).ok()
        });
        let mut reached: Vec<Option<usize>> = each.collect();
        // An order in which it is not reached lies beyond every order in which it is.
        reached.sort_by_key(|documents| documents.unwrap_or(usize::MAX));
        let at = |per_mille: usize| {
            let last = reached.len().checked_sub(1)?;
            *reached.get((last * per_mille).div_ceil(1000))?
        };
        Ok(Permuted {
            orders,
            seed,
            reached: reached.iter().flatten().count(),
            median: at(500),
            low: at(25),
            high: at(975),
        })
    }
}

/// How many documents it took over random orders. A point that lies among the orders in which saturation was not reached is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Permuted {
    /// How many orders were tried.
    pub orders: u32,
    /// From which seed.
    pub seed: u64,
    /// In how many of them it was reached.
    pub reached: usize,
    /// Documents at the middle of the orders, the upper of two.
    pub median: Option<usize>,
    /// Documents at 2.5 % of the orders.
    pub low: Option<usize>,
    /// Documents at 97.5 % of the orders.
    pub high: Option<usize>,
}

fn handle(document: Option<&Document>) -> String {
    document.map_or_else(String::new, |document| document.handle.clone())
}
