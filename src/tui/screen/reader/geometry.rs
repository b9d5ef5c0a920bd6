//! Where things lie on the reader's screen: text, margin, detail.

use ratatui::layout::Rect;

use crate::tui::model::Detail;
use crate::tui::screen::reader::Reader;

/// The columns of the margin: six stripes with a space before each, then the density.
pub const MARGIN: u16 = 14;

/// Words are not wrapped wider than this: longer lines are hard to follow.
const WIDEST: u16 = 88;

/// From this width on there is room for the detail beside the text.
const ROOM_FOR_DETAIL: u16 = 100;

/// Where things lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Geometry {
    /// The text with its borders.
    pub text: Rect,
    /// The detail with its borders, where it is shown.
    pub detail: Option<Rect>,
    /// The first column of the words.
    pub words: u16,
    /// How many columns the words have.
    pub width: u16,
    /// The first column of the margin.
    pub margin: u16,
    /// The first row of the words.
    pub first: u16,
    /// How many rows are shown.
    pub rows: u16,
}

impl Geometry {
    /// Lays the reader out in the part of the screen between head line and key line.
    pub fn of(area: Rect, detail: Detail, gutter: u16) -> Self {
        let shows_detail = match detail {
            Detail::AsRoomAllows => area.width >= ROOM_FOR_DETAIL,
            Detail::Shown => true,
            Detail::Hidden => false,
        };
        let side = match area.width {
            _ if !shows_detail => 0,
            wide @ 160.. => wide / 3,
            wide => (wide / 3).clamp(24, 42).min(wide / 2),
        };
        let text = Rect {
            width: area.width - side,
            ..area
        };
        let detail = shows_detail.then_some(Rect {
            x: area.x + text.width,
            width: side,
            ..area
        });
        let inner = text.width.saturating_sub(2);
        let width = inner.saturating_sub(gutter + MARGIN).clamp(1, WIDEST);
        let words = text.x + 1 + gutter;
        Self {
            text,
            detail,
            words,
            width,
            margin: words + width,
            first: text.y + 1,
            rows: text.height.saturating_sub(2),
        }
    }

    /// The row and column of the words that a place of the screen shows, if it shows any.
    pub fn hit(&self, (column, row): (u16, u16)) -> Option<(u16, u16)> {
        let is_in_rows = row >= self.first && row < self.first + self.rows;
        let is_in_text = column > self.text.x && column + 1 < self.text.right();
        (is_in_rows && is_in_text).then(|| (row - self.first, column.saturating_sub(self.words)))
    }
}

impl Reader {
    /// The columns before the words: number, label, a space after each.
    pub fn gutter(&self) -> u16 {
        self.number_width() + 1 + self.label_width + 2
    }

    /// The columns of the largest turn number.
    pub fn number_width(&self) -> u16 {
        self.passage.turns.len().to_string().len() as u16
    }
}
