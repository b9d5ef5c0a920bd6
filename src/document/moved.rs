//! Words that a correction put somewhere else, found again by themselves.
//!
//! A comparison in order gives up a paragraph that now stands behind the next. Its words are looked for in what is new: some of them
//! that are long enough to be told by, and stand once in either text, are the same ones. Both texts are gone through once and not
//! once for each word, so that a book whose chapters changed places takes hardly longer than one with a typing error.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::document::anchor::{Both, LEAST, long_lines, runs, standing_once};
use crate::text::Text;
use crate::text::span::{Position, Span};

/// A stretch of the old text and the equal one of the new.
type Pair = (Span, Span);

/// The kept stretches of two texts with those that stand elsewhere. A few characters that a comparison found to be kept between
/// others that are not (a blank, a small word) give way to a long stretch that goes over them. What stands beside it in its line is
/// compared, since a paragraph may have been corrected where it went.
pub fn with_moved(
    (old, new): (&Text, &Text),
    kept: Vec<Pair>,
    compared: impl Fn(&str, &str) -> Vec<Pair>,
) -> Vec<Pair> {
    let texts = (old.as_str(), new.as_str());
    let lines = lines_elsewhere((old, new), &kept);
    let kept = without(kept, lines.iter().map(|(was, is, _)| (*was, *is)));
    let strong = || kept.iter().filter(|(old, _)| old.len() as usize >= LEAST);
    let mut free = (
        Gaps::between(old, strong().map(|(old, _)| *old)),
        Gaps::between(new, strong().map(|(_, new)| *new)),
    );
    if free.0.are_short() || free.1.are_short() {
        return kept;
    }
    let seeds = standing_once((texts.0, runs(texts.0)), (texts.1, runs(texts.1)));
    let lines = lines.into_iter().map(|(_, _, bytes)| bytes);
    let found = lines.chain(seeds).filter_map(|seed| {
        let (from, to) = place(texts, &mut free, seed)?;
        Some((span(old, from), span(new, to)))
    });
    let mut found: Vec<Pair> = found.collect();
    for (was, is) in beside((old, new), &mut free, &found) {
        let kept = compared(old.slice(was), new.slice(is)).into_iter();
        found.extend(kept.map(|(from, to)| (shifted(from, was.start()), shifted(to, is.start()))));
    }
    let (mut from, mut to): (Vec<Span>, Vec<Span>) = found.iter().copied().unzip();
    from.sort_unstable();
    to.sort_unstable();
    let stays = |(old, new): &Pair| !is_touched(&from, *old) && !is_touched(&to, *new);
    let mut all: Vec<Pair> = kept.into_iter().filter(stays).collect();
    all.extend(found);
    all
}

/// Whole lines, long and standing once in either text, that a comparison has not kept where they stand, with their bytes.
fn lines_elsewhere((old, new): (&Text, &Text), kept: &[Pair]) -> Vec<(Span, Span, Both)> {
    let texts = (old.as_str(), new.as_str());
    let once = standing_once(
        (texts.0, long_lines(texts.0)),
        (texts.1, long_lines(texts.1)),
    );
    let lines = once.into_iter().filter_map(|bytes| {
        let (was, is) = (span(old, bytes.0.clone()), span(new, bytes.1.clone()));
        let first = kept.partition_point(|(old, _)| old.end() <= was.start());
        let stays = kept.get(first).is_some_and(|(from, to)| {
            let by = |one: Span, other: Span| one.start().0.checked_sub(other.start().0);
            from.contains(was) && by(was, *from) == by(is, *to)
        });
        (!stays).then_some((was, is, bytes))
    });
    lines.collect()
}

/// The kept stretches without what they hold of some lines. The beginning of one that went elsewhere may have been found in a line
/// that begins alike and was put where it stood.
fn without(kept: Vec<Pair>, lines: impl Iterator<Item = Pair>) -> Vec<Pair> {
    let (mut was, mut is): (Vec<Span>, Vec<Span>) = lines.unzip();
    if was.is_empty() {
        return kept;
    }
    was.sort_unstable();
    is.sort_unstable();
    let parts = kept.into_iter().flat_map(|(from, to)| {
        let mut held = held(&was, from);
        held.extend(self::held(&is, to));
        held.sort_unstable();
        let (mut at, mut parts) = (0, Vec::new());
        for (first, end) in held.into_iter().chain([(from.len(), from.len())]) {
            if first > at {
                parts.push((part(from, at, first), part(to, at, first)));
            }
            at = at.max(end);
        }
        parts
    });
    parts.collect()
}

/// What a stretch holds of some others, which stand in order and apart: from where to where, counted from its start.
fn held(spans: &[Span], of: Span) -> Vec<(u32, u32)> {
    let first = spans.partition_point(|span| span.end() <= of.start());
    let rest = spans.get(first..).unwrap_or_default().iter();
    let held = rest.map_while(|span| span.overlap(of));
    let from_start = |at: Position| at.0 - of.start().0;
    held.map(|held| (from_start(held.start()), from_start(held.end())))
        .collect()
}

fn part(of: Span, from: u32, to: u32) -> Span {
    let place = |at: u32| Position(of.start().0 + at);
    Span::between(place(from), place(to))
}

