//! Agreement of two coders: the table of what one said against what the other said, and the figures made of it.
//!
//! Only units both rated are in the table. A mean over pairs takes the pairs where the figure is defined and says how
//! many those are.

use crate::agreement::figure::{Figure, Undefined, mean};
use crate::agreement::rating::{Counts, YES};

/// Units of two coders by what the first (row) and the second (column) said of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contingency {
    categories: usize,
    cells: Vec<u64>,
}

/// A mean over pairs of coders, and over how many of them it goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PairMean {
    /// The mean of the pairs where the figure is defined, or why none is.
    pub figure: Figure,
    /// How many pairs have the figure defined.
    pub pairs: usize,
}

impl Contingency {
    /// The table of two coders, by their places in the panel.
    pub fn of(counts: &Counts, coders: (usize, usize)) -> Self {
        let categories = counts.categories();
        let cells = (0..categories * categories)
            .map(|cell| {
                let given = ((cell / categories) as u32, (cell % categories) as u32);
                counts.units_between(coders, given)
            })
            .collect();
        Self { categories, cells }
    }

    /// Units both coders rated.
    pub fn units(&self) -> u64 {
        self.cells.iter().sum()
    }

    /// Units to which both gave this category.
    pub fn both(&self, category: u32) -> u64 {
        let category = category as usize;
        if category >= self.categories {
            return 0;
        }
        self.cells[category * self.categories + category]
    }

    /// Of the units both rated, those to which the first and those to which the second gave this category.
    pub fn margins(&self, category: u32) -> (u64, u64) {
        let category = category as usize;
        if category >= self.categories {
            return (0, 0);
        }
        let row = category * self.categories;
        let first = self.cells[row..row + self.categories].iter().sum();
        let second = self.cells.iter().skip(category).step_by(self.categories);
        (first, second.sum())
    }

    /// Units to which both gave the same category.
    fn agreeing(&self) -> u64 {
        (0..self.categories)
            .map(|category| self.both(category as u32))
            .sum()
    }
}

/// Percent agreement of two coders, 0–1: the share of units to which both gave the same category.
pub fn percent(table: &Contingency) -> Figure {
    match table.units() {
        0 => Err(Undefined::NoPairableUnits),
        units => Ok(table.agreeing() as f64 / units as f64),
    }
}

/// Cohen's kappa of two coders, at most 1 (Cohen 1960).
///
/// Numerator and denominator are whole numbers, so a code that only one of the two used gives exactly 0.
pub fn cohen(table: &Contingency) -> Figure {
    let units = i128::from(table.units());
    if units == 0 {
        return Err(Undefined::NoPairableUnits);
    }
    let by_chance: i128 = (0..table.categories)
        .map(|category| {
            let (first, second) = table.margins(category as u32);
            i128::from(first) * i128::from(second)
        })
        .sum();
    let open = units * units - by_chance;
    if open == 0 {
        return Err(Undefined::NoVariation);
    }
    let reached = i128::from(table.agreeing()) * units - by_chance;
    Ok(reached as f64 / open as f64)
}

/// Holsti of one category, 0–1: 2M / (N1 + N2), the same as Dice, F1 and positive agreement (Holsti 1969).
pub fn holsti(table: &Contingency, category: u32) -> Figure {
    if table.units() == 0 {
        return Err(Undefined::NoPairableUnits);
    }
    let (first, second) = table.margins(category);
    match first + second {
        0 => Err(Undefined::NeverUsed),
        given => Ok((2 * table.both(category)) as f64 / given as f64),
    }
}

/// Cohen's kappa, mean over the pairs of coders where it is defined.
pub fn cohen_mean(counts: &Counts) -> PairMean {
    mean_over_pairs(counts, cohen)
}

/// Holsti of "the code applies", 0–1, mean over the pairs of coders of whom one used it.
pub fn holsti_mean(counts: &Counts) -> PairMean {
    mean_over_pairs(counts, |table| holsti(table, YES))
}

/// The mean of a figure over the pairs of coders where it is defined.
fn mean_over_pairs(counts: &Counts, figure: impl Fn(&Contingency) -> Figure) -> PairMean {
    let mut defined = Vec::new();
    // Pairs that never met say least about the rest, so their reason gives way to any other.
    let mut reason = Undefined::NoPairableUnits;
    for coders in counts.coder_pairs() {
        match figure(&Contingency::of(counts, coders)) {
            Ok(value) => defined.push(value),
            Err(Undefined::NoPairableUnits) => {}
            Err(other) => reason = other,
        }
    }
    let figure = match counts.comparable() {
        Ok(()) => mean(&defined).ok_or(reason),
        Err(reason) => Err(reason),
    };
    PairMean {
        figure,
        pairs: defined.len(),
    }
}
