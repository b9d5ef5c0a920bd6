//! Projects and codebooks of programs that do not speak REFI-QDA: Taguette, QualCoder and qualitative-coding keep SQLite databases.
//!
//! Reading is pure: bytes become [`crate::project::Project`]. A face collects the files, because only the disk layer opens any. The
//! databases need SQLite, which needs a C compiler, so their readers stand behind the feature `sqlite`; without it a database is
//! recognised and refused with what can be done instead. Codebooks in Markdown and YAML need nothing.
#![deny(clippy::indexing_slicing)]

pub mod yaml;
pub mod codebook;

#[cfg(feature = "sqlite")]
mod database;
#[cfg(feature = "sqlite")]
mod gathered;
#[cfg(feature = "sqlite")]
mod page;
#[cfg(feature = "sqlite")]
mod taguette;
#[cfg(feature = "sqlite")]
mod qualcoder;
#[cfg(feature = "sqlite")]
mod qc;

use std::collections::BTreeMap;

use memchr::memmem;

use crate::foreign::yaml::Node;
use crate::problem::Problem;
use crate::project::Project;

/// What every SQLite database begins with.
const BEGINNING: &[u8] = b"SQLite format 3\0";

/// The file of a folder that says it is a project of qualitative-coding.
pub const SETTINGS: &str = "settings.yaml";

/// The database in a project folder of QualCoder.
pub const QUALCODER: &str = "data.qda";

/// A program whose database can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    /// Taguette, 1.0 and newer.
    Taguette,
    /// QualCoder.
    QualCoder,
    /// qualitative-coding, which people call qc, 1.0 and newer.
    Qc,
}

impl Program {
    /// The program that made a database: its tables are described at its beginning in words.
    pub fn of(database: &[u8]) -> Option<Self> {
        let says = |word: &str| memmem::find(database, word.as_bytes()).is_some();
        match () {
            () if !is_database(database) => None,
            () if says("coded_line") && says("document_index") => Some(Self::Qc),
            () if says("highlight_tags") && says("project_members") => Some(Self::Taguette),
            () if says("code_text") && says("code_name") => Some(Self::QualCoder),
            () => None,
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Taguette => "Taguette",
            Self::QualCoder => "QualCoder",
            Self::Qc => "qualitative-coding",
        }
    }

    /// What a document says it was read by.
    pub fn importer(self) -> &'static str {
        match self {
            Self::Taguette => "taguette",
            Self::QualCoder => "qualcoder",
            Self::Qc => "qc",
        }
    }
}

/// The files of a project.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// The name of its file or folder, for what is told.
    pub name: String,
    /// Its database.
    pub database: Vec<u8>,
    /// What stands beside it, by the paths that [`wanted`] gave.
    pub others: BTreeMap<String, Vec<u8>>,
}

/// Whether a file is a database of SQLite.
pub fn is_database(beginning: &[u8]) -> bool {
    beginning.starts_with(BEGINNING)
}

/// Where the settings of a qualitative-coding project say that its database is, below their folder; nothing where they are none.
pub fn database_of(settings: &[u8]) -> Option<String> {
    let settings = settings_of(settings)?;
    inside(settings.get("database")?.words()?)
}

fn settings_of(bytes: &[u8]) -> Option<Node> {
    let settings = yaml::parse(std::str::from_utf8(bytes).ok()?).ok()?;
    let is_project = settings.get("corpus_dir").is_some() && settings.get("codebook").is_some();
    is_project.then_some(settings)
}

/// A path that stays below its folder, with `/` between its parts.
fn inside(path: &str) -> Option<String> {
    let parts: Vec<&str> = path
        .split(['/', '\\'])
        .filter(|part| !matches!(*part, "" | "."))
        .collect();
    let stays = !path.starts_with(['/', '\\']) && !path.contains(':') && !parts.contains(&"..");
    (stays && !parts.is_empty()).then(|| parts.join("/"))
}

/// The files beside a database that its project needs, as paths below its folder; one that ends in a slash is a folder with all in it.
#[cfg(feature = "sqlite")]
pub fn wanted(files: &Files) -> Result<Vec<String>, Problem> {
    match Program::of(&files.database) {
        Some(Program::Qc) => qc::wanted(files),
        _ => Ok(Vec::new()),
    }
}

/// The files beside a database that its project needs: none, where no database can be read.
#[cfg(not(feature = "sqlite"))]
pub fn wanted(_files: &Files) -> Result<Vec<String>, Problem> {
    Ok(Vec::new())
}

/// Reads a project.
#[cfg(feature = "sqlite")]
pub fn project(files: &Files) -> Result<Project, Problem> {
    match Program::of(&files.database) {
        Some(Program::Taguette) => taguette::project(files),
        Some(Program::QualCoder) => qualcoder::project(files),
        Some(Program::Qc) => qc::project(files),
        None => Err(unknown(&files.name)),
    }
}

/// Refuses a project, because this program was built without a reader for databases.
#[cfg(not(feature = "sqlite"))]
pub fn project(files: &Files) -> Result<Project, Problem> {
    let instead = match Program::of(&files.database) {
        None => return Err(unknown(&files.name)),
        Some(Program::Taguette) => {
            "export from Taguette the codebook (.qdc, for codebook import) and the highlights as CSV (for coding import)"
        }
        Some(Program::QualCoder) => {
            "export the project from QualCoder as REFI-QDA (.qdpx) and import that"
        }
        Some(Program::Qc) => "run: qc export project.qdpx, and import that",
    };
    let program = Program::of(&files.database).map_or("", Program::name);
    Err(Problem::new(
        &files.name,
        format!("is a database of {program}, which this build of intercoder cannot read"),
        format!("build it in with: cargo install --path . --features sqlite; or {instead}"),
    ))
}

fn unknown(name: &str) -> Problem {
    let advice = "import a project of Taguette (.sqlite3), QualCoder (.qda) or qualitative-coding, or export the project as REFI-QDA (.qdpx)";
    let what = "is a database, but of no program that is known here, or a damaged one";
    Problem::new(name, what, advice)
}
