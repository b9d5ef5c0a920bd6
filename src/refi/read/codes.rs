//! The codebook of a project or of a `.qdc`: codes below codes.

use crate::project::{At, Code, On};
use crate::refi::read::gathered::{Gathered, LONGEST};
use crate::refi::rules;
use crate::refi::tree::Element;

/// The longest name of a code, in characters.
const LONGEST_NAME: usize = 1_000;

/// Takes the codes, each after the one above it.
pub fn take(gathered: &mut Gathered, root: &Element) {
    for book in root.all("CodeBook") {
        for code in book.inside("Codes") {
            take_one(gathered, (code, None));
        }
    }
}

fn take_one(gathered: &mut Gathered, (element, parent): (&Element, Option<At>)) {
    if !element.name.eq_ignore_ascii_case("Code") {
        gathered.count("elements in the codebook that are no codes; left out");
        return;
    }
    let at = At(gathered.project.codes.len());
    let said = element.said("name").unwrap_or("unnamed code");
    let name: String = said.chars().take(LONGEST_NAME).collect();
    if name.len() < said.len() {
        gathered.count("names of codes that are too long; cut");
    }
    let description = match element.description() {
        words if words.len() > LONGEST => {
            gathered.count("descriptions of codes that are too long; left out");
            ""
        }
        words => words,
    };
    let (definition, more) = rules::split(description);
    let assignable = element
        .said("isCodable")
        .is_none_or(|word| !word.eq_ignore_ascii_case("false") && word != "0");
    gathered.project.codes.push(Code {
        handle: None,
        name,
        parent,
        definition,
        more,
        assignable,
        color: element.said("color").and_then(color),
    });
    if let Some(guid) = element.guid()
        && gathered.codes.insert(guid, at).is_some()
    {
        gathered.count("GUIDs that two codes have; codings go to the later one");
    }
    gathered.know(element, On::Code(at));
    for child in element.all("Code") {
        take_one(gathered, (child, Some(at)));
    }
}

/// A colour as `#rrggbb`; the short form is written out.
fn color(written: &str) -> Option<String> {
    let digits = written.strip_prefix('#')?;
    if !digits.chars().all(|c| c.is_ascii_hexdigit()) {
        return None;
    }
    let long: String = match digits.len() {
        3 => digits.chars().flat_map(|c| [c, c]).collect(),
        6 => digits.to_owned(),
        _ => return None,
    };
    Some(format!("#{}", long.to_lowercase()))
}
