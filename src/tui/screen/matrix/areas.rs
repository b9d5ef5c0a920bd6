//! Where the cells of a matrix lie on the screen, and what is said of the marked one below.

use ratatui::layout::Rect;

use crate::tui::model::Model;
use crate::tui::screen::matrix::figures::Showing;
use crate::tui::screen::matrix::{Focus, below};
use crate::tui::update::body;

/// Columns that the names of themes need beside the cells, and those that they get on a wide screen.
const LEGEND: (u16, u16) = (22, 34);

/// Lines that the totals of presence take.
pub const TOTALS: u16 = 3;

/// Where the cells lie, and what is said of the marked one.
pub struct Areas {
    pub grid: Rect,
    pub below: Rect,
    /// How many lines the summary of the marked cell takes.
    pub said: usize,
    showing: Showing,
    count: usize,
}

impl Areas {
    /// The areas on the screen as large as it is.
    pub fn of(model: &Model) -> Self {
        let area = body(model);
        let height = (area.height * 2 / 5 + 1).clamp(7, 20).min(area.height);
        let grid = Rect {
            height: area.height.saturating_sub(height),
            ..area
        };
        let below = Rect {
            y: area.y + grid.height,
            height,
            ..area
        };
        let said = below::said(model, below.width.saturating_sub(2)).len();
        let room = usize::from(height.saturating_sub(2));
        // The excerpts keep a third of the room, so that a long summary does not hide what it stands on.
        let kept = model.matrix.excerpts.len().min(room / 3).max(1);
        Self {
            grid,
            below,
            said: said.min(room.saturating_sub(kept)),
            showing: model.matrix.asked.showing,
            count: model.matrix.size().1,
        }
    }

    /// Columns before the cells.
    pub fn label(&self) -> u16 {
        match self.showing {
            // Themes have their names before the cells, and room for them on a wide screen.
            Showing::Crosstab if self.grid.width >= 100 => 46,
            Showing::Crosstab => 32,
            Showing::Framework | Showing::Presence => 20,
        }
    }

    /// Columns of a cell.
    fn cell(&self) -> u16 {
        match self.showing {
            Showing::Crosstab => 14,
            Showing::Framework | Showing::Presence => 5,
        }
    }

    /// Lines above the cells.
    pub fn heads(&self) -> u16 {
        match self.showing {
            Showing::Crosstab => 2,
            Showing::Framework | Showing::Presence => 1,
        }
    }

    /// Lines below the cells.
    pub fn totals(&self) -> u16 {
        match self.showing {
            Showing::Presence if self.grid.height >= 9 => TOTALS,
            _ => 0,
        }
    }

    /// How many lines a part shows.
    pub fn rows(&self, focus: Focus) -> usize {
        let lines = match focus {
            Focus::Cells => {
                let inner = self.grid.height.saturating_sub(2);
                usize::from(inner.saturating_sub(self.heads() + self.totals()))
            }
            Focus::Excerpts => {
                usize::from(self.below.height.saturating_sub(2)).saturating_sub(self.said)
            }
        };
        lines.max(1)
    }

    /// How many columns are shown: all where the themes' names have room beside them, else as many as fit.
    pub fn columns(&self) -> usize {
        let room = self.grid.width.saturating_sub(2 + self.label());
        let all = u16::try_from(self.count).unwrap_or(u16::MAX);
        let needed = all.saturating_mul(self.cell());
        let free = match self.showing {
            Showing::Crosstab => room,
            _ if needed.saturating_add(LEGEND.0) <= room => needed,
            _ if room >= 80 => room - LEGEND.1,
            _ => room,
        };
        usize::from(free / self.cell()).max(1)
    }

    /// Where the themes' names stand, if they have room.
    pub fn legend(&self, inner: Rect) -> Option<Rect> {
        let shown = u16::try_from(self.columns().min(self.count)).unwrap_or(u16::MAX);
        let used = self.label() + shown.saturating_mul(self.cell()) + 2;
        let width = inner.width.checked_sub(used)?;
        (self.showing != Showing::Crosstab && width + 2 >= LEGEND.0).then_some(Rect {
            x: inner.x + used,
            width,
            ..inner
        })
    }

    /// The line and column of the cell that a place of the screen is on, from those first shown.
    pub fn cell_at(&self, (x, y): (u16, u16)) -> Option<(usize, usize)> {
        let line = usize::from(y.checked_sub(self.grid.y + 1 + self.heads())?);
        let column = x.checked_sub(self.grid.x + 1 + self.label())? / self.cell();
        let column = usize::from(column);
        (line < self.rows(Focus::Cells) && column < self.columns()).then_some((line, column))
    }

    /// The line of the list of excerpts that a place of the screen is on, from the one first shown.
    pub fn excerpt_at(&self, (_, y): (u16, u16)) -> Option<usize> {
        let line = usize::from(y.checked_sub(self.below.y + 1)?).checked_sub(self.said)?;
        (line < self.rows(Focus::Excerpts)).then_some(line)
    }
}
