//! Formats: the ways a table or a paper can be written, chosen by name or by the ending of a file.

use std::path::Path;

use crate::export::paper::Paper;
use crate::export::{csv, docx, html, latex, markdown, xlsx};
use crate::table::Table;

/// A way to write tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// CSV for spreadsheets: with a byte order mark, and no cell that would be run.
    Csv,
    /// CSV for programs: cells as they are.
    RawCsv,
    /// Markdown.
    Markdown,
    /// LaTeX, to be put into a document that uses `booktabs` and `longtable`.
    Latex,
    /// One HTML page.
    Html,
    /// A workbook, one sheet a table.
    Xlsx,
    /// A Word document.
    Docx,
}

/// Why tables cannot be written in a format.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unwritten(pub String);

impl Format {
    /// The format that a file's ending asks for.
    pub fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_lowercase();
        Some(match ending.as_str() {
            "csv" => Self::Csv,
            "md" => Self::Markdown,
            "tex" => Self::Latex,
            "html" | "htm" => Self::Html,
            "xlsx" => Self::Xlsx,
            "docx" => Self::Docx,
            _ => return None,
        })
    }

    /// How a file of it ends.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Csv | Self::RawCsv => "csv",
            Self::Markdown => "md",
            Self::Latex => "tex",
            Self::Html => "html",
            Self::Xlsx => "xlsx",
            Self::Docx => "docx",
        }
    }

    /// Whether a spreadsheet or a program reads it.
    pub fn is_sheet(self) -> bool {
        matches!(self, Self::Csv | Self::RawCsv | Self::Xlsx)
    }

    /// The bytes of tables, one after another.
    pub fn write(self, tables: &[Table]) -> Result<Vec<u8>, Unwritten> {
        let each = |write: fn(&Table) -> String| {
            let written: Vec<String> = tables.iter().map(write).collect();
            written.join("\n").into_bytes()
        };
        Ok(match self {
            Self::Csv => each(csv::table),
            Self::RawCsv => each(csv::raw_table),
            Self::Markdown => each(markdown::table),
            Self::Latex => each(latex::table),
            Self::Html => html::page(tables).into_bytes(),
            Self::Xlsx => xlsx::workbook(tables)?,
            Self::Docx => docx::document(tables)?,
        })
    }
}

/// A way to write a paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaperFormat {
    /// Markdown.
    Markdown,
    /// One HTML page.
    Html,
    /// A Word document.
    Docx,
}

impl From<PaperFormat> for Format {
    fn from(format: PaperFormat) -> Self {
        match format {
            PaperFormat::Markdown => Self::Markdown,
            PaperFormat::Html => Self::Html,
            PaperFormat::Docx => Self::Docx,
        }
    }
}

impl PaperFormat {
    /// The format that a file's ending asks for.
    pub fn of(path: &Path) -> Option<Self> {
        match Format::of(path)? {
            Format::Markdown => Some(Self::Markdown),
            Format::Html => Some(Self::Html),
            Format::Docx => Some(Self::Docx),
            Format::Csv | Format::RawCsv | Format::Latex | Format::Xlsx => None,
        }
    }

    /// The bytes of a paper.
    pub fn write(self, paper: &Paper) -> Result<Vec<u8>, Unwritten> {
        Ok(match self {
            Self::Markdown => markdown::paper(paper).into_bytes(),
            Self::Html => html::paper(paper).into_bytes(),
            Self::Docx => docx::paper(paper)?,
        })
    }
}
