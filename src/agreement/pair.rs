//! Agreement of two coders: the table of what one said against what the other said, and the figures made of it.
//!
//! Only units both rated are in the table. A mean over pairs takes the pairs where the figure is defined and says how
//! many those are.

use crate::agreement::figure::{Figure, Undefined, ascending, mean};
use crate::agreement::rating::{Counts, YES};
use crate::agreement::weight::Weights;

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

    /// The table of a yes/no question, from its four cells.
    pub fn yes_no([both, only_first, only_second, neither]: [u64; 4]) -> Self {
        Self {
            categories: 2,
            cells: vec![neither, only_second, only_first, both],
        }
    }

    /// The four cells of a yes/no question: both said yes, only the first, only the second, neither.
    pub fn four(&self) -> [u64; 4] {
        let (both, all) = (self.both(YES), self.units());
        let (first, second) = self.margins(YES);
        let only = [first - both, second - both];
        [both, only[0], only[1], all + both - first - second]
    }

    /// A table on a scale of categories, from its cells row by row.
    pub fn square(categories: usize, cells: Vec<u64>) -> Option<Self> {
        (cells.len() == categories * categories).then_some(Self { categories, cells })
    }

    /// Units to which the first gave one and the second another category.
    pub fn cell(&self, first: u32, second: u32) -> u64 {
        let (first, second) = (first as usize, second as usize);
        if first >= self.categories || second >= self.categories {
            return 0;
        }
        self.cells[first * self.categories + second]
    }

    /// Adds the units of another table on the same scale.
    pub fn add(&mut self, other: &Self) {
        debug_assert_eq!(self.categories, other.categories);
        for (mine, theirs) in self.cells.iter_mut().zip(&other.cells) {
            *mine += theirs;
        }
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

/// Weighted kappa of two coders, at most 1 (Cohen 1968).
pub fn cohen_weighted(table: &Contingency, weights: &Weights) -> Figure {
    let units = table.units() as f64;
    if units == 0.0 {
        return Err(Undefined::NoPairableUnits);
    }
    cohen(table)?;
    let margins: Vec<(u64, u64)> = (0..table.categories)
        .map(|category| table.margins(category as u32))
        .collect();
    let (mut observed, mut expected) = (0.0, 0.0);
    for (cell, count) in table.cells.iter().enumerate() {
        let (first, second) = (cell / table.categories, cell % table.categories);
        let weight = weights.get(first, second);
        observed += weight * *count as f64 / units;
        let by_chance = margins[first].0 as f64 / units * (margins[second].1 as f64 / units);
        expected += weight * by_chance;
    }
    Ok((observed - expected) / (1.0 - expected))
}

/// The large-sample standard error of Cohen's kappa where kappa need not be 0 (Fleiss, Cohen and Everitt 1969).
///
/// It takes units for independent, which those of one interview are not; the interval over documents is the honest one.
pub fn cohen_standard_error(table: &Contingency) -> Figure {
    let kappa = cohen(table)?;
    let units = table.units() as f64;
    let margins: Vec<(f64, f64)> = (0..table.categories)
        .map(|category| table.margins(category as u32))
        .map(|(first, second)| (first as f64 / units, second as f64 / units))
        .collect();
    let chance: f64 = margins.iter().map(|(first, second)| first * second).sum();
    let (mut on, mut off) = (0.0, 0.0);
    for (cell, count) in table.cells.iter().enumerate() {
        let (first, second) = (cell / table.categories, cell % table.categories);
        let share = *count as f64 / units;
        if first == second {
            let sum = margins[first].0 + margins[first].1;
            on += share * (1.0 - sum * (1.0 - kappa)).powi(2);
        } else {
            off += share * (margins[first].1 + margins[second].0).powi(2);
        }
    }
    let rest = (kappa - chance * (1.0 - kappa)).powi(2);
    let variance = on + (1.0 - kappa).powi(2) * off - rest;
    Ok((variance.max(0.0) / units).sqrt() / (1.0 - chance))
}

/// Jaccard of one category, 0–1: M / (N1 + N2 − M), agreement on what either coded.
pub fn jaccard(table: &Contingency, category: u32) -> Figure {
    if table.units() == 0 {
        return Err(Undefined::NoPairableUnits);
    }
    let (first, second) = table.margins(category);
    let both = table.both(category);
    match first + second - both {
        0 => Err(Undefined::NeverUsed),
        either => Ok(both as f64 / either as f64),
    }
}

/// Pooled kappa over tables of codes or pairs: (mean p_o − mean p_e) / (1 − mean p_e) (De Vries et al. 2008).
///
/// A table where neither coder used the code has p_o = p_e = 1 and changes nothing.
pub fn pooled_kappa<'t>(tables: impl IntoIterator<Item = &'t Contingency>) -> Figure {
    let (mut reached, mut open) = (Vec::new(), Vec::new());
    for table in tables {
        let units = table.units() as f64;
        if units == 0.0 {
            continue;
        }
        let chance: f64 = (0..table.categories)
            .map(|category| table.margins(category as u32))
            .map(|(first, second)| first as f64 / units * (second as f64 / units))
            .sum();
        let varied = cohen(table).is_ok();
        reached.push(if varied {
            table.agreeing() as f64 / units - chance
        } else {
            0.0
        });
        open.push(if varied { 1.0 - chance } else { 0.0 });
    }
    if reached.is_empty() {
        return Err(Undefined::NoPairableUnits);
    }
    let open: f64 = ascending(&open).iter().sum();
    if open <= 0.0 {
        return Err(Undefined::NoVariation);
    }
    Ok(ascending(&reached).iter().sum::<f64>() / open)
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

/// Jaccard of "the code applies", 0–1, mean over the pairs of coders of whom one used it.
pub fn jaccard_mean(counts: &Counts) -> PairMean {
    mean_over_pairs(counts, |table| jaccard(table, YES))
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
