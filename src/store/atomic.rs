//! Whole files, written so that nobody ever sees half of one.
//!
//! A file is written under a temporary name in its own folder, synced, and renamed. Renaming is only as durable as the folder,
//! so the folder is synced too, once for all the files that went into it.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

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
pub fn write(path: &Path, bytes: &[u8], existing: Existing) -> Result<(), Refused> {
    place(path, bytes, existing)?;
    sync_folder(folder_of(path))
}

/// Writes a whole file whose name is durable only once its folder is synced, so that many files need that once.
pub fn place(path: &Path, bytes: &[u8], existing: Existing) -> Result<(), Refused> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(UNFINISHED).suffix(".tmp");
    // Temporary files are private by default; a study's files must be readable by whoever shares the folder.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut draft = builder
        .tempfile_in(folder_of(path))
        .map_err(Doing::Create.to(path))?;
    draft.write_all(bytes).map_err(Doing::Write.to(path))?;
    draft.as_file().sync_all().map_err(Doing::Sync.to(path))?;
    let placed = match existing {
        Existing::Keep => draft.persist_noclobber(path),
        Existing::Replace => draft.persist(path),
    };
    placed
        .map(drop)
        .map_err(|failed| Doing::Create.to(path)(failed.error))
}

/// Makes the names in a folder durable. Windows has no such call and needs none.
pub fn sync_folder(folder: &Path) -> Result<(), Refused> {
    if cfg!(not(unix)) {
        return Ok(());
    }
    let synced = File::open(folder).and_then(|folder| folder.sync_all());
    match synced {
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
pub fn create_folder(folder: &Path) -> Result<(), Refused> {
    if folder.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(folder).map_err(Doing::Create.to(folder))?;
    sync_folder(folder_of(folder))
}

fn folder_of(path: &Path) -> &Path {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}
