//! Reading: bytes that people bring, as values.

pub mod codebook;
pub mod codings;
pub mod people;
