//! Drawing a matrix: a line a case or theme, a column a theme or group, and what the signs mean.
//!
//! A shade, a mark and a bar are letters of their own, so that nothing is said by colour. Themes are numbered, since their names
//! would not stand above columns.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span as Words};

use crate::codebook::Depth;
use crate::filter::View;
use crate::matrix::case::Kind;
use crate::matrix::presence::State;
use crate::tui::model::Model;
use crate::tui::screen::matrix::areas::{Areas, TOTALS};
use crate::tui::screen::matrix::figures::{Figures, Showing, waits};
use crate::tui::screen::matrix::{Focus, MatrixScreen, below, in_sight};
use crate::tui::update::body;
use crate::tui::widget::flow::{fit, flow};
use crate::tui::widget::list::Marked;
use crate::tui::widget::pane::{pane, row};

/// Columns of a bar.
const BAR: usize = 6;

/// Draws the screen.
pub fn draw(model: &Model, view: &View<'_>, buffer: &mut Buffer) {
    let (screen, theme) = (&model.matrix, model.theme);
    let (title, foot) = (title(screen), foot(screen, view));
    let found = screen.found.as_ref();
    let (lines, columns) = screen.size();
    let Some(found) = found.filter(|_| lines > 0 && columns > 0) else {
        let inner = pane(body(model), (&title, &foot), theme, buffer);
        for (at, words) in flow(nothing(screen, view), inner.width)
            .into_iter()
            .enumerate()
        {
            row(inner, at, Line::raw(words), buffer);
        }
        return;
    };
    let areas = Areas::of(model);
    let inner = pane(areas.grid, (&title, &foot), theme, buffer);
    let marks = in_sight(model);
    draw_heads(model, (&areas, found), (marks.1, inner), buffer);
    draw_cells(model, (&areas, found), (marks, inner), buffer);
    draw_totals(model, (&areas, found), (marks.1, inner), buffer);
    below::draw(model, view, (&areas, buffer));
}

fn title(screen: &MatrixScreen) -> String {
    let asked = &screen.asked;
    let depth = match asked.depth {
        Depth::Lowest => "lowest themes",
        Depth::Themes => "themes",
        Depth::Codes => "codes",
        Depth::Top => "top themes",
    };
    let cases = match asked.kind() {
        Kind::People => "people",
        Kind::Documents => "documents",
    };
    let what = match asked.showing {
        Showing::Framework => format!("framework  {cases} by {depth}"),
        Showing::Presence => format!("presence  {depth} of {cases}"),
        Showing::Crosstab => {
            let by = asked.by.as_deref().unwrap_or("no attribute");
            format!("crosstab  people of {depth} by {by}")
        }
    };
    format!("{what}  layer {}", asked.layer)
}

/// What must be read with the figures.
fn foot(screen: &MatrixScreen, view: &View<'_>) -> String {
    let mut said = Vec::new();
    let hiding = view.hiding().iter();
    said.extend(hiding.map(|round| format!("round {} is blind: yours alone", round.name)));
    let notes = screen.found.iter().flat_map(|found| match &found.crosstab {
        Some(crosstab) => &crosstab.notes,
        None => &found.framework.notes,
    });
    // What a table in a file must say of itself is not news on a screen.
    said.extend(
        notes
            .filter(|note| !note.starts_with("for analysis"))
            .cloned(),
    );
    said.extend(screen.warning.clone());
    let of = screen.found.as_ref();
    let count = |of: Option<usize>| of.unwrap_or(0);
    said.push(match screen.asked.showing {
        Showing::Framework => format!(
            "+ {} written  ! {} stale  … {} waiting  = several  ░▒▓█ excerpts",
            count(of.map(|of| of.framework.filled)),
            count(of.map(|of| of.framework.stale)),
            count(of.map(|of| of.waiting)),
        ),
        Showing::Presence => "●p present  ○a absent  ·n not stated, which is no absence".to_owned(),
        Showing::Crosstab => "people counted once  █ share of the group's people".to_owned(),
    });
    said.join("  ")
}

