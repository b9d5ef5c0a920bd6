//! Wordings: what must be said at one place in a turn - a word, words in a row, one of several, or two near each other.
//!
//! A wording is found as stretches of word numbers. How words are found is said here once, for the plain evaluator and for the
//! index alike; where the words come from is theirs.

use std::collections::HashMap;

use crate::query::shape::Shape;
use crate::query::word::{Forms, Language, Speller, fold, lower};

/// How one word is found.
#[derive(Clone, Debug)]
pub enum Matcher {
    /// By its stem, in the language of each document; also as written.
    Stemmed(String),
    /// As written, but for case and accents.
    Written(String),
    /// By a shape with `*` and `?` over the word as written.
    Shape(Shape),
    /// By likeness: as many letters put in, left out or changed as given.
    Like(String, Letters),
}

/// How many letters may differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Letters(pub u8);

impl Matcher {
    /// Whether a word as written, folded, is one that is meant. A stem is not looked at.
    pub fn takes_written(&self, written: &str) -> bool {
        match self {
            Self::Stemmed(word) => fold(word) == written,
            Self::Written(word) => word == written,
            Self::Shape(shape) => shape.takes(written),
            Self::Like(word, Letters(most)) => {
                let most = usize::from(*most);
                may_be_like(word, written, most) && strsim::levenshtein(word, written) <= most
            }
        }
    }

    /// The stem that is meant, in a language.
    pub fn stem(&self, language: Language) -> Option<String> {
        match self {
            Self::Stemmed(word) => Some(Speller::of(language).forms(&lower(word)).stem.clone()),
            Self::Written(_) | Self::Shape(_) | Self::Like(..) => None,
        }
    }
}

/// Whether no more letters may differ than so many, as far as a look at lengths and at which letters there are tells.
fn may_be_like(word: &str, other: &str, most: usize) -> bool {
    // A letter has one to four bytes.
    let apart = word.len().abs_diff(other.len());
    if apart > most * 4 {
        return false;
    }
    if !word.is_ascii() || !other.is_ascii() {
        return true;
    }
    if apart > most {
        return false;
    }
    let letters = |word: &str| word.bytes().fold(0_u64, |all, byte| all | 1 << (byte % 64));
    // Another letter in the place of one is one that is missing and one that is too many.
    let differing = (letters(word) ^ letters(other)).count_ones() as usize;
    differing <= most * 2
}

/// What must be said at one place in a turn.
#[derive(Clone, Debug)]
pub enum Wording {
    /// These words in a row; one or more.
    Row(Vec<Matcher>),
    /// One of several.
    Any(Vec<Wording>),
    /// Two within so many words of each other, in either order; side by side is one.
    Near(Box<Wording>, Box<Wording>, Within),
}

/// How many words apart two wordings may be; side by side is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Within(pub u32);

/// Words of a turn, from the first up to before the last, counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stretch {
    /// The number of the first word.
    pub from: u32,
    /// The number after that of the last.
    pub to: u32,
}

impl Wording {
    /// The matchers in it, each as often as it stands there, from left to right.
    pub fn matchers(&self) -> Vec<&Matcher> {
        match self {
            Self::Row(row) => row.iter().collect(),
            Self::Any(several) => several.iter().flat_map(Wording::matchers).collect(),
            Self::Near(left, right, _) => {
                let mut both = left.matchers();
                both.extend(right.matchers());
                both
            }
        }
    }

    /// Where it stands in a turn, in order and each stretch once; of what is near each other, each with its nearest, so that there
    /// are never more than twice as many as words. These are what is counted as said. `places` gives, for the matchers from left to right, the
    /// numbers of the words that each takes, in order.
    pub fn stretches(&self, places: &mut dyn Iterator<Item = Vec<u32>>) -> Vec<Stretch> {
        match self {
            Self::Row(row) => in_a_row(places.take(row.len()).collect()),
            Self::Any(several) => {
                let all = several.iter().flat_map(|one| one.stretches(places));
                sorted(all.collect())
            }
            Self::Near(left, right, within) => {
                let left = left.stretches(places);
                near(&left, &right.stretches(places), *within)
            }
        }
    }
}

fn sorted(mut stretches: Vec<Stretch>) -> Vec<Stretch> {
    stretches.sort_unstable();
    stretches.dedup();
    stretches
}

fn in_a_row(places: Vec<Vec<u32>>) -> Vec<Stretch> {
    let Some((first, others)) = places.split_first() else {
        return Vec::new();
    };
    let goes_on = |from: u32| {
        let mut after = (from + 1..).zip(others);
        after.all(|(place, places)| places.binary_search(&place).is_ok())
    };
    let whole = first.iter().copied().filter(|&from| goes_on(from));
    let to = |from: u32| from + places.len() as u32;
    whole.map(|from| Stretch { from, to: to(from) }).collect()
}

/// Each stretch of one side with the nearest of the other before it and behind it. Of those that begin at one word, and of those
/// that end at one, the shortest is kept: they are at most twice as many as words, and whatever is near any is near one of them.
fn near(left: &[Stretch], right: &[Stretch], Within(within): Within) -> Vec<Stretch> {
    let mut found = Vec::new();
    beside(left, right, within, &mut found);
    beside(right, left, within, &mut found);
    let (mut ends, mut begins) = (HashMap::new(), HashMap::new());
    for stretch in &found {
        let end = ends.entry(stretch.from).or_insert(stretch.to);
        *end = stretch.to.min(*end);
        let begin = begins.entry(stretch.to).or_insert(stretch.from);
        *begin = stretch.from.max(*begin);
    }
    found.retain(|stretch| {
        ends.get(&stretch.from) == Some(&stretch.to)
            || begins.get(&stretch.to) == Some(&stretch.from)
    });
    sorted(found)
}

/// Adds, for each of some stretches, those that join it to the nearest of others on either side, where that is near enough.
fn beside(own: &[Stretch], others: &[Stretch], within: u32, found: &mut Vec<Stretch>) {
    let mut by_end = others.to_vec();
    by_end.sort_unstable_by_key(|other| (other.to, other.from));
    for one in own {
        let before = by_end.partition_point(|other| other.to <= one.from);
        let before = before.checked_sub(1).map(|at| by_end[at]);
        let before = before.filter(|other| one.from - other.to < within);
        found.extend(before.map(|other| Stretch {
            from: other.from,
            to: one.to,
        }));
        let behind = others.partition_point(|other| other.from < one.to);
        let behind = others.get(behind);
        let behind = behind.filter(|other| other.from - one.to < within);
        found.extend(behind.map(|other| Stretch {
            from: one.from,
            to: other.to,
        }));
    }
}

/// The numbers of the words of a turn that a matcher takes.
pub fn places_of(matcher: &Matcher, words: &[Forms], language: Language) -> Vec<u32> {
    let stem = matcher.stem(language);
    let takes = |forms: &Forms| {
        stem.as_ref().is_some_and(|stem| *stem == forms.stem)
            || matcher.takes_written(&forms.written)
    };
    let numbered = (0..).zip(words);
    numbered
        .filter(|(_, forms)| takes(forms))
        .map(|(number, _)| number)
        .collect()
}
