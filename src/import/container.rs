//! The zip container around a Word or OpenDocument file, read with a cap.
//!
//! A small file may claim, or turn out, to unpack to gigabytes. The size it declares is looked at before reading, and no
//! more than the cap is ever read. A document type declaration, with which XML attacks begin, is refused in every part.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::import::advice;
use crate::problem::Problem;

/// The most one part may unpack to.
const CAP: u64 = 64 << 20;

/// Up to here any part may be compressed as much as it likes.
const SMALL: u64 = 10 << 20;

/// Beyond that, it may not unpack to more than this many times its size: real documents stay far below.
const RATIO: u64 = 200;

/// How much of each part is looked at for a document type; it must stand before the first element.
const PROLOGUE: u64 = 4096;

/// Why a file of paragraphs, in a container or not, is no document that can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is no zip, or a broken one.
    NoContainer,
    /// It is a zip of another kind.
    Other(&'static str),
    /// It is a zip, and holds nothing of what its readers look for.
    NothingInIt,
    /// It is an e-book.
    Ebook,
    /// It is a document of Pages.
    Pages,
    /// It asks for a password.
    Locked,
    /// A part is too large.
    TooLarge(String),
    /// A part unpacks to suspiciously much.
    Bomb(String),
    /// A part declares a document type.
    DocType(String),
    /// A part is no XML that can be read, from this byte on.
    Damaged(String, u64),
    /// A part holds NUL characters.
    Nul(String),
    /// There are no words in the body.
    NoWords,
}

/// What is done about a project that lacks something.
const EXPORT_AGAIN: &str =
    "check that it was copied completely, or export it again from the program that made it";

/// Whether a file is called a project of another program.
fn is_project(name: &str) -> bool {
    name.to_lowercase().ends_with(".qdpx")
}

impl Refusal {
    /// Says it to the person importing.
    pub fn into_problem(self, name: &str) -> Problem {
        let again = "open it in Word or LibreOffice, save it again as docx, and import that";
        let (what, advice) = match self {
            Self::NoContainer if is_project(name) => (
                "the project cannot be opened: the file was cut short or damaged".to_owned(),
                EXPORT_AGAIN,
            ),
            Self::NoContainer => (
                "the file begins like a Word document but cannot be opened".to_owned(),
                "check that it was downloaded completely, or open it in Word and save it again",
            ),
            Self::NothingInIt if is_project(name) => (
                "there is no project in the file".to_owned(),
                EXPORT_AGAIN,
            ),
            Self::NothingInIt => (
                "this is a zip file without a Word document in it, which cannot be read as a transcript".to_owned(),
                "save the transcript as docx or as plain text",
            ),
            Self::Ebook => {
                let what = "this is an e-book, which cannot be read as a transcript";
                return Problem::new(name, what, advice::on_ebook(name));
            }
            Self::Pages => (
                "this is a document of Pages, which cannot be read".to_owned(),
                advice::ON_PAGES,
            ),
            Self::Other(what) => (
                format!("this is {what}, which cannot be read as a transcript"),
                "save the transcript as docx or as plain text",
            ),
            Self::Locked => (
                "the document is locked with a password".to_owned(),
                "open it in Word, save it without a password, and import that",
            ),
            Self::TooLarge(part) => (
                format!("{part} in it is larger than {} MB", CAP >> 20),
                "split the document into several files",
            ),
            Self::Bomb(part) => (
                format!(
                    "{part} in it unpacks to more than {RATIO} times its size, as no real document does"
                ),
                again,
            ),
            Self::DocType(part) => (
                format!("{part} in it declares a document type, which no word processor writes"),
                again,
            ),
            Self::Damaged(part, byte) => (format!("{part} in it is damaged at byte {byte}"), again),
            Self::Nul(part) => (format!("{part} in it holds NUL characters"), again),
            Self::NoWords => (
                "the document holds no words".to_owned(),
                "check that it is the transcript and not a scan of it",
            ),
        };
        Problem::new(name, what, advice)
    }
}

/// An XML part as text.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its name in the container.
    pub name: String,
    /// Its XML.
    pub xml: String,
}

impl Part {
    /// The refusal of a part that stops being XML at a byte.
    pub fn damaged(&self, byte: u64) -> Refusal {
        Refusal::Damaged(self.name.clone(), byte)
    }
}

