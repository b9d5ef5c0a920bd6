//! What two revisions of a text have in common, and where an excerpt of one lies in the other.
//!
//! Kept ranges pair equal stretches, in the order of the parent's text. They hold no words, can be read both ways, and give every
//! excerpt one of four fates. Finding them compares words first and characters only where words differ; what then stands nowhere
//! is looked for elsewhere, so that a paragraph that was put somewhere else takes its excerpts along.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use similar::{ChangeTag, TextDiff};

use crate::document::anchor::{WAYS, Way, by_telling_lines};
use crate::document::border::at_lines;
use crate::document::moved::with_moved;
use crate::text::Text;
use crate::text::span::{Position, Span};

/// A stretch of the parent's text and the equal stretch of the child's.
pub type Kept = (Span, Span);

/// What became of an excerpt when the text under it was revised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// The same words at the same place.
    Exact,
    /// The same words at another place.
    Moved,
    /// Other words at the place it maps to: counted there, and flagged for review.
    Changed,
    /// Nothing of it is left: listed, never deleted, never counted.
    Orphaned,
}

/// Below this share of equal characters a rewritten stretch counts as new words, not as a correction of the old.
const LEAST_LIKENESS: f32 = 0.5;

/// Stretches with more bytes than this on both sides are not compared word by word: two that have little in common would take long.
const LARGE: usize = 8_000;

/// The same ranges, read from the child to the parent.
pub fn inverted(kept: &[Kept]) -> Vec<Kept> {
    let mut inverted: Vec<Kept> = kept.iter().map(|&(old, new)| (new, old)).collect();
    inverted.sort_unstable();
    inverted
}

/// Where a stretch of the parent's text lies in the child's, and what became of it. An orphan keeps its old span.
pub fn translate(kept: &[Kept], span: Span) -> (Span, Fate) {
    let from = kept.partition_point(|(old, _)| old.end() <= span.start());
    let to = kept.partition_point(|(old, _)| old.start() < span.end());
    let touched = kept.get(from..to).unwrap_or_default();
    let Some(&first) = touched.first() else {
        return (span, Fate::Orphaned);
    };
    if touched.len() == 1 && first.0.contains(span) {
        let start = first.1.start().0 + (span.start().0 - first.0.start().0);
        let moved = Span::between(Position(start), Position(start + span.len()));
        let fate = if moved == span {
            Fate::Exact
        } else {
            Fate::Moved
        };
        return (moved, fate);
    }
    let run = longest_run(kept, (from..to, span));
    let (Some(&first), Some(&last)) = (kept.get(run.start), kept.get(run.end - 1)) else {
        return (span, Fate::Orphaned);
    };
    let before = match run.start {
        0 => Some(START),
        at => kept.get(at - 1).copied(),
    };
    let before = before.filter(|before| stand_together(kept, (*before, first)));
    let after = kept.get(run.end).copied();
    let after = after.filter(|after| stand_together(kept, (last, *after)));
    let start = map_start(before, first, span.start().max(bound(kept, (&run, from))));
    let end = match run.end == to {
        true => map_end(after, last, span.end()),
        false => last.1.end(),
    };
    (Span::between(start, end), Fate::Changed)
}

/// How many characters of a stretch are other than they were: each one that was put in, taken out or written over counts once.
/// Nothing where no word of it is left.
pub fn edits(kept: &[Kept], span: Span) -> Option<u32> {
    let (place, fate) = translate(kept, span);
    match fate {
        Fate::Exact | Fate::Moved => return Some(0),
        Fate::Orphaned => return None,
        Fate::Changed => {}
    }
    let (mut from, mut to, mut edits) = (span.start().0, place.start().0, 0);
    let first = kept.partition_point(|(old, _)| old.end() <= span.start());
    let rest = kept.get(first..).unwrap_or_default().iter();
    for (old, new) in rest.take_while(|(old, _)| old.start() < span.end()) {
        let Some(held) = old.overlap(span) else {
            continue;
        };
        let start = new.start().0 + (held.start().0 - old.start().0);
        let end = start + held.len();
        // What went elsewhere is gone from here.
        if start < to || end > place.end().0 {
            continue;
        }
        edits += (held.start().0 - from).max(start - to);
        (from, to) = (held.end().0, end);
    }
    Some(edits + (span.end().0 - from).max(place.end().0 - to))
}

