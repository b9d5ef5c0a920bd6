//! Drawing search: the line with what it found, the hits, the marked one with what was said around it, and facets or passages
//! like it beside that.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span as Words};
use unicode_width::UnicodeWidthStr;

use crate::filter::View;
use crate::number::counted;
use crate::query::LANGUAGE;
use crate::query::facet::has_filter;
use crate::query::slip::slips;
use crate::query::snippet::{Piece, snippet};
use crate::search::answer::Order;
use crate::tui::model::Model;
use crate::tui::over::{Asking, Over};
use crate::tui::screen::search::proposal;
use crate::tui::screen::search::review::Review;
use crate::tui::screen::search::{Focus, Search};
use crate::tui::seeker::Shown;
use crate::tui::update::body;
use crate::tui::widget::flow::{clip, fit, flow, one_line};
use crate::tui::widget::pane::{pane, row};

/// Rows of the panes below, with their borders.
const BELOW: u16 = 12;

/// The same on a low terminal.
const BELOW_LOW: u16 = 8;

/// A terminal with fewer columns shows one pane below.
const WIDE: u16 = 100;

/// Lines of the upper pane before the first hit: the line, and what is to be said of it.
const HEAD: u16 = 2;

/// Where the panes lie: hits, preview, and what is beside it where there is room.
fn areas(model: &Model) -> (Rect, Rect, Option<Rect>) {
    let area = body(model);
    let below = match area.height < 28 {
        true => BELOW_LOW,
        false => BELOW,
    };
    let below = match reviewed(model) {
        // What is judged must be read whole; a few hits stay to say what the line finds.
        Some(_) => area.height.saturating_sub(2 + HEAD + 3).max(below),
        None => below.min(area.height / 2),
    };
    let hits = Rect {
        height: area.height - below,
        ..area
    };
    let rest = Rect {
        y: area.y + hits.height,
        height: below,
        ..area
    };
    if area.width < WIDE {
        return (hits, rest, None);
    }
    let left = Rect {
        width: area.width * 6 / 11,
        ..rest
    };
    let right = Rect {
        x: area.x + left.width,
        width: area.width - left.width,
        ..rest
    };
    (hits, left, Some(right))
}

/// How many hits are on the screen.
pub fn rows_shown(model: &Model) -> usize {
    let (hits, ..) = areas(model);
    usize::from(hits.height.saturating_sub(2 + HEAD)).max(1)
}

/// How many lines the pane of facets and of passages has.
pub fn side_rows(model: &Model) -> usize {
    let (_, preview, side) = areas(model);
    usize::from(side.unwrap_or(preview).height.saturating_sub(2)).max(1)
}

/// The hit at a place of the screen.
pub fn hit_at(model: &Model, (_, y): (u16, u16)) -> Option<usize> {
    let (hits, ..) = areas(model);
    let line = y.checked_sub(hits.y + 1 + HEAD)?;
    let at = model.search.marked.top + usize::from(line);
    (usize::from(line) < rows_shown(model) && at < model.search.hits().len()).then_some(at)
}

/// Draws the screen.
pub fn draw(model: &Model, view: &View<'_>, buffer: &mut Buffer) {
    let (hits, preview, side) = areas(model);
    draw_hits(model, (hits, buffer));
    let (below, beside) = match (side, model.search.focus) {
        (Some(side), _) => (Some(preview), Some(side)),
        (None, Focus::Hits) => (Some(preview), None),
        (None, Focus::Facets | Focus::Alike | Focus::Review) => (None, Some(preview)),
    };
    if let Some(review) = reviewed(model) {
        return proposal::draw(model, review, (preview, side), buffer);
    }
    if let Some(area) = below {
        draw_preview(model, (area, buffer));
    }
    if let Some(area) = beside {
        let has_alike = model.search.alike.is_some() || model.search.focus == Focus::Alike;
        match has_alike && model.search.focus != Focus::Facets {
            true => draw_alike(model, (area, buffer)),
            false => draw_facets(model, view, (area, buffer)),
        }
    }
}

/// The review, while it has the keys.
fn reviewed(model: &Model) -> Option<&Review> {
    let review = model.search.review.as_ref();
    review.filter(|_| model.search.focus == Focus::Review)
}

