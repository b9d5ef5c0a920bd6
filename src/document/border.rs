//! Where a stretch that was put in or taken out begins, where that cannot be told from the words.
//!
//! “Yes. No.” without “No.” may as well have lost “. No”. A comparison takes either; whoever coded “Yes.” has lost nothing. A stretch
//! begins with a line where it may, else with a word.

use crate::text::Text;
use crate::text::span::{Position, Span};

/// A stretch of the old text and the equal one of the new.
type Pair = (Span, Span);

/// A border is moved by so many characters at most.
const MOST: u32 = 256;

/// Kept stretches, given in the order of the old text, whose borders lie at lines and words where they may.
pub fn at_lines((old, new): (&Text, &Text), mut kept: Vec<Pair>) -> Vec<Pair> {
    for at in 1..kept.len() {
        let (Some(&one), Some(&other)) = (kept.get(at - 1), kept.get(at)) else {
            continue;
        };
        let taken_out = Span::new(one.0.end(), other.0.start());
        let put_in = Span::new(one.1.end(), other.1.start());
        let (text, gap) = match (taken_out, put_in) {
            (Some(gap), Some(none)) if none.is_empty() => (old, gap),
            (Some(none), Some(gap)) if none.is_empty() => (new, gap),
            _ => continue,
        };
        let by = shift(text, gap, (one.0.len().min(MOST), other.0.len().min(MOST)));
        let moved = |at: Position| Position(at.0.saturating_add_signed(by));
        let before = |span: Span| Span::between(span.start(), moved(span.end()));
        let behind = |span: Span| Span::between(moved(span.start()), span.end());
        if let Some(kept) = kept.get_mut(at - 1) {
            *kept = (before(one.0), before(one.1));
        }
        if let Some(kept) = kept.get_mut(at) {
            *kept = (behind(other.0), behind(other.1));
        }
    }
    kept
}

/// By how many characters a gap may move, at most so many back and on, to begin best; the nearest of equally good places.
fn shift(text: &Text, gap: Span, (most_back, most_on): (u32, u32)) -> i32 {
    let stretch = |from: Position, back: u32, on: u32| {
        let (start, end) = (from.0.saturating_sub(back), from.0.saturating_add(on));
        text.slice(Span::between(
            Position(start),
            Position(end).min(text.len()),
        ))
    };
    let (start, end) = (gap.start(), gap.end());
    let back = stretch(start, most_back, 0).chars().rev();
    let back = equal(back, stretch(end, most_back, 0).chars().rev());
    let on = equal(
        stretch(start, 0, most_on).chars(),
        stretch(end, 0, most_on).chars(),
    );
    let first = start.0.saturating_sub(back + 1);
    let around = stretch(Position(first), 0, start.0 - first + on);
    let lead = start.0 - first;
    let places = (0..).zip(around.chars()).map(|(at, before): (u32, char)| {
        let by = at as i32 + 1 - lead as i32;
        let good = match before {
            '\n' => 2,
            c if c.is_whitespace() => 1,
            _ => 0,
        };
        (good, std::cmp::Reverse(by.abs()), by)
    });
    let places = places.filter(|(_, _, by)| *by >= -(back as i32));
    // At the start of a text nothing stands before, which is as good as a line.
    let very_start = (back == start.0).then(|| (2, std::cmp::Reverse(back as i32), -(back as i32)));
    let best = places.chain(very_start).max();
    best.filter(|(good, _, _)| *good > 0)
        .map_or(0, |best| best.2)
}

fn equal(one: impl Iterator<Item = char>, other: impl Iterator<Item = char>) -> u32 {
    one.zip(other).take_while(|(a, b)| a == b).count() as u32
}
