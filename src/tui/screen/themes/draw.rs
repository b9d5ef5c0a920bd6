//! Drawing themes and quotes: a line a theme with its figures, and below the excerpts behind the marked one.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span as Words};

use crate::coding::QuoteState;
use crate::disclosure::kept_in;
use crate::filter::View;
use crate::themes::ThemeRow;
use crate::tui::model::Model;
use crate::tui::screen::themes::{Focus, ThemeScreen};
use crate::tui::update::body;
use crate::tui::widget::flow::{clip, fit, flow, one_line};
use crate::tui::widget::pane::{pane, row};

/// Columns of a figure.
const FIGURE: usize = 10;

/// Columns of how many quotes there are.
const QUOTES: usize = 7;

/// Columns of a bar.
const BAR: usize = 12;

/// Where the themes and the excerpts lie.
pub struct Areas {
    themes: Rect,
    below: Rect,
}

impl Areas {
    /// The areas on the screen as large as it is.
    pub fn of(model: &Model) -> Self {
        let area = body(model);
        let height = (area.height * 2 / 5).clamp(6, 18).min(area.height);
        let themes = Rect {
            height: area.height.saturating_sub(height),
            ..area
        };
        let below = Rect {
            y: area.y + themes.height,
            height,
            ..area
        };
        Self { themes, below }
    }

    /// How many lines a part shows.
    pub fn rows(&self, focus: Focus) -> usize {
        let height = match focus {
            // The heads take a line.
            Focus::Themes => self.themes.height.saturating_sub(3),
            Focus::Excerpts => self.below.height.saturating_sub(2),
        };
        usize::from(height).max(1)
    }

    /// The part and the line of it that a place of the screen is on, from the one first shown.
    pub fn row_at(&self, (_, y): (u16, u16)) -> Option<(Focus, usize)> {
        let (focus, top) = match y >= self.below.y {
            true => (Focus::Excerpts, self.below.y + 1),
            false => (Focus::Themes, self.themes.y + 2),
        };
        let line = usize::from(y.checked_sub(top)?);
        (line < self.rows(focus)).then_some((focus, line))
    }
}

/// Draws the screen.
pub fn draw(model: &Model, view: &View<'_>, buffer: &mut Buffer) {
    let screen = &model.themes;
    let areas = Areas::of(model);
    let title = format!(
        "themes  layer {}{}",
        screen.layer,
        match screen.fewest() {
            0 => String::new(),
            fewest => format!("  at least {fewest} people"),
        }
    );
    let foot = foot(screen, view);
    let inner = pane(areas.themes, (&title, &foot), model.theme, buffer);
    if view.codings().is_empty() {
        let said = "Nothing is coded yet. Space d shows the documents: open one, select with x, Enter puts a code on.";
        for (at, words) in flow(said, inner.width).into_iter().enumerate() {
            row(inner, at, Line::raw(words), buffer);
        }
        return;
    }
    draw_themes(model, (&areas, inner), buffer);
    draw_excerpts(model, view, (&areas, buffer));
}

/// What must be read with the figures.
fn foot(screen: &ThemeScreen, view: &View<'_>) -> String {
    let mut said = Vec::new();
    let hiding = view.hiding().iter();
    said.extend(hiding.map(|round| format!("round {} is blind: yours alone", round.name)));
    let notes = screen.found.iter().flat_map(|found| &found.notes);
    said.extend(notes.filter(|note| note.contains("undecided")).cloned());
    said.extend(screen.warning.clone());
    said.push("people counted once, however often they say it".to_owned());
    said.join("  ")
}

