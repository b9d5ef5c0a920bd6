//! Below the figures: confused codes, the coders' habits, the rounds.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span as Words};

use crate::filter::View;
use crate::id::CoderId;
use crate::session::measured::Measured;
use crate::tui::model::Model;
use crate::tui::screen::agreement::draw::{option, short};
use crate::tui::widget::flow::{clip, fit, one_line};
use crate::tui::widget::pane::{pane, row};

/// The panes below the rows: confused codes, coders, rounds.
pub fn draw(model: &Model, view: &View<'_>, shown: &Measured, (area, buffer): (Rect, &mut Buffer)) {
    let third = area.width / 3;
    let part = |at: u16, width: u16| Rect {
        x: area.x + at * third,
        width,
        ..area
    };
    let panes = [
        part(0, third),
        part(1, third),
        part(2, area.width - 2 * third),
    ];
    draw_lines(
        model,
        ("most confused, disagreements", confusions(shown)),
        (panes[0], buffer),
    );
    draw_lines(model, ("coders", habits(shown)), (panes[1], buffer));
    draw_lines(
        model,
        ("rounds, themes", rounds(model, view)),
        (panes[2], buffer),
    );
}

fn draw_lines(
    model: &Model,
    (title, lines): (&str, Vec<String>),
    (area, buffer): (Rect, &mut Buffer),
) {
    let inner = pane(area, (title, ""), model.theme, buffer);
    for (at, words) in lines.iter().enumerate() {
        let style = if at == 0 {
            model.theme.dim()
        } else {
            Style::default()
        };
        let words = clip(&one_line(words), usize::from(inner.width));
        row(inner, at, Line::from(Words::styled(words, style)), buffer);
    }
}

fn confusions(shown: &Measured) -> Vec<String> {
    let kinds: Vec<String> = shown
        .kinds
        .iter()
        .map(|(kind, n)| format!("{n} {}", kind.words()))
        .collect();
    let mut lines = vec![format!(
        "{} agreed alone; {}",
        shown.agreed,
        kinds.join("; ")
    )];
    lines.extend(
        shown
            .confusions
            .iter()
            .map(|((one, other), n)| format!("{n:>3}  {one} / {other}")),
    );
    lines
}

fn habits(shown: &Measured) -> Vec<String> {
    let mut lines = vec![format!(
        "{:<9}{:>6}{:>7}{:>7}{:>8}",
        "", "codes", "words", "/turn", "unread"
    )];
    lines.extend(shown.habits.iter().map(|habit| {
        let words = habit
            .words
            .map_or_else(|| "-".to_owned(), |words| format!("{words:.0}"));
        format!(
            "{}{:>6}{words:>7}{:>7}{:>8}",
            fit(&habit.coder.0, 9),
            habit.codings,
            short(habit.density()),
            habit.unread
        )
    }));
    let mut by_length: Vec<(f64, &CoderId)> = shown
        .habits
        .iter()
        .filter_map(|habit| Some((habit.words?, &habit.coder)))
        .collect();
    by_length.sort_by(|a, b| a.0.total_cmp(&b.0));
    if let (Some((shortest, _)), Some((longest, coder))) = (by_length.first(), by_length.last())
        && *longest >= 1.5 * shortest
    {
        lines.push(format!("{coder} marks longer stretches; a finer unit?"));
    }
    lines
}

fn rounds(model: &Model, view: &View<'_>) -> Vec<String> {
    let mut lines = vec![format!(
        "{:<6}{:<3}{:>5}{:>7}{:>11}",
        "", "v", "docs", "alpha", "set alpha"
    )];
    for of in &model.agreement.measured {
        let Some(round) = view.round(of.round) else {
            continue;
        };
        let overall = of.report.over(model.agreement.level);
        let scope = &of.report.scope;
        let versions: Vec<String> = scope.codebook_versions.iter().map(u32::to_string).collect();
        lines.push(format!(
            "{}{:<3}{:>5}{:>7}{:>11}",
            fit(&format!("r{}", round.name), 6),
            versions.join(","),
            of.report.n_documents,
            option(overall.alpha_median),
            option(overall.together.set_alpha_masi.ok()),
        ));
    }
    lines.push("other documents each round: ≈ unless intervals part".to_owned());
    lines
}