/// What is said of the answer, on the right of the line.
fn told(search: &Search) -> String {
    if let Some(progress) = search.progress {
        let documents = counted(progress.of, "document");
        return format!("index: {} of {documents}", progress.done);
    }
    if search.is_waiting() {
        return "searching…".to_owned();
    }
    match (&search.page, search.scope) {
        (Some(page), _) => format!(
            "{} in {}",
            counted(page.turns, "hit"),
            counted(page.documents, "document")
        ),
        (None, Some((documents, turns, _))) => {
            format!(
                "{} in {}",
                counted(turns, "turn"),
                counted(documents, "document")
            )
        }
        (None, None) => String::new(),
    }
}

fn draw_hits(model: &Model, (area, buffer): (Rect, &mut Buffer)) {
    let search = &model.search;
    let order = match search.order {
        Order::Relevance => "by relevance",
        Order::Document => "as spoken",
        Order::Time => "by date",
    };
    let title = format!("search  turns, {order}");
    let inner = pane(area, (&title, &foot(search)), model.theme, buffer);
    let told = told(search);
    let typing = match &model.over {
        Some(Over::Line(input, Asking::Query)) => input.words.as_str(),
        _ => search.line.as_str(),
    };
    let room = usize::from(inner.width).saturating_sub(told.chars().count() + 4);
    let line = vec![
        Words::styled("> ", model.theme.accent()),
        Words::raw(fit(typing, room)),
        Words::styled(format!("  {told}"), model.theme.dim()),
    ];
    row(inner, 0, Line::from(line), buffer);
    draw_refusal(model, (inner, buffer));
    draw_slip(model, (inner, buffer));
    let hits = search.hits();
    if hits.is_empty() {
        return draw_nothing(model, (inner, buffer));
    }
    let shown = hits.iter().enumerate().skip(search.marked.top);
    for (at, hit) in shown.take(rows_shown(model)) {
        let is_marked = at == search.marked.at;
        let line = hit_line(model, (hit, at), (is_marked, inner.width));
        row(
            inner,
            usize::from(HEAD) + at - search.marked.top,
            line,
            buffer,
        );
    }
}

/// The first values of each facet on a line.
fn foot(search: &Search) -> String {
    let facets = search.page.iter().flat_map(|page| &page.facets);
    let said = facets
        .filter(|facet| facet.field != "document")
        .map(|facet| {
            let slices = facet.slices.iter().take(3);
            let slices: Vec<String> = slices
                .map(|slice| format!("{} {}", slice.value, slice.turns))
                .collect();
            match facet.field.as_str() {
                "coded" => slices.join(", "),
                field => format!("{field} {}", slices.join(", ")),
            }
        });
    said.collect::<Vec<_>>().join(" | ")
}

/// What is wrong with the line, below the character it is about.
fn draw_refusal(model: &Model, (inner, buffer): (Rect, &mut Buffer)) {
    let is_typing = matches!(&model.over, Some(Over::Line(_, Asking::Query)));
    let Some(cause) = model.search.refused.as_ref().filter(|_| !is_typing) else {
        return;
    };
    let before: String = model.search.line.chars().take(cause.at.0).collect();
    let words = format!(
        "{}^ {}; {}",
        " ".repeat(2 + UnicodeWidthStr::width(before.as_str())),
        cause.what,
        cause.hint
    );
    let words = match words.chars().count() > usize::from(inner.width) {
        true => format!(
            "  {}; {} (character {})",
            cause.what,
            cause.hint,
            cause.at.0 + 1
        ),
        false => words,
    };
    row(inner, 1, Line::styled(words, model.theme.alarm()), buffer);
}

/// What the line may not have been meant to say, once it is written and answered.
fn draw_slip(model: &Model, (inner, buffer): (Rect, &mut Buffer)) {
    let search = &model.search;
    let is_typing = matches!(&model.over, Some(Over::Line(_, Asking::Query)));
    let is_answered = !is_typing && search.refused.is_none() && !search.is_waiting();
    let page = search.page.as_ref().filter(|_| is_answered);
    let slip = page.and_then(|page| slips(&page.asked.line, page.turns).into_iter().next());
    if let Some(slip) = slip {
        let words = fit(&slip, usize::from(inner.width).saturating_sub(2));
        let line = Line::styled(format!("  {words}"), model.theme.accent());
        row(inner, 1, line, buffer);
    }
}

