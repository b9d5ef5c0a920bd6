//! Adding bytes to the end of a file so that they are there, or the file is as it was.
//!
//! This is the one seam at which tests put a failing disk. A sync that failed is never tried again: after it nobody knows what
//! the disk holds, so the bytes are taken off again and the failure is said.

use std::fs::{File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::store::{Doing, Refused, atomic};

/// What an append asks of a disk.
pub trait Disk: Send {
    /// Writes all bytes where the file stands.
    fn write(&mut self, file: &mut File, bytes: &[u8]) -> io::Result<()>;
    /// Brings the file's bytes safely to disk.
    fn sync(&mut self, file: &File) -> io::Result<()>;
    /// Takes off what lies behind `length`, safely.
    fn cut(&mut self, file: &File, length: u64) -> io::Result<()>;
}

/// The disk as it is.
pub struct RealDisk;

impl Disk for RealDisk {
    fn write(&mut self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        file.write_all(bytes)
    }

    fn sync(&mut self, file: &File) -> io::Result<()> {
        file.sync_data()
    }

    fn cut(&mut self, file: &File, length: u64) -> io::Result<()> {
        file.set_len(length)?;
        file.sync_data()
    }
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

/// Adds bytes to the end of a file, which is made if it is not there, and gives the file's new length.
pub(crate) fn add(disk: &mut dyn Disk, path: &Path, bytes: &[u8]) -> Result<u64, Failed> {
    let nothing_written = |refused| Failed {
        refused,
        leftover: None,
    };
    let mut file = open(path).map_err(nothing_written)?;
    let length = file
        .seek(SeekFrom::End(0))
        .map_err(Doing::Write.to(path))
        .map_err(nothing_written)?;
    let mut put = || {
        disk.write(&mut file, bytes)
            .map_err(Doing::Write.to(path))?;
        disk.sync(&file).map_err(Doing::Sync.to(path))?;
        // An empty file may have been left by an attempt that failed before its name was durable.
        match path.parent().filter(|_| length == 0) {
            Some(folder) => atomic::sync_folder(folder),
            None => Ok(()),
        }
    };
    match put() {
        Ok(()) => Ok(length + bytes.len() as u64),
        Err(refused) => {
            let leftover = disk.cut(&file, length).is_err().then(|| Leftover {
                path: path.to_owned(),
                length,
                bytes: bytes.to_owned(),
            });
            Err(Failed { refused, leftover })
        }
    }
}

/// Takes off what a failed addition left, unless something else has come in its place since.
pub(crate) fn clear(disk: &mut dyn Disk, leftover: &Leftover) -> Result<(), Refused> {
    let path = &leftover.path;
    let there = match std::fs::read(path) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(()),
        other => other.map_err(Doing::Read.to(path))?,
    };
    let left = usize::try_from(leftover.length)
        .ok()
        .and_then(|length| there.get(length..));
    match left {
        Some(left) if !left.is_empty() && leftover.bytes.starts_with(left) => {
            let file = open(path)?;
            disk.cut(&file, leftover.length)
                .map_err(Doing::Cut.to(path))
        }
        _ => Ok(()),
    }
}

/// Opens a file for adding; one that is not there is made.
fn open(path: &Path) -> Result<File, Refused> {
    if let Some(folder) = path.parent() {
        atomic::create_folder(folder)?;
    }
    // Not in append mode: on some systems a file opened so cannot be shortened.
    OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)
        .map_err(Doing::Write.to(path))
}
