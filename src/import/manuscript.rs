//! Manuscripts as they come: Word documents, Markdown and plain text.

use crate::import::sniff::{Sort, sort};
use crate::import::{Source, docx, encoding};
use crate::problem::Problem;
use crate::quotes::manuscript::Manuscript;

/// Reads a manuscript, whatever its name says it is.
pub fn read(source: &Source<'_>) -> Result<Manuscript, Problem> {
    match sort(source)? {
        Sort::Word => docx::paragraphs((source.name, source.bytes)).map(Manuscript::of_paragraphs),
        _ => {
            let decoded = encoding::decode(source, None)?;
            Ok(Manuscript::of_text(&decoded.content))
        }
    }
}
