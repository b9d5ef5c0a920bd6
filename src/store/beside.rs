//! What lies among texts, codebooks and sources, and beside the mark, that nothing names by its name: copies and people's own files.

use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::id::Digest;
use crate::store::disk;
use crate::store::layout::{Folder, MARK};
use crate::store::{Doing, Refused};

/// A larger file is nobody's text.
const LARGEST: u64 = 64 << 20;

/// A file that is there and that nothing names by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stray {
    /// From the study's folder.
    pub file: PathBuf,
    /// What is in it, unless it is larger than any text.
    pub digest: Option<Digest>,
}

/// The strays of a study whose lines name these files.
pub fn beside(folder: &Folder, named: &[Digest]) -> Result<Vec<Stray>, Refused> {
    let named: Vec<String> = named.iter().map(Digest::short).collect();
    let mut strays = Vec::new();
    for place in [folder.texts(), folder.codebooks(), folder.sources()] {
        gather(folder, &place, |name| !is_named(name, &named), &mut strays)?;
    }
    gather(folder, &folder.root, is_copy_of_mark, &mut strays)?;
    strays.sort_by(|one, other| one.file.cmp(&other.file));
    Ok(strays)
}

/// A folder within the study's that is read by nobody.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Beside {
    /// Journals lie in it, from the study's folder.
    Journals(PathBuf),
    /// It is a study by itself.
    Nested(PathBuf),
}

/// Such folders of a study.
pub fn folders_beside(folder: &Folder) -> Result<Vec<Beside>, Refused> {
    let list = |place: &Path| folder.disk.list(place).map_err(Doing::List.to(place));
    let mut found = Vec::new();
    for entry in list(&folder.root)? {
        let path = entry.map_err(Doing::List.to(&folder.root))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with('.') || name == "journal" || !path.is_dir() {
            continue;
        }
        let of_study = PathBuf::from(&*name);
        if path.join(MARK).is_file() {
            found.push(Beside::Nested(of_study));
        } else if name.starts_with("journal") && holds_lines(list(&path)?) {
            found.push(Beside::Journals(of_study));
        }
    }
    found.sort();
    Ok(found)
}

fn holds_lines(mut entries: fs::ReadDir) -> bool {
    let is_journal =
        |entry: fs::DirEntry| entry.path().extension().is_some_and(|end| end == "jsonl");
    entries.any(|entry| entry.is_ok_and(is_journal))
}

/// HANDLE.HASH.txt, HANDLE.HASH.turns.json, HASH.docx: what a sync tool calls its copy has more, or something in between.
fn is_named(name: &str, named: &[String]) -> bool {
    let parts: Vec<&str> = name.split('.').collect();
    let at = parts
        .iter()
        .position(|part| named.iter().any(|known| known == part));
    let rest = at.and_then(|at| parts.get(at + 1..)).unwrap_or_default();
    matches!(rest, [_] | ["turns", "json"])
}

fn is_copy_of_mark(name: &str) -> bool {
    name != MARK && name.starts_with("intercoder") && name.ends_with(".toml")
}

fn gather(
    folder: &Folder,
    place: &Path,
    is_stray: impl Fn(&str) -> bool,
    strays: &mut Vec<Stray>,
) -> Result<(), Refused> {
    let entries = match folder.disk.list(place) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(()),
        other => other.map_err(Doing::List.to(place))?,
    };
    for entry in entries {
        let entry = entry.map_err(Doing::List.to(place))?;
        let (path, name) = (entry.path(), entry.file_name());
        let name = name.to_string_lossy();
        // Files that begin with a dot are other programs' housekeeping, and drafts.
        if name.starts_with('.') || !path.is_file() || !is_stray(&name) {
            continue;
        }
        let is_small = path.metadata().is_ok_and(|about| about.len() <= LARGEST);
        let bytes = is_small
            .then(|| disk::read(&*folder.disk, &path).ok())
            .flatten();
        strays.push(Stray {
            file: path.strip_prefix(&folder.root).unwrap_or(&path).to_owned(),
            digest: bytes.map(|bytes| Digest::of(&bytes)),
        });
    }
    Ok(())
}
