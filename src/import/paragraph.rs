//! Paragraphs as a word processor or a web page has them, and how they become the lines of one text.
//!
//! Word, OpenDocument, RTF and web pages all end here, so that a heading is a label, a comment is reported and a
//! manuscript's quotes are told by their style in the same way, whatever program wrote the file.

use std::collections::HashMap;

use crate::document::Turn;
use crate::import::container::Refusal;
use crate::import::dialect::Dialect;
use crate::import::plain::{self, Page};
use crate::import::{Comment, Options, Transcript};
use crate::problem::Problem;
use crate::quotes::manuscript::Standing;
use crate::text::Text;
use crate::text::span::Position;

/// Whether a paragraph is a heading, or set apart as a quote.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// It has a heading's style.
    Heading,
    /// It has a quote's style.
    Quote,
    /// Any other.
    #[default]
    Body,
}

/// One paragraph, or one row of a table.
#[derive(Clone, Debug, Default)]
pub struct Paragraph {
    /// What it says; a line break in it is LF.
    pub words: String,
    /// Whether it is a heading.
    pub style: Style,
    /// The ids of the comments that hang on it.
    pub comments: Vec<String>,
    /// When it was said, from and to in milliseconds of the recording, if the file marks that beside the words.
    pub ms: Option<(u64, u64)>,
}

/// A comment as the file has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remark {
    /// How the body names it.
    pub id: String,
    /// Who wrote it.
    pub author: String,
    /// What it says.
    pub text: String,
}

/// Puts paragraphs into one.
pub fn join(paragraphs: Vec<Paragraph>, between: &str) -> Paragraph {
    let mut paragraphs = paragraphs.into_iter();
    let mut joined = paragraphs.next().unwrap_or_default();
    for paragraph in paragraphs {
        joined.words.push_str(between);
        joined.words.push_str(&paragraph.words);
        joined.comments.extend(paragraph.comments);
        joined.style = Style::Body;
    }
    joined
}

/// The paragraphs of a manuscript, each with whether it is set apart as a quote.
pub fn standing(paragraphs: Vec<Paragraph>) -> Vec<(String, Standing)> {
    let standing = |style: Style| match style {
        Style::Quote => Standing::Block,
        Style::Heading | Style::Body => Standing::Running,
    };
    let each = paragraphs.into_iter();
    each.map(|paragraph| (paragraph.words, standing(paragraph.style)))
        .collect()
}

/// Where paragraphs come from.
#[derive(Clone, Copy, Debug)]
pub struct Origin<'o> {
    /// The name of what read them.
    pub importer: &'static str,
    /// The name of the file.
    pub name: &'o str,
    /// The part of the file they stand in, for a sentence about it.
    pub part: &'o str,
    /// Speakers that the file names beside its words.
    pub named: &'o [String],
}

/// A transcript of paragraphs, one line each.
pub fn transcript(
    paragraphs: &[Paragraph],
    options: &Options,
    origin: Origin<'_>,
) -> Result<Transcript, Refusal> {
    let (text, headings) = put_together(paragraphs);
    if text.as_str().contains('\0') {
        return Err(Refusal::Nul(origin.part.to_owned()));
    }
    if text.as_str().trim().is_empty() {
        return Err(Refusal::NoWords);
    }
    let named = [origin.named, options.named.as_slice()].concat();
    let found = plain::find(&Page {
        text: &text,
        speakers: &options.speakers,
        name: origin.name,
        dialect: Dialect::Word,
        headings: &headings,
        named: &named,
    });
    let mut transcript = found.into_transcript(text, origin.importer);
    set_times(&mut transcript.turns.turns, paragraphs);
    Ok(transcript)
}

/// Gives a turn the time of all its paragraphs that have one; a mark is more exact than a stamp among the words.
fn set_times(turns: &mut [Turn], paragraphs: &[Paragraph]) {
    let mut at = 0;
    let mut times = Vec::new();
    for paragraph in paragraphs {
        let start = at;
        at += paragraph.words.chars().count() as u32 + 1;
        times.extend(paragraph.ms.map(|ms| (start, at, ms)));
    }
    let mut times = times.into_iter().peekable();
    for turn in turns {
        let first = turn.label.unwrap_or(turn.body).start().0;
        while times.next_if(|&(_, end, _)| end <= first).is_some() {}
        let mut whole: Option<(u64, u64)> = None;
        while let Some((_, _, (from, to))) = times.next_if(|&(start, ..)| start < turn.body.end().0)
        {
            let (least, most) = whole.unwrap_or((from, to));
            whole = Some((least.min(from), most.max(to)));
        }
        turn.ms = whole.or(turn.ms);
    }
}

/// The text of all paragraphs, a line each, and where those with a heading's style start.
fn put_together(paragraphs: &[Paragraph]) -> (Text, Vec<Position>) {
    let mut content = String::new();
    let mut headings = Vec::new();
    let mut at = 0;
    for paragraph in paragraphs {
        // A mark at the very start would be taken for a byte order mark when the text is read back.
        let words = match at {
            0 => paragraph.words.trim_start_matches('\u{feff}'),
            _ => paragraph.words.as_str(),
        };
        if paragraph.style == Style::Heading {
            headings.push(Position(at));
        }
        at += words.chars().count() as u32 + 1;
        content.push_str(words);
        content.push('\n');
    }
    (Text::new(content), headings)
}

/// Gives every comment the line its paragraph starts on.
pub fn place_comments(remarks: Vec<Remark>, paragraphs: &[Paragraph]) -> Vec<Comment> {
    let mut line = 1;
    let mut lines = HashMap::new();
    for paragraph in paragraphs {
        for id in &paragraph.comments {
            lines.entry(id.as_str()).or_insert(line);
        }
        line += paragraph.words.matches('\n').count() as u32 + 1;
    }
    remarks
        .into_iter()
        .map(|remark| Comment {
            line: lines.get(remark.id.as_str()).copied(),
            author: remark.author,
            text: remark.text,
        })
        .collect()
}

/// Says how many words of something beside the body were left out of the text, if there are any.
pub fn left_out<'w>(
    (what, words): (&str, impl Iterator<Item = &'w str>),
    name: &str,
) -> Option<Problem> {
    let number = words
        .flat_map(str::split_whitespace)
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .count();
    (number > 0).then(|| {
        Problem::new(
            name,
            format!("{what} left out of the text; words: {number}"),
            "copy them into the body if somebody said them",
        )
    })
}

/// Says that a comment is not part of the text.
pub fn reported(comment: &Comment, name: &str) -> Problem {
    let place = match comment.line {
        Some(line) => format!("{name}, line {line}"),
        None => name.to_owned(),
    };
    let author = match comment.author.as_str() {
        "" => "somebody",
        author => author,
    };
    Problem::new(
        place,
        format!(
            "a comment by {author} is not part of the text: “{}”",
            comment.text
        ),
        "write it as a memo if it matters",
    )
}
