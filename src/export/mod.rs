//! Writing: tables and codebooks as bytes in the formats people take away.
//!
//! Every format is well formed whatever the text holds. Nothing here touches a disk.

mod cells;
mod columns;
pub mod paper;
pub mod codebook;
pub mod csv;
pub mod markdown;
pub mod latex;
pub mod html;
pub mod xlsx;
pub mod docx;
pub mod format;
mod markup;
pub mod redaction;
