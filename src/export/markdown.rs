//! Tables as Markdown: a pipe table with its title above and its notes below.

use crate::table::Table;

/// A table as Markdown.
pub fn table(table: &Table) -> String {
    let mut lines = vec![
        format!("**{}** ({})", escaped(&table.title), escaped(&table.unit)),
        String::new(),
    ];
    let head = std::iter::once(table.stub.as_str()).chain(table.columns.iter().map(String::as_str));
    lines.push(line(head.map(escaped)));
    let numeric = |column: usize| {
        table
            .rows
            .iter()
            .any(|row| row.values.get(column).is_some_and(|c| c.is_number()))
    };
    let rules = (0..table.columns.len())
        .map(|column| if numeric(column) { "---:" } else { "---" }.to_owned());
    lines.push(line(std::iter::once("---".to_owned()).chain(rules)));
    for row in &table.rows {
        let values = row.values.iter().map(|cell| escaped(&cell.to_string()));
        lines.push(line(std::iter::once(escaped(&row.label)).chain(values)));
    }
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
