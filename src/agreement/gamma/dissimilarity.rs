//! How unlike two marked stretches are, by place and by category (Mathet, Widlöcher and Métivier 2015).
//!
//! Everything that compares alignments works with the cost of an empty side as its unit, since that cost multiplies
//! every distance alike; only a printed disorder is multiplied by it.

use crate::agreement::gamma::continuum::Unit;

/// How far two different categories lie apart; a category lies 0 from itself.
#[derive(Clone, Debug, PartialEq)]
pub enum Categories {
    /// Any two different categories lie 1 apart.
    Apart,
    /// As a table says, see [`Categories::table`].
    Table { size: u32, distances: Vec<f64> },
}

impl Categories {
    /// Distances of the categories from 0 up to `size`, as a symmetric function gives them for the smaller and the
    /// larger of two, for example the tree distance of two codes divided by the largest there is.
    ///
    /// A category outside the table lies 1 from all others; a distance that is negative or no number counts as 0.
    pub fn table(size: u32, distance: impl Fn(u32, u32) -> f64) -> Self {
        let pairs = (0..size).flat_map(|one| (0..size).map(move |other| (one, other)));
        let distances = pairs.map(|(one, other)| match one == other {
            true => 0.0,
            false => distance(one.min(other), one.max(other)).max(0.0),
        });
        Self::Table {
            size,
            distances: distances.collect(),
        }
    }

    fn distance(&self, one: u32, other: u32) -> f64 {
        if one == other {
            return 0.0;
        }
        match self {
            Self::Table { size, distances } if one.max(other) < *size => {
                distances[one as usize * *size as usize + other as usize]
            }
            Self::Apart | Self::Table { .. } => 1.0,
        }
    }
}

/// The combined dissimilarity: `positional` · place + `categorical` · category, both times `empty`.
#[derive(Clone, Debug, PartialEq)]
pub struct Dissimilarity {
    /// Weight of the place (alpha in the paper), 0 or more.
    pub positional: f64,
    /// Weight of the category (beta in the paper), 0 or more.
    pub categorical: f64,
    /// What a pair costs of which one side or both are empty (delta-empty in the paper), more than 0.
    pub empty: f64,
    pub categories: Categories,
}

impl Default for Dissimilarity {
    /// All weights 1 and different categories 1 apart, as in the paper.
    fn default() -> Self {
        Self {
            positional: 1.0,
            categorical: 1.0,
            empty: 1.0,
            categories: Categories::Apart,
        }
    }
}

impl Dissimilarity {
    /// Whether the weights are numbers that a disorder can be made of.
    pub fn is_usable(&self) -> bool {
        let weight = |weight: f64| weight.is_finite() && weight >= 0.0;
        weight(self.positional)
            && weight(self.categorical)
            && self.empty.is_finite()
            && self.empty > 0.0
    }

    /// The dissimilarity of two units in multiples of the cost of an empty side, 0 or more.
    pub fn between(&self, one: &Unit, other: &Unit) -> f64 {
        let category = self.category(one, other);
        self.positional * place(one, other) + self.categorical * category
    }

    /// How far the categories of two units lie apart, unweighted.
    pub fn category(&self, one: &Unit, other: &Unit) -> f64 {
        self.categories.distance(one.category, other.category)
    }

    /// How many times the sum of their lengths the starts of two units may lie apart while their dissimilarity stays
    /// under `limit`; the ends only add to it. Without a weight on the place there is no such limit.
    pub fn reach(&self, limit: f64) -> f64 {
        (limit / self.positional).sqrt()
    }
}

/// Distance of place: the square of ((distance of starts + distance of ends) / sum of lengths); 0 for the same place,
/// 1 for stretches of equal length that touch end to end.
pub fn place(one: &Unit, other: &Unit) -> f64 {
    let apart = (one.start - other.start).abs() + (one.end - other.end).abs();
    let share = apart / (one.length() + other.length());
    share * share
}