fn nothing(screen: &MatrixScreen, view: &View<'_>) -> &'static str {
    let has_themes = screen
        .found
        .as_ref()
        .is_some_and(|found| !found.request.columns.is_empty());
    match screen.asked.showing {
        _ if !has_themes => {
            "The codebook has no such themes: a theme is a code with others below it. v shows every code; Space c has the codebook."
        }
        Showing::Crosstab => {
            "No attribute of people has between two and eight values to split by. They come with: intercoder people import FILE."
        }
        _ if screen.asked.cases == Kind::People && view.people().next().is_none() => {
            "No person is known here yet. r makes documents the rows; people come with: intercoder people import FILE."
        }
        _ => "There is nothing to chart yet. Documents come with: intercoder import FILE.",
    }
}

fn draw_heads(
    model: &Model,
    (areas, found): (&Areas, &Figures),
    (column, inner): (Marked, Rect),
    buffer: &mut Buffer,
) {
    let (screen, theme) = (&model.matrix, model.theme);
    let label = usize::from(areas.label());
    let shown = column.top..screen.size().1.min(column.top + areas.columns());
    let style = |at: usize| match at == screen.column.at {
        true => theme.strong(),
        false => theme.dim(),
    };
    if screen.asked.showing == Showing::Crosstab {
        let corner = format!("{}{:>5} ", fit(" theme", label - 6), "all");
        let mut names = vec![Words::styled(corner, theme.dim())];
        let mut sizes = vec![Words::styled(fit("", label), theme.dim())];
        for at in shown.clone() {
            let group = found.groups.get(at);
            let value = group.map_or("", |of| of.value.as_str()).replace('_', " ");
            let (before, after) = more(&shown, (at, screen.size().1));
            let name = format!("{before}{}{after}", fit(&value, 12));
            names.push(Words::styled(name, style(at)));
            let n = group.map_or(0, |of| of.n);
            sizes.push(Words::styled(fit(&format!(" of {n}"), 14), style(at)));
        }
        row(inner, 0, Line::from(names), buffer);
        row(inner, 1, Line::from(sizes), buffer);
        return;
    }
    let by = screen.asked.by.as_deref().unwrap_or_default();
    let corner = format!(" {}{}", fit("case", 7), fit(by, label - 8));
    let mut words = vec![Words::styled(corner, theme.dim())];
    words.extend(shown.clone().map(|at| {
        let (before, after) = more(&shown, (at, screen.size().1));
        Words::styled(format!("{before}{:>3}{after}", at + 1), style(at))
    }));
    row(inner, 0, Line::from(words), buffer);
    let Some(legend) = areas.legend(inner) else {
        return;
    };
    let mut marked = column;
    let last = screen.size().1.min(column.top + areas.columns());
    marked.to(marked.at, (last, usize::from(legend.height)));
    for at in marked.top..last {
        let name = found.request.columns.get(at).map_or("", |of| &of.name);
        let words = format!("{:>3} {name}", at + 1);
        let words = fit(&words, usize::from(legend.width));
        let line = Line::styled(words, style(at));
        row(legend, at - marked.top, line, buffer);
    }
}

/// What stands beside the head of a column: signs where there are more columns than are shown.
fn more(shown: &std::ops::Range<usize>, (at, count): (usize, usize)) -> (char, char) {
    let before = at == shown.start && at > 0;
    let after = at + 1 == shown.end && shown.end < count;
    (
        if before { '‹' } else { ' ' },
        if after { '›' } else { ' ' },
    )
}

fn draw_cells(
    model: &Model,
    (areas, found): (&Areas, &Figures),
    ((line, column), inner): ((Marked, Marked), Rect),
    buffer: &mut Buffer,
) {
    let (screen, theme) = (&model.matrix, model.theme);
    let (lines, columns) = screen.size();
    let shown = column.top..columns.min(column.top + areas.columns());
    for at in (line.top..lines).take(areas.rows(Focus::Cells)) {
        let style = match at == screen.line.at {
            true => theme.strong(),
            false => Style::default(),
        };
        let room = usize::from(areas.label());
        let label = fit(&label(screen, found, (at, room)), room);
        let mut words = vec![Words::styled(label, style)];
        for column in shown.clone() {
            let (text, style) = cell(model, found, (at, column));
            let is_here = at == screen.line.at && column == screen.column.at;
            let style = match (is_here, screen.focus) {
                (true, Focus::Cells) => theme.selected(),
                (true, Focus::Excerpts) => theme.strong(),
                (false, _) => style,
            };
            words.push(Words::styled(text, style));
        }
        let line = at - line.top + usize::from(areas.heads());
        row(inner, line, Line::from(words), buffer);
    }
}

/// What stands before the cells of a line: the case with its attribute, or the theme with all its people.
fn label(screen: &MatrixScreen, found: &Figures, (at, room): (usize, usize)) -> String {
    if let (Showing::Crosstab, Some(crosstab)) = (screen.asked.showing, &found.crosstab) {
        let Some(theme) = crosstab.rows.get(at) else {
            return String::new();
        };
        let name = format!(" {}{}", "  ".repeat(theme.depth), theme.name);
        return format!("{}{:>5} ", fit(&name, room.saturating_sub(6)), theme.total);
    }
    let Some(case) = found.cases.get(at) else {
        return String::new();
    };
    let by = screen.asked.by.as_ref();
    let values = by.and_then(|by| case.attributes.get(by));
    let values = values.map_or(&[][..], Vec::as_slice).iter();
    let values: Vec<&str> = values.map(|value| value.as_str()).collect();
    match by {
        Some(_) => format!(
            " {} {}",
            fit(&case.handle, 6),
            fit(&values.join(" ").replace('_', " "), 11)
        ),
        None => format!(" {}", fit(&case.handle, 18)),
    }
}

/// A cell in its columns, and its style where it is not marked.
fn cell(model: &Model, found: &Figures, at: (usize, usize)) -> (String, Style) {
    match model.matrix.asked.showing {
        Showing::Framework => charted(model, found, at),
        Showing::Presence => stated(model, found, at),
        Showing::Crosstab => crossed(model, found, at),
    }
}

/// A cell of the framework: a shade by the number of excerpts, the number, and how far it is written.
fn charted(model: &Model, found: &Figures, at: (usize, usize)) -> (String, Style) {
    let theme = model.theme;
    let Some(cell) = found.cell(at) else {
        return (" ".repeat(5), Style::default());
    };
    let mark = match cell {
        cell if cell.stale => '!',
        cell if cell.disputed => '=',
        cell if waits(cell) => '…',
        cell if cell.summary.is_some() => '+',
        _ => ' ',
    };
    let n = cell.n_excerpts;
    if n == 0 {
        return (format!("   ·{mark}"), theme.dim());
    }
    let (glyph, style) = match ((n - 1) * 4 / found.most.max(1)).min(3) {
        3 => ('█', theme.accent()),
        2 => ('▓', theme.code(1)),
        1 => ('▒', Style::default()),
        _ => ('░', Style::default()),
    };
    let style = if cell.stale { theme.alarm() } else { style };
    // A column is three digits wide; a fuller cell tells its number below.
    let figure = match n {
        0..1000 => n.to_string(),
        _ => "1k+".to_owned(),
    };
    (format!("{glyph}{figure:>3}{mark}"), style)
}

fn stated(model: &Model, found: &Figures, (line, column): (usize, usize)) -> (String, Style) {
    let cases = found.presence.as_ref().map(|of| &of.cases);
    let case = cases.and_then(|cases| cases.get(line));
    let state = case
        .and_then(|case| case.cells.get(column))
        .map(|cell| cell.state);
    let (sign, style) = match state {
        Some(State::Present) => ("●p", model.theme.accent()),
        Some(State::Absent) => ("○a", Style::default()),
        Some(State::NotStated) => ("·n", model.theme.dim()),
        None => ("  ", Style::default()),
    };
    (format!("  {sign} "), style)
}

/// A cell of a crosstab: how many people, and the share of the group that they are.
fn crossed(model: &Model, found: &Figures, (line, column): (usize, usize)) -> (String, Style) {
    let n = found.groups.get(column).map_or(0, |group| group.n);
    let count = below::people_of(model, (line, column));
    let style = match count {
        0 => model.theme.dim(),
        _ => Style::default(),
    };
    (format!(" {count:>4} {}  ", bar(count, n)), style)
}

/// A bar as long as a share; the least share is a line, so that it is not taken for none.
fn bar(count: usize, n: usize) -> String {
    let filled = (count * BAR + n / 2).checked_div(n).unwrap_or(0).min(BAR);
    match (count, filled) {
        (0, _) => "·".repeat(BAR),
        (_, 0) => format!("▏{}", "·".repeat(BAR - 1)),
        (_, filled) => format!("{}{}", "█".repeat(filled), "·".repeat(BAR - filled)),
    }
}

fn draw_totals(
    model: &Model,
    (areas, found): (&Areas, &Figures),
    (column, inner): (Marked, Rect),
    buffer: &mut Buffer,
) {
    let Some(presence) = found.presence.as_ref().filter(|_| areas.totals() > 0) else {
        return;
    };
    let label = usize::from(areas.label());
    let top = usize::from(inner.height - TOTALS);
    let last = presence.totals.len().min(column.top + areas.columns());
    for (line, head) in ["●p present", "○a absent", "·n not stated"]
        .iter()
        .enumerate()
    {
        let totals = presence.totals.iter().take(last).skip(column.top);
        let counts: String = totals
            .map(|total| match line {
                0 => total.present,
                1 => total.absent,
                _ => total.not_stated,
            })
            .map(|count| format!("{count:>4} "))
            .collect();
        let words = format!("{}{counts}", fit(&format!(" all {head}"), label));
        row(
            inner,
            top + line,
            Line::styled(words, model.theme.dim()),
            buffer,
        );
    }
}
