//! The dialects of transcripts that are lines of text: what a line of each may mean beside words.

/// What a `#` at the start of a line means, and whether the text knows its headings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// Plain text: leading `#` lines are metadata.
    Plain,
    /// Markdown: `#` begins a heading.
    Markdown,
    /// A Word document, put into lines.
    Word,
}
