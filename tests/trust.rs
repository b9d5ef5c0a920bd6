//! Trust: nothing lost, nothing leaked. Each promise is tried many times over, and its test says how often and what came of it.
//!
//! The ordinary run tries each promise a few times; with `INTERCODER_PROOF=long` in the environment, as often as the README says.

pub mod proof;
mod planted;
mod withdrawal;
mod obeyed;
mod left_behind;
mod left_out;
mod leftover;
mod unaware;
mod versions;
mod sealed;
#[cfg(feature = "seal")]
mod locked;
mod deeds;
mod founding;
mod taken;
mod life;
mod histories;
mod golden;

mod fragile;
mod work;

mod archive;
mod astray;
mod crash;
mod doctor;
mod folder;
mod fuzz;
mod hole;
mod killed;
mod machines;
mod mark;
mod merged;
mod numbers;
mod patterns;
mod payload;
mod reach;
mod refusal;
mod silence;
#[cfg(unix)]
mod private;
mod supply;
mod tampered;
mod terminal;
mod told;
