//! Any text is a table of people and of sessions or refused with a sentence.
#![no_main]

use intercoder::import::people::{read_people, read_sessions};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = read_people("fuzz.csv", text);
    let _ = read_sessions("fuzz.csv", text);
});
