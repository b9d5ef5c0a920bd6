//! Units inside a stretch of text: sentences, paragraphs, words and characters.
//!
//! Sentences follow UAX #29, trimmed of white space; paragraphs are what line ends separate; a word is a whitespace-separated
//! token with a letter or digit, which is also what word counts count. Turns are not found here: they belong to a document.

use unicode_segmentation::UnicodeSegmentation;

use crate::text::Text;
use crate::text::span::{Position, Span};

/// The sentences of a stretch, without the white space around them.
pub fn sentences(text: &Text, within: Span) -> Vec<Span> {
    pieces(text, within, |words| {
        words.split_sentence_bound_indices().collect()
    })
}

/// The paragraphs of a stretch: what line ends separate, without the white space around them.
pub fn paragraphs(text: &Text, within: Span) -> Vec<Span> {
    pieces(text, within, |words| {
        let start = words.as_ptr() as usize;
        words
            .split('\n')
            .map(|line| (line.as_ptr() as usize - start, line))
            .collect()
    })
}

/// The words of a stretch: tokens between white space that have a letter or a digit.
pub fn words(text: &Text, within: Span) -> Vec<Span> {
    let mut found = pieces(text, within, |stretch| {
        let start = stretch.as_ptr() as usize;
        stretch
            .split_whitespace()
            .map(|word| (word.as_ptr() as usize - start, word))
            .collect()
    });
    found.retain(|&span| is_word(text.slice(span)));
    found
}

/// How many words a stretch has.
pub fn count_words(text: &Text, within: Span) -> u32 {
    text.slice(within)
        .split_whitespace()
        .filter(|token| is_word(token))
        .count() as u32
}

/// The characters of a stretch, one span a scalar.
pub fn characters(within: Span) -> Vec<Span> {
    (within.start().0..within.end().0)
        .map(|at| Span::between(Position(at), Position(at + 1)))
        .collect()
}

fn is_word(token: &str) -> bool {
    token.chars().any(char::is_alphanumeric)
}

/// Turns byte pieces of a stretch into trimmed spans, counting scalars once from left to right.
fn pieces<'t>(
    text: &'t Text,
    within: Span,
    split: impl Fn(&'t str) -> Vec<(usize, &'t str)>,
) -> Vec<Span> {
    let stretch = text.slice(within);
    let (mut byte, mut position) = (0, within.start().0);
    let mut spans = Vec::new();
    for (at, piece) in split(stretch) {
        let core = piece.trim();
        if core.is_empty() {
            continue;
        }
        let from = at + (piece.len() - piece.trim_start().len());
        position += count_scalars(stretch, byte, from);
        let end = position + core.chars().count() as u32;
        spans.push(Span::between(Position(position), Position(end)));
        (byte, position) = (from + core.len(), end);
    }
    spans
}

fn count_scalars(stretch: &str, from: usize, to: usize) -> u32 {
    stretch.get(from..to).unwrap_or_default().chars().count() as u32
}