/// The start of both texts, which is kept whatever was corrected.
const START: Kept = (Span::EMPTY, Span::EMPTY);

/// Where the part of an excerpt begins that a run of kept ranges stands for: with the run, where what lies before stands elsewhere.
fn bound(kept: &[Kept], (run, from): (&Range<usize>, usize)) -> Position {
    match run.start == from {
        true => Position(0),
        false => kept
            .get(run.start)
            .map_or(Position(0), |(old, _)| old.start()),
    }
}

/// Of the kept ranges that an excerpt touches, those neighbours that hold most of it and still stand together.
fn longest_run(kept: &[Kept], (touched, span): (Range<usize>, Span)) -> Range<usize> {
    if kept.is_sorted_by_key(|(_, new)| new.start()) {
        return touched;
    }
    let held = |range: &Range<usize>| -> u32 {
        let ranges = kept.get(range.clone()).unwrap_or_default().iter();
        ranges
            .filter_map(|(old, _)| old.overlap(span))
            .map(Span::len)
            .sum()
    };
    let mut runs: Vec<Range<usize>> = Vec::new();
    for at in touched {
        let neighbours = at
            .checked_sub(1)
            .and_then(|before| kept.get(before))
            .zip(kept.get(at));
        match (runs.last_mut(), neighbours) {
            (Some(run), Some((one, other))) if stand_together(kept, (*one, *other)) => {
                run.end = at + 1;
            }
            _ => runs.push(at..at + 1),
        }
    }
    runs.sort_by_key(|run| (std::cmp::Reverse(held(run)), run.start));
    runs.first().cloned().unwrap_or(0..0)
}

/// Whether nothing that was kept lies between the new places of two ranges, the first of which stands before the other.
fn stand_together(kept: &[Kept], (one, other): (Kept, Kept)) -> bool {
    let (from, to) = (one.1.end(), other.1.start());
    let between = |(_, new): &Kept| new.start() >= from && new.end() <= to;
    from <= to && !kept.iter().any(between)
}

/// A start inside kept words maps along; one at the very start of a rewritten stretch takes the new words in.
fn map_start(before: Option<Kept>, first: Kept, start: Position) -> Position {
    if start >= first.0.start() {
        return Position(first.1.start().0 + (start.0 - first.0.start().0));
    }
    match before {
        Some((old, new)) if old.end() == start => new.end(),
        _ => first.1.start(),
    }
}

fn map_end(after: Option<Kept>, last: Kept, end: Position) -> Position {
    if end <= last.0.end() {
        return Position(last.1.start().0 + (end.0 - last.0.start().0));
    }
    match after {
        Some((old, new)) if old.start() == end => new.start(),
        _ => last.1.end(),
    }
}

/// What two texts have in common, found by words and, where words differ but are alike, by characters. Long texts are first held
/// against each other by what stands once in either.
pub fn compare(old: &Text, new: &Text) -> Vec<Kept> {
    let mut kept = Keeper::default();
    kept.compared((old.as_str(), new.as_str()), &WAYS);
    let kept = at_lines((old, new), joined(kept.ranges));
    let beside = |old: &str, new: &str| {
        let mut kept = Keeper::default();
        kept.compared((old, new), &WAYS);
        kept.ranges
    };
    joined(with_moved((old, new), joined(kept), beside))
}

/// Ranges in the order of the parent's text, neighbours of both texts as one, and no more than a journal line can hold.
pub fn joined(mut ranges: Vec<Kept>) -> Vec<Kept> {
    ranges.retain(|(old, _)| !old.is_empty());
    ranges.sort_unstable();
    let mut joined: Vec<Kept> = Vec::with_capacity(ranges.len());
    for (old, new) in ranges {
        match joined.last_mut() {
            Some(last) if last.0.end() == old.start() && last.1.end() == new.start() => {
                *last = (last.0.hull(old), last.1.hull(new));
            }
            _ => joined.push((old, new)),
        }
    }
    coarsened(joined)
}

/// Most ranges a revision keeps, so that they fit one journal line whatever was corrected.
const MOST: usize = 5000;

