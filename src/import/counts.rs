//! What a document has that its text has not, counted for the person importing.

use crate::problem::Problem;

/// How often each was met.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Stretches deleted or moved away with changes tracked.
    pub deleted: usize,
    /// Stretches of hidden text.
    pub hidden: usize,
    /// Pictures.
    pub images: usize,
    /// Embedded spreadsheets, sounds, controls and whole documents.
    pub objects: usize,
    /// Tables put into lines.
    pub tables: usize,
    /// Field codes.
    pub fields: usize,
    /// Symbols of a symbol font that no character stands for.
    pub symbols: usize,
    /// Paragraphs with an automatic number or bullet.
    pub numbered: usize,
    /// Text boxes put after their paragraph.
    pub boxes: usize,
}

impl Counts {
    /// Says it, leaving out what was not met.
    pub fn problems(&self, name: &str) -> Vec<Problem> {
        [
            (
                self.deleted,
                "stretches deleted or moved away with changes tracked, left out",
                "accept or reject the changes in the program that made the file if some of them should count",
            ),
            (
                self.hidden,
                "stretches of hidden text left out",
                "show them in the program that made the file if some of them should count",
            ),
            (self.images, "pictures left out", ""),
            (self.objects, "embedded objects left out", ""),
            (
                self.tables,
                "tables put into lines, a line a row, a tab between cells",
                "if a column names the speakers, give a pattern for them",
            ),
            (self.fields, "field codes left out, what they show kept", ""),
            (
                self.symbols,
                "symbols of a symbol font shown as \u{fffd}",
                "look them up in the original file",
            ),
            (
                self.numbered,
                "paragraphs whose automatic number or bullet is not part of the text",
                "",
            ),
            (
                self.boxes,
                "text boxes put after the paragraph they hang on",
                "check that they belong to that turn",
            ),
        ]
        .into_iter()
        .filter(|&(number, ..)| number > 0)
        .map(|(number, what, advice)| Problem::new(name, format!("{what}: {number}"), advice))
        .collect()
    }
}
