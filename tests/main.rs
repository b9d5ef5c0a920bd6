//! The promises of intercoder, one file a noun.

// A test fails by panicking; the house's lints only know that of functions marked as tests.
#![allow(clippy::unwrap_used, clippy::panic)]

mod pen;

mod agreement;
mod convergence;
mod journal;
mod store;
mod study;
