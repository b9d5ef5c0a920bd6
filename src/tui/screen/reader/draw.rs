//! Drawing the reader: the visible rows only, the margin beside them, the detail.

use ratatui::buffer::Buffer;
use ratatui::style::Style;
use ratatui::text::Line;
use unicode_segmentation::UnicodeSegmentation as _;

use crate::document::Turns;
use crate::filter::View;
use crate::text::span::{Position, Span};
use crate::text::visible::sweep;
use crate::tui::layout::{Row, Stretch, columns};
use crate::tui::model::Model;
use crate::tui::screen::reader::landmark::is_passed;
use crate::tui::screen::reader::margin::{COLUMNS, Part, Stripe, part, stripes};
use crate::tui::screen::reader::{Layer, Reader, Stripes, Talk, detail};
use crate::tui::theme::Theme;
use crate::tui::widget::flow::clip;
use crate::tui::widget::pane::{pane, row};

/// Draws the transcript and what stands beside it.
pub fn draw((model, reader): (&Model, &Reader), view: &View<'_>, buffer: &mut Buffer) {
    let (title, foot) = (title(view, reader), foot(view, reader));
    pane(reader.geometry.text, (&title, &foot), model.theme, buffer);
    let page = Page {
        reader,
        theme: model.theme,
        selected: selected(reader),
        hits: hits(reader),
        stripes: stripes(view, reader),
    };
    let shown = reader
        .layout
        .rows(reader.top, usize::from(reader.geometry.rows));
    for ((_, row), y) in shown.zip(reader.geometry.first..) {
        if let Row::Words(stretch) = row {
            page.words(stretch, y, buffer);
            page.margin(view, (stretch, y), buffer);
        }
    }
    if let Some(area) = reader.geometry.detail {
        let inner = pane(area, ("detail", ""), model.theme, buffer);
        let lines = detail::lines(view, (reader, &model.recents), (model.theme, inner.width));
        for (at, line) in lines.into_iter().enumerate() {
            row(inner, at, line, buffer);
        }
    }
}

/// Where the terminal's own cursor stands.
pub fn cursor(reader: &Reader) -> Option<(u16, u16)> {
    let at = reader.layout.row_of(reader.head).checked_sub(reader.top)?;
    let at = u16::try_from(at)
        .ok()
        .filter(|at| *at < reader.geometry.rows)?;
    let column = reader.column().min(reader.geometry.width);
    Some((reader.geometry.words + column, reader.geometry.first + at))
}

fn title(view: &View<'_>, reader: &Reader) -> String {
    let Some(document) = view.document(reader.document) else {
        return String::new();
    };
    let mut people: Vec<String> = document
        .speakers
        .values()
        .filter_map(|role| role.person())
        .map(ToString::to_string)
        .collect();
    people.sort();
    people.dedup();
    let end = reader
        .passage
        .turns
        .iter()
        .filter_map(|turn| turn.ms)
        .map(|(_, end)| end)
        .max();
    let minutes = end
        .map(|end| format!("  {} min", end.div_ceil(60_000)))
        .unwrap_or_default();
    let title = document
        .title
        .as_deref()
        .filter(|title| *title != document.handle)
        .map(|title| format!("  {title}"))
        .unwrap_or_default();
    let layer = match reader.layer {
        Layer::Own => "",
        Layer::Final => "  layer: final",
    };
    format!(
        "{}{title}  {}{minutes}  {}{layer}",
        document.handle,
        document.kind.as_str().replace('_', " "),
        people.join(" ")
    )
}

/// What is selected, and how large it is.
fn foot(view: &View<'_>, reader: &Reader) -> String {
    let extending = if reader.extending { "extending  " } else { "" };
    match (reader.selection(), &reader.applied) {
        (Some(span), _) => format!("{extending}SEL {}", reader.measure(span)),
        (None, Some(applied)) => {
            let codes: Vec<String> = applied
                .codes
                .iter()
                .map(|code| detail::named(view, *code).0)
                .collect();
            format!(
                "CODED {}  {}",
                reader.measure(applied.span),
                codes.join(", ")
            )
        }
        (None, None) => {
            let here: Vec<String> = reader
                .own_here()
                .iter()
                .map(|coding| detail::named(view, coding.code).0)
                .collect();
            let turn = format!(
                "{extending}turn {} of {}",
                reader.turn_at(reader.head) + 1,
                reader.passage.turns.len()
            );
            if here.is_empty() {
                turn
            } else {
                format!("{turn}  {}", here.join(", "))
            }
        }
    }
}

fn selected(reader: &Reader) -> Option<Span> {
    let moving = reader.moving.as_ref().map(|moving| moving.span);
    let applied = reader.applied.as_ref().map(|applied| applied.span);
    let anchored = reader
        .anchor
        .map(|anchor| Span::between(anchor, reader.head));
    moving.or(reader.selection()).or(anchored).or(applied)
}

