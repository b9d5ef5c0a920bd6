//! Word documents: the words a reader sees in the body, one line a paragraph.
//!
//! Own walk over `word/document.xml`, because readers that keep only what they know drop participants' words silently:
//! content controls, insertions and text boxes are kept here. What is not part of the text (deleted words, comments,
//! notes, headers, images) is counted and reported. Nothing is unpacked to disk.

mod part;
mod styles;
mod walk;

use crate::import::container::{Container, Refusal};
use crate::import::docx::styles::Headings;
use crate::import::docx::walk::Body;
use crate::import::paragraph::{self, Origin};
use crate::import::sheet::Sheet;
use crate::import::{Options, Source, Transcript, column, talk};
use crate::problem::Problem;
use crate::quotes::manuscript::Standing;

/// Reads a Word document.
pub fn read(source: &Source<'_>, options: &Options) -> Result<Transcript, Problem> {
    read_parts(source, options).map_err(|refusal| refusal.into_problem(source.name))
}

/// The paragraphs of a manuscript, a row of a table being one, each with whether it is set apart as a quote.
pub fn paragraphs((name, bytes): (&str, &[u8])) -> Result<Vec<(String, Standing)>, Problem> {
    let read = || {
        let mut container = Container::open(bytes)?;
        let beside = part::beside(&mut container, name)?;
        let main = part::main(&mut container)?;
        walk::walk(&main, &beside.headings)
    };
    let body = read().map_err(|refusal| refusal.into_problem(name))?;
    Ok(paragraph::standing(body.paragraphs))
}

/// The rows of the tables of a Word document, cell by cell.
pub fn rows(name: &str, bytes: &[u8]) -> Result<Vec<Vec<String>>, Problem> {
    let read = || {
        let main = part::main(&mut Container::open(bytes)?)?;
        walk::walk(&main, &Headings::default())
    };
    let body = read().map_err(|refusal: Refusal| refusal.into_problem(name))?;
    Ok(body.rows)
}

/// The turns of a document that is a table of them, as NVivo writes one; what stands beside the table is reported.
fn table_of_turns(body: &Body, (name, options): (&str, &Options)) -> Option<Transcript> {
    let heads = body.rows.first()?;
    column::find(heads)?;
    let mut rows = body.rows.iter().map(|row| row.join("\t")).peekable();
    let mut beside = body.paragraphs.iter().map(|paragraph| &paragraph.words);
    // Rows are among the paragraphs in their order; those of a table in a cell are not, and such a document is no list of turns.
    let is_beside = |words: &&String| rows.next_if_eq(*words).is_none() && !words.trim().is_empty();
    let beside: Vec<&String> = beside.by_ref().filter(is_beside).collect();
    if rows.peek().is_some() {
        return None;
    }
    let again = |row: &&Vec<String>| *row != heads;
    let below = body.rows.iter().filter(again).cloned();
    let sheet = Sheet::of([heads.clone()].into_iter().chain(below).collect());
    let mut talk = talk::read((name, "docx"), &sheet, &options.speakers).ok()?;
    if let Some(first) = beside.first() {
        let number = beside.len();
        let what = format!(
            "paragraphs beside the table of turns, left out, the first “{first}”: {number}"
        );
        talk.problems.push(Problem::new(name, what, ""));
    }
    Some(talk)
}

fn read_parts(source: &Source<'_>, options: &Options) -> Result<Transcript, Refusal> {
    let mut container = Container::open(source.bytes)?;
    let beside = part::beside(&mut container, source.name)?;
    let main = part::main(&mut container)?;
    let body = walk::walk(&main, &beside.headings)?;
    if let Some(talk) = table_of_turns(&body, (source.name, options)) {
        let mut problems = body.counts.problems(source.name);
        let comments = paragraph::place_comments(beside.remarks, &[]);
        problems.extend(
            comments
                .iter()
                .map(|one| paragraph::reported(one, source.name)),
        );
        problems.extend(beside.problems);
        problems.extend(talk.problems);
        return Ok(Transcript {
            comments,
            problems,
            ..talk
        });
    }
    let origin = Origin {
        importer: "docx",
        name: source.name,
        part: &main.name,
        named: &[],
    };
    let transcript = paragraph::transcript(&body.paragraphs, options, origin)?;
    let comments = paragraph::place_comments(beside.remarks, &body.paragraphs);
    let mut problems = body.counts.problems(source.name);
    let reported = |comment| paragraph::reported(comment, source.name);
    problems.extend(comments.iter().map(reported));
    problems.extend(beside.problems);
    problems.extend(transcript.problems);
    Ok(Transcript {
        comments,
        problems,
        ..transcript
    })
}
