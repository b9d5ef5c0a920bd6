//! Units by coders with one value each, and tables of two coders: every coefficient that the values allow.
//!
//! Values that are all numbers allow every metric and weights; words are categories and nothing more.

use crate::agreement::chance::{self, Chance};
use crate::agreement::figure::{Figure, Undefined};
use crate::agreement::metric::{Measured, Metric};
use crate::agreement::pair::{self, Contingency};
use crate::agreement::rating::{Counts, Rating, YES};
use crate::agreement::ratings::answer::{Answer, Found, Line, count, figure};
use crate::agreement::share;
use crate::agreement::weight::{Weighting, Weights};
use crate::agreement::weighted;
use crate::number::counted;

/// The most categories that are compared two by two.
const MOST_CATEGORIES: usize = 200;

/// The most cells that tables of every two coders may have together.
const MOST_CELLS: usize = 20_000_000;

/// The values there are: those a file declares, or else those that occur, in ascending order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scale {
    /// As they are written.
    pub names: Vec<String>,
    /// The number each stands for, where all of them are numbers.
    pub numbers: Option<Vec<f64>>,
}

/// Units by coders.
#[derive(Clone, Debug, PartialEq)]
pub struct Matrix {
    /// The coders, in the order of the columns.
    pub coders: Vec<String>,
    /// The values, numbered by their places here.
    pub scale: Scale,
    /// One row of ratings a unit, one row after another.
    pub cells: Vec<Rating>,
}

impl Matrix {
    /// How many units there are.
    pub fn units(&self) -> usize {
        self.cells.len() / self.coders.len().max(1)
    }

    /// The ratings boiled down to counts; undefined where there are more values or coders than tables can hold.
    pub fn counts(&self) -> Result<Counts, Undefined> {
        let (coders, categories) = (self.coders.len(), self.scale.names.len());
        let pairs = coders.saturating_mul(coders) / 2 + coders;
        let cells = pairs.saturating_mul(categories * categories.min(MOST_CATEGORIES));
        if categories > MOST_CATEGORIES || cells > MOST_CELLS {
            return Err(Undefined::TooManyCategories);
        }
        Ok(Counts::of_rows(coders, categories, &self.cells))
    }

    /// The ratings as numbers; categories of words stand for their places, which only the nominal metric may use.
    pub fn measured(&self) -> Measured {
        let number = |rating: &Rating| {
            rating.map(|place| match &self.scale.numbers {
                Some(numbers) => numbers[place as usize],
                None => f64::from(place),
            })
        };
        let cells: Vec<Option<f64>> = self.cells.iter().map(number).collect();
        Measured::of(cells.chunks_exact(self.coders.len().max(1)))
    }
}

/// Every coefficient that the values of a matrix allow; of the metrics only one, where one was asked for.
pub fn answer(matrix: &Matrix, metric: Option<Metric>) -> Answer {
    let measured = matrix.measured();
    let metrics = Metric::ALL.into_iter().filter(|known| match metric {
        Some(asked) => asked == *known,
        None => matrix.scale.numbers.is_some() || *known == Metric::Nominal,
    });
    let mut lines = Vec::new();
    for metric in metrics {
        let found = measured.disagreement(metric);
        let name = metric.as_str();
        lines.push(figure(format!("alpha_{name}"), measured.alpha(metric)));
        lines.push(figure(format!("Do_{name}"), found.map(|of| of.observed)));
        lines.push(figure(format!("De_{name}"), found.map(|of| of.expected)));
    }
    let weights = match metric {
        Some(Metric::Nominal) => Vec::new(),
        _ => weights_of(&matrix.scale),
    };
    match matrix.counts() {
        Ok(counts) => lines.extend(of_counts(&counts, &weights)),
        Err(reason) => {
            let names = [
                "percent",
                "fleiss",
                "conger",
                "ac1",
                "brennan_prediger",
                "cohen",
            ];
            lines.extend(names.map(|name| figure(name, Err(reason))));
        }
    }
    lines.push(count("n_pairable", measured.pairable_values()));
    lines.push(count("n_units", matrix.units() as u64));
    // What makes alpha undefined is the first thing a reader of the file wants to know.
    if let Some((_, Found::Figure(Err(reason)))) = lines.first() {
        lines.push(("reason".to_owned(), Found::Word(reason.as_str().to_owned())));
    }
    Answer {
        unit: "row of the file",
        scope: vec![
            counted(matrix.units() as u64, "unit"),
            counted(matrix.coders.len() as u64, "coder"),
            format!("{} values to compare", measured.pairable_values()),
            counted(matrix.scale.names.len() as u64, "category"),
        ],
        lines,
    }
}

