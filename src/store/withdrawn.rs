//! Words that were taken back, taken out of what this machine keeps: its journals, their shadows, the files they name.
//!
//! Blanking is the one rewriting there is, by atomic replace; a blanked line still verifies. A machine blanks the lines of its own
//! writers, each under its lock, wherever they stand but in a journal that is somebody else's, so that nobody ever writes into that.
//! What is left of others is counted. What is no whole line any more may hold words too: a damaged form of a line whose words go gives
//! way to its blank, and a tail that a crash tore off goes with them.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io;
use std::path::{Path, PathBuf};

use crate::id::{Digest, Ref, Writer};
use crate::problem::Problem;
use crate::store::atomic::{self, Existing, UNFINISHED};
use crate::store::blank::{Blanked, Blanks};
use crate::store::disk::{self, Drive};
use crate::store::journals;
use crate::store::layout::{is_own, writer_named};
use crate::store::own::Side;
use crate::store::state::{State, lock};
use crate::store::texts::{Shelf, named_short, without_cr};
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
    /// Whether nothing of this machine's writers is left in the folder.
    pub is_done: bool,
}

/// What still holds words that should be gone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Left {
    /// Lines in the journals of the folder, by their writers.
    pub lines: BTreeMap<Writer, u64>,
    /// Lines in what this machine keeps beside the folder.
    pub kept: u64,
    /// Files.
    pub files: Vec<PathBuf>,
}

impl Cleared {
    /// Whether anything was taken out.
    pub fn is_any(&self) -> bool {
        self.lines + self.shadow + self.torn > 0 || !self.files.is_empty()
    }

    /// Whether any of it is worth telling: what a crash tore off was never saved.
    pub fn is_told(&self) -> bool {
        self.lines + self.shadow > 0 || !self.files.is_empty()
    }
}

/// Where a machine notes which files it wrote from the study.
const WRITTEN: &str = "written.txt";

/// Where a machine notes which withdrawals it has obeyed.
const OBEYED: &str = "withdrawn.txt";

/// Where a machine notes which of its entries may hold what was withdrawn, since they were written without knowing of it.
const UNAWARE: &str = "unaware.txt";

/// Where a machine notes for which withdrawals it looked its entries through.
const LOOKED_THROUGH: &str = "looked-through.txt";

impl State {
    /// The withdrawals that this machine has obeyed.
    pub fn obeyed(&self) -> BTreeSet<Ref> {
        self.noted(OBEYED)
    }

    /// The entries of this machine that were written without knowing of a withdrawal, and may hold the words.
    pub fn unaware(&self) -> BTreeSet<Ref> {
        self.noted(UNAWARE)
    }

    /// The withdrawals for which the entries of this machine were looked through.
    pub fn looked_through(&self) -> BTreeSet<Ref> {
        self.noted(LOOKED_THROUGH)
    }

    /// Notes such entries beside those that are known, and that these withdrawals were looked through: once the texts are gone it
    /// cannot be done again.
    pub fn note_unaware(
        &self,
        entries: &[Ref],
        withdrawals: &BTreeSet<Ref>,
    ) -> Result<(), Refused> {
        let mut all = self.unaware();
        let known = all.len();
        all.extend(entries);
        if all.len() > known {
            self.write_note(UNAWARE, &all)?;
        }
        self.write_note(LOOKED_THROUGH, withdrawals)
    }

    fn noted(&self, name: &str) -> BTreeSet<Ref> {
        let note = disk::read_words(self.folder.disk.as_ref(), &self.place().join(name));
        let note = note.unwrap_or_default();
        note.lines().filter_map(|line| line.parse().ok()).collect()
    }

