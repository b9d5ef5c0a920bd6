//! Redaction: identifiers are taken out of what is written, and what was written is looked at again.
//!
//! Taking out goes by the piece - a cell, a stretch of text between two tags; looking again goes over the words of the whole file as
//! a reader sees them, so that a name which was cut in two by a tag or a cell is still found. Whoever finds one writes nothing.

use std::borrow::Cow;
use std::io::{Cursor, Read as _};

use crate::disclosure::identifier::{Identifier, Screen};
use crate::export::format::Format;
use crate::export::paper::{Block, Paper};
use crate::table::{Cell, Row, Table};

/// A table with its identifiers taken out, and how many cells that changed.
pub fn table(screen: &Screen, table: &Table) -> (Table, usize) {
    let mut changed = 0;
    let mut clean = |words: &str| match screen.redacted(words) {
        Some(clean) => {
            changed += 1;
            clean
        }
        None => words.to_owned(),
    };
    let rows = table.rows.iter().map(|row| Row {
        label: clean(&row.label),
        values: row
            .values
            .iter()
            .map(|cell| match cell {
                Cell::Text(words) => Cell::Text(clean(words)),
                other => other.clone(),
            })
            .collect(),
    });
    let rows = rows.collect();
    let table = Table {
        title: clean(&table.title),
        unit: table.unit.clone(),
        columns: table.columns.iter().map(|head| clean(head)).collect(),
        stub: table.stub.clone(),
        rows,
        notes: table.notes.iter().map(|note| clean(note)).collect(),
    };
    (table, changed)
}

/// A paper with its identifiers taken out.
pub fn paper(screen: &Screen, paper: &Paper) -> Paper {
    let clean = |words: &String| screen.redacted(words).unwrap_or_else(|| words.clone());
    let blocks = paper.blocks.iter().map(|block| match block {
        Block::Heading(words) => Block::Heading(clean(words)),
        Block::Paragraph(words) => Block::Paragraph(clean(words)),
        Block::Quote(words) => Block::Quote(clean(words)),
        Block::Table(whole) => Block::Table(table(screen, whole).0),
    });
    Paper {
        title: clean(&paper.title),
        blocks: blocks.collect(),
    }
}

/// A page of HTML with the identifiers of its words taken out; its tags and styles are left alone.
pub fn page(screen: &Screen, html: &str) -> String {
    let mut clean = String::with_capacity(html.len());
    for piece in pieces(html) {
        match piece {
            Piece::Markup(markup) => clean.push_str(markup),
            Piece::Words(words) => match screen.redacted(words) {
                Some(redacted) => clean.push_str(&redacted),
                None => clean.push_str(words),
            },
        }
    }
    clean
}

/// The identifiers that are still in a file: the first of them says enough to write nothing.
pub fn left_in(screen: &Screen, (format, bytes): (Option<Format>, &[u8])) -> Vec<Identifier> {
    let words = match format {
        Some(Format::Docx) => archived(bytes, &["word/document.xml"]),
        Some(Format::Xlsx) => archived(bytes, &["xl/sharedStrings.xml"]),
        Some(Format::Html) => {
            let page = String::from_utf8_lossy(bytes);
            vec![words_of(&page)]
        }
        _ => vec![String::from_utf8_lossy(bytes).into_owned()],
    };
    words.iter().flat_map(|words| screen.find(words)).collect()
}

/// The words of some parts of an archive that was just written.
fn archived(bytes: &[u8], names: &[&str]) -> Vec<String> {
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for name in names {
        let mut xml = String::new();
        let read = archive.by_name(name).ok();
        let is_read = read.is_some_and(|mut part| part.read_to_string(&mut xml).is_ok());
        found.extend(is_read.then(|| words_of(&xml)));
    }
    found
}

/// The words of markup, a blank where a paragraph or a cell ends.
fn words_of(markup: &str) -> String {
    let mut words = String::new();
    for piece in pieces(markup) {
        match piece {
            Piece::Words(piece) => words.push_str(&unescaped(piece)),
            Piece::Markup(tag) => {
                let name = tag.trim_start_matches(['<', '/']);
                let name = name.split([' ', '>', '/']).next().unwrap_or_default();
                let ends = [
                    "w:p", "si", "td", "th", "p", "li", "tr", "div", "h1", "h2", "h3", "dd",
                ];
                words.push_str(if ends.contains(&name) { "\n" } else { "" });
            }
        }
    }
    words
}

fn unescaped(words: &str) -> Cow<'_, str> {
    quick_xml::escape::unescape(words).unwrap_or(Cow::Borrowed(words))
}

enum Piece<'m> {
    /// A tag, or a style with all that is in it.
    Markup(&'m str),
    /// What stands between tags.
    Words(&'m str),
}

fn pieces(markup: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = markup;
    while let Some(at) = rest.find('<') {
        let (words, tagged) = rest.split_at(at);
        if !words.is_empty() {
            found.push(Piece::Words(words));
        }
        let end = match tagged.starts_with("<style") {
            true => tagged.find("</style>").map(|at| at + "</style>".len()),
            false => tagged.find('>').map(|at| at + 1),
        };
        let (tag, after) = tagged.split_at(end.unwrap_or(tagged.len()));
        found.push(Piece::Markup(tag));
        rest = after;
    }
    if !rest.is_empty() {
        found.push(Piece::Words(rest));
    }
    found
}
