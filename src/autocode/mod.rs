//! Autocoding: a query proposes stretches for a code, a person decides each, and a run of them can be counted and taken back.
//!
//! [`proposal`] says which stretches are proposed, [`order`] which comes first, [`precision`] how often the answer was yes, and
//! [`runs`] which runs there are. Nothing here codes anything: that takes a verdict, which becomes lines in
//! [`change::autocode`](crate::change::autocode).

pub mod precision;
pub mod proposal;
pub mod order;
pub mod runs;
