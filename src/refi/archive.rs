//! The zip around a project, read without ever unpacking it to disk.
//!
//! A member is looked up by its plain file name, so that no path in the archive means anything; what climbs out of it, is a link
//! or unpacks to suspiciously much is left alone and told. Media may be as large as they like: they are never read.

use std::collections::HashMap;
use std::io::{Read, Seek};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::number::counted;
use crate::problem::Problem;

/// The most that the project's XML, or one text, may unpack to.
const CAP: u64 = 48 << 20;

/// The most that all of it together may unpack to: ten million words, with the project around them.
const ALL: u64 = 96 << 20;

/// Up to here a member may be compressed as much as it likes.
const SMALL: u64 = 10 << 20;

/// Beyond that, it may not unpack to more than this many times its size: real projects stay far below.
const RATIO: u64 = 200;

/// All texts together may not unpack to more than this many times their size: words are packed to a third or a fourth.
const RATIO_OF_TEXTS: u64 = 30;

/// The most members that are looked at.
const MEMBERS: usize = 100_000;

const AGAIN: &str = "export the project again from the program that made it";

/// An open project file.
pub struct Archive<R> {
    zip: ZipArchive<R>,
    file: String,
    project: usize,
    /// Members by their plain file name in small letters, each with its whole path.
    members: HashMap<String, Vec<(String, usize)>>,
    unpacked: u64,
    /// How large the texts that were read are, packed and unpacked.
    texts: (u64, u64),
    /// What in it was left alone.
    pub problems: Vec<Problem>,
}

/// Whether a zip is a project: whether a `.qde` stands at its root.
pub fn is_project<R: Read + Seek>(reader: R) -> bool {
    ZipArchive::new(reader).is_ok_and(|zip| {
        let mut names = zip.file_names().filter_map(Result::ok);
        names.any(|name| is_root_project(&name))
    })
}

fn is_root_project(name: &str) -> bool {
    !name.contains(['/', '\\']) && name.to_ascii_lowercase().ends_with(".qde")
}

impl<R: Read + Seek> Archive<R> {
    /// Opens a project of this file name.
    pub fn open(reader: R, file: &str) -> Result<Self, Problem> {
        let refuse = |what: String| Problem::new(file, what, AGAIN);
        let mut zip = ZipArchive::new(reader)
            .map_err(|_| refuse("is no zip file, or is not here completely".to_owned()))?;
        if zip.len() > MEMBERS {
            return Err(refuse(format!("has more than {MEMBERS} members")));
        }
        if zip.has_duplicate_names() || zip.has_overlapping_files().unwrap_or(true) {
            let what =
                "has two members of one name or in one place, so it cannot be told which is meant";
            return Err(refuse(what.to_owned()));
        }
        let listed = Listed::of(&mut zip);
        let project = listed.project().map_err(refuse)?;
        let mut archive = Self {
            zip,
            file: file.to_owned(),
            project,
            members: listed.members,
            unpacked: 0,
            texts: (0, 0),
            problems: Vec::new(),
        };
        if let Some(first) = listed.climbing.first() {
            let what = format!(
                "{} that point out of it or are links were left alone, the first is “{first}”",
                counted(listed.climbing.len(), "member")
            );
            archive.problems.push(Problem::new(
                file,
                what,
                "nothing outside the study was touched",
            ));
        }
        Ok(archive)
    }

    /// The XML of the project.
    pub fn project(&mut self) -> Result<String, Problem> {
        let bytes = self.unpack(self.project, CAP);
        let bytes = bytes.map_err(|what| Problem::new(&self.file, what, AGAIN))?;
        decoded(bytes).ok_or_else(|| {
            Problem::new(
                &self.file,
                "its project is not UTF-8, as the standard asks",
                AGAIN,
            )
        })
    }

    /// A text that a source names, as its program counted it: with its byte order mark and its line ends. Or why it is not here.
    pub fn text(&mut self, path: &str) -> Result<String, String> {
        if path.starts_with("relative:") || path.starts_with("absolute:") {
            return Err("its text lies outside the project file".to_owned());
        }
        let name = path.strip_prefix("internal://").unwrap_or(path);
        let at = self.member(&name.replace('\\', "/"))?;
        let (packed, unpacked) = self.texts;
        let packed = packed
            + self
                .zip
                .by_index_raw(at)
                .map_or(0, |member| member.compressed_size());
        let left = packed
            .saturating_mul(RATIO_OF_TEXTS)
            .max(SMALL)
            .saturating_sub(unpacked);
        let bytes = self.unpack(at, left)?;
        self.texts = (packed, unpacked + bytes.len() as u64);
        decoded(bytes).ok_or_else(|| "its text is in no encoding that can be told".to_owned())
    }

