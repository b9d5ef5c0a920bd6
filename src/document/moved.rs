//! Words that a correction put somewhere else, found again by themselves.
//!
//! A comparison in order gives up a paragraph that now stands behind the next. Its words are looked for in what is new: some of them
//! that are long enough to be told by, and stand once in either text, are the same ones.

use std::collections::HashSet;

use crate::text::Text;
use crate::text::segment::words;
use crate::text::span::{Position, Span};

/// A stretch of the old text and the equal one of the new.
type Pair = (Span, Span);

/// Fewer characters are no proof: answers of a word stand in every transcript.
const LEAST: u32 = 32;

/// The kept stretches of two texts with those that stand elsewhere. A few characters that a comparison found to be kept between
/// others that are not (a blank, a small word) give way to a long stretch that goes over them.
pub fn with_moved((old, new): (&Text, &Text), kept: Vec<Pair>) -> Vec<Pair> {
    let strong = || kept.iter().filter(|(old, _)| old.len() >= LEAST);
    let mut free = (
        gaps(old, strong().map(|(old, _)| *old)),
        gaps(new, strong().map(|(_, new)| *new)),
    );
    // Most words of a text that is quite another stand nowhere: three of them in a row say so at once.
    let threes: HashSet<&str> = free.1.iter().flat_map(|gap| threes(new, *gap)).collect();
    let mut found: Vec<Pair> = Vec::new();
    for gap in free.0.clone() {
        let words = words(old, gap);
        for (at, first) in words.iter().enumerate() {
            let enough = |last: &&Span| last.end().0 - first.start().0 >= LEAST;
            let rest = words.get(at..).unwrap_or_default();
            let third = rest.get(2).map(|third| old.slice(first.hull(*third)));
            if third.is_some_and(|three| !threes.contains(three)) {
                continue;
            }
            if let Some(last) = rest.iter().find(enough) {
                found.extend(place((old, new), &mut free, first.hull(*last)));
            }
        }
    }
    let gives_way = |(old, new): &Pair| {
        let mut found = found.iter();
        found.any(|(from, to)| from.touches(*old) || to.touches(*new))
    };
    let stays = kept.into_iter().filter(|pair| !gives_way(pair));
    let mut all: Vec<Pair> = stays.collect();
    all.extend(found);
    all
}

/// Every three words in a row of a stretch, with what stands between them.
fn threes(text: &Text, gap: Span) -> Vec<&str> {
    let words = words(text, gap);
    let three = |of: &[Span]| text.slice(of[0].hull(of[2]));
    words.windows(3).map(three).collect()
}

/// What of both texts is not paired yet.
type Free = (Vec<Span>, Vec<Span>);

/// Where a stretch stands in the new text, grown as far as both texts are equal and free; nothing where that cannot be told.
fn place((old, new): (&Text, &Text), free: &mut Free, seed: Span) -> Option<Pair> {
    let at = free.0.iter().position(|gap| gap.contains(seed))?;
    let words = old.slice(seed);
    if !stands_once(old, words) || !stands_once(new, words) {
        return None;
    }
    let byte = memchr::memmem::find(new.as_str().as_bytes(), words.as_bytes())?;
    let start = new.position_of_byte(byte);
    let hit = Span::between(start, Position(start.0 + seed.len()));
    let to = free.1.iter().position(|gap| gap.contains(hit))?;
    let (from_gap, to_gap) = (*free.0.get(at)?, *free.1.get(to)?);
    let before = equal(
        old.slice(Span::between(from_gap.start(), seed.start()))
            .chars()
            .rev(),
        new.slice(Span::between(to_gap.start(), hit.start()))
            .chars()
            .rev(),
    );
    let after = equal(
        old.slice(Span::between(seed.end(), from_gap.end())).chars(),
        new.slice(Span::between(hit.end(), to_gap.end())).chars(),
    );
    let grown = |span: Span| {
        let (start, end) = (span.start().0 - before, span.end().0 + after);
        Span::between(Position(start), Position(end))
    };
    let pair = (grown(seed), grown(hit));
    split(&mut free.0, at, pair.0);
    split(&mut free.1, to, pair.1);
    Some(pair)
}

/// How many characters two texts have in common before they differ.
fn equal(one: impl Iterator<Item = char>, other: impl Iterator<Item = char>) -> u32 {
    one.zip(other).take_while(|(a, b)| a == b).count() as u32
}

fn stands_once(text: &Text, words: &str) -> bool {
    let mut places = memchr::memmem::find_iter(text.as_str().as_bytes(), words.as_bytes());
    places.next().is_some() && places.next().is_none()
}

/// What of a gap is left beside a stretch of it.
fn split(gaps: &mut Vec<Span>, at: usize, taken: Span) {
    let gap = gaps.swap_remove(at);
    gaps.push(Span::between(gap.start(), taken.start()));
    gaps.push(Span::between(taken.end(), gap.end()));
}

/// What of a text lies in none of some stretches that stand in order.
fn gaps(text: &Text, kept: impl Iterator<Item = Span>) -> Vec<Span> {
    let mut gaps = Vec::new();
    let mut end = Position(0);
    for span in kept {
        gaps.push(Span::between(end, span.start()));
        end = span.end();
    }
    gaps.push(Span::between(end, text.len()));
    gaps.retain(|gap| !gap.is_empty());
    gaps
}
