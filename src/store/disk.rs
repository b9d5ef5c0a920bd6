//! The disk: everything the store does to a file, one deed at a time.
//!
//! This is the one seam at which tests put a disk that fails, fills up or loses what was not synced. The deeds are as small as
//! what a file system promises: nothing here decides in which order they come. Bytes are safe once their file is synced, a name
//! once its folder is.

use std::fmt;
use std::fs::{self, DirBuilder, File, OpenOptions, ReadDir};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::store::atomic::{self, Existing};
use crate::store::{Doing, Refused};

/// A disk, shared by everything that lies on it.
pub type Drive = Arc<dyn Disk>;

/// What the store asks of a disk. Whatever a disk does not do otherwise is done as it is.
pub trait Disk: fmt::Debug + Send + Sync {
    /// Makes one folder; the one above it must be there.
    fn make_folder(&self, folder: &Path, readers: Readers) -> io::Result<()> {
        let mut builder = DirBuilder::new();
        #[cfg(unix)]
        if readers == Readers::Owner {
            std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        }
        #[cfg(not(unix))]
        let _: Readers = readers;
        builder.create(folder)
    }

    /// Opens a file to write into it.
    fn open(&self, path: &Path, opening: Opening) -> io::Result<Opened> {
        // Not in append mode: on some systems a file opened so cannot be shortened.
        let mut options = OpenOptions::new();
        options.write(true).truncate(false);
        match opening {
            Opening::New => options.create_new(true),
            Opening::There => &mut options,
            Opening::Either => options.create(true),
        };
        let (path, file) = (path.to_owned(), options.open(path)?);
        Ok(Opened { path, file })
    }

    /// Writes all bytes where the file stands.
    fn write(&self, opened: &mut Opened, bytes: &[u8]) -> io::Result<()> {
        opened.file.write_all(bytes)
    }

    /// Brings the file's bytes safely to disk.
    fn sync(&self, opened: &Opened) -> io::Result<()> {
        opened.file.sync_data()
    }

    /// Takes off what lies behind `length`; safe once the file is synced.
    fn cut(&self, opened: &Opened, length: u64) -> io::Result<()> {
        opened.file.set_len(length)
    }

    /// Gives a file another name in its folder.
    fn rename(&self, from: &Path, to: &Path, existing: Existing) -> io::Result<()> {
        match existing {
            Existing::Replace => fs::rename(from, to),
            // The standard library has no renaming that leaves a file alone.
            Existing::Keep => tempfile::TempPath::try_from_path(from)?
                .persist_noclobber(to)
                .map_err(|failed| failed.error),
        }
    }

    /// Removes a file.
    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    /// Makes the names in a folder safe. Windows has no such call and needs none.
    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        match cfg!(unix) {
            true => File::open(folder).and_then(|folder| folder.sync_all()),
            false => Ok(()),
        }
    }

    /// Opens a file to read it.
    fn look(&self, path: &Path) -> io::Result<File> {
        File::open(path)
    }

    /// Lists a folder.
    fn list(&self, folder: &Path) -> io::Result<ReadDir> {
        fs::read_dir(folder)
    }
}

/// The disk as it is.
#[derive(Debug)]
pub struct RealDisk;

impl Disk for RealDisk {}

/// The disk as it is, to be shared.
pub fn real() -> Drive {
    Arc::new(RealDisk)
}

/// A file that is written into.
#[derive(Debug)]
pub struct Opened {
    /// The path it was opened by.
    pub path: PathBuf,
    /// The file.
    pub file: File,
}

/// What is expected of a file that is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// It is not there yet.
    New,
    /// It is there.
    There,
    /// It is made if it is not there.
    Either,
}

/// Who may look into a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readers {
    /// Whoever shares the folder above it.
    Everyone,
    /// Nobody but the person whose machine it is.
    Owner,
}

/// All bytes of a file.
pub(crate) fn read(disk: &dyn Disk, path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    disk.look(path)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// All words of a file.
pub(crate) fn read_words(disk: &dyn Disk, path: &Path) -> io::Result<String> {
    let mut words = String::new();
    disk.look(path)?.read_to_string(&mut words)?;
    Ok(words)
}

/// An addition that failed.
#[derive(Debug)]
pub(crate) struct Failed {
    /// What the disk said.
    pub refused: Refused,
    /// What could not be taken off again.
    pub leftover: Option<Leftover>,
}

/// Bytes of a failed addition that may still stand at the end of a file.
#[derive(Debug)]
pub(crate) struct Leftover {
    path: PathBuf,
    length: u64,
    bytes: Vec<u8>,
}

/// Adds bytes to the end of a file, which is made if it is not there, and gives the file's new length. A sync that failed is never
/// tried again: after it nobody knows what the disk holds, so the bytes are taken off again and the failure is said.
pub(crate) fn add(disk: &dyn Disk, path: &Path, bytes: &[u8]) -> Result<u64, Failed> {
    let nothing_written = |refused| Failed {
        refused,
        leftover: None,
    };
    let mut opened = open(disk, path).map_err(nothing_written)?;
    let length = opened
        .file
        .seek(SeekFrom::End(0))
        .map_err(Doing::Write.to(path))
        .map_err(nothing_written)?;
    let mut put = || {
        disk.write(&mut opened, bytes)
            .map_err(Doing::Write.to(path))?;
        disk.sync(&opened).map_err(Doing::Sync.to(path))?;
        // An empty file may have been left by an attempt that failed before its name was durable.
        match path.parent().filter(|_| length == 0) {
            Some(folder) => atomic::sync_folder(disk, folder),
            None => Ok(()),
        }
    };
    match put() {
        Ok(()) => Ok(length + bytes.len() as u64),
        Err(refused) => {
            let leftover = cut(disk, &opened, length).is_err().then(|| Leftover {
                path: path.to_owned(),
                length,
                bytes: bytes.to_owned(),
            });
            Err(Failed { refused, leftover })
        }
    }
}

/// Takes off what a failed addition left, unless something else has come in its place since.
pub(crate) fn clear(disk: &dyn Disk, leftover: &Leftover) -> Result<(), Refused> {
    let path = &leftover.path;
    let there = match read(disk, path) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(()),
        other => other.map_err(Doing::Read.to(path))?,
    };
    let left = usize::try_from(leftover.length)
        .ok()
        .and_then(|length| there.get(length..));
    match left {
        Some(left) if !left.is_empty() && leftover.bytes.starts_with(left) => {
            shorten(disk, path, leftover.length)
        }
        _ => Ok(()),
    }
}

/// Takes off what lies behind `length`, safely.
pub(crate) fn shorten(disk: &dyn Disk, path: &Path, length: u64) -> Result<(), Refused> {
    disk.open(path, Opening::There)
        .and_then(|opened| cut(disk, &opened, length))
        .map_err(Doing::Cut.to(path))
}

fn cut(disk: &dyn Disk, opened: &Opened, length: u64) -> io::Result<()> {
    disk.cut(opened, length)?;
    disk.sync(opened)
}

/// Opens a file for adding; one that is not there is made.
fn open(disk: &dyn Disk, path: &Path) -> Result<Opened, Refused> {
    if let Some(folder) = path.parent() {
        atomic::create_folder(disk, folder, Readers::Everyone)?;
    }
    disk.open(path, Opening::Either)
        .map_err(Doing::Write.to(path))
}
