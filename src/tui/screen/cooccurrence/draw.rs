//! Drawing co-occurrence: the triangle of cells, each a shade and a figure, and the places of the marked pair below.
//!
//! A shade is a letter of its own, so that nothing is said by colour: the denser, the closer. The codes are numbered, since their
//! handles would not stand above columns.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span as Words};

use crate::agreement::measure::Level;
use crate::filter::{Layer, View};
use crate::matrix::cooccurrence::{Pair, Spot};
use crate::tui::model::Model;
use crate::tui::screen::cooccurrence::{HeatMap, Shade, in_sight};
use crate::tui::update::body;
use crate::tui::widget::flow::{clip, fit, flow, one_line};
use crate::tui::widget::pane::{pane, row};

/// Columns before the cells: a code's number and its handle.
const LABEL: u16 = 25;

/// Columns of a cell: its shade and three digits.
const CELL: u16 = 4;

/// Lines above the places of a pair: what is said of it.
const SAID: u16 = 2;

/// Where the triangle and the places lie.
pub struct Areas {
    map: Rect,
    below: Rect,
}

impl Areas {
    /// The areas on the screen as large as it is.
    pub fn of(model: &Model) -> Self {
        let area = body(model);
        let height = (area.height * 2 / 5).clamp(6, 16).min(area.height);
        let map = Rect {
            height: area.height.saturating_sub(height),
            ..area
        };
        let below = Rect {
            y: area.y + map.height,
            height,
            ..area
        };
        Self { map, below }
    }

    /// How many lines of the triangle are shown; the numbers above take one.
    pub fn lines(&self) -> usize {
        usize::from(self.map.height.saturating_sub(3)).max(1)
    }

    /// How many columns of the triangle are shown.
    pub fn columns(&self) -> usize {
        usize::from(self.map.width.saturating_sub(2 + LABEL) / CELL).max(1)
    }

    /// How many places of the marked pair are shown.
    pub fn spots(&self) -> usize {
        usize::from(self.below.height.saturating_sub(2 + SAID)).max(1)
    }

    /// The line and column of the cell that a place of the screen is on, from those first shown.
    pub fn cell_at(&self, (x, y): (u16, u16)) -> Option<(usize, usize)> {
        let line = usize::from(y.checked_sub(self.map.y + 2)?);
        let column = usize::from(x.checked_sub(self.map.x + 1 + LABEL)? / CELL);
        (line < self.lines() && column < self.columns()).then_some((line, column))
    }

    /// The line of the list of places that a place of the screen is on, from the one first shown.
    pub fn spot_at(&self, (_, y): (u16, u16)) -> Option<usize> {
        let line = usize::from(y.checked_sub(self.below.y + 1 + SAID)?);
        (line < self.spots()).then_some(line)
    }
}

/// Draws the screen.
pub fn draw(model: &Model, view: &View<'_>, buffer: &mut Buffer) {
    let heat = &model.heat;
    if heat.shown.is_empty() {
        return draw_nothing(model, view, buffer);
    }
    let areas = Areas::of(model);
    draw_map(model, view, (&areas, buffer));
    draw_pair(model, view, (&areas, buffer));
}

fn title(heat: &HeatMap) -> String {
    let of = match heat.level {
        Level::Theme => "themes",
        Level::Code => "codes",
    };
    format!(
        "{of} together {}  layer {}  at least {}",
        heat.within.words(),
        heat.layer,
        heat.fewest()
    )
}

/// What must be read with the figures.
fn foot(heat: &HeatMap, view: &View<'_>) -> String {
    let shade = match heat.shade {
        Shade::Coefficient => "░ c above 0  ▒ .1  ▓ .25  █ .5  / one above the other",
        Shade::Count => "░ ▒ ▓ █ quarters of the most often  / one above the other",
    };
    let mut said = Vec::new();
    let hiding = view.hiding().iter();
    said.extend(hiding.map(|round| format!("round {} is blind: yours alone", round.name)));
    if heat.layer == Layer::Final {
        let undecided = heat.found.scope().undecided;
        said.push(format!("{undecided} undecided, left out"));
    }
    said.push(format!("unit {}  {shade}", heat.found.within.unit()));
    said.join("  ")
}

