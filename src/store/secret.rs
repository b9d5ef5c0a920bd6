//! The key of a coder on this machine for a study: what is locked for them is opened with it.
//!
//! It never leaves the machine. A lost key costs what was locked with it and not revealed yet, and nothing else.

use std::path::PathBuf;

use crate::id::{CoderId, slug};
use crate::store::Refused;
use crate::store::atomic::{self, Existing};
use crate::store::disk;
use crate::store::state::State;

impl State {
    /// The key as it was written; nothing where there is none.
    pub fn key(&self, coder: &CoderId) -> Option<String> {
        disk::read_words(self.folder.disk.as_ref(), &self.key_of(coder)).ok()
    }

    /// Keeps a key.
    pub fn keep_key(
        &self,
        coder: &CoderId,
        (written, existing): (&str, Existing),
    ) -> Result<(), Refused> {
        self.prepare()?;
        let words = format!("{written}\n");
        let path = self.key_of(coder);
        atomic::write(self.folder.disk.as_ref(), &path, words.as_bytes(), existing)
    }

    /// The file lies in a folder that nobody else may look into.
    fn key_of(&self, coder: &CoderId) -> PathBuf {
        self.place().join(format!("key-{}.txt", slug(&coder.0)))
    }
}
