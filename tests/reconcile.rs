//! Reconciling: every disagreement is found once, each way to settle it says what it puts where, and the final layer holds it.

mod choices;
mod commands;
mod kinds;
