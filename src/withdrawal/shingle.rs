//! Shingles: runs of words by which free text is seen to quote what is taken back.
//!
//! Four words in a row are a quotation unless somebody else said them too; of what stands between quotation marks, and of texts
//! shorter than that, all words in a row are, from two on. Letter case, punctuation and apostrophes make no difference.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::ops::Range;

/// So many words in a row are a quotation.
const RUN: usize = 4;

/// One part in so many is much of a text.
const MUCH: usize = 3;

/// The fewest words between quotation marks that are looked for.
const FEWEST: usize = 2;

/// Runs of words that only those said whose words are taken back.
#[derive(Clone, Debug, Default)]
pub struct Shingles {
    runs: HashSet<u64>,
}

impl Shingles {
    /// The runs of some texts.
    pub fn of<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        let mut shingles = Self::default();
        for text in texts {
            each_run(text, |run| {
                shingles.runs.insert(run);
            });
        }
        shingles
    }

    /// Leaves out the runs that stand in another text too: those are nobody's in particular.
    pub fn without(&mut self, text: &str) {
        each_run(text, |run| {
            self.runs.remove(&run);
        });
    }

    /// Whether much of a text are these runs: then it is the same talk, brought in twice.
    pub fn is_much_of(&self, text: &str) -> bool {
        let words = words(text);
        let runs = words.windows(RUN);
        let (all, known) = (
            runs.len(),
            runs.filter(|run| self.runs.contains(&digest(run))).count(),
        );
        all > 0 && known * MUCH >= all
    }

    /// The first words of a text that are a quotation, as they stand there.
    pub fn find<'t>(&self, text: &'t str) -> Option<&'t str> {
        let words = words(text);
        let all = self.first((text, &words), RUN.min(words.len()));
        let quoted = || {
            quotations(text).find_map(|quoted| {
                let inside = |(at, _): &&(Range<usize>, String)| {
                    quoted.start <= at.start && at.end <= quoted.end
                };
                let inside: Vec<(Range<usize>, String)> =
                    words.iter().filter(inside).cloned().collect();
                self.first((text, &inside), RUN.min(inside.len()))
            })
        };
        all.or_else(quoted)
    }

    fn first<'t>(
        &self,
        (text, words): (&'t str, &[(Range<usize>, String)]),
        length: usize,
    ) -> Option<&'t str> {
        if length < FEWEST {
            return None;
        }
        let is_known = |run: &&[(Range<usize>, String)]| self.runs.contains(&digest(run));
        let run = words.windows(length).find(is_known)?;
        text.get(run.first()?.0.start..run.last()?.0.end)
    }
}

fn each_run(text: &str, mut take: impl FnMut(u64)) {
    let words = words(text);
    for length in FEWEST..=RUN {
        words.windows(length).for_each(|run| take(digest(run)));
    }
}

fn digest(run: &[(Range<usize>, String)]) -> u64 {
    let mut hasher = DefaultHasher::new();
    run.iter().for_each(|(_, word)| word.hash(&mut hasher));
    run.len().hash(&mut hasher);
    hasher.finish()
}

/// The words of a text with where they stand, in bytes: letters and digits, in small letters, apostrophes left out.
fn words(text: &str) -> Vec<(Range<usize>, String)> {
    let mut words: Vec<(Range<usize>, String)> = Vec::new();
    let mut is_inside = false;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        match (c.is_alphanumeric(), is_inside, words.last_mut()) {
            (true, true, Some((range, word))) => {
                range.end = end;
                word.extend(c.to_lowercase());
            }
            (true, ..) => words.push((at..end, c.to_lowercase().collect())),
            _ => {}
        }
        is_inside = c.is_alphanumeric() || (is_inside && matches!(c, '\'' | '’'));
    }
    words
}

/// The stretches between quotation marks, in bytes.
fn quotations(text: &str) -> impl Iterator<Item = Range<usize>> {
    let is_mark = |c: char| matches!(c, '"' | '“' | '”' | '„' | '«' | '»');
    let marks: Vec<usize> = text.match_indices(is_mark).map(|(at, _)| at).collect();
    let pairs: Vec<Range<usize>> = marks.windows(2).map(|pair| pair[0]..pair[1]).collect();
    pairs.into_iter()
}
