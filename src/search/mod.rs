//! Search: the index of a study's words, kept by this machine outside the study's folder.
//!
//! It holds words and turns and nothing of people or codes, so that coding never touches it. It can be deleted at any time: what
//! it lacks is read from the texts themselves, and it is brought up to date in passing. Its answers are never older than the
//! study, because every entry is named by the hash of its text.

pub mod guard;
mod schema;
pub mod renewal;
pub mod ground;
mod postings;
pub mod answer;
pub mod words;
pub mod page;
pub mod hit;
pub mod similar;
pub mod propose;
pub mod ready;

use std::fs;
use std::path::{Path, PathBuf};

use tantivy::directory::MmapDirectory;
use tantivy::{Index, IndexReader, IndexSettings, ReloadPolicy};

use crate::search::schema::Fields;
use crate::store::Refused;
use crate::store::atomic::create_folder;
use crate::store::disk::{Readers, RealDisk};

/// The shape of entries; another number is another folder, and the old one is thrown away.
const FORMAT: u32 = 2;

/// Why the index cannot be used. What is searched is then read from the texts.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// The folder cannot be made.
    #[error("{0}")]
    Refused(#[from] Refused),
    /// The folder cannot be emptied.
    #[error("{path}: {cause}")]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// The library says why.
    #[error("{0}")]
    Index(#[from] tantivy::TantivyError),
    /// Its files are not what was written.
    #[error("its files are damaged")]
    Damaged,
    /// An entry could not be read.
    #[error("{0}")]
    Read(#[from] std::io::Error),
}

/// The open index of a study.
pub struct Search {
    index: Index,
    reader: IndexReader,
    fields: Fields,
}

impl Search {
    /// Opens the index in a folder of this machine, or begins one; one that is damaged or of another format is begun anew.
    pub fn open(state: &Path) -> Result<Self, IndexError> {
        let place = state.join(format!("index-{FORMAT}"));
        if place.exists()
            && let Ok(search) = Self::try_open(&place)
        {
            return Ok(search);
        }
        remove_all(state)?;
        Self::try_open(&place)
    }

    fn try_open(place: &Path) -> Result<Self, IndexError> {
        create_folder(&RealDisk, place, Readers::Owner)?;
        let directory = MmapDirectory::open(place).map_err(tantivy::TantivyError::from)?;
        let (schema, fields) = schema::schema();
        let index = Index::builder()
            .schema(schema)
            .settings(IndexSettings::default())
            .open_or_create(directory)?;
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()?;
        Ok(Self {
            index,
            reader,
            fields,
        })
    }
}

/// Throws every index in a folder away; the next search begins one.
pub fn remove_all(state: &Path) -> Result<(), IndexError> {
    let at = |cause| IndexError::Folder {
        path: state.to_owned(),
        cause,
    };
    create_folder(&RealDisk, state, Readers::Owner)?;
    for entry in fs::read_dir(state).map_err(at)? {
        let path = entry.map_err(at)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with("index-") {
            fs::remove_dir_all(&path).map_err(at)?;
        }
    }
    Ok(())
}
