//! Drawing agreement: what was measured, and the rows with their intervals.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;

use crate::agreement::figure::Figure;
use crate::agreement::interval::FEWEST_DOCUMENTS;
use crate::agreement::left_out::left_out;
use crate::agreement::measure::Level;
use crate::agreement::passage::Frequency;
use crate::agreement::report::Row;
use crate::agreement::target::{Verdict, verdict};
use crate::agreement::trend::trend;
use crate::agreement::unit::InterviewerTurns;
use crate::compare::is_reflexive;
use crate::filter::View;
use crate::round::{Round, Sight};
use crate::session::measured::Measured;
use crate::tui::model::Model;
use crate::tui::screen::agreement::codes::cause_of;
use crate::tui::screen::agreement::{Below, Middle, Order, below};
use crate::tui::update::body;
use crate::tui::widget::flow::{clip, fit, flow};
use crate::tui::widget::pane::{pane, row};

/// Rows of the pane that says what was measured, its border included; what is missing takes one more.
const SUMMARY: u16 = 7;

/// Rows of the panes at the bottom, where there is room for all.
const BOTTOM: u16 = 9;

/// A screen that is lower shows the rows or the panes below them.
const TALL: u16 = 28;

/// Characters of a drawn interval, one a twentieth from 0 to 1.
const SCALE: usize = 21;

/// Where the panes lie: the summary, the rows, the panes below; nothing where there is no room.
fn areas(model: &Model) -> (Rect, Option<Rect>, Option<Rect>) {
    let area = body(model);
    let summary = Rect {
        height: (SUMMARY + u16::from(model.lacking.is_some())).min(area.height),
        ..area
    };
    let left = area.height.saturating_sub(summary.height);
    let rest = Rect {
        y: area.y + summary.height,
        height: left,
        ..area
    };
    if area.height >= TALL {
        let rows = Rect {
            height: left - BOTTOM,
            ..rest
        };
        let below = Rect {
            y: rest.y + rows.height,
            height: BOTTOM,
            ..rest
        };
        return (summary, Some(rows), Some(below));
    }
    match model.agreement.below {
        Below::Hidden => (summary, Some(rest), None),
        Below::Shown => (summary, None, Some(rest)),
    }
}

/// How many rows of the table are on the screen.
pub fn rows_shown(model: &Model) -> usize {
    let (_, rows, _) = areas(model);
    rows.map_or(1, |area| usize::from(area.height.saturating_sub(3)).max(1))
}

/// The line of the screen that the first row of the table is on.
pub fn first_row(model: &Model) -> u16 {
    let (_, rows, _) = areas(model);
    rows.map_or(u16::MAX, |area| area.y + 2)
}

/// Draws the screen.
pub fn draw(model: &Model, view: &View<'_>, buffer: &mut Buffer) {
    let agreement = &model.agreement;
    let round = agreement.round.and_then(|round| view.round(round));
    let (Some(round), Some(shown), false) = (round, agreement.shown(), is_reflexive(view)) else {
        return draw_nothing(model, view, buffer);
    };
    let (summary, rows, below) = areas(model);
    draw_summary((model, view), (round, shown), (summary, buffer));
    if let Some(area) = rows {
        draw_rows(model, (round, shown), (area, buffer));
    }
    if let Some(area) = below {
        below::draw(model, view, shown, (area, buffer));
    }
}

fn draw_nothing(model: &Model, view: &View<'_>, buffer: &mut Buffer) {
    let area = body(model);
    let inner = pane(area, ("agreement", ""), model.theme, buffer);
    let is_closed = view.rounds().iter().any(|round| round.close.is_some());
    let said = match is_closed {
        _ if is_reflexive(view) => {
            "This study is reflexive: figures are off, and differences are there to be talked about. Space r shows them one by one; intercoder compare DOC ana ben shows coders side by side."
        }
        true => {
            "The round has no figures: it was closed twice apart, or its texts are not here yet."
        }
        false => {
            "No round is closed yet, so nothing is measured. A lead opens one with intercoder round new, coders finish their documents (D), and the lead closes it. Outside rounds: intercoder agree"
        }
    };
    for (at, words) in flow(said, inner.width).into_iter().enumerate() {
        row(inner, at, Line::raw(words), buffer);
    }
}

fn figure(value: Figure) -> String {
    match value {
        Ok(value) => format!("{value:.2}"),
        Err(reason) => format!("undefined, {reason}"),
    }
}

pub fn option(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.2}"))
}