fn hits(reader: &Reader) -> &[Span] {
    reader
        .search
        .as_ref()
        .map_or(&[], |search| search.hits.as_slice())
}

/// What rows are drawn with.
struct Page<'r> {
    reader: &'r Reader,
    theme: Theme,
    selected: Option<Span>,
    hits: &'r [Span],
    stripes: Vec<Stripe>,
}

impl Page<'_> {
    fn words(&self, stretch: Stretch, y: u16, buffer: &mut Buffer) {
        let reader = self.reader;
        let is_team = reader.talk.get(stretch.turn) == Some(&Talk::Team);
        let plain = if is_team {
            self.theme.dim()
        } else {
            self.theme.text()
        };
        if stretch.opens {
            self.label(stretch.turn, (y, is_team), buffer);
        }
        let text = reader.passage.text.slice(stretch.span);
        let first_hit = self
            .hits
            .partition_point(|hit| hit.end() <= stretch.span.start());
        let mut at = stretch.span.start();
        let mut x = reader.geometry.words;
        for grapheme in text.graphemes(true).filter(|grapheme| *grapheme != "\n") {
            let width = columns(grapheme);
            if x + width > reader.geometry.words + reader.geometry.width {
                break;
            }
            let mut style = plain;
            let near = self
                .hits
                .iter()
                .skip(first_hit)
                .take_while(|hit| hit.start() <= at);
            if near.into_iter().any(|hit| hit.end() > at) {
                style = style.patch(self.theme.found());
            }
            if self
                .selected
                .is_some_and(|span| span.start() <= at && at < span.end())
            {
                style = style.patch(self.theme.selected());
            }
            put(grapheme, (x, y), style, buffer);
            x += width;
            at = Position(at.0 + grapheme.chars().count() as u32);
        }
    }

    /// The number and the speaker of a turn.
    fn label(&self, turn: usize, (y, is_team): (u16, bool), buffer: &mut Buffer) {
        let reader = self.reader;
        let spoken = reader.passage.turns.get(turn);
        let label = spoken
            .map(|turn| Turns::label(&reader.passage.text, turn))
            .unwrap_or_default();
        let room = usize::from(reader.label_width);
        let label = clip(&sweep(label), room);
        let number = usize::from(reader.number_width());
        let x = reader.geometry.text.x + 1;
        let style = if is_team {
            self.theme.dim()
        } else {
            self.theme.strong()
        };
        buffer.set_string(x, y, format!("{:>number$}", turn + 1), self.theme.dim());
        buffer.set_string(x + reader.number_width() + 1, y, label, style);
    }

    fn margin(&self, view: &View<'_>, (stretch, y): (Stretch, u16), buffer: &mut Buffer) {
        let reader = self.reader;
        let x = reader.geometry.margin;
        let here = self
            .stripes
            .iter()
            .filter_map(|stripe| Some((stripe, part(stripe.span, stretch.span)?)));
        let here: Vec<(&Stripe, Part)> = here.collect();
        for (stripe, part) in &here {
            let Some(column) = stripe.column else {
                continue;
            };
            let sign = match part {
                Part::Head => self.theme.shape(stripe.class),
                Part::Body => '┃',
                Part::Foot => '╹',
            };
            buffer.set_string(
                x + 1 + 2 * column as u16,
                y,
                sign.to_string(),
                self.theme.code(stripe.class),
            );
        }
        let uncounted = here
            .iter()
            .filter(|(stripe, _)| stripe.column.is_none())
            .count();
        let last = x + 1 + 2 * COLUMNS as u16;
        match uncounted {
            0 if here.is_empty() && stretch.opens && reader.stripes != Stripes::Density => {
                let body = reader.body(stretch.turn);
                if is_passed(view, reader, body) {
                    buffer.set_string(x + 1, y, "·", self.theme.dim());
                }
            }
            0 => {}
            1..=9 => buffer.set_string(last, y, uncounted.to_string(), self.theme.dim()),
            _ => buffer.set_string(last, y, "+", self.theme.dim()),
        }
    }
}

/// Puts one character on the screen as it may stand there.
fn put(grapheme: &str, (x, y): (u16, u16), style: Style, buffer: &mut Buffer) {
    let is_plain = grapheme.len() == 1 && !grapheme.contains(char::is_control);
    match buffer.cell_mut((x, y)) {
        Some(cell) if is_plain => {
            cell.set_symbol(grapheme).set_style(style);
        }
        _ => {
            let shown = sweep(grapheme).replace('\t', " ");
            let width = columns(grapheme).max(1);
            buffer.set_line(x, y, &Line::styled(shown, style), width);
        }
    }
}
