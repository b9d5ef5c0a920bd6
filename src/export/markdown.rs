//! Tables and papers as Markdown: a pipe table has its title above and its notes below.

use crate::export::cells;
use crate::export::paper::{Block, Paper};
use crate::table::Table;

/// A table as Markdown.
pub fn table(table: &Table) -> String {
    let mut lines = vec![
        format!("**{}** ({})", escaped(&table.title), escaped(&table.unit)),
        String::new(),
    ];
    let escaped_line = |cells: Vec<String>| line(cells.iter().map(|cell| escaped(cell)));
    lines.push(escaped_line(cells::head(table)));
    let rule = |is_numeric: bool| if is_numeric { "---:" } else { "---" };
    let rules = cells::numeric(table).into_iter().map(rule);
    lines.push(line(rules.map(str::to_owned)));
    let rows = table.rows.iter();
    lines.extend(rows.map(|row| escaped_line(cells::row(row))));
    if !table.notes.is_empty() {
        lines.push(String::new());
        lines.extend(
            table
                .notes
                .iter()
                .map(|note| format!("*{}*  ", escaped(note))),
        );
    }
    lines.join("\n") + "\n"
}

/// A paper as Markdown.
pub fn paper(paper: &Paper) -> String {
    let block = |block: &Block| match block {
        Block::Heading(words) => format!("## {}\n", escaped(words)),
        Block::Paragraph(words) => format!("{}\n", escaped(words)),
        Block::Quote(words) => format!("> {}\n", escaped(words)),
        Block::Table(of) => table(of),
    };
    let title = format!("# {}\n", escaped(&paper.title));
    let blocks = paper.blocks.iter().map(block);
    let blocks: Vec<String> = std::iter::once(title).chain(blocks).collect();
    blocks.join("\n")
}

fn line(cells: impl Iterator<Item = String>) -> String {
    format!("| {} |", cells.collect::<Vec<_>>().join(" | "))
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' => safe.push_str("<br>"),
            '|' | '\\' | '*' | '_' | '`' | '[' | ']' | '#' => safe.extend(['\\', c]),
            '<' => safe.push_str("&lt;"),
            '&' => safe.push_str("&amp;"),
            _ => safe.push(c),
        }
    }
    safe
}
