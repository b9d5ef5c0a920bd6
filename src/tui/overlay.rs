//! Drawing what lies over a screen: a list, a line, a page of words, the values of a scale.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span as Words};
use ratatui::widgets::{Clear, Widget};
use unicode_width::UnicodeWidthStr as _;

use crate::tui::model::Model;
use crate::tui::over::{Asking, Over, Picking, Scale, Sheet};
use crate::tui::screen::search;
use crate::tui::update::body;
use crate::tui::widget::flow::{clip, fit, flow};
use crate::tui::widget::line::Input;
use crate::tui::widget::pane::{pane, row};
use crate::tui::widget::picker::{Candidate, Picker};

/// Draws what lies over the screen; where the cursor then stands.
pub fn draw(model: &Model, over: &Over, buffer: &mut Buffer) -> Option<(u16, u16)> {
    let middle = body(model);
    match over {
        Over::Picker(picker, picking) => Some(draw_picker(model, (picker, picking), buffer)),
        // The line of the search stands on its screen.
        Over::Line(input, Asking::Query) => Some(search::draw::cursor(model, &input.words)),
        Over::Line(input, _) => Some(draw_line(model, input, buffer)),
        Over::Words(sheet) => {
            draw_sheet(model, sheet, (middle, buffer));
            None
        }
        Over::Value(scale) => {
            draw_scale(model, scale, (middle, buffer));
            None
        }
        Over::Recent => None,
        Over::Listing(listing) => {
            listing.draw((middle, model.theme), buffer);
            None
        }
    }
}

/// A box in the middle of the screen.
fn boxed(middle: Rect, (width, height): (u16, u16), buffer: &mut Buffer) -> Rect {
    let width = width.min(middle.width);
    let height = height.min(middle.height);
    let area = Rect {
        x: middle.x + (middle.width - width) / 2,
        y: middle.y + (middle.height - height) / 2,
        width,
        height,
    };
    Clear.render(area, buffer);
    area
}

fn draw_line(model: &Model, input: &Input, buffer: &mut Buffer) -> (u16, u16) {
    let (columns, rows) = model.size;
    let words = format!(" {}: {}", input.title, input.words);
    let at = rows.saturating_sub(2);
    let area = Rect::new(0, at, columns, 1);
    Clear.render(area, buffer);
    let room = usize::from(columns).saturating_sub(2);
    // The end of what is typed stays in sight.
    let skipped = words.chars().count().saturating_sub(room);
    let shown: String = words.chars().skip(skipped).collect();
    row(
        area,
        0,
        Line::styled(shown.clone(), model.theme.strong()),
        buffer,
    );
    ((shown.width() as u16).min(columns.saturating_sub(1)), at)
}

/// The lines that tell about the marked candidate.
const ABOUT: u16 = 4;

/// A list wider than this is hard to read across.
const WIDEST: u16 = 104;

fn draw_picker<T: Copy>(
    model: &Model,
    (picker, picking): (&Picker<T>, &Picking),
    buffer: &mut Buffer,
) -> (u16, u16) {
    let middle = body(model);
    let width = middle.width.saturating_sub(2).min(WIDEST);
    let area = boxed(middle, (width, picker.rows as u16 + ABOUT + 5), buffer);
    let inner = pane(area, (&picker.title, ""), model.theme, buffer);
    let typed = vec![
        Words::styled("> ", model.theme.accent()),
        Words::raw(picker.query.clone()),
    ];
    row(inner, 0, Line::from(typed), buffer);
    draw_candidates(model, (picker, picking), (inner, buffer));
    let about = picker.choice().map(|candidate| candidate.about.as_slice());
    let lines = about
        .into_iter()
        .flatten()
        .flat_map(|words| flow(words, inner.width));
    let first = inner.height.saturating_sub(ABOUT);
    for (at, words) in lines.take(usize::from(ABOUT)).enumerate() {
        row(
            inner,
            usize::from(first) + at,
            Line::styled(words, model.theme.dim()),
            buffer,
        );
    }
    let typed = (picker.query.width() as u16).min(inner.width.saturating_sub(3));
    (inner.x + 2 + typed, inner.y)
}

/// The candidates that match, and what to do where none does.
fn draw_candidates<T: Copy>(
    model: &Model,
    (picker, picking): (&Picker<T>, &Picking),
    (inner, buffer): (Rect, &mut Buffer),
) {
    let shown = usize::from(inner.height.saturating_sub(3 + ABOUT)).min(picker.rows);
    let last = picker.marked.at.saturating_sub(shown.saturating_sub(1));
    let top = last.max(picker.marked.top);
    let count = picker.matches().len();
    for (at, candidate) in picker.matches().enumerate().skip(top).take(shown) {
        let is_marked = at == picker.marked.at;
        let style = if is_marked {
            model.theme.selected()
        } else {
            Style::default()
        };
        let words = candidate_row(candidate, usize::from(inner.width).saturating_sub(2));
        let sign = if is_marked { "▌" } else { " " };
        row(
            inner,
            2 + at - top,
            Line::styled(format!("{sign} {words}"), style),
            buffer,
        );
    }
    let coins = matches!(picking, Picking::Code(_)) && !picker.query.trim().is_empty();
    let said = match (count, coins) {
        (0, true) => "no code matches; Ctrl-n makes a new one of these words".to_owned(),
        (0, false) => "nothing matches".to_owned(),
        (_, true) => format!(
            "+ Ctrl-n: new code “{}” beside the marked one",
            picker.query.trim()
        ),
        (_, false) => return,
    };
    let below = 2 + shown.min(count.saturating_sub(top));
    let words = clip(&said, usize::from(inner.width).saturating_sub(2));
    row(
        inner,
        below,
        Line::styled(format!("  {words}"), model.theme.dim()),
        buffer,
    );
}

/// A candidate in columns: handle, name, what it stands below, how often it was used.
fn candidate_row<T>(candidate: &Candidate<T>, room: usize) -> String {
    let handle = room.clamp(16, 24);
    let name = (room / 3).min(34);
    let note = candidate.note.width().max(9);
    let context = room.saturating_sub(handle + name + note + 3);
    let (handle, name) = (fit(&candidate.handle, handle), fit(&candidate.name, name));
    let context = fit(&candidate.context, context);
    clip(
        &format!("{handle} {name} {context} {:>note$}", candidate.note),
        room,
    )
}

fn draw_sheet(model: &Model, sheet: &Sheet, (middle, buffer): (Rect, &mut Buffer)) {
    let area = boxed(
        middle,
        (
            middle.width.saturating_sub(4).min(90),
            middle.height.saturating_sub(2).min(20),
        ),
        buffer,
    );
    let inner = pane(
        area,
        (
            &sheet.title,
            "Esc saves and closes   Ctrl-c closes without saving",
        ),
        model.theme,
        buffer,
    );
    (&sheet.words).render(inner, buffer);
}

fn draw_scale(model: &Model, scale: &Scale, (middle, buffer): (Rect, &mut Buffer)) {
    let area = boxed(middle, (44, scale.labels.len() as u16 + 3), buffer);
    let inner = pane(
        area,
        ("value", "a digit or Enter   Esc no value"),
        model.theme,
        buffer,
    );
    let labels = std::iter::once("no value").chain(scale.labels.iter().map(String::as_str));
    for (at, label) in labels.enumerate() {
        let style = if at == scale.at {
            model.theme.selected()
        } else {
            Style::default()
        };
        row(
            inner,
            at,
            Line::styled(format!(" {at} {label} "), style),
            buffer,
        );
    }
}
