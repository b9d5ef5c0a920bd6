//! Drawing: the head line, the screen, what lies over it, what is said, and the keys at the bottom.
//!
//! Only what is on the screen is laid out; a finished frame holds no byte that would act on the terminal.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Position as Cell;
use ratatui::style::Style;
use ratatui::text::{Line, Span as Words};
use unicode_width::UnicodeWidthStr as _;

use crate::change::coding::Hand;
use crate::filter::View;
use crate::progress::has_finished;
use crate::progress::open_round;
use crate::round::Sight;
use crate::text::visible::{acts_on_a_terminal, sweep};
use crate::tui::action::Screen;
use crate::tui::keys::{Binding, Group, Mode, rows, sequence};
use crate::tui::model::{Model, Tone};
use crate::tui::over::{Over, Picking};
use crate::tui::overlay;
use crate::tui::screen::reader::{Layer, Reader};
use crate::tui::screen::{
    agreement, codebook, cooccurrence, documents, help, history, matrix, reader, recode, reconcile,
    review, search, themes,
};
use crate::tui::update::body;
use crate::tui::widget::flow::clip;
use crate::tui::widget::pane::row;

/// Below this no screen fits.
const SMALLEST: (u16, u16) = (60, 15);

/// Draws a frame.
pub fn draw(model: &Model, view: &View<'_>, frame: &mut Frame<'_>) {
    let area = frame.area();
    if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
        let words = format!(
            "{}×{} is too small; make it {}×{}. q quits",
            area.width, area.height, SMALLEST.0, SMALLEST.1
        );
        for (at, line) in crate::tui::widget::flow::flow(&words, area.width)
            .into_iter()
            .enumerate()
        {
            row(area, at, Line::raw(line), frame.buffer_mut());
        }
        return;
    }
    if (area.width, area.height) != model.size {
        // The terminal has changed since; the next frame fits.
        return;
    }
    let buffer = frame.buffer_mut();
    row(area, 0, head(model, view, area.width), buffer);
    let middle = body(model);
    match (model.screen, &model.reader) {
        (Screen::Reader, Some(reader)) => reader::draw::draw((model, reader), view, buffer),
        (Screen::Reader, None) | (Screen::Documents, _) => {
            documents::draw(model, view, (middle, buffer))
        }
        (Screen::Codebook, _) => codebook::draw(model, middle, buffer),
        (Screen::Agreement, _) => agreement::draw::draw(model, view, buffer),
        (Screen::Reconcile, _) => reconcile::draw::draw(model, view, buffer),
        (Screen::Recode, _) => recode::draw(model, view, buffer),
        (Screen::Review, _) => review::draw(model, view, buffer),
        (Screen::Search, _) => search::draw::draw(model, view, buffer),
        (Screen::Cooccurrence, _) => cooccurrence::draw::draw(model, view, buffer),
        (Screen::Themes, _) => themes::draw::draw(model, view, buffer),
        (Screen::Matrix, _) => matrix::draw::draw(model, view, buffer),
        (Screen::History, _) => history::draw(model, middle, buffer),
        (Screen::Help, _) => help::draw(model, middle, buffer),
    }
    let mut at = usize::from(middle.bottom());
    let coach = model.coach.as_ref();
    for words in coach.map_or_else(Vec::new, |coach| coach.lines(area.width - 2)) {
        let line = Line::styled(format!(" {words}"), model.theme.accent());
        row(area, at, line, buffer);
        at += 1;
    }
    row(area, at, said(model, area.width), buffer);
    row(area, at + 1, keys(model, area.width), buffer);
    let over = model
        .over
        .as_ref()
        .and_then(|over| overlay::draw(model, over, buffer));
    let in_text = (model.screen == Screen::Reader && model.over.is_none())
        .then(|| model.reader.as_ref().and_then(reader::draw::cursor))
        .flatten();
    clean(buffer);
    if let Some((x, y)) = over.or(in_text) {
        frame.set_cursor_position(Cell { x, y });
    }
}

