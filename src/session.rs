//! The session: an open study, and the one way to change it.
//!
//! Disk first, then memory: an action is appended and synced before the study in memory knows of it, and what the disk refused
//! never happened. Time, randomness and places come in as a [`Host`], so that tests and the demo can fix them. Reading never
//! writes.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use rand::Rng as _;

use crate::codebook::Frozen;
use crate::document::texts::{Passage, Texts};
use crate::document::{Document, Turns};
use crate::event::Event;
use crate::event::study::{CoderJoin, CoderRole, Runs, Seen, WriterOpen};
use crate::filter::View;
use crate::id::{CoderId, Digest, Ref, RevisionRef, RoundRef, StudyId, Writer};
use crate::journal::Line;
use crate::problem::Problem;
use crate::store::damage::Damage;
use crate::store::layout::{Folder, FolderError};
use crate::store::texts::{Kept, Shelf};
use crate::store::{Refused, journals};
use crate::study::Study;
use crate::study::draft::{Draft, TooLong};
use crate::text::Text;

/// What the machine brings: the clock, chance, and where machine-local things live.
pub struct Host {
    /// The time as it will stand in lines, `YYYY-MM-DDThh:mm:ssZ`.
    pub now: Box<dyn Fn() -> String>,
    /// A random number.
    pub random: Box<dyn Fn() -> u64>,
    /// The folder for locks, writers' identities and shadows.
    pub state: PathBuf,
}

impl Host {
    /// The real machine, with its state folder.
    pub fn real(state: PathBuf) -> Self {
        Self {
            now: Box::new(|| jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()),
            random: Box::new(|| rand::rng().next_u64()),
            state,
        }
    }

    fn salt(&self) -> [u8; 16] {
        let mut salt = [0; 16];
        let (first, second) = salt.split_at_mut(8);
        first.copy_from_slice(&(self.random)().to_le_bytes());
        second.copy_from_slice(&(self.random)().to_le_bytes());
        salt
    }

    /// A name for a new study: 80 random bits.
    pub fn study_id(&self) -> StudyId {
        StudyId(format!("s{:016x}{:04x}", (self.random)(), (self.random)() & 0xffff))
    }
}