    /// The member that a path means: that very path below the sources, else the only one whose path or name is that but for case.
    fn member(&self, name: &str) -> Result<usize, String> {
        let there = self.members.get(&plain(name));
        let there = there.ok_or("its text is not in the project file")?;
        let below = format!("sources/{name}");
        let exact = |path: &str| path == name || path == below;
        let alike =
            |path: &str| path.eq_ignore_ascii_case(name) || path.eq_ignore_ascii_case(&below);
        let ways: [&dyn Fn(&str) -> bool; 3] = [&exact, &alike, &|_| true];
        for is_meant in ways {
            let mut meant = there.iter().filter(|(path, _)| is_meant(path));
            match (meant.next(), meant.next()) {
                (Some((_, only)), None) => return Ok(*only),
                (Some(_), Some(_)) => break,
                (None, _) => {}
            }
        }
        Err("several members of the project file have the name of its text".to_owned())
    }

    fn unpack(&mut self, at: usize, left: u64) -> Result<Vec<u8>, String> {
        let member = match self.zip.by_index(at) {
            Ok(member) => member,
            Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => {
                return Err("a member is locked with a password".to_owned());
            }
            Err(_) => return Err("a member cannot be unpacked".to_owned()),
        };
        let packed = member.compressed_size();
        let most = packed.saturating_mul(RATIO).clamp(SMALL, CAP);
        let most = most.min(left).min(ALL.saturating_sub(self.unpacked));
        let name = member
            .name()
            .map(|name| name.into_owned())
            .unwrap_or_default();
        let too_much = || {
            format!(
                "“{name}” unpacks to more than {} MB, or to more than a real project would",
                most >> 20
            )
        };
        if member.size() > most {
            return Err(too_much());
        }
        let mut bytes = Vec::with_capacity(member.size() as usize + 1);
        let read = member.take(most + 1).read_to_end(&mut bytes);
        if bytes.len() as u64 > most {
            return Err(too_much());
        }
        self.unpacked += bytes.len() as u64;
        read.map_err(|_| "a member is damaged".to_owned())?;
        Ok(bytes)
    }
}

/// The members of an archive, sorted by what may be done with them.
#[derive(Default)]
struct Listed {
    /// By their plain file name in small letters, each with its whole path.
    members: HashMap<String, Vec<(String, usize)>>,
    /// What stands at the root and may be the project.
    projects: Vec<(usize, String)>,
    /// What points out of the archive, or is a link.
    climbing: Vec<String>,
}

impl Listed {
    fn of<R: Read + Seek>(zip: &mut ZipArchive<R>) -> Self {
        let mut listed = Self::default();
        for at in 0..zip.len() {
            let Ok(member) = zip.by_index_raw(at) else {
                continue;
            };
            let name = member.name().map(|name| name.into_owned());
            let name = name.unwrap_or_default();
            if member.is_dir() {
                continue;
            }
            if climbs(&name) || member.is_symlink() {
                listed.climbing.push(name);
                continue;
            }
            if is_root_project(&name) {
                listed.projects.push((at, name.clone()));
            }
            let there = listed.members.entry(plain(&name)).or_default();
            there.push((name.replace('\\', "/"), at));
        }
        listed
    }

    /// The one project, or what is wrong.
    fn project(&self) -> Result<usize, String> {
        match self.projects.as_slice() {
            [(only, _)] => Ok(*only),
            [] => Err("has no .qde at its root, so it is no REFI-QDA project".to_owned()),
            several => {
                let names: Vec<&str> = several.iter().map(|(_, name)| name.as_str()).collect();
                Err(format!("has several projects in it: {}", names.join(", ")))
            }
        }
    }
}

/// Whether a member's name points out of the archive.
fn climbs(name: &str) -> bool {
    let mut parts = name.split(['/', '\\']);
    name.starts_with(['/', '\\']) || name.contains(':') || parts.any(|part| part == "..")
}

/// The file name alone, in small letters.
fn plain(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    last.to_lowercase()
}

/// Bytes as text; a UTF-8 byte order mark stays, because some programs count it.
fn decoded(bytes: Vec<u8>) -> Option<String> {
    match encoding_rs::Encoding::for_bom(&bytes) {
        Some((encoding, _)) if encoding != encoding_rs::UTF_8 => {
            let (text, _, is_wrong) = encoding.decode(&bytes);
            (!is_wrong).then(|| text.into_owned())
        }
        _ => String::from_utf8(bytes).ok(),
    }
}
