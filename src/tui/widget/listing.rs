//! A listing: lines of columns over a screen, one of them marked, from which one can go on.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::{Clear, Widget};
use unicode_width::UnicodeWidthStr as _;

use crate::tui::theme::Theme;
use crate::tui::widget::flow::{fit, one_line};
use crate::tui::widget::list::Marked;
use crate::tui::widget::pane::{pane, row};

/// A column but the last is no wider.
const WIDEST: usize = 22;

/// One line of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row<T> {
    /// What stands in its columns; the last takes the room that is left.
    pub columns: Vec<String>,
    /// Where it leads, if anywhere.
    pub leads: Option<T>,
}

/// Lines over a screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing<T> {
    /// What is listed.
    pub title: String,
    /// The keys that matter.
    pub foot: &'static str,
    /// The marked line.
    pub marked: Marked,
    /// The lines.
    pub rows: Vec<Row<T>>,
    widths: Vec<usize>,
}

impl<T> Listing<T> {
    /// A listing with its first line marked.
    pub fn new((title, foot): (String, &'static str), rows: Vec<Row<T>>) -> Self {
        let count = rows.iter().map(|row| row.columns.len()).max().unwrap_or(0);
        let width = |at: usize| {
            let cells = rows.iter().filter_map(|row| row.columns.get(at));
            let widest = cells.map(|cell| one_line(cell).width()).max();
            widest.unwrap_or(0).min(WIDEST)
        };
        Self {
            widths: (0..count.saturating_sub(1)).map(width).collect(),
            marked: Marked::default(),
            title,
            foot,
            rows,
        }
    }

    /// Draws it over an area.
    pub fn draw(&self, (area, theme): (Rect, Theme), buffer: &mut Buffer) {
        Clear.render(area, buffer);
        let inner = pane(area, (&one_line(&self.title), self.foot), theme, buffer);
        let marked = self.marked;
        let rows = self.rows.iter().enumerate().skip(marked.top);
        for (at, line) in rows.take(usize::from(inner.height)) {
            let style = match at == marked.at {
                true => theme.selected(),
                false => Style::default(),
            };
            let words = self.line(line, usize::from(inner.width));
            row(inner, at - marked.top, Line::styled(words, style), buffer);
        }
    }

    fn line(&self, row: &Row<T>, room: usize) -> String {
        let mut words = " ".to_owned();
        for (at, cell) in row.columns.iter().enumerate() {
            match self.widths.get(at) {
                Some(width) => words.push_str(&format!("{}  ", fit(cell, *width))),
                None => words.push_str(cell),
            }
        }
        fit(&words, room)
    }
}
