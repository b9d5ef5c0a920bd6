//! A study as a strict REFI-QDA project: elements in the order of the schema, stable GUIDs, the words of each excerpt as its name.
//!
//! One selection stands for a stretch and holds one coding for each coder and code, with who made it and when. Nothing of this
//! machine goes along: no paths, no names of accounts, coders by their handles. What the standard has no place for is written as
//! notes and told as [`losses`] before anything is written.

pub mod target;
pub mod xml;
pub mod codebook;
pub mod losses;
mod marks;
mod memos;
mod people;
mod sources;
mod notes;
pub mod check;

use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::filter::{Layer, View};
use crate::problem::Problem;
use crate::refi::guid::Guids;
use crate::refi::write::target::Target;
use crate::refi::write::xml::Xml;
use crate::texts::Texts;

/// What is to be written.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// The study as its viewer may see it.
    pub view: &'a View<'a>,
    /// Its words.
    pub texts: &'a Texts,
    /// Whose codings.
    pub layer: &'a Layer,
    /// The program that is to read it.
    pub target: Target,
}

/// A project as bytes, read back and found equal.
pub struct Written {
    /// The `.qdpx`.
    pub bytes: Vec<u8>,
    /// What was found in it when it was read back.
    pub counts: check::Counts,
}

/// What everything that is written shares.
pub struct Desk<'a> {
    asked: Asked<'a>,
    guids: Guids,
    codebook: crate::codebook::Codebook,
    marks: marks::Places,
    memos: memos::Hung,
    /// Files beside the project: their plain names and bytes.
    files: Vec<(String, Vec<u8>)>,
}

impl<'a> Desk<'a> {
    /// Gathers all of it.
    pub fn of(asked: Asked<'a>) -> Self {
        let guids = Guids::of(asked.view.id());
        let codebook = asked.view.codebook_in_use();
        let marks = marks::gather(&asked);
        Self {
            memos: memos::gather(&asked, &guids, (&codebook, &marks)),
            guids,
            codebook,
            marks,
            files: Vec::new(),
            asked,
        }
    }
}

/// Writes a project and reads it back; a project that does not come back the same is not given out.
pub fn project(mut desk: Desk<'_>) -> Result<Written, Problem> {
    let xml = write(&mut desk);
    let bytes = pack(&desk.files, &xml).map_err(|cause| {
        Problem::new("the project", format!("could not be packed: {cause}"), "")
    })?;
    drop(xml);
    let counts = check::read_back(&bytes, &desk)?;
    Ok(Written { bytes, counts })
}

fn write(desk: &mut Desk<'_>) -> Vec<u8> {
    let view = desk.asked.view;
    let mut xml = Xml::begin();
    let origin = format!("intercoder {}", env!("CARGO_PKG_VERSION"));
    let name = view.setting("title").unwrap_or("study");
    xml.open(
        "Project",
        &[
            ("xmlns", "urn:QDA-XML:project:1.0"),
            ("name", name),
            ("origin", &origin),
        ],
    );
    people::put_users(&mut xml, desk);
    put_codebook(&mut xml, desk);
    let variables = people::Variables::of(desk);
    variables.put(&mut xml, desk);
    people::put_cases(&mut xml, desk, &variables);
    sources::put(&mut xml, desk, &variables);
    notes::put(&mut xml, desk);
    xml.finish()
}

fn put_codebook(xml: &mut Xml, desk: &Desk<'_>) {
    if desk.codebook.codes().is_empty() {
        return;
    }
    xml.open("CodeBook", &[]);
    xml.open("Codes", &[]);
    let guid =
        |code: &crate::codebook::Code| codebook::guid_of(desk.asked.view, &desk.guids, &code.id);
    let notes = |xml: &mut Xml, code: &crate::codebook::Code| {
        if let Some(code) = desk.asked.view.code_called(&code.id) {
            desk.memos.put_refs(xml, &memos::Hook::Code(code.id));
        }
    };
    codebook::put_codes(xml, &desk.codebook, (&guid, &notes));
    xml.close();
    xml.close();
}

fn pack(files: &[(String, Vec<u8>)], xml: &[u8]) -> zip::result::ZipResult<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // The same study gives the same bytes: no time of writing stands in the archive.
    let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
    zip.start_file("project.qde", options)?;
    zip.write_all(xml)?;
    for (name, bytes) in files {
        zip.start_file(format!("sources/{name}"), options)?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}
