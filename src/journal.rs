//! One journal line: rendered, verified, blanked. Pure bytes; where lines are kept is the store's business.
//!
//! A line proves its study, its predecessor and its words. The frame is fixed and no byte may stand outside it: head and body
//! are the very slices that were hashed. A blanked line has lost its words and keeps the digest of them, so it still verifies.
#![deny(clippy::indexing_slicing)]

use std::fmt;
use std::num::NonZeroU64;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};

use crate::event::Event;
use crate::id::{Hash, LAST_SEQ, Ref, StudyId, Writer, decode_hex};

/// The version of what bodies mean that this program writes and the newest it understands.
pub const VERSION: u32 = 1;

/// The longest line, in bytes with its LF: a longer list goes on in further lines of the same batch.
pub const LONGEST: usize = 256 * 1024;

/// The greatest clock; a line beyond it does not verify.
pub const LAST_CLOCK: u64 = LAST_SEQ;

/// What a line says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// What bodies of this line mean.
    pub v: u32,
    /// Who wrote it.
    pub writer: Writer,
    /// Its number among the writer's lines, from 1 without a gap.
    pub seq: u64,
    /// The hash of the writer's line before.
    pub prev: Hash,
    /// One more than the highest clock its writer had seen.
    pub clock: u64,
    /// When, as the writer's clock said; shown to people, decides nothing.
    pub at: Moment,
    /// The seq of the first line of the same user action, where that is another line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<NonZeroU64>,
    /// The lines whose values this one replaces.
    #[serde(default, skip_serializing_if = "<[Ref]>::is_empty")]
    pub over: Box<[Ref]>,
}

/// A moment as a line says it. A study has very many of them, so the usual twenty characters lie where they are and nowhere else.
#[derive(Clone)]
pub struct Moment(Said);

#[derive(Clone)]
enum Said {
    Short(u8, [u8; SHORT]),
    Long(Box<str>),
}

/// The longest moment that is kept in place.
const SHORT: usize = 22;

impl Moment {
    /// The words of it.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Said::Long(words) => words,
            Said::Short(length, bytes) => {
                let words = bytes.get(..usize::from(*length)).unwrap_or_default();
                std::str::from_utf8(words).unwrap_or_default()
            }
        }
    }
}

impl From<&str> for Moment {
    fn from(words: &str) -> Self {
        let mut bytes = [0; SHORT];
        let length = u8::try_from(words.len()).ok();
        Self(match (bytes.get_mut(..words.len()), length) {
            (Some(room), Some(length)) => {
                room.copy_from_slice(words.as_bytes());
                Said::Short(length, bytes)
            }
            _ => Said::Long(words.into()),
        })
    }
}

impl From<&Moment> for String {
    fn from(moment: &Moment) -> Self {
        moment.as_str().to_owned()
    }
}

impl std::ops::Deref for Moment {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl PartialEq for Moment {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Moment {}

impl fmt::Debug for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Words;
        impl serde::de::Visitor<'_> for Words {
            type Value = Moment;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_str<E: serde::de::Error>(self, words: &str) -> Result<Moment, E> {
                Ok(Moment::from(words))
            }
        }
        deserializer.deserialize_str(Words)
    }
}

/// What a verified line holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// An event this program knows.
    Event(Event),
    /// The words were taken back.
    Blank,
    /// An event of a newer program, or one this program cannot read: kept, skipped, counted.
    Unknown(String),
}

/// A line that verified.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Its hash.
    pub hash: Hash,
    /// What it says of itself.
    pub head: Head,
    /// What it holds.
    pub body: Body,
}

impl Line {
    /// The ref others name it by.
    pub fn id(&self) -> Ref {
        self.hash.line_ref()
    }

    /// The seq of the first line of its action.
    pub fn batch(&self) -> u64 {
        self.head.batch.map_or(self.head.seq, NonZeroU64::get)
    }

    /// Its event, if it has one this program knows.
    pub fn event(&self) -> Option<&Event> {
        match &self.body {
            Body::Event(event) => Some(event),
            Body::Blank | Body::Unknown(_) => None,
        }
    }

    /// What fold order goes by.
    pub fn order(&self) -> (u64, Hash) {
        (self.head.clock, self.hash)
    }
}

/// Why a line does not verify.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unverified {
    /// The fixed frame is broken: cut, overwritten, or never a line of ours.
    #[error("it is not a whole journal line")]
    Frame,
    /// The head cannot be read.
    #[error("its head cannot be read")]
    Head,
    /// The words, the head or the study do not give the hash.
    #[error("its words do not match its hash: it was changed, or belongs to another study")]
    Hash,
}

/// The `prev` of a writer's first line.
pub fn first_prev(study: &StudyId, writer: &Writer) -> Hash {
    truncated(
        Sha256::new()
            .chain_update(&study.0)
            .chain_update("\n")
            .chain_update(writer.0.as_bytes()),
    )
}

/// Writes an event as a line with its LF, and gives its hash. The salt makes the digest of a blanked line say nothing of its words.
pub fn render(
    study: &StudyId,
    head: &Head,
    salt: [u8; 16],
    event: &Event,
) -> Result<(String, Hash), serde_json::Error> {
    let (head, body) = (serde_json::to_string(head)?, serde_json::to_string(event)?);
    let salt = Hash(salt).to_string();
    let hash = line_hash(study, &head, &commitment(&salt, &body));
    Ok((
        format!("{{\"hash\":\"{hash}\",\"head\":{head},\"salt\":\"{salt}\",\"body\":{body}}}\n"),
        hash,
    ))
}

