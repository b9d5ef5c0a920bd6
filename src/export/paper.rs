//! A paper: headings, paragraphs, quotations and tables in their order, before anybody says in which format.

use serde::Serialize;

use crate::table::Table;

/// A part of a paper.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// A heading within the paper.
    Heading(String),
    /// A paragraph.
    Paragraph(String),
    /// Somebody's words; a line feed begins a new line.
    Quote(String),
    /// A table with its notes.
    Table(Table),
}

/// A paper.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Paper {
    /// Its title.
    pub title: String,
    /// What it consists of.
    pub blocks: Vec<Block>,
}
