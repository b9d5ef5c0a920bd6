//! Codings from a sheet: a row each, below heads that say what its cells are, in the words of several programs.

use crate::import::codings::entry::{Entry, Found, Why};
use crate::import::sheet::{Row, Sheet, place};
use crate::problem::Problem;

const CODER: [&str; 6] = [
    "coder",
    "user",
    "annotator",
    "rater",
    "coded_by",
    "created_by",
];
const DOCUMENT: [&str; 6] = [
    "document",
    "file",
    "doc",
    "source",
    "document_name",
    "filename",
];
const CODE: [&str; 6] = ["code", "tag", "label", "node", "code_name", "category"];
const QUOTE: [&str; 8] = [
    "quote",
    "text",
    "segment",
    "content",
    "excerpt",
    "coded_text",
    "coded_segment",
    "quotation",
];
const START: [&str; 5] = ["start", "begin", "start_offset", "pos0", "from"];
const END: [&str; 4] = ["end", "end_offset", "pos1", "to"];

/// Reads a sheet.
pub fn read(name: &str, content: &str) -> Result<Found, Problem> {
    let (sheet, problems) = Sheet::read(name, content)?.without_overlong(name);
    let columns = sheet.columns();
    let at = |names: &[&str]| place(&columns, names);
    let Some(code) = at(&CODE) else {
        let advice = "give it a header line: coder,document,code,quote — or start,end for quote; or one JSON object a line";
        return Err(Problem::new(name, "has no column “code”", advice));
    };
    let columns = Columns {
        coder: at(&CODER),
        document: at(&DOCUMENT),
        code,
        quote: at(&QUOTE),
        start: at(&START),
        end: at(&END),
        round: at(&["round"]),
        occurrence: at(&["occurrence"]),
        value: at(&["value"]),
    };
    let rows = sheet.rows.iter();
    Ok(Found {
        entries: rows.map(|row| (row.number, columns.entry(row))).collect(),
        left_out: problems,
        ..Found::default()
    })
}

struct Columns {
    coder: Option<usize>,
    document: Option<usize>,
    code: usize,
    quote: Option<usize>,
    start: Option<usize>,
    end: Option<usize>,
    round: Option<usize>,
    occurrence: Option<usize>,
    value: Option<usize>,
}

impl Columns {
    fn entry(&self, row: &Row) -> Result<Entry, Why> {
        let said = |column: Option<usize>| {
            let cell = row.cell(column);
            (!cell.is_empty()).then(|| cell.to_owned())
        };
        let code = said(Some(self.code));
        let occurrence = number(row.cell(self.occurrence))?;
        Ok(Entry {
            coder: said(self.coder),
            document: said(self.document),
            code: code.ok_or(("it names no code".to_owned(), "fill the cell"))?,
            quote: said(self.quote),
            start: number(row.cell(self.start))?,
            end: number(row.cell(self.end))?,
            round: said(self.round).map(serde_json::Value::String),
            occurrence: occurrence.and_then(|n| usize::try_from(n).ok()),
            value: said(self.value),
        })
    }
}

fn number(cell: &str) -> Result<Option<u32>, Why> {
    if cell.is_empty() {
        return Ok(None);
    }
    let number = cell.parse().map_err(|_| {
        let advice = "start, end and occurrence are whole numbers";
        (format!("“{cell}” is no number"), advice)
    })?;
    Ok(Some(number))
}
