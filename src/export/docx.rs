//! Tables as a Word document: a caption, a real table with a bold head, and the notes below, in styles that an author can change.

use std::io::Cursor;

use docx_rs::{
    AlignmentType, BreakType, Docx, Paragraph, Run, Style, StyleType, Table as WordTable,
    TableCell, TableRow,
};

use crate::export::cells;
use crate::export::format::Unwritten;
use crate::table::{Row, Table};

const CAPTION: &str = "Caption";
const NOTE: &str = "TableNote";

/// Tables as a document's bytes.
pub fn document(tables: &[Table]) -> Result<Vec<u8>, Unwritten> {
    let caption = Style::new(CAPTION, StyleType::Paragraph)
        .name("caption")
        .bold();
    let note = Style::new(NOTE, StyleType::Paragraph)
        .name("Table note")
        .size(18);
    let mut word = Docx::new().add_style(caption).add_style(note);
    for table in tables {
        let title = format!("{} ({})", table.title, table.unit);
        word = word
            .add_paragraph(paragraph(&title, false).style(CAPTION))
            .add_table(drawn(table));
        for note in &table.notes {
            word = word.add_paragraph(paragraph(note, false).style(NOTE));
        }
        word = word.add_paragraph(Paragraph::new());
    }
    let mut bytes = Cursor::new(Vec::new());
    word.build()
        .pack(&mut bytes)
        .map_err(|cause| Unwritten(format!("the Word document could not be made: {cause}")))?;
    Ok(bytes.into_inner())
}

fn drawn(table: &Table) -> WordTable {
    let numeric = cells::numeric(table);
    let cell = |words: &str, column: usize, is_head: bool| {
        let words = paragraph(words, is_head);
        TableCell::new().add_paragraph(match numeric[column] {
            true => words.align(AlignmentType::Right),
            false => words,
        })
    };
    let line = |words: Vec<String>, is_head: bool| {
        let cells = words.iter().enumerate();
        let cells = cells.map(|(column, words)| cell(words, column, is_head));
        TableRow::new(cells.collect()).cant_split()
    };
    let head = line(cells::head(table), true);
    let rows = table
        .rows
        .iter()
        .map(|row: &Row| line(cells::row(row), false));
    WordTable::new(std::iter::once(head).chain(rows).collect())
}

/// Words with their line breaks.
fn paragraph(words: &str, is_bold: bool) -> Paragraph {
    let words = cells::shown(words);
    let mut run = Run::new();
    for (number, line) in words.split('\n').enumerate() {
        if number > 0 {
            run = run.add_break(BreakType::TextWrapping);
        }
        for (number, piece) in line.split('\t').enumerate() {
            if number > 0 {
                run = run.add_tab();
            }
            run = run.add_text(piece);
        }
    }
    Paragraph::new().add_run(if is_bold { run.bold() } else { run })
}
