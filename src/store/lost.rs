//! A lost mark: the file that says which study a folder holds is gone, or names another study.
//!
//! Every line proves its study by its hash, so a study that this machine worked on once can be told by trying. What nobody here ever
//! worked on cannot: then only a colleague's folder has the name.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use crate::id::StudyId;
use crate::journal::Unverified;
use crate::number::counted;
use crate::problem::Problem;
use crate::store::atomic::{self, Existing};
use crate::store::damage::{Damage, What, judge, pieces};
use crate::store::disk::{self, Drive, Readers};
use crate::store::journals;
use crate::store::layout::{Folder, FolderError, MARK};
use crate::store::own::set_aside;
use crate::store::state::State;
use crate::store::{Doing, Refused};

/// How many lines of each journal are tried.
const TRIED: usize = 3;

/// A mark that names another study than the one whose journals lie beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistaken {
    /// The study that it names.
    pub named: StudyId,
    /// How many lines are not of that study.
    pub lines: usize,
    /// The study they are of, where this machine knows it.
    pub known: Option<StudyId>,
}

impl Mistaken {
    /// Says it to a person.
    pub fn problem(&self) -> Problem {
        let (named, lines) = (&self.named, counted(self.lines, "line"));
        let what = format!(
            "it names the study {named}, and none of the {lines} in the journals beside it belongs to that study"
        );
        match &self.known {
            Some(known) => Problem::new(
                MARK,
                format!("{what}: they belong to the study {known}"),
                "the file came from another study; intercoder doctor --fix writes it anew, and no journal is touched",
            ),
            None => Problem::new(
                MARK,
                format!("{what}: the file came from another study, or the journals did"),
                format!(
                    "compare it with a colleague's {MARK} of this study; where theirs names another study, copy it here, and all of it counts again"
                ),
            ),
        }
    }
}

/// Whether the mark is what is wrong, where no line verified.
pub fn mistaken(folder: &Folder, states: &Path, damage: &[Damage]) -> Option<Mistaken> {
    let is_foreign = |damage: &&Damage| damage.what == What::Unverified(Unverified::Hash);
    let lines = damage.iter().filter(is_foreign).count();
    if lines == 0 {
        return None;
    }
    let known = known_study(&folder.disk, &folder.root, states);
    // A single line may just as well have been changed.
    (known.is_some() || lines > 1).then(|| Mistaken {
        named: folder.study.clone(),
        lines,
        known,
    })
}

/// The study whose lines lie in a folder, if it is one that this machine worked on, and the only one.
pub fn known_study(disk: &Drive, root: &Path, states: &Path) -> Option<StudyId> {
    let names = disk.list(states).ok()?.filter_map(|entry| {
        let name = entry.ok()?.file_name().to_string_lossy().into_owned();
        Some(name.rsplit_once('-')?.0.to_owned())
    });
    let names: BTreeSet<String> = names.collect();
    let mut known = names.into_iter().filter_map(|name| {
        let study = StudyId::from(name.as_str());
        let folder = Folder {
            root: root.to_owned(),
            study,
            disk: Drive::clone(disk),
        };
        has_lines(&folder).then_some(folder.study)
    });
    let one = known.next();
    one.filter(|_| known.next().is_none())
}

fn has_lines(folder: &Folder) -> bool {
    let (files, _) = journals::files(folder).unwrap_or_default();
    files.iter().any(|file| {
        let bytes = disk::read(&*folder.disk, file).unwrap_or_default();
        let mut tried = pieces(&bytes).take(TRIED);
        tried.any(|piece| judge(&folder.study, piece).line.is_some())
    })
}

/// Writes the mark of a study whose lines lie in a folder; gives the folder of this machine's state in which the file is kept as it was,
/// if there was one.
pub fn write_mark(
    (disk, root): (&Drive, &Path),
    states: &Path,
    study: StudyId,
) -> Result<Option<PathBuf>, FolderError> {
    let folder = Folder {
        root: root.canonicalize().map_err(Doing::Read.to(root))?,
        study,
        disk: Drive::clone(disk),
    };
    let path = folder.root.join(MARK);
    let there = match disk::read(&**disk, &path) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => None,
        other => Some(other.map_err(Doing::Read.to(&path))?),
    };
    let Some(there) = there else {
        folder.write_mark()?;
        return Ok(None);
    };
    let aside = State::at(states, &folder).place().join("copies");
    // Copies of journals come to lie there too, and they hold people's words.
    atomic::create_folder(&**disk, &aside, Readers::Owner)?;
    set_aside(&**disk, &path, &there, &aside)?;
    replace(&folder, &path)?;
    Ok(Some(aside))
}

fn replace(folder: &Folder, path: &Path) -> Result<(), Refused> {
    let words = folder.words_of_mark();
    atomic::write(&*folder.disk, path, words.as_bytes(), Existing::Replace)
}
