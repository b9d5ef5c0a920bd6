//! Projects of other programs: what comes in, what goes out, and that nothing is lost or changed on the way.

mod again;
mod archives;
mod handles;
mod identity;
mod lenient;
mod offsets;
mod projects;
mod review;

use std::io::{Cursor, Write as _};

use intercoder::problem::Problem;
use intercoder::project::Project;
use intercoder::refi::read::{Taken, project};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A zip of these members.
pub fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// What is read of a project file.
pub fn read(bytes: &[u8]) -> Result<Project, Problem> {
    project(Cursor::new(bytes), ("trial.qdpx", Taken::Best))
}

/// A project with one text, its user Jane and its codes Hope and, below it, Trust; `marks` stand in the text's source.
pub fn project_xml(origin: &str, marks: &str) -> String {
    format!(
        r##"<?xml version="1.0" encoding="utf-8"?>
<Project xmlns="urn:QDA-XML:project:1.0" name="Trial" origin="{origin}">
<Users><User guid="U1" name="Jane"/></Users>
<CodeBook><Codes><Code guid="{{C1}}" name="Hope" isCodable="true" color="#F0A"><Description>What they hope for</Description>
<Code guid="c2" name="Trust" isCodable="true"/></Code></Codes></CodeBook>
<Sources><TextSource guid="S1" name="Interview one" plainTextPath="internal://S1.txt">{marks}</TextSource></Sources>
</Project>"##
    )
}

/// A coded place.
pub fn marked((start, end): (u64, u64), (name, code): (&str, &str)) -> String {
    format!(
        r#"<PlainTextSelection guid="P{start}-{end}" name="{name}" startPosition="{start}" endPosition="{end}"><Coding guid="K{start}-{end}-{code}" creatingUser="u1"><CodeRef targetGUID="{code}"/></Coding></PlainTextSelection>"#
    )
}

/// The XML of a project.
pub fn project_of(bytes: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut xml = String::new();
    let mut member = archive.by_name("project.qde").unwrap();
    std::io::Read::read_to_string(&mut member, &mut xml).unwrap();
    xml
}
