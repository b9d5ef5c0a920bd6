//! Word documents: the words a reader sees in the body, one line a paragraph.
//!
//! Own walk over `word/document.xml`, because readers that keep only what they know drop participants' words silently:
//! content controls, insertions and text boxes are kept here. What is not part of the text (deleted words, comments,
//! notes, headers, images) is counted and reported. Nothing is unpacked to disk.

mod attribute;
mod container;
mod counts;
mod part;
mod styles;
mod walk;

use std::collections::HashMap;

use crate::import::dialect::Dialect;
use crate::import::docx::container::{Container, Refusal};
use crate::import::docx::styles::Headings;
use crate::import::docx::walk::{Body, Paragraph, Remark, Style};
use crate::import::plain::{self, Page};
use crate::import::{Comment, Options, Source, Transcript};
use crate::problem::Problem;
use crate::quotes::manuscript::Standing;
use crate::text::Text;
use crate::text::span::Position;

/// Reads a Word document.
pub fn read(source: &Source<'_>, options: &Options) -> Result<Transcript, Problem> {
    read_parts(source, options).map_err(|refusal| refusal.into_problem(source.name))
}

/// The paragraphs of a manuscript, a row of a table being one, each with whether it is set apart as a quote.
pub fn paragraphs((name, bytes): (&str, &[u8])) -> Result<Vec<(String, Standing)>, Problem> {
    let read = || {
        let mut container = Container::open(bytes)?;
        let beside = part::beside(&mut container, name)?;
        let main = container.main_part()?;
        walk::walk(&main, &beside.headings)
    };
    let body = read().map_err(|refusal| refusal.into_problem(name))?;
    let paragraphs = body.paragraphs.into_iter();
    let standing = |style: Style| match style {
        Style::Quote => Standing::Block,
        Style::Heading | Style::Body => Standing::Running,
    };
    let each = paragraphs.map(|paragraph| (paragraph.words, standing(paragraph.style)));
    Ok(each.collect())
}

/// The rows of the tables of a Word document, cell by cell.
pub fn rows(name: &str, bytes: &[u8]) -> Result<Vec<Vec<String>>, Problem> {
    let read = || {
        let main = Container::open(bytes)?.main_part()?;
        walk::walk(&main, &Headings::default())
    };
    let body = read().map_err(|refusal: Refusal| refusal.into_problem(name))?;
    Ok(body.rows)
}

fn read_parts(source: &Source<'_>, options: &Options) -> Result<Transcript, Refusal> {
    let mut container = Container::open(source.bytes)?;
    let beside = part::beside(&mut container, source.name)?;
    let main = container.main_part()?;
    let body = walk::walk(&main, &beside.headings)?;
    let (text, headings) = put_together(&body.paragraphs);
    if text.as_str().contains('\0') {
        return Err(Refusal::Nul(main.name));
    }
    if text.as_str().trim().is_empty() {
        return Err(Refusal::NoWords);
    }
    let comments = place_comments(beside.remarks, &body);
    let mut problems = body.counts.problems(source.name);
    problems.extend(
        comments
            .iter()
            .map(|comment| reported(comment, source.name)),
    );
    problems.extend(beside.problems);
    let found = plain::find(&Page {
        text: &text,
        speakers: &options.speakers,
        dialect: Dialect::Word,
        headings: &headings,
    });
    let transcript = found.into_transcript(text, "docx");
    Ok(Transcript {
        comments,
        problems,
        ..transcript
    })
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
fn place_comments(remarks: Vec<Remark>, body: &Body) -> Vec<Comment> {
    let mut line = 1;
    let mut lines = HashMap::new();
    for paragraph in &body.paragraphs {
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

fn reported(comment: &Comment, name: &str) -> Problem {
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
