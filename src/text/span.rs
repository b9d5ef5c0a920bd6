//! Places in a text: a position and a half-open span, in Unicode scalar values.
//!
//! A span of no characters exists (an empty turn body); an excerpt is never empty, which `coding` checks.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// How many scalars of the text come before a place.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Position(pub u32);

/// A half-open stretch of a text; written `[start, end]`. Its start is never after its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    start: Position,
    end: Position,
}

impl Span {
    /// No characters, at the start of a text.
    pub const EMPTY: Self = Self {
        start: Position(0),
        end: Position(0),
    };

    /// The stretch from `start` up to `end`, or nothing if it would run backwards.
    pub fn new(start: Position, end: Position) -> Option<Self> {
        (start <= end).then_some(Self { start, end })
    }

    /// The stretch between two places, whichever comes first.
    pub fn between(one: Position, other: Position) -> Self {
        Self {
            start: one.min(other),
            end: one.max(other),
        }
    }

    /// Where it starts.
    pub fn start(self) -> Position {
        self.start
    }

    /// Where it ends; the character there is no longer part of it.
    pub fn end(self) -> Position {
        self.end
    }

    /// How many scalars it has.
    pub fn len(self) -> u32 {
        self.end.0 - self.start.0
    }

    /// Whether it has no characters.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether the two share at least one scalar.
    pub fn touches(self, other: Self) -> bool {
        self.start.max(other.start) < self.end.min(other.end)
    }

    /// Whether `other` lies wholly inside.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// From the first edge of the two to the last.
    pub fn hull(self, other: Self) -> Self {
        Self::between(self.start.min(other.start), self.end.max(other.end))
    }

    /// The scalars both have, if any.
    pub fn overlap(self, other: Self) -> Option<Self> {
        let common = Self::new(self.start.max(other.start), self.end.min(other.end))?;
        (!common.is_empty()).then_some(common)
    }
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.start, self.end).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (start, end) = <(Position, Position)>::deserialize(deserializer)?;
        Self::new(start, end)
            .ok_or_else(|| serde::de::Error::custom("a span ends before it starts"))
    }
}