    fn write_note(&self, name: &str, refs: &BTreeSet<Ref>) -> Result<(), Refused> {
        self.prepare()?;
        let words: String = refs.iter().map(|id| format!("{id}\n")).collect();
        let path = self.place().join(name);
        atomic::write(self.disk(), &path, words.as_bytes(), Existing::Replace)
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

    /// The writers of this machine, those too under which it wrote while the folder lay elsewhere.
    pub fn writers_here(&self) -> Result<Vec<Writer>, Refused> {
        let mut writers: BTreeSet<Writer> = self.homes()?.into_keys().collect();
        for state in self.forsaken()? {
            writers.extend(state.homes()?.into_keys());
        }
        Ok(writers.into_iter().collect())
    }

    /// Takes out what was taken back. No writer of this machine may be held by whoever calls.
    pub fn clear(&self, orders: &Orders, reach: Reach) -> Result<Cleared, Refused> {
        let mut cleared = Cleared::default();
        let mut held = Vec::new();
        let mut states = self.forsaken()?;
        states.push(self.clone());
        for (writer, place) in homes(&states)? {
            match lock(self.disk(), &writer, &place)? {
                Some(home) => held.push(home),
                None => cleared.busy.push(writer),
            }
        }
        for home in &held {
            self.settle(home)?;
        }
        let (journals, _) = journals::files(&self.folder)?;
        let mut kept = Vec::new();
        for home in &held {
            let shadow = Home::shadow(&self.folder.disk, &home.folder, &home.writer);
            let segments = shadow.segments()?.into_keys();
            kept.extend(segments.map(|segment| shadow.path(segment)));
        }
        // Copies of journals that were put away are this machine's own, whoever wrote them.
        for state in &states {
            kept.extend(self.files_in(&state.place().join("copies"))?);
        }
        let mut blanks = Blanks::of(&self.folder.study, &orders.lines);
        for path in journals.iter().chain(&kept) {
            blanks.note(&self.bytes(path)?);
        }
        for path in &kept {
            cleared.shadow += self.blank(path, &blanks, |_| true)?.count;
        }
        let is_ours = |writer: &Writer| held.iter().any(|home| home.writer == *writer);
        for path in &journals {
            let may = |writer: &Writer| match reach {
                Reach::Everybody => true,
                Reach::Own => is_ours(writer) && !self.is_of_others(path, is_ours),
            };
            let blanked = self.blank(path, &blanks, may)?;
            cleared.lines += blanked.count;
            for (writer, count) in blanked.waiting {
                *cleared.waiting.entry(writer.0.into()).or_default() += count;
            }
        }
        for home in &held {
            cleared.torn += self.empty(&home.folder.join("torn"))?;
        }
        self.remove_files(orders, &mut cleared)?;
        let is_left = |home: &Home| cleared.waiting.contains_key(home.writer.0.as_str());
        cleared.is_done = cleared.busy.is_empty() && !held.iter().any(is_left);
        Ok(cleared)
    }

    /// What should be gone and still holds its words. Nothing is changed.
    pub fn left(&self, orders: &Orders) -> Result<Left, Refused> {
        let mut left = Left::default();
        let blanks = Blanks::of(&self.folder.study, &orders.lines);
        for path in journals::files(&self.folder)?.0 {
            let found = blanks.out_of(&self.bytes(&path)?, |_| false);
            for (writer, count) in found.waiting {
                *left.lines.entry(writer).or_default() += count;
            }
        }
        let mut states = self.forsaken()?;
        states.push(self.clone());
        let mut kept = Vec::new();
        for (_, place) in homes(&states)? {
            kept.extend(self.files_in(&place.join("shadow"))?);
        }
        for state in &states {
            kept.extend(self.files_in(&state.place().join("copies"))?);
        }
        for path in kept {
            let found = blanks.out_of(&self.bytes(&path)?, |_| true);
            left.kept += found.count;
        }
        let shelf = Shelf::list(&self.folder)?;
        for gone in &orders.files {
            let places = shelf.places(gone).into_iter();
            left.files
                .extend(places.filter(|path| self.holds(path, gone, &orders.kept)));
        }
        Ok(left)
    }

    /// Notes that the withdrawals were obeyed here.
    pub fn note_obeyed(&self, orders: &Orders) -> Result<(), Refused> {
        if orders.withdrawals.is_empty() || self.obeyed() == orders.withdrawals {
            return Ok(());
        }
        self.write_note(OBEYED, &orders.withdrawals)
    }

    /// Removes what crashes tore off the journals of this machine and what was damaged in them; how many files.
    pub fn forget_torn(&self) -> Result<u64, Refused> {
        let mut removed = 0;
        for place in self.homes()?.into_values() {
            removed += self.empty(&place.join("torn"))?;
        }
        Ok(removed)
    }

    /// Whether anything lies here that a crash tore off.
    pub fn has_torn(&self) -> Result<bool, Refused> {
        for place in self.homes()?.into_values() {
            if !self.files_in(&place.join("torn"))?.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn disk(&self) -> &dyn disk::Disk {
        self.folder.disk.as_ref()
    }

    /// Sets the unfinished ends of a writer's journal and shadow aside, as the next change would.
    fn settle(&self, home: &Home) -> Result<(), Refused> {
        let aside = home.folder.join("torn");
        let journal = Side {
            folder: self.folder.journal(),
            writer: home.writer.clone(),
            disk: Drive::clone(&self.folder.disk),
        };
        let shadow = Home::shadow(&self.folder.disk, &home.folder, &home.writer);
        for side in [journal, shadow] {
            // What is set aside is removed at once, so nobody needs to be told where it lies.
            drop(side.settle(&self.folder.study, (&aside, None))?);
        }
        Ok(())
    }

    /// Whether a file is the journal of another writer than these.
    fn is_of_others(&self, path: &Path, is_ours: impl Fn(&Writer) -> bool) -> bool {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let writer = writer_named(&name);
        is_own(&self.folder, path) && !writer.is_some_and(|writer| is_ours(&writer))
    }

    /// Blanks the lines of a file, those that may be; says what was found.
    fn blank(
        &self,
        path: &Path,
        blanks: &Blanks<'_>,
        may: impl Fn(&Writer) -> bool,
    ) -> Result<Blanked, Refused> {
        let blanked = blanks.out_of(&self.bytes(path)?, may);
        if blanked.count > 0 {
            atomic::write(self.disk(), path, &blanked.bytes, Existing::Replace)?;
        }
        Ok(blanked)
    }

    /// The bytes of a file. Of one that is gone since it was listed, or was never downloaded, there are none to take anything out of.
    fn bytes(&self, path: &Path) -> Result<Vec<u8>, Refused> {
        match disk::read(self.disk(), path) {
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            other => other.map_err(Doing::Read.to(path)),
        }
    }

    fn remove_files(&self, orders: &Orders, cleared: &mut Cleared) -> Result<(), Refused> {
        let shelf = Shelf::list(&self.folder)?;
        for gone in &orders.files {
            for path in shelf.places(gone) {
                if self.holds(&path, gone, &orders.kept) {
                    self.remove(&path)?;
                    cleared.files.push(path);
                }
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
                    self.remove(&path)?;
                    cleared.files.push(path);
                }
            }
            if part.is_dir() {
                atomic::sync_folder(self.disk(), &part)?;
            }
        }
        Ok(())
    }

    /// Whether a file holds what should be gone: these very words, or, where it was changed by hand, its place in the name says so.
    /// What something in force names stays, whatever its file is called.
    fn holds(&self, path: &Path, gone: &Digest, kept: &BTreeSet<Digest>) -> bool {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let is_called = || {
            let short = named_short(&name);
            short == Some(&gone.short()) && !kept.iter().any(|kept| Some(&*kept.short()) == short)
        };
        match disk::read(self.disk(), path) {
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => false,
            Err(_) => is_called(),
            Ok(bytes) => {
                let digests = [Digest::of(&bytes), Digest::of(&without_cr(bytes))];
                let is_kept = digests.iter().any(|digest| kept.contains(digest));
                !is_kept && (digests.contains(gone) || is_called())
            }
        }
    }

    fn remove(&self, path: &Path) -> Result<(), Refused> {
        match self.disk().remove(path) {
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(()),
            other => other.map_err(Doing::Remove.to(path)),
        }
    }

    /// Removes the files of a folder; how many.
    fn empty(&self, folder: &Path) -> Result<u64, Refused> {
        let files = self.files_in(folder)?;
        files.iter().try_for_each(|path| self.remove(path))?;
        Ok(files.len() as u64)
    }

    fn files_in(&self, folder: &Path) -> Result<Vec<PathBuf>, Refused> {
        let entries = match self.disk().list(folder) {
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
}

/// The writers that several states hold, each with its folder.
fn homes(states: &[State]) -> Result<Vec<(Writer, PathBuf)>, Refused> {
    let mut all = Vec::new();
    for state in states {
        all.extend(state.homes()?);
    }
    Ok(all)
}
