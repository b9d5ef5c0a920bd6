//! The map of names and pseudonyms: a CSV with the columns `name` and `pseudonym`, which the team keeps outside the study.
//!
//! Several names may stand for one person, a row each. A row without a pseudonym is a name that becomes `[name]`.

use crate::import::sheet::{Row, Sheet, place};
use crate::problem::Problem;

/// Names with what stands for each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Map {
    /// A name and what stands for it; nothing stands for it where that is empty.
    pub pairs: Vec<(String, String)>,
    /// The line of the file that each pair stands on, from 1.
    pub lines: Vec<usize>,
}

/// The names of a map, and what is wrong with the rest of the file.
pub fn read(name: &str, text: &str) -> Result<(Map, Vec<Problem>), Problem> {
    let (sheet, problems) = Sheet::read(name, text)?.without_overlong(name);
    let columns = sheet.columns();
    let Some(names) = place(&columns, &["name", "names", "real_name"]) else {
        let what = "has no column “name”";
        let advice = "it takes the columns name and pseudonym";
        return Err(Problem::new(name, what, advice));
    };
    let pseudonyms = place(&columns, &["pseudonym", "instead", "alias", "code"]);
    if pseudonyms.is_none() && columns.len() > 1 {
        let what =
            "has no column “pseudonym”, so that what stands beside the names would not be used";
        let advice = "call the column pseudonym, or leave the names alone: each becomes [name]";
        return Err(Problem::new(name, what, advice));
    }
    let named = |row: &&Row| !row.cell(Some(names)).is_empty();
    let rows: Vec<&Row> = sheet.rows.iter().filter(named).collect();
    if rows.is_empty() {
        return Err(Problem::new(name, "names nobody", "write a name a row"));
    }
    let pair = |row: &&Row| {
        let cell = |column| row.cell(column).to_owned();
        (cell(Some(names)), cell(pseudonyms))
    };
    let map = Map {
        pairs: rows.iter().map(pair).collect(),
        lines: rows.iter().map(|row| row.number).collect(),
    };
    Ok((map, problems))
}
