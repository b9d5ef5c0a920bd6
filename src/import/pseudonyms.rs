//! The map of names and pseudonyms: a CSV with the columns `name` and `pseudonym`, which the team keeps outside the study.
//!
//! Several names may stand for one person, a row each. A row without a pseudonym is a name that becomes `[name]`.

use crate::import::sheet::{Row, Sheet, place};
use crate::problem::Problem;

/// Names with what stands for each.
pub type Names = Vec<(String, String)>;

/// The names of a map, and what is wrong with the rest of the file.
pub fn read(name: &str, text: &str) -> Result<(Names, Vec<Problem>), Problem> {
    let (sheet, problems) = Sheet::read(name, text)?.without_overlong(name);
    let columns = sheet.columns();
    let Some(names) = place(&columns, &["name", "names", "real_name"]) else {
        let what = "has no column “name”";
        let advice = "it takes the columns name and pseudonym";
        return Err(Problem::new(name, what, advice));
    };
    let pseudonyms = place(&columns, &["pseudonym", "instead", "alias", "code"]);
    let pair = |row: &Row| {
        let cell = |column| row.cell(column).to_owned();
        (cell(Some(names)), cell(pseudonyms))
    };
    let pairs = sheet.rows.iter().map(pair);
    let pairs: Names = pairs.filter(|(name, _)| !name.is_empty()).collect();
    if pairs.is_empty() {
        return Err(Problem::new(name, "names nobody", "write a name a row"));
    }
    Ok((pairs, problems))
}
