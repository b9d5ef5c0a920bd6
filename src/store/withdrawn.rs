//! Words that were taken back, taken out of what this machine keeps: its journals, their shadows, the files they name.
//!
//! Blanking is the one rewriting there is, by atomic replace; a blanked line still verifies. A machine blanks the journals of its own
//! writers, each under its lock, so that nobody else ever writes into a file that is somebody's. What is left in the journals of
//! others is counted. A tail that a crash tore off may hold words too, and goes with them.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io;
use std::path::{Path, PathBuf};

use crate::id::{Digest, Ref, Writer};
use crate::journal::{self, Body};
use crate::problem::Problem;
use crate::store::atomic::{self, Existing, UNFINISHED};
use crate::store::damage::{judge, pieces};
use crate::store::disk;
use crate::store::journals;
use crate::store::layout;
use crate::store::state::{State, lock};
use crate::store::texts::Shelf;
use crate::store::writer::Home;
use crate::store::{Doing, Refused};

/// What is to be taken out.
#[derive(Clone, Debug, Default)]
pub struct Orders {
    /// The withdrawals, by their lines.
    pub withdrawals: BTreeSet<Ref>,
    /// Lines whose words go.
    pub lines: HashSet<Ref>,
    /// Files that go.
    pub files: BTreeSet<Digest>,
    /// Files that something in force names.
    pub kept: BTreeSet<Digest>,
}

/// That it could not be noted where something was written.
pub fn not_noted(refused: &Refused) -> Problem {
    Problem::new(
        "this computer",
        format!("could not note where it was written: {refused}"),
        "a later withdrawal will not name this file",
    )
}

/// Whose journals are blanked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Those of this machine's writers.
    Own,
    /// Everybody's: for a folder whose other installations are gone.
    Everybody,
}

/// What was taken out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cleared {
    /// How many lines lost their words, in journals of the folder.
    pub lines: u64,
    /// How many in shadows of this machine.
    pub shadow: u64,
    /// Files that were removed, by where they lay.
    pub files: Vec<PathBuf>,
    /// What a crash had torn off, removed from this machine.
    pub torn: u64,
    /// Lines that still hold their words, by the writer whose journal they lie in.
    pub waiting: BTreeMap<String, u64>,
    /// Writers of this machine that another process holds: it does its part itself.
    pub busy: Vec<Writer>,
}

impl Cleared {
    /// Whether anything was taken out.
    pub fn is_any(&self) -> bool {
        self.lines + self.shadow + self.torn > 0 || !self.files.is_empty()
    }
}

/// Where a machine notes which files it wrote from the study.
const WRITTEN: &str = "written.txt";

/// Where a machine notes which withdrawals it has obeyed.
const OBEYED: &str = "withdrawn.txt";

impl State {
    /// The withdrawals that this machine has obeyed.
    pub fn obeyed(&self) -> BTreeSet<Ref> {
        let note = disk::read_words(self.folder.disk.as_ref(), &self.place().join(OBEYED));
        let note = note.unwrap_or_default();
        note.lines().filter_map(|line| line.parse().ok()).collect()
    }

    /// The files that were written from the study on this machine, as far as it noted them, each with whether it is still there.
    pub fn written(&self) -> Vec<(PathBuf, bool)> {
        let note = disk::read_words(self.folder.disk.as_ref(), &self.place().join(WRITTEN));
        let note = note.unwrap_or_default();
        let paths: BTreeSet<PathBuf> = note.lines().map(PathBuf::from).collect();
        let with = |path: PathBuf| {
            let is_there = path.exists();
            (path, is_there)
        };
        paths.into_iter().map(with).collect()
    }

    /// Notes files that were written from the study.
    pub fn note_written(&self, paths: &[PathBuf]) -> Result<(), Refused> {
        let known: BTreeSet<PathBuf> = self.written().into_iter().map(|(path, _)| path).collect();
        let whole = paths
            .iter()
            .map(|path| path.canonicalize().unwrap_or_else(|_| path.clone()));
        let new = whole.filter(|path| !known.contains(path));
        let lines: String = new.map(|path| format!("{}\n", path.display())).collect();
        if lines.is_empty() {
            return Ok(());
        }
        self.prepare()?;
        let path = self.place().join(WRITTEN);
        let added = disk::add(self.folder.disk.as_ref(), &path, lines.as_bytes());
        added.map(drop).map_err(|failed| failed.refused)
    }

    /// The writers of this machine.
    pub fn writers_here(&self) -> Result<Vec<Writer>, Refused> {
        Ok(self.homes()?.into_keys().collect())
    }

