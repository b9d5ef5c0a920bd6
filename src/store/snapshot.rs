//! A snapshot of a study's folder: what can be seen of it without reading a file.
//!
//! Two of them say whether something came, went or changed meanwhile. Nothing here tells what it says.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use crate::id::Writer;
use crate::store::journals;
use crate::store::layout::{Folder, segment_number};
use crate::store::{Doing, Refused};

/// What can be seen of a folder without reading a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    /// The journals, wherever below the journal folder they lie.
    journals: BTreeMap<PathBuf, Trace>,
    /// The names of texts, turns and frozen codebooks, which never change once they are written.
    files: Vec<PathBuf>,
}

/// What the disk tells of a file; nothing of one that it does not show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Trace {
    length: u64,
    /// Since 1970, where the disk keeps times.
    modified: Option<Duration>,
}

impl Trace {
    fn of(path: &Path) -> Self {
        // A file that went since it was listed will be missing at the next look.
        let Ok(about) = fs::metadata(path) else {
            return Self::default();
        };
        let modified = about.modified().ok();
        Self {
            length: about.len(),
            modified: modified.and_then(|at| at.duration_since(UNIX_EPOCH).ok()),
        }
    }
}

/// What is different between two snapshots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Nothing that is news.
    Nothing,
    /// Texts or frozen codebooks came or went.
    Files,
    /// A journal came, went or changed.
    Journals,
}

impl Snapshot {
    /// Looks at a study's folder.
    pub fn of(folder: &Folder) -> Result<Self, Refused> {
        let mut snapshot = Self::default();
        let (journals, _) = journals::files(folder)?;
        for path in journals {
            let trace = Trace::of(&path);
            snapshot.journals.insert(path, trace);
        }
        for part in [folder.texts(), folder.codebooks()] {
            match names(folder, &part) {
                // Git keeps no empty folder, so one may well be missing.
                Err(cause) if cause.kind() == io::ErrorKind::NotFound => {}
                other => snapshot.files.extend(other.map_err(Doing::List.to(&part))?),
            }
        }
        snapshot.files.sort();
        Ok(snapshot)
    }

    /// What is different in a later one; that a writer's own journal grew is nothing.
    pub fn change_to(&self, later: &Self, own: Option<&Writer>) -> Change {
        let grew = |path: &Path, now: &Trace| {
            let was = self.journals.get(path);
            is_of(own, path) && was.is_none_or(|was| was.length < now.length)
        };
        let is_gone = |path: &PathBuf| !later.journals.contains_key(path);
        let is_news = |(path, now): (&PathBuf, &Trace)| {
            self.journals.get(path) != Some(now) && !grew(path, now)
        };
        if self.journals.keys().any(is_gone) || later.journals.iter().any(is_news) {
            Change::Journals
        } else if self.files != later.files {
            Change::Files
        } else {
            Change::Nothing
        }
    }
}

/// Whether a file is a segment of a writer's own journal, and no copy of one.
fn is_of(writer: Option<&Writer>, path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy());
    writer
        .zip(name)
        .is_some_and(|(writer, name)| segment_number(writer, &name).is_some())
}

fn names(folder: &Folder, part: &Path) -> io::Result<Vec<PathBuf>> {
    let listed = folder.disk.list(part)?;
    listed.map(|entry| Ok(entry?.path())).collect()
}
