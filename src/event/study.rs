//! Events of the study itself: settings, writers, coders, what was seen, undo, withdrawal.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::id::{
    ActionRef, CoderId, Digest, DocumentRef, LAST_SEQ, PersonId, Ref, RevisionRef, Writer,
};

/// A setting: title, unit, interviewer turns, k, reflexive mode, times.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StudySet {
    pub key: String,
    pub value: String,
}

/// A writer begins; the program says which version of ours wrote it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WriterOpen {
    pub coder: CoderId,
    pub program: String,
}

/// What a coder may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CoderRole {
    Coder,
    Lead,
}

/// A coder joins the study.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoderJoin {
    pub coder: CoderId,
    pub role: CoderRole,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// What changes about a coder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "field", content = "value", rename_all = "snake_case")]
pub enum CoderChange {
    Role(CoderRole),
    Name(String),
    /// Left the study, or came back.
    Active(bool),
}

impl CoderChange {
    /// The field as it is written.
    pub fn field(&self) -> &'static str {
        match self {
            Self::Role(_) => "role",
            Self::Name(_) => "name",
            Self::Active(_) => "active",
        }
    }
}

/// Something about a coder changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoderSet {
    pub coder: CoderId,
    #[serde(flatten)]
    pub change: CoderChange,
}

/// Lines of one writer without a gap: the seqs of the first and last, and the ref of the last, from which `prev` leads back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Run {
    pub first: u64,
    pub last: u64,
    pub end: Ref,
}

/// By writer, what was there. A fork or a gap is a second run.
pub type Runs = BTreeMap<Writer, Vec<Run>>;

/// What its writer had before this line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    pub runs: Runs,
}

/// Undoes (off) or redoes (on) the lines of an action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Switch {
    pub action: ActionRef,
    pub on: bool,
}

/// How a withdrawal treats what it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WithdrawMode {
    /// The words go; that there was something stays.
    Blank,
    /// The words go, and what was made of them counts no longer.
    Delete,
}

/// Words are taken back for good; `refs` names every line whose words go, and all that those lines replaced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdraw {
    /// Documents that are gone altogether.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub documents: Vec<DocumentRef>,
    /// Whose words they were.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<PersonId>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refs: Vec<Ref>,
    pub mode: WithdrawMode,
    /// Revisions of equal length without the words: of their documents nothing counts as text but these and what is built on them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub revisions: Vec<RevisionRef>,
    /// Files that held the words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileGone>,
}

/// A file whose words were taken back, with the one that stands in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FileGone {
    pub was: Digest,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<Digest>,
}

/// Installations on one machine have taken out of what they keep what was withdrawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithdrawDone {
    /// The withdrawal.
    pub withdrawal: Ref,
    /// Whose journals and shadows lie on this machine.
    pub writers: Vec<Writer>,
    /// Lines of theirs that came after it and spoke of what it took back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refs: Vec<Ref>,
    /// Lines of theirs that were written without knowing of it and may quote: people must read them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub may_hold: Vec<Ref>,
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}:{}", self.first, self.last, self.end)
    }
}

impl FromStr for Run {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const SHAPE: &str = "a run is written first-last:ref";
        let (seqs, end) = text.split_once(':').ok_or(SHAPE)?;
        let (first, last) = seqs.split_once('-').ok_or(SHAPE)?;
        let (first, last) = (
            first.parse().map_err(|_| SHAPE)?,
            last.parse().map_err(|_| SHAPE)?,
        );
        if first == 0 || last < first || last > LAST_SEQ {
            return Err("a run goes from a seq of at least 1 upwards");
        }
        Ok(Self {
            first,
            last,
            end: end.parse().map_err(|_| SHAPE)?,
        })
    }
}

impl Serialize for Run {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Run {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}
