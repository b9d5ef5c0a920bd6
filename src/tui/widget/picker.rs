//! A picker: a list that narrows while one types, the best match first.
//!
//! Every word typed must be found: letter by letter in the handle, or as it stands in the name, the parents or the definition, in
//! this order of weight.

use std::cmp::Reverse;

use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization};
use nucleo_matcher::{Config, Matcher, Utf32Str};

use crate::tui::action::Along;
use crate::tui::keys::Key;
use crate::tui::widget::line::edit;
use crate::tui::widget::list::Marked;

/// A line of a picker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate<T> {
    /// What it stands for.
    pub of: T,
    /// What people type.
    pub handle: String,
    /// Its full name.
    pub name: String,
    /// What it stands below.
    pub context: String,
    /// A word about it: how often it was used.
    pub note: String,
    /// More words to find it by, and to read before it is taken.
    pub about: Vec<String>,
}

/// A list that narrows.
#[derive(Clone, Debug)]
pub struct Picker<T> {
    /// What it asks for.
    pub title: String,
    /// What was typed.
    pub query: String,
    /// The line marked among the matches.
    pub marked: Marked,
    /// How many lines are shown at once.
    pub rows: usize,
    candidates: Vec<Candidate<T>>,
    /// Places among the candidates, the best match first.
    matches: Vec<usize>,
}

impl<T: Copy> Picker<T> {
    /// A picker of candidates; those that come first win where matches are equal.
    pub fn new(title: impl Into<String>, candidates: Vec<Candidate<T>>) -> Self {
        let mut picker = Self {
            title: title.into(),
            query: String::new(),
            marked: Marked::default(),
            rows: 8,
            matches: Vec::new(),
            candidates,
        };
        picker.narrow();
        picker
    }

    /// The marked candidate, if anything matches.
    pub fn choice(&self) -> Option<&Candidate<T>> {
        self.candidates.get(*self.matches.get(self.marked.at)?)
    }

    /// The matches, the best first.
    pub fn matches(&self) -> impl ExactSizeIterator<Item = &Candidate<T>> {
        self.matches.iter().map(|at| &self.candidates[*at])
    }

    /// Takes a key that types or deletes.
    pub fn take(&mut self, key: Key) -> bool {
        let changed = edit(&mut self.query, key);
        if changed {
            self.narrow();
        }
        changed
    }

    /// Adds words that were not typed key by key.
    pub fn add(&mut self, words: &str) {
        self.query.push_str(words);
        self.narrow();
    }

    /// Forgets what was typed.
    pub fn clear(&mut self) {
        self.query.clear();
        self.narrow();
    }

    /// Moves the mark.
    pub fn step(&mut self, along: Along) {
        self.marked.step(along, (self.matches.len(), self.rows));
    }

    /// Moves the mark by a page.
    pub fn page(&mut self, along: Along) {
        self.marked.page(along, (self.matches.len(), self.rows));
    }

    fn narrow(&mut self) {
        self.marked = Marked::default();
        let words: Vec<&str> = self.query.split_whitespace().collect();
        if words.is_empty() {
            self.matches = (0..self.candidates.len()).collect();
            return;
        }
        self.matches = self.ranked(&words);
    }

    /// The candidates that every word finds, the best first.
    fn ranked(&self, words: &[&str]) -> Vec<usize> {
        let mut scores: Vec<Option<u32>> = vec![Some(0); self.candidates.len()];
        let (mut matcher, mut letters) = (Matcher::new(Config::DEFAULT), Vec::new());
        for word in words {
            let (lower, typed) = (word.to_lowercase(), fuzzy(word));
            for (score, one) in scores.iter_mut().zip(&self.candidates) {
                let handle = Utf32Str::new(&one.handle, &mut letters);
                let worth = match typed.score(handle, &mut matcher) {
                    Some(likeness) => HANDLE + u32::from(likeness),
                    None => worth(one, &lower),
                };
                *score = score.filter(|_| worth > 0).map(|sum| sum + worth);
            }
        }
        let mut places: Vec<(u32, usize)> = scores
            .into_iter()
            .enumerate()
            .filter_map(|(at, score)| Some((score?, at)))
            .collect();
        places.sort_by_key(|(score, at)| (Reverse(*score), *at));
        places.into_iter().map(|(_, at)| at).collect()
    }
}

/// What a letter-by-letter match of a handle is worth before its own score; names, parents and definitions are worth less.
const HANDLE: u32 = 1000;

/// What it is worth that a word stands in a candidate's name, parents or definition.
fn worth<T>(candidate: &Candidate<T>, lower: &str) -> u32 {
    let has = |words: &str| words.to_lowercase().contains(lower);
    match () {
        () if has(&candidate.name) => 500,
        () if has(&candidate.context) => 200,
        () if candidate.about.iter().any(|words| has(words)) => 1,
        () => 0,
    }
}

/// Matches letters in their order. No slip of the finger is forgiven: Enter must not put on what was not typed.
fn fuzzy(word: &str) -> Atom {
    let (case, accents) = (CaseMatching::Ignore, Normalization::Smart);
    Atom::new(word, case, accents, AtomKind::Fuzzy, false)
}
