//! RTF: the words a reader sees in the body, one line a paragraph, as of a Word document.
//!
//! Own tokenizer: f4, MAXQDA and older word processors write RTF, and the crates there are lose words in it. Bytes are read
//! in the code page that the file and its fonts name. Hidden and deleted words, notes, headers and pictures are left out
//! and reported; comments are kept beside the text.

mod codepage;
mod state;
mod token;
mod walk;

use crate::import::encoding::{Basis, Guess};
use crate::import::paragraph::{self, Origin};
use crate::import::rtf::walk::{Body, End};
use crate::import::{Options, Source, Transcript};
use crate::problem::Problem;
use crate::quotes::manuscript::Standing;

/// Reads an RTF file.
pub fn read(source: &Source<'_>, options: &Options) -> Result<Transcript, Problem> {
    let body = walk(source, options);
    let origin = Origin {
        importer: "rtf",
        name: source.name,
        part: "the body",
        named: &[],
    };
    let transcript = paragraph::transcript(&body.paragraphs, options, origin)
        .map_err(|refusal| refusal.into_problem(source.name))?;
    let comments = paragraph::place_comments(body.remarks.clone(), &body.paragraphs);
    let mut problems = body.counts.problems(source.name);
    let reported = |comment| paragraph::reported(comment, source.name);
    problems.extend(comments.iter().map(reported));
    problems.extend(beside(&body, source.name));
    problems.extend(transcript.problems);
    Ok(Transcript {
        comments,
        problems,
        encoding: Guess {
            encoding: body.encoding,
            by: Basis::Declared,
        },
        ..transcript
    })
}

/// The paragraphs of a manuscript.
pub fn paragraphs(source: &Source<'_>) -> Vec<(String, Standing)> {
    paragraph::standing(walk(source, &Options::default()).paragraphs)
}

fn walk(source: &Source<'_>, options: &Options) -> Body {
    let encoding = options.encoding.unwrap_or(encoding_rs::WINDOWS_1252);
    let start = source.bytes.strip_prefix(b"\xef\xbb\xbf");
    let start = start.unwrap_or(source.bytes);
    walk::walk(start.trim_ascii_start(), encoding)
}

/// What stands beside the body, and what is wrong with the file.
fn beside(body: &Body, name: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (what, words) in [
        ("page headers and footers", &body.margins),
        ("footnotes and endnotes", &body.notes),
    ] {
        let words = std::iter::once(words.as_str());
        problems.extend(paragraph::left_out((what, words), name));
    }
    if let Some(page) = body.unknown_page {
        problems.push(Problem::new(
            name,
            format!(
                "the file says its letters are in code page {page}, which is not known here; {} was taken",
                body.encoding.name()
            ),
            "look for wrong letters; if there are some, save it as docx in the program that made it",
        ));
    }
    if body.end == End::Followed {
        problems.push(Problem::new(
            name,
            "what follows the end of the RTF in the file is left out",
            "look at the end of the file in a text editor",
        ));
    } else if body.end == End::Open {
        problems.push(Problem::new(
            name,
            "the file stops in the middle, so words at its end may be missing",
            "compare its last lines with the original, and copy the file again if they differ",
        ));
    }
    problems
}
