//! A lost mark: the file that says which study a folder holds is gone, or names another study.
//!
//! Every line proves its study by its hash, so a study that this machine worked on once can be told by trying. What nobody here ever
//! worked on cannot: then only a colleague's folder has the name.

use std::collections::BTreeSet;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use crate::id::StudyId;
use crate::journal::{LONGEST, Unverified};
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

/// More journals than these are not named one by one.
const NAMED: usize = 3;

/// What the journals of a folder tell of their study.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known {
    /// Nothing: they belong to no study that this machine worked on, or to several.
    Nothing,
    /// Each of them belongs to this study.
    One(StudyId),
    /// Some belong to a study that this machine worked on, and others do not.
    InPart(InPart),
}

/// Journals of a study that this machine worked on, with others among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InPart {
    /// The study.
    pub study: StudyId,
    /// The journals that belong to it.
    pub its: Vec<PathBuf>,
    /// Those that do not.
    pub others: Vec<PathBuf>,
}

impl InPart {
    /// What to do about it.
    pub const ADVICE: &str = "move what belongs to another study out of the folder, or copy the file from a colleague's folder of this study, and look again; nothing is written here before that";

    /// Says which are which.
    pub fn words(&self) -> String {
        let verb = |files: &[PathBuf]| match files {
            [_] => "is",
            _ => "are",
        };
        format!(
            "{} {} of the study {}, which this computer knows, and {} {} not",
            list(&self.its),
            verb(&self.its),
            self.study,
            list(&self.others),
            verb(&self.others)
        )
    }
}

/// A mark that names another study than the one whose journals lie beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistaken {
    /// The study that it names.
    pub named: StudyId,
    /// How many lines are not of that study.
    pub lines: usize,
    /// The study they are of, as far as this machine knows it.
    pub known: Known,
}

impl Mistaken {
    /// The study for which the mark can be written anew.
    pub fn study(&self) -> Option<&StudyId> {
        match &self.known {
            Known::One(study) => Some(study),
            Known::Nothing | Known::InPart(_) => None,
        }
    }

    /// Says it to a person.
    pub fn problem(&self) -> Problem {
        let (named, lines) = (&self.named, counted(self.lines, "line"));
        let what = format!(
            "it names the study {named}, and none of the {lines} in the journals beside it belongs to that study"
        );
        match &self.known {
            Known::One(known) => Problem::new(
                MARK,
                format!("{what}: they belong to the study {known}"),
                "the file came from another study; intercoder doctor --fix writes it anew, and no journal is touched",
            ),
            Known::InPart(known) => {
                Problem::new(MARK, format!("{what}: {}", known.words()), InPart::ADVICE)
            }
            Known::Nothing => Problem::new(
                MARK,
                format!("{what}: the file came from another study, or the journals did"),
                format!(
                    "compare it with a colleague's {MARK} of this study; where theirs names another study, copy it here, and all of it counts again"
                ),
            ),
        }
    }
}

/// Some files by name, and how many more.
fn list(files: &[PathBuf]) -> String {
    let named = files.iter().take(NAMED);
    let mut named: Vec<String> = named.map(|file| file.display().to_string()).collect();
    if let Some(more) = files.len().checked_sub(NAMED).filter(|more| *more > 0) {
        named.push(format!("{more} more"));
    }
    let last = named.pop().unwrap_or_default();
    match named.is_empty() {
        true => last,
        false => format!("{} and {last}", named.join(", ")),
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
    (known != Known::Nothing || lines > 1).then(|| Mistaken {
        named: folder.study.clone(),
        lines,
        known,
    })
}

/// The study whose lines lie in a folder, if it is one that this machine worked on. It is known only where every journal that says
/// anything proves it: one that strayed here must not speak for the others.
pub fn known_study(disk: &Drive, root: &Path, states: &Path) -> Known {
    let entries = disk.list(states).into_iter().flatten();
    let names = entries.filter_map(|entry| {
        let name = entry.ok()?.file_name().to_string_lossy().into_owned();
        Some(name.rsplit_once('-')?.0.to_owned())
    });
    let names: BTreeSet<String> = names.collect();
    let heads = heads(disk, root);
    let mut known: Vec<InPart> = names
        .into_iter()
        .map(|name| sorted(StudyId::from(&*name), &heads))
        .filter(|known| !known.its.is_empty())
        .collect();
    known.sort_by_key(|known| known.its.len());
    let is_only_one = known.len() == 1;
    match known.pop() {
        Some(known) if known.others.is_empty() && is_only_one => Known::One(known.study),
        Some(known) if !known.others.is_empty() => Known::InPart(known),
        Some(_) | None => Known::Nothing,
    }
}

/// Which journals belong to a study. One without a whole line belongs to any.
fn sorted(study: StudyId, heads: &[(PathBuf, Vec<u8>)]) -> InPart {
    let (mut its, mut others) = (Vec::new(), Vec::new());
    for (file, head) in heads {
        let lines = pieces(head).map(|piece| judge(&study, piece));
        let lines = lines.filter(|judged| judged.damage != Some(What::MarkOfGit));
        let lines: Vec<_> = lines.take(TRIED).collect();
        let is_whole = |what: &What| !matches!(what, What::Torn | What::ZeroFilled);
        if lines.iter().any(|judged| judged.line.is_some()) {
            its.push(file.clone());
        } else if lines
            .iter()
            .any(|judged| judged.damage.as_ref().is_some_and(is_whole))
        {
            others.push(file.clone());
        }
    }
    InPart { study, its, others }
}

/// How the journals of a folder begin, each by its name from there.
fn heads(disk: &Drive, root: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Folder {
        root: root.to_owned(),
        study: StudyId::from(""),
        disk: Drive::clone(disk),
    };
    let (files, _) = journals::files(&folder).unwrap_or_default();
    let head = |file: PathBuf| {
        let (mut bytes, most) = (Vec::new(), (TRIED * LONGEST) as u64);
        // What the disk does not give says nothing of any study.
        let read = disk.look(&file).map(|file| file.take(most));
        if read
            .and_then(|mut head| head.read_to_end(&mut bytes))
            .is_err()
        {
            bytes.clear();
        }
        let file = file.strip_prefix(root).unwrap_or(&file).to_owned();
        (file, bytes)
    };
    files.into_iter().map(head).collect()
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
