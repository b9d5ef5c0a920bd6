//! Files that the user names: read with a cap, listed, and written whole or not at all.
//!
//! Nothing here knows what is in them. The cap keeps a mistaken file from filling the memory; a file that is there is never
//! overwritten unless the caller was told to.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::id::Digest;
use crate::store::atomic::{self, Existing};
use crate::store::disk::RealDisk;
use crate::store::{Doing, Refused};

/// Why a file that the user named cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OutsideError {
    /// Nothing is there.
    #[error("there is no file {}", path.display())]
    Missing {
        /// What was named.
        path: PathBuf,
    },
    /// A folder stands where a file is wanted.
    #[error("{} is a folder, not a file", path.display())]
    IsFolder {
        /// What was named.
        path: PathBuf,
    },
    /// A pipe or a device, from which nothing may ever come.
    #[error("{} is no file with bytes of its own but a pipe or a device; save what comes from it as a file, and name that", path.display())]
    NoFile {
        /// What was named.
        path: PathBuf,
    },
    /// More bytes than the caller takes.
    #[error("{} is larger than {}, the most that is read", path.display(), said(*cap))]
    TooLarge {
        /// What was named.
        path: PathBuf,
        /// The most bytes that are read.
        cap: u64,
    },
    /// The folder that a file is to be written into is not there.
    #[error("there is no folder {} to write into; make it first, or name another", folder.display())]
    NoFolder {
        /// The folder.
        folder: PathBuf,
    },
    /// A file is there that would be overwritten.
    #[error("{} exists already and was left as it is", path.display())]
    Exists {
        /// What was named.
        path: PathBuf,
    },
    /// The disk refused.
    #[error(transparent)]
    Disk(#[from] Refused),
}

/// Reads a file of at most `cap` bytes.
pub fn read(path: &Path, cap: u64) -> Result<Vec<u8>, OutsideError> {
    let file = open(path)?;
    let about = file.metadata().map_err(Doing::Read.to(path))?;
    let too_large = || OutsideError::TooLarge {
        path: path.to_owned(),
        cap,
    };
    if about.len() > cap {
        return Err(too_large());
    }
    // A file may grow while it is read, so the bytes are counted as well.
    let mut bytes = Vec::new();
    file.take(cap.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(Doing::Read.to(path))?;
    if bytes.len() as u64 > cap {
        return Err(too_large());
    }
    Ok(bytes)
}

/// Opens a file that may be too large to be read whole. What it is is asked first: to open a pipe waits until somebody writes.
pub fn open(path: &Path) -> Result<File, OutsideError> {
    let about = fs::metadata(path).map_err(|cause| missing_or(Doing::Read, path, cause))?;
    if about.is_dir() {
        return Err(OutsideError::IsFolder {
            path: path.to_owned(),
        });
    }
    if !about.is_file() {
        return Err(OutsideError::NoFile {
            path: path.to_owned(),
        });
    }
    File::open(path).map_err(|cause| missing_or(Doing::Read, path, cause))
}

/// The hash of a file, read in pieces.
pub fn digest(path: &Path) -> Result<Digest, OutsideError> {
    let mut file = open(path)?;
    let mut hasher = Sha256::new();
    let mut piece = vec![0; 1 << 16];
    loop {
        let read = file.read(&mut piece).map_err(Doing::Read.to(path))?;
        let Some(bytes) = piece.get(..read).filter(|bytes| !bytes.is_empty()) else {
            break;
        };
        hasher.update(bytes);
    }
    Ok(Digest(hasher.finalize().into()))
}

/// The name of a file, without folders.
pub fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}

/// The files that a path names: the file itself, or the files of a folder by name, without hidden ones and those in folders below.
pub fn files(path: &Path) -> Result<Vec<PathBuf>, OutsideError> {
    let about = fs::metadata(path).map_err(|cause| missing_or(Doing::Read, path, cause))?;
    if !about.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(path).map_err(Doing::List.to(path))? {
        let entry = entry.map_err(Doing::List.to(path))?;
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        if !hidden && entry.path().is_file() {
            files.push(entry.path());
        }
    }
    files.sort();
    Ok(files)
}

/// Writes a file whole.
pub fn write(path: &Path, bytes: &[u8], existing: Existing) -> Result<(), OutsideError> {
    let about = match fs::metadata(path) {
        Ok(about) => Some(about),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => None,
        Err(cause) => return Err(Doing::Write.to(path)(cause).into()),
    };
    let exists = || OutsideError::Exists {
        path: path.to_owned(),
    };
    let written = match about {
        Some(about) if about.is_dir() => {
            return Err(OutsideError::IsFolder {
                path: path.to_owned(),
            });
        }
        Some(about) if about.is_file() && existing == Existing::Keep => return Err(exists()),
        // Behind a link the file itself is replaced, not the link.
        Some(about) if about.is_file() => {
            let place = path.canonicalize().map_err(Doing::Read.to(path))?;
            atomic::write(&RealDisk, &place, bytes, existing)
        }
        // A pipe or a device cannot be replaced by a file; it is written into.
        Some(_) => OpenOptions::new()
            .write(true)
            .open(path)
            .and_then(|mut file| file.write_all(bytes))
            .map_err(Doing::Write.to(path)),
        None => match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() && !folder.is_dir() => {
                return Err(OutsideError::NoFolder {
                    folder: folder.to_owned(),
                });
            }
            _ => atomic::write(&RealDisk, path, bytes, existing),
        },
    };
    match written {
        Err(refused) if refused.cause.kind() == io::ErrorKind::AlreadyExists => Err(exists()),
        other => Ok(other?),
    }
}

fn said(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{bytes} bytes"),
        _ => format!("{} MB", bytes / 1_000_000),
    }
}

fn missing_or(doing: Doing, path: &Path, cause: io::Error) -> OutsideError {
    match cause.kind() {
        io::ErrorKind::NotFound => OutsideError::Missing {
            path: path.to_owned(),
        },
        _ => doing.to(path)(cause).into(),
    }
}
