//! Redaction: identifiers are taken out of what is written, and what was written is looked at again.
//!
//! Both go by the block: a cell, a paragraph, a value of JSON. What belongs together and is cut into several cells (the lines of a
//! transcript) has to be redacted before it is cut, by whoever cuts it: nobody can tell afterwards. Whoever finds an identifier in
//! what was written, or cannot read it, writes nothing.

use std::io::{Cursor, Read as _};

use serde_json::Value;

use crate::disclosure::identifier::{Edit, Identifier, Screen};
use crate::export::format::{Format, Unwritten};
use crate::export::html::escaped;
use crate::export::markup::{Markup, Piece, pieces, unescaped};
use crate::export::paper::{Block, Paper};
use crate::table::{Cell, Row, Table};

/// How something that was written is read when it is looked at again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// In a format for tables or papers.
    As(Format),
    /// As JSON values.
    Json,
    /// As words, a block a line.
    Lines,
}

/// Words with their identifiers taken out.
pub fn words(screen: &Screen, words: &str) -> String {
    screen.redacted(words).unwrap_or_else(|| words.to_owned())
}

/// A table with its identifiers taken out, and how many of its cells, heads and notes that changed.
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
        unit: clean(&table.unit),
        columns: table.columns.iter().map(|head| clean(head)).collect(),
        stub: clean(&table.stub),
        rows,
        notes: table.notes.iter().map(|note| clean(note)).collect(),
    };
    (table, changed)
}

/// A paper with its identifiers taken out.
pub fn paper(screen: &Screen, paper: &Paper) -> Paper {
    let blocks = paper.blocks.iter().map(|block| match block {
        Block::Heading(of) => Block::Heading(words(screen, of)),
        Block::Paragraph(of) => Block::Paragraph(words(screen, of)),
        Block::Quote(of) => Block::Quote(words(screen, of)),
        Block::Table(whole) => Block::Table(table(screen, whole).0),
    });
    Paper {
        title: words(screen, &paper.title),
        blocks: blocks.collect(),
    }
}

/// A JSON value with the identifiers of its texts and of the names of its fields taken out. Fields that come to have one name are
/// numbered, so that none is lost.
pub fn value(screen: &Screen, whole: Value) -> Value {
    match whole {
        Value::String(text) => Value::String(words(screen, &text)),
        Value::Array(values) => {
            let values = values.into_iter().map(|of| value(screen, of));
            Value::Array(values.collect())
        }
        Value::Object(fields) => {
            let mut clean = serde_json::Map::new();
            for (name, of) in fields {
                let name = words(screen, &name);
                let numbered = (2..).map(|number: usize| format!("{name} {number}"));
                let mut names = std::iter::once(name.clone()).chain(numbered);
                let free = names.find(|name| !clean.contains_key(name));
                clean.insert(free.unwrap_or(name), value(screen, of));
            }
            Value::Object(clean)
        }
        other => other,
    }
}

/// A page of HTML with the identifiers of its words taken out, block by block; its tags and styles are left alone. Of one that a tag
/// cuts in two, what stands for it comes before the tag.
pub fn page(screen: &Screen, html: &str) -> String {
    let mut clean = String::with_capacity(html.len());
    let mut block = Vec::new();
    for piece in pieces(html) {
        block.push(piece);
        if matches!(piece, Piece::Tag(tag) if Markup::Page.parts(tag)) {
            clean.push_str(&redacted_block(screen, &block));
            block.clear();
        }
    }
    clean + &redacted_block(screen, &block)
}

