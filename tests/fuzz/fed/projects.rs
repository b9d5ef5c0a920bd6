//! Any bytes are a REFI-QDA project or refused; every coding lies in its text. They are read as the XML of a project too, because a
//! zip's checksums hide most changes.

use std::io::Cursor;

use intercoder::refi::read::{Taken, project};
use intercoder::refi::tree;

use super::{chosen, zipped};

pub fn any_project(bytes: &[u8]) {
    let (which, rest) = chosen(bytes);
    let whole = match which % 4 {
        0 => rest.to_vec(),
        _ => zipped("project.qde", rest),
    };
    if let Ok(read) = project(Cursor::new(&whole), ("fuzz.qdpx", Taken::Best)) {
        for coding in &read.codings {
            assert!(read.documents[coding.document.0].text.contains(coding.span));
        }
    }
    if let Ok(xml) = std::str::from_utf8(rest) {
        let _ = tree::parse(xml);
    }
}
