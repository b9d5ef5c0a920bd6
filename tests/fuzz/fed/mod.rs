//! What the fuzz targets feed bytes to. The ordinary tests feed the same functions with bytes that a seed gives, so that both try
//! the very same code.

pub mod books;
pub mod keys;
pub mod lines;
pub mod projects;
pub mod questions;
pub mod transcripts;

use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A zip with one member.
fn zipped(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file(name, SimpleFileOptions::default()).unwrap();
    zip.write_all(bytes).unwrap();
    zip.finish().unwrap().into_inner()
}

/// The first byte, which chooses, and the rest.
fn chosen(bytes: &[u8]) -> (usize, &[u8]) {
    match bytes.split_first() {
        Some((first, rest)) => (usize::from(*first), rest),
        None => (0, bytes),
    }
}
