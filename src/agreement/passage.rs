//! Passages: runs of units that any coder coded, consecutive in the text.
//!
//! Ten coded sentences in a row are one event in an interview, not ten. How many passages a code has decides whether
//! its coefficient is worth showing at all.

use crate::agreement::rating::{Rating, YES};

/// What lies in the text between a unit and the unit before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Before {
    /// Nothing: the unit goes on where the one before ended.
    Nothing,
    /// The start of the document, or something left out, such as an interviewer's turn.
    Gap,
}

/// A run of coded units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Coders who coded any unit of it.
    pub coded_by: usize,
    /// Coders who rated any unit of it; `coded_by` of them coded it.
    pub rated_by: usize,
}

/// How much a coefficient stands on (AGREEMENT 1.0 "Rare").
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Frequency {
    /// Fewer than 3 passages: counts instead of a coefficient, and in no median.
    Rare,
    /// 3 to 9 passages: the coefficient is shown, marked.
    Few,
    /// 10 passages or more.
    Enough,
}

impl Frequency {
    /// The frequency that so many passages in the whole scope make.
    pub fn of(passages: usize) -> Self {
        match passages {
            0..3 => Self::Rare,
            3..10 => Self::Few,
            _ => Self::Enough,
        }
    }

    /// The frequency as it stands in JSON and CSV.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rare => "rare",
            Self::Few => "few",
            Self::Enough => "enough",
        }
    }
}

/// The passages of one document, from its units in text order with the yes/no ratings of each.
///
/// Units that were rated alike and follow one another may come as one; a passage does not end at a document's end by
/// itself, so each document's first unit comes with a gap before it.
pub fn passages<R: AsRef<[Rating]>>(units: impl IntoIterator<Item = (Before, R)>) -> Vec<Passage> {
    let mut found = Vec::new();
    let mut open: Option<Run> = None;
    for (before, ratings) in units {
        let ratings = ratings.as_ref();
        let coded = ratings.contains(&Some(YES));
        if before == Before::Gap || !coded {
            found.extend(open.take().map(Run::passage));
        }
        if coded {
            open.get_or_insert_default().add(ratings);
        }
    }
    found.extend(open.map(Run::passage));
    found
}

/// A passage that may still go on: who coded and who rated any of its units.
#[derive(Default)]
struct Run {
    coded: Vec<bool>,
    rated: Vec<bool>,
}

impl Run {
    fn add(&mut self, ratings: &[Rating]) {
        let coders = self.rated.len().max(ratings.len());
        self.coded.resize(coders, false);
        self.rated.resize(coders, false);
        for (coder, rating) in ratings.iter().enumerate() {
            self.coded[coder] |= *rating == Some(YES);
            self.rated[coder] |= rating.is_some();
        }
    }

    fn passage(self) -> Passage {
        let count = |marks: Vec<bool>| marks.into_iter().filter(|&mark| mark).count();
        Passage {
            coded_by: count(self.coded),
            rated_by: count(self.rated),
        }
    }
}
