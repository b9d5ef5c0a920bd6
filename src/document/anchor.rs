//! Stretches by which two long texts hang together, in the same order in both.
//!
//! What lies between two of them is compared by itself, so that a few words put right in a long transcript cost a few words. Best
//! are whole lines that stand once in either text; where every line is other (each got a number), some words in a row that do; and
//! where everything is said again and again, lines in their order. Short lines and runs hold nothing: an empty line stands between
//! all paragraphs, and `P01: Yes.` would pair what has nothing to do with each other.

use std::collections::HashMap;
use std::ops::Range;

use similar::{ChangeTag, TextDiff};

/// The bytes of a stretch of the old text, and of the equal one of the new.
pub type Both = (Range<usize>, Range<usize>);

/// A way to find them.
pub type Way = fn(&str, &str) -> Vec<Both>;

/// The ways, to be tried in this order on what is still long.
pub const WAYS: [Way; 3] = [by_lines, by_words, by_order];

/// Fewer characters hold nothing.
pub const LEAST: usize = 32;

/// Lines that stand once in either text.
fn by_lines(old: &str, new: &str) -> Vec<Both> {
    let long = |line: &str| line.chars().count() >= LEAST;
    rising(standing_once(
        (old, lines(old, long)),
        (new, lines(new, long)),
    ))
}

/// Lines of any length that stand once in either of two short texts.
pub fn by_telling_lines(old: &str, new: &str) -> Vec<Both> {
    let telling = |line: &str| line.chars().any(char::is_alphanumeric);
    rising(standing_once(
        (old, lines(old, telling)),
        (new, lines(new, telling)),
    ))
}

/// Words in a row that stand once in either text.
fn by_words(old: &str, new: &str) -> Vec<Both> {
    rising(standing_once((old, runs(old)), (new, runs(new))))
}

/// Lines that are equal where both texts are read from first to last.
fn by_order(old: &str, new: &str) -> Vec<Both> {
    let (mut from, mut to, mut equal) = (0, 0, Vec::new());
    for change in TextDiff::from_lines(old, new).iter_all_changes() {
        let length = change.value().len();
        let (old, new) = match change.tag() {
            ChangeTag::Delete => (length, 0),
            ChangeTag::Insert => (0, length),
            ChangeTag::Equal => (length, length),
        };
        if change.tag() == ChangeTag::Equal {
            equal.push((from..from + length, to..to + length));
        }
        (from, to) = (from + old, to + new);
    }
    equal
}

/// Those lines of a text that hold something.
fn lines(text: &str, holds: impl Fn(&str) -> bool) -> Vec<Range<usize>> {
    let mut start = 0;
    let lines = text.split_inclusive('\n').filter_map(|line| {
        let place = start..start + line.len();
        start = place.end;
        holds(line).then_some(place)
    });
    lines.collect()
}

/// The lines of a text that are long enough to tell, without what ends them.
pub fn long_lines(text: &str) -> Vec<Range<usize>> {
    let mut lines = lines(text, |line| line.chars().count() > LEAST);
    for line in &mut lines {
        let is_ended = text
            .get(line.clone())
            .is_some_and(|line| line.ends_with('\n'));
        line.end -= usize::from(is_ended);
    }
    lines
}

/// From each word of a text so many as are long enough: the same words give the same ones in any text.
pub fn runs(text: &str) -> Vec<Range<usize>> {
    let start = text.as_ptr() as usize;
    let (mut byte, mut character) = (0, 0);
    let mut words: Vec<(Range<usize>, usize, usize)> = Vec::new();
    for word in text.split_whitespace() {
        let from = word.as_ptr() as usize - start;
        let first = character + text.get(byte..from).unwrap_or_default().chars().count();
        (byte, character) = (from + word.len(), first + word.chars().count());
        words.push((from..byte, first, character));
    }
    let (mut runs, mut end) = (Vec::with_capacity(words.len()), 0);
    for (bytes, first, _) in &words {
        // One word may be long enough alone; the run of the next one ends behind it.
        let is_short =
            |(_, _, last): &(Range<usize>, usize, usize)| last.saturating_sub(*first) < LEAST;
        while words.get(end).is_some_and(is_short) {
            end += 1;
        }
        let last = words.get(end);
        runs.extend(last.map(|(last, _, _)| bytes.start..last.end));
    }
    runs
}

/// Those stretches of two texts that are equal and stand once in either, in the order of the old one.
pub fn standing_once(
    (old, olds): (&str, Vec<Range<usize>>),
    (new, news): (&str, Vec<Range<usize>>),
) -> Vec<Both> {
    let mut places: HashMap<&str, (u32, u32, Range<usize>)> = HashMap::with_capacity(news.len());
    for place in news {
        let words = new.get(place.clone()).unwrap_or_default();
        let known = places.entry(words).or_insert((0, 0, place));
        known.1 += 1;
    }
    for place in &olds {
        let words = old.get(place.clone()).unwrap_or_default();
        if let Some(known) = places.get_mut(words) {
            known.0 += 1;
        }
    }
    let once = olds.into_iter().filter_map(|place| {
        let words = old.get(place.clone()).unwrap_or_default();
        let (in_old, in_new, to) = places.get(words)?;
        (*in_old == 1 && *in_new == 1).then(|| (place, to.clone()))
    });
    once.collect()
}

/// The most of some pairs, given in the order of the old text, that stand in the same order in the new one; those that overlap are
/// one where they lie alike, and else the first of them.
fn rising(pairs: Vec<Both>) -> Vec<Both> {
    // By how many pairs there are in a row: the last of such a row that ends earliest, and for each pair the one before it.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    let start = |at: usize| pairs.get(at).map_or(0, |(_, new)| new.start);
    for at in 0..pairs.len() {
        let row = ends.partition_point(|end| start(*end) < start(at));
        before.push(row.checked_sub(1).and_then(|row| ends.get(row).copied()));
        match ends.get_mut(row) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let back = |at: &usize| before.get(*at).copied().flatten();
    let mut row: Vec<usize> = std::iter::successors(ends.last().copied(), back).collect();
    row.reverse();
    let mut rising: Vec<Both> = Vec::new();
    for (old, new) in row.into_iter().filter_map(|at| pairs.get(at).cloned()) {
        match rising.last_mut() {
            Some(last) if old.start < last.0.end || new.start < last.1.end => {
                // Both lie as far behind the one before in either text, so what they share is the same.
                if old.start - last.0.start == new.start - last.1.start {
                    last.0.end = last.0.end.max(old.end);
                    last.1.end = last.1.end.max(new.end);
                }
            }
            _ => rising.push((old, new)),
        }
    }
    rising
}
