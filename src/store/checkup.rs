//! A checkup: what lies in a study's folder beside the lines and texts that make the study.
//!
//! Sync tools leave copies, crashes leave drafts, people leave files. None of it changes what a study says, and none of it is
//! touched unless somebody asks. What is asked for is only what loses nothing: a copy leaves the folder only where every line of
//! it also stands in a journal of its writer's own, and then it is kept in this machine's state.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use crate::id::{Digest, Hash, Writer};
use crate::store::atomic::{self, Existing, UNFINISHED};
use crate::store::blank::{Blanks, without_words};
use crate::store::damage::{Damage, End, What, judge, pieces};
use crate::store::disk::{self, Readers};
use crate::store::journals::{self, OneJournal, is_journal};
use crate::store::layout::{
    self, ATTRIBUTES, BOTH_SIDES, Folder, NO_CONVERSION, is_own, writer_named,
};
use crate::store::state::lock;
use crate::store::withdrawn::Orders;
use crate::store::writer::Home;
use crate::store::{Doing, Refused, half, merged};

/// What lies in a study's folder beside what makes the study.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checkup {
    /// How many files hold lines.
    pub journals: usize,
    /// Journals in which git left its marks, and which are whole without them.
    pub merged: Vec<PathBuf>,
    /// Journals with lines that end with CR LF.
    pub converted: Vec<PathBuf>,
    /// Journals that are no writer's own.
    pub copies: Vec<JournalCopy>,
    /// Files among the journals that are none.
    pub strays: Vec<PathBuf>,
    /// Files that were never finished, each with the time since 1970 when it was last written.
    pub drafts: Vec<(PathBuf, Duration)>,
    /// Whether git may change the ends of lines.
    pub may_be_converted: bool,
    /// Whether git is told to keep the lines of both sides where it merges journals.
    pub are_merged_by_git: bool,
}

/// A journal that is no writer's own: a sync tool or a person made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalCopy {
    /// The file, from the study's folder.
    pub file: PathBuf,
    /// Whose journal it is a copy of, as far as its lines or its name tell.
    pub writer: Option<Writer>,
    /// How many different lines verified.
    pub lines: usize,
    /// How many of them stand in no writer's own journal.
    pub alone: usize,
    /// Whether all of it verified.
    pub is_whole: bool,
    /// Whether it ends in the middle of a line, and a writer's own journal has all its whole lines and one that begins as it ends; or
    /// begins with the very same bytes.
    pub is_beginning: bool,
    /// Whether it is a copy of a journal of this machine, and each of its damaged lines is the damaged form of one that stands intact in
    /// a writer's own journal.
    pub is_intact_elsewhere: bool,
}

impl JournalCopy {
    /// Whether nothing is lost without it. An empty one may be all that a cloud has brought of it so far.
    pub fn is_needless(&self) -> bool {
        let all_stands_elsewhere = self.alone == 0 && (self.is_whole || self.is_intact_elsewhere);
        self.is_beginning || (self.lines > 0 && all_stands_elsewhere)
    }
}

impl Checkup {
    /// Looks through a study's folder and what this machine keeps of it. Nothing is changed.
    pub fn of(folder: &Folder, state: &Path) -> Result<Self, Refused> {
        let mut checkup = Self::default();
        checkup.look_at_journals(folder, &state.join("writers"))?;
        checkup.look_beside_journals(folder, &folder.journal())?;
        let mut places = vec![folder.root.clone()];
        places.extend([folder.journal(), folder.texts()]);
        places.extend([folder.codebooks(), folder.sources(), state.to_owned()]);
        for place in &places {
            checkup.look_for_drafts(place)?;
        }
        for home in entries(&state.join("writers"))? {
            for place in [home.join("shadow"), home.join("torn"), home] {
                checkup.look_for_drafts(&place)?;
            }
        }
        checkup.drafts.sort();
        checkup.strays.sort();
        let rules = attributes(folder)?.unwrap_or_default();
        checkup.may_be_converted = !has_rule(&rules, NO_CONVERSION);
        checkup.are_merged_by_git = has_rule(&rules, BOTH_SIDES);
        Ok(checkup)
    }

