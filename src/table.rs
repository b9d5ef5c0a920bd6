//! A table: the one shape every report becomes, and the spec of a table of people or documents.
//!
//! A table has a title, a unit, columns and labelled rows, and notes that belong under it. How it is written - for a terminal, as
//! CSV, Markdown or JSON - is the business of `export`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// One cell.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Cell {
    /// A count.
    Count(u64),
    /// A figure, shown with two digits after the point.
    Figure(f64),
    /// Words.
    Text(String),
    /// Nothing to say.
    Blank,
}

impl Cell {
    /// A figure, or nothing where it is undefined.
    pub fn figure(value: Option<f64>) -> Self {
        value.map_or(Self::Blank, Self::Figure)
    }

    /// Whether it lines up on the right.
    pub fn is_number(&self) -> bool {
        matches!(self, Self::Count(_) | Self::Figure(_))
    }
}

impl From<&str> for Cell {
    fn from(words: &str) -> Self {
        Self::Text(words.to_owned())
    }
}

impl std::fmt::Display for Cell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Count(count) => count.fmt(f),
            Self::Figure(figure) => write!(f, "{figure:.2}"),
            Self::Text(words) => f.pad(words),
            Self::Blank => Ok(()),
        }
    }
}

/// A row.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// What stands before the first column.
    pub label: String,
    /// One cell a column.
    pub values: Vec<Cell>,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Table {
    /// Its title.
    pub title: String,
    /// What is counted.
    pub unit: String,
    /// The heads of its columns; the labels' own head is [`Table::stub`].
    pub columns: Vec<String>,
    /// The head above the labels.
    #[serde(skip)]
    pub stub: String,
    /// Its rows.
    pub rows: Vec<Row>,
    /// What must be read with it.
    pub notes: Vec<String>,
}

/// What a table of people or documents counts, and where.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableSpec {
    /// Its title.
    pub title: String,
    /// What is counted.
    pub unit: TableUnit,
    /// One row for each value of an attribute.
    pub rows: RowSpec,
    /// One column for each predicate.
    pub columns: Vec<ColumnSpec>,
    /// Whether a total row and a total column come last.
    #[serde(default)]
    pub totals: bool,
    /// What the table must come out as, so that a typing error in a spreadsheet is noticed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assert: Option<Assertion>,
}

impl TableSpec {
    /// Reads a spec from JSON, or says on which line it is none, and why.
    pub fn read(text: &str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|cause| unread(&cause))
    }
}

/// Why a text is no spec: the line, and what is wrong there.
pub fn unread(cause: &serde_json::Error) -> String {
    let whole = cause.to_string();
    let what = whole.split(" at line ").next().unwrap_or(&whole);
    format!("line {}: {what}", cause.line())
}

/// What a table can count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TableUnit {
    /// People, each once.
    Person,
    /// Documents.
    Document,
}

impl TableUnit {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Document => "document",
        }
    }
}

/// The rows of a spec.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowSpec {
    /// The attribute whose values are the rows.
    pub by: String,
}

/// A column of a spec: whoever has all these values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnSpec {
    /// Its head.
    pub label: String,
    /// Attribute and value, all of which must hold.
    #[serde(rename = "where")]
    pub where_: BTreeMap<String, String>,
}

/// What a table must come out as.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assertion {
    /// The grand total.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
}
