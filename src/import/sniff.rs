//! What a file is, by its content.
//!
//! An ending may lie: a `.txt` may be RTF, a `.docx` may be a web page. Only between plain text and Markdown, which no
//! content tells apart, the ending decides.

use crate::import::{Source, advice, captions, html, odt, segments, subtitles, talk, workbook};
use crate::problem::Problem;

/// The sorts of file that can be a transcript.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// A zip container, to be read as a Word document.
    Word,
    /// An OpenDocument text, in a container or flat.
    OpenDocument,
    /// RTF.
    Rtf,
    /// A workbook of Excel or LibreOffice.
    Workbook,
    /// Bytes to be decoded.
    Text,
}

/// The form of a decoded text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Subtitles.
    Subtitles(subtitles::Kind),
    /// JSON of segments.
    Json,
    /// Separated cells, a row a turn.
    Rows,
    /// Captions that Zoom saved.
    Captions,
    /// A web page.
    Html,
    /// Markdown.
    Markdown,
    /// Anything else.
    Plain,
}

/// How much of the start of a file is looked at.
const HEAD: usize = 4096;

/// How a file begins, what it is called, and what to do with one of a name.
type Refused = (&'static [u8], &'static str, fn(&str) -> String);

/// Formats that are known and not read, by how they begin: what they are called and what to do.
const REFUSED: [Refused; 5] = [
    (b"%PDF", "a PDF file", advice::on_pdf),
    (
        b"\xd0\xcf\x11\xe0",
        "a Word document or a workbook of the old kind (.doc, .xls), or one with a password",
        advice::on_old_office,
    ),
    (b"\xffWPC", "a WordPerfect document", advice::on_old_word),
    (
        b"#FORMAT=WebAnno",
        "a list of annotated tokens of INCEpTION or WebAnno (WebAnno TSV)",
        advice::on_tokens,
    ),
    (b"<", "an XML file", advice::on_xml),
];

/// What sort of file it is, or why it cannot be a transcript.
pub fn sort(source: &Source<'_>) -> Result<Sort, Problem> {
    let bytes = source.bytes;
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let start = start.trim_ascii_start();
    if start.is_empty() {
        return Err(Problem::new(
            source.name,
            "the file is empty",
            "check that it was saved or downloaded completely",
        ));
    }
    if start.starts_with(b"{\\rtf") {
        return Ok(Sort::Rtf);
    }
    if start.starts_with(b"<?xml") && odt::is_flat(start) {
        return Ok(match workbook::is_one(start) {
            true => Sort::Workbook,
            false => Sort::OpenDocument,
        });
    }
    for (mark, what, advice) in REFUSED {
        if start.starts_with(mark) && !(mark == b"<" && is_readable_markup(start)) {
            return Err(Problem::new(
                source.name,
                format!("this is {what}, which cannot be read"),
                advice(source.name),
            ));
        }
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Ok(match (workbook::is_one(bytes), odt::is_container(bytes)) {
            (true, _) => Sort::Workbook,
            (false, true) => Sort::OpenDocument,
            (false, false) => Sort::Word,
        });
    }
    if ending(source.name) == "docx" {
        return Err(Problem::new(
            source.name,
            "the file is called .docx but is no Word document",
            "open it with the program that made it and save it as docx, or rename it if it is plain text",
        ));
    }
    Ok(Sort::Text)
}

/// Whether what begins with `<` is no XML of a kind nobody reads: a web page, or a text that happens to begin so.
fn is_readable_markup(start: &[u8]) -> bool {
    let head = start.get(..HEAD).unwrap_or(start);
    let declares = |mark: &[u8]| {
        let begin = head.get(..mark.len()).unwrap_or_default();
        begin.eq_ignore_ascii_case(mark)
    };
    let is_xml = declares(b"<?xml") || declares(b"<!doctype");
    !is_xml || html::begins_as_html(&String::from_utf8_lossy(head))
}

/// What form a decoded text has.
pub fn form(name: &str, text: &str) -> Form {
    if let Some(kind) = subtitles::kind(text) {
        return Form::Subtitles(kind);
    }
    if segments::is_json(text) || ending(name) == "json" {
        return Form::Json;
    }
    if talk::begins(text) {
        return Form::Rows;
    }
    if html::begins_as_html(text) {
        return Form::Html;
    }
    if captions::begin(text) {
        return Form::Captions;
    }
    match ending(name).as_str() {
        "md" | "markdown" => Form::Markdown,
        _ => Form::Plain,
    }
}

/// The ending of a file name, small.
fn ending(name: &str) -> String {
    name.rsplit_once('.')
        .map_or(String::new(), |(_, ending)| ending.to_lowercase())
}
