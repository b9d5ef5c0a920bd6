//! Reconciling: what each choice would put in the final layer, what became of every disagreement, and how far the team is.
//!
//! Nothing here changes anything: a decision is a line that somebody writes, made in `change`. The coders' own codings are never
//! touched, so that agreement before decisions stays what it was.

pub mod choice;
pub mod gain;
pub mod sentence;
pub mod queue;
pub mod tally;
