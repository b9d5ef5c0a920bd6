//! What a project is written for: how the program that will read it wants texts and counts places in them.

use crate::refi::reading::{LineEnd, Reading, Unit};
use crate::text::Text;
use crate::text::span::Position;

/// The program that is to read a project.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Target {
    /// Any that follows the standard: Unicode characters, LF, no byte order mark.
    #[default]
    Standard,
    /// NVivo for Windows: UTF-16 units, CRLF as two, a byte order mark that does not count.
    Nvivo,
    /// ATLAS.ti: Unicode characters, a line end as one.
    Atlas,
    /// MAXQDA: Unicode characters, LF; variables of a document's only person stand on the document as well.
    Maxqda,
}

impl Target {
    /// What it calls itself.
    pub fn name(self) -> &'static str {
        match self {
            Self::Standard => "the standard",
            Self::Nvivo => "NVivo",
            Self::Atlas => "ATLAS.ti",
            Self::Maxqda => "MAXQDA",
        }
    }

    /// How places are counted for it.
    pub fn reading(self) -> Reading {
        match self {
            Self::Nvivo => Reading {
                unit: Unit::Utf16,
                line_end: LineEnd::AsWritten,
                ..Reading::STANDARD
            },
            Self::Standard | Self::Atlas | Self::Maxqda => Reading::STANDARD,
        }
    }

    /// A text as it wants it.
    pub fn file(self, text: &Text) -> Vec<u8> {
        match self {
            Self::Nvivo => format!("\u{feff}{}", text.as_str().replace('\n', "\r\n")).into_bytes(),
            Self::Standard | Self::Atlas | Self::Maxqda => text.as_str().as_bytes().to_vec(),
        }
    }

    /// A place as it counts it.
    pub fn place(self, text: &Text, position: Position) -> u32 {
        match self {
            Self::Nvivo => text.utf16_of(position) + text.line_of(position) - 1,
            Self::Standard | Self::Atlas | Self::Maxqda => position.0,
        }
    }
}
