//! A list with one line marked: the mark stays in sight, and the list does not jump.

use crate::tui::action::Along;

/// Which line is marked, and which is the first on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Marked {
    /// The marked line.
    pub at: usize,
    /// The first line on the screen.
    pub top: usize,
}

impl Marked {
    /// Goes by one line.
    pub fn step(&mut self, along: Along, (count, rows): (usize, usize)) {
        self.by(along, 1, (count, rows));
    }

    /// Goes by a page.
    pub fn page(&mut self, along: Along, (count, rows): (usize, usize)) {
        self.by(along, rows.saturating_sub(1).max(1), (count, rows));
    }

    /// Goes to the first or the last line.
    pub fn edge(&mut self, along: Along, (count, rows): (usize, usize)) {
        self.by(along, count, (count, rows));
    }

    /// Goes to a line.
    pub fn to(&mut self, at: usize, (count, rows): (usize, usize)) {
        self.at = at.min(count.saturating_sub(1));
        let lowest = (self.at + 1).saturating_sub(rows.max(1));
        self.top = self.top.clamp(lowest, self.at).min(count.saturating_sub(1));
    }

    fn by(&mut self, along: Along, lines: usize, (count, rows): (usize, usize)) {
        let at = match along {
            Along::Next => self.at.saturating_add(lines),
            Along::Before => self.at.saturating_sub(lines),
        };
        self.to(at, (count, rows));
    }
}
