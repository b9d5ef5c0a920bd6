//! Motions of the cursor. The cursor stands between characters, inside the bodies of turns that are shown.

use unicode_segmentation::UnicodeSegmentation as _;

use crate::text::segment::{sentences, words};
use crate::text::span::{Position, Span};
use crate::tui::action::{Motion, Way};
use crate::tui::layout::columns;
use crate::tui::screen::reader::Reader;

impl Reader {
    /// Moves the cursor; the selection goes along, grows, or is let go.
    pub fn step(&mut self, motion: Motion, way: Way) {
        let extends = self.extending || way == Way::Extending;
        match (extends, self.anchor) {
            (true, None) => self.anchor = Some(self.head),
            (true, Some(_)) => {}
            (false, _) => self.anchor = None,
        }
        self.applied = None;
        let is_by_line = matches!(motion, Motion::LineDown | Motion::LineUp);
        if is_by_line && self.goal.is_none() {
            self.goal = Some(self.column());
        }
        self.head = self.after(motion, self.head);
        if !is_by_line {
            self.goal = None;
        }
        self.follow();
    }

    /// Where a motion leads from a place.
    pub fn after(&self, motion: Motion, from: Position) -> Position {
        match motion {
            Motion::LineDown => self.by_line(from, 1),
            Motion::LineUp => self.by_line(from, -1),
            Motion::CharacterNext => self.character_after(from),
            Motion::CharacterBefore => self.character_before(from),
            Motion::WordNext => self.piece_after(from, words),
            Motion::WordBefore => self.piece_before(from, words),
            Motion::SentenceNext => self.piece_after(from, sentences),
            Motion::SentenceBefore => self.piece_before(from, sentences),
            Motion::TurnNext => self.turn_after(from),
            Motion::TurnBefore => self.turn_before(from),
            Motion::LineStart => self.row_span(from).start(),
            Motion::LineEnd => self.last_of_row(from),
            Motion::Start => self
                .layout
                .turns()
                .next()
                .map_or(from, |turn| self.body(turn).start()),
            Motion::End => self
                .layout
                .turns()
                .next_back()
                .map_or(from, |turn| self.body(turn).end()),
        }
    }

    /// Where a motion leads the end of an excerpt: to the ends of words and sentences, not to their starts.
    pub fn end_after(&self, motion: Motion, from: Position) -> Position {
        let pieces: Pieces = match motion {
            Motion::WordNext | Motion::WordBefore => words,
            Motion::SentenceNext | Motion::SentenceBefore => sentences,
            _ => return self.after(motion, from),
        };
        let turn = self.shown_turn(Position(from.0.saturating_sub(1)));
        let ends = |turn: usize| {
            pieces(&self.passage.text, self.body(turn))
                .into_iter()
                .map(Span::end)
        };
        let end = match motion {
            Motion::WordNext | Motion::SentenceNext => {
                let turns = std::iter::once(turn).chain(self.shown_after(turn));
                turns.flat_map(ends).find(|end| *end > from)
            }
            _ => ends(turn).rfind(|end| *end < from),
        };
        end.unwrap_or(from)
    }

    /// A place among the turns that are shown: itself, or the start of the next that is.
    pub fn shown(&self, at: Position) -> Position {
        let turn = self.turn_at(at);
        let turns = || self.layout.turns();
        if self.layout.shows(turn) {
            return at;
        }
        let near = turns().find(|shown| *shown > turn).or(turns().next_back());
        near.map_or(at, |near| self.body(near).start())
    }

    /// The turn that a place lies in, among those that are shown.
    fn shown_turn(&self, at: Position) -> usize {
        let turn = self.turn_at(at);
        let shown = self.layout.turns().rev().find(|shown| *shown <= turn);
        shown.or_else(|| self.layout.turns().next()).unwrap_or(turn)
    }

    fn shown_after(&self, turn: usize) -> Option<usize> {
        self.layout.turns().find(|shown| *shown > turn)
    }

    fn shown_before(&self, turn: usize) -> Option<usize> {
        self.layout.turns().rev().find(|shown| *shown < turn)
    }

    fn character_after(&self, from: Position) -> Position {
        let turn = self.shown_turn(from);
        let body = self.body(turn);
        if from >= body.end() {
            return self
                .shown_after(turn)
                .map_or(from, |next| self.body(next).start());
        }
        let rest = self.passage.text.slice(Span::between(from, body.end()));
        let length = rest
            .graphemes(true)
            .next()
            .map_or(0, |grapheme| grapheme.chars().count());
        Position(from.0 + length as u32)
    }

    fn character_before(&self, from: Position) -> Position {
        let turn = self.shown_turn(from);
        let body = self.body(turn);
        if from <= body.start() {
            return self
                .shown_before(turn)
                .map_or(from, |before| self.body(before).end());
        }
        let rest = self.passage.text.slice(Span::between(body.start(), from));
        let length = rest
            .graphemes(true)
            .next_back()
            .map_or(0, |grapheme| grapheme.chars().count());
        Position(from.0 - length as u32)
    }

    /// The start of the next piece: at the end of a turn, first the turn's own end, so that a selection can reach it.
    fn piece_after(&self, from: Position, pieces: Pieces) -> Position {
        let turn = self.shown_turn(from);
        let body = self.body(turn);
        let next = pieces(&self.passage.text, body)
            .into_iter()
            .find(|piece| piece.start() > from);
        match next {
            Some(piece) => piece.start(),
            None if from < body.end() && (self.anchor.is_some() || self.moving.is_some()) => {
                body.end()
            }
            None => self
                .shown_after(turn)
                .map_or(body.end().max(from), |next| self.first_piece(next, pieces)),
        }
    }

