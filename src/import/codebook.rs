//! Codebook files: JSON in the shape of the sample's and CSV, read into plain codes; and what a re-import would change.
//!
//! JSON: `{"codes": [{"id", "name", "parent", "origin", "definition", "use_when", "not_when", "example", "use", "assignable"}]}`.
//! Sheets (CSV, a workbook, a table in Word): a row of heads with `handle,parent,name,origin,definition,use_when,not_when,example,
//! use,assignable`, in any order. A sheet says nothing of the fields that it has no column for, so they are not compared.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::codebook::{Code, Codebook, Use};
use crate::disclosure::release::WITHHELD;
use crate::id::check_handle;
use crate::import::sheet::{Row, Sheet, place};
use crate::import::{docx, workbook};
use crate::problem::Problem;
use crate::text::cell::unguarded;

/// The fields that can differ, by the names that heads may have for each.
const FIELDS: [(&str, &[&str]); 9] = [
    ("name", &["name"]),
    ("parent", &["parent"]),
    ("origin", &["origin"]),
    ("definition", &["definition", "description"]),
    ("use_when", &["use_when", "inclusion"]),
    ("not_when", &["not_when", "exclusion"]),
    ("example", &["example"]),
    ("use", &["use"]),
    ("assignable", &["assignable"]),
];

/// What a file holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Read {
    /// The codes.
    pub codes: Vec<Code>,
    /// What is wrong with the rest of it.
    pub problems: Vec<Problem>,
    /// The fields that a sheet has columns for; JSON tells of all.
    fields: Option<Vec<&'static str>>,
    /// What a field without words means.
    empty: Empty,
}

/// What a field without words means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Empty {
    /// That it is empty.
    #[default]
    Told,
    /// Nothing: whoever wrote the file left it out.
    Silent,
}

impl Read {
    /// Leaves of a difference what the file tells of: a sheet has no word on fields without a column, and its cells have no white
    /// space around them.
    pub fn keep_told(&self, difference: &mut Difference) {
        let Some(fields) = &self.fields else {
            return;
        };
        let is_told = |change: &Change| {
            let is_silent = self.empty == Empty::Silent && change.new.trim().is_empty();
            let is_told = fields.contains(&change.field) && change.new.trim() != WITHHELD;
            is_told && !is_silent && change.old.trim() != change.new.trim()
        };
        difference.changed.retain(is_told);
    }
}

