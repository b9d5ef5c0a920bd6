//! The disk: how a study lies in a folder, and what this machine keeps beside it.
//!
//! Only these modules may open a file. They hand out verified lines and whole files, never a study: what lines mean is decided
//! above. Nothing here reads a clock, the environment or randomness; those come as arguments.
//!
//! | question | module |
//! |---|---|
//! | which folder is a study, what its files are called | [`layout`] |
//! | what all journals say, and what in them is damaged | [`journals`], [`damage`] |
//! | which copies end in the middle of a line and tell nothing | `half` |
//! | who writes here, and which of its lines this machine has acknowledged | [`state`] |
//! | one durable append, and putting right what a crash or a sync tool did | [`writer`], `own`, [`mend`] |
//! | what the disk is asked to do, and how whole files are written | [`disk`], [`atomic`] |
//! | texts, turns, codebooks and sources by their hash | [`texts`] |
//! | what was taken back for good | [`withdrawn`] |
//! | the key that opens what is sealed | [`secret`] |
//! | marks that git left in journals | [`merged`] |
//! | which study a folder holds whose own word for it is gone | [`lost`] |
//! | what else lies in the folder: copies, drafts, strays | [`checkup`] |
//! | files that the user names | [`outside`] |
//! | what others write while the study is open | [`snapshot`], [`watch`] |
#![deny(clippy::indexing_slicing)]

pub mod disk;
pub mod atomic;
pub mod layout;
pub mod damage;
mod blank;
mod half;
pub mod journals;
pub mod texts;
pub mod outside;
pub mod mend;
mod own;
pub(crate) mod intact;
pub mod writer;
pub mod state;
pub mod withdrawn;
pub mod secret;
pub mod beside;
pub mod merged;
pub mod lost;
pub mod checkup;
pub mod snapshot;
pub mod watch;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// The disk refused: what was asked of it, with which file, and what it said.
#[derive(Debug, thiserror::Error)]
#[error("cannot {doing} {}: {cause}", path.display())]
pub struct Refused {
    /// What was asked.
    pub doing: Doing,
    /// The file or folder.
    pub path: PathBuf,
    /// What the disk said.
    #[source]
    pub cause: io::Error,
}

/// What can be asked of the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// To read a file.
    Read,
    /// To list a folder.
    List,
    /// To make a file or folder.
    Create,
    /// To write into a file.
    Write,
    /// To bring what was written safely to disk.
    Sync,
    /// To take bytes off the end of a file.
    Cut,
    /// To remove a file.
    Remove,
    /// To lock a file against other processes.
    Lock,
    /// To be told what changes in a folder.
    Watch,
}

impl fmt::Display for Doing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Read => "read",
            Self::List => "list",
            Self::Create => "create",
            Self::Write => "write",
            Self::Sync => "bring safely to disk",
            Self::Cut => "shorten",
            Self::Remove => "remove",
            Self::Lock => "lock",
            Self::Watch => "watch",
        })
    }
}

impl Doing {
    /// Names the file and the deed in an error of the disk.
    pub fn to(self, path: &Path) -> impl FnOnce(io::Error) -> Refused {
        let path = path.to_owned();
        move |cause| Refused {
            doing: self,
            path,
            cause,
        }
    }
}
