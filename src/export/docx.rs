//! Tables and papers as a Word document: real headings, paragraphs and tables with a bold head, in styles that an author can change.

use std::io::Cursor;

use docx_rs::{
    AlignmentType, BreakType, Docx, PageMargin, PageOrientationType, Paragraph, Run, Style,
    StyleType, Table as WordTable, TableCell, TableLayoutType, TableRow, WidthType,
};

use crate::export::cells;
use crate::export::columns::widths;
use crate::export::format::Unwritten;
use crate::export::paper::{Block, Paper};
use crate::table::{Row, Table};

const TITLE: &str = "Title";
const HEADING: &str = "Heading1";
const QUOTE: &str = "Quote";
const CAPTION: &str = "Caption";
const TEXT: &str = "TableText";
const NOTE: &str = "TableNote";

/// Tables as a document's bytes.
pub fn document(tables: &[Table]) -> Result<Vec<u8>, Unwritten> {
    let page = Page::of(tables);
    let with = |word, table| with_table(word, (table, page));
    packed(tables.iter().fold(page.turned(styled()), with))
}

/// A paper as a document's bytes.
pub fn paper(paper: &Paper) -> Result<Vec<u8>, Unwritten> {
    let title = plain(&paper.title).style(TITLE);
    let blocks = paper.blocks.iter();
    let tables = blocks.clone().filter_map(|block| match block {
        Block::Table(table) => Some(table),
        Block::Heading(_) | Block::Paragraph(_) | Block::Quote(_) => None,
    });
    let page = Page::of(tables);
    packed(blocks.fold(
        page.turned(styled()).add_paragraph(title),
        |word, block| match block {
            Block::Heading(words) => {
                word.add_paragraph(plain(words).style(HEADING).keep_next(true))
            }
            Block::Paragraph(words) => word.add_paragraph(plain(words)),
            Block::Quote(words) => word.add_paragraph(plain(words).style(QUOTE)),
            Block::Table(table) => with_table(word, (table, page)),
        },
    ))
}

/// A document without a word, with the styles that its words can have.
fn styled() -> Docx {
    let style = |id: &str, name: &str| Style::new(id, StyleType::Paragraph).name(name);
    let left = Some(567);
    Docx::new()
        .add_style(style(TITLE, "Title").bold().size(36))
        .add_style(style(HEADING, "heading 1").bold().size(28))
        .add_style(style(QUOTE, "Quote").indent(left, None, None, None))
        .add_style(style(CAPTION, "caption").bold())
        .add_style(style(TEXT, "Table text").size(18))
        .add_style(style(NOTE, "Table note").size(18))
}

/// How the pages of a document lie: A4 with margins of two centimetres, turned where a table has no room otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Page {
    Upright,
    Turned,
}

/// The short and the long side of A4, and the margins, in twentieths of a point.
const SHORT: u32 = 11_906;
const LONG: u32 = 16_838;
const MARGIN: i32 = 1_134;

impl Page {
    fn of<'t>(tables: impl IntoIterator<Item = &'t Table>) -> Self {
        let room = Self::Upright.room();
        let mut tables = tables.into_iter();
        match tables.any(|table| widths(table, room).least > room) {
            true => Self::Turned,
            false => Self::Upright,
        }
    }

    /// How wide a table may be.
    fn room(self) -> usize {
        let width = match self {
            Self::Upright => SHORT,
            Self::Turned => LONG,
        };
        (width - 2 * MARGIN.unsigned_abs()) as usize
    }

    fn turned(self, word: Docx) -> Docx {
        let margin = PageMargin::new()
            .top(MARGIN)
            .bottom(MARGIN)
            .left(MARGIN)
            .right(MARGIN);
        let word = word.page_margin(margin);
        match self {
            Self::Upright => word.page_size(SHORT, LONG),
            Self::Turned => word
                .page_size(LONG, SHORT)
                .page_orient(PageOrientationType::Landscape),
        }
    }
}

fn with_table(word: Docx, (table, page): (&Table, Page)) -> Docx {
    let title = format!("{} ({})", table.title, table.unit);
    let caption = plain(&title).style(CAPTION).keep_next(true);
    let word = word.add_paragraph(caption).add_table(drawn(table, page));
    let notes = table.notes.iter();
    let word = notes.fold(word, |word, note| {
        word.add_paragraph(plain(note).style(NOTE))
    });
    word.add_paragraph(Paragraph::new())
}

fn packed(word: Docx) -> Result<Vec<u8>, Unwritten> {
    let mut bytes = Cursor::new(Vec::new());
    let mut word = word.build();
    word.document = with_lasting_heads(&word.document);
    word.pack(&mut bytes)
        .map_err(|cause| Unwritten(format!("the Word document could not be made: {cause}")))?;
    Ok(bytes.into_inner())
}

/// Lets the first row of every table stand again on each page. The writer has no word for it, so that it is put into what was
/// written: no text can hold these marks, since a less-than sign of a text is written as an entity.
fn with_lasting_heads(document: &[u8]) -> Vec<u8> {
    let (table, row) = ("<w:tbl>", "<w:trPr>");
    let document = String::from_utf8_lossy(document);
    let mut tables = document.split(table);
    let mut whole = tables.next().unwrap_or_default().to_owned();
    for rest in tables {
        whole.push_str(table);
        whole.push_str(&rest.replacen(row, "<w:trPr><w:tblHeader />", 1));
    }
    whole.into_bytes()
}

fn drawn(table: &Table, page: Page) -> WordTable {
    let numeric = cells::numeric(table);
    let widths = widths(table, page.room()).columns;
    let cell = |words: &str, column: usize, is_head: bool| {
        let words = paragraph(words, is_head).style(TEXT);
        let cell = TableCell::new().width(widths[column], WidthType::Dxa);
        cell.add_paragraph(match numeric[column] {
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
        .layout(TableLayoutType::Fixed)
        .set_grid(widths)
}

/// Words with their line breaks, in no style of their own.
fn plain(words: &str) -> Paragraph {
    paragraph(words, false)
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
