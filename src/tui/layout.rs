//! The layout of a transcript: its turns wrapped to a width, as rows of the screen.
//!
//! Worked out once for a document and a width, and asked for the visible rows only. A row is a stretch of the text; words break at
//! spaces, a word longer than the row at characters. Runs of ASCII take a fast path that breaks as the careful one does.

use std::collections::BTreeSet;

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

use crate::text::Text;
use crate::text::span::{Position, Span};
use crate::text::visible::acts_on_a_terminal;
use crate::texts::Passage;

/// One row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    /// The space between two turns.
    Blank,
    /// A stretch of a turn's body.
    Words(Stretch),
}

/// A stretch of a turn's body that fits into one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// The turn, from 0.
    pub turn: usize,
    /// Whether it is the first row of its turn.
    pub opens: bool,
    /// Where it lies, the blanks that end it included.
    pub span: Span,
}

/// A transcript as rows.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// How many columns a row may take.
    pub width: u16,
    /// The turns that are not shown, from 0.
    pub hidden: BTreeSet<usize>,
    rows: Vec<Row>,
    /// The first row of each turn that is shown, in order.
    starts: Vec<(usize, usize)>,
}

impl Layout {
    /// Wraps the turns that are not hidden.
    pub fn of(passage: &Passage, width: u16, hidden: BTreeSet<usize>) -> Self {
        let mut layout = Self {
            width,
            ..Self::default()
        };
        for (turn, spoken) in passage
            .turns
            .iter()
            .enumerate()
            .filter(|(turn, _)| !hidden.contains(turn))
        {
            if !layout.rows.is_empty() {
                layout.rows.push(Row::Blank);
            }
            layout.starts.push((turn, layout.rows.len()));
            let mut opens = true;
            for span in wrap(&passage.text, spoken.body, width.max(1)) {
                layout.rows.push(Row::Words(Stretch { turn, opens, span }));
                opens = false;
            }
        }
        layout.hidden = hidden;
        layout
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether nothing is shown.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// A row by its place from the top.
    pub fn row(&self, at: usize) -> Option<Row> {
        self.rows.get(at).copied()
    }

    /// The words of a row, if it has any.
    pub fn stretch(&self, at: usize) -> Option<Stretch> {
        match self.row(at)? {
            Row::Words(stretch) => Some(stretch),
            Row::Blank => None,
        }
    }

    /// Rows from a place on.
    pub fn rows(&self, from: usize, count: usize) -> impl Iterator<Item = (usize, Row)> {
        self.rows.iter().copied().enumerate().skip(from).take(count)
    }

    /// The turns that are shown, from 0, in order.
    pub fn turns(&self) -> impl DoubleEndedIterator<Item = usize> {
        self.starts.iter().map(|(turn, _)| *turn)
    }

    /// Whether a turn is shown.
    pub fn shows(&self, turn: usize) -> bool {
        self.starts
            .binary_search_by_key(&turn, |(turn, _)| *turn)
            .is_ok()
    }

    /// The row in which a position is shown: the last that starts at or before it.
    pub fn row_of(&self, position: Position) -> usize {
        let turn = self
            .starts
            .partition_point(|(_, row)| match self.stretch(*row) {
                Some(stretch) => stretch.span.start() <= position,
                None => false,
            });
        let first = self
            .starts
            .get(turn.saturating_sub(1))
            .map_or(0, |(_, row)| *row);
        let last = self
            .starts
            .get(turn.max(1))
            .map_or(self.rows.len(), |(_, row)| row.saturating_sub(1));
        let rows = self.rows.get(first..last).unwrap_or_default();
        let inside = rows.partition_point(|row| match row {
            Row::Words(stretch) => stretch.span.start() <= position,
            Row::Blank => false,
        });
        first + inside.saturating_sub(1)
    }
}

/// The stretches that a body's rows are, blanks at their ends included; an empty body has one empty row.
pub fn wrap(text: &Text, body: Span, width: u16) -> Vec<Span> {
    let words = text.slice(body);
    if !words.is_ascii() || words.bytes().any(|byte| byte < b' ' && byte != b'\n') {
        return wrap_carefully(text, body, width);
    }
    let mut wrapping = Wrapping::new(body.start(), width);
    for byte in words.bytes() {
        wrapping.take(char::from(byte), 1, 1);
    }
    wrapping.finish()
}

/// The same, one character as people see it after the other: for text that is not plain ASCII.
pub fn wrap_carefully(text: &Text, body: Span, width: u16) -> Vec<Span> {
    let mut wrapping = Wrapping::new(body.start(), width);
    for grapheme in text.slice(body).graphemes(true) {
        let first = grapheme.chars().next().unwrap_or(' ');
        wrapping.take(first, columns(grapheme), grapheme.chars().count() as u32);
    }
    wrapping.finish()
}

/// How many columns a character takes on screen, its visible mark included where it has one.
pub fn columns(grapheme: &str) -> u16 {
    match grapheme {
        "\t" => 1,
        _ if grapheme.contains(acts_on_a_terminal) => {
            crate::text::visible::sweep(grapheme).width() as u16
        }
        _ => grapheme.width() as u16,
    }
}

/// Where rows break, told one character after another.
struct Wrapping {
    width: u16,
    rows: Vec<Span>,
    start: Position,
    at: Position,
    used: u16,
    /// Where the row could break: after the last blank, and how many columns came before that.
    gap: Option<(Position, u16)>,
}

impl Wrapping {
    fn new(start: Position, width: u16) -> Self {
        Self {
            width,
            rows: Vec::new(),
            start,
            at: start,
            used: 0,
            gap: None,
        }
    }

    fn take(&mut self, first: char, columns: u16, scalars: u32) {
        let next = Position(self.at.0 + scalars);
        if first == '\n' {
            self.at = next;
            self.end_row(next);
            return;
        }
        // Blanks at the end of a row hang over it; they are not drawn.
        let is_blank = first == ' ' || first == '\t';
        if !is_blank && self.overflows(columns) {
            if let Some((gap, before)) = self.gap.take() {
                let used = self.used - before;
                self.end_row(gap);
                self.used = used;
            }
            // A word that is too long for a row of its own, or whose last character is too wide for what is left.
            if self.overflows(columns) {
                self.end_row(self.at);
            }
        }
        self.at = next;
        self.used = self.used.saturating_add(columns);
        if is_blank {
            self.gap = Some((self.at, self.used));
        }
    }

    fn overflows(&self, columns: u16) -> bool {
        self.used.saturating_add(columns) > self.width && self.at > self.start
    }

    fn end_row(&mut self, end: Position) {
        self.rows.push(Span::between(self.start, end));
        (self.start, self.used, self.gap) = (end, 0, None);
    }

    fn finish(mut self) -> Vec<Span> {
        if self.at > self.start || self.rows.is_empty() {
            self.end_row(self.at);
        }
        self.rows
    }
}