    fn piece_before(&self, from: Position, pieces: Pieces) -> Position {
        let turn = self.shown_turn(from);
        let before = pieces(&self.passage.text, self.body(turn));
        match before.into_iter().rev().find(|piece| piece.start() < from) {
            Some(piece) => piece.start(),
            None => self.shown_before(turn).map_or(from, |turn| {
                let last = pieces(&self.passage.text, self.body(turn)).pop();
                last.map_or(self.body(turn).start(), Span::start)
            }),
        }
    }

    fn first_piece(&self, turn: usize, pieces: Pieces) -> Position {
        let first = pieces(&self.passage.text, self.body(turn))
            .into_iter()
            .next();
        first.map_or(self.body(turn).start(), Span::start)
    }

    fn turn_after(&self, from: Position) -> Position {
        let turn = self.shown_turn(from);
        let next = self.participants().find(|next| *next > turn);
        match next {
            Some(next) => self.body(next).start(),
            None if self.anchor.is_some() => self.body(turn).end(),
            None => from,
        }
    }

    fn turn_before(&self, from: Position) -> Position {
        let turn = self.shown_turn(from);
        let start = self.body(turn).start();
        let is_inside = from > start && self.participants().any(|own| own == turn);
        if is_inside {
            return start;
        }
        let before = self.participants().rev().find(|before| *before < turn);
        before.map_or(from, |before| self.body(before).start())
    }

    fn by_line(&self, from: Position, by: isize) -> Position {
        let goal = self.goal.unwrap_or_else(|| self.column_of(from));
        let mut row = self.layout.row_of(from);
        loop {
            let Some(next) = row
                .checked_add_signed(by)
                .filter(|next| *next < self.layout.len())
            else {
                return from;
            };
            row = next;
            if let Some(stretch) = self.layout.stretch(row) {
                return self.place_in(stretch.span, goal);
            }
        }
    }

    /// The place in a row that a column shows.
    pub fn place_in(&self, row: Span, column: u16) -> Position {
        let mut used = 0;
        let mut at = row.start();
        let words = self.passage.text.slice(row);
        for grapheme in words
            .graphemes(true)
            .take_while(|grapheme| *grapheme != "\n")
        {
            let next = u16::saturating_add(used, columns(grapheme));
            if next > column {
                break;
            }
            let after = Position(at.0 + grapheme.chars().count() as u32);
            if after >= row.end() && !self.ends_turn(row) {
                // The end of a wrapped row is the start of the next one.
                break;
            }
            (used, at) = (next, after);
        }
        at
    }

    fn ends_turn(&self, row: Span) -> bool {
        self.body(self.turn_at(row.start())).end() == row.end()
    }

    fn row_span(&self, at: Position) -> Span {
        let row = self.layout.stretch(self.layout.row_of(at));
        row.map_or(Span::between(at, at), |stretch| stretch.span)
    }

    fn last_of_row(&self, at: Position) -> Position {
        self.place_in(self.row_span(at), u16::MAX)
    }

    /// The column the cursor is shown in, counted from the start of the words.
    pub fn column(&self) -> u16 {
        self.column_of(self.head)
    }

    fn column_of(&self, at: Position) -> u16 {
        let row = self.row_span(at);
        let before = self
            .passage
            .text
            .slice(Span::between(row.start(), at.max(row.start())));
        before
            .graphemes(true)
            .map(columns)
            .fold(0, u16::saturating_add)
    }

    /// Scrolls so that the cursor is on the screen, with some rows around it where there is room.
    pub fn follow(&mut self) {
        let height = usize::from(self.geometry.rows).max(1);
        let around = (height / 6).min(4);
        let row = self.layout.row_of(self.head);
        let lowest = (row + around + 1).saturating_sub(height);
        let highest = row.saturating_sub(around);
        self.top = self.top.clamp(lowest.min(highest), highest);
        self.top = self.top.min(self.layout.len().saturating_sub(1));
    }

    /// Scrolls so that the cursor stands in the upper third: after a jump.
    pub fn settle(&mut self) {
        let row = self.layout.row_of(self.head);
        let height = usize::from(self.geometry.rows);
        if row < self.top || row >= self.top + height {
            self.top = row.saturating_sub(height / 3);
        }
        self.follow();
    }

    /// Scrolls by rows without moving the cursor off the screen.
    pub fn scroll(&mut self, by: isize) {
        let last = self.layout.len().saturating_sub(1);
        self.top = self.top.saturating_add_signed(by).min(last);
        let height = usize::from(self.geometry.rows).max(1);
        let row = self.layout.row_of(self.head);
        let shown = row.clamp(self.top, self.top + height - 1);
        // Whatever is selected stays as it is: the next key brings the cursor back into sight.
        let is_held = self.anchor.is_some() || self.applied.is_some() || self.moving.is_some();
        if shown != row && !is_held {
            let onto = (shown..self.layout.len()).chain((0..shown).rev());
            let stretch = onto.filter_map(|row| self.layout.stretch(row)).next();
            self.head = stretch.map_or(self.head, |stretch| stretch.span.start());
        }
    }

    /// Goes to a place and remembers where from.
    pub fn leap(&mut self, to: Position) {
        self.back.push(self.head);
        self.forward.clear();
        self.land(to);
    }

    /// Goes to a place with nothing selected.
    pub fn land(&mut self, to: Position) {
        let to = self.shown(to);
        (self.head, self.anchor, self.applied, self.goal) = (to, None, None, None);
        self.extending = false;
        self.settle();
    }
}

/// What cuts a stretch into pieces.
type Pieces = fn(&crate::text::Text, Span) -> Vec<Span>;