    /// Takes out what was taken back. No writer of this machine may be held by whoever calls.
    pub fn clear(&self, orders: &Orders, reach: Reach) -> Result<Cleared, Refused> {
        let mut cleared = Cleared::default();
        let mut held = Vec::new();
        for (writer, place) in self.homes()? {
            match lock(self.folder.disk.as_ref(), &writer, &place)? {
                Some(home) => {
                    self.clear_home(&home, orders, &mut cleared)?;
                    held.push(home);
                }
                None => cleared.busy.push(writer),
            }
        }
        let is_ours = |writer: &Writer| held.iter().any(|home| home.writer == *writer);
        let (files, _) = journals::files(&self.folder)?;
        for path in files {
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let writer = layout::writer_named(&name);
            let may = reach == Reach::Everybody || writer.as_ref().is_some_and(is_ours);
            let found = self.blank(&path, orders, may)?;
            match may {
                true => cleared.lines += found,
                false if found > 0 => {
                    let whose = writer.map_or(name, |writer| writer.0.into());
                    *cleared.waiting.entry(whose).or_default() += found;
                }
                false => {}
            }
        }
        // Copies of journals that were put away are this machine's own, whoever wrote them.
        for path in self.files_in(&self.place().join("copies"))? {
            cleared.shadow += self.blank(&path, orders, true)?;
        }
        self.remove_files(orders, &mut cleared)?;
        if cleared.busy.is_empty() {
            self.note_obeyed(orders)?;
        }
        Ok(cleared)
    }

    /// Takes the words out of what one writer keeps on this machine.
    fn clear_home(
        &self,
        home: &Home,
        orders: &Orders,
        cleared: &mut Cleared,
    ) -> Result<(), Refused> {
        let shadow = Home::shadow(&self.folder.disk, &home.folder, &home.writer);
        for segment in shadow.segments()?.into_keys() {
            cleared.shadow += self.blank(&shadow.path(segment), orders, true)?;
        }
        let torn = home.folder.join("torn");
        for path in self.files_in(&torn)? {
            self.folder
                .disk
                .as_ref()
                .remove(&path)
                .map_err(Doing::Remove.to(&path))?;
            cleared.torn += 1;
        }
        Ok(())
    }

    /// Blanks the lines of a file, where that may be; gives how many there are.
    fn blank(&self, path: &Path, orders: &Orders, may: bool) -> Result<u64, Refused> {
        let bytes = match disk::read(self.folder.disk.as_ref(), path) {
            // Gone since it was listed, or never downloaded: there is nothing to take out of it here.
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(0),
            other => other.map_err(Doing::Read.to(path))?,
        };
        let (mut blanked, mut count) = (Vec::with_capacity(bytes.len()), 0);
        for piece in pieces(&bytes) {
            let judged = judge(&self.folder.study, piece);
            let goes = judged
                .line
                .is_some_and(|line| orders.lines.contains(&line.id()) && line.body != Body::Blank);
            let words = std::str::from_utf8(judged.words).ok();
            match words.filter(|_| goes).map(journal::blank) {
                Some(Ok(blank)) => {
                    count += 1;
                    blanked.extend_from_slice(blank.as_bytes());
                    blanked.push(b'\n');
                }
                Some(Err(_)) | None => blanked.extend_from_slice(piece),
            }
        }
        if may && count > 0 {
            atomic::write(self.folder.disk.as_ref(), path, &blanked, Existing::Replace)?;
        }
        Ok(count)
    }

    fn remove_files(&self, orders: &Orders, cleared: &mut Cleared) -> Result<(), Refused> {
        let shelf = Shelf::list(&self.folder)?;
        let kept: BTreeSet<String> = orders.kept.iter().map(Digest::short).collect();
        for gone in &orders.files {
            for path in shelf.places(gone) {
                // A file that was changed by hand may hold the words all the same, unless its name is also that of another one.
                let is_shared = kept.contains(&gone.short());
                if is_shared && !self.is_file(&path, gone) {
                    continue;
                }
                self.folder
                    .disk
                    .as_ref()
                    .remove(&path)
                    .map_err(Doing::Remove.to(&path))?;
                cleared.files.push(path);
            }
        }
        let folder = &self.folder;
        for part in [
            folder.texts(),
            folder.codebooks(),
            folder.sources(),
            folder.journal(),
        ] {
            for path in self.files_in(&part)? {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                if name.starts_with(UNFINISHED) {
                    self.folder
                        .disk
                        .as_ref()
                        .remove(&path)
                        .map_err(Doing::Remove.to(&path))?;
                    cleared.files.push(path);
                }
            }
            if part.is_dir() {
                atomic::sync_folder(self.folder.disk.as_ref(), &part)?;
            }
        }
        Ok(())
    }

    fn is_file(&self, path: &Path, digest: &Digest) -> bool {
        disk::read(self.folder.disk.as_ref(), path).is_ok_and(|bytes| Digest::of(&bytes) == *digest)
    }

    fn files_in(&self, folder: &Path) -> Result<Vec<PathBuf>, Refused> {
        let entries = match self.folder.disk.as_ref().list(folder) {
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            other => other.map_err(Doing::List.to(folder))?,
        };
        let mut files = Vec::new();
        for entry in entries {
            let path = entry.map_err(Doing::List.to(folder))?.path();
            if path.is_file() {
                files.push(path);
            }
        }
        Ok(files)
    }

    fn note_obeyed(&self, orders: &Orders) -> Result<(), Refused> {
        if orders.withdrawals.is_empty() || self.obeyed() == orders.withdrawals {
            return Ok(());
        }
        self.prepare()?;
        let lines = orders.withdrawals.iter().map(|id| format!("{id}\n"));
        let words: String = lines.collect();
        let path = self.place().join(OBEYED);
        atomic::write(
            self.folder.disk.as_ref(),
            &path,
            words.as_bytes(),
            Existing::Replace,
        )
    }
}
