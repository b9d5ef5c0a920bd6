//! The theme table: what a paper prints of its themes - people, documents, excerpts, groups and quotes.
//!
//! The figures are those of [`crate::themes`], the quotes those that were chosen. One table has three forms: the team's on a
//! terminal, one for pages, where themes are indented by how deep they lie, and one for spreadsheets, where every cell is a value.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::codebook::Codebook;
use crate::filter::View;
use crate::quotes::attribution::Attribution;
use crate::quotes::exemplar::{Exemplars, Spread, quoted};
use crate::table::{Cell, Row, Table};
use crate::themes::{ThemeRow, Themes};

/// What a theme table shows, so that it can be made again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ThemeTableSpec {
    /// What kind of table it is: `themes`.
    pub table: String,
    /// Its title; that of the study where it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Whose codings count: all, final, or one coder's.
    #[serde(default = "all")]
    pub layer: String,
    /// Which codes have rows: codes, themes, lowest, top.
    #[serde(default = "codes")]
    pub themes: String,
    /// The attributes that people are split by.
    #[serde(default)]
    pub by: Vec<String>,
    /// How many quotes each theme gets.
    #[serde(default)]
    pub quotes: u16,
    /// By whom quotes are.
    #[serde(default)]
    pub attribution: Vec<String>,
}

fn all() -> String {
    "all".to_owned()
}

fn codes() -> String {
    "codes".to_owned()
}

/// The quotes of a table's themes, as they are printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quoted {
    /// By the handle of the theme: the words, and who said them.
    pub by_theme: BTreeMap<String, Vec<(String, String)>>,
}

impl Quoted {
    /// Takes so many quotes for each theme of a table.
    pub fn of(
        view: &View<'_>,
        (exemplars, codebook): (&Exemplars, &Codebook),
        (themes, per_theme, by): (&Themes, usize, &Attribution),
    ) -> Self {
        let keys: Vec<String> = themes.rows.iter().map(|row| row.key.clone()).collect();
        let spread = Spread::over(exemplars, codebook, (&keys, per_theme));
        let printed = spread.themes.into_iter().map(|(theme, quotes)| {
            let quotes = quotes.into_iter();
            let quotes = quotes.map(|quote| (quote.words.clone(), by.words(view, quote)));
            (theme, quotes.collect())
        });
        Self {
            by_theme: printed.collect(),
        }
    }

    /// The quotes of a theme in one cell.
    fn cell(&self, theme: &str) -> Cell {
        let quotes = self.by_theme.get(theme).into_iter().flatten();
        let quotes: Vec<String> = quotes
            .map(|(words, who)| match who.is_empty() {
                true => quoted(words),
                false => format!("{} ({who})", quoted(words)),
            })
            .collect();
        match quotes.is_empty() {
            true => Cell::Blank,
            false => Cell::Text(quotes.join("\n")),
        }
    }
}

/// Which form a table has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The team's, on a terminal.
    Screen,
    /// In a paper.
    Page,
    /// In a spreadsheet.
    Sheet,
}

/// The columns of a split: each value of each attribute.
pub fn splits<'t>(themes: &'t Themes, by: &'t [String]) -> Vec<(&'t str, &'t str)> {
    let mut splits = Vec::new();
    for attribute in by {
        let values: BTreeSet<&str> = themes
            .rows
            .iter()
            .filter_map(|row| row.by.get(attribute))
            .flat_map(|counts| counts.keys().map(String::as_str))
            .collect();
        splits.extend(values.into_iter().map(|value| (attribute.as_str(), value)));
    }
    splits
}

/// A theme table in a form, with its quotes where it has any.
pub fn theme_table(
    themes: &Themes,
    (by, quotes): (&[String], Option<&Quoted>),
    form: Form,
) -> Table {
    let splits = splits(themes, by);
    let line = |row: &ThemeRow| {
        let (label, mut values) = form.opening(row);
        let codings = (form != Form::Page).then_some(row.codings);
        let counts = [row.people, row.documents, row.excerpts].into_iter();
        let split = splits.iter().map(|(attribute, value)| {
            let counts = row.by.get(*attribute);
            counts.and_then(|of| of.get(*value)).copied().unwrap_or(0)
        });
        let all = counts.chain(codings).chain(split);
        values.extend(all.map(|count| Cell::Count(count as u64)));
        values.extend(quotes.map(|quotes| quotes.cell(&row.key)));
        Row { label, values }
    };
    let (stub, first) = form.first_heads();
    let mut columns: Vec<String> = first.iter().map(|head| (*head).to_owned()).collect();
    columns.extend(["people", "documents", "excerpts"].map(str::to_owned));
    columns.extend((form != Form::Page).then(|| "codings".to_owned()));
    columns.extend(splits.iter().map(|split| form.head(split, by)));
    columns.extend(quotes.map(|_| "quotes".to_owned()));
    let (title, unit) = match form {
        Form::Page => (
            themes.title.clone(),
            "people; documents and excerpts as headed",
        ),
        Form::Screen | Form::Sheet => (
            format!("{} (layer: {})", themes.title, themes.layer),
            "people; documents, excerpts and codings as headed",
        ),
    };
    Table {
        title,
        unit: unit.to_owned(),
        columns,
        stub: stub.to_owned(),
        rows: themes.rows.iter().map(line).collect(),
        notes: themes.notes.clone(),
    }
}

impl Form {
    /// The label of a theme's row, and what stands before its counts.
    fn opening(self, row: &ThemeRow) -> (String, Vec<Cell>) {
        let cell = |words: &str| Cell::Text(words.to_owned());
        match self {
            Self::Screen => (indented(row.depth, &row.key), vec![cell(&row.name)]),
            Self::Page => (indented(row.depth, &row.name), vec![cell(&row.definition)]),
            Self::Sheet => (
                row.key.clone(),
                vec![
                    Cell::Text(row.above.join(" > ")),
                    cell(&row.name),
                    cell(&row.definition),
                ],
            ),
        }
    }

    /// The heads of those: that of the labels, and the others.
    fn first_heads(self) -> (&'static str, &'static [&'static str]) {
        match self {
            Self::Screen => ("code", &["theme"]),
            Self::Page => ("theme", &["definition"]),
            Self::Sheet => ("code", &["above", "theme", "definition"]),
        }
    }

    /// The head of a column of a split.
    fn head(self, (attribute, value): &(&str, &str), by: &[String]) -> String {
        let several = by.len() > 1;
        match self {
            Self::Page if several => format!("{attribute}: {}", value.replace('_', " ")),
            Self::Page => value.replace('_', " "),
            Self::Screen if !several => (*value).to_owned(),
            Self::Screen | Self::Sheet => format!("{attribute}: {value}"),
        }
    }
}

fn indented(depth: usize, words: &str) -> String {
    format!("{}{words}", "  ".repeat(depth))
}
