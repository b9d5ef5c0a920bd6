//! Weights of agreement: how much two different categories of an ordered or measured scale still count as agreement.
//!
//! 1 is full and 0 is no agreement. Distances between categories are those of the numbers they stand for, so that a scale
//! of 1, 2 and 5 is not taken for one of 1, 2 and 3.

/// How agreement falls with distance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weighting {
    /// Only the same category agrees.
    Identity,
    /// 1 − |i − j| / R, with R the width of the scale (Cohen 1968).
    Linear,
    /// 1 − ((i − j) / R)² (Cohen 1968).
    Quadratic,
}

impl Weighting {
    /// The weighting of a name as it stands in files.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Identity, Self::Linear, Self::Quadratic]
            .into_iter()
            .find(|weighting| weighting.as_str() == name)
    }

    /// The name as it stands in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Linear => "linear",
            Self::Quadratic => "quadratic",
        }
    }
}

/// A weight for every two categories of a scale.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    categories: usize,
    cells: Vec<f64>,
}

impl Weights {
    /// Weights on a scale, by the number each category stands for.
    pub fn of(weighting: Weighting, scale: &[f64]) -> Self {
        let lowest = scale.iter().copied().fold(f64::INFINITY, f64::min);
        let highest = scale.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let range = highest - lowest;
        let weight = |first: usize, second: usize| {
            if first == second {
                return 1.0;
            }
            let apart = (scale[first] - scale[second]).abs() / range;
            match weighting {
                Weighting::Identity => 0.0,
                Weighting::Linear => 1.0 - apart,
                Weighting::Quadratic => 1.0 - apart * apart,
            }
        };
        let categories = scale.len();
        let cells = (0..categories * categories)
            .map(|cell| weight(cell / categories, cell % categories))
            .collect();
        Self { categories, cells }
    }

    /// Weights under which only the same category agrees.
    pub fn identity(categories: usize) -> Self {
        let cells = (0..categories * categories)
            .map(|cell| {
                if cell / categories == cell % categories {
                    1.0
                } else {
                    0.0
                }
            })
            .collect();
        Self { categories, cells }
    }

    /// The number of categories.
    pub fn categories(&self) -> usize {
        self.categories
    }

    /// The weight of two categories; 0 for one outside the scale.
    pub fn get(&self, first: usize, second: usize) -> f64 {
        if first >= self.categories || second >= self.categories {
            return 0.0;
        }
        self.cells[first * self.categories + second]
    }

    /// The sum of all weights (Gwet's T_w).
    pub fn sum(&self) -> f64 {
        self.cells.iter().sum()
    }
}
