//! The marked cell: its state, its summary in full, and its excerpts.

use ratatui::buffer::Buffer;
use ratatui::style::Style;
use ratatui::text::Line;

use crate::filter::View;
use crate::matrix::presence::State;
use crate::number::counted;
use crate::texts::Passage;
use crate::themes::speakers_at;
use crate::tui::model::Model;
use crate::tui::screen::matrix::areas::Areas;
use crate::tui::screen::matrix::figures::Showing;
use crate::tui::screen::matrix::{Excerpt, Focus};
use crate::tui::widget::flow::{fit, flow, one_line};
use crate::tui::widget::pane::{pane, row};

/// The lines that are said of the marked cell above its excerpts: its state, then its summary.
pub fn said(model: &Model, width: u16) -> Vec<String> {
    let mut lines = vec![state(model)];
    let summary = model.matrix.cell().and_then(|cell| cell.summary.as_ref());
    let flowing = summary.map(|words| flow(words, width.saturating_sub(2)));
    lines.extend(flowing.into_iter().flatten());
    lines
}

/// How many lines of the summary there is no room for.
pub fn hidden(model: &Model) -> usize {
    let areas = Areas::of(model);
    let all = said(model, areas.below.width.saturating_sub(2)).len();
    all.saturating_sub(areas.said)
}

/// How many people a cell of the crosstab counts.
pub fn people_of(model: &Model, (line, column): (usize, usize)) -> usize {
    let screen = &model.matrix;
    let found = screen.found.as_ref();
    let count = found.and_then(|found| {
        let counts = found.crosstab.as_ref()?.rows.get(line)?;
        let by = counts.by.get(screen.asked.by.as_ref()?)?;
        by.get(&found.groups.get(column)?.value).copied()
    });
    count.unwrap_or(0)
}

/// What the marked cell is, in a line.
fn state(model: &Model) -> String {
    let screen = &model.matrix;
    let at = (screen.line.at, screen.column.at);
    let Some(found) = &screen.found else {
        return String::new();
    };
    if screen.asked.showing == Showing::Crosstab {
        let n = found.groups.get(at.1).map_or(0, |group| group.n);
        let count = people_of(model, at);
        let share = match n {
            0 => "share undefined: nobody is in the group".to_owned(),
            n => format!("{}%", (count * 100 + n / 2) / n),
        };
        return format!("{count} of the group's {n} people, {share}");
    }
    let Some(cell) = screen.cell() else {
        return String::new();
    };
    let presence = found.presence.as_ref().and_then(|of| of.cases.get(at.0));
    let present = presence.and_then(|case| case.cells.get(at.1));
    let present = present.map_or("", |cell| match cell.state {
        State::Present => "present; ",
        State::Absent => "absent: all turns were judged, none has it; ",
        State::NotStated => "not stated: not all turns were judged; ",
    });
    let coder = cell.coder.as_ref().map_or("", |coder| coder.0.as_str());
    let layer = cell.written_for.as_deref().unwrap_or_default();
    let written = match (&cell.summary, cell.n_excerpts) {
        (None, 0) => "nothing written, no excerpt".to_owned(),
        (None, _) => "waiting for a summary; e writes one".to_owned(),
        (Some(_), _) if cell.stale => format!(
            "STALE: other excerpts than when {coder} wrote it for layer {layer}; e rewrites, y says it still holds"
        ),
        (Some(_), _) => format!("written by {coder} for layer {layer}"),
    };
    let disputed = match cell.disputed {
        true => "; several summaries that nothing replaces, the last is shown",
        false => "",
    };
    format!("{present}{written}{disputed}")
}

/// Draws what is said of the marked cell.
pub fn draw(model: &Model, view: &View<'_>, (areas, buffer): (&Areas, &mut Buffer)) {
    let (screen, theme) = (&model.matrix, model.theme);
    let count = counted(screen.excerpts.len(), "excerpt");
    let foot = match hidden(model) {
        0 => "Enter opens the marked excerpt, Ctrl-o comes back".to_owned(),
        lines => format!("{} more of the summary: J K", counted(lines, "line")),
    };
    let title = format!("{}   {count}", name(model));
    let inner = pane(areas.below, (&title, &foot), theme, buffer);
    let said = said(model, inner.width);
    let top = screen.top.min(said.len().saturating_sub(areas.said));
    for (at, words) in said.iter().enumerate().skip(top).take(areas.said) {
        let is_stale = screen.cell().is_some_and(|cell| cell.stale);
        let style = match at {
            0 if is_stale => theme.alarm(),
            0 => theme.dim(),
            _ => theme.text(),
        };
        let words = fit(&format!(" {words}"), usize::from(inner.width));
        row(inner, at - top, Line::styled(words, style), buffer);
    }
    let rows = areas.rows(Focus::Excerpts);
    let mut marked = screen.excerpt;
    marked.to(marked.at, (screen.excerpts.len(), rows));
    let excerpts = screen.excerpts.iter().enumerate().skip(marked.top);
    for (at, excerpt) in excerpts.take(rows) {
        let style = match (at == screen.excerpt.at, screen.focus) {
            (true, Focus::Excerpts) => theme.selected(),
            (true, Focus::Cells) => theme.strong(),
            (false, _) => Style::default(),
        };
        let words = fit(&told(model, view, excerpt), usize::from(inner.width));
        let line = areas.said + at - marked.top;
        row(inner, line, Line::styled(words, style), buffer);
    }
}

/// What the marked cell stands for.
fn name(model: &Model) -> String {
    let screen = &model.matrix;
    let at = (screen.line.at, screen.column.at);
    let Some(found) = &screen.found else {
        return String::new();
    };
    match screen.asked.showing {
        Showing::Crosstab => {
            let row = found.crosstab.as_ref().and_then(|of| of.rows.get(at.0));
            let value = found.groups.get(at.1).map_or("", |of| of.value.as_str());
            let by = screen.asked.by.as_deref().unwrap_or_default();
            format!("{}  {by} {value}", row.map_or("", |row| row.name.as_str()))
        }
        Showing::Framework | Showing::Presence => {
            let crossing = found.crossing(at);
            crossing.map_or_else(String::new, |(case, theme)| {
                format!("{} under {} {}", case.handle, at.1 + 1, theme.name)
            })
        }
    }
}

/// An excerpt: its place, who speaks, and the words; a star where it is new since the summary.
fn told(model: &Model, view: &View<'_>, excerpt: &Excerpt) -> String {
    let (id, span) = excerpt.place;
    let document = view.document(id);
    let handle = document.map_or("", |document| document.handle.as_str());
    let passage = document.and_then(|document| model.texts.current(document));
    let turn = passage.and_then(|passage: &Passage| passage.turns_at(span).next());
    let turn = turn.map_or_else(String::new, |(number, _)| format!(" turn {number}"));
    let words = passage.map_or("…", |passage| passage.text.slice(span));
    let people = speakers_at(view, &model.texts, excerpt.place);
    let people: Vec<&str> = people.iter().map(|of| of.0.as_str()).collect();
    let new = if excerpt.is_new { '*' } else { ' ' };
    format!(
        " {new} {}{}“{}”",
        fit(&format!("{handle}{turn}"), 14),
        fit(&people.join(" "), 9),
        one_line(words)
    )
}
