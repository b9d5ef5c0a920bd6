//! The help: every key of the screen one came from, made from the table.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span as Words};

use crate::query::LANGUAGE;
use crate::tui::action::Screen;
use crate::tui::keys::{Group, Mode, rows, shown};
use crate::tui::model::Model;
use crate::tui::update::body;
use crate::tui::widget::flow::{clip, flow};
use crate::tui::widget::pane::{pane, row};

/// The groups in reading order.
const GROUPS: [Group; 6] = [
    Group::Move,
    Group::Select,
    Group::Code,
    Group::Look,
    Group::Go,
    Group::Always,
];

/// Draws the help.
pub fn draw(model: &Model, area: Rect, buffer: &mut Buffer) {
    let (title, _) = subject(model);
    let inner = pane(area, (title, "Esc back  j k scroll"), model.theme, buffer);
    let columns = columns(model);
    let width = inner.width / columns;
    let rows_shown = usize::from(inner.height);
    // Columns are read one after the other, each as long as the screen.
    let lines = lines(model, width);
    let mut shown = lines.into_iter().skip(model.help_top);
    for column in 0..columns {
        let room = Rect {
            x: inner.x + column * width,
            width,
            ..inner
        };
        for (at, line) in shown.by_ref().take(rows_shown).enumerate() {
            row(room, at, line, buffer);
        }
    }
}

/// How many lines the help has.
pub fn len(model: &Model) -> usize {
    let width = model.size.0.saturating_sub(2) / columns(model);
    lines(model, width).len()
}

/// How many of them the screen shows at once.
pub fn page(model: &Model) -> usize {
    let rows = usize::from(body(model).height.saturating_sub(2)).max(1);
    rows * usize::from(columns(model))
}

fn columns(model: &Model) -> u16 {
    // The language of queries needs the whole width.
    let is_wide = model.size.0 >= 100 && model.behind.last() != Some(&Screen::Search);
    if is_wide { 2 } else { 1 }
}

/// The screen that the help is about.
fn subject(model: &Model) -> (&'static str, Vec<Mode>) {
    match model.behind.last() {
        Some(Screen::Reader) => (
            "all keys of the transcript",
            vec![Mode::Reader, Mode::Everywhere],
        ),
        Some(Screen::Codebook) => (
            "all keys of the codebook",
            vec![Mode::Codebook, Mode::Everywhere],
        ),
        Some(Screen::Agreement) => (
            "all keys of agreement",
            vec![Mode::Agreement, Mode::Everywhere],
        ),
        Some(Screen::Reconcile) => (
            "all keys of reconciling",
            vec![Mode::Reconcile, Mode::Everywhere],
        ),
        Some(Screen::Recode) => (
            "all keys of the recode queue",
            vec![Mode::Recode, Mode::Everywhere],
        ),
        Some(Screen::Review) => (
            "all keys of the review queue",
            vec![Mode::Review, Mode::Everywhere],
        ),
        Some(Screen::Search) => (
            "all keys of the search, and what can be asked",
            vec![Mode::Search, Mode::Everywhere],
        ),
        Some(Screen::Cooccurrence) => (
            "all keys of codes that lie together",
            vec![Mode::Cooccurrence, Mode::Everywhere],
        ),
        Some(Screen::Themes) => (
            "all keys of themes and quotes",
            vec![Mode::Themes, Mode::Everywhere],
        ),
        Some(Screen::Matrix) => (
            "all keys of the matrix",
            vec![Mode::Matrix, Mode::Everywhere],
        ),
        Some(Screen::History) => (
            "all keys of the history",
            vec![Mode::History, Mode::Everywhere],
        ),
        _ => (
            "all keys of the documents",
            vec![Mode::Documents, Mode::Everywhere],
        ),
    }
}

/// The columns that keys are shown in.
const KEYS: usize = 18;

/// What the cells of codes that lie together say.
const TOGETHER: [&str; 4] = [
    "░ ▒ ▓ █  the denser, the closer two codes belong together, or the more often they are together (t)",
    "/  one code stands above the other in the codebook: that they lie together is no finding",
    "·  together less often than asked for (m); on the diagonal, how many places a code has",
    "left out: codes in no pair that is together so often; m asks for less, s looks further",
];

/// What the cells of a matrix say.
const MATRIX: [&str; 5] = [
    "░ ▒ ▓ █  quarters of the fullest cell, with the number of excerpts; · there is none",
    "+ a summary is written  … excerpts wait for one  = several that nothing replaces, the last is shown",
    "!  stale: the theme has other excerpts for the case than when it was written; y says it still holds, * marks what is new",
    "●p present  ○a absent: all turns were judged, none has it  ·n not stated: not all were judged",
    "in a crosstab: how many people, and their share of the group whose size stands above",
];

/// The language of queries, as wide as there is room.
fn language(width: u16) -> impl Iterator<Item = Line<'static>> {
    let lines = LANGUAGE.lines();
    lines.map(move |words| {
        Line::raw(format!(
            "  {}",
            clip(words, usize::from(width.saturating_sub(3)))
        ))
    })
}

fn lines(model: &Model, width: u16) -> Vec<Line<'static>> {
    let (_, modes) = subject(model);
    let room = width.saturating_sub(KEYS as u16 + 4).max(10);
    let mut lines = Vec::new();
    if model.behind.last() == Some(&Screen::Search) {
        lines.push(Line::styled("The line", model.theme.strong()));
        lines.extend(language(width));
        lines.push(Line::default());
    }
    let cells = match model.behind.last() {
        Some(Screen::Cooccurrence) => &TOGETHER[..],
        Some(Screen::Matrix) => &MATRIX[..],
        _ => &[],
    };
    if !cells.is_empty() {
        lines.push(Line::styled("The cells", model.theme.strong()));
        lines.extend(cells.iter().flat_map(|words| {
            let words = flow(words, width.saturating_sub(4));
            words
                .into_iter()
                .map(|words| Line::raw(format!("  {words}")))
        }));
        lines.push(Line::default());
    }
    for group in GROUPS {
        let of_group = modes
            .iter()
            .flat_map(|mode| rows(*mode))
            .filter(|binding| binding.group == group);
        let mut bindings = of_group.peekable();
        if bindings.peek().is_none() {
            continue;
        }
        lines.push(Line::styled(group.as_str(), model.theme.strong()));
        for binding in bindings {
            let mut keys = shown(binding);
            for words in flow(binding.words, room) {
                lines.push(Line::from(vec![
                    Words::styled(format!("  {keys:<KEYS$}"), model.theme.accent()),
                    Words::raw(format!(" {words}")),
                ]));
                keys.clear();
            }
        }
        lines.push(Line::default());
    }
    lines
}
