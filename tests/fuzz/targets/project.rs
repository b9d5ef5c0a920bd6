//! Any bytes are a REFI-QDA project or refused; every coding lies in its text. The same bytes are read as the XML of a project too,
//! because a zip's checksums hide most changes.
#![no_main]

use std::io::Cursor;

use intercoder::refi::read::{Taken, project};
use intercoder::refi::tree;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(read) = project(Cursor::new(bytes), ("fuzz.qdpx", Taken::Best)) {
        for coding in &read.codings {
            assert!(read.documents[coding.document.0].text.contains(coding.span));
        }
    }
    if let Ok(xml) = std::str::from_utf8(bytes) {
        let _ = tree::parse(xml);
    }
});
