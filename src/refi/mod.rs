//! REFI-QDA 1.5: projects (`.qdpx`) and codebooks (`.qdc`) as NVivo, ATLAS.ti, MAXQDA, QualCoder and others exchange them.
//!
//! Reading is lenient: any root `*.qde`, any spelling of folders and namespaces, any order of elements, and offsets as each program
//! really counts them ([`reading`]). Writing is strict. In between lies [`crate::project`]: nothing here knows the study but the
//! writer, which asks a view.
#![deny(clippy::indexing_slicing)]

pub mod guid;
pub mod archive;
pub mod tree;
pub mod reading;
pub mod rules;
pub mod words;
pub mod carried;
pub mod read;
pub mod write;
