//! Whole files, written so that nobody ever sees half of one.
//!
//! A file is written under a temporary name in its own folder, synced, and renamed. Renaming is only as durable as the folder,
//! so the folder is synced too, once for all the files that went into it.

use std::io;
use std::path::{Path, PathBuf};

use crate::store::disk::{self, Disk, Opened, Opening, Readers};
use crate::store::{Doing, Refused};

/// How the names of files that are not whole yet begin.
pub const UNFINISHED: &str = ".intercoder-";

/// What to do with a file that is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// Leave it and fail.
    Keep,
    /// Put the new file in its place.
    Replace,
}

/// Writes a whole file durably: the file, then its folder.
pub fn write(
    disk: &dyn Disk,
    path: &Path,
    bytes: &[u8],
    existing: Existing,
) -> Result<(), Refused> {
    place(disk, path, bytes, existing)?;
    sync_folder(disk, folder_of(path))
}

/// Writes a whole file durably in the place of what `was` read of it; says whether it did. What a sync tool brought since then stays.
pub fn exchange(
    disk: &dyn Disk,
    path: &Path,
    (was, bytes): (&[u8], &[u8]),
) -> Result<bool, Refused> {
    let name = drafted(disk, path, bytes)?;
    let there = disk::read(disk, path).map_err(Doing::Read.to(path));
    let is_same = there.map(|there| there == was);
    if let Ok(true) = is_same {
        renamed(disk, (&name, path), Existing::Replace)?;
        sync_folder(disk, folder_of(path))?;
    } else {
        disk.remove(&name).unwrap_or_default();
    }
    is_same
}

/// Writes a whole file whose name is durable only once its folder is synced, so that many files need that once.
pub fn place(
    disk: &dyn Disk,
    path: &Path,
    bytes: &[u8],
    existing: Existing,
) -> Result<(), Refused> {
    let name = drafted(disk, path, bytes)?;
    renamed(disk, (&name, path), existing)
}

/// Writes a draft of a file beside it, and gives its name.
fn drafted(disk: &dyn Disk, path: &Path, bytes: &[u8]) -> Result<PathBuf, Refused> {
    let draft = tempfile::Builder::new()
        .prefix(UNFINISHED)
        .suffix(".tmp")
        // Temporary files are private by default; a study's files must be readable by whoever shares the folder.
        .make_in(folder_of(path), |draft| disk.open(draft, Opening::New))
        .map_err(Doing::Create.to(path))?;
    let (opened, name) = draft.into_parts();
    // The disk alone removes files, so the draft is not left to be removed by itself.
    let name = name
        .keep()
        .map_err(|kept| Doing::Create.to(path)(kept.error))?;
    let filled = fill(disk, opened, bytes).map_err(|(doing, cause)| doing.to(path)(cause));
    kept_if(disk, name, filled)
}

/// Gives a draft the name of the file that it is of.
fn renamed(
    disk: &dyn Disk,
    (name, path): (&Path, &Path),
    existing: Existing,
) -> Result<(), Refused> {
    let placed = disk.rename(name, path, existing);
    let placed = placed.map_err(Doing::Create.to(path));
    kept_if(disk, name.to_owned(), placed).map(drop)
}

/// The draft, where nothing failed; it is removed otherwise.
fn kept_if(disk: &dyn Disk, name: PathBuf, done: Result<(), Refused>) -> Result<PathBuf, Refused> {
    if done.is_err() {
        // A draft that cannot be removed either holds no name that anybody reads by.
        disk.remove(&name).unwrap_or_default();
    }
    done.map(|()| name)
}

fn fill(disk: &dyn Disk, mut opened: Opened, bytes: &[u8]) -> Result<(), (Doing, io::Error)> {
    disk.write(&mut opened, bytes)
        .map_err(|cause| (Doing::Write, cause))?;
    disk.sync(&opened).map_err(|cause| (Doing::Sync, cause))
}

/// Makes the names in a folder durable.
pub fn sync_folder(disk: &dyn Disk, folder: &Path) -> Result<(), Refused> {
    match disk.sync_folder(folder) {
        // Some network file systems keep no folder to sync.
        Err(cause)
            if matches!(
                cause.kind(),
                io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported
            ) =>
        {
            Ok(())
        }
        other => other.map_err(Doing::Sync.to(folder)),
    }
}

/// Makes a folder and those above it, durably.
pub fn create_folder(disk: &dyn Disk, folder: &Path, readers: Readers) -> Result<(), Refused> {
    if folder.is_dir() {
        return Ok(());
    }
    let above = folder_of(folder);
    // The root of a disk has no folder above it.
    if above != folder {
        create_folder(disk, above, readers)?;
    }
    match disk.make_folder(folder, readers) {
        // Another process was quicker.
        Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => {}
        other => other.map_err(Doing::Create.to(folder))?,
    }
    sync_folder(disk, above)
}

fn folder_of(path: &Path) -> &Path {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}
