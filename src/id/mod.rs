//! Names of things: refs, hashes, writers and the handles people type.
//!
//! Coders and people are named by their handles; everything else by the ref of the event that introduced it.
//! Each kind of thing has its own type, so that a code's ref cannot stand where a document's is wanted.
//! Handles are checked here and nowhere else; uniqueness is the study's business.

pub mod name;

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::hash::{BuildHasherDefault, Hasher};
use std::num::NonZeroU64;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};

use crate::id::name::Name;

/// The greatest number of a line: one more can always be counted.
pub const LAST_SEQ: u64 = 1 << 53;

/// The first 16 bytes of a line's SHA-256, written as 32 lower-case hex digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; 16]);

impl Hash {
    /// The ref of the line with this hash: its first eight bytes.
    pub fn line_ref(&self) -> Ref {
        let mut first = [0; 8];
        first.copy_from_slice(&self.0[..8]);
        Ref::new(u64::from_be_bytes(first))
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(&self.0, f)
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Hash {
    type Err = NotHex;

    fn from_str(text: &str) -> Result<Self, NotHex> {
        let mut bytes = [0; 16];
        decode_hex(text, &mut bytes)?;
        Ok(Self(bytes))
    }
}

/// The first 16 hex digits of a line's hash: how lines and the things they introduce name each other.
///
/// A study has very many that may be there or not, so none is zero and no room is needed to say so. No hash was ever seen to begin
/// with sixteen zeros; one that did would go by a one in the last place, wherever it is named.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ref(NonZeroU64);

impl Ref {
    /// The ref with these bits.
    pub fn new(bits: u64) -> Self {
        Self(NonZeroU64::new(bits).unwrap_or(NonZeroU64::MIN))
    }
}

/// The ref of no line.
impl Default for Ref {
    fn default() -> Self {
        Self::new(0)
    }
}

impl fmt::Display for Ref {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl fmt::Debug for Ref {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Ref {
    type Err = NotHex;

    fn from_str(text: &str) -> Result<Self, NotHex> {
        let mut bytes = [0; 8];
        decode_hex(text, &mut bytes)?;
        Ok(Self::new(u64::from_be_bytes(bytes)))
    }
}

/// A map by refs. A ref is the beginning of a SHA-256 and needs no hashing again.
pub type RefMap<K, V> = HashMap<K, V, BuildHasherDefault<AsItIs>>;

/// A set of refs.
pub type RefSet<K> = HashSet<K, BuildHasherDefault<AsItIs>>;

/// Takes a ref for its own hash.
#[derive(Clone, Copy, Debug, Default)]
pub struct AsItIs(u64);

impl Hasher for AsItIs {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, word: u64) {
        self.0 ^= word;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// The SHA-256 of a file's bytes, written as 64 lower-case hex digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// The digest of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The first eight hex digits, which stand in file names.
    pub fn short(&self) -> String {
        self.to_string().chars().take(8).collect()
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(&self.0, f)
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Digest {
    type Err = NotHex;

    fn from_str(text: &str) -> Result<Self, NotHex> {
        let mut bytes = [0; 32];
        decode_hex(text, &mut bytes)?;
        Ok(Self(bytes))
    }
}

/// The text was not lower-case hex of the length asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("is not lower-case hex digits of the right number")]
pub struct NotHex;

/// Fills `bytes` from exactly twice as many lower-case hex digits.
pub fn decode_hex(text: &str, bytes: &mut [u8]) -> Result<(), NotHex> {
    let digits = text.as_bytes();
    if digits.len() != bytes.len() * 2 {
        return Err(NotHex);
    }
    // Hashes are half of a journal, and their digits are random: a table has no branch to guess wrong.
    let mut seen = 0;
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let (high, low) = (NIBBLES[pair[0] as usize], NIBBLES[pair[1] as usize]);
        seen |= high | low;
        *byte = high << 4 | low;
    }
    if seen == NO_DIGIT {
        return Err(NotHex);
    }
    Ok(())
}

/// Writes bytes, 32 at most, as digits in one go: every name of a file and every line of a journal has some.
fn write_hex(bytes: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut digits = [0; 64];
    for (pair, byte) in digits.chunks_exact_mut(2).zip(bytes) {
        pair[0] = DIGITS[usize::from(byte >> 4)];
        pair[1] = DIGITS[usize::from(byte & 15)];
    }
    let written = std::str::from_utf8(&digits[..bytes.len() * 2]);
    f.write_str(written.map_err(|_| fmt::Error)?)
}

const DIGITS: [u8; 16] = *b"0123456789abcdef";

const NO_DIGIT: u8 = 0xff;

/// The value of each lower-case hex digit.
const NIBBLES: [u8; 256] = {
    let mut nibbles = [NO_DIGIT; 256];
    let mut value = 0;
    while value < 16 {
        nibbles[DIGITS[value as usize] as usize] = value;
        value += 1;
    }
    nibbles
};

macro_rules! written_as_hex {
    ($($name:ident)*) => {$(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                // The digits are read where they stand: a journal has too many of them to copy each out first.
                struct Digits;
                impl serde::de::Visitor<'_> for Digits {
                    type Value = $name;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str("lower-case hex digits")
                    }

                    fn visit_str<E: serde::de::Error>(self, digits: &str) -> Result<$name, E> {
                        digits.parse().map_err(E::custom)
                    }
                }
                deserializer.deserialize_str(Digits)
            }
        }
    )*};
}

written_as_hex! { Ref Hash Digest }

macro_rules! refs {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Ref);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

refs! {
    /// A document, by the line that added it.
    DocumentRef
    /// A revision of a document's text: the line that added the document, or a later revise.
    RevisionRef
    /// A code, by the line that added it.
    CodeRef
    /// A coding, by the line that added it.
    CodingRef
    /// A memo, by the line that first wrote it.
    MemoRef
    /// A decision, by the line that made it.
    DecisionRef
    /// A round, by the line that opened it.
    RoundRef
    /// A run of autocoding, by the line that began it.
    RunRef
    /// A user action, by its first line.
    ActionRef
}

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident($words:ty))*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub $words);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }
    )*};
}

