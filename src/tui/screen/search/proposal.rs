//! Drawing a review: the stretch that waits for a verdict within what was said, and what was said of proposals so far.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span as Words};

use crate::query::snippet::snippet;
use crate::search::hit::speaker;
use crate::tui::model::Model;
use crate::tui::screen::search::draw::marked_lines;
use crate::tui::screen::search::review::{Review, first, told};
use crate::tui::seeker::Offered;
use crate::tui::theme::Theme;
use crate::tui::widget::flow::{clip, flow, one_line};
use crate::tui::widget::pane::{pane, row};

/// The keys of a review.
const KEYS: &str = "y yes  x no  s skip  e other  Enter opens  Esc ends";

/// Draws the stretch in one pane and what was said so far beside it, or below it where there is one pane.
pub fn draw(
    model: &Model,
    review: &Review,
    (area, beside): (Rect, Option<Rect>),
    buffer: &mut Buffer,
) {
    let theme = model.theme;
    let title = match first(review) {
        Some(offered) => format!("proposed for {}: {}", review.handle, place(offered)),
        None => format!("proposed for {}", review.handle),
    };
    let inner = pane(area, (&title, KEYS), theme, buffer);
    let told = told(review);
    let (above, tally) = match beside {
        Some(beside) => (inner, pane(beside, ("this run", ""), theme, buffer)),
        None => {
            let rows = (told.len() as u16).min(inner.height);
            let above = Rect {
                height: inner.height - rows,
                ..inner
            };
            let below = Rect {
                y: inner.y + above.height,
                height: rows,
                ..inner
            };
            (above, below)
        }
    };
    for (at, line) in stretch(review, above, theme)
        .into_iter()
        .take(usize::from(above.height))
        .enumerate()
    {
        row(above, at, line, buffer);
    }
    let lines = told.iter().flat_map(|words| match beside.is_some() {
        true => flow(words, tally.width),
        false => vec![clip(words, usize::from(tally.width))],
    });
    for (at, words) in lines.take(usize::from(tally.height)).enumerate() {
        row(tally, at, Line::styled(words, theme.dim()), buffer);
    }
}

fn place(offered: &Offered) -> String {
    let role = speaker(&offered.proposal.role);
    format!(
        "{} turn {}  {role}",
        offered.document, offered.proposal.turn
    )
}

/// What was said before, and the turn with a bar beside the lines of the stretch; all of the stretch where it fits.
fn stretch(review: &Review, area: Rect, theme: Theme) -> Vec<Line<'static>> {
    let said = |words: &str| {
        let lines = flow(words, area.width);
        lines
            .into_iter()
            .map(|line| Line::styled(line, theme.dim()))
            .collect()
    };
    let offered = match &review.offered {
        None => return said("searching…"),
        Some(offered) => offered.first(),
    };
    let Some(offered) = offered else {
        return said(
            "Nothing waits: what the line finds is judged already, has the code, or was said by the research team.",
        );
    };
    let width = area.width.saturating_sub(2);
    let room = usize::from(area.height) * usize::from(width).max(1);
    let mut lines = Vec::new();
    if let Some(before) = offered.before.as_ref().filter(|_| area.height > 4) {
        let before = clip(&one_line(before), usize::from(area.width));
        lines.push(Line::styled(before, theme.dim()));
    }
    let marked = [offered.at.clone()];
    let pieces = snippet(&offered.turn, &marked, room.saturating_sub(room / 5));
    for line in marked_lines(&pieces, (width, theme.found())) {
        let has_stretch = line
            .spans
            .iter()
            .any(|words| words.style != Style::default());
        let bar = if has_stretch { "▌ " } else { "  " };
        let mut words = vec![Words::styled(bar, theme.accent())];
        words.extend(line.spans);
        lines.push(Line::from(words));
    }
    lines
}
