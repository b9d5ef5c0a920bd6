//! A study's folder: what is in it, what its files are called, and how it is found.
//!
//! `intercoder.toml` says the format and the study's id; it is written once and never again. Everything else that people set is
//! an event. A folder of a newer format is refused before anything else of it is read.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::id::{StudyId, Writer, check_handle};
use crate::problem::Problem;
use crate::store::atomic::{self, Existing};
use crate::store::disk::{self, Disk, Drive, Readers};
use crate::store::{Doing, Refused};

/// The format of folders that this program writes, and the newest it reads.
pub const FORMAT: i64 = 1;

/// The file that makes a folder a study.
pub const MARK: &str = "intercoder.toml";

/// Where git is told what to do with files.
pub const ATTRIBUTES: &str = ".gitattributes";

/// The line that keeps git from changing the ends of lines.
pub const NO_CONVERSION: &str = "* -text";

/// The line that has git keep the lines of both sides where it merges journals.
pub const BOTH_SIDES: &str = "journal/*.jsonl merge=union";

/// A study's folder.
#[derive(Clone)]
pub struct Folder {
    /// Where it lies, with symbolic links resolved.
    pub root: PathBuf,
    /// The study's id.
    pub study: StudyId,
    /// The disk it lies on.
    pub disk: Drive,
}

/// The same place and the same study; by which disk it is reached tells nothing.
impl PartialEq for Folder {
    fn eq(&self, other: &Self) -> bool {
        (&self.root, &self.study) == (&other.root, &other.study)
    }
}

impl Eq for Folder {}

impl fmt::Debug for Folder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} in {}", self.study.0, self.root.display())
    }
}

/// Why a folder cannot be used as a study.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// No study here or above.
    #[error("there is no study in {} or in a folder above it", start.display())]
    NoStudy {
        /// Where the search began.
        start: PathBuf,
    },
    /// Journals lie here, and not the mark of their study.
    #[error(
        "{} holds the journals of a study, and its {MARK} is missing: the study is whole once that file is back",
        root.display()
    )]
    Unmarked {
        /// The folder.
        root: PathBuf,
    },
    /// It is a study already.
    #[error("{} already holds a study", root.display())]
    Taken {
        /// The folder.
        root: PathBuf,
    },
    /// A newer program wrote it.
    #[error(
        "the study in {} has format {format}, and this program reads formats up to {FORMAT}: install a newer intercoder to open it",
        root.display()
    )]
    Newer {
        /// The folder.
        root: PathBuf,
        /// Its format.
        format: i64,
    },
    /// `intercoder.toml` cannot be understood.
    #[error("{} cannot be understood: {what}", path.display())]
    NotOurs {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// The disk refused.
    #[error(transparent)]
    Disk(#[from] Refused),
}

impl Folder {
    /// Makes a folder a study. Other files in it stay as they are; a folder that is a study already is refused.
    pub fn create(root: &Path, study: StudyId) -> Result<(Self, Vec<Problem>), FolderError> {
        Self::create_on(disk::real(), root, study)
    }

    /// The same, on another disk.
    pub fn create_on(
        disk: Drive,
        root: &Path,
        study: StudyId,
    ) -> Result<(Self, Vec<Problem>), FolderError> {
        let (folder, problems) = Self::lay_out(disk, root, study)?;
        folder.write_mark()?;
        Ok((folder, problems))
    }

    /// Makes all of a study's folder but the mark: it is no study yet, and can still become another one.
    pub(crate) fn lay_out(
        disk: Drive,
        root: &Path,
        study: StudyId,
    ) -> Result<(Self, Vec<Problem>), FolderError> {
        let mark = root.join(MARK);
        if let Err(what) = check_study_id(&study) {
            return Err(FolderError::NotOurs { path: mark, what });
        }
        if mark.exists() {
            return Err(FolderError::Taken {
                root: root.to_owned(),
            });
        }
        if holds_journals(&*disk, root) {
            return Err(FolderError::Unmarked {
                root: root.to_owned(),
            });
        }
        atomic::create_folder(&*disk, root, Readers::Everyone)?;
        let root = canonical(root)?;
        let folder = Self { root, study, disk };
        for part in [
            folder.journal(),
            folder.texts(),
            folder.codebooks(),
            folder.sources(),
        ] {
            atomic::create_folder(&*folder.disk, &part, Readers::Everyone)?;
        }
        let problems = folder.write_attributes()?;
        Ok((folder, problems))
    }

    /// The mark comes last: a folder that was only half made is no study yet, and can be made one again.
    pub(crate) fn write_mark(&self) -> Result<(), FolderError> {
        let words = self.words_of_mark();
        match atomic::write(
            &*self.disk,
            &self.root.join(MARK),
            words.as_bytes(),
            Existing::Keep,
        ) {
            Err(refused) if refused.cause.kind() == io::ErrorKind::AlreadyExists => {
                Err(FolderError::Taken {
                    root: self.root.clone(),
                })
            }
            other => Ok(other?),
        }
    }

    pub(crate) fn words_of_mark(&self) -> String {
        format!(
            "# This folder is an intercoder study. This file is written once and must not be changed.\nformat = {FORMAT}\nstudy = \"{}\"\n",
            self.study.0
        )
    }

    /// Opens the study in exactly this folder.
    pub fn open(root: &Path) -> Result<Self, FolderError> {
        Self::open_on(disk::real(), root)
    }

    /// The same, on another disk.
    pub fn open_on(disk: Drive, root: &Path) -> Result<Self, FolderError> {
        let root = canonical(root)?;
        let path = root.join(MARK);
        let not_ours = |what: &str| FolderError::NotOurs {
            path: path.clone(),
            what: what.to_owned(),
        };
        let words = match disk::read_words(&*disk, &path) {
            // Some editors save a file in another encoding than the one it came in.
            Err(cause) if cause.kind() == io::ErrorKind::InvalidData => {
                return Err(not_ours("it is not text in UTF-8, as it was written"));
            }
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
                return Err(match holds_journals(&*disk, &root) {
                    true => FolderError::Unmarked { root },
                    false => FolderError::NoStudy { start: root },
                });
            }
            other => other.map_err(Doing::Read.to(&path))?,
        };
        let words = words.trim_start_matches('\u{feff}');
        let entries: toml::Table = words
            .parse()
            .map_err(|_| not_ours("it is not a list of entries like `format = 1`"))?;
        let format = entries.get("format").and_then(toml::Value::as_integer);
        match format {
            None => return Err(not_ours("its entry `format` is missing or no number")),
            Some(format) if format > FORMAT => return Err(FolderError::Newer { root, format }),
            Some(format) if format < 1 => return Err(not_ours("its format is below 1")),
            Some(_) => {}
        }
        let study = entries.get("study").and_then(toml::Value::as_str);
        let study = StudyId::from(study.ok_or_else(|| not_ours("its entry `study` is missing"))?);
        check_study_id(&study).map_err(|what| not_ours(&what))?;
        Ok(Self { root, study, disk })
    }

    /// Opens the study in this folder or the nearest one above it.
    pub fn find(start: &Path) -> Result<Self, FolderError> {
        let start = canonical(start)?;
        let root = start.ancestors().find(|folder| folder.join(MARK).is_file());
        match root {
            Some(root) => Self::open(root),
            None => {
                let unmarked = start
                    .ancestors()
                    .find(|folder| holds_journals(&*disk::real(), folder));
                Err(match unmarked {
                    Some(root) => FolderError::Unmarked {
                        root: root.to_owned(),
                    },
                    None => FolderError::NoStudy { start },
                })
            }
        }
    }

    /// Where the journals lie.
    pub fn journal(&self) -> PathBuf {
        self.root.join("journal")
    }

    /// Where texts and turns lie.
    pub fn texts(&self) -> PathBuf {
        self.root.join("texts")
    }

    /// Where frozen codebooks lie.
    pub fn codebooks(&self) -> PathBuf {
        self.root.join("codebooks")
    }

    /// Where imported files lie as they came.
    pub fn sources(&self) -> PathBuf {
        self.root.join("sources")
    }

    fn write_attributes(&self) -> Result<Vec<Problem>, Refused> {
        let path = self.root.join(ATTRIBUTES);
        if !path.exists() {
            let words = format!("{NO_CONVERSION}\n{BOTH_SIDES}\n");
            atomic::write(&*self.disk, &path, words.as_bytes(), Existing::Keep)?;
            return Ok(Vec::new());
        }
        let words = disk::read_words(&*self.disk, &path).map_err(Doing::Read.to(&path))?;
        if words.lines().any(|line| line.trim() == NO_CONVERSION) {
            return Ok(Vec::new());
        }
        let what = "git may change the ends of lines in this folder, because it has rules of its own already";
        let advice = format!("add the line `{NO_CONVERSION}` to it");
        Ok(vec![Problem::new(ATTRIBUTES, what, advice)])
    }
}

