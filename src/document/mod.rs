//! A document: its turns, its speakers' labels, and how its revisions hang together.
//!
//! A turn is an overlay on the verbatim text: the label and time marks stay in the text, outside the body, so that renaming a
//! speaker never moves a word. Who a label stands for is said by the study, not here.

pub mod anchor;
pub mod border;
pub mod moved;
pub mod kept;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::document::kept::Kept;
use crate::id::{CoderId, Digest, DocumentRef, Ref, RevisionRef};
use crate::person::{Attributes, Role};
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

/// One text of a document; immutable, named by the hash of its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// The line that introduced it.
    pub id: RevisionRef,
    /// The revision it corrects.
    pub parent: Option<RevisionRef>,
    /// The hash of its text.
    pub text: Digest,
    /// The hash of its turns.
    pub turns: Digest,
    /// What it has in common with its parent, in the order of the text.
    pub kept: Vec<Kept>,
    /// Whether its words were taken back: nobody reads it any more, and excerpts made on it lie in what stands in its place.
    pub is_withdrawn: bool,
    /// Whether it was made without words that were taken back: what lay in them alone is nowhere any more.
    pub takes_back: bool,
}

impl Revision {
    /// The first text of a document, with its turns.
    pub fn first(id: RevisionRef, (text, turns): (Digest, Digest)) -> Self {
        Self {
            id,
            parent: None,
            text,
            turns,
            kept: Vec::new(),
            is_withdrawn: false,
            takes_back: false,
        }
    }
}

/// Where a document came from.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SourceNote {
    /// The file's name, without its folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The hash of the file as it came.
    pub sha256: Digest,
    /// The reader that read it.
    pub importer: String,
    /// What it was told: encoding, speakers.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub options: BTreeMap<String, String>,
}

/// A document of the study as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The line that added it.
    pub id: DocumentRef,
    /// The handle everybody uses.
    pub handle: String,
    /// What sort it is.
    pub kind: Kind,
    /// Its title, where the handle is not enough.
    pub title: Option<String>,
    /// The language its words are in.
    pub language: Option<String>,
    /// Date, minutes, mode and the like.
    pub attributes: Attributes,
    /// Where it came from.
    pub source: SourceNote,
    /// Its texts, the first one first.
    pub revisions: Vec<Revision>,
    /// The text that counts now.
    pub current: RevisionRef,
    /// Whom each label stands for, by folded label; a label that nobody assigned is not in the map.
    pub speakers: BTreeMap<String, Role>,
    /// Turns whose label is wrong, each a stretch of the current text, with who spoke.
    pub turn_roles: Vec<(Span, Role)>,
    /// The coder whose codings stand where several finished outside a round.
    pub primary: Option<CoderId>,
    /// Taken out of the study, but still named by something in force.
    pub retired: bool,
}

impl Document {
    /// The revision that counts now.
    pub fn revision(&self) -> &Revision {
        self.revisions
            .iter()
            .find(|revision| revision.id == self.current)
            .unwrap_or_else(|| {
                self.revisions
                    .first()
                    .expect("a document is added with its first revision")
            })
    }

    /// The corrections that nothing else corrects, by parent or by being written over: more than one is a conflict.
    pub fn tips(&self, over: impl Fn(RevisionRef) -> Vec<Ref>) -> Vec<RevisionRef> {
        let mut replaced: Vec<Ref> = Vec::new();
        for revision in &self.revisions {
            replaced.extend(revision.parent.map(|parent| parent.0));
            replaced.extend(over(revision.id));
        }
        let ids = self.revisions.iter().map(|revision| revision.id);
        ids.filter(|id| !replaced.contains(&id.0)).collect()
    }

    /// Whom a turn belongs to: the turn's own assignment, else its label's, else unknown.
    pub fn role(&self, text: &Text, turn: &Turn) -> Role {
        if let Some((_, role)) = self
            .turn_roles
            .iter()
            .rev()
            .find(|(span, _)| span.touches(turn.body))
        {
            return role.clone();
        }
        let label = fold_label(Turns::label(text, turn));
        self.speakers.get(&label).cloned().unwrap_or(Role::Unknown)
    }
}
