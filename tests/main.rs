//! The promises of intercoder, one file a noun.

// A test fails by panicking; the house's lints only know that of functions marked as tests.
#![allow(clippy::unwrap_used, clippy::panic)]

mod pen;
mod program;

mod agreement;
mod architecture;
mod audit;
mod autocode;
mod cli;
mod codebook;
mod codebook_screen;
mod commands;
mod compare;
mod convergence;
mod corrections;
mod decisions;
mod disclosure;
mod excerpts;
mod export;
mod figures;
mod foreign;
mod frozen;
mod growth;
mod import;
mod journal;
mod manuscript;
mod matrix;
mod office;
mod output;
mod passes;
mod query;
mod quotes;
mod recode;
mod redaction;
mod reconcile;
mod refi;
mod report;
mod sample;
mod saturation;
mod search;
mod session;
mod sight;
mod store;
mod study;
mod theme_table;
mod trust;
mod tui;
