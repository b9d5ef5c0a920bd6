//! Header lines: a name and a time alone on a line, as Otter, Teams, Sonix and Trint write them; what was said follows below.
//!
//! The footer that Otter, Google Meet and Teams put under a transcript ends the talk and belongs to no turn. It stays in
//! the text.

use crate::import::label::{self, Cut, Hold, is_name};
use crate::import::line::{Line, lines};
use crate::import::opening::Opening;
use crate::import::parted;
use crate::import::stamp::{self, Form, Time};
use crate::text::Text;
use crate::text::span::{Position, Span};

/// How the footer Otter writes begins.
const OTTER: &str = "Transcribed by https://otter.ai";

/// How the footers Google Meet writes begin.
const MEET: [&str; 4] = [
    "Meeting ended after ",
    "Transcription ended after ",
    "This editable transcript was computer generated",
    "This transcript was computer generated",
];

/// The header lines of a text, and the stretch in which there is talk.
#[derive(Clone, Debug)]
pub struct Headers {
    /// One opening a header line.
    pub openings: Vec<Opening>,
    /// From the start of the text to the footer.
    pub talk: Span,
    /// Whether the text begins with a header line.
    pub first: First,
    /// What they look like.
    pub sort: Sort,
}

/// What the first line with words on it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum First {
    /// A header line.
    Header,
    /// Anything else.
    Other,
}

/// What header lines look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// `Ana Gomez  0:03`
    Otter,
    /// `Ana Gomez [00:00:03]`, `(0:03) Ana Gomez` or `00:00:03 Ana Gomez`, as Sonix, Trint and others write them.
    Marked,
}

/// Finds all header lines and the footer.
pub fn headers(text: &Text) -> Headers {
    let mut headers = Headers {
        openings: Vec::new(),
        talk: talk(text),
        first: First::Other,
        sort: Sort::Otter,
    };
    let (mut marked, mut prose) = (Vec::new(), 0_usize);
    let mut parted = parted::Parted::default();
    let mut waiting = None;
    let mut seen_words = false;
    for line in lines(text) {
        if line.start >= headers.talk.end() && seen_words {
            break;
        }
        if line.is_blank() {
            continue;
        }
        parted.take(&line);
        if let Some(opening) = header(&line) {
            if !seen_words {
                headers.first = First::Header;
            }
            headers.openings.push(opening);
        } else {
            // What is said stands below a header; a short line with a stamp above another such line is an answer.
            match (marked_header(&line), waiting.take()) {
                (Marked::Header(opening), None) => waiting = Some(opening),
                (Marked::Nothing, opening) => marked.extend(opening),
                (Marked::Header(_) | Marked::Prose, _) => prose += 1,
            }
        }
        seen_words = true;
    }
    marked.extend(waiting);
    // Where stamps stand beside prose as well, a short line with one is an answer too.
    if prose == 0 && marked.len() > 1 && marked.len() > headers.openings.len() {
        headers.openings = marked;
        headers.sort = Sort::Marked;
    }
    let parted = parted.openings();
    if parted.len() > 1 && parted.len() > headers.openings.len() {
        headers.openings = parted;
        headers.sort = Sort::Marked;
    }
    headers
}

/// The stretch of a text in which there is talk: up to the footer of the program that wrote it.
pub fn talk(text: &Text) -> Span {
    let mut any = false;
    for line in lines(text) {
        let words = line.words.trim();
        let stopped = words.strip_suffix(" stopped transcription");
        let footer = words.starts_with(OTTER)
            || MEET.iter().any(|begin| words.starts_with(begin))
            || stopped.is_some_and(is_name);
        if any && footer {
            return Span::between(Position(0), line.start);
        }
        any = any || !line.is_blank();
    }
    text.whole()
}

/// Whether a line is a header of either sort.
pub fn is_header(line: &Line<'_>) -> bool {
    header(line).is_some() || matches!(marked_header(line), Marked::Header(_))
}

/// What a line with a stamp in brackets is.
enum Marked {
    Header(Opening),
    /// Words beside a stamp that are no name.
    Prose,
    Nothing,
}

fn marked_header(line: &Line<'_>) -> Marked {
    let core = line.words.trim().trim_end_matches([':', '：']).trim_end();
    let core = core.trim_matches('*');
    let (stamp, beside) = match (stamp::leading(core), stamp::trailing(core)) {
        (Some(stamp), _) => (stamp, core.get(stamp.bytes..)),
        (None, Some(stamp)) => (stamp, core.get(..core.len().saturating_sub(stamp.bytes))),
        (None, None) => return Marked::Nothing,
    };
    // In Markdown such a line may be bold, or a heading.
    let beside =
        beside.map(|name| name.trim_matches(|c: char| c.is_whitespace() || "*#".contains(c)));
    let (Time::Clear(ms), Some(name)) = (stamp.time, beside) else {
        return Marked::Nothing;
    };
    if name.is_empty() {
        return Marked::Nothing;
    }
    let cut = label::cut_before(line.words, (name, ""));
    match cut.filter(|_| !name.contains([':', '：']) && stamp.form != Form::Hash) {
        Some(cut) => Marked::Header(Opening {
            ms: Some(ms),
            ..Opening::new(line, &cut)
        }),
        None => Marked::Prose,
    }
}

/// What is all in bold on a line of Markdown.
pub fn bold(line: &str) -> Option<&str> {
    let inner = line.trim().strip_prefix("**")?.strip_suffix("**")?;
    (!inner.contains('*')).then(|| inner.trim())
}

fn header(line: &Line<'_>) -> Option<Opening> {
    let core = line.words.trim_end();
    let (before, time) = core.rsplit_once(char::is_whitespace)?;
    let ms = stamp::clock(time)?;
    // One blank before a time is prose, unless the name is set apart otherwise: "we met at 10:36".
    let apart = before.ends_with(char::is_whitespace)
        || core.get(before.len()..)?.starts_with('\t')
        || bold(before).is_some();
    let name = before.trim().trim_matches('*');
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