/// What is free in both texts before and behind words that stand elsewhere, up to the ends of their lines; each stretch once.
fn beside((old, new): (&Text, &Text), free: &mut (Gaps, Gaps), found: &[Pair]) -> Vec<Pair> {
    let mut beside = Vec::new();
    for (from, to) in found {
        let behind = |gaps: &Gaps, text: &Text, at: Span| gaps.from(text.byte_of(at.end()));
        let before = |gaps: &Gaps, text: &Text, at: Span| gaps.up_to(text.byte_of(at.start()));
        let line = |text: &Text, gap: Range<usize>| {
            let words = text.as_str().get(gap.clone()).unwrap_or_default();
            let first = words.find('\n').unwrap_or(words.len());
            let last = words.rfind('\n').map_or(0, |at| at + 1);
            (gap.start..gap.start + first, gap.start + last..gap.end)
        };
        let behind = behind(&free.0, old, *from).zip(behind(&free.1, new, *to));
        let behind = behind.map(|(was, is)| (line(old, was).0, line(new, is).0));
        let before = before(&free.0, old, *from).zip(before(&free.1, new, *to));
        let before = before.map(|(was, is)| (line(old, was).1, line(new, is).1));
        for (was, is) in behind.into_iter().chain(before) {
            let gaps = free.0.around(&was).zip(free.1.around(&is));
            if let Some((in_old, in_new)) = gaps.filter(|_| !was.is_empty() && !is.is_empty()) {
                free.0.take(in_old, &was);
                free.1.take(in_new, &is);
                beside.push((span(old, was), span(new, is)));
            }
        }
    }
    beside
}

fn shifted(span: Span, by: Position) -> Span {
    let place = |at: Position| Position(at.0 + by.0);
    Span::between(place(span.start()), place(span.end()))
}

/// Whether one of some stretches, which stand in order and apart, touches this one.
fn is_touched(spans: &[Span], span: Span) -> bool {
    let first = spans.partition_point(|of| of.end() <= span.start());
    spans.get(first).is_some_and(|of| of.touches(span))
}

fn span(text: &Text, bytes: Range<usize>) -> Span {
    let position = |byte| text.position_of_byte(byte);
    Span::between(position(bytes.start), position(bytes.end))
}

/// Where words stand in both texts, grown as far as both are equal and free; nothing where they are taken already.
fn place((old, new): (&str, &str), free: &mut (Gaps, Gaps), (seed, to): Both) -> Option<Both> {
    let (from_gap, to_gap) = (free.0.around(&seed)?, free.1.around(&to)?);
    let before = equal(
        chars(old, from_gap.start..seed.start).rev(),
        chars(new, to_gap.start..to.start).rev(),
    );
    let after = equal(
        chars(old, seed.end..from_gap.end),
        chars(new, to.end..to_gap.end),
    );
    let grown = |of: Range<usize>| of.start - before..of.end + after;
    let (from, to) = (grown(seed), grown(to));
    free.0.take(from_gap, &from);
    free.1.take(to_gap, &to);
    Some((from, to))
}

fn chars(text: &str, bytes: Range<usize>) -> std::str::Chars<'_> {
    text.get(bytes).unwrap_or_default().chars()
}

/// How many bytes two texts have in common before they differ.
fn equal(one: impl Iterator<Item = char>, other: impl Iterator<Item = char>) -> usize {
    let common = one.zip(other).take_while(|(a, b)| a == b);
    common.map(|(c, _)| c.len_utf8()).sum()
}

/// What of a text is not paired yet, in bytes, by where it begins.
struct Gaps(BTreeMap<usize, Range<usize>>);

impl Gaps {
    /// What lies in none of some stretches that stand in order.
    fn between(text: &Text, kept: impl Iterator<Item = Span>) -> Self {
        let mut gaps = Self(BTreeMap::new());
        let mut end = 0;
        for span in kept {
            gaps.add(end..text.byte_of(span.start()));
            end = text.byte_of(span.end());
        }
        gaps.add(end..text.as_str().len());
        gaps
    }

    fn add(&mut self, gap: Range<usize>) {
        if !gap.is_empty() {
            self.0.insert(gap.start, gap);
        }
    }

    /// Whether none has room for words that are long enough.
    fn are_short(&self) -> bool {
        self.0.values().all(|gap| gap.len() < LEAST)
    }

    /// The gap that a stretch lies in.
    fn around(&self, bytes: &Range<usize>) -> Option<Range<usize>> {
        let (_, gap) = self.0.range(..=bytes.start).next_back()?;
        (bytes.end <= gap.end).then(|| gap.clone())
    }

    /// The gap that begins at a byte.
    fn from(&self, byte: usize) -> Option<Range<usize>> {
        self.0.get(&byte).cloned()
    }

    /// The gap that ends at a byte.
    fn up_to(&self, byte: usize) -> Option<Range<usize>> {
        let (_, gap) = self.0.range(..byte).next_back()?;
        (gap.end == byte).then(|| gap.clone())
    }

    /// What of a gap is left beside a stretch of it.
    fn take(&mut self, gap: Range<usize>, taken: &Range<usize>) {
        self.0.remove(&gap.start);
        self.add(gap.start..taken.start);
        self.add(taken.end..gap.end);
    }
}
