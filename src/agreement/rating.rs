//! Ratings of one question (does this code apply?), boiled down to the counts every coefficient is made of.
//!
//! A unit is rated by some of the coders of a panel, each with one category of a scale. `Counts` keeps, as integers,
//! how often each category and each pair of categories occurred, apart for every number of coders a unit had, since
//! Krippendorff and Fleiss weigh units by that number. Counts of two documents add up to the counts of both, so a
//! figure without one document needs no second look at the units. Which coder stood in which column matters only to
//! the figures of pairs. Where units and ratings come from (a study, a file) is not known here.

use crate::agreement::figure::Undefined;

/// What one coder said of one unit: a category, numbered from 0 without gaps, or nothing at all (missing).
///
/// A coder who finished and left the unit uncoded said `Some(NO)`; only one who did not rate it is `None`.
pub type Rating = Option<u32>;

/// The category "the code does not apply" of a yes/no question.
pub const NO: u32 = 0;

/// The category "the code applies" of a yes/no question.
pub const YES: u32 = 1;

/// The most different rows of ratings that are counted by their number instead of one by one.
const MOST_PATTERNS: usize = 1 << 16;

/// Counts of ratings: all that the coefficients need to know of any number of units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts {
    coders: usize,
    categories: usize,
    units: u64,
    /// Per number of coders who rated a unit (from 1).
    rated: Block,
    /// Per number of coders and category: ratings.
    values: Block,
    /// Per number of coders and two categories: ordered pairs of ratings of one unit by different coders.
    coincidences: Block,
    /// Per two coders (see `pair_number`) and two categories: units.
    pairs: Block,
    /// Per coder and category: units.
    said: Block,
    /// Per coder and category: units that another coder rated too.
    compared: Block,
    /// Per category: units where at least one coder gave it.
    given: Block,
}

impl Counts {
    /// Counts of nothing yet, for a panel of coders and a scale with this many declared categories.
    ///
    /// Both numbers grow if a rating lies outside them; declare the scale, since chance agreement depends on its size.
    pub fn new(coders: usize, categories: usize) -> Self {
        let pairs = coders * coders.saturating_sub(1) / 2;
        Self {
            coders,
            categories,
            units: 0,
            rated: Block::new(coders, Per::Row, categories),
            values: Block::new(coders, Per::Category, categories),
            coincidences: Block::new(coders, Per::TwoCategories, categories),
            pairs: Block::new(pairs, Per::TwoCategories, categories),
            said: Block::new(coders, Per::Category, categories),
            compared: Block::new(coders, Per::Category, categories),
            given: Block::new(1, Per::Category, categories),
        }
    }

    /// Counts of nothing yet for a yes/no question: a code applies or it does not.
    pub fn yes_no(coders: usize) -> Self {
        Self::new(coders, 2)
    }

    /// Counts of many units: rows of one rating a coder, one row after another.
    ///
    /// Units rated alike are counted together, so that a small scale costs one look at each rating.
    pub fn of_rows(coders: usize, categories: usize, cells: &[Rating]) -> Self {
        let mut counts = Self::new(coders, categories);
        let rows = cells.chunks_exact(coders.max(1));
        let patterns = (categories + 1).checked_pow(coders as u32);
        let known = |cells: &[Rating]| cells.iter().flatten().all(|&at| (at as usize) < categories);
        match patterns.filter(|&patterns| patterns <= MOST_PATTERNS && known(cells)) {
            Some(patterns) => counts.add_patterns(patterns, rows),
            None => rows.for_each(|row| counts.add(row, 1)),
        }
        counts
    }

