//! Manuscripts as they come: Word, OpenDocument and RTF documents, web pages, Markdown and plain text.

use crate::import::sniff::{Form, Sort, form, sort};
use crate::import::{Source, docx, html, odt, rtf};
use crate::problem::Problem;
use crate::quotes::manuscript::Manuscript;

/// Reads a manuscript, whatever its name says it is.
pub fn read(source: &Source<'_>) -> Result<Manuscript, Problem> {
    match sort(source)? {
        Sort::Word => docx::paragraphs((source.name, source.bytes)).map(Manuscript::of_paragraphs),
        Sort::OpenDocument => odt::paragraphs(source).map(Manuscript::of_paragraphs),
        Sort::Rtf => Ok(Manuscript::of_paragraphs(rtf::paragraphs(source))),
        Sort::Workbook => Err(Problem::new(
            source.name,
            "this is a workbook and no manuscript",
            "name the document that quotes what people said",
        )),
        Sort::Text => {
            let decoded = html::decode(source, None)?;
            match form(source.name, &decoded.content) {
                Form::Html => {
                    html::paragraphs(source, &decoded.content).map(Manuscript::of_paragraphs)
                }
                _ => Ok(Manuscript::of_text(&decoded.content)),
            }
        }
    }
}