    /// Whose journal, or a copy of it, a file is.
    pub fn whose(&self, file: &Path) -> Option<Writer> {
        let copy = self.copies.iter().find(|copy| copy.file == file);
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        copy.map_or_else(|| writer_named(&name), |copy| copy.writer.clone())
    }

    fn look_at_journals(&mut self, folder: &Folder, writers: &Path) -> Result<(), Refused> {
        let read = journals::read_each(folder)?;
        let known: HashSet<Hash> = read.iter().flat_map(hashes).collect();
        let converted = read.iter().filter(|journal| journal.converted > 0);
        self.converted = converted
            .map(|journal| from_root(folder, &journal.path))
            .collect();
        for journal in read.iter().filter(|journal| journal.has_marks()) {
            let bytes = disk::read(&*folder.disk, &journal.path);
            let bytes = bytes.map_err(Doing::Read.to(&journal.path))?;
            if merged::without_marks((folder, &known), &bytes).is_some() {
                self.merged.push(from_root(folder, &journal.path));
            }
        }
        let (own, copies): (Vec<OneJournal>, Vec<OneJournal>) = read
            .into_iter()
            .partition(|journal| is_own(folder, &journal.path));
        let own_lines = own.iter().flat_map(|journal| &journal.lines);
        let known: HashSet<Hash> = own_lines.clone().map(|line| line.hash).collect();
        let numbered: HashSet<(&Writer, u64)> = own_lines
            .map(|line| (&line.head.writer, line.head.seq))
            .collect();
        let stands_intact = |damage: &Damage| {
            let is_line = matches!(damage.what, What::NotText | What::Unverified(_));
            let of = damage.writer.as_ref().zip(damage.seq);
            is_line && of.is_some_and(|of| numbered.contains(&of) && writers.join(&of.0.0).is_dir())
        };
        self.journals = own.len();
        let places: Vec<&Path> = own.iter().map(|own| own.path.as_path()).collect();
        for OneJournal {
            path,
            lines,
            is_whole,
            damage,
            ..
        } in copies
        {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let said = lines.first().map(|line| line.head.writer.clone());
            let different: HashSet<Hash> = lines.iter().map(|line| line.hash).collect();
            self.copies.push(JournalCopy {
                writer: said.or_else(|| writer_named(&name)),
                lines: different.len(),
                alone: different.difference(&known).count(),
                is_intact_elsewhere: !is_whole && damage.iter().all(stands_intact),
                is_beginning: !is_whole
                    && (is_beginning(folder, &path, &own)
                        || half::adds_nothing(folder, (&path, &lines, &damage), (&places, &known))),
                file: from_root(folder, &path),
                is_whole,
            });
        }
        Ok(())
    }

    fn look_beside_journals(&mut self, folder: &Folder, place: &Path) -> Result<(), Refused> {
        for path in entries(place)? {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let is_known = is_journal(&name)
                || layout::named_by_placeholder(&name).is_some_and(is_journal)
                || name.starts_with(UNFINISHED);
            if !is_known && !path.is_dir() {
                self.strays.push(from_root(folder, &path));
            }
        }
        Ok(())
    }

    fn look_for_drafts(&mut self, place: &Path) -> Result<(), Refused> {
        for path in entries(place)? {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if !name.starts_with(UNFINISHED) || !name.ends_with(".tmp") {
                continue;
            }
            // One that went since is finished.
            let Ok(about) = fs::metadata(&path) else {
                continue;
            };
            let written = about.modified().map_err(Doing::Read.to(&path))?;
            let since = written.duration_since(UNIX_EPOCH).unwrap_or_default();
            self.drafts.push((path, since));
        }
        Ok(())
    }
}

