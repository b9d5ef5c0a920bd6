//! Comments of readers: a CSV with the columns `about`, `comment` and `name`, as the reader's page offers it.

use crate::import::sheet::{Row, Sheet, place};
use crate::problem::Problem;

/// One comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// The line of the file, from 1.
    pub line: usize,
    /// What it is about: a code's handle, or a memo's name.
    pub about: String,
    /// Its words, never empty.
    pub words: String,
    /// Who says so; empty where they did not.
    pub name: String,
}

/// Reads the file; rows without a comment are left out.
pub fn read(name: &str, text: &str) -> Result<Vec<Comment>, Problem> {
    let sheet = Sheet::read(name, text)?;
    let columns = sheet.columns();
    let lacks = |column: &str| {
        Problem::new(
            name,
            format!("has no column {column}"),
            "its first line is: about,comment,name",
        )
    };
    let about = place(&columns, &["about"]).ok_or_else(|| lacks("about"))?;
    let words = place(&columns, &["comment"]).ok_or_else(|| lacks("comment"))?;
    let by = place(&columns, &["name"]);
    let mut comments = Vec::new();
    for row in &sheet.rows {
        if row.cells.len() > columns.len() {
            let advice =
                "put the comment between quotation marks, or save the file from a spreadsheet";
            return Err(row.problem(name, ("has more cells than columns", advice)));
        }
        comments.extend(comment(row, (about, words, by)));
    }
    Ok(comments)
}

fn comment(row: &Row, (about, words, by): (usize, usize, Option<usize>)) -> Option<Comment> {
    let words = row.cell(Some(words));
    // A cell that a spreadsheet would have run was given an apostrophe on its way out.
    let about = row.cell(Some(about));
    (!words.is_empty()).then(|| Comment {
        line: row.number,
        about: about.strip_prefix('\'').unwrap_or(about).to_owned(),
        words: words.to_owned(),
        name: row.cell(by).to_owned(),
    })
}