    fn add_patterns<'r>(&mut self, patterns: usize, rows: impl Iterator<Item = &'r [Rating]>) {
        let digits = self.categories + 1;
        let mut times = vec![0u64; patterns];
        for row in rows {
            let digit = |rating: &Rating| rating.map_or(0, |category| category as usize + 1);
            let pattern = row
                .iter()
                .fold(0, |pattern, rating| pattern * digits + digit(rating));
            times[pattern] += 1;
        }
        let mut ratings: Vec<Rating> = vec![None; self.coders];
        for (pattern, &times) in times.iter().enumerate().filter(|(_, times)| **times > 0) {
            let mut rest = pattern;
            for rating in ratings.iter_mut().rev() {
                *rating = (rest % digits)
                    .checked_sub(1)
                    .map(|category| category as u32);
                rest /= digits;
            }
            self.add(&ratings, times);
        }
    }

    /// Adds so many units that were all rated like this, one rating a coder in the panel's order.
    pub fn add(&mut self, ratings: &[Rating], times: u64) {
        let highest = ratings.iter().flatten().max();
        self.widen(
            ratings.len(),
            highest.map_or(0, |&category| category as usize + 1),
        );
        self.units += times;
        let Some(row) = row_of(ratings.iter().flatten().count()) else {
            return;
        };
        *self.rated.at(row, 0) += times;
        for (coder, rating) in ratings.iter().enumerate() {
            let &Some(category) = rating else { continue };
            let said = category as usize;
            *self.values.at(row, said) += times;
            *self.said.at(coder, said) += times;
            if row > 0 {
                *self.compared.at(coder, said) += times;
            }
            if !ratings[..coder].contains(rating) {
                *self.given.at(0, said) += times;
            }
            for (later, other) in ratings.iter().enumerate().skip(coder + 1) {
                let &Some(other) = other else { continue };
                let other = other as usize;
                let (ahead, back) = (
                    said * self.categories + other,
                    other * self.categories + said,
                );
                *self.coincidences.at(row, ahead) += times;
                *self.coincidences.at(row, back) += times;
                *self.pairs.at(pair_number(coder, later), ahead) += times;
            }
        }
    }

    /// Adds the units another count was made of; coders stand in the same order in both.
    pub fn add_counts(&mut self, other: &Self) {
        self.widen(other.coders, other.categories);
        let mut other = other.clone();
        other.widen(self.coders, self.categories);
        self.units += other.units;
        self.rated.add(&other.rated);
        self.values.add(&other.values);
        self.coincidences.add(&other.coincidences);
        self.pairs.add(&other.pairs);
        self.said.add(&other.said);
        self.compared.add(&other.compared);
        self.given.add(&other.given);
    }

    /// Number of coders in the panel.
    pub fn coders(&self) -> usize {
        self.coders
    }

    /// Number of categories of the scale: those declared, or more if more were given.
    pub fn categories(&self) -> usize {
        self.categories
    }

    /// Units added, rated or not.
    pub fn units(&self) -> u64 {
        self.units
    }

    /// Units that exactly so many coders rated.
    pub fn units_rated_by(&self, coders: usize) -> u64 {
        row_of(coders).map_or(0, |row| self.rated.get(row, 0))
    }

    /// Units that at least one coder rated.
    pub fn rated_units(&self) -> u64 {
        self.rated.cells.iter().sum()
    }

    /// Units that at least two coders rated (AGREEMENT 1.0 `n_pairable`).
    pub fn pairable_units(&self) -> u64 {
        self.rated.cells.iter().skip(1).sum()
    }

    /// Units where at least one coder gave this category; with `YES` that is AGREEMENT 1.0 `n_coded`.
    pub fn units_given(&self, category: u32) -> u64 {
        self.given.get(0, category as usize)
    }

    /// Units to which this coder gave this category.
    pub fn said(&self, coder: usize, category: u32) -> u64 {
        self.said.get(coder, category as usize)
    }

    /// Units to which this coder gave this category and that another coder rated too.
    pub fn compared(&self, coder: usize, category: u32) -> u64 {
        self.compared.get(coder, category as usize)
    }

    /// Ratings with this category in units that exactly so many coders rated.
    pub fn values_rated_by(&self, coders: usize, category: u32) -> u64 {
        row_of(coders).map_or(0, |row| self.values.get(row, category as usize))
    }

    /// Ratings with this category in pairable units.
    pub fn pairable_values_of(&self, category: u32) -> u64 {
        (2..=self.coders)
            .map(|coders| self.values_rated_by(coders, category))
            .sum()
    }

    /// Ratings in pairable units (Krippendorff's n).
    pub fn pairable_values(&self) -> u64 {
        (2..=self.coders)
            .map(|coders| self.units_rated_by(coders) * coders as u64)
            .sum()
    }

    /// Ordered pairs of ratings of one unit that agree, in units that exactly so many coders rated.
    pub fn agreeing_rated_by(&self, coders: usize) -> u64 {
        (0..self.categories)
            .map(|category| self.coincidence(coders, category as u32, category as u32))
            .sum()
    }

    /// Ordered pairs of ratings of one unit by different coders, first this and then that category, in units that
    /// exactly so many coders rated.
    pub fn coincidence(&self, coders: usize, first: u32, second: u32) -> u64 {
        match (row_of(coders), self.place(first, second)) {
            (Some(row), Some(column)) => self.coincidences.get(row, column),
            _ => 0,
        }
    }

    /// Units to which one coder gave the first and another coder the second category; none for a coder with oneself.
    pub fn units_between(&self, coders: (usize, usize), categories: (u32, u32)) -> u64 {
        let (low, high, (first, second)) = match coders {
            (low, high) if low < high => (low, high, categories),
            (high, low) if low < high => (low, high, (categories.1, categories.0)),
            _ => return 0,
        };
        match self.place(first, second) {
            Some(column) => self.pairs.get(pair_number(low, high), column),
            None => 0,
        }
    }

    /// Every two coders of the panel, in its order.
    pub fn coder_pairs(&self) -> impl Iterator<Item = (usize, usize)> + use<> {
        let coders = self.coders;
        (0..coders).flat_map(move |first| (first + 1..coders).map(move |second| (first, second)))
    }

    /// Whether any two ratings can be compared, and if not, why.
    pub fn comparable(&self) -> Result<(), Undefined> {
        let raters = (0..self.coders)
            .filter(|&coder| (0..self.categories).any(|at| self.said.get(coder, at) > 0))
            .count();
        if self.coders < 2 || raters == 1 {
            Err(Undefined::FewerThanTwoCoders)
        } else if self.pairable_units() == 0 {
            Err(Undefined::NoPairableUnits)
        } else {
            Ok(())
        }
    }

    /// Whether the ratings that can be compared differ at all, and if not, why.
    pub fn varied(&self) -> Result<(), Undefined> {
        self.comparable()?;
        let in_use = (0..self.categories)
            .filter(|&category| self.pairable_values_of(category as u32) > 0)
            .count();
        if in_use < 2 {
            return Err(Undefined::NoVariation);
        }
        Ok(())
    }

    /// The column of two categories in a block that is kept per two categories.
    fn place(&self, first: u32, second: u32) -> Option<usize> {
        let (first, second) = (first as usize, second as usize);
        (first < self.categories && second < self.categories)
            .then_some(first * self.categories + second)
    }

    /// Makes room for a larger panel or scale; what was counted stays.
    fn widen(&mut self, coders: usize, categories: usize) {
        if coders <= self.coders && categories <= self.categories {
            return;
        }
        let mut wider = Self::new(coders.max(self.coders), categories.max(self.categories));
        wider.units = self.units;
        wider.rated.take(&self.rated);
        wider.values.take(&self.values);
        wider.coincidences.take(&self.coincidences);
        wider.pairs.take(&self.pairs);
        wider.said.take(&self.said);
        wider.compared.take(&self.compared);
        wider.given.take(&self.given);
        *self = wider;
    }
}

