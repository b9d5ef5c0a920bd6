//! Codebook files: JSON in the shape of the sample's and CSV, read into plain codes; and what a re-import would change.
//!
//! JSON: `{"codes": [{"id", "name", "parent", "origin", "definition", "use_when", "not_when", "example", "use", "assignable"}]}`.
//! CSV: a header with `handle,parent,name,origin,definition,use_when,not_when,example,use,assignable`, in any order.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::codebook::{Code, Codebook, Use};
use crate::id::check_handle;
use crate::import::sheet::{Row, Sheet, place};
use crate::problem::Problem;

/// The codes of a file, and what is wrong with the rest of it.
pub fn read(name: &str, text: &str) -> (Vec<Code>, Vec<Problem>) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let read = if text.trim_start().starts_with(['{', '[']) {
        json(name, text).map(|codes| (codes, Vec::new()))
    } else {
        csv(name, text)
    };
    let (codes, mut problems) = read.unwrap_or_else(|problem| (Vec::new(), vec![problem]));
    let codes = keep_sound(name, codes, &mut problems);
    (codes, problems)
}

#[derive(Deserialize)]
#[serde(untagged)]
enum File {
    Book { codes: Vec<Code> },
    List(Vec<Code>),
}

fn json(name: &str, text: &str) -> Result<Vec<Code>, Problem> {
    match serde_json::from_str(text) {
        Ok(File::Book { codes } | File::List(codes)) => Ok(codes),
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

fn csv(name: &str, text: &str) -> Result<(Vec<Code>, Vec<Problem>), Problem> {
    let (sheet, problems) = Sheet::read(name, text)?.without_overlong(name);
    let columns = sheet.columns();
    let Some(handle) = place(&columns, &["handle", "id"]) else {
        let advice = "give it a header line: handle,parent,name,origin,definition,use_when,not_when,example,use,assignable";
        return Err(Problem::new(name, "has no column “handle”", advice));
    };
    let rows = sheet.rows.iter();
    let rows = rows.filter(|row| !row.cell(Some(handle)).is_empty());
    let code = |row: &Row| {
        let cell = |names: &[&str]| row.cell(place(&columns, names)).to_owned();
        let lower = |names: &[&str]| cell(names).to_lowercase();
        Code {
            id: row.cell(Some(handle)).to_owned(),
            name: cell(&["name"]),
            parent: Some(cell(&["parent"])).filter(|parent| !parent.is_empty()),
            origin: cell(&["origin"]),
            definition: cell(&["definition", "description"]),
            use_when: cell(&["use_when", "inclusion"]),
            not_when: cell(&["not_when", "exclusion"]),
            example: cell(&["example"]),
            assignable: !matches!(lower(&["assignable"]).as_str(), "false" | "no" | "0"),
            use_: match lower(&["use"]).as_str() {
                "process" => Use::Process,
                _ => Use::Theme,
            },
            scale: Vec::new(),
        }
    };
    Ok((rows.map(code).collect(), problems))
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
