//! Otter and Teams header lines: a name, two blanks and a time, alone on a line; what was said follows below.
//!
//! The footer Otter puts under a transcript ends the talk and belongs to no turn. It stays in the text.

use crate::import::label::{Cut, Hold, is_name};
use crate::import::line::{Line, lines};
use crate::import::opening::Opening;
use crate::import::stamp;
use crate::text::Text;
use crate::text::span::Span;

/// How the footer begins.
const FOOTER: &str = "Transcribed by https://otter.ai";

/// The header lines of a text, and the stretch in which there is talk.
#[derive(Clone, Debug)]
pub struct Headers {
    /// One opening a header line.
    pub openings: Vec<Opening>,
    /// From the start of the text to the footer.
    pub talk: Span,
    /// Whether the text begins with a header line.
    pub first: First,
}

/// What the first line with words on it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum First {
    /// A header line.
    Header,
    /// Anything else.
    Other,
}

/// Finds all header lines and the footer.
pub fn headers(text: &Text) -> Headers {
    let mut headers = Headers {
        openings: Vec::new(),
        talk: text.whole(),
        first: First::Other,
    };
    let mut seen_words = false;
    for line in lines(text) {
        if line.words.trim_start().starts_with(FOOTER) && !headers.openings.is_empty() {
            headers.talk = Span::between(headers.talk.start(), line.start);
            break;
        }
        if let Some(opening) = header(&line) {
            if !seen_words {
                headers.first = First::Header;
            }
            headers.openings.push(opening);
        }
        seen_words = seen_words || !line.is_blank();
    }
    headers
}

fn header(line: &Line<'_>) -> Option<Opening> {
    let core = line.words.trim_end();
    let (before, time) = core.rsplit_once([' ', '\t'])?;
    let ms = stamp::clock(time)?;
    // One blank before a time is prose: "we met at 10:36".
    let apart = before.ends_with([' ', '\t']) || core.get(before.len()..)?.starts_with('\t');
    let name = before.trim();
    if !apart || !is_name(name) {
        return None;
    }
    let (lead, mark) = line.words.split_once(name)?;
    let cut = Cut {
        lead,
        name,
        mark,
        rest: "",
        hold: Hold::Firm,
    };
    let opening = Opening::new(line, &cut);
    Some(Opening {
        ms: Some(ms),
        ..opening
    })
}
