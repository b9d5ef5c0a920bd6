//! The tree of codes with its counts, and below it what the codebook lacks.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span as Words};

use crate::tui::model::Detail;
use crate::tui::model::Model;
use crate::tui::screen::codebook::book::Entry;
use crate::tui::screen::codebook::{Codebook, book::Book};
use crate::tui::update::body;
use crate::tui::widget::flow::{clip, fit, flow, one_line};
use crate::tui::widget::pane::{pane, row};

/// From this width on the card stands beside the tree.
const ROOM_FOR_BOTH: u16 = 100;

/// The tree beside the card is no wider: what it does not need is the card's.
const WIDEST: u16 = 84;

/// Columns of a count, with a mark for what must be decided.
const COUNT: usize = 9;

/// Columns that are left to a name where handles are long.
const NAME: usize = 16;

/// Handles that are named as never used, at most this many.
const MOST_NAMED: usize = 40;

/// Where things lie.
#[derive(Clone, Debug)]
pub struct Layout {
    /// The tree with its borders, where it is shown.
    pub tree: Option<Rect>,
    /// The card with its borders, where it is shown.
    pub card: Option<Rect>,
    /// The lines of codes.
    pub codes: Rect,
    /// What stands below them.
    below: Vec<String>,
}

impl Layout {
    /// Lays the screen out.
    pub fn of(model: &Model) -> Self {
        let area = body(model);
        let detail = model.codebook.detail;
        let is_wide = area.width >= ROOM_FOR_BOTH;
        let (tree, card) = match (is_wide, detail) {
            (true, Detail::AsRoomAllows | Detail::Shown) => {
                let left = (area.width / 2 + 2).clamp(58, WIDEST);
                let right = Rect {
                    x: area.x + left,
                    width: area.width - left,
                    ..area
                };
                (
                    Some(Rect {
                        width: left,
                        ..area
                    }),
                    Some(right),
                )
            }
            (false, Detail::Shown) => (None, Some(area)),
            _ => (Some(area), None),
        };
        let inside = tree.unwrap_or(area);
        let room = Rect {
            x: inside.x + 1,
            y: inside.y + 2,
            width: inside.width.saturating_sub(2),
            height: inside.height.saturating_sub(3),
        };
        let below = below(&model.codebook.book, (room.width, room.height / 3));
        let codes = Rect {
            height: room.height.saturating_sub(below.len() as u16),
            ..room
        };
        Self {
            tree,
            card,
            codes,
            below,
        }
    }

    /// How many lines of codes there are.
    pub fn rows(&self) -> usize {
        usize::from(self.codes.height).max(1)
    }
}

/// What the codebook lacks, in as many lines as there is room for; a blank line sets it off.
fn below(book: &Book, (width, most): (u16, u16)) -> Vec<String> {
    let room = usize::from(width);
    let mut lines = Vec::new();
    if !book.unused.is_empty() {
        let named = book.unused.iter().take(MOST_NAMED);
        let handles: Vec<String> = named.map(|handle| one_line(handle)).collect();
        let words = format!("never used ({}): {}", book.unused.len(), handles.join(" "));
        let mut flowed = flow(&words, width);
        if flowed.len() > 2 {
            flowed.truncate(2);
            flowed
                .iter_mut()
                .skip(1)
                .for_each(|line| *line = clip(&format!("{line} …"), room));
        }
        lines.extend(flowed);
    }
    let lint = match book.warnings.len() {
        0 => "lint: no warnings".to_owned(),
        1 => "lint: 1 warning".to_owned(),
        count => format!("lint: {count} warnings (all: intercoder codebook lint)"),
    };
    if !book.entries.is_empty() {
        lines.push(clip(&lint, room));
    }
    let first = book.warnings.iter().take(3);
    lines.extend(first.map(|warning| clip(&format!("  {}", one_line(warning)), room)));
    lines.truncate(usize::from(most).saturating_sub(1));
    if !lines.is_empty() {
        lines.insert(0, String::new());
    }
    lines
}

