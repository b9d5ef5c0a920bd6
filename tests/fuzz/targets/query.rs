//! Feeds bytes to the reader of queries.
#![no_main]

#[path = "../fed/mod.rs"]
#[allow(dead_code, reason = "each target feeds its own function")]
mod fed;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fed::questions::query(bytes));
