//! A pane: a border with a title above and words below, and what is inside.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Block, Widget};

use crate::tui::theme::Theme;
use crate::tui::widget::flow::clip;

/// Draws a border with a title and a foot, and gives what is inside it.
pub fn pane(area: Rect, (title, foot): (&str, &str), theme: Theme, buffer: &mut Buffer) -> Rect {
    let room = usize::from(area.width.saturating_sub(6));
    let framed = |words: &str| Line::styled(format!("─ {} ", clip(words, room)), theme.dim());
    let mut block = Block::bordered().border_style(theme.dim());
    if !title.is_empty() {
        block = block.title_top(framed(title));
    }
    if !foot.is_empty() {
        block = block.title_bottom(framed(foot));
    }
    let inner = block.inner(area);
    block.render(area, buffer);
    inner
}

/// Writes a line into a row of an area, cut where it ends.
pub fn row(area: Rect, at: usize, line: Line<'_>, buffer: &mut Buffer) {
    let Ok(at) = u16::try_from(at) else {
        return;
    };
    if at < area.height {
        buffer.set_line(area.x, area.y + at, &line, area.width);
    }
}
