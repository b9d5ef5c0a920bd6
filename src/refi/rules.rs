//! The rules of a code in the one description that the standard has for it.
//!
//! A description is the definition, then paragraphs that begin with their field's name, so that a person who reads it elsewhere
//! has them all, and a reader here finds each again.

use crate::project::Fields;

/// The fields, as paragraphs begin.
const FIELDS: [(&str, Field); 4] = [
    ("Use when: ", Field::UseWhen),
    ("Not when: ", Field::NotWhen),
    ("Example: ", Field::Example),
    ("Origin: ", Field::Origin),
];

#[derive(Clone, Copy)]
enum Field {
    UseWhen,
    NotWhen,
    Example,
    Origin,
}

/// All rules of a code as one description.
pub fn joined(definition: &str, fields: &Fields) -> String {
    let mut paragraphs = vec![definition.to_owned()];
    for (begin, field) in FIELDS {
        let words = match field {
            Field::UseWhen => &fields.use_when,
            Field::NotWhen => &fields.not_when,
            Field::Example => &fields.example,
            Field::Origin => &fields.origin,
        };
        if !words.is_empty() {
            paragraphs.push(format!("{begin}{words}"));
        }
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    paragraphs.join("\n\n")
}

/// A description as the definition and, where it has paragraphs of rules, those.
pub fn split(description: &str) -> (String, Option<Box<Fields>>) {
    let mut fields = Fields::default();
    let mut definition: Vec<&str> = Vec::new();
    let mut last = None;
    for line in description.lines() {
        let begun = FIELDS
            .iter()
            .find_map(|(begin, field)| Some((line.strip_prefix(begin)?, *field)));
        let (words, field) = match begun {
            Some((words, field)) => {
                last = Some(field);
                (words, Some(field))
            }
            None => (line, last),
        };
        let Some(field) = field else {
            definition.push(line);
            continue;
        };
        let to = match field {
            Field::UseWhen => &mut fields.use_when,
            Field::NotWhen => &mut fields.not_when,
            Field::Example => &mut fields.example,
            Field::Origin => &mut fields.origin,
        };
        if !to.is_empty() {
            to.push('\n');
        }
        to.push_str(words);
    }
    for field in [
        &mut fields.use_when,
        &mut fields.not_when,
        &mut fields.example,
        &mut fields.origin,
    ] {
        *field = field.trim().to_owned();
    }
    let definition = definition.join("\n").trim().to_owned();
    (definition, last.map(|_| Box::new(fields)))
}