fn draw_themes(model: &Model, (areas, inner): (&Areas, Rect), buffer: &mut Buffer) {
    let (screen, theme) = (&model.themes, model.theme);
    let all = screen.columns();
    let label = label_width(inner.width, all.len());
    let room = usize::from(inner.width).saturating_sub(label + BAR + 2 * FIGURE + QUOTES + 2);
    // Where not all columns have room, those around the marked one are shown, and a sign says that there are more.
    let shown = (room / FIGURE).clamp(1, all.len().max(1));
    let first = screen.column.saturating_sub(shown);
    let columns: Vec<(&str, &str)> = all.iter().skip(first).take(shown).copied().collect();
    let (before, after) = (first > 0, first + columns.len() < all.len());
    let rows = screen.rows();
    let most = rows.iter().map(|(row, _)| row.people).max().unwrap_or(0);
    let mut heads = format!("{}{}", fit(" theme", label), fit("people", BAR));
    for head in ["documents", "excerpts"] {
        heads.push_str(&format!("{head:>FIGURE$}"));
    }
    heads.push_str(&format!("{:>QUOTES$}", "quotes"));
    heads.push_str(if before { " ‹" } else { "" });
    for (_, value) in &columns {
        let value = clip(&value.replace('_', " "), FIGURE - 1);
        heads.push_str(&format!("{value:>FIGURE$}"));
    }
    heads.push_str(if after { "›" } else { "" });
    row(inner, 0, Line::styled(heads, theme.dim()), buffer);
    let lines = areas.rows(Focus::Themes);
    let mut marked = screen.line;
    marked.to(marked.at, (rows.len(), lines));
    for (at, (own, quotes)) in rows.iter().enumerate().skip(marked.top).take(lines) {
        let is_marked = at == screen.line.at;
        let mut words = theme_words(model, own, (label, *quotes, most));
        let here = is_marked.then_some(screen.column);
        words.extend(before.then(|| Words::raw("  ")));
        for (column, (attribute, value)) in columns.iter().enumerate() {
            let counts = own.by.get(*attribute);
            let count = counts.and_then(|of| of.get(*value)).copied().unwrap_or(0);
            let style = match here == Some(first + column + 1) {
                true => theme.selected(),
                false => Style::default(),
            };
            words.push(Words::styled(format!("{count:>FIGURE$}"), style));
        }
        if is_marked && screen.column == 0 {
            let style = match screen.focus {
                Focus::Themes => theme.selected(),
                Focus::Excerpts => theme.strong(),
            };
            if let Some(first) = words.first_mut() {
                first.style = style;
            }
        }
        row(inner, at - marked.top + 1, Line::from(words), buffer);
    }
}

/// How wide a theme's name may be.
fn label_width(width: u16, columns: usize) -> usize {
    let figures = BAR + (2 + columns) * FIGURE + QUOTES + 2;
    usize::from(width).saturating_sub(figures).clamp(20, 44)
}

/// A theme: its name, its people with a bar, documents, excerpts and quotes; none is an exclamation mark.
fn theme_words(
    model: &Model,
    own: &ThemeRow,
    (label, quotes, most): (usize, usize, usize),
) -> Vec<Words<'static>> {
    let theme = model.theme;
    let name = format!(" {}{}", "  ".repeat(own.depth), own.name);
    let width = BAR - 5;
    let filled = (own.people * width).checked_div(most).unwrap_or(0);
    let bar = format!("{}{}", "█".repeat(filled), "·".repeat(width - filled));
    let quotes = match quotes {
        0 => "!".to_owned(),
        n => n.to_string(),
    };
    vec![
        Words::raw(fit(&name, label)),
        Words::raw(format!("{:>3} ", own.people)),
        Words::styled(format!("{bar} "), theme.dim()),
        Words::raw(format!("{:>FIGURE$}", own.documents)),
        Words::raw(format!("{:>FIGURE$}", own.excerpts)),
        Words::raw(format!("{quotes:>QUOTES$}")),
    ]
}

fn draw_excerpts(model: &Model, view: &View<'_>, (areas, buffer): (&Areas, &mut Buffer)) {
    let (screen, theme) = (&model.themes, model.theme);
    let columns = screen.columns();
    let column = screen.column.checked_sub(1).and_then(|at| columns.get(at));
    let of = column.map_or_else(String::new, |(name, value)| format!("  {name} {value}"));
    let title = format!(
        "excerpts of {}{of}   {}",
        screen.theme().unwrap_or_default(),
        screen.excerpts.len()
    );
    let inner = pane(areas.below, (&title, &screen.spread), theme, buffer);
    let lines = areas.rows(Focus::Excerpts);
    let mut marked = screen.excerpt;
    marked.to(marked.at, (screen.excerpts.len(), lines));
    if screen.excerpts.is_empty() {
        let said = " no excerpt stands behind this figure";
        row(inner, 0, Line::styled(said, theme.dim()), buffer);
    }
    for (at, excerpt) in screen
        .excerpts
        .iter()
        .enumerate()
        .skip(marked.top)
        .take(lines)
    {
        let mark = match excerpt.state {
            _ if !kept_in(view, &model.texts, excerpt.place).is_empty() => 'x',
            Some(QuoteState::Chosen) => '*',
            Some(QuoteState::Quotable) => '+',
            Some(QuoteState::Dropped) | None => ' ',
        };
        let people: Vec<&str> = excerpt.people.iter().map(|of| of.0.as_str()).collect();
        let place = format!("{} turn {}", excerpt.document, excerpt.turn);
        let words = format!(
            " {mark} {}{}“{}”",
            fit(&place, 14),
            fit(&people.join(" "), 9),
            one_line(&excerpt.words)
        );
        let style = match (at == screen.excerpt.at, screen.focus) {
            (true, Focus::Excerpts) => theme.selected(),
            (true, Focus::Themes) => theme.strong(),
            (false, _) => Style::default(),
        };
        let words = fit(&words, usize::from(inner.width));
        row(inner, at - marked.top, Line::styled(words, style), buffer);
    }
}
