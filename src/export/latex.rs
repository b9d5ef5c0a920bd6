//! Tables as LaTeX: a `longtable` with the rules of `booktabs`, its title as caption and its notes below.
//!
//! No text can begin a command: every sign that means something to LaTeX is written as what it shows.

use crate::export::cells;
use crate::table::Table;

/// A table as LaTeX.
pub fn table(table: &Table) -> String {
    let column = |(at, is_numeric): (usize, bool)| match (at, is_numeric) {
        (0, _) => "l",
        (_, true) => "r",
        (_, false) => ">{\\raggedright\\arraybackslash}p{0.2\\linewidth}",
    };
    let numeric = cells::numeric(table).into_iter().enumerate();
    let columns: String = numeric.map(column).collect();
    let line = |cells: Vec<String>| {
        let cells: Vec<String> = cells.iter().map(|cell| escaped(cell)).collect();
        format!("{} \\\\", cells.join(" & "))
    };
    let head = line(cells::head(table));
    let mut lines = vec![
        "% Needs the packages array, booktabs and longtable.".to_owned(),
        format!("\\begin{{longtable}}{{{}}}", columns),
        format!(
            "\\caption{{{} ({})}} \\\\",
            escaped(&table.title),
            escaped(&table.unit)
        ),
        "\\toprule".to_owned(),
        head.clone(),
        "\\midrule".to_owned(),
        "\\endfirsthead".to_owned(),
        "\\toprule".to_owned(),
        head,
        "\\midrule".to_owned(),
        "\\endhead".to_owned(),
    ];
    lines.extend(table.rows.iter().map(|row| line(cells::row(row))));
    lines.extend(["\\bottomrule".to_owned(), "\\end{longtable}".to_owned()]);
    let notes = table.notes.iter();
    lines.extend(notes.map(|note| format!("{{\\footnotesize {}\\par}}", escaped(note))));
    lines.join("\n") + "\n"
}

fn escaped(text: &str) -> String {
    let text = cells::shown(text);
    let words = text.trim_start_matches(' ');
    // Blanks in front say how deep a code lies; bare ones would be eaten.
    let mut safe = "~".repeat(text.len() - words.len());
    for c in words.chars() {
        match c {
            '\\' => safe.push_str("\\textbackslash{}"),
            '~' => safe.push_str("\\textasciitilde{}"),
            '^' => safe.push_str("\\textasciicircum{}"),
            '<' => safe.push_str("\\textless{}"),
            '>' => safe.push_str("\\textgreater{}"),
            '|' => safe.push_str("\\textbar{}"),
            '"' => safe.push_str("\\textquotedbl{}"),
            // A bracket right behind the end of a row would be read as a length, and dashes as longer ones.
            '[' | ']' | '-' | '\'' | '`' | '*' => safe.extend(['{', c, '}']),
            '{' | '}' | '&' | '%' | '$' | '#' | '_' => safe.extend(['\\', c]),
            '\n' => safe.push_str("\\newline{}"),
            '\t' => safe.push(' '),
            _ => safe.push(c),
        }
    }
    safe
}
