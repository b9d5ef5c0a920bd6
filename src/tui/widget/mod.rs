//! Parts of screens that several screens use.

pub mod flow;
pub mod pane;
pub mod line;
pub mod list;
pub mod picker;
pub mod listing;
pub mod sieve;
