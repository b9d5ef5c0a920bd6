//! What a Word document has that its text has not, counted for the person importing.

use crate::problem::Problem;

/// How often each was met.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Stretches deleted or moved away with changes tracked.
    pub deleted: usize,
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
                "stretches deleted or moved away with changes tracked were left out",
                "accept or reject the changes in Word if some of them should count",
            ),
            (self.images, "pictures were left out", ""),
            (self.objects, "embedded objects were left out", ""),
            (
                self.tables,
                "tables were put into lines, a line a row, a tab between cells",
                "if a column names the speakers, give a pattern for them",
            ),
            (
                self.fields,
                "field codes were left out; what they show was kept",
                "",
            ),
            (
                self.symbols,
                "symbols of a symbol font are shown as \u{fffd}",
                "look them up in Word",
            ),
            (
                self.numbered,
                "paragraphs have an automatic number or bullet, which is not part of the text",
                "",
            ),
            (
                self.boxes,
                "text boxes were put after the paragraph they hang on",
                "check that they belong to that turn",
            ),
        ]
        .into_iter()
        .filter(|&(number, ..)| number > 0)
        .map(|(number, what, advice)| Problem::new(name, format!("{number} {what}"), advice))
        .collect()
    }
}
