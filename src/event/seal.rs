//! Events of sealing: what a coder writes in a sealed round is locked for themselves and those who watch over it, until its key is
//! revealed. Lines are never written again: what is sealed stays as it is, and opens.

use serde::{Deserialize, Serialize};

use crate::id::{CoderId, Ref, RoundRef};

/// A coder's installation says what others lock for it with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyPublish {
    pub coder: CoderId,
    /// An age recipient.
    pub recipient: String,
}

/// An installation begins to seal in a round, with a key that it made for it alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealOpen {
    pub round: RoundRef,
    /// The age recipient of the key.
    pub recipient: String,
    /// The key, locked for the coder and for the leads who watch over the round: an age file in base64.
    pub locked: String,
}

/// An event that nobody can read who has not the key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    /// The line that began to seal.
    pub seal: Ref,
    /// The event as it is written, filled up with blanks, locked: an age file in base64.
    pub locked: String,
}

/// The key of a seal is told to everybody: the round is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reveal {
    pub seal: Ref,
    /// The age identity.
    pub key: String,
}
