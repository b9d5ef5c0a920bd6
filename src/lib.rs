//! Intercoder: qualitative interview coding for teams that must show they code alike.

pub mod id;
pub mod problem;
pub mod text;
pub mod document;
pub mod agreement;