/// What would act on the terminal becomes a visible mark.
fn clean(buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        if cell
            .symbol()
            .contains(|c: char| acts_on_a_terminal(c) || c == '\n' || c == '\t')
        {
            let swept = sweep(cell.symbol()).replace(['\n', '\t'], " ");
            let first: String = swept.chars().take(1).collect();
            cell.set_symbol(&first);
        }
    }
}

/// Who codes what, how far they are, and when it was saved; the least important goes first where there is no room.
fn head(model: &Model, view: &View<'_>, width: u16) -> Line<'static> {
    let saved = match (&model.unsaved.is_empty(), &model.saved_at) {
        (false, _) => "NOT SAVED".to_owned(),
        (true, Some(at)) => format!("saved {at}"),
        (true, None) => String::new(),
    };
    let incomplete = match model.lacking {
        Some(_) => "STUDY INCOMPLETE   ",
        None => "",
    };
    let room = usize::from(width).saturating_sub(incomplete.width() + saved.width() + 3);
    let coder = view
        .viewer()
        .map_or_else(|| "outsider".to_owned(), |coder| format!("coder {coder}"));
    let mut parts = vec![coder];
    parts.extend(round(model, view));
    let version = view.versions().last();
    parts.extend(version.map(|version| format!("codebook v{}", version.number)));
    if let (Screen::Reader, Some(reader)) = (model.screen, &model.reader) {
        parts.extend(
            reader
                .hand
                .as_ref()
                .map(|hand| waiting(view, (reader, hand))),
        );
    }
    let long = |parts: &[String]| -> usize { parts.iter().map(|part| part.width() + 3).sum() };
    // What changes while one codes stays; the version goes before it where there is no room.
    while long(&parts) > room && parts.len() > 2 {
        parts.remove(parts.len() - 2);
    }
    let title = view.setting("title").unwrap_or("a study");
    let name = " intercoder".to_owned();
    if long(&parts) + name.width() + 3 + 8 <= room {
        let free = room - long(&parts) - name.width() - 6;
        parts.insert(0, clip(title, free.min(40)));
        parts.insert(0, name);
    } else {
        parts.insert(0, String::new());
    }
    let left = clip(&parts.join("   "), room);
    let gap =
        usize::from(width).saturating_sub(left.width() + incomplete.width() + saved.width() + 1);
    let style = if model.unsaved.is_empty() {
        model.theme.dim()
    } else {
        model.theme.alarm()
    };
    Line::from(vec![
        Words::styled(left, model.theme.dim()),
        Words::raw(" ".repeat(gap)),
        Words::styled(incomplete, model.theme.alarm()),
        Words::styled(saved, style),
    ])
}

/// How far the coder is with the document.
fn waiting(view: &View<'_>, (reader, hand): (&Reader, &Hand)) -> String {
    match reader.waiting.len() {
        _ if reader.layer == Layer::Final => "layer: final".to_owned(),
        0 if has_finished(view, hand.document, (&hand.coder, hand.round)) => "finished".to_owned(),
        1 => "1 uncoded turn left".to_owned(),
        open => format!("{open} uncoded turns left"),
    }
}

fn round(model: &Model, view: &View<'_>) -> Option<String> {
    let document = model
        .reader
        .as_ref()
        .filter(|_| model.screen == Screen::Reader)?
        .document;
    let round = open_round(view, view.viewer()?, document)?;
    let sight = match round.sight {
        Sight::Blind => " (blind)",
        Sight::Sealed => " (sealed)",
        Sight::Open => "",
    };
    Some(format!("round {}{sight}", round.name))
}

fn said(model: &Model, width: u16) -> Line<'static> {
    let style = match model.said.tone {
        Tone::Plain => Style::default(),
        Tone::Alarm => model.theme.alarm(),
    };
    let words = match model.typed.is_empty() {
        true => model.said.words.clone(),
        false => continuations(model),
    };
    Line::styled(
        format!(
            " {}",
            clip(&words.replace('\n', " "), usize::from(width) - 2)
        ),
        style,
    )
}

