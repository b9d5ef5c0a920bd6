//! Writing: tables and codebooks as bytes in the formats people take away.
//!
//! Every format is well formed whatever the text holds. Nothing here touches a disk.

pub mod codebook;
pub mod csv;
pub mod markdown;