/// Moves a copy that nothing needs out of the folder, into this machine's state, without the words that were taken back; gives its
/// new place. One that is needed stays.
pub fn put_away(
    folder: &Folder,
    (state, orders): (&Path, &Orders),
    file: &Path,
) -> Result<Option<PathBuf>, Refused> {
    let (disk, path) = (&*folder.disk, folder.root.join(file));
    let bytes = match disk::read(disk, &path) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(None),
        other => other.map_err(Doing::Read.to(&path))?,
    };
    // The folder may have changed since somebody was asked.
    let now = Checkup::of(folder, state)?;
    let is_needless = |copy: &JournalCopy| copy.file == file && copy.is_needless();
    if !now.copies.iter().any(is_needless) {
        return Ok(None);
    }
    let kept = keep(folder, (state, orders), (&path, &bytes))?;
    let there = disk::read(disk, &path).map_err(Doing::Read.to(&path))?;
    if there != bytes {
        return Ok(None);
    }
    let removed = disk.remove(&path);
    removed.map_err(Doing::Write.to(&path))?;
    Ok(Some(kept))
}

/// Takes the marks of git out of a journal that is whole without them, and the words that were taken back; gives the place where the file is kept as it was. One that changed meanwhile, or that another process of this machine writes to, stays.
pub fn take_marks_out(
    (folder, known): (&Folder, &HashSet<Hash>),
    (state, orders): (&Path, &Orders),
    file: &Path,
) -> Result<Option<PathBuf>, Refused> {
    let (disk, path) = (&*folder.disk, folder.root.join(file));
    let Some(_held) = held(folder, state, &path)? else {
        return Ok(None);
    };
    let bytes = disk::read(disk, &path).map_err(Doing::Read.to(&path))?;
    let Some(whole) = merged::without_marks((folder, known), &bytes) else {
        return Ok(None);
    };
    let whole = without_words(&folder.study, &whole, &orders.lines);
    let kept = keep(folder, (state, orders), (&path, &bytes))?;
    let is_done = atomic::exchange(disk, &path, (&bytes, &whole))?;
    Ok(is_done.then_some(kept))
}

/// The lines that stand in any journal.
pub fn known_lines(folder: &Folder) -> Result<HashSet<Hash>, Refused> {
    let lines = journals::read(folder)?.lines.into_iter();
    Ok(lines.map(|line| line.hash).collect())
}

/// Gives the lines of a journal that verify the ends with which they were written; how many. None where it changed meanwhile, or where
/// another process of this machine writes to it.
pub fn mend_ends(folder: &Folder, state: &Path, file: &Path) -> Result<Option<u64>, Refused> {
    let (disk, path) = (&*folder.disk, folder.root.join(file));
    let Some(_held) = held(folder, state, &path)? else {
        return Ok(None);
    };
    let bytes = disk::read(disk, &path).map_err(Doing::Read.to(&path))?;
    let (mut mended, mut count) = (Vec::with_capacity(bytes.len()), 0);
    for piece in pieces(&bytes) {
        let judged = judge(&folder.study, piece);
        if judged.line.is_some() && judged.end == End::CrLf {
            mended.extend_from_slice(judged.words);
            mended.push(b'\n');
            count += 1;
        } else {
            mended.extend_from_slice(piece);
        }
    }
    let is_done = count == 0 || atomic::exchange(disk, &path, (&bytes, &mended))?;
    Ok(is_done.then_some(count))
}

/// Keeps other processes of this machine from writing to a journal while the locks that it gives are held; none of them is needed for
/// one that another machine writes. Nothing where one writes to it now.
fn held(folder: &Folder, state: &Path, path: &Path) -> Result<Option<Vec<Home>>, Refused> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let Some(writer) = writer_named(&name) else {
        return Ok(Some(Vec::new()));
    };
    let place = state.join("writers").join(&writer.0);
    match place.is_dir() {
        true => Ok(lock(&*folder.disk, &writer, &place)?.map(|home| vec![home])),
        false => Ok(Some(Vec::new())),
    }
}