/// The longest ranges, where there are more than a line can hold: words in the dropped ones count as rewritten.
fn coarsened(mut ranges: Vec<Kept>) -> Vec<Kept> {
    if ranges.len() > MOST {
        let mut lengths: Vec<u32> = ranges.iter().map(|(old, _)| old.len()).collect();
        lengths.sort_unstable_by(|a, b| b.cmp(a));
        let least = lengths.get(MOST).map_or(0, |next| next + 1);
        ranges.retain(|(old, _)| old.len() >= least);
    }
    ranges
}

/// Gathers kept ranges while walking both texts.
#[derive(Default)]
struct Keeper {
    old: u32,
    new: u32,
    ranges: Vec<Kept>,
}

impl Keeper {
    /// A stretch of either text. One that is too long is cut where both are equal; where it cannot be cut, its words are other.
    fn compared(&mut self, (old, new): (&str, &str), ways: &[Way]) {
        if old == new {
            return self.equal(old);
        }
        if old.len().saturating_mul(new.len()) <= LARGE * LARGE {
            return self.by_line(old, new);
        }
        let Some((way, ways)) = ways.split_first() else {
            return self.skip(old, new);
        };
        let (mut from, mut to) = (0, 0);
        for (was, is) in way(old, new) {
            self.compared((cut(old, from..was.start), cut(new, to..is.start)), ways);
            self.equal(cut(old, was.clone()));
            (from, to) = (was.end, is.end);
        }
        self.compared((cut(old, from..old.len()), cut(new, to..new.len())), ways);
    }

    /// A line that stands once in either is the same one, however short: nothing of it goes to its neighbours.
    fn by_line(&mut self, old: &str, new: &str) {
        let (mut from, mut to) = (0, 0);
        for (was, is) in by_telling_lines(old, new) {
            self.by_word(cut(old, from..was.start), cut(new, to..is.start));
            self.equal(cut(old, was.clone()));
            (from, to) = (was.end, is.end);
        }
        self.by_word(cut(old, from..old.len()), cut(new, to..new.len()));
    }

    fn by_word(&mut self, old: &str, new: &str) {
        let (mut removed, mut added) = (String::new(), String::new());
        for change in TextDiff::from_unicode_words(old, new).iter_all_changes() {
            match change.tag() {
                ChangeTag::Delete => removed.push_str(change.value()),
                ChangeTag::Insert => added.push_str(change.value()),
                ChangeTag::Equal => {
                    self.rewritten(&removed, &added);
                    (removed, added) = (String::new(), String::new());
                    self.equal(change.value());
                }
            }
        }
        self.rewritten(&removed, &added);
    }

    fn equal(&mut self, words: &str) {
        let length = words.chars().count() as u32;
        let kept = (self.advance_old(length), self.advance_new(length));
        self.ranges.push(kept);
    }

    fn rewritten(&mut self, removed: &str, added: &str) {
        let (removed_length, added_length) = (removed.chars().count(), added.chars().count());
        let most_alike = 2.0 * removed_length.min(added_length) as f32;
        // However alike they are, no more than the characters of the shorter one can be equal.
        if most_alike < LEAST_LIKENESS * (removed_length + added_length) as f32
            || removed.is_empty()
            || added.is_empty()
        {
            self.skip(removed, added);
            return;
        }
        let diff = TextDiff::from_chars(removed, added);
        if diff.ratio() < LEAST_LIKENESS {
            self.skip(removed, added);
            return;
        }
        for change in diff.iter_all_changes() {
            match change.tag() {
                ChangeTag::Delete => self.skip(change.value(), ""),
                ChangeTag::Insert => self.skip("", change.value()),
                ChangeTag::Equal => self.equal(change.value()),
            }
        }
    }

    fn skip(&mut self, removed: &str, added: &str) {
        self.advance_old(removed.chars().count() as u32);
        self.advance_new(added.chars().count() as u32);
    }

    fn advance_old(&mut self, length: u32) -> Span {
        let start = self.old;
        self.old += length;
        Span::between(Position(start), Position(self.old))
    }

    fn advance_new(&mut self, length: u32) -> Span {
        let start = self.new;
        self.new += length;
        Span::between(Position(start), Position(self.new))
    }
}

fn cut(text: &str, bytes: Range<usize>) -> &str {
    text.get(bytes).unwrap_or_default()
}