fn draw_nothing(model: &Model, view: &View<'_>, buffer: &mut Buffer) {
    let heat = &model.heat;
    let inner = pane(
        body(model),
        (&title(heat), &foot(heat, view)),
        model.theme,
        buffer,
    );
    let said = match (view.codings().is_empty(), heat.fewest()) {
        (true, _) => {
            "Nothing is coded yet. Space d shows the documents: open one, select with x, Enter puts a code on."
                .to_owned()
        }
        (false, 1) => format!(
            "No two codes of one coder lie together {}. s looks further: overlapping excerpts, the same turn, turns nearby; F changes the layer.",
            heat.within.words()
        ),
        (false, fewest) => format!(
            "No two codes lie together {} at least {fewest} times. m shows those that do less often; s looks further.",
            heat.within.words()
        ),
    };
    for (at, words) in flow(&said, inner.width).into_iter().enumerate() {
        row(inner, at, Line::raw(words), buffer);
    }
}

fn draw_map(model: &Model, view: &View<'_>, (areas, buffer): (&Areas, &mut Buffer)) {
    let (heat, theme) = (&model.heat, model.theme);
    let inner = pane(areas.map, (&title(heat), &foot(heat, view)), theme, buffer);
    let (line, column) = in_sight(model);
    let columns = heat.shown.len().min(column.top + areas.columns());
    let columns = column.top..columns;
    let numbers: String = columns.clone().map(|at| format!("{:>4}", at + 1)).collect();
    let corner = fit(&left_out(heat), usize::from(LABEL));
    let head = format!("{corner}{numbers}");
    row(inner, 0, Line::styled(head, theme.dim()), buffer);
    let most = most_often(heat);
    let lines = heat.shown.iter().enumerate().skip(line.top);
    for (at, own) in lines.take(areas.lines()) {
        let handle = heat
            .found
            .rows()
            .get(*own)
            .map_or("", |row| row.key.as_str());
        let is_marked = at == heat.line.at || at == heat.column.at;
        let style = if is_marked {
            theme.strong()
        } else {
            Style::default()
        };
        let label = format!("{:>3} {} ", at + 1, fit(handle, 20));
        let mut words = vec![Words::styled(label, style)];
        for column in columns.clone().take_while(|column| *column <= at) {
            let Some(other) = heat.shown.get(column) else {
                continue;
            };
            let is_here = at == heat.line.at && column == heat.column.at;
            let (text, style) = match column == at {
                true => (format!("{:>4}", short(heat.found.alone(*own))), theme.dim()),
                false => cell(model, &heat.found.pair(*own, *other), most),
            };
            let style = if is_here { theme.selected() } else { style };
            words.push(Words::styled(text, style));
        }
        row(inner, at - line.top + 1, Line::from(words), buffer);
    }
}

/// How many codes have no line, as they are in no pair that is together so often.
fn left_out(heat: &HeatMap) -> String {
    let all = heat.found.rows().len();
    match all.saturating_sub(heat.shown.len()) {
        0 => String::new(),
        count => format!(" {count} of {all} left out"),
    }
}

/// How often the pair most often together is; a code and one above it are no finding and set no measure.
fn most_often(heat: &HeatMap) -> u32 {
    let pairs = heat.found.pairs(heat.fewest()).into_iter();
    let most = pairs
        .filter(|pair| !pair.nested)
        .map(|pair| pair.together)
        .max();
    most.unwrap_or(1)
}

/// A cell: its shade, and the figure. What is below the fewest is a dot, one above the other a slash.
fn cell(model: &Model, pair: &Pair, most: u32) -> (String, Style) {
    let (heat, theme) = (&model.heat, model.theme);
    if pair.together < heat.fewest() {
        return ("   ·".to_owned(), theme.dim());
    }
    let density = match heat.shade {
        Shade::Coefficient => pair.c.map_or(0, |c| match c {
            c if c >= 0.5 => 3,
            c if c >= 0.25 => 2,
            c if c >= 0.1 => 1,
            _ => 0,
        }),
        Shade::Count => (pair.together.saturating_sub(1) * 4 / most.max(1)).min(3),
    };
    let figure = match heat.shade {
        Shade::Coefficient => pair.c.map_or_else(|_| "-".to_owned(), fraction),
        Shade::Count => short(pair.together),
    };
    let (glyph, style) = match density {
        _ if pair.nested => ('/', theme.dim()),
        3 => ('█', theme.accent()),
        2 => ('▓', theme.code(1)),
        1 => ('▒', Style::default()),
        _ => ('░', theme.dim()),
    };
    (format!("{glyph}{figure:>3}"), style)
}

