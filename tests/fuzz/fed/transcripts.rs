//! Any bytes under any name are read as a transcript, a manuscript or a survey, or refused; turns fit their text.

use intercoder::import::survey::{self, Answers};
use intercoder::import::{Options, Source, manuscript, read};

use super::{chosen, zipped};

/// How the bytes come: the name of the file, what stands before them, and the member of a container they are put into.
const SHAPES: [(&str, &[u8], Option<&str>); 16] = [
    ("a.txt", b"", None),
    ("a.md", b"", None),
    ("a.docx", b"", None),
    ("a.docx", b"", Some("word/document.xml")),
    ("a.odt", b"", Some("content.xml")),
    ("a.fodt", b"<office:document-content>", None),
    ("a.xlsx", b"", Some("xl/worksheets/sheet1.xml")),
    ("a.ods", b"", Some("content.xml")),
    ("a.rtf", b"{\\rtf1", None),
    ("a.html", b"<html><body>", None),
    ("a.vtt", b"WEBVTT\n\n", None),
    ("a.srt", b"1\n00:00:01,000 --> 00:00:02,000\n", None),
    ("a.json", b"{\"segments\":[{\"text\":\"", None),
    ("a.json", b"", None),
    ("chat.txt", b"12:01:02 From Ana to Everyone:\n", None),
    ("otter.txt", b"Ana  0:01\n", None),
];

/// How many shapes bytes can come in.
#[allow(dead_code, reason = "the fuzz targets count nothing")]
pub const SHAPE_COUNT: usize = SHAPES.len();

pub fn transcript(bytes: &[u8]) {
    let (which, bytes) = chosen(bytes);
    let (name, before, member) = SHAPES[which % SHAPES.len()];
    let whole = [before, bytes].concat();
    let whole = match member {
        None => whole,
        Some(member) => zipped(member, &whole),
    };
    let source = Source {
        name,
        bytes: &whole,
    };
    match read(&source, &Options::default()) {
        Ok(transcript) => assert!(transcript.turns.fit(&transcript.text)),
        Err(problem) => assert!(!problem.what.is_empty()),
    }
    let _ = manuscript::read(&source);
    let _ = survey::read(&source, (None, &Answers::Found));
}
