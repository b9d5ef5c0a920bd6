//! The grammars by which turns are found, so that a person can be told which of them a file was read by.

use crate::document::{Turn, Turns};
use crate::text::Text;
use crate::text::span::{Position, Span};

/// How the turns of a transcript were found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Grammar {
    /// A label before a colon, or alone as a heading, opens a turn.
    #[default]
    Labels,
    /// A line with a name and a time opens a turn.
    Headers,
    /// A message of a chat is a turn.
    Messages,
    /// A pattern that somebody gave opens a turn.
    Pattern,
    /// No speaker was found: every paragraph is a turn of nobody.
    Paragraphs,
    /// Cues of subtitles, with the times they are shown.
    Cues,
    /// Segments that a machine wrote down.
    Segments,
    /// A row of a table is a turn.
    Rows,
    /// A cell of a survey is what a person answered.
    Answers,
    /// The turns came with the text.
    Given,
}

impl Grammar {
    /// What a person is told.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Labels => "labels before a colon or in headings",
            Self::Headers => "header lines with a name and a time",
            Self::Messages => "messages of a chat, each with its time and its name",
            Self::Pattern => "the pattern given",
            Self::Paragraphs => "paragraphs, since no speaker was found",
            Self::Cues => "cues of subtitles",
            Self::Segments => "segments of a machine's transcript",
            Self::Rows => "rows of a table",
            Self::Answers => "answers of a survey",
            Self::Given => "the turns given with the text",
        }
    }

    /// Whether a person should look at a few lines before trusting it.
    pub fn is_a_guess(self) -> bool {
        matches!(self, Self::Paragraphs | Self::Rows | Self::Answers)
    }
}

/// How many lines with words lie in no turn: headers, notes, and what no grammar took.
pub fn unmatched(text: &Text, turns: &Turns) -> usize {
    let mut turns = turns.turns.iter().peekable();
    let mut start = 0;
    let mut outside = 0;
    for line in text.as_str().split('\n') {
        let end = start + line.chars().count() as u32;
        let span = Span::between(Position(start), Position(end));
        while turns
            .next_if(|turn| whole(turn).end() <= span.start())
            .is_some()
        {}
        let is_in_turn = turns.peek().is_some_and(|turn| whole(turn).touches(span));
        outside += usize::from(!line.trim().is_empty() && !is_in_turn);
        start = end + 1;
    }
    outside
}

/// A turn with its label.
fn whole(turn: &Turn) -> Span {
    turn.label.map_or(turn.body, |label| label.hull(turn.body))
}