/// The counts of all documents together.
pub fn total(documents: &[Counts]) -> Counts {
    let mut sum = Counts::new(0, 0);
    for document in documents {
        sum.add_counts(document);
    }
    sum
}

/// For each document, the counts of all the others together.
///
/// Sums from the front and from the back make this linear in the number of documents, with nothing to subtract.
pub fn leaving_one_out(documents: &[Counts]) -> Vec<Counts> {
    let mut without = Vec::with_capacity(documents.len());
    let mut before = Counts::new(0, 0);
    for document in documents {
        without.push(before.clone());
        before.add_counts(document);
    }
    let mut after = Counts::new(0, 0);
    for (rest, document) in without.iter_mut().zip(documents).rev() {
        rest.add_counts(&after);
        after.add_counts(document);
    }
    without
}

/// The number of a pair of coders (`low` before `high`); a coder who joins the panel later changes no earlier number.
fn pair_number(low: usize, high: usize) -> usize {
    high * high.saturating_sub(1) / 2 + low
}

/// The row of units that so many coders rated.
fn row_of(coders: usize) -> Option<usize> {
    coders.checked_sub(1)
}

/// What a block holds in each of its rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Per {
    Row,
    Category,
    TwoCategories,
}

/// Rows of counts, each with one cell, one a category, or one for every two categories.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Block {
    per: Per,
    categories: usize,
    cells: Vec<u64>,
}

impl Block {
    fn new(rows: usize, per: Per, categories: usize) -> Self {
        let mut block = Self {
            per,
            categories,
            cells: Vec::new(),
        };
        block.cells.resize(rows * block.width(), 0);
        block
    }

    fn width(&self) -> usize {
        match self.per {
            Per::Row => 1,
            Per::Category => self.categories,
            Per::TwoCategories => self.categories * self.categories,
        }
    }

    fn at(&mut self, row: usize, column: usize) -> &mut u64 {
        let width = self.width();
        &mut self.cells[row * width + column]
    }

    /// The count in a cell; 0 outside the block, where nothing was ever counted.
    fn get(&self, row: usize, column: usize) -> u64 {
        let width = self.width();
        if column >= width {
            return 0;
        }
        self.cells.get(row * width + column).copied().unwrap_or(0)
    }

    fn add(&mut self, other: &Self) {
        for (mine, theirs) in self.cells.iter_mut().zip(&other.cells) {
            *mine += theirs;
        }
    }

    /// Copies a block of the same kind that is no larger in any direction into this empty one.
    fn take(&mut self, smaller: &Self) {
        for (place, &count) in smaller.cells.iter().enumerate() {
            let width = smaller.width();
            let (row, column) = (place / width, place % width);
            let column = match self.per {
                Per::TwoCategories => {
                    let (first, second) =
                        (column / smaller.categories, column % smaller.categories);
                    first * self.categories + second
                }
                Per::Row | Per::Category => column,
            };
            *self.at(row, column) += count;
        }
    }
}