/// The name of a segment of a writer's journal.
pub fn segment_name(writer: &Writer, number: u32) -> String {
    format!("{writer}.{number}.jsonl")
}

/// The number of a file that is a segment of this very writer's journal, and no copy of one.
pub fn segment_number(writer: &Writer, name: &str) -> Option<u32> {
    let number = name
        .strip_prefix(writer.0.as_str())?
        .strip_prefix('.')?
        .strip_suffix(".jsonl")?;
    let number: u32 = number.parse().ok()?;
    (number > 0 && segment_name(writer, number) == name).then_some(number)
}

/// The writer whose journal, or a copy of it, a file seems to be, by its name.
pub fn writer_named(name: &str) -> Option<Writer> {
    let stem = name.split(['.', ' ']).next()?;
    let (slug, random) = stem.rsplit_once('-')?;
    (!slug.is_empty() && random.len() == 6).then(|| Writer::from(stem))
}

/// Whether a file is a segment of a writer's own journal, and no copy of one.
pub(crate) fn is_own(folder: &Folder, path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let writer = writer_named(&name);
    path.parent() == Some(&folder.journal())
        && writer.is_some_and(|writer| segment_number(&writer, &name).is_some())
}

/// The file that a placeholder stands for until its cloud brings it: iCloud names it `.name.icloud`.
pub fn named_by_placeholder(name: &str) -> Option<&str> {
    name.strip_prefix('.')?.strip_suffix(".icloud")
}

fn canonical(path: &Path) -> Result<PathBuf, Refused> {
    path.canonicalize().map_err(Doing::Read.to(path))
}

/// The id stands in the names of state folders, so it keeps to what handles may hold.
fn check_study_id(study: &StudyId) -> Result<(), String> {
    check_handle(&study.0).map_err(|_| "its study id holds unusual characters".to_owned())
}

/// Whether a folder has journals, whatever else is there.
fn holds_journals(disk: &dyn Disk, root: &Path) -> bool {
    let entries = disk.list(&root.join("journal")).into_iter().flatten();
    let names = entries.filter_map(|entry| Some(entry.ok()?.file_name()));
    let mut names = names.map(|name| name.to_string_lossy().into_owned());
    names.any(|name| name.ends_with(".jsonl") && writer_named(&name).is_some())
}
