//! Within: how close two codings must lie to be together, and what is counted then.

use serde::{Serialize, Serializer};

/// How close two codings of one coder must lie to be together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Within {
    /// Both are on exactly the same stretch.
    Excerpt,
    /// They share at least one character.
    #[default]
    Overlap,
    /// They touch the same turn.
    Turn,
    /// They touch turns that are at most so many apart, all turns of the document counted, interviewers' too.
    Turns(u32),
}

impl Within {
    /// Reads `excerpt`, `overlap`, `turn` or a number of turns.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "excerpt" => Some(Self::Excerpt),
            "overlap" => Some(Self::Overlap),
            "turn" => Some(Self::Turn),
            number => number.parse().ok().map(Self::Turns),
        }
    }

    /// What is counted: a distinct stretch of a document, or a turn.
    pub fn unit(self) -> &'static str {
        match self {
            Self::Excerpt | Self::Overlap => "excerpt",
            Self::Turn | Self::Turns(_) => "turn",
        }
    }

    /// Whether the words of the documents are needed to tell.
    pub fn needs_turns(self) -> bool {
        self.unit() == "turn"
    }

    /// What "together" means, in words.
    pub fn words(self) -> String {
        match self {
            Self::Excerpt => "on the same excerpt".to_owned(),
            Self::Overlap => "on overlapping excerpts".to_owned(),
            Self::Turn => "in the same turn".to_owned(),
            Self::Turns(1) => "within 1 turn".to_owned(),
            Self::Turns(turns) => format!("within {turns} turns"),
        }
    }
}

impl std::fmt::Display for Within {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Excerpt => f.write_str("excerpt"),
            Self::Overlap => f.write_str("overlap"),
            Self::Turn => f.write_str("turn"),
            Self::Turns(turns) => turns.fmt(f),
        }
    }
}

impl Serialize for Within {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Turns(turns) => serializer.serialize_u32(*turns),
            word => serializer.collect_str(word),
        }
    }
}
