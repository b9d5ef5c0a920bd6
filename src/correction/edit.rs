//! Edits of a text: stretches with the words that stand there instead, and the revision that they make.
//!
//! Turns keep their number and their order: an edit of a body moves the edges of what follows, and nothing else. What an edit leaves
//! equal within its stretch counts as kept.

use std::ops::Range;

use crate::document::kept::{Kept, compare, joined};
use crate::document::{Turn, Turns};
use crate::text::span::{Position, Span};
use crate::text::{Text, normalise_line_ends};
use crate::texts::Passage;

/// A stretch of a text with what stands there instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The stretch, in the text as it was.
    pub at: Span,
    /// The new words.
    pub words: String,
}

/// A text as it is after a correction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revised {
    /// Its words.
    pub text: Text,
    /// Its turns.
    pub turns: Turns,
    /// What it has in common with the text as it was.
    pub kept: Vec<Kept>,
    /// How its turns came about.
    pub turns_are: TurnsAre,
}

/// Whether the turns of a corrected text are those that it had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TurnsAre {
    /// The same ones, one by one: only words changed.
    TheSame,
    /// Read anew from another text: one of the same number may be somebody else's.
    ReadAnew,
}

impl Revised {
    /// Another text altogether, held against the one it corrects.
    pub fn of(passage: &Passage, text: Text, turns: Turns) -> Self {
        let kept = compare(&passage.text, &text);
        Self {
            text,
            turns,
            kept,
            turns_are: TurnsAre::ReadAnew,
        }
    }

    /// A text after some edits, in any order; of two that overlap the first in the text counts.
    pub fn by(passage: &Passage, mut edits: Vec<Edit>) -> Self {
        edits.sort_by_key(|edit| (edit.at.start(), edit.at.end()));
        let mut end = Position(0);
        edits.retain(|edit| {
            let is_free = edit.at.start() >= end;
            end = if is_free { edit.at.end() } else { end };
            is_free
        });
        let old = &passage.text;
        let mut written = Written::default();
        let mut from = Position(0);
        for edit in &edits {
            written.keep(old, Span::between(from, edit.at.start()));
            written.write(old, edit);
            from = edit.at.end();
        }
        written.keep(old, Span::between(from, old.len()));
        let turn = |turn: &Turn| Turn {
            label: turn.label.map(|label| written.place(label)),
            body: written.place(turn.body),
            ms: turn.ms,
        };
        let turns = passage.turns.iter().map(turn).collect();
        Self {
            text: Text::new(written.words),
            turns: Turns { turns },
            kept: joined(written.kept),
            turns_are: TurnsAre::TheSame,
        }
    }

    /// The new words with their turns; nothing where those do not fit.
    pub fn passage(&self) -> Option<Passage> {
        Passage::new(self.text.clone(), self.turns.clone())
    }
}

/// A text as it is being written.
#[derive(Default)]
struct Written {
    words: String,
    /// How many characters that is.
    length: u32,
    kept: Vec<Kept>,
    /// Each edit's stretch before and after.
    edits: Vec<(Span, Span)>,
}

impl Written {
    fn keep(&mut self, old: &Text, span: Span) {
        let to = self.append(old.slice(span), span.len());
        self.kept.push((span, to));
    }

    fn write(&mut self, old: &Text, edit: &Edit) {
        let words = normalise_line_ends(&edit.words);
        let to = self.append(&words, words.chars().count() as u32);
        self.edits.push((edit.at, to));
        let before = Text::new(old.slice(edit.at).to_owned());
        let within = compare(&before, &Text::new(words));
        let shifted = |span: Span, by: Position| {
            let (start, end) = (span.start().0 + by.0, span.end().0 + by.0);
            Span::between(Position(start), Position(end))
        };
        let kept = within.into_iter();
        let (was, is) = (edit.at.start(), to.start());
        self.kept
            .extend(kept.map(|(old, new)| (shifted(old, was), shifted(new, is))));
    }

    fn append(&mut self, words: &str, length: u32) -> Span {
        let start = Position(self.length);
        self.words.push_str(words);
        self.length += length;
        Span::between(start, Position(self.length))
    }

    /// Where a label or a body lies now: with what was written in it, from its first character to its last.
    fn place(&self, span: Span) -> Span {
        // What is put in at the very start of a stretch belongs to it, and so does what is put in at its end.
        let start = self.edge(span.start(), |edit| {
            edit.end() <= span.start() && edit.start() < span.start()
        });
        let end = self.edge(span.end(), |edit| edit.end() <= span.end());
        Span::between(start, end.max(start))
    }

    /// Where an edge lies now; `is_before` says of an edit whether the edge comes after all of it.
    fn edge(&self, edge: Position, is_before: impl Fn(Span) -> bool) -> Position {
        let last = self
            .edits
            .iter()
            .rev()
            .find(|(was, _)| is_before(*was) || (was.start() < edge && edge < was.end()));
        match last {
            Some((was, is)) => Position(is.end().0 + edge.0.saturating_sub(was.end().0)),
            None => edge,
        }
    }
}

/// Where words stand in the bodies of turns, from first to last, with the number of each turn from 1.
pub fn places(passage: &Passage, words: &str) -> Vec<(usize, Span)> {
    let text = &passage.text;
    if words.is_empty() {
        return Vec::new();
    }
    let in_turn = |(at, turn): (usize, &Turn)| {
        let first = text.byte_of(turn.body.start());
        let found = text.slice(turn.body).match_indices(words);
        let found = found.map(move |(byte, hit)| {
            let bytes = first + byte..first + byte + hit.len();
            (at + 1, span_of(text, bytes))
        });
        found.collect::<Vec<_>>()
    };
    passage.turns.iter().enumerate().flat_map(in_turn).collect()
}

/// The stretch of a text between two of its bytes.
pub fn span_of(text: &Text, bytes: Range<usize>) -> Span {
    Span::between(
        text.position_of_byte(bytes.start),
        text.position_of_byte(bytes.end),
    )
}
