//! Any bytes under any name are read as a transcript or refused; turns fit their text.
#![no_main]

use intercoder::import::{Options, Source, read};
use libfuzzer_sys::fuzz_target;

const NAMES: [&str; 8] = ["a.txt", "a.md", "a.docx", "a.odt", "a.rtf", "a.html", "a.vtt", "a.json"];

fuzz_target!(|bytes: &[u8]| {
    let Some((first, bytes)) = bytes.split_first() else {
        return;
    };
    let name = NAMES[usize::from(*first) % NAMES.len()];
    if let Ok(transcript) = read(&Source { name, bytes }, &Options::default()) {
        assert!(transcript.turns.fit(&transcript.text));
    }
});
