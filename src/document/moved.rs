//! Words that a correction put somewhere else, found again by themselves.
//!
//! A comparison in order gives up a paragraph that now stands behind the next. Its words are looked for in what is new: some of them
//! that are long enough to be told by, and stand once in either text, are the same ones. Both texts are gone through once and not
//! once for each word, so that a book whose chapters changed places takes hardly longer than one with a typing error.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::document::anchor::{Both, LEAST, runs, standing_once};
use crate::text::Text;
use crate::text::span::Span;

/// A stretch of the old text and the equal one of the new.
type Pair = (Span, Span);

/// The kept stretches of two texts with those that stand elsewhere. A few characters that a comparison found to be kept between
/// others that are not (a blank, a small word) give way to a long stretch that goes over them.
pub fn with_moved((old, new): (&Text, &Text), kept: Vec<Pair>) -> Vec<Pair> {
    let strong = || kept.iter().filter(|(old, _)| old.len() as usize >= LEAST);
    let mut free = (
        Gaps::between(old, strong().map(|(old, _)| *old)),
        Gaps::between(new, strong().map(|(_, new)| *new)),
    );
    if free.0.are_short() || free.1.are_short() {
        return kept;
    }
    let texts = (old.as_str(), new.as_str());
    let seeds = standing_once((texts.0, runs(texts.0)), (texts.1, runs(texts.1)));
    let found = seeds.into_iter().filter_map(|seed| {
        let (from, to) = place(texts, &mut free, seed)?;
        Some((span(old, from), span(new, to)))
    });
    let found: Vec<Pair> = found.collect();
    let (mut from, mut to): (Vec<Span>, Vec<Span>) = found.iter().copied().unzip();
    from.sort_unstable();
    to.sort_unstable();
    let stays = |(old, new): &Pair| !is_touched(&from, *old) && !is_touched(&to, *new);
    let mut all: Vec<Pair> = kept.into_iter().filter(stays).collect();
    all.extend(found);
    all
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

    /// What of a gap is left beside a stretch of it.
    fn take(&mut self, gap: Range<usize>, taken: &Range<usize>) {
        self.0.remove(&gap.start);
        self.add(gap.start..taken.start);
        self.add(taken.end..gap.end);
    }
}
