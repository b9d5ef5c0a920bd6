//! Where the words of an excerpt may stand now that they are gone from where they stood.
//!
//! Words that stand somewhere to the letter come first. What is only alike is ranked by the words themselves, by what stands before
//! and behind, and by the place, weighed 50, 20, 20 and 2 as web annotation does it (hypothesis/client, `match-quote.ts`). Short
//! words are not looked for unless to the letter: something alike stands everywhere.

use similar::TextDiff;

use crate::document::Document;
use crate::id::RevisionRef;
use crate::study::excerpt::Way;
use crate::text::Text;
use crate::text::segment::words;
use crate::text::span::{Position, Span};
use crate::texts::Passage;

/// A place where the words may stand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// The stretch of the text as it is.
    pub span: Span,
    /// How it was found.
    pub found: Found,
    /// How much it is like the excerpt and its surroundings, from 0 to 1.
    pub likeness: f32,
}

/// How a place was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Found {
    /// The words stand there to the letter.
    Exact,
    /// Words like them stand there.
    Alike,
    /// What stands between the words that stood around it.
    Between,
}

impl Found {
    /// The words for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "the same words",
            Self::Alike => "words like them",
            Self::Between => "what stands there now",
        }
    }
}

/// So many are shown.
const MOST: usize = 5;

/// Words with fewer characters are found to the letter only.
const LEAST: usize = 32;

/// How many characters around an excerpt tell where it stood.
const AROUND: u32 = 32;

/// So many like places are weighed.
const WEIGHED: usize = 20;

/// Where an excerpt of an earlier text may stand in a document now, the likeliest first.
pub fn candidates(
    document: &Document,
    (revision, span): (RevisionRef, Span),
    (old, new): (&Passage, &Passage),
) -> Vec<Candidate> {
    let quote = Quote::of(&old.text, span);
    let way = Way::between(document, revision, document.current);
    let mut found: Vec<Candidate> = Vec::new();
    let exact = exact(&new.text, &quote.words).into_iter();
    let alike = alike(&new.text, &quote.words).into_iter();
    let between = between((&old.text, &new.text), &way, span).into_iter();
    let all = exact
        .map(|span| (span, Found::Exact))
        .chain(alike.map(|span| (span, Found::Alike)))
        .chain(between.map(|span| (span, Found::Between)));
    for (span, how) in all {
        let is_known = found.iter().any(|known| match how {
            Found::Alike => known.span.touches(span),
            Found::Exact | Found::Between => known.span == span,
        });
        if !is_known {
            found.push(Candidate {
                span,
                found: how,
                likeness: quote.likeness(&new.text, span),
            });
        }
    }
    found.sort_by(|a, b| {
        let is_exact = |one: &Candidate| one.found == Found::Exact;
        let likeness = b.likeness.total_cmp(&a.likeness);
        is_exact(b)
            .cmp(&is_exact(a))
            .then(likeness)
            .then(a.span.cmp(&b.span))
    });
    found.truncate(MOST);
    found
}

/// An excerpt with what stood around it.
struct Quote {
    words: String,
    before: String,
    after: String,
    /// Where in the text it began, from 0 to 1.
    place: f32,
}

impl Quote {
    fn of(text: &Text, span: Span) -> Self {
        let (before, after) = around(text, span);
        Self {
            words: text.slice(span).to_owned(),
            before: text.slice(before).to_owned(),
            after: text.slice(after).to_owned(),
            place: share(text, span),
        }
    }

    fn likeness(&self, text: &Text, span: Span) -> f32 {
        let (before, after) = around(text, span);
        let weighed = 50.0 * like(&self.words, text.slice(span))
            + 20.0 * like(&self.before, text.slice(before))
            + 20.0 * like(&self.after, text.slice(after))
            + 2.0 * (1.0 - (self.place - share(text, span)).abs());
        weighed / 92.0
    }
}

/// The share of equal characters.
fn like(one: &str, other: &str) -> f32 {
    TextDiff::from_chars(one, other).ratio()
}

fn share(text: &Text, span: Span) -> f32 {
    span.start().0 as f32 / text.len().0.max(1) as f32
}

fn around(text: &Text, span: Span) -> (Span, Span) {
    let before = Position(span.start().0.saturating_sub(AROUND));
    let after = Position((span.end().0 + AROUND).min(text.len().0));
    (
        Span::between(before, span.start()),
        Span::between(span.end(), after),
    )
}

fn exact(text: &Text, quote: &str) -> Vec<Span> {
    let words = quote.trim();
    if words.is_empty() {
        return Vec::new();
    }
    let hits = text.as_str().match_indices(words).take(WEIGHED);
    let span = |(byte, hit): (usize, &str)| {
        Span::between(
            text.position_of_byte(byte),
            text.position_of_byte(byte + hit.len()),
        )
    };
    hits.map(span).collect()
}

/// What stands between the words that stood before and behind an excerpt, where both are still there.
fn between((old, new): (&Text, &Text), way: &Way, span: Span) -> Option<Span> {
    let (before, after) = around(old, span);
    let start = match before.is_empty() {
        true => Position(0),
        false => way.carry(before)?.end(),
    };
    let end = match after.is_empty() {
        true => new.len(),
        false => way.carry(after)?.start(),
    };
    let gap = Span::new(start, end)?;
    // Blanks and the edges of what was taken out are no words to code.
    let within = words(new, gap);
    let (first, last) = (within.first()?, within.last()?);
    let likely = span.len().saturating_mul(3).max(AROUND * 3);
    Some(first.hull(*last)).filter(|found| found.len() <= likely)
}

/// Stretches of a text that have most of the words of a quote, in order, the likest first; no two overlap.
fn alike(text: &Text, quote: &str) -> Vec<Span> {
    if quote.trim().chars().count() < LEAST {
        return Vec::new();
    }
    let sought: Vec<String> = quote.split_whitespace().map(folded).collect();
    let spans = words(text, text.whole());
    let mut ends = Vec::new();
    // One column of the table of edits a word of the text: what it costs to end there, and where it would have begun.
    let mut column: Vec<(usize, usize)> = (1..=sought.len()).map(|cost| (cost, 0)).collect();
    for (at, span) in spans.iter().enumerate() {
        let word = folded(text.slice(*span));
        // Before the first word that is sought nothing costs anything.
        let (mut diagonal, mut above) = ((0, at), (0, at + 1));
        for (sought, here) in sought.iter().zip(&mut column) {
            let is_other = usize::from(*sought != word);
            let paired = (diagonal.0 + is_other, diagonal.1);
            let added = (here.0 + 1, here.1);
            let left_out = (above.0 + 1, above.1);
            diagonal = *here;
            *here = paired.min(added).min(left_out);
            above = *here;
        }
        if let Some(&(cost, first)) = column.last()
            && cost * 2 <= sought.len()
            && first <= at
        {
            ends.push((cost, first, at));
        }
    }
    ends.sort_unstable();
    let mut chosen: Vec<Span> = Vec::new();
    for (_, first, last) in ends {
        let (Some(first), Some(last)) = (spans.get(first), spans.get(last)) else {
            continue;
        };
        let span = first.hull(*last);
        if chosen.len() < WEIGHED && !chosen.iter().any(|known| known.touches(span)) {
            chosen.push(span);
        }
    }
    chosen
}

/// A word without its case and the marks around it.
fn folded(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric())
        .to_lowercase()
}
