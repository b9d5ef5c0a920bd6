//! What was put right in one's own journal before writing went on, so that it can be said.
//!
//! Crashes tear tails, and sync tools bring old files back. Nothing is deleted in putting that right, and nothing is put right
//! silently.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::id::Writer;
use crate::problem::Problem;

/// One thing that was put right, or could not be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mend {
    /// An unfinished or zero-filled end was moved out of the journal.
    SetAside {
        /// The journal file.
        file: PathBuf,
        /// How many bytes.
        bytes: u64,
        /// Where they are now.
        aside: PathBuf,
    },
    /// A whole last line got the LF it lacked.
    LineEnd {
        /// The journal file.
        file: PathBuf,
    },
    /// Lines that this machine had saved were gone from the folder and were put back.
    Restored {
        /// Whose lines.
        writer: Writer,
        /// How many.
        lines: u64,
    },
    /// Lines of this writer stood in the folder that this machine did not know of, and it took them over.
    Adopted {
        /// Whose lines.
        writer: Writer,
        /// How many.
        lines: u64,
    },
    /// Damaged lines gave way to the intact ones that this machine had kept.
    Intact {
        /// The journal file.
        file: PathBuf,
        /// How many were damaged.
        lines: u64,
        /// The folder in which the file is kept as it was.
        aside: PathBuf,
    },
    /// The line is saved in the study's folder, but this machine's copy of it could not be written.
    ShadowBehind {
        /// What the disk said.
        cause: String,
    },
    /// A writer was given up, and another one goes on.
    Retired {
        /// Which writer.
        writer: Writer,
        /// Why.
        why: Retirement,
    },
}

/// Why a writer is never used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retirement {
    /// Two lines of it have one number: two installations wrote under its name.
    Forked,
    /// The folder names later lines of it than this machine has, so that going on would make two lines of one number.
    Behind,
}

impl Mend {
    /// Says it to a person.
    pub fn problem(&self) -> Problem {
        match self {
            Self::SetAside { file, aside, .. } => Problem::new(
                shown(file),
                self.to_string(),
                format!(
                    "nothing saved was lost; the unfinished end is kept in {}",
                    aside.display()
                ),
            ),
            Self::LineEnd { file } => Problem::new(shown(file), self.to_string(), ""),
            Self::Intact { file, aside, .. } => Problem::new(
                shown(file),
                self.to_string(),
                format!("the file as it was is kept in {}", aside.display()),
            ),
            Self::Restored { writer, .. } => Problem::new(
                writer.0.clone(),
                self.to_string(),
                "look whether a sync tool or a backup brings old files back",
            ),
            Self::Adopted { writer, .. } => Problem::new(writer.0.clone(), self.to_string(), ""),
            Self::ShadowBehind { .. } => Problem::new(
                "this computer",
                self.to_string(),
                "make room on the disk; the copy is completed at the next change",
            ),
            Self::Retired { writer, .. } => Problem::new(writer.0.clone(), self.to_string(), ""),
        }
    }
}

/// A journal as people are told of it: its folder in the study, and its name.
fn shown(file: &Path) -> String {
    let folder = file.parent().and_then(Path::file_name);
    let shown = Path::new(folder.unwrap_or_default()).join(file.file_name().unwrap_or_default());
    shown.display().to_string()
}

impl Mend {
    /// Whether bytes of a journal were set aside.
    pub fn is_set_aside(&self) -> bool {
        matches!(self, Self::SetAside { .. } | Self::Intact { .. })
    }

    /// Says it to a person where what was set aside is not kept, because it may hold words that were taken back.
    pub fn problem_without_a_copy(&self) -> Problem {
        let mut problem = self.problem();
        if self.is_set_aside() {
            problem.advice =
                "nothing saved was lost; it is not kept, since words were withdrawn from this study"
                    .to_owned();
        }
        problem
    }
}

impl fmt::Display for Mend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SetAside { bytes, .. } => {
                write!(f, "{bytes} bytes of an unfinished change were set aside")
            }
            Self::LineEnd { .. } => f.write_str("the last line had no line end and got one"),
            Self::Intact { lines, .. } => {
                write!(f, "the file was written anew as it was saved, without its damaged lines: {lines}")
            }
            Self::Restored { lines, .. } => {
                write!(f, "{lines} saved changes were gone from the folder and were put back")
            }
            Self::Adopted { lines, .. } => write!(
                f,
                "{lines} changes in the folder were unknown to this computer and were taken over"
            ),
            Self::ShadowBehind { cause } => write!(
                f,
                "saved in the study's folder, but not in this computer's own copy: {cause}"
            ),
            Self::Retired { why, .. } => f.write_str(match why {
                Retirement::Forked => "two installations wrote under this name; both are kept, and a new name goes on",
                Retirement::Behind => "the folder knows of later changes under this name than this computer has; a new name goes on",
            }),
        }
    }
}
