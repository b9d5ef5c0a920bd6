//! Intercoder: qualitative interview coding for teams that must show they code alike.

pub mod id;
pub mod problem;
pub mod text;
pub mod person;
pub mod document;
pub mod codebook;
pub mod coding;
pub mod round;
pub mod table;
pub mod event;
pub mod journal;
pub mod study;
pub mod filter;
pub mod agreement;
pub mod layer;
pub mod progress;
pub mod history;
pub mod themes;
pub mod people;
pub mod saturation;
pub mod import;
pub mod export;
pub mod sample;
pub mod store;
pub mod session;
pub mod cli;