impl Read {
    /// What another program's codebook holds, which has words on these fields alone.
    pub fn of(codes: Vec<Code>, problems: Vec<Problem>, fields: &[&'static str]) -> Self {
        Self {
            codes,
            problems,
            fields: Some(fields.to_vec()),
            empty: Empty::Told,
        }
    }

    /// What a codebook written by hand holds: a field that it does not mention for a code is not emptied.
    pub fn by_hand(codes: Vec<Code>, problems: Vec<Problem>, fields: &[&'static str]) -> Self {
        Self {
            empty: Empty::Silent,
            ..Self::of(codes, problems, fields)
        }
    }
}

/// Reads a file: JSON, CSV, a workbook, or a table in a Word document, which is told by its content.
pub fn read_file(name: &str, bytes: &[u8]) -> Read {
    let sheet = if workbook::is_one(bytes) {
        workbook::sheet(name, bytes)
    } else if bytes.starts_with(b"PK") {
        docx::rows(name, bytes).map(|rows| (Sheet::of(rows), Vec::new()))
    } else {
        return match std::str::from_utf8(bytes) {
            Ok(text) => read(name, text),
            Err(_) => refused(Problem::new(name, "is not UTF-8 text", "save it as UTF-8")),
        };
    };
    let book = sheet.and_then(|(sheet, left_out)| {
        let book = told(name, sheet).map_err(|problem| workbook::refused(problem, &left_out))?;
        Ok((book, left_out))
    });
    match book {
        Ok((mut book, left_out)) => {
            book.problems.splice(0..0, left_out);
            sound(name, book)
        }
        Err(problem) => refused(problem),
    }
}

/// The codes of a file of text, and what is wrong with the rest of it.
pub fn read(name: &str, text: &str) -> Read {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let read = if text.trim_start().starts_with(['{', '[']) {
        json(name, text)
    } else {
        Sheet::read(name, text).and_then(|sheet| told(name, sheet))
    };
    read.map_or_else(refused, |read| sound(name, read))
}

fn refused(problem: Problem) -> Read {
    Read {
        problems: vec![problem],
        ..Read::default()
    }
}

fn sound(name: &str, mut read: Read) -> Read {
    read.codes = keep_sound(name, read.codes, &mut read.problems);
    if read.codes.is_empty() && read.problems.is_empty() {
        let advice = "compare it with codebooks/codebook-tier.json";
        read.problems
            .push(Problem::new(name, "it has no codes", advice));
    }
    read
}

#[derive(Deserialize)]
#[serde(untagged)]
enum File {
    Book { codes: Vec<Code> },
    List(Vec<Code>),
}

fn json(name: &str, text: &str) -> Result<Read, Problem> {
    match serde_json::from_str(text) {
        Ok(File::Book { codes } | File::List(codes)) => Ok(Read {
            codes,
            ..Read::default()
        }),
        Err(_) => {
            // The untagged reader cannot say where it stopped; the plain one can.
            let cause = serde_json::from_str::<serde_json::Value>(text).err();
            let what = cause.map_or_else(
                || {
                    "is JSON, but no codebook: it needs a list “codes” of objects with an “id” each"
                        .to_owned()
                },
                |cause| {
                    format!(
                        "is not JSON: line {} column {}",
                        cause.line(),
                        cause.column()
                    )
                },
            );
            let advice = "compare it with codebooks/codebook-tier.json";
            Err(Problem::new(name, what, advice))
        }
    }
}

fn told(name: &str, sheet: Sheet) -> Result<Read, Problem> {
    let (sheet, problems) = sheet.without_overlong(name);
    let columns = sheet.columns();
    let Some(handle) = place(&columns, &["handle", "id", "code"]) else {
        let advice = "give it a header line: handle,parent,name,origin,definition,use_when,not_when,example,use,assignable";
        return Err(Problem::new(name, "has no column “handle”", advice));
    };
    let rows = sheet.rows.iter();
    let rows = rows.filter(|row| !row.cell(Some(handle)).is_empty() && !is_note(row, handle));
    let code = |row: &Row| {
        let cell = |field: &str| {
            let known = FIELDS.iter().find(|(name, _)| *name == field);
            let column = known.and_then(|(_, names)| place(&columns, names));
            unguarded(row.cell(column))
        };
        let lower = |field: &str| cell(field).to_lowercase();
        Code {
            id: row.cell(Some(handle)).to_owned(),
            name: cell("name"),
            parent: Some(cell("parent")).filter(|parent| !parent.is_empty()),
            origin: cell("origin"),
            definition: cell("definition"),
            use_when: cell("use_when"),
            not_when: cell("not_when"),
            example: cell("example"),
            assignable: !matches!(lower("assignable").as_str(), "false" | "no" | "0"),
            use_: match lower("use").as_str() {
                "process" => Use::Process,
                _ => Use::Theme,
            },
            scale: Vec::new(),
            color: None,
        }
    };
    let fields = FIELDS.iter();
    let fields = fields.filter(|(_, names)| place(&columns, names).is_some());
    Ok(Read {
        codes: rows.map(code).collect(),
        problems,
        fields: Some(fields.map(|(field, _)| *field).collect()),
        empty: Empty::Told,
    })
}

/// A sentence below a table: words in the first cell alone that are no handle.
fn is_note(row: &Row, handle: usize) -> bool {
    let mut others = row.cells.iter().enumerate().filter(|(at, _)| *at != handle);
    let says_nothing_else = others.all(|(_, cell)| cell.is_empty());
    says_nothing_else && check_handle(row.cell(Some(handle))).is_err()
}

/// Drops codes that cannot be: a bad handle, one handle twice, a parent that is not there.
fn keep_sound(name: &str, codes: Vec<Code>, problems: &mut Vec<Problem>) -> Vec<Code> {
    let mut seen: BTreeMap<String, ()> = BTreeMap::new();
    let mut sound: Vec<Code> = Vec::new();
    for code in codes {
        if let Err(cause) = check_handle(&code.id) {
            problems.push(Problem::new(
                name,
                cause.to_string(),
                "the code is left out",
            ));
        } else if seen.insert(code.id.to_lowercase(), ()).is_some() {
            let what = format!("the handle {} is there twice", code.id);
            problems.push(Problem::new(
                name,
                what,
                "the second one is left out; give it another handle",
            ));
        } else {
            sound.push(code);
        }
    }
    for at in 0..sound.len() {
        let parent = sound.get(at).and_then(|code| code.parent.clone());
        let known = parent
            .as_ref()
            .is_none_or(|parent| sound.iter().any(|code| code.id == *parent));
        if let (false, Some(code)) = (known, sound.get_mut(at)) {
            let what = format!(
                "{} stands below {}, which is not in the file",
                code.id,
                parent.unwrap_or_default()
            );
            problems.push(Problem::new(
                name,
                what,
                "it is put at the root unless the study has that code",
            ));
        }
    }
    sound
}

/// What a file would change in a codebook: field by field, by handle.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Difference {
    /// Codes that only the new one has.
    pub added: Vec<Code>,
    /// Fields that differ: handle, field, old, new.
    pub changed: Vec<Change>,
    /// Codes that only the old one has; an import never takes any off.
    pub missing: Vec<String>,
}

/// One field of one code.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Change {
    /// The code.
    pub handle: String,
    /// The field.
    pub field: &'static str,
    /// Its value before.
    pub old: String,
    /// Its value after.
    pub new: String,
}

