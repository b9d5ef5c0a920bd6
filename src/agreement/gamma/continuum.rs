//! A continuum: what each coder of a panel marked along one text, in an order that no caller can disturb.
//!
//! Coders are put in the order of what they marked and units in the order of time, so neither the order of coders nor
//! the place of the text in a larger one can change a digit of what is computed, not even where alignments tie.

use std::cmp::Ordering;

use crate::agreement::figure::Undefined;
use crate::text::span::Span;

/// A stretch of a text that a coder marked with a category, for example one coding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marked {
    pub span: Span,
    pub category: u32,
}

/// A marked stretch on a time line of real numbers, as random continua need; its end lies after its start.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unit {
    pub start: f64,
    pub end: f64,
    pub category: u32,
}

impl Unit {
    pub fn length(&self) -> f64 {
        self.end - self.start
    }

    fn order(&self, other: &Self) -> Ordering {
        let start = self.start.total_cmp(&other.start);
        let end = self.end.total_cmp(&other.end);
        start.then(end).then(self.category.cmp(&other.category))
    }
}

/// The number of a unit of a continuum, from 0 in the order of time (of the middles of units).
pub type UnitNumber = u32;

/// Whose a unit is: the coder's place in the continuum's own order, and where the caller had it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    pub coder: usize,
    /// The coder in the caller's order.
    pub given_coder: usize,
    /// The unit in the caller's list of that coder.
    pub given_unit: usize,
}

/// The units of all coders.
#[derive(Clone, Debug, PartialEq)]
pub struct Continuum {
    /// By their numbers.
    pub units: Vec<Unit>,
    /// By the numbers of units.
    pub origins: Vec<Origin>,
    /// Per coder, in the continuum's own order: the numbers of the units, ascending by start.
    pub coders: Vec<Vec<UnitNumber>>,
}

impl Continuum {
    /// The continuum of what coders marked in one text, a list a coder; lists need no order and spans may overlap.
    pub fn new(coders: &[Vec<Marked>]) -> Result<Self, Undefined> {
        if coders.len() < 2 {
            return Err(Undefined::FewerThanTwoCoders);
        }
        let all = || coders.iter().flatten();
        if all().next().is_none() {
            return Err(Undefined::NothingMarked);
        }
        if all().any(|marked| marked.span.is_empty()) {
            return Err(Undefined::EmptyStretch);
        }
        let unit = |marked: &Marked| Unit {
            start: f64::from(marked.span.start().0),
            end: f64::from(marked.span.end().0),
            category: marked.category,
        };
        let lists = coders.iter().map(|list| list.iter().map(unit).collect());
        Ok(Self::of_units(lists.collect()))
    }

    /// The continuum of units that are known to have a length.
    pub fn of_units(coders: Vec<Vec<Unit>>) -> Self {
        let mut lists: Vec<(usize, Vec<(usize, Unit)>)> = coders
            .into_iter()
            .map(|list| list.into_iter().enumerate().collect())
            .enumerate()
            .collect();
        for (_, list) in &mut lists {
            list.sort_by(|(_, one), (_, other)| one.order(other));
        }
        lists.sort_by(|(_, one), (_, other)| order_of_lists(one, other));
        let mut placed: Vec<(Unit, Origin)> = Vec::new();
        for (coder, (given_coder, list)) in lists.iter().enumerate() {
            placed.extend(list.iter().map(|&(given_unit, unit)| {
                let origin = Origin {
                    coder,
                    given_coder: *given_coder,
                    given_unit,
                };
                (unit, origin)
            }));
        }
        let middle = |unit: &Unit| unit.start + unit.end;
        placed.sort_by(|(one, _), (other, _)| middle(one).total_cmp(&middle(other)));
        let (units, origins): (Vec<Unit>, Vec<Origin>) = placed.into_iter().unzip();
        let mut by_coder = vec![Vec::new(); lists.len()];
        for (number, origin) in (0..).zip(&origins) {
            by_coder[origin.coder].push(number);
        }
        for list in &mut by_coder {
            let unit = |number: UnitNumber| &units[number as usize];
            list.sort_by(|&one, &other| unit(one).order(unit(other)));
        }
        Self {
            units,
            origins,
            coders: by_coder,
        }
    }

    pub fn unit(&self, number: UnitNumber) -> &Unit {
        &self.units[number as usize]
    }

    /// The place of a unit's coder in the continuum's own order.
    pub fn coder(&self, number: UnitNumber) -> usize {
        self.origins[number as usize].coder
    }

    /// Units a coder, in the caller's order.
    pub fn units_per_coder(&self) -> Vec<usize> {
        let mut counts = vec![0; self.coders.len()];
        for origin in &self.origins {
            counts[origin.given_coder] += 1;
        }
        counts
    }
}

fn order_of_lists(one: &[(usize, Unit)], other: &[(usize, Unit)]) -> Ordering {
    let pairs = one.iter().zip(other);
    let differing = pairs
        .map(|((_, one), (_, other))| one.order(other))
        .find(|order| order.is_ne());
    differing.unwrap_or(one.len().cmp(&other.len()))
}
