//! Markdown: what stands on its lines as a reader of the page sees it, as far as that is words.
//!
//! Escapes and entities become the characters they stand for, and a line that an editor wrapped goes on with the one before, for
//! a line break in a turn would cut a sentence in two. Asterisks, headings and lists stay as they are written: nothing here
//! lays a page out.

use crate::import::Speakers;
use crate::import::entity;
use crate::import::label::{self, Hold};
use crate::import::line::{Line, count, lines};
use crate::import::otter;
use crate::import::stamp;
use crate::import::stamped;
use crate::problem::Problem;
use crate::text::Text;
use crate::text::span::Position;

/// The widths to which editors wrap, in characters.
const WRAPPED: std::ops::RangeInclusive<usize> = 50..=130;

/// A page of Markdown as lines of words.
#[derive(Debug)]
pub struct Page {
    /// The text.
    pub text: Text,
    /// Where its headings start, in order.
    pub headings: Vec<Position>,
    /// How much of it is otherwise than in the file.
    pub problems: Vec<Problem>,
}

/// Reads a page.
pub fn read(name: &str, text: &Text, speakers: &Speakers) -> Page {
    let all = fenced(text, speakers);
    let width = width(&all);
    let (mut content, mut at) = (String::new(), 0);
    let mut headings = Vec::new();
    let (mut decoded, mut joined) = (0, 0);
    let mut before: Option<&(Line<'_>, Sort)> = None;
    for each in &all {
        let (line, sort) = each;
        let words = match sort {
            Sort::Code => line.words.to_owned(),
            _ => decode(line.words),
        };
        decoded += usize::from(words != line.words);
        let wraps = before.is_some_and(|before| wraps(before, each, width));
        let words = match wraps {
            true => {
                joined += 1;
                let kept = content.trim_end_matches([' ', '\t']).len();
                at -= count(content.get(kept..).unwrap_or_default());
                content.truncate(kept);
                words.trim_start()
            }
            false => words.as_str(),
        };
        if before.is_some() {
            content.push(if wraps { ' ' } else { '\n' });
            at += 1;
        }
        if *sort == Sort::Heading {
            headings.push(Position(at));
        }
        content.push_str(words);
        at += count(words);
        before = Some(each);
    }
    let told = [
        (
            decoded,
            "lines with escapes or entities of Markdown, shown as the characters they stand for",
        ),
        (
            joined,
            "lines that were wrapped, joined with the line before",
        ),
    ];
    let told = told.into_iter().filter(|&(number, _)| number > 0);
    Page {
        text: Text::new(content),
        headings,
        problems: told
            .map(|(number, what)| Problem::new(name, format!("{what}: {number}"), ""))
            .collect(),
    }
}

/// What a line is, as far as it matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Blank,
    Heading,
    /// In a fence, or the fence itself.
    Code,
    /// Begins something: a turn, a list, a quote, a table.
    Start,
    /// Words, which may go on with the line before.
    Words,
}

fn fenced<'t>(text: &'t Text, speakers: &Speakers) -> Vec<(Line<'t>, Sort)> {
    let mut fence = None;
    let mut all = Vec::new();
    for line in lines(text) {
        let core = line.words.trim_start();
        let mark = ["```", "~~~"]
            .into_iter()
            .find(|mark| core.starts_with(mark));
        let sort = match (fence, mark) {
            (Some(open), Some(mark)) if open == mark => {
                fence = None;
                Sort::Code
            }
            (Some(_), _) => Sort::Code,
            (None, Some(mark)) => {
                fence = Some(mark);
                Sort::Code
            }
            (None, None) => sort(&line, speakers),
        };
        all.push((line, sort));
    }
    all
}

fn sort(line: &Line<'_>, speakers: &Speakers) -> Sort {
    let core = line.words.trim_start();
    let numbered = core.trim_start_matches(|c: char| c.is_ascii_digit());
    let listed = numbered.len() < core.len() && numbered.starts_with(['.', ')']);
    let asked = match speakers {
        Speakers::Pattern(pattern) => label::cut_by(pattern, line.words).is_some(),
        Speakers::Auto | Speakers::None => false,
    };
    let labelled = label::cut(core).is_some_and(|cut| cut.hold == Hold::Firm);
    match core.chars().next() {
        None => Sort::Blank,
        Some('#') if line.words.starts_with('#') => Sort::Heading,
        Some('#' | '>' | '-' | '+' | '|' | '<' | '=') => Sort::Start,
        Some(_)
            if listed
                || labelled
                || core.starts_with("* ")
                || line.words.starts_with('\t')
                || asked
                || stamp::leading(core).is_some()
                || stamped::cut_timed(core).is_some()
                || otter::is_header(line) =>
        {
            Sort::Start
        }
        Some(_) => Sort::Words,
    }
}

/// The width a page was wrapped at: that of the longest line with more of its paragraph below it.
fn width(all: &[(Line<'_>, Sort)]) -> Option<usize> {
    let pairs = all.iter().zip(all.iter().skip(1));
    let above = pairs.filter(|((line, sort), (_, below))| {
        matches!(sort, Sort::Words | Sort::Start)
            && *below == Sort::Words
            && line.words.trim().contains(' ')
    });
    let widest = above.map(|((line, _), _)| line.words.trim_end().chars().count());
    widest.max().filter(|width| WRAPPED.contains(width))
}

/// Whether a line goes on with the one before: its first word would not have fitted there any more.
fn wraps(
    (before, above): &(Line<'_>, Sort),
    (line, sort): &(Line<'_>, Sort),
    width: Option<usize>,
) -> bool {
    let Some(width) = width else {
        return false;
    };
    let flows = matches!(above, Sort::Words | Sort::Start)
        && *sort == Sort::Words
        && !otter::is_header(before);
    let broken = before.words.ends_with("  ") || before.words.ends_with('\\');
    let first = line.words.split_whitespace().next().unwrap_or_default();
    let length = before.words.trim_end().chars().count();
    flows && !broken && length + 1 + first.chars().count() > width
}

/// A line with the characters that its escapes and entities stand for.
fn decode(line: &str) -> String {
    let mut decoded = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('\\') {
        decoded.push_str(&entity::decode(before));
        let escaped = after.chars().next();
        match escaped.filter(char::is_ascii_punctuation) {
            Some(c) => {
                decoded.push(c);
                rest = after.get(1..).unwrap_or_default();
            }
            // A backslash that ends a line breaks it there and is no character.
            None if after.is_empty() => rest = after,
            None => {
                decoded.push('\\');
                rest = after;
            }
        }
    }
    decoded.push_str(&entity::decode(rest));
    decoded
}
