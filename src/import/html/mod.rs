//! Web pages: the words a reader sees, one line a paragraph; also the pages noScribe writes, with their times.
//!
//! The tokens are those of html5ever, since what browsers make of entities, scripts and broken tags is nothing to invent.
//! Scripts, styles, hidden elements and pictures are left out and counted. Nothing is ever run or fetched.

mod walk;

use encoding_rs::Encoding;

use crate::import::encoding::{self, Basis, Decoded, Guess};
use crate::import::html::walk::Body;
use crate::import::paragraph::{self, Origin};
use crate::import::{Options, Source, Transcript};
use crate::problem::Problem;
use crate::quotes::manuscript::Standing;

/// How much of a file is looked at to tell what it is, and its encoding.
const HEAD: usize = 1024;

/// More attributes than this no tag has; finding the doubles among more would take the tokenizer long.
const ATTRIBUTES: usize = 4096;

/// Whether a text is a web page: it begins like one, or says so early on.
pub fn begins_as_html(text: &str) -> bool {
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let head = head(start);
    head.starts_with("<!doctype html")
        || head.starts_with("<html")
        || head.starts_with("<head>")
        || head.starts_with("<body")
        || (["<?xml", "<!doctype", "<!--"]
            .iter()
            .any(|mark| head.starts_with(mark))
            && head.contains("<html"))
}

/// The encoding a page says it is in.
fn declared(text: &str) -> Option<&'static Encoding> {
    let head = head(text);
    let (_, after) = head.split_once("charset=")?;
    let name = after.trim_start_matches(['"', '\'', ' ']);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric() && !"-_:.".contains(c));
    Encoding::for_label(name.get(..end.unwrap_or(name.len()))?.as_bytes())
}

/// Decodes a file; a page's own word on its encoding is better than a guess.
pub fn decode(source: &Source<'_>, chosen: Option<&'static Encoding>) -> Result<Decoded, Problem> {
    let guessed = encoding::decode(source, chosen)?;
    if guessed.guess.by != Basis::Guessed || !begins_as_html(&guessed.content) {
        return Ok(guessed);
    }
    let decoded = declared(&guessed.content).map(|said| encoding::decode(source, Some(said)));
    match decoded {
        Some(Ok(decoded)) => Ok(Decoded {
            guess: Guess {
                by: Basis::Declared,
                ..decoded.guess
            },
            ..decoded
        }),
        _ => Ok(guessed),
    }
}

/// The beginning of a text in small letters.
fn head(text: &str) -> String {
    let head = text.chars().take(HEAD);
    head.map(|c| c.to_ascii_lowercase()).collect()
}

/// Reads a web page.
pub fn read((name, content): (&str, &str), options: &Options) -> Result<Transcript, Problem> {
    let body = walk_page(name, content)?;
    let origin = Origin {
        importer: "html",
        name,
        part: "the page",
        named: &body.speakers,
    };
    let transcript = paragraph::transcript(&body.paragraphs, options, origin)
        .map_err(|refusal| refusal.into_problem(name))?;
    let mut problems = body.counts.problems(name);
    let swallowed = std::iter::once(body.swallowed.as_str());
    let what = "an element that is hidden or no text, and is never closed,";
    problems.extend(paragraph::left_out((what, swallowed), name));
    problems.extend(transcript.problems);
    Ok(Transcript {
        problems,
        ..transcript
    })
}

/// The paragraphs of a manuscript.
pub fn paragraphs(source: &Source<'_>, content: &str) -> Result<Vec<(String, Standing)>, Problem> {
    let body = walk_page(source.name, content)?;
    Ok(paragraph::standing(body.paragraphs))
}

fn walk_page(name: &str, content: &str) -> Result<Body, Problem> {
    match is_crowded(content) {
        false => Ok(walk::walk(content)),
        true => Err(Problem::new(
            name,
            format!("a tag in it has more than {ATTRIBUTES} attributes, as no real page does"),
            "open it in a browser, copy the transcript into a plain text file, and import that",
        )),
    }
}

/// Whether some tag has too many attributes.
fn is_crowded(content: &str) -> bool {
    let (mut inside, mut quote, mut pieces) = (false, None, 0_usize);
    let mut before = b' ';
    for byte in content.bytes() {
        match (inside, quote) {
            (false, _) if before == b'<' && byte.is_ascii_alphabetic() => {
                (inside, quote, pieces) = (true, None, 0);
            }
            (false, _) => {}
            (true, Some(mark)) if byte == mark => quote = None,
            (true, Some(_)) => {}
            (true, None) => match byte {
                b'>' => inside = false,
                b'"' | b'\'' if before == b'=' || before == b' ' => quote = Some(byte),
                b' ' | b'\t' | b'\n' | b'\r' | b'/' | b'"' | b'\'' => pieces += 1,
                _ => {}
            },
        }
        if pieces > ATTRIBUTES {
            return true;
        }
        before = byte;
    }
    false
}
