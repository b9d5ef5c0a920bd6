//! Rows: the codes, or the themes with all below them, that a matrix is about.
//!
//! At the level of codes every code stands for itself, whatever stands below it; at the level of themes a code with children takes
//! in all below it, as in the theme table. Process codes have rows only where somebody asks for them.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use crate::agreement::measure::{Level, ProcessCodes};
use crate::codebook::{Code, Codebook, Use};
use crate::filter::View;
use crate::id::{CodeRef, RefMap};

/// A code or a theme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The handle.
    pub key: String,
    /// The full name.
    pub name: String,
    /// How many codes stand above it.
    pub depth: usize,
    /// The rows above it, by their places.
    #[serde(skip)]
    pub above: Vec<usize>,
}

/// The rows in codebook order, and which of them an excerpt of a code counts for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    /// In codebook order.
    pub rows: Vec<Row>,
    of: RefMap<CodeRef, Vec<usize>>,
    /// The codes in use that count for no row, by handle: those below no theme.
    pub outside: Vec<String>,
}

impl Rows {
    /// The rows of a level. A code has one if it may be put on something or is in use, a theme if anything stands below it.
    pub fn of(
        (view, used): (&View<'_>, &HashSet<CodeRef>),
        (level, process): (Level, ProcessCodes),
    ) -> Self {
        let codebook = view.codebook_in_use();
        let known = view.codes().filter(|code| code.merged_into.is_none());
        let refs: HashMap<&str, CodeRef> =
            known.map(|code| (code.code.id.as_str(), code.id)).collect();
        let is_used = |code: &Code| {
            refs.get(code.id.as_str())
                .is_some_and(|id| used.contains(id))
        };
        let counts = |code: &&Code| code.use_ == Use::Theme || process == ProcessCodes::Included;
        let has_row = |code: &&Code| match level {
            Level::Code => code.assignable || is_used(code),
            Level::Theme => codebook.is_theme(&code.id),
        };
        let mut found = Self::default();
        let mut places: HashMap<&str, usize> = HashMap::new();
        let counted = codebook.codes().iter().filter(counts);
        for code in counted.clone().filter(has_row) {
            places.insert(&code.id, found.rows.len());
            let above = codebook.ancestors(&code.id).into_iter();
            found.rows.push(Row {
                key: code.id.clone(),
                name: code.name.clone(),
                depth: codebook.depth(&code.id),
                above: above
                    .filter_map(|up| places.get(up.id.as_str()).copied())
                    .collect(),
            });
        }
        for code in counted {
            let rows = rows_of(&codebook, code, (level, &places));
            if rows.is_empty() && is_used(code) {
                found.outside.push(code.id.clone());
            }
            found
                .of
                .extend(refs.get(code.id.as_str()).map(|id| (*id, rows)));
        }
        found
    }

    /// The rows that an excerpt of a code counts for, by their places; none for a process code that was not asked for.
    pub fn of_code(&self, code: CodeRef) -> &[usize] {
        self.of.get(&code).map_or(&[], Vec::as_slice)
    }

    /// The place of the row with this handle, capitals or not.
    pub fn called(&self, handle: &str) -> Option<usize> {
        let wanted = handle.to_lowercase();
        self.rows
            .iter()
            .position(|row| row.key.to_lowercase() == wanted)
    }

    /// Whether one of two rows stands above the other, so that their lying together is no finding.
    pub fn are_nested(&self, one: usize, other: usize) -> bool {
        let is_above = |up: usize, row: usize| {
            self.rows
                .get(row)
                .is_some_and(|row| row.above.contains(&up))
        };
        is_above(one, other) || is_above(other, one)
    }
}

fn rows_of(
    codebook: &Codebook,
    code: &Code,
    (level, places): (Level, &HashMap<&str, usize>),
) -> Vec<usize> {
    let above = match level {
        Level::Code => Vec::new(),
        Level::Theme => codebook.ancestors(&code.id),
    };
    let counting = std::iter::once(code).chain(above);
    counting
        .filter_map(|code| places.get(code.id.as_str()).copied())
        .collect()
}