/// A coefficient in three columns; what is neither 0 nor 1 is not shown as either.
fn fraction(c: f64) -> String {
    match format!("{:.2}", c) {
        _ if c >= 1.0 => "1.0".to_owned(),
        high if high.starts_with('1') => ".99".to_owned(),
        low if low == "0.00" => ">0".to_owned(),
        other => other.trim_start_matches('0').to_owned(),
    }
}

/// A count in three columns.
fn short(count: u32) -> String {
    match count {
        0..1000 => count.to_string(),
        1000..100_000 => format!("{}k", count / 1000),
        _ => "99k".to_owned(),
    }
}

fn draw_pair(model: &Model, view: &View<'_>, (areas, buffer): (&Areas, &mut Buffer)) {
    let (heat, theme) = (&model.heat, model.theme);
    let Some(pair) = heat.pair() else {
        return;
    };
    let count = heat.spots.len();
    let title = match count {
        1 => "1 place".to_owned(),
        _ => format!("{count} places"),
    };
    let foot = "Enter opens the marked one, Ctrl-o comes back";
    let inner = pane(areas.below, (&title, foot), theme, buffer);
    let said = said(heat, &pair);
    for (at, (words, style)) in said
        .into_iter()
        .zip([theme.strong(), theme.dim()])
        .enumerate()
    {
        let words = clip(&words, usize::from(inner.width));
        row(inner, at, Line::styled(words, style), buffer);
    }
    let spots = heat.spots.iter().enumerate().skip(heat.spot.top);
    for (at, spot) in spots.take(areas.spots()) {
        let style = match at == heat.spot.at {
            true => theme.selected(),
            false => Style::default(),
        };
        let words = fit(&told(model, view, spot), usize::from(inner.width));
        let line = at - heat.spot.top + usize::from(SAID);
        row(inner, line, Line::styled(words, style), buffer);
    }
}

/// What is said of a pair: how often together and how closely, and the two counts behind it.
fn said(heat: &HeatMap, pair: &Pair) -> [String; 2] {
    let handle = |row: usize| {
        heat.found
            .rows()
            .get(row)
            .map_or("", |row| row.key.as_str())
    };
    let (first, second) = (handle(pair.rows.0), handle(pair.rows.1));
    let c = match pair.c {
        Ok(c) => format!("c {c:.2}"),
        Err(why) => format!("c undefined: {why}"),
    };
    let nested = match pair.nested {
        true => "  one stands above the other: no finding",
        false => "",
    };
    let unit = heat.found.within.unit();
    [
        format!(
            " {first} + {second}   together {}   {c}{nested}",
            pair.together
        ),
        format!(
            " {} of {} {unit}s of {first} have {second}; {} of {} the other way round",
            pair.near.0, pair.alone.0, pair.near.1, pair.alone.1
        ),
    ]
}

/// A place: the document, its turn, who put both there, and the words that both lie in.
fn told(model: &Model, view: &View<'_>, spot: &Spot) -> String {
    let (first, second) = spot.excerpts;
    let document = view.document(spot.document);
    let handle = document.map_or("", |document| document.handle.as_str());
    let passage = document.and_then(|document| model.texts.current(document));
    let earlier = if second.start() < first.start() {
        second
    } else {
        first
    };
    let turn = passage.and_then(|passage| passage.turns_at(earlier).next());
    let turn = turn.map_or_else(String::new, |(number, _)| format!(" turn {number}"));
    let common = first.overlap(second).unwrap_or(earlier);
    let words = passage.map_or("…", |passage| passage.text.slice(common));
    let coders: Vec<&str> = spot.coders.iter().map(|coder| coder.0.as_str()).collect();
    format!(
        " {}{}“{}”",
        fit(&format!("{handle}{turn}"), 18),
        fit(&coders.join(" "), 14),
        one_line(words)
    )
}
