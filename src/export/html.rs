//! Tables and papers as one HTML page: no scripts, nothing loaded from anywhere, and no element or attribute that comes from a text.

use crate::export::cells;
use crate::export::paper::{Block, Paper};
use crate::table::Table;

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#1a1a1a;\
background:#fff}.wide{overflow-x:auto}table{border-collapse:collapse;margin:1.5rem 0;width:100%}caption{text-align:left;\
font-weight:600;padding:.3rem 0}th,td{border-bottom:1px solid #d0d0d0;padding:.35rem .6rem;text-align:left;\
vertical-align:top;white-space:pre-wrap}thead th{border-bottom:2px solid #1a1a1a}.n{text-align:right;\
font-variant-numeric:tabular-nums}blockquote{white-space:pre-line;margin:.8rem 0;padding-left:.8rem;border-left:.2rem solid #999}.note{color:#555;font-size:.9rem;margin:.2rem 0}@media print{body{margin:0;\
max-width:none}thead{display:table-header-group}tr{break-inside:avoid}}";

/// Tables as a page.
pub fn page(tables: &[Table]) -> String {
    let title = tables.first().map_or("Table", |table| table.title.as_str());
    let tables: String = tables.iter().map(table).collect();
    framed(title, &tables)
}

/// A paper as a page.
pub fn paper(paper: &Paper) -> String {
    let block = |block: &Block| match block {
        Block::Heading(words) => format!("<h2>{}</h2>\n", escaped(words)),
        Block::Paragraph(words) => format!("<p>{}</p>\n", escaped(words)),
        Block::Quote(words) => format!("<blockquote>{}</blockquote>\n", escaped(words)),
        Block::Table(of) => table(of),
    };
    let blocks: String = paper.blocks.iter().map(block).collect();
    let title = format!("<h1>{}</h1>\n", escaped(&paper.title));
    framed(&paper.title, &(title + &blocks))
}

fn framed(title: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width,initial-scale=1\">\n<title>{}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n\
         {body}</body>\n</html>\n",
        escaped(title)
    )
}

/// A table with its notes, to stand in a page.
pub fn table(table: &Table) -> String {
    let numeric = cells::numeric(table);
    let line = |cells: Vec<String>, (first, others): (&str, &str)| {
        let cell = |(column, cell): (usize, &String)| {
            let tag = if column == 0 { first } else { others };
            let name = tag.split(' ').next().unwrap_or(tag);
            let class = if numeric[column] { " class=\"n\"" } else { "" };
            format!("<{tag}{class}>{}</{name}>", escaped(cell))
        };
        let cells: String = cells.iter().enumerate().map(cell).collect();
        format!("<tr>{cells}</tr>\n")
    };
    let column = "th scope=\"col\"";
    let head = line(cells::head(table), (column, column));
    let rows = table.rows.iter();
    let rows: String = rows
        .map(|row| line(cells::row(row), ("th scope=\"row\"", "td")))
        .collect();
    let notes = table.notes.iter();
    let notes: String = notes
        .map(|note| format!("<p class=\"note\">{}</p>\n", escaped(note)))
        .collect();
    format!(
        "<div class=\"wide\">\n<table>\n<caption>{} ({})</caption>\n<thead>\n{head}</thead>\n<tbody>\n{rows}</tbody>\n</table>\n\
         </div>\n{notes}",
        escaped(&table.title),
        escaped(&table.unit)
    )
}

/// Text as the content of an element or of an attribute between quotation marks.
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in cells::shown(text).chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            _ => safe.push(c),
        }
    }
    safe
}
