//! The fields of a code as a sheet of words: a heading line per field, read back field by field.
//!
//! Whatever a coder writes there is kept until it can be read: a heading that is missing or unknown is said, and the sheet stays.

use ratatui_textarea::{CursorMove, TextArea, WrapMode};

use crate::codebook::Code;
use crate::event::Event;
use crate::event::codebook::CodeChange;
use crate::filter::View;
use crate::history;
use crate::id::CodeRef;
use crate::study::conflict::Kind;

/// The headings, in the order of the sheet.
const HEADINGS: [&str; 7] = [
    "handle",
    "name",
    "origin",
    "definition",
    "use when",
    "not when",
    "example",
];

/// What a field is called in the history.
const FIELDS: [&str; 7] = [
    "handle",
    "name",
    "origin",
    "definition",
    "use_when",
    "not_when",
    "example",
];

/// The handle and the six fields of a code, in the order of the headings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields([String; 7]);

impl Fields {
    /// The fields as they stand; where people wrote different things apart, all of them, so that one can be chosen.
    pub fn of(view: &View<'_>, (id, code): (CodeRef, &Code)) -> Self {
        let mut fields = Self(
            [
                &code.id,
                &code.name,
                &code.origin,
                &code.definition,
                &code.use_when,
                &code.not_when,
                &code.example,
            ]
            .map(|words| words.trim().to_owned()),
        );
        for (field, values) in contested(view, id) {
            if let Some(words) = fields.0.get_mut(field) {
                *words = values.join("\n");
            }
        }
        fields
    }

    /// The fields as a sheet. A line that would be taken for a heading gets a backslash before it.
    pub fn written(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for (heading, words) in HEADINGS.iter().zip(&self.0) {
            lines.push(format!("# {heading}"));
            lines.extend(words.split('\n').map(|line| match is_marked(line) {
                true => format!("\\{line}"),
                false => line.to_owned(),
            }));
        }
        lines
    }

    /// Reads a sheet; what cannot be read is said in a sentence.
    pub fn read(sheet: &str) -> Result<Self, String> {
        let mut found: [Option<Vec<&str>>; 7] = Default::default();
        let mut current: Option<&mut Vec<&str>> = None;
        for line in sheet.lines() {
            if let Some(heading) = line.strip_prefix("# ") {
                let heading = heading.trim().to_lowercase().replace('_', " ");
                let at = HEADINGS.iter().position(|known| *known == heading);
                let Some(place) = at.and_then(|at| found.get_mut(at)) else {
                    return Err(format!(
                        "“{line}” is no field of a code: the headings are {}",
                        HEADINGS.map(|known| format!("# {known}")).join(", ")
                    ));
                };
                if place.is_some() {
                    return Err(format!("the heading “# {heading}” stands there twice"));
                }
                current = Some(place.insert(Vec::new()));
                continue;
            }
            match &mut current {
                Some(lines) => lines.push(
                    line.strip_prefix('\\')
                        .filter(|l| is_marked(l))
                        .unwrap_or(line),
                ),
                None if line.trim().is_empty() => {}
                None => {
                    return Err(format!(
                        "“{line}” stands above the first heading, “# handle”"
                    ));
                }
            }
        }
        let missing = HEADINGS
            .iter()
            .zip(&found)
            .find(|(_, lines)| lines.is_none());
        if let Some((heading, _)) = missing {
            return Err(format!(
                "the heading “# {heading}” is missing: write it back, and nothing below it to leave the field empty"
            ));
        }
        Ok(Self(found.map(|lines| {
            lines.unwrap_or_default().join("\n").trim().to_owned()
        })))
    }

    /// What was changed since they were `before`.
    pub fn changes_since(&self, before: &Self) -> Vec<CodeChange> {
        let both = self.0.iter().zip(&before.0).enumerate();
        let changed = both.filter(|(_, (now, old))| now != old);
        changed
            .filter_map(|(at, (now, _))| change(at, now))
            .collect()
    }
}

/// Whether a line is a heading, or one with backslashes before it.
fn is_marked(line: &str) -> bool {
    line.trim_start_matches('\\').starts_with("# ")
}

fn change(at: usize, words: &str) -> Option<CodeChange> {
    let all = words.to_owned();
    let on_one_line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(match *HEADINGS.get(at)? {
        "handle" => CodeChange::Handle(on_one_line),
        "name" => CodeChange::Name(on_one_line),
        "origin" => CodeChange::Origin(on_one_line),
        "definition" => CodeChange::Definition(all),
        "use when" => CodeChange::UseWhen(all),
        "not when" => CodeChange::NotWhen(all),
        _ => CodeChange::Example(all),
    })
}

/// The fields of a code to which people gave different values apart: each value, with the line that wrote it.
fn contested(view: &View<'_>, id: CodeRef) -> Vec<(usize, Vec<String>)> {
    let of_code = view.conflicts().filter(|conflict| {
        let mut codes = conflict.codes.iter();
        conflict.kind == Kind::Values && codes.any(|code| view.canonical_code(*code) == id)
    });
    let mut found: Vec<(usize, Vec<String>)> = Vec::new();
    for line in of_code.flat_map(|conflict| &conflict.lines) {
        let Some(Event::CodeSet(set)) = view.line(*line).and_then(|line| line.event()) else {
            continue;
        };
        let field = FIELDS.iter().position(|known| *known == set.change.field());
        let (Some(field), Some(words)) = (field, set.change.words()) else {
            continue;
        };
        let value = format!("{words} ({})", history::line_name(view, *line));
        match found.iter_mut().find(|(known, _)| *known == field) {
            Some((_, values)) => values.push(value),
            None => found.push((field, vec![value])),
        }
    }
    found.retain(|(_, values)| values.len() > 1);
    found
}

/// The sheet with the cursor at the definition, which is what is written most.
pub fn words_of(fields: &Fields) -> TextArea<'static> {
    let lines = fields.written();
    let definition = lines.iter().position(|line| line == "# definition");
    let mut words = TextArea::new(lines);
    words.set_wrap_mode(WrapMode::WordOrGlyph);
    words.set_cursor_line_style(ratatui::style::Style::default());
    let at = definition.map_or(0, |at| at + 1);
    words.move_cursor(CursorMove::Jump(u16::try_from(at).unwrap_or(0), 0));
    words.move_cursor(CursorMove::End);
    words
}