fn redacted_block(screen: &Screen, block: &[Piece<'_>]) -> String {
    let read = block.iter().map(|piece| match piece {
        Piece::Words(words) => unescaped(words),
        Piece::Tag(_) => "".into(),
    });
    let read: Vec<_> = read.collect();
    let edits = screen.edits(&read.concat());
    let (mut clean, mut at) = (String::new(), 0);
    for (piece, read) in block.iter().zip(read) {
        match (piece, kept((&read, at), &edits)) {
            (Piece::Words(_), Some(left)) => clean.push_str(&escaped(&left)),
            (Piece::Words(written) | Piece::Tag(written), _) => clean.push_str(written),
        }
        at += read.len();
    }
    clean
}

/// What is left of words that begin at some byte of their block, after edits of the block; nothing where none of those lies there.
fn kept((words, at): (&str, usize), edits: &[Edit]) -> Option<String> {
    let end = at + words.len();
    let here = edits.iter();
    let mut here = here
        .filter(|edit| edit.at.start < end && edit.at.end > at)
        .peekable();
    here.peek()?;
    let (mut left, mut from) = (String::new(), 0);
    for edit in here {
        let until = edit.at.start.saturating_sub(at);
        left.push_str(words.get(from..until).unwrap_or_default());
        if edit.at.start >= at {
            left.push_str(&edit.instead);
        }
        from = edit.at.end.min(end) - at;
    }
    left.push_str(words.get(from..).unwrap_or_default());
    Some(left)
}

/// The identifiers that are still in what was written: the first of them says enough to write nothing. What cannot be read has not
/// been looked at, and is not written either.
pub fn left_in(
    screen: &Screen,
    (written, bytes): (Written, &[u8]),
) -> Result<Vec<Identifier>, Unwritten> {
    let blocks = blocks(written, bytes)
        .ok_or_else(|| Unwritten("what was written could not be looked at again".to_owned()))?;
    let blocks = blocks.iter();
    Ok(blocks.flat_map(|words| screen.find(words)).collect())
}

/// The blocks of what was written; nothing where it cannot be read.
fn blocks(written: Written, bytes: &[u8]) -> Option<Vec<String>> {
    if let Written::As(Format::Docx | Format::Xlsx) = written {
        return archived(bytes);
    }
    let text = std::str::from_utf8(bytes).ok()?;
    let lines = text.lines();
    Some(match written {
        Written::As(Format::Html) => Markup::Page.blocks(text),
        Written::As(Format::Csv | Format::RawCsv) => cells(text)?,
        Written::As(Format::Markdown) => lines.flat_map(from_markdown).collect(),
        Written::As(Format::Latex) => lines.flat_map(from_latex).collect(),
        Written::Json => {
            let mut texts = Vec::new();
            let values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
            for value in values {
                gather(&value.ok()?, &mut texts);
            }
            texts
        }
        Written::As(Format::Docx | Format::Xlsx) | Written::Lines => {
            lines.map(str::to_owned).collect()
        }
    })
}

/// The blocks of every part of an archive that holds words, and of what it says of itself.
fn archived(bytes: &[u8]) -> Option<Vec<String>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut found = Vec::new();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).ok()?;
        if !part.name().ok()?.ends_with(".xml") {
            continue;
        }
        let mut xml = String::new();
        part.read_to_string(&mut xml).ok()?;
        found.extend(Markup::Office.blocks(&xml));
    }
    Some(found)
}

fn cells(text: &str) -> Option<Vec<String>> {
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new();
    let reader = reader.flexible(true).has_headers(false);
    let mut cells = Vec::new();
    for record in reader.from_reader(text.as_bytes()).records() {
        cells.extend(record.ok()?.iter().map(str::to_owned));
    }
    Some(cells)
}

/// The cells of a line of Markdown, as they are read.
fn from_markdown(line: &str) -> Vec<String> {
    let (mut cells, mut cell) = (Vec::new(), String::new());
    let mut signs = line.chars();
    while let Some(sign) = signs.next() {
        match sign {
            '\\' => cell.extend(signs.next()),
            '|' => cells.push(std::mem::take(&mut cell)),
            _ => cell.push(sign),
        }
    }
    cells.push(cell);
    let read = |cell: String| unescaped(&cell.replace("<br>", "\n")).into_owned();
    cells.into_iter().map(read).collect()
}

/// The cells of a line of LaTeX, as they are read as far as identifiers go: its braces and backslashes are left out.
fn from_latex(line: &str) -> Vec<String> {
    // A mark that no text holds stands for an ampersand that parts no cells.
    let line = line.replace("\\newline{}", "\n").replace("\\&", "\u{1}");
    let cells = line.split('&').map(|cell| {
        let cell = cell.replace(['{', '}', '\\'], "");
        cell.replace('\u{1}', "&")
    });
    cells.collect()
}

fn gather(value: &Value, texts: &mut Vec<String>) {
    match value {
        Value::String(text) => texts.push(text.clone()),
        Value::Array(values) => values.iter().for_each(|value| gather(value, texts)),
        Value::Object(fields) => fields.iter().for_each(|(name, value)| {
            texts.push(name.clone());
            gather(value, texts);
        }),
        _ => {}
    }
}
