//! Texts, turns, frozen codebooks and sources: whole files, named so that people find them and checked by their hash.
//!
//! A file is written once and never changed; one that does not match its hash is absent. An import writes all its files, syncs
//! each once, then the folders; only then does its caller append the journal lines that name them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::document::Turns;
use crate::id::{Digest, check_handle, slug};
use crate::problem::Problem;
use crate::store::atomic::{self, Existing, UNFINISHED};
use crate::store::disk::{self, Drive, Readers};
use crate::store::layout::{Folder, named_by_placeholder};
use crate::store::{Doing, Refused};
use crate::text::Text;
use crate::texts::Passage;

/// A file to be kept under its hash.
#[derive(Clone, Copy, Debug)]
pub struct Kept<'a> {
    /// What it is, for its name.
    pub kind: Kind<'a>,
    /// Its bytes, whose hash the journal names.
    pub bytes: &'a [u8],
}

/// What a kept file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind<'a> {
    /// The verbatim text of a revision, by the document's handle.
    Text(&'a str),
    /// The turns of a revision, by the document's handle.
    Turns(&'a str),
    /// A frozen codebook, by its number.
    Codebook(u64),
    /// An imported file as it came, by its extension.
    Source(&'a str),
}

impl Kept<'_> {
    /// The name the journal knows it by.
    pub fn digest(&self) -> Digest {
        Digest::of(self.bytes)
    }

    fn path(&self, folder: &Folder) -> PathBuf {
        let short = self.digest().short();
        match self.kind {
            Kind::Text(handle) => folder.texts().join(format!("{}.{short}.txt", stem(handle))),
            Kind::Turns(handle) => folder
                .texts()
                .join(format!("{}.{short}.turns.json", stem(handle))),
            Kind::Codebook(number) => folder.codebooks().join(format!("v{number}.{short}.json")),
            Kind::Source(extension) => folder
                .sources()
                .join(format!("{short}.{}", slug(extension))),
        }
    }
}

/// Only a handle may stand in a file's name; anything else is folded to what every system can keep.
fn stem(handle: &str) -> String {
    match check_handle(handle) {
        Ok(()) => handle.to_owned(),
        Err(_) => slug(handle),
    }
}

/// Writes files durably. What is there already with the same words stays; a file with other words is never overwritten.
pub fn write(folder: &Folder, files: &[Kept<'_>]) -> Result<(), Refused> {
    let disk = &*folder.disk;
    let mut planned: BTreeMap<PathBuf, &[u8]> = BTreeMap::new();
    let mut folders: BTreeSet<PathBuf> = BTreeSet::new();
    for file in files {
        let path = file.path(folder);
        // A file that is there already may still lack a durable name, so its folder counts as well.
        folders.extend(path.parent().map(Path::to_owned));
        if let Some(path) = free_path(folder, path, file.bytes, &planned)? {
            planned.insert(path, file.bytes);
        }
    }
    folders
        .iter()
        .try_for_each(|folder| atomic::create_folder(disk, folder, Readers::Everyone))?;
    planned
        .par_iter()
        .try_for_each(|(path, bytes)| atomic::place(disk, path, bytes, Existing::Replace))?;
    folders
        .iter()
        .try_for_each(|folder| atomic::sync_folder(disk, folder))
}

/// The path to write to: none if the words are there or planned already, a second name if other words have the first.
fn free_path(
    folder: &Folder,
    first: PathBuf,
    bytes: &[u8],
    planned: &BTreeMap<PathBuf, &[u8]>,
) -> Result<Option<PathBuf>, Refused> {
    let mut path = first.clone();
    for number in 2_u32.. {
        let same = match planned.get(&path) {
            Some(planned) => *planned == bytes,
            None => match disk::read(&*folder.disk, &path) {
                Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(Some(path)),
                there => there.map_err(Doing::Read.to(&path))? == bytes,
            },
        };
        if same {
            return Ok(None);
        }
        let name = first.file_name().unwrap_or_default().to_string_lossy();
        let (stem, extension) = name.split_once('.').unwrap_or((&name, ""));
        path = first.with_file_name(format!("{stem}-{number}.{extension}"));
    }
    Ok(None)
}

/// Why a file that the journal names is absent; files are named from the study's folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Absent {
    /// No file carries its hash in its name.
    Missing,
    /// Files carry it, but nothing is in them: a cloud shows them and has not brought them yet.
    NotDownloaded(Vec<PathBuf>),
    /// Files carry it, but their words are others.
    Changed(Vec<PathBuf>),
    /// The disk did not give it; what it said.
    Unreadable(PathBuf, String),
}

impl Absent {
    /// What is said of a file that is not there at all.
    pub const MISSING: &str = "a file with this in its name is missing";
    /// What is said of a file that is there only by its name.
    pub const EMPTY: &str = "the file is empty: it has not been downloaded yet";

    /// Says it to a person, of the file with this hash.
    pub fn problem(&self, digest: &Digest) -> Problem {
        let short = digest.short();
        match self {
            Self::Missing => Problem::new(
                short,
                Self::MISSING,
                "let the folder finish syncing, or copy the file from a colleague's folder",
            ),
            Self::NotDownloaded(files) => Problem::new(
                listed(files),
                Self::EMPTY,
                "let the folder finish syncing, or have the sync program keep the folder on this computer",
            ),
            Self::Changed(files) => Problem::new(
                listed(files),
                "the file was changed since it was imported, so it is not used",
                "copy the file again from a colleague's folder; a text is corrected with intercoder document revise",
            ),
            Self::Unreadable(file, cause) => Problem::new(
                file.display().to_string(),
                format!("the file cannot be read: {cause}"),
                "look whether you may read it, and whether it has been downloaded",
            ),
        }
    }
}

fn listed(files: &[PathBuf]) -> String {
    let names: Vec<String> = files.iter().map(|f| f.display().to_string()).collect();
    names.join(", ")
}

/// Which files of the study carry which hash in their names.
#[derive(Debug)]
pub struct Shelf {
    root: PathBuf,
    disk: Drive,
    places: HashMap<String, Vec<PathBuf>>,
}

impl Shelf {
    /// Looks through the folders of texts, codebooks and sources once; no file is opened.
    pub fn list(folder: &Folder) -> Result<Self, Refused> {
        let mut shelf = Self {
            root: folder.root.clone(),
            disk: Drive::clone(&folder.disk),
            places: HashMap::new(),
        };
        for part in [folder.texts(), folder.codebooks(), folder.sources()] {
            match shelf.add(&part) {
                // Git keeps no empty folder, so one may well be missing.
                Err(cause) if cause.kind() == io::ErrorKind::NotFound => {}
                other => other.map_err(Doing::List.to(&part))?,
            }
        }
        Ok(shelf)
    }

    fn add(&mut self, folder: &Path) -> io::Result<()> {
        for entry in self.disk.list(folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            // A pipe or a device would be read for ever.
            if name.starts_with(UNFINISHED) || name.starts_with("._") || !entry.path().is_file() {
                continue;
            }
            // A conflict copy keeps the hash in its name, wherever the sync tool put its own words.
            let parts = name.split(|c: char| !c.is_ascii_alphanumeric());
            for short in parts.filter(|part| part.len() == 8) {
                let places = self.places.entry(short.to_owned()).or_default();
                places.push(entry.path());
            }
        }
        Ok(())
    }

    /// A text with its turns, by their hashes.
    pub fn passage(&self, text: &Digest, turns: &Digest) -> Result<Passage, Problem> {
        let words = self.read(text).map_err(|absent| absent.problem(text))?;
        let overlay = self.read(turns).map_err(|absent| absent.problem(turns))?;
        let unfit = || {
            Problem::new(
                text.short(),
                "its turns do not fit its words",
                "import the document again under another handle",
            )
        };
        let words = String::from_utf8(words).map_err(|_| unfit())?;
        let turns: Turns = serde_json::from_slice(&overlay).map_err(|_| unfit())?;
        Passage::new(Text::new(words), turns).ok_or_else(unfit)
    }

    /// The files that carry this hash in their names, whatever their words are.
    pub(crate) fn places(&self, digest: &Digest) -> Vec<PathBuf> {
        let places = self.places.get(&digest.short());
        places.cloned().unwrap_or_default()
    }

    /// The names of the files that carry this hash, each with its folder in the study.
    pub fn names(&self, digest: &Digest) -> Vec<String> {
        let places = self.places.get(&digest.short()).into_iter().flatten();
        let named = places.map(|place| {
            let last = |path: &Path| {
                path.file_name()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned()
            };
            let folder = place.parent().map(last).unwrap_or_default();
            format!("{folder}/{}", last(place))
        });
        named.collect()
    }

    /// A file as people are told of it: from the study's folder.
    fn shown(&self, place: &Path) -> PathBuf {
        let shown = place.strip_prefix(&self.root);
        shown.unwrap_or(place).to_owned()
    }

    /// The bytes of the file with this hash.
    pub fn read(&self, digest: &Digest) -> Result<Vec<u8>, Absent> {
        let mut places = self
            .places
            .get(&digest.short())
            .cloned()
            .unwrap_or_default();
        places.sort();
        let mut unreadable = None;
        for place in &places {
            match disk::read(&*self.disk, place) {
                Ok(bytes) if Digest::of(&bytes) == *digest => return Ok(bytes),
                Ok(bytes) => {
                    // A text has LF alone; where something on the way converted line ends, the hash proves what it was.
                    let plain = without_cr(bytes);
                    if Digest::of(&plain) == *digest {
                        return Ok(plain);
                    }
                }
                // Deleted since the folder was listed: the same as never there.
                Err(cause) if cause.kind() == io::ErrorKind::NotFound => {}
                Err(cause) => {
                    unreadable = Some(Absent::Unreadable(self.shown(place), cause.to_string()))
                }
            }
        }
        places.retain(|place| place.exists());
        let (shown, changed): (Vec<PathBuf>, Vec<PathBuf>) =
            places.into_iter().partition(|place| is_placeholder(place));
        let named = |places: &[PathBuf]| places.iter().map(|place| self.shown(place)).collect();
        Err(match (unreadable, shown.is_empty(), changed.is_empty()) {
            (Some(unreadable), ..) => unreadable,
            (None, _, false) => Absent::Changed(named(&changed)),
            (None, false, true) => Absent::NotDownloaded(named(&shown)),
            (None, true, true) => Absent::Missing,
        })
    }
}

/// The hash that a file of ours carries in its name, at its place: behind the last point where one stands there, since a handle may
/// look like one; of a source it is the first.
pub(crate) fn named_short(name: &str) -> Option<&str> {
    let is_short = |part: &&str| {
        let is_hex = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
        part.len() == 8 && part.chars().all(is_hex)
    };
    let word = |part: &'_ str| part.find(|c: char| !c.is_ascii_alphanumeric());
    let first_word = |part: &'_ str| word(part).unwrap_or(part.len());
    let behind = name.split('.').skip(1);
    let behind = behind.map(|part| part.get(..first_word(part)).unwrap_or_default());
    let mut anywhere = name.split(|c: char| !c.is_ascii_alphanumeric());
    let last = behind.filter(is_short).last();
    last.or_else(|| anywhere.find(is_short))
}

/// Whether a file is there only by its name.
fn is_placeholder(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let is_empty = || std::fs::metadata(path).is_ok_and(|about| about.len() == 0);
    named_by_placeholder(&name).is_some() || is_empty()
}

/// The words of a file whose line ends something on the way converted.
pub(crate) fn without_cr(bytes: Vec<u8>) -> Vec<u8> {
    let mut plain = Vec::with_capacity(bytes.len());
    for line in bytes.split_inclusive(|&byte| byte == b'\n') {
        match line.strip_suffix(b"\r\n") {
            Some(words) => {
                plain.extend_from_slice(words);
                plain.push(b'\n');
            }
            None => plain.extend_from_slice(line),
        }
    }
    plain
}