/// The coefficients over all coders, and Cohen's kappa of two; with weights where categories are numbers.
fn of_counts(counts: &Counts, weights: &[(&str, Weights)]) -> Vec<Line> {
    let identity = Weights::identity(counts.categories());
    let conger = weighted::conger(counts, &identity);
    let corrected = |chance: Result<Chance, Undefined>| chance.map(Chance::corrected);
    let expected = |chance: Result<Chance, Undefined>| chance.map(|chance| chance.expected);
    let mut lines = vec![
        figure("percent", share::percent(counts)),
        figure("fleiss", chance::fleiss(counts)),
        figure("conger", corrected(conger)),
        figure("ac1", chance::ac1(counts)),
        figure("brennan_prediger", chance::brennan_prediger(counts)),
        figure("pe_fleiss", expected(chance::fleiss_chance(counts))),
        figure("pe_gwet", expected(chance::gwet_chance(counts))),
        figure("pe_bp", expected(chance::brennan_prediger_chance(counts))),
        figure("pe_conger", expected(conger)),
    ];
    lines.extend(cohens(counts));
    for (name, weights) in weights {
        let chances = [
            ("fleiss", "pe_fleiss", weighted::fleiss(counts, weights)),
            ("conger", "pe_conger", weighted::conger(counts, weights)),
            ("ac2", "pe_gwet", weighted::gwet(counts, weights)),
            (
                "brennan_prediger",
                "pe_bp",
                weighted::brennan_prediger(counts, weights),
            ),
        ];
        let percent = weighted::percent(counts, weights);
        lines.push(figure(format!("percent_{name}"), percent));
        for (coefficient, by_chance, chance) in chances {
            lines.push(figure(format!("{coefficient}_{name}"), corrected(chance)));
            lines.push(figure(format!("{by_chance}_{name}"), expected(chance)));
        }
        if counts.coders() == 2 {
            let table = Contingency::of(counts, (0, 1));
            let kappa = pair::cohen_weighted(&table, weights);
            lines.push(figure(format!("cohen_{name}"), kappa));
        }
    }
    lines
}

fn cohens(counts: &Counts) -> Vec<Line> {
    if counts.coders() == 2 {
        let table = Contingency::of(counts, (0, 1));
        return vec![figure("cohen", pair::cohen(&table))];
    }
    let mean = pair::cohen_mean(counts);
    let cohen = counts.comparable().and(Err(Undefined::MoreThanTwoCoders));
    vec![
        figure("cohen", cohen),
        figure("cohen_mean", mean.figure),
        count("cohen_pairs", mean.pairs as u64),
    ]
}

/// Linear and quadratic weights, where the scale has two numbers or more.
fn weights_of(scale: &Scale) -> Vec<(&'static str, Weights)> {
    let numbers = scale
        .numbers
        .as_ref()
        .filter(|numbers| (2..=MOST_CATEGORIES).contains(&numbers.len()));
    let of = |numbers: &Vec<f64>| {
        [Weighting::Linear, Weighting::Quadratic]
            .map(|weighting| (weighting.as_str(), Weights::of(weighting, numbers)))
    };
    numbers.map(of).into_iter().flatten().collect()
}

/// Two coders' table: percent, Cohen's kappa with its standard error, Scott's pi, AC1 and Brennan–Prediger, weighted too.
pub fn contingency(table: &Contingency, scale: &Scale) -> Answer {
    let categories = scale.names.len();
    let mut counts = Counts::new(2, categories);
    for first in 0..categories as u32 {
        for second in 0..categories as u32 {
            counts.add(&[Some(first), Some(second)], table.cell(first, second));
        }
    }
    let mut lines = of_two(table, &counts, "");
    lines.push(figure(
        "cohen_se_nonnull",
        pair::cohen_standard_error(table),
    ));
    for (name, weights) in weights_of(scale) {
        let corrected = |chance: Result<Chance, Undefined>| chance.map(Chance::corrected);
        let pi = weighted::fleiss(&counts, &weights);
        let brennan_prediger = weighted::brennan_prediger(&counts, &weights);
        let figures: [(&str, Figure); 5] = [
            ("percent", weighted::percent(&counts, &weights)),
            ("cohen", pair::cohen_weighted(table, &weights)),
            ("scott_pi", corrected(pi)),
            ("ac2", corrected(weighted::gwet(&counts, &weights))),
            ("brennan_prediger", corrected(brennan_prediger)),
        ];
        lines.extend(figures.map(|(key, found)| figure(format!("{key}_{name}"), found)));
    }
    Answer {
        unit: "unit of the table",
        scope: vec![
            counted(table.units(), "unit"),
            "2 coders".to_owned(),
            format!("{categories} categories"),
        ],
        lines,
    }
}

fn of_two(table: &Contingency, counts: &Counts, end: &str) -> Vec<Line> {
    let figures: [(&str, Figure); 6] = [
        ("percent", pair::percent(table)),
        ("cohen", pair::cohen(table)),
        ("scott_pi", chance::fleiss(counts)),
        ("ac1", chance::ac1(counts)),
        ("brennan_prediger", chance::brennan_prediger(counts)),
        ("alpha_nominal", crate::agreement::alpha::alpha(counts)),
    ];
    let lines = figures.map(|(key, found)| figure(format!("{key}{end}"), found));
    lines.into_iter().collect()
}

/// A yes/no table of two coders: percent, Cohen's kappa, Holsti and Jaccard.
pub fn yes_no(table: &Contingency) -> Answer {
    Answer {
        unit: "unit of the table",
        scope: vec![counted(table.units(), "unit"), "2 coders".to_owned()],
        lines: vec![
            figure("percent", pair::percent(table)),
            figure("cohen", pair::cohen(table)),
            figure("holsti", pair::holsti(table, YES)),
            figure("jaccard", pair::jaccard(table, YES)),
        ],
    }
}