/// Keeps a journal as it is in this machine's state, without the words that were taken back.
fn keep(
    folder: &Folder,
    (state, orders): (&Path, &Orders),
    (path, bytes): (&Path, &[u8]),
) -> Result<PathBuf, Refused> {
    let disk = &*folder.disk;
    let bytes = match orders.withdrawals.is_empty() {
        true => bytes.to_owned(),
        false => obeyed(folder, orders, bytes)?,
    };
    let place = state.join("copies");
    atomic::create_folder(disk, &place, Readers::Owner)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // The name of a copy can be as long as names may be, so it is told by what it is.
    let start: String = name.chars().take(60).collect();
    let kept = place.join(format!("{start}.{}", Digest::of(&bytes).short()));
    atomic::write(disk, &kept, &bytes, Existing::Replace)?;
    Ok(kept)
}

/// The bytes of a journal without what was taken back. Which line a damaged one was is told by the good forms of it in all journals; an
/// end that is no whole line goes, since nobody can tell what it holds.
fn obeyed(folder: &Folder, orders: &Orders, bytes: &[u8]) -> Result<Vec<u8>, Refused> {
    let mut blanks = Blanks::of(&folder.study, &orders.lines);
    for journal in journals::files(folder)?.0 {
        // What the disk does not give has no good form of any line.
        blanks.note(&disk::read(&*folder.disk, &journal).unwrap_or_default());
    }
    blanks.note(bytes);
    let mut left = blanks.out_of(bytes, |_| true).bytes;
    let last = pieces(&left).last().unwrap_or_default();
    let judged = judge(&folder.study, last);
    if judged.end == End::Open && judged.line.is_none() {
        left.truncate(left.len() - last.len());
    }
    Ok(left)
}

fn hashes(journal: &OneJournal) -> impl Iterator<Item = Hash> {
    journal.lines.iter().map(|line| line.hash)
}

fn from_root(folder: &Folder, path: &Path) -> PathBuf {
    path.strip_prefix(&folder.root).unwrap_or(path).to_owned()
}

/// Removes a file that was never finished.
pub fn remove_draft(folder: &Folder, draft: &Path) -> Result<(), Refused> {
    match folder.disk.remove(draft) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other.map_err(Doing::Write.to(draft)),
    }
}

/// Tells git to leave the ends of lines alone; what it was told before stays.
pub fn keep_ends(folder: &Folder) -> Result<(), Refused> {
    let mut bytes = attributes(folder)?.unwrap_or_default();
    if bytes.last().is_some_and(|last| *last != b'\n') {
        bytes.push(b'\n');
    }
    bytes.extend_from_slice(NO_CONVERSION.as_bytes());
    bytes.push(b'\n');
    let path = folder.root.join(ATTRIBUTES);
    atomic::write(&*folder.disk, &path, &bytes, Existing::Replace)
}

fn attributes(folder: &Folder) -> Result<Option<Vec<u8>>, Refused> {
    let path = folder.root.join(ATTRIBUTES);
    match disk::read(&*folder.disk, &path) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
        other => other.map(Some).map_err(Doing::Read.to(&path)),
    }
}

fn has_rule(bytes: &[u8], rule: &str) -> bool {
    let mut lines = bytes.split(|byte| *byte == b'\n');
    lines.any(|line| line.trim_ascii() == rule.as_bytes())
}

/// Whether any of these journals begins with the bytes of a file.
fn is_beginning(folder: &Folder, path: &Path, own: &[OneJournal]) -> bool {
    let read = |path: &Path| disk::read(&*folder.disk, path);
    // A copy that cannot be read may hold anything.
    let Ok(bytes) = read(path) else {
        return false;
    };
    own.iter()
        .any(|own| read(&own.path).is_ok_and(|own| own.starts_with(&bytes)))
}

/// What lies in a folder; nothing where it is not there.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, Refused> {
    let listed = match fs::read_dir(folder) {
        Err(cause)
            if matches!(
                cause.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
            ) =>
        {
            return Ok(Vec::new());
        }
        other => other.map_err(Doing::List.to(folder))?,
    };
    listed
        .map(|entry| Ok(entry.map_err(Doing::List.to(folder))?.path()))
        .collect()
}
