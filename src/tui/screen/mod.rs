//! The screens, a file each: what it remembers, what its keys do, how it is drawn. No screen uses another.

pub mod reader;
pub mod documents;
pub mod codebook;
pub mod agreement;
pub mod history;
pub mod reconcile;
pub mod recode;
pub mod review;
pub mod search;
pub mod cooccurrence;
pub mod themes;
pub mod matrix;
pub mod help;
