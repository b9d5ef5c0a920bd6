//! A document: its turns, its speakers' labels, and how its revisions hang together.
//!
//! A turn is an overlay on the verbatim text: the label and time marks stay in the text, outside the body, so that renaming a
//! speaker never moves a word. Who a label stands for is said by the study, not here.

use serde::{Deserialize, Serialize};

use crate::text::Text;
use crate::text::span::Span;

/// What sort of document it is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// One participant, interviewed.
    #[default]
    Interview,
    /// Several participants talking with each other.
    FocusGroup,
    /// Anything else: minutes, letters, field notes.
    Document,
}

impl Kind {
    /// The word that stands for it in files and on screen.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Interview => "interview",
            Self::FocusGroup => "focus_group",
            Self::Document => "document",
        }
    }

    /// Reads the word; blanks and hyphens count as underscores.
    pub fn parse(word: &str) -> Option<Self> {
        match word.trim().to_lowercase().replace([' ', '-'], "_").as_str() {
            "interview" => Some(Self::Interview),
            "focus_group" | "focusgroup" => Some(Self::FocusGroup),
            "document" => Some(Self::Document),
            _ => None,
        }
    }
}

/// One turn of talk over the verbatim text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Turn {
    /// Where the speaker's label stands, without its colon; a text without speakers has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<Span>,
    /// What was said.
    pub body: Span,
    /// Start and end of the turn in the recording, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ms: Option<(u64, u64)>,
}

/// All turns of a revision, as they are kept beside its text.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Turns {
    /// In the order of the text, not overlapping.
    pub turns: Vec<Turn>,
}

impl Turns {
    /// Whether every label and body lies in the text, in order and without overlaps.
    pub fn fit(&self, text: &Text) -> bool {
        let mut end = crate::text::span::Position(0);
        self.turns.iter().all(|turn| {
            let first = turn.label.map_or(turn.body, |label| label);
            let inside = first.start() >= end
                && first.start() <= turn.body.start()
                && text.contains(turn.body);
            end = turn.body.end();
            inside
        })
    }

    /// The label of a turn as it stands in the text.
    pub fn label<'t>(text: &'t Text, turn: &Turn) -> &'t str {
        turn.label.map_or("", |label| text.slice(label))
    }
}

/// Folds a label so that `Interviewer 1`, `interviewer1` and `Interviewer1 ` are one speaker.
pub fn fold_label(label: &str) -> String {
    label
        .chars()
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect()
}

/// A stretch of the parent's text and the equal stretch of the child's.
pub type Kept = (Span, Span);