/// What to do where there is no hit.
fn draw_nothing(model: &Model, (inner, buffer): (Rect, &mut Buffer)) {
    let search = &model.search;
    let mut at = usize::from(HEAD);
    if search.page.is_some() && !search.is_waiting() && search.refused.is_none() {
        let said = "Nothing found. Fewer words, OR between them, word~1 for other spellings.";
        row(inner, at, Line::raw(said), buffer);
        at += 2;
    }
    for words in LANGUAGE.lines() {
        let words = clip(words, usize::from(inner.width));
        row(inner, at, Line::styled(words, model.theme.dim()), buffer);
        at += 1;
    }
}

/// Columns of a place, of a speaker and of codes.
const PLACE: usize = 11;
const SPEAKER: usize = 22;
const CODES: usize = 22;

fn hit_line(
    model: &Model,
    (shown, at): (&Shown, usize),
    (is_marked, width): (bool, u16),
) -> Line<'static> {
    let hit = &shown.hit;
    let theme = model.theme;
    let base = match is_marked && model.search.focus == Focus::Hits {
        true => theme.selected(),
        false => Style::default(),
    };
    let sign = if is_marked { "▌" } else { " " };
    let width = usize::from(width);
    let is_narrow = width < usize::from(WIDE);
    let speaker = if is_narrow { 6 } else { SPEAKER };
    let codes = if is_narrow { 14 } else { CODES };
    let place = format!("{} t{}", hit.document, hit.turn);
    let who = match hit.role.is_empty() {
        true => hit.speaker.clone(),
        false => format!("{} {}", hit.speaker, hit.role),
    };
    let head = format!(
        "{sign}{:>3} {} {} ",
        at + 1,
        fit(&place, PLACE),
        fit(&who, speaker)
    );
    let room = width.saturating_sub(head.chars().count() + codes + 2);
    let mut words = vec![Words::styled(head, base)];
    let mut left = room;
    for piece in snippet(&hit.quote, &hit.marked, room.saturating_sub(2)) {
        let (text, style) = match &piece {
            Piece::Plain(text) => (text, base),
            Piece::Sought(text) => (text, base.patch(theme.found())),
        };
        let text = clip(&one_line(text), left);
        left = left.saturating_sub(UnicodeWidthStr::width(text.as_str()));
        words.push(Words::styled(text, style));
    }
    words.push(Words::styled(" ".repeat(left + 1), base));
    let coded = match hit.codes.is_empty() {
        true => "uncoded".to_owned(),
        false => hit.codes.join(" "),
    };
    words.push(Words::styled(fit(&coded, codes), base.patch(theme.dim())));
    Line::from(words)
}

fn draw_preview(model: &Model, (area, buffer): (Rect, &mut Buffer)) {
    let theme = model.theme;
    let Some(shown) = model.search.hit() else {
        pane(area, ("", ""), theme, buffer);
        return;
    };
    let hit = &shown.hit;
    let title = format!("{}  turn {}  {}", hit.document, hit.turn, hit.speaker);
    let coded = hit.codes.join(" ");
    let inner = pane(area, (&title, &coded), theme, buffer);
    let beside = |said: &Option<(String, String)>| {
        let (who, words) = said.clone()?;
        Some(clip(
            &one_line(&format!("{who}: {words}")),
            usize::from(inner.width),
        ))
    };
    let mut at = 0;
    if let Some(before) = beside(&shown.before) {
        row(inner, at, Line::styled(before, theme.dim()), buffer);
        at += 1;
    }
    let after = beside(&shown.after);
    let room = usize::from(inner.height).saturating_sub(at + usize::from(after.is_some()));
    // What is sought stays in sight where the turn is longer than the pane.
    let most = room * usize::from(inner.width.saturating_sub(2)).max(1);
    let pieces = snippet(&hit.quote, &hit.marked, most.saturating_sub(most / 6));
    for line in marked_lines(&pieces, (inner.width, theme.found()))
        .into_iter()
        .take(room)
    {
        row(inner, at, line, buffer);
        at += 1;
    }
    if let Some(after) = after {
        row(inner, at, Line::styled(after, theme.dim()), buffer);
    }
}

