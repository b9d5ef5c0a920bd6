//! Verbatim text and places in it.
//!
//! A document's text is one UTF-8 string, kept as it came but for its line ends. Every place in it is a [`Position`] in
//! Unicode scalar values, as W3C Web Annotation and REFI-QDA ask; a checkpoint table turns it into bytes, UTF-16 units
//! and lines and back. Nothing here knows what a turn or a speaker is.

pub mod segment;
pub mod span;
pub mod visible;
pub mod cell;

use crate::text::span::{Position, Span};
use unicode_segmentation::GraphemeCursor;

/// How many scalars lie between two checkpoints.
const STRIDE: u32 = 128;

/// The largest text a document may hold, in bytes: more is refused at import, with a sentence.
pub const LARGEST: usize = 1 << 28;

/// Where a multiple of [`STRIDE`] scalars lies in the other ways of counting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Checkpoint {
    byte: u32,
    utf16: u32,
    line: u32,
}

/// One immutable text with its checkpoint table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    content: String,
    checkpoints: Vec<Checkpoint>,
    scalars: u32,
}

impl Text {
    /// Wraps a text that is already in the form texts are kept in; see [`Text::from_source`] for any other.
    pub fn new(content: String) -> Self {
        let mut checkpoints = Vec::with_capacity(content.len() / STRIDE as usize + 1);
        let mut at = Checkpoint {
            byte: 0,
            utf16: 0,
            line: 0,
        };
        let mut scalars = 0;
        for c in content.chars() {
            if scalars % STRIDE == 0 {
                checkpoints.push(at);
            }
            at.byte += c.len_utf8() as u32;
            at.utf16 += c.len_utf16() as u32;
            at.line += u32::from(c == '\n');
            scalars += 1;
        }
        if checkpoints.is_empty() {
            checkpoints.push(Checkpoint {
                byte: 0,
                utf16: 0,
                line: 0,
            });
        }
        Self {
            content,
            checkpoints,
            scalars,
        }
    }

    /// Wraps a text as it came: a byte order mark is taken off, and CRLF, CR, VT, U+2028 and U+2029 become LF.
    pub fn from_source(content: &str) -> Self {
        Self::new(normalise_line_ends(content))
    }

    /// The whole text.
    pub fn as_str(&self) -> &str {
        &self.content
    }

    /// How many scalars the text has.
    pub fn len(&self) -> Position {
        Position(self.scalars)
    }

    /// Whether the text has no character at all.
    pub fn is_empty(&self) -> bool {
        self.scalars == 0
    }

    /// The span of the whole text.
    pub fn whole(&self) -> Span {
        Span::between(Position(0), self.len())
    }

    /// The words at a span; what lies outside the text is left out.
    pub fn slice(&self, span: Span) -> &str {
        let (from, to) = (self.byte_of(span.start()), self.byte_of(span.end()));
        self.content.get(from..to).unwrap_or_default()
    }

    /// Whether a span lies wholly inside the text.
    pub fn contains(&self, span: Span) -> bool {
        span.end() <= self.len()
    }

    /// The byte at which a position lies; the text's length in bytes for any position past its end.
    pub fn byte_of(&self, position: Position) -> usize {
        self.walk_to(position).byte as usize
    }

    /// How many UTF-16 units come before a position.
    pub fn utf16_of(&self, position: Position) -> u32 {
        self.walk_to(position).utf16
    }

    /// The line a position lies in, counted from 1.
    pub fn line_of(&self, position: Position) -> u32 {
        self.walk_to(position).line + 1
    }

    /// The position of a byte; a byte inside a character gives that character's position.
    pub fn position_of_byte(&self, byte: usize) -> Position {
        let nearest = self
            .checkpoints
            .partition_point(|c| c.byte as usize <= byte)
            .saturating_sub(1);
        let start = self.checkpoints.get(nearest).map_or(0, |c| c.byte as usize);
        let before = self.content.get(start..).unwrap_or_default();
        let passed = before
            .char_indices()
            .take_while(|(i, c)| start + i + c.len_utf8() <= byte)
            .count();
        Position(nearest as u32 * STRIDE + passed as u32)
    }

    /// The position of a UTF-16 unit; a unit inside a surrogate pair gives that character's position.
    pub fn position_of_utf16(&self, unit: u32) -> Position {
        let nearest = self
            .checkpoints
            .partition_point(|c| c.utf16 <= unit)
            .saturating_sub(1);
        let Some(start) = self.checkpoints.get(nearest) else {
            return Position(0);
        };
        let mut utf16 = start.utf16;
        let mut position = nearest as u32 * STRIDE;
        for c in self
            .content
            .get(start.byte as usize..)
            .unwrap_or_default()
            .chars()
        {
            utf16 += c.len_utf16() as u32;
            if utf16 > unit {
                break;
            }
            position += 1;
        }
        Position(position)
    }

    /// Widens a span so that it neither starts nor ends inside a grapheme cluster.
    pub fn snap(&self, span: Span) -> Span {
        let (start, end) = (self.byte_of(span.start()), self.byte_of(span.end()));
        let from = if self.is_boundary(start) {
            start
        } else {
            self.boundary_before(start)
        };
        let to = if self.is_boundary(end) {
            end
        } else {
            self.boundary_after(end)
        };
        Span::between(self.position_of_byte(from), self.position_of_byte(to))
    }

    fn is_boundary(&self, byte: usize) -> bool {
        GraphemeCursor::new(byte, self.content.len(), true)
            .is_boundary(&self.content, 0)
            .unwrap_or(true)
    }

    fn boundary_before(&self, byte: usize) -> usize {
        let mut cursor = GraphemeCursor::new(byte, self.content.len(), true);
        cursor
            .prev_boundary(&self.content, 0)
            .ok()
            .flatten()
            .unwrap_or(0)
    }

    fn boundary_after(&self, byte: usize) -> usize {
        let mut cursor = GraphemeCursor::new(byte, self.content.len(), true);
        cursor
            .next_boundary(&self.content, 0)
            .ok()
            .flatten()
            .unwrap_or(self.content.len())
    }

    fn walk_to(&self, position: Position) -> Checkpoint {
        let position = position.min(self.len());
        let nearest = (position.0 / STRIDE) as usize;
        let nearest = nearest.min(self.checkpoints.len() - 1);
        let Some(mut at) = self.checkpoints.get(nearest).copied() else {
            return Checkpoint {
                byte: 0,
                utf16: 0,
                line: 0,
            };
        };
        let ahead = (position.0 - nearest as u32 * STRIDE) as usize;
        for c in self
            .content
            .get(at.byte as usize..)
            .unwrap_or_default()
            .chars()
            .take(ahead)
        {
            at.byte += c.len_utf8() as u32;
            at.utf16 += c.len_utf16() as u32;
            at.line += u32::from(c == '\n');
        }
        at
    }
}

/// Takes a leading byte order mark off and turns every line end into LF.
pub fn normalise_line_ends(content: &str) -> String {
    let content = content.strip_prefix('\u{feff}').unwrap_or(content);
    let mut normal = String::with_capacity(content.len());
    let mut characters = content.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '\r' => {
                characters.next_if_eq(&'\n');
                normal.push('\n');
            }
            '\u{b}' | '\u{2028}' | '\u{2029}' => normal.push('\n'),
            _ => normal.push(c),
        }
    }
    normal
}
