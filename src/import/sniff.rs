//! What a file is, by its content.
//!
//! An ending may lie: a `.txt` may be RTF, a `.docx` may be a web page. Only between plain text and Markdown, which no
//! content tells apart, the ending decides.

use crate::import::{Source, subtitles};
use crate::problem::Problem;

/// The two sorts of file that can be a transcript.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// A zip container, to be read as a Word document.
    Word,
    /// Bytes to be decoded.
    Text,
}

/// The form of a decoded text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// WebVTT subtitles.
    Vtt,
    /// SubRip subtitles.
    Srt,
    /// Markdown.
    Markdown,
    /// Anything else.
    Plain,
}

const AS_DOCX: &str =
    "open it in Word or LibreOffice, save it as docx or as plain text, and import that";

/// Formats that are known and not read, by how they begin: what they are called and what to do.
const REFUSED: [(&[u8], &str, &str); 7] = [
    (b"{\\rtf", "an RTF file", AS_DOCX),
    (
        b"%PDF",
        "a PDF file",
        "ask for the file it was made from, or copy its text into a plain text file",
    ),
    (
        b"\xd0\xcf\x11\xe0",
        "a Word document of the old kind (.doc), or one with a password",
        "open it in Word or LibreOffice, save it as docx without a password, and import that",
    ),
    (b"<!DOCTYPE", "a web page", AS_DOCX),
    (b"<!doctype", "a web page", AS_DOCX),
    (b"<html", "a web page", AS_DOCX),
    (b"<?xml", "an XML file", AS_DOCX),
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
    for (mark, what, advice) in REFUSED {
        if start.starts_with(mark) {
            return Err(Problem::new(
                source.name,
                format!("this is {what}, which cannot be read"),
                advice,
            ));
        }
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Ok(Sort::Word);
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

/// What form a decoded text has.
pub fn form(name: &str, text: &str) -> Form {
    if subtitles::begins_as_vtt(text) {
        return Form::Vtt;
    }
    if subtitles::begins_as_srt(text) {
        return Form::Srt;
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