/// What the keys typed so far can become.
fn continuations(model: &Model) -> String {
    let typed: Vec<String> = model.typed.iter().map(ToString::to_string).collect();
    let all = rows(model.mode()).chain(rows(Mode::Everywhere));
    let next = all.filter_map(|binding| {
        let mut ways = binding.keys.iter().map(|keys| sequence(keys));
        let keys = ways.find(|keys| keys.len() > typed.len() && keys.starts_with(&model.typed))?;
        let rest: Vec<String> = keys
            .iter()
            .skip(typed.len())
            .map(ToString::to_string)
            .collect();
        Some(format!("{} {}", rest.join(" "), binding.words))
    });
    let next: Vec<String> = next.collect();
    format!("{} …  {}", typed.join(" "), next.join("   "))
}

/// The keys that matter now, as many as there is room for; the way to all of them always.
fn keys(model: &Model, width: u16) -> Line<'static> {
    let mode = model.mode();
    let always = rows(Mode::Everywhere).filter(|_| mode.is_screen());
    let hints = |binding: &&Binding| !binding.hint.is_empty();
    let all: Vec<_> = rows(mode).chain(always).filter(hints).collect();
    let mut shown: Vec<(Group, String, String)> =
        all.iter().map(|binding| hinted(binding)).collect();
    if mode == Mode::Picker {
        shown = picker_keys(model);
    }
    let room = usize::from(width).saturating_sub(1);
    let long = |shown: &[(Group, String, String)]| -> usize {
        shown
            .iter()
            .map(|(_, key, hint)| key.width() + hint.width() + 2)
            .sum()
    };
    while long(&shown) > room {
        let Some(at) = least(&shown) else {
            break;
        };
        shown.remove(at);
    }
    let mut words = vec![Words::raw(" ")];
    for (_, key, hint) in shown {
        words.push(Words::styled(key, model.theme.strong()));
        words.push(Words::styled(format!("{hint}  "), model.theme.dim()));
    }
    Line::from(words)
}

/// A row of the table as the bottom line shows it.
fn hinted(binding: &Binding) -> (Group, String, String) {
    let key = binding.keys.first().copied().unwrap_or_default();
    (binding.group, key.to_owned(), format!(" {}", binding.hint))
}

/// What gives way first where there is no room: motions and looks, then all that selects but the first, then the last of what
/// codes; never what leads on.
fn least(shown: &[(Group, String, String)]) -> Option<usize> {
    let last = |group: Group| shown.iter().rposition(|(of, _, _)| *of == group);
    let first_select = shown.iter().position(|(of, _, _)| *of == Group::Select);
    let others = [Group::Move, Group::Look, Group::Go]
        .into_iter()
        .find_map(last);
    let selects = last(Group::Select).filter(|at| Some(*at) != first_select);
    others.or(selects).or(last(Group::Code)).or(first_select)
}

fn picker_keys(model: &Model) -> Vec<(Group, String, String)> {
    let Some(Over::Picker(_, picking)) = &model.over else {
        return Vec::new();
    };
    let keys: &[(&str, &str)] = match picking {
        Picking::Code(_) => &[
            ("Enter", "apply"),
            ("Tab", "apply and stay"),
            ("Ctrl-n", "new code"),
            ("Esc", "cancel"),
        ],
        Picking::Swap(_) => &[("Enter", "put on instead"), ("Esc", "cancel")],
        Picking::Document | Picking::Turn => &[("Enter", "open"), ("Esc", "cancel")],
        _ => &[("Enter", "take it"), ("Esc", "cancel")],
    };
    let each = keys
        .iter()
        .map(|(key, hint)| (Group::Code, (*key).to_owned(), format!(" {hint}")));
    each.collect()
}
