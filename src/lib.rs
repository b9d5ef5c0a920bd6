//! Intercoder: qualitative interview coding for teams that must show they code alike.

pub mod id;
pub mod problem;
pub mod text;
pub mod person;
pub mod document;
pub mod codebook;
pub mod coding;
pub mod round;
pub mod event;
pub mod journal;
pub mod study;
pub mod agreement;
pub mod store;
