//! Any bytes are a codebook of ours or of another program; any text is a table of people, of sessions, of comments, of ratings or of
//! pseudonyms, or says what table is wanted; or refused with a sentence.

use std::collections::HashMap;

use intercoder::import::people::{read_people, read_people_file, read_sessions};
use intercoder::import::{codebook, comments, pseudonyms, ratings};
use intercoder::table::TableSpec;
use intercoder::theme_table::ThemeTableSpec;

pub fn codes(bytes: &[u8]) {
    let read = codebook::read_file("fuzz.csv", bytes);
    assert!(!read.codes.is_empty() || !read.problems.is_empty() || bytes.is_empty());
    let _ = intercoder::refi::read::codebook(bytes, ("fuzz.qdc", &HashMap::new()));
}

pub fn table(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for row in read_people("fuzz.csv", &text).0 {
        assert!(intercoder::id::check_handle(&row.handle.0).is_ok());
    }
    let _ = read_people_file("fuzz.ods", bytes);
    let _ = read_sessions("fuzz.csv", &text);
    let _ = comments::read("fuzz.csv", &text);
    let _ = pseudonyms::read("fuzz.csv", &text);
    let _ = ratings::read("fuzz.json", &text);
}

/// What table is wanted: as it is read, so it is written.
pub fn spec(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(spec) = TableSpec::read(&text) {
        let written = serde_json::to_string(&spec).unwrap();
        let again = TableSpec::read(&written).unwrap();
        assert_eq!(serde_json::to_string(&again).unwrap(), written);
    }
    if let Ok(spec) = serde_json::from_str::<ThemeTableSpec>(&text) {
        let written = serde_json::to_string(&spec).unwrap();
        assert_eq!(
            serde_json::from_str::<ThemeTableSpec>(&written).unwrap(),
            spec
        );
    }
}