/// Verifies one line, without its LF.
pub fn verify(study: &StudyId, line: &str) -> Result<Line, Unverified> {
    let frame = Frame::of(line)?;
    let commit = match frame.words {
        Words::Kept { salt, body } => commitment(salt, body),
        Words::Blanked { commit } => {
            let mut bytes = [0; 32];
            decode_hex(commit, &mut bytes).map_err(|_| Unverified::Frame)?;
            bytes
        }
    };
    let hash: Hash = frame.hash.parse().map_err(|_| Unverified::Frame)?;
    if line_hash(study, frame.head, &commit) != hash {
        return Err(Unverified::Hash);
    }
    let head = frame.parsed;
    if head.seq == 0
        || head.seq > LAST_SEQ
        || head.clock == 0
        || head.clock > LAST_CLOCK
        || head.batch.is_some_and(|first| first.get() > head.seq)
    {
        return Err(Unverified::Head);
    }
    let body = match frame.words {
        Words::Blanked { .. } => Body::Blank,
        Words::Kept { body, .. } if head.v <= VERSION => parse_body(body),
        Words::Kept { body, .. } => Body::Unknown(kind_of(body)),
    };
    Ok(Line { hash, head, body })
}

/// The line without its words: still verifies, still replaces what it replaced. A line that is blank already stays as it is.
pub fn blank(line: &str) -> Result<String, Unverified> {
    let frame = Frame::of(line)?;
    let commit = match frame.words {
        Words::Blanked { .. } => return Ok(line.to_owned()),
        Words::Kept { salt, body } => commitment(salt, body),
    };
    let commit = crate::id::Digest(commit);
    Ok(format!(
        "{{\"hash\":\"{}\",\"head\":{},\"commit\":\"{commit}\"}}",
        frame.hash, frame.head
    ))
}

/// The slices of a line, not yet verified.
struct Frame<'l> {
    hash: &'l str,
    head: &'l str,
    parsed: Head,
    words: Words<'l>,
}

enum Words<'l> {
    Kept { salt: &'l str, body: &'l str },
    Blanked { commit: &'l str },
}

impl<'l> Frame<'l> {
    fn of(line: &'l str) -> Result<Self, Unverified> {
        let rest = line.strip_prefix("{\"hash\":\"").ok_or(Unverified::Frame)?;
        let (hash, rest) = rest.split_at_checked(32).ok_or(Unverified::Frame)?;
        let rest = rest
            .strip_prefix("\",\"head\":")
            .filter(|rest| rest.starts_with('{'))
            .ok_or(Unverified::Frame)?;
        // The head is read where it stands; its reader says where it ends, so that nothing is parsed twice.
        let mut heads = serde_json::Deserializer::from_str(rest).into_iter::<Head>();
        let parsed = heads
            .next()
            .ok_or(Unverified::Head)?
            .map_err(|_| Unverified::Head)?;
        let (head, rest) = rest
            .split_at_checked(heads.byte_offset())
            .ok_or(Unverified::Frame)?;
        let words = Words::of(rest.strip_suffix('}').ok_or(Unverified::Frame)?)?;
        Ok(Self {
            hash,
            head,
            parsed,
            words,
        })
    }
}

impl<'l> Words<'l> {
    fn of(rest: &'l str) -> Result<Self, Unverified> {
        if let Some(rest) = rest.strip_prefix(",\"salt\":\"") {
            let (salt, rest) = rest.split_at_checked(32).ok_or(Unverified::Frame)?;
            let body = rest.strip_prefix("\",\"body\":").ok_or(Unverified::Frame)?;
            let is_object = body.starts_with('{') && body.ends_with('}');
            return if is_object {
                Ok(Self::Kept { salt, body })
            } else {
                Err(Unverified::Frame)
            };
        }
        let commit = rest
            .strip_prefix(",\"commit\":\"")
            .and_then(|rest| rest.strip_suffix('"'));
        commit
            .map(|commit| Self::Blanked { commit })
            .ok_or(Unverified::Frame)
    }
}

fn parse_body(body: &str) -> Body {
    match serde_json::from_str(body) {
        Ok(event) => Body::Event(event),
        Err(_) => Body::Unknown(kind_of(body)),
    }
}

fn kind_of(body: &str) -> String {
    let kinds: Result<serde_json::Map<String, serde_json::Value>, _> = serde_json::from_str(body);
    kinds
        .ok()
        .and_then(|map| map.keys().next().cloned())
        .unwrap_or_else(|| "unreadable".to_owned())
}

fn commitment(salt: &str, body: &str) -> [u8; 32] {
    Sha256::new()
        .chain_update(salt)
        .chain_update(body)
        .finalize()
        .into()
}

fn line_hash(study: &StudyId, head: &str, commit: &[u8; 32]) -> Hash {
    truncated(
        Sha256::new()
            .chain_update(&study.0)
            .chain_update("\n")
            .chain_update(head)
            .chain_update(commit),
    )
}

fn truncated(hasher: Sha256) -> Hash {
    let whole: [u8; 32] = hasher.finalize().into();
    let mut first = [0; 16];
    first.copy_from_slice(
        whole
            .first_chunk::<16>()
            .expect("32 bytes have a first half"),
    );
    Hash(first)
}
