//! The promises of intercoder, one file a noun.

mod pen;

mod convergence;
mod journal;
mod study;