/// Draws the tree.
pub fn draw(model: &Model, layout: &Layout, buffer: &mut Buffer) {
    let (codebook, theme) = (&model.codebook, model.theme);
    let Some(area) = layout.tree else {
        return;
    };
    let inner = pane(
        area,
        (&title(codebook), &codebook.book.version),
        theme,
        buffer,
    );
    let columns = Columns::of(&codebook.book, inner.width);
    row(
        inner,
        0,
        Line::styled(columns.head(), theme.strong()),
        buffer,
    );
    if codebook.shown.is_empty() {
        let said = match codebook.filter.is_empty() {
            true => {
                "No codes yet: a adds one. A codebook from a file: intercoder codebook import FILE"
            }
            false => "No code has these words; Esc shows all.",
        };
        for (at, words) in flow(said, inner.width).into_iter().enumerate() {
            row(layout.codes, at, Line::raw(words), buffer);
        }
    }
    let marked = codebook.marked;
    let lines = codebook.shown.iter().enumerate().skip(marked.top);
    for (at, place) in lines.take(layout.rows()) {
        let Some(entry) = codebook.book.entries.get(*place) else {
            continue;
        };
        let is_only_above = !codebook.filter.is_empty() && !codebook.has_words(*place);
        let style = match (at == marked.at, entry.retired || is_only_above) {
            (true, _) => theme.selected(),
            (false, true) => theme.dim(),
            (false, false) => Style::default(),
        };
        let sign = sign(codebook, (*place, entry));
        let line = columns.row(entry, sign);
        row(
            layout.codes,
            at - marked.top,
            Line::styled(line, style),
            buffer,
        );
    }
    let first = usize::from(layout.codes.height);
    for (at, words) in layout.below.iter().enumerate() {
        let (head, rest) = words.split_once(": ").unwrap_or((words, ""));
        let is_head = !rest.is_empty() && !words.starts_with(' ');
        let line = match is_head {
            true => Line::from(vec![
                Words::raw(format!("{head}: ")),
                Words::styled(rest.to_owned(), theme.dim()),
            ]),
            false => Line::styled(words.clone(), theme.dim()),
        };
        let room = Rect {
            height: inner.height.saturating_sub(1),
            ..layout.codes
        };
        row(room, first + at, line, buffer);
    }
}

fn title(codebook: &Codebook) -> String {
    let book = &codebook.book;
    let plural = |count: usize, one: &str| match count {
        1 => format!("1 {one}"),
        more => format!("{more} {one}s"),
    };
    if codebook.filter.is_empty() {
        let (codes, roots) = (book.entries.len(), book.roots());
        return format!(
            "codes  {}, {}",
            plural(codes, "code"),
            plural(roots, "root")
        );
    }
    let found = codebook.shown.iter().filter(|at| codebook.has_words(**at));
    let filter = one_line(&codebook.filter);
    format!("codes  {} with “{filter}”; Esc shows all", found.count())
}

/// What stands before a handle: `v` where codes stand open below it, `>` where they are folded away.
fn sign(codebook: &Codebook, (at, entry): (usize, &Entry)) -> char {
    match (entry.end > at + 1, codebook.is_folded(entry)) {
        (true, true) => '>',
        (true, false) => 'v',
        (false, _) => ' ',
    }
}

/// The columns of the tree, as wide as what stands in them.
struct Columns {
    handle: usize,
    name: usize,
}

impl Columns {
    fn of(book: &Book, width: u16) -> Self {
        let room = usize::from(width).saturating_sub(COUNT + 1);
        let handle = book.widest.clamp(14, room.saturating_sub(NAME).max(14));
        Self {
            handle,
            name: room.saturating_sub(handle + 1),
        }
    }

    fn head(&self) -> String {
        let (handle, name) = (fit("  code", self.handle), fit("name", self.name));
        format!("{handle} {name} {:>COUNT$}", "excerpts")
    }

    fn row(&self, entry: &Entry, sign: char) -> String {
        let label = format!("{}{sign} {}", "  ".repeat(entry.depth), entry.code.id);
        let retired = if entry.retired { "(retired) " } else { "" };
        let name = format!("{retired}{}", entry.code.name);
        let mark = if entry.conflicts.is_empty() { "" } else { "! " };
        let count = format!("{mark}{}", entry.excerpts.len());
        format!(
            "{} {} {count:>COUNT$}",
            fit(&label, self.handle),
            fit(&name, self.name)
        )
    }
}
