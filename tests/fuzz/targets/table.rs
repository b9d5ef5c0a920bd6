//! Feeds bytes to the readers of tables.
#![no_main]

#[path = "../fed/mod.rs"]
#[allow(dead_code, reason = "each target feeds its own function")]
mod fed;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fed::books::table(bytes));
