//! The people of a survey: who stands in which row, and what its columns say of them.
//!
//! A column says the handles, or the rows are numbered. What may tell the world who somebody is comes in like everything else,
//! because only the team knows what it means to keep, and is pointed out.

use std::collections::BTreeSet;

use crate::document::fold_label;
use crate::id::{PersonId, check_handle};
use crate::import::people::{PersonRow, typed};
use crate::import::sheet::{Row, Sheet};
use crate::person::Attributes;
use crate::problem::Problem;

/// Columns that say who a row is.
pub const WHO: [&str; 17] = [
    "id",
    "handle",
    "person",
    "person_id",
    "participant",
    "participant_id",
    "participantid",
    "respondent",
    "respondent_id",
    "respondentid",
    "response_id",
    "responseid",
    "case",
    "case_id",
    "pseudonym",
    "teilnehmer",
    "participante",
];
/// Columns that tell the world who somebody is, which a study seldom means to keep.
const TELLING: [&str; 15] = [
    "name",
    "full_name",
    "first_name",
    "last_name",
    "recipientfirstname",
    "recipientlastname",
    "recipientemail",
    "email",
    "e_mail",
    "email_address",
    "phone",
    "ipaddress",
    "ip_address",
    "locationlatitude",
    "locationlongitude",
];

/// Who stands in which row; rows that do not say it, or say it again, or say the label that is kept, are told
/// and left out.
pub fn people_of<'s>(
    (name, sheet): (&str, &'s Sheet),
    (who, kept): (Option<usize>, &str),
) -> (Vec<(PersonId, &'s Row)>, Vec<Problem>) {
    let digits = sheet.rows.len().to_string().len().max(3);
    let mut labels = BTreeSet::from([fold_label(kept)]);
    let (mut people, mut problems) = (Vec::new(), Vec::new());
    for (row, number) in sheet.rows.iter().zip(1..) {
        let handle = match who {
            Some(_) => row.cell(who).to_owned(),
            None => format!("R{number:0digits$}"),
        };
        let wrong = match check_handle(&handle) {
            Err(cause) => Some(cause.to_string()),
            Ok(()) if !labels.insert(fold_label(&handle)) => {
                Some(format!("{handle} is there twice, or is a word kept here"))
            }
            Ok(()) => None,
        };
        match wrong {
            Some(what) => problems.push(row.problem(name, (what, "the row is left out"))),
            None => people.push((PersonId(handle), row)),
        }
    }
    (people, problems)
}

/// The columns that say something of people, with their names.
pub fn attribute_columns(
    name: &str,
    (sheet, who, open): (&Sheet, Option<usize>, &[usize]),
    problems: &mut Vec<Problem>,
) -> Vec<(usize, String)> {
    let mut columns: Vec<(usize, String)> = Vec::new();
    for (at, column) in sheet.columns().into_iter().enumerate() {
        let blank = sheet.rows.iter().all(|row| row.cell(Some(at)).is_empty());
        if Some(at) == who || open.contains(&at) || blank {
            continue;
        }
        let left_out = if column.is_empty() {
            Some(format!("column {} has no head", at + 1))
        } else if columns.iter().any(|(_, there)| *there == column) {
            Some(format!("the column {column} is there twice"))
        } else {
            None
        };
        if let Some(what) = left_out {
            problems.push(Problem::new(name, what, "this one is left out"));
            continue;
        }
        if TELLING.contains(&column.as_str()) {
            let what =
                format!("the column {column} may tell who people are, and becomes an attribute");
            let advice = "take it out of the file first if the study should not hold it";
            problems.push(Problem::new(name, what, advice));
        }
        columns.push((at, column));
    }
    columns
}

/// The people with what their rows say of them; blank cells say nothing.
pub fn described(rows: &[(PersonId, &Row)], columns: &[(usize, String)]) -> Vec<PersonRow> {
    let people = rows.iter().map(|(handle, row)| PersonRow {
        handle: handle.clone(),
        attributes: attributes(row, columns),
    });
    people.collect()
}

fn attributes(row: &Row, columns: &[(usize, String)]) -> Attributes {
    let cells = columns
        .iter()
        .map(|(at, column)| (column, row.cell(Some(*at))));
    let said = cells.filter(|(_, cell)| !cell.is_empty());
    said.map(|(column, cell)| typed((column.clone(), cell.to_owned())))
        .collect()
}
