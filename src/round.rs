//! Rounds: which documents which coders code with which codebook, and how agreement on them is to be measured.
//!
//! Unit, coefficient and target belong to the round and are fixed when it opens; any other figure is exploratory and says so.

use serde::{Deserialize, Serialize};

use crate::coding::Excerpt;
use crate::id::{CoderId, DocumentRef, Ref, RevisionRef, RoundRef};
use crate::text::span::Span;

/// The unit of analysis.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// One turn of talk.
    #[default]
    Turn,
    /// A sentence of a turn's body.
    Sentence,
    /// A line of a turn's body.
    Paragraph,
    /// A word of a turn's body.
    Word,
    /// A scalar of a turn's body.
    Character,
    /// The whole document.
    Document,
}

impl Unit {
    /// All of them, coarse to fine but for the document.
    pub const ALL: [Self; 6] = [
        Self::Turn,
        Self::Sentence,
        Self::Paragraph,
        Self::Word,
        Self::Character,
        Self::Document,
    ];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Turn => "turn",
            Self::Sentence => "sentence",
            Self::Paragraph => "paragraph",
            Self::Word => "word",
            Self::Character => "character",
            Self::Document => "document",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|unit| unit.as_str() == word)
    }
}

/// The coefficient a round is judged by.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Coefficient {
    /// Krippendorff's alpha, nominal.
    #[default]
    Alpha,
}

impl Coefficient {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Alpha => "alpha",
        }
    }
}

/// Whether coders of a round see each other's work before it closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sight {
    /// They do not.
    Blind,
    /// They do.
    Open,
    /// They do not, and what they write is locked until it closes.
    Sealed,
}

impl Sight {
    /// How far coders are kept from seeing each other's work, as every report names it.
    pub fn level(self) -> &'static str {
        match self {
            Self::Blind => "blind (hidden, not sealed)",
            Self::Sealed => "blind (sealed)",
            Self::Open => "open",
        }
    }
}

/// A round's name as programs read it: a number where it is one, as codings files write it, else a word.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RoundName(pub String);

impl Serialize for RoundName {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.parse::<u32>() {
            Ok(number) if number.to_string() == self.0 => serializer.serialize_u32(number),
            _ => serializer.serialize_str(&self.0),
        }
    }
}

/// A round as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Round {
    /// The line that opened it.
    pub id: RoundRef,
    /// Its name, mostly a number.
    pub name: String,
    /// What is coded by whom: the pairs of documents and coders.
    pub assignments: Vec<(DocumentRef, CoderId)>,
    /// The frozen codebook it uses, by its freeze.
    pub codebook: Ref,
    /// Blind or open.
    pub sight: Sight,
    /// The unit its agreement is measured in.
    pub unit: Unit,
    /// The coefficient it is judged by.
    pub coefficient: Coefficient,
    /// The value asked of the coefficient.
    pub target: Option<f64>,
    /// How it ended, if it has.
    pub close: Option<Close>,
    /// Closed twice by people who did not know of each other: no figure is printed until one close replaces both.
    pub closed_twice: bool,
    /// The clock of the line that opened it.
    pub opened: u64,
}

impl Round {
    /// Its name as programs read it.
    pub fn written_name(&self) -> RoundName {
        RoundName(self.name.clone())
    }

    /// The documents of the round, each once, in the order they were assigned.
    pub fn documents(&self) -> Vec<DocumentRef> {
        let mut seen = std::collections::BTreeSet::new();
        self.assignments
            .iter()
            .map(|(document, _)| *document)
            .filter(|d| seen.insert(*d))
            .collect()
    }

    /// The coders of the round, by handle.
    pub fn coders(&self) -> Vec<CoderId> {
        let coders: std::collections::BTreeSet<_> = self
            .assignments
            .iter()
            .map(|(_, coder)| coder.clone())
            .collect();
        coders.into_iter().collect()
    }

    /// Whether a coder codes in it.
    pub fn has(&self, coder: &CoderId) -> bool {
        self.assignments
            .iter()
            .any(|(_, assigned)| assigned == coder)
    }

    /// Whether work in it is hidden from the others now.
    pub fn is_hiding(&self) -> bool {
        self.sight != Sight::Open && self.close.is_none()
    }
}

/// The end of a round.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Close {
    /// The line that closed it: the frontier its figures are computed at.
    pub id: Ref,
    /// Coders it was closed without.
    pub without: Vec<CoderId>,
    /// Why.
    pub reason: Option<String>,
    /// When, as the closing writer's clock said.
    pub at: String,
}

impl Close {
    /// Whom it was closed without, and why, as it goes on from “closed”; nothing where nobody said anything.
    pub fn words(&self) -> String {
        how_closed(&self.without, self.reason.as_deref())
    }
}

/// Whom a round was closed without, and why, as it goes on from “closed”.
pub fn how_closed(without: &[CoderId], reason: Option<&str>) -> String {
    let names: Vec<&str> = without.iter().map(|coder| coder.0.as_str()).collect();
    let mut words = match names.is_empty() {
        true => String::new(),
        false => format!(" without {}", names.join(", ")),
    };
    if let Some(reason) = reason {
        words.push_str(&format!(" ({})", reason.replace('\n', " ")));
    }
    words
}

/// How far a coder is with a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Begun or reopened: what has no code is not yet judged.
    Open,
    /// Finished: what has no code was judged and nothing applies.
    Done,
}

/// A stretch of turns, both ends counted from 1 and included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TurnRange {
    /// The first turn.
    pub first: u32,
    /// The last turn.
    pub last: u32,
}

/// What a coder said about a document in a round, or outside any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Who.
    pub coder: CoderId,
    /// Which document.
    pub document: DocumentRef,
    /// In which round.
    pub round: Option<RoundRef>,
    /// Finished or not; a conflict counts as not.
    pub state: State,
    /// The turns that were judged, where not all were.
    pub range: Option<TurnRange>,
    /// The revision the coder had before them.
    pub revision: RevisionRef,
    /// The line that says so.
    pub id: Ref,
}

/// Whether a coder still says that nothing applies to a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PassState {
    /// Read, and nothing applies.
    Passed,
    /// Taken back: the turn waits for a code again.
    Open,
}

/// A turn that a coder read and to which nothing applies. It says nothing of the rest of the document: only a finished document
/// was judged, and only that counts in agreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pass {
    /// The line that says so.
    pub id: Ref,
    /// Whose judgement it is.
    pub coder: CoderId,
    /// Where the turn's words lie now; never an orphan.
    pub excerpt: Excerpt,
    /// The revision the turn was read in.
    pub revision: RevisionRef,
    /// The turn's body in that revision.
    pub made_at: Span,
    /// In which round.
    pub round: Option<RoundRef>,
}
