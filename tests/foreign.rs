//! Projects, codebooks and codings of programs that do not speak REFI-QDA.
//!
//! The projects in `foreign/files` were made with the programs themselves. `taguette-server` is the database of a Taguette 1.5.2
//! server after two users registered, one made the project and let the other in, both uploaded pages, made tags and highlighted
//! through its interface, and one added a tag to a highlight of the other; passwords were emptied. `taguette-project`,
//! `taguette-highlights` and `taguette-codebook` are what that server exported then. `qc` is the folder of a project of
//! qualitative-coding 1.7.8 after `qc init`, two `qc corpus import --importer verbatim`, and `qc code` by two coders with an editor
//! that writes their codes; its `qc codes stats` says professional 3, hardship, family and trust 2, help and place 1.
//! `qualcoder.sql` has the tables that QualCoder 3.7 makes, filled by hand, because it cannot be run without a screen.

mod books;
mod codings;
#[cfg(not(feature = "sqlite"))]
mod unbuilt;
#[cfg(feature = "sqlite")]
mod databases;
#[cfg(feature = "sqlite")]
mod qc;
#[cfg(feature = "sqlite")]
mod qualcoder;
#[cfg(feature = "sqlite")]
mod taguette;

use std::io::{Cursor, Read as _};

use zip::ZipArchive;

use crate::program::Place;

/// A study of ana, who leads it, with nothing in it.
pub fn empty() -> Place {
    let place = Place::new();
    place.ok(&["init", "study", "--title", "T", "--coder", "ana", "--lead"]);
    place
}

/// The bytes of a fixture.
pub fn fixture(name: &str) -> Vec<u8> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/foreign/files/");
    std::fs::read(format!("{folder}{name}")).unwrap()
}

/// The members of a packed fixture.
pub fn unpacked(name: &str) -> Vec<(String, Vec<u8>)> {
    let mut zip = ZipArchive::new(Cursor::new(fixture(name))).unwrap();
    let mut members = Vec::new();
    for at in 0..zip.len() {
        let mut member = zip.by_index(at).unwrap();
        let mut bytes = Vec::new();
        member.read_to_end(&mut bytes).unwrap();
        if member.is_file() {
            members.push((member.name().unwrap().into_owned(), bytes));
        }
    }
    members
}
