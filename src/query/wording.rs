//! Wordings: what must be said at one place in a turn - a word, words in a row, one of several, or two near each other.
//!
//! A wording is found as stretches of word numbers. How words are found is said here once, for the plain evaluator and for the
//! index alike; where the words come from is theirs.

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
    if !word.is_ascii() || !other.is_ascii() {
        return apart <= most * 4;
    }
    let letters = |word: &str| word.bytes().fold(0_u64, |all, byte| all | 1 << (byte % 64));
    // Another letter in the place of one is one that is missing and one that is too many.
    let differing = (letters(word) ^ letters(other)).count_ones() as usize;
    apart <= most && differing <= most * 2
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

    /// Where it stands in a turn, in order and each stretch once. `places` gives, for the matchers from left to right, the
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

fn near(left: &[Stretch], right: &[Stretch], Within(within): Within) -> Vec<Stretch> {
    let longest = right.iter().map(|r| r.to - r.from).max().unwrap_or(0);
    let mut found = Vec::new();
    for l in left {
        let reach = l.from.saturating_sub(within + longest);
        let first = right.partition_point(|r| r.from < reach);
        let ahead = right[first..].iter().take_while(|r| r.from < l.to + within);
        let are_near = |r: &&Stretch| {
            (r.from >= l.to && r.from - l.to < within) || (l.from >= r.to && l.from - r.to < within)
        };
        found.extend(ahead.filter(are_near).map(|r| Stretch {
            from: l.from.min(r.from),
            to: l.to.max(r.to),
        }));
    }
    sorted(found)
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