/// Pieces flowing into lines, with what is sought marked.
pub(super) fn marked_lines(pieces: &[Piece], (width, found): (u16, Style)) -> Vec<Line<'static>> {
    let whole: String = pieces.iter().map(Piece::words).collect();
    let mut styles = Vec::new();
    for piece in pieces {
        let style = match piece {
            Piece::Plain(_) => Style::default(),
            Piece::Sought(_) => found,
        };
        styles.extend(piece.words().chars().map(|_| style));
    }
    let mut at = 0;
    let letters: Vec<char> = whole.chars().collect();
    let mut lines = Vec::new();
    for line in flow(&whole, width) {
        let mut words = Vec::new();
        for c in line.chars() {
            // Breaking a line eats the blanks at its end.
            while letters.get(at).is_some_and(|&letter| letter != c) {
                at += 1;
            }
            let style = styles.get(at).copied().unwrap_or_default();
            words.push(Words::styled(c.to_string(), style));
            at += 1;
        }
        lines.push(Line::from(words));
    }
    lines
}

fn draw_facets(model: &Model, view: &View<'_>, (area, buffer): (Rect, &mut Buffer)) {
    let search = &model.search;
    let has_keys = search.focus == Focus::Facets;
    let hidden = view.hiding().len();
    let foot = match hidden {
        0 => String::new(),
        n => format!("{} hidden while blind", counted(n, "round")),
    };
    let title = match has_keys {
        true => "facets, turns  Enter adds or takes away",
        false => "facets, turns  Tab",
    };
    let inner = pane(area, (title, &foot), model.theme, buffer);
    let slices = search.slices();
    let shown = slices.iter().enumerate().skip(search.slice.top);
    let mut field_before = "";
    for (at, (field, slice)) in shown.take(usize::from(inner.height)) {
        let is_asked = has_filter(&search.line, &slice.filter);
        let style = match has_keys && at == search.slice.at {
            true => model.theme.selected(),
            false if is_asked => model.theme.strong(),
            false => Style::default(),
        };
        let named = if *field == field_before { "" } else { field };
        field_before = field;
        let sign = if is_asked { "•" } else { " " };
        let words = format!(
            "{sign}{} {:>6}  {}",
            fit(named, 12),
            slice.turns,
            slice.value
        );
        let line = Line::styled(fit(&words, usize::from(inner.width)), style);
        row(inner, at - search.slice.top, line, buffer);
    }
}

fn draw_alike(model: &Model, (area, buffer): (Rect, &mut Buffer)) {
    let search = &model.search;
    let title = "passages in the same words, 0 to 1";
    let foot = if search.focus == Focus::Alike {
        "Enter opens  S on from here  Tab hits"
    } else {
        "Tab"
    };
    let inner = pane(area, (title, foot), model.theme, buffer);
    let alike = search.alike.as_deref().unwrap_or_default();
    if alike.is_empty() {
        let said = match search.alike {
            None => "searching…",
            Some(_) => "Nothing says this in the same words.",
        };
        row(inner, 0, Line::styled(said, model.theme.dim()), buffer);
        return;
    }
    let shown = alike.iter().enumerate().skip(search.like.top);
    for (at, alike) in shown.take(usize::from(inner.height)) {
        let style = match search.focus == Focus::Alike && at == search.like.at {
            true => model.theme.selected(),
            false => Style::default(),
        };
        let place = format!("{} t{}", alike.document, alike.turn);
        let words = format!(
            "{:.2} {} {}",
            alike.score,
            fit(&place, PLACE),
            one_line(&alike.quote)
        );
        let line = Line::styled(fit(&words, usize::from(inner.width)), style);
        row(inner, at - search.like.top, line, buffer);
    }
}

/// Where the cursor stands while the line is typed.
pub fn cursor(model: &Model, words: &str) -> (u16, u16) {
    let (hits, ..) = areas(model);
    let wide = UnicodeWidthStr::width(words) as u16;
    let told = told(&model.search).chars().count() as u16 + 7;
    let most = hits.width.saturating_sub(told);
    (hits.x + 3 + wide.min(most), hits.y + 1)
}
