//! Any bytes are a codebook of ours or of another program, or refused with a sentence.
#![no_main]

use std::collections::HashMap;

use intercoder::import::codebook::read_file;
use intercoder::refi::read::codebook;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let read = read_file("fuzz.csv", bytes);
    assert!(!read.codes.is_empty() || !read.problems.is_empty() || bytes.is_empty());
    let _ = codebook(bytes, ("fuzz.qdc", &HashMap::new()));
});