/// Compares two codebooks by handle.
pub fn compare(old: &Codebook, new: &Codebook) -> Difference {
    let mut difference = Difference::default();
    for code in new.codes() {
        match old.get(&code.id) {
            None => difference.added.push(code.clone()),
            Some(before) => difference.changed.extend(changes(before, code)),
        }
    }
    let missing = old
        .codes()
        .iter()
        .filter(|code| new.get(&code.id).is_none());
    difference.missing = missing.map(|code| code.id.clone()).collect();
    difference
}

impl Difference {
    /// Whether the two say the same of every code that both have, and both have the same.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

fn changes(old: &Code, new: &Code) -> Vec<Change> {
    let word = |use_: Use| {
        if use_ == Use::Process {
            "process"
        } else {
            "theme"
        }
        .to_owned()
    };
    let parent = |code: &Code| code.parent.clone().unwrap_or_default();
    let fields = [
        ("name", old.name.clone(), new.name.clone()),
        ("parent", parent(old), parent(new)),
        ("origin", old.origin.clone(), new.origin.clone()),
        ("definition", old.definition.clone(), new.definition.clone()),
        ("use_when", old.use_when.clone(), new.use_when.clone()),
        ("not_when", old.not_when.clone(), new.not_when.clone()),
        ("example", old.example.clone(), new.example.clone()),
        ("use", word(old.use_), word(new.use_)),
        (
            "assignable",
            old.assignable.to_string(),
            new.assignable.to_string(),
        ),
        ("scale", old.scale.join("; "), new.scale.join("; ")),
    ];
    let differing = fields.into_iter().filter(|(_, old, new)| old != new);
    let handle = &new.id;
    differing
        .map(|(field, old, new)| Change {
            handle: handle.clone(),
            field,
            old,
            new,
        })
        .collect()
}