/// Whether the bytes are a zip that has a part of this name.
pub fn holds(bytes: &[u8], name: &str) -> bool {
    ZipArchive::new(Cursor::new(bytes)).is_ok_and(|zip| zip.index_for_name(name).is_some())
}

/// An open container.
pub struct Container<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
}

impl<'a> Container<'a> {
    /// Opens a container and looks into the prologue of each of its parts.
    pub fn open(bytes: &'a [u8]) -> Result<Self, Refusal> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Refusal::NoContainer)?;
        let mut container = Self { archive };
        container.refuse_other_kinds()?;
        container.refuse_document_types()?;
        Ok(container)
    }

    /// The names of all parts that begin and end like this, in order.
    pub fn names(&self, begin: &str, end: &str) -> Vec<String> {
        let mut names: Vec<String> = self
            .archive
            .file_names()
            .filter_map(Result::ok)
            .filter(|name| name.starts_with(begin) && name.ends_with(end))
            .map(|name| name.into_owned())
            .collect();
        names.sort();
        names
    }

    /// Reads a part, if there is one of that name.
    pub fn read(&mut self, name: &str) -> Result<Option<Part>, Refusal> {
        let file = match self.archive.by_name(name) {
            Ok(file) => file,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(refusal(&error)),
        };
        let (packed, declared) = (file.compressed_size(), file.size());
        refuse_size(name, packed, declared)?;
        let limit = most(packed);
        let mut bytes = Vec::new();
        let read = file.take(limit + 1).read_to_end(&mut bytes);
        refuse_size(name, packed, bytes.len() as u64)?;
        if read.is_err() {
            return Err(Refusal::Damaged(name.to_owned(), bytes.len() as u64));
        }
        let xml = decode(bytes).map_err(|byte| Refusal::Damaged(name.to_owned(), byte))?;
        Ok(Some(Part {
            name: name.to_owned(),
            xml,
        }))
    }

    fn refuse_other_kinds(&self) -> Result<(), Refusal> {
        for (name, refusal) in [
            ("ppt/presentation.xml", Refusal::Other("a presentation")),
            ("META-INF/container.xml", Refusal::Ebook),
            ("Index/Document.iwa", Refusal::Pages),
            ("Index.zip", Refusal::Pages),
            (
                "project.qde",
                Refusal::Other("a project of another program (qdpx)"),
            ),
        ] {
            if self.archive.index_for_name(name).is_some() {
                return Err(refusal);
            }
        }
        Ok(())
    }

    fn refuse_document_types(&mut self) -> Result<(), Refusal> {
        let mut names = self.names("", ".xml");
        names.extend(self.names("", ".rels"));
        for name in names {
            let file = match self.archive.by_name(&name) {
                Ok(file) => file,
                Err(error) if refusal(&error) == Refusal::Locked => return Err(Refusal::Locked),
                Err(_) => continue,
            };
            let mut start = Vec::new();
            // A part that cannot be unpacked is judged when it is needed; until then what came out of it is looked at.
            let _damaged = file.take(PROLOGUE).read_to_end(&mut start).is_err();
            let start = start.to_ascii_uppercase();
            if start.windows(9).any(|word| word == b"<!DOCTYPE") {
                return Err(Refusal::DocType(name));
            }
        }
        Ok(())
    }
}

/// The most bytes a part of this packed size may unpack to.
fn most(packed: u64) -> u64 {
    packed.saturating_mul(RATIO).clamp(SMALL, CAP)
}

fn refuse_size(name: &str, packed: u64, size: u64) -> Result<(), Refusal> {
    if size <= most(packed) {
        Ok(())
    } else if size / RATIO > packed {
        Err(Refusal::Bomb(name.to_owned()))
    } else {
        Err(Refusal::TooLarge(name.to_owned()))
    }
}

fn refusal(error: &ZipError) -> Refusal {
    match error {
        ZipError::UnsupportedArchive(what) if *what == ZipError::PASSWORD_REQUIRED => {
            Refusal::Locked
        }
        _ => Refusal::NoContainer,
    }
}

/// Word writes UTF-8; a few programs write UTF-16 with its mark.
fn decode(bytes: Vec<u8>) -> Result<String, u64> {
    match encoding_rs::Encoding::for_bom(&bytes) {
        Some((encoding, _)) if encoding != encoding_rs::UTF_8 => {
            Ok(encoding.decode_with_bom_removal(&bytes).0.into_owned())
        }
        _ => String::from_utf8(bytes).map_err(|error| error.utf8_error().valid_up_to() as u64),
    }
}