names! {
    /// The study's own name, minted once by `init` and part of every line's hash.
    StudyId(String)
    /// One installation of one coder: the coder's slug, a hyphen and six base32 characters.
    Writer(Name)
    /// A coder, by handle.
    CoderId(Name)
    /// A person, by handle.
    PersonId(String)
}

/// The 32 symbols of a writer's random part: digits and letters without those that look alike.
pub const BASE32: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

impl Writer {
    /// Names a new installation of a coder from 30 random bits.
    pub fn mint(coder: &CoderId, random: u32) -> Self {
        let suffix: String = (0..6)
            .map(|i| BASE32[(random >> (5 * i) & 31) as usize] as char)
            .collect();
        Self(format!("{}-{suffix}", slug(&coder.0)).into())
    }
}

/// Folds a coder's handle to what may stand in a file name on every system.
pub fn slug(handle: &str) -> String {
    let folded: String = handle
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
        .take(24)
        .collect();
    if folded.is_empty() {
        "coder".to_owned()
    } else {
        folded
    }
}

/// Why a text cannot be a handle.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadHandle {
    /// It has no characters at all.
    #[error("a handle needs at least one character")]
    Empty,
    /// It has more than 64 characters.
    #[error("a handle has at most 64 characters; “{0}” has more")]
    TooLong(String),
    /// A character outside letters, digits, dot, underscore and hyphen, or a leading punctuation mark.
    #[error(
        "“{0}” is not a handle: use letters a-z, digits, dot, hyphen and underscore, and begin with a letter or digit"
    )]
    Characters(String),
}

/// Checks a handle against `[A-Za-z0-9][A-Za-z0-9._-]{0,63}`.
pub fn check_handle(text: &str) -> Result<(), BadHandle> {
    let mut characters = text.chars();
    match characters.next() {
        None => return Err(BadHandle::Empty),
        Some(first) if !first.is_ascii_alphanumeric() => {
            return Err(BadHandle::Characters(text.to_owned()));
        }
        Some(_) => {}
    }
    if !characters.all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-')) {
        return Err(BadHandle::Characters(text.to_owned()));
    }
    if text.len() > 64 {
        return Err(BadHandle::TooLong(text.to_owned()));
    }
    Ok(())
}