/// What was measured, and what all rows say together.
fn draw_summary(
    (model, view): (&Model, &View<'_>),
    (round, shown): (&Round, &Measured),
    (area, buffer): (Rect, &mut Buffer),
) {
    let report = &shown.report;
    let scope = &report.scope;
    let day = round
        .close
        .as_ref()
        .map_or("", |close| close.at.split('T').next().unwrap_or(""));
    let sight = match round.sight {
        Sight::Blind => "blind",
        Sight::Sealed => "sealed",
        Sight::Open => "open",
    };
    let versions: Vec<String> = scope.codebook_versions.iter().map(u32::to_string).collect();
    let title = format!(
        "agreement  round {}, {sight}, closed {day}  codebook {}  before decisions",
        round.name,
        versions.join(", ")
    );
    let conflicts = (report.conflicts > 0).then(|| {
        let n = report.conflicts;
        format!("{n} for people to decide in this scope: intercoder conflicts")
    });
    let left_out = left_out(view, &[round]);
    let foot: Vec<String> = left_out.into_iter().chain(conflicts).collect();
    let inner = pane(area, (&title, &foot.join("   ")), model.theme, buffer);
    let inner = draw_lacking(model, (inner, buffer));
    let coders: Vec<&str> = scope.coders.iter().map(|coder| coder.0.as_str()).collect();
    let interviewers = match scope.interviewer_turns {
        InterviewerTurns::LeftOut => "interviewers left out",
        InterviewerTurns::Included => "interviewers included",
    };
    let exploratory = match model.agreement.unit {
        Some(_) => "  exploratory, not this round's measure",
        None => "",
    };
    let overall = report.over(model.agreement.level);
    let together = &overall.together;
    let lines = [
        format!(
            "unit: {}   {} units judged by two or more of {}   {}   {interviewers}{exploratory}",
            report.unit.as_str(),
            report.n_pairable,
            coders.join(" "),
            scope.documents.join(" ")
        ),
        format!(
            "{}s: alpha median {}, lowest {}, highest {} of {}; {} undefined, {} rare (counts only)",
            model.agreement.level.as_str(),
            option(overall.alpha_median),
            option(overall.alpha_min),
            option(overall.alpha_max),
            overall.n_defined,
            overall.n_undefined,
            overall.n_rare
        ),
        format!(
            "all {} codes at once: set alpha (MASI) {}   pooled kappa {}",
            together.n_codes,
            figure(together.set_alpha_masi),
            figure(together.pooled_kappa)
        ),
        format!(
            "same stretches marked? |u-alpha {}   same code on them? cu-alpha {}",
            figure(together.bar_u_alpha),
            figure(together.cu_alpha)
        ),
        target(round, shown, model),
    ];
    for (at, words) in lines.iter().enumerate() {
        row(
            inner,
            at,
            Line::raw(clip(words, usize::from(inner.width))),
            buffer,
        );
    }
}

/// What figures over an incomplete study must not be read without; the rest of the pane.
fn draw_lacking(model: &Model, (area, buffer): (Rect, &mut Buffer)) -> Rect {
    let Some(lacking) = &model.lacking else {
        return area;
    };
    let words = format!("incomplete study: {lacking}");
    let words = clip(&words, usize::from(area.width));
    row(area, 0, Line::styled(words, model.theme.alarm()), buffer);
    Rect {
        y: area.y + 1,
        height: area.height.saturating_sub(1),
        ..area
    }
}

/// How many rows of the level reached the round's target.
fn target(round: &Round, shown: &Measured, model: &Model) -> String {
    let Some(target) = round.target else {
        return "no target was set for this round".to_owned();
    };
    if model.agreement.unit.is_some() {
        return format!("target {target} holds for the round's own unit only");
    }
    let of_level = shown
        .report
        .rows
        .iter()
        .filter(|row| row.level == model.agreement.level && row.frequency() != Frequency::Rare);
    let verdicts: Vec<Verdict> = of_level.map(|row| verdict(target, &row.interval)).collect();
    let met = verdicts
        .iter()
        .filter(|verdict| **verdict == Verdict::Met)
        .count();
    let missed = verdicts
        .iter()
        .filter(|verdict| **verdict == Verdict::NotMet)
        .count();
    let documents = shown.report.n_documents;
    let why = match documents {
        1 => " (1 document gives no interval)".to_owned(),
        documents if documents < FEWEST_DOCUMENTS => {
            format!(" ({documents} documents give no interval)")
        }
        _ => String::new(),
    };
    format!(
        "target {target}: {met} met, {missed} not met, {} cannot tell{why}",
        verdicts.len() - met - missed
    )
}

fn draw_rows(
    model: &Model,
    (round, shown): (&Round, &Measured),
    (area, buffer): (Rect, &mut Buffer),
) {
    let agreement = &model.agreement;
    let level = match agreement.level {
        Level::Theme => "themes",
        Level::Code => "codes",
    };
    let order = match agreement.order {
        Order::Worst => "worst first",
        Order::Codebook => "as in the codebook",
    };
    let foot = "Enter its disagreements   v themes or codes   s unit   p pairs";
    let inner = pane(
        area,
        (&format!("{level}, {order}"), foot),
        model.theme,
        buffer,
    );
    let rows = agreement.rows();
    row(
        inner,
        0,
        Line::styled(head(model, shown), model.theme.strong()),
        buffer,
    );
    if rows.is_empty() {
        row(
            inner,
            1,
            Line::raw("Nobody used any of them in this round."),
            buffer,
        );
    }
    let target = round.target.filter(|_| agreement.unit.is_none());
    for (at, line) in rows
        .iter()
        .enumerate()
        .skip(agreement.marked.top)
        .take(rows_shown(model))
    {
        let style = match at == agreement.marked.at {
            true => model.theme.selected(),
            false if line.frequency() == Frequency::Rare => model.theme.dim(),
            false => Style::default(),
        };
        let words = fit(&words(model, (line, target)), usize::from(inner.width));
        row(
            inner,
            1 + at - agreement.marked.top,
            Line::styled(words, style),
            buffer,
        );
    }
}

/// The heads of the columns.
fn head(model: &Model, shown: &Measured) -> String {
    let middle = match model.agreement.middle {
        Middle::Interval => format!("{:<12}{}", "95 %", fit(&scale(model), scale_width(model))),
        Middle::Pairs => {
            let pairs = shown
                .report
                .rows
                .first()
                .map(|row| row.pairs.as_slice())
                .unwrap_or_default();
            pairs
                .iter()
                .map(|pair| fit(&format!("{}-{}", pair.coders.0, pair.coders.1), 9) + " ")
                .collect()
        }
    };
    format!(
        "{:<22}{:>5} {:>6}  {middle}{:>5}{:>6}  {:<9}{:<12}cause of most",
        "", "prev", "alpha", "pos", "pass", "trend", "target"
    )
}

fn scale(model: &Model) -> String {
    match scale_width(model) {
        0 => String::new(),
        _ => "0        .5        1".to_owned(),
    }
}

/// A narrow terminal has no room for drawn intervals.
fn scale_width(model: &Model) -> usize {
    if model.size.0 >= 110 { SCALE + 1 } else { 0 }
}

/// One row in words.
fn words(model: &Model, (line, target): (&Row, Option<f64>)) -> String {
    let rare = line.frequency() == Frequency::Rare;
    let alpha = match (rare, line.alpha) {
        (false, Some(alpha)) => format!("{alpha:.2}"),
        _ => "-".to_owned(),
    };
    let start = format!(
        "{}{:>5} {alpha:>6}  ",
        fit(&line.key, 22),
        short(line.prevalence)
    );
    if rare {
        let by_all = line
            .spread
            .iter()
            .filter(|passage| passage.coded_by == passage.rated_by)
            .count();
        return format!(
            "{start}rare: {} of {} passages coded by all; see its theme",
            by_all, line.passages
        );
    }
    let middle = match model.agreement.middle {
        Middle::Interval => {
            let interval = match line.alpha_ci {
                Some((low, high)) => format!("{low:.2}-{high:.2}"),
                None => "-".to_owned(),
            };
            format!(
                "{interval:<12}{}",
                fit(&drawn(model, line, target), scale_width(model))
            )
        }
        Middle::Pairs => line
            .pairs
            .iter()
            .map(|pair| fit(&option(pair.cohen), 9) + " ")
            .collect(),
    };
    let before = model.agreement.before().and_then(|of| {
        let mut rows = of.report.rows.iter();
        rows.find(|row| row.level == line.level && row.key == line.key)
    });
    let trend = before.and_then(|before| Some((before, trend(before, line)?)));
    let trend = trend.map_or_else(String::new, |(before, trend)| {
        format!("{} {}", option(before.alpha), trend.sign())
    });
    let judged = target.map_or("", |target| match verdict(target, &line.interval) {
        Verdict::Met => "met",
        Verdict::NotMet => "not met",
        Verdict::CannotTell(_) => "cannot tell",
    });
    let few = if line.frequency() == Frequency::Few {
        "few"
    } else {
        ""
    };
    let codes = model.agreement.codes.get(&(line.level, line.key.clone()));
    let cause = codes.and_then(|codes| cause_of(codes, &model.agreement.causes));
    let cause = cause.map_or_else(
        || few.to_owned(),
        |(cause, n)| format!("{} ({n}) {few}", cause.as_str()),
    );
    format!(
        "{start}{middle}{:>5}{:>6}  {trend:<9}{judged:<12}{cause}",
        short(line.holsti),
        line.passages
    )
}

pub fn short(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.2}"))
}

/// The interval on a scale from 0 to 1: `●` alpha, `─` what the interval covers, `┊` the target.
fn drawn(model: &Model, line: &Row, target: Option<f64>) -> String {
    if scale_width(model) == 0 {
        return String::new();
    }
    let place = |value: f64| (value.clamp(0.0, 1.0) * (SCALE - 1) as f64).round() as usize;
    let mut cells = vec![' '; SCALE];
    if let Some((low, high)) = line.alpha_ci {
        cells[place(low)..=place(high)].fill('─');
    }
    if let Some(target) = target {
        cells[place(target)] = '┊';
    }
    if let Some(alpha) = line.alpha {
        cells[place(alpha)] = '●';
    }
    cells.into_iter().collect()
}
