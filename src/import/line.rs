//! The lines of a text, each with its number and the position of its first character.
//!
//! Walking once from left to right keeps positions cheap: no line asks the checkpoint table where it starts.

use crate::text::Text;
use crate::text::span::{Position, Span};

/// One line of a text, without its line end.
#[derive(Clone, Copy, Debug)]
pub struct Line<'t> {
    /// Counted from 1.
    pub number: u32,
    /// Where it starts.
    pub start: Position,
    /// What stands on it.
    pub words: &'t str,
}

impl Line<'_> {
    /// Whether nothing but white space stands on it.
    pub fn is_blank(&self) -> bool {
        self.words.trim_start().is_empty()
    }
}

/// All lines of a text.
pub fn lines(text: &Text) -> impl Iterator<Item = Line<'_>> {
    let mut start = 0;
    (1..)
        .zip(text.as_str().split('\n'))
        .map(move |(number, words)| {
            let line = Line {
                number,
                start: Position(start),
                words,
            };
            start += count(words) + 1;
            line
        })
}

/// How many scalars some words have.
pub fn count(words: &str) -> u32 {
    words.chars().count() as u32
}

/// The span of words that start at a position, without the white space around them; an empty one if that is all there is.
pub fn trimmed(words: &str, start: Position) -> Span {
    let core = words.trim_start();
    let before = match core.is_empty() {
        true => 0,
        false => count(words.strip_suffix(core).unwrap_or_default()),
    };
    let from = Position(start.0 + before);
    Span::between(from, Position(from.0 + count(core.trim_end())))
}

/// A reader that only goes forward, so that cutting a text at many places costs one pass over it.
#[derive(Clone, Copy, Debug)]
pub struct Forward<'t> {
    rest: &'t str,
    at: Position,
}

impl<'t> Forward<'t> {
    /// Starts at the beginning of a text.
    pub fn new(text: &'t Text) -> Self {
        Self {
            rest: text.as_str(),
            at: Position(0),
        }
    }

    /// What stands between here and a position further on; nothing if it lies behind.
    pub fn read_to(&mut self, position: Position) -> &'t str {
        let ahead = position.0.saturating_sub(self.at.0) as usize;
        let next = self.rest.char_indices().nth(ahead);
        let cut = next.map_or(self.rest.len(), |(byte, _)| byte);
        let (read, rest) = self.rest.split_at_checked(cut).unwrap_or((self.rest, ""));
        self.rest = rest;
        self.at = self.at.max(position);
        read
    }
}
