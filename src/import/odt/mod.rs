//! OpenDocument texts, as LibreOffice writes them: the words a reader sees in the body, one line a paragraph.
//!
//! In a container (`.odt`) or in one flat XML file (`.fodt`). Deleted and hidden words, notes, headers and pictures are
//! left out and reported; comments are kept beside the text, as of a Word document.

mod walk;

use crate::import::container::{Container, Part, Refusal, holds};
use crate::import::odt::walk::Body;
use crate::import::paragraph::{self, Origin, Paragraph};
use crate::import::{Options, Source, Transcript};
use crate::problem::Problem;
use crate::quotes::manuscript::Standing;

/// The part that holds the body.
const CONTENT: &str = "content.xml";

/// Whether a zip is an OpenDocument file.
pub fn is_container(bytes: &[u8]) -> bool {
    holds(bytes, CONTENT)
}

/// Whether an XML file is a flat OpenDocument file: its first element is one.
pub fn is_flat(start: &[u8]) -> bool {
    let head = start.get(..1024).unwrap_or(start);
    let mark = b"<office:document";
    head.windows(mark.len()).any(|words| words == mark)
}

/// Reads an OpenDocument text.
pub fn read(source: &Source<'_>, options: &Options) -> Result<Transcript, Problem> {
    read_body(source.bytes)
        .and_then(|body| {
            let origin = Origin {
                importer: "odt",
                name: source.name,
                part: CONTENT,
                named: &[],
            };
            let transcript = paragraph::transcript(&body.paragraphs, options, origin)?;
            Ok(with_reports(transcript, body, source.name))
        })
        .map_err(|refusal| refusal.into_problem(source.name))
}

/// The paragraphs of a manuscript.
pub fn paragraphs(source: &Source<'_>) -> Result<Vec<(String, Standing)>, Problem> {
    let body = read_body(source.bytes).map_err(|refusal| refusal.into_problem(source.name))?;
    Ok(paragraph::standing(body.paragraphs))
}

fn read_body(bytes: &[u8]) -> Result<Body, Refusal> {
    const NO_TEXT: Refusal = Refusal::Other("an OpenDocument file without a text in it");
    if !is_container(bytes) {
        let content = std::str::from_utf8(bytes);
        let part = Part {
            name: "the XML".to_owned(),
            xml: content.unwrap_or_default().to_owned(),
        };
        return match content {
            Ok(_) => walk::walk(&part),
            Err(error) => Err(part.damaged(error.valid_up_to() as u64)),
        };
    }
    let mut container = Container::open(bytes)?;
    let manifest = container.read("META-INF/manifest.xml").ok().flatten();
    if manifest.is_some_and(|part| part.xml.contains("encryption-data")) {
        return Err(Refusal::Locked);
    }
    let content = container.read(CONTENT)?.ok_or(NO_TEXT)?;
    let mut body = walk::walk(&content)?;
    if let Some(styles) = container.read("styles.xml").ok().flatten() {
        body.margins = walk::walk(&styles).map_or(Vec::new(), |styles| styles.margins);
    }
    Ok(body)
}

fn with_reports(transcript: Transcript, body: Body, name: &str) -> Transcript {
    let mut problems = body.counts.problems(name);
    let comments = paragraph::place_comments(body.remarks, &body.paragraphs);
    let reported = |comment| paragraph::reported(comment, name);
    problems.extend(comments.iter().map(reported));
    for (what, paragraphs) in [
        ("page headers and footers", &body.margins),
        ("footnotes and endnotes", &body.notes),
    ] {
        problems.extend(left_out(what, paragraphs, name));
    }
    problems.extend(transcript.problems);
    Transcript {
        comments,
        problems,
        ..transcript
    }
}

fn left_out(what: &str, paragraphs: &[Paragraph], name: &str) -> Option<Problem> {
    let words = paragraphs.iter().map(|paragraph| paragraph.words.as_str());
    paragraph::left_out((what, words), name)
}
