//! The selection: sentences, turns, larger and smaller units, and what of it an excerpt would be.

use crate::number::counted;
use crate::text::segment::{count_words, sentences, words};
use crate::text::span::{Position, Span};
use crate::tui::screen::reader::Reader;

/// The units a selection grows through, small to large.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Word,
    Sentence,
    Turn,
    /// The question before a turn, and the turn.
    Exchange,
}

impl Step {
    const ALL: [Self; 4] = [Self::Word, Self::Sentence, Self::Turn, Self::Exchange];
}

impl Reader {
    /// What is selected, white space around it left out; nothing where nothing but that is.
    pub fn selection(&self) -> Option<Span> {
        let span = Span::between(self.anchor?, self.head);
        self.trimmed(span)
    }

    /// What a change would act on: the selection, the excerpt coded last, else the sentence at the cursor.
    pub fn target(&self) -> Option<Span> {
        let applied = self.applied.as_ref().map(|applied| applied.span);
        self.selection()
            .or(applied)
            .or_else(|| self.sentence_at(self.head))
    }

    /// A stretch without the white space around it; nothing where it has only that.
    pub fn trimmed(&self, span: Span) -> Option<Span> {
        let text = &self.passage.text;
        let words = text.slice(span);
        let before = words.chars().take_while(|c| c.is_whitespace()).count() as u32;
        let after = words
            .chars()
            .rev()
            .take_while(|c| c.is_whitespace())
            .count() as u32;
        let span = Span::new(
            Position(span.start().0 + before),
            Position(span.end().0.saturating_sub(after)),
        )?;
        (!span.is_empty()).then(|| text.snap(span))
    }

    fn sentences_of(&self, turn: usize) -> Vec<Span> {
        sentences(&self.passage.text, self.body(turn))
    }

    /// The sentence at a place: the one it lies in, else the next of the turn, else the last.
    pub fn sentence_at(&self, at: Position) -> Option<Span> {
        let all = self.sentences_of(self.turn_at(at));
        let here = all
            .iter()
            .find(|sentence| sentence.end() > at)
            .or(all.last());
        here.copied()
    }

    /// The first sentence that starts at or after a place, in this turn or the next that is shown.
    fn sentence_from(&self, at: Position) -> Option<Span> {
        let first = self.turn_at(at);
        let turns = self.layout.turns().filter(|turn| *turn >= first);
        turns
            .flat_map(|turn| self.sentences_of(turn))
            .find(|sentence| sentence.start() >= at)
    }

    /// Selects the sentence at the cursor; with whole sentences selected it adds the next; after coding, the one that follows.
    pub fn take_sentence(&mut self) {
        let (start, sentence) = match (&self.applied, self.selection()) {
            (Some(applied), None) => {
                let Some(next) = self.following(applied.span.end()) else {
                    return;
                };
                (next.start(), next)
            }
            (_, Some(span)) => match self.last_sentence_in(span) {
                Some(last) if last.end() == span.end() => {
                    let Some(next) = self.sentence_from(span.end()) else {
                        return;
                    };
                    (span.start(), next)
                }
                _ => match (self.sentence_at(span.start()), self.last_sentence_in(span)) {
                    (Some(first), Some(last)) => (first.start(), last),
                    _ => return,
                },
            },
            (None, None) => match self.sentence_at(self.head) {
                Some(sentence) => (sentence.start(), sentence),
                None => return,
            },
        };
        self.take(Span::between(start, sentence.end()));
    }

    /// The sentence after an excerpt, in a turn of a participant.
    fn following(&self, end: Position) -> Option<Span> {
        let next = self.sentence_from(end)?;
        let turn = self.turn_at(next.start());
        if self.turn_at(Position(end.0.saturating_sub(1))) == turn
            || self.participants().any(|own| own == turn)
        {
            return Some(next);
        }
        let after = self.participants().find(|own| *own > turn)?;
        self.sentences_of(after).into_iter().next()
    }

    fn last_sentence_in(&self, span: Span) -> Option<Span> {
        let inside = Position(span.end().0.saturating_sub(1));
        self.sentences_of(self.turn_at(inside))
            .into_iter()
            .rfind(|sentence| sentence.touches(span))
    }

    /// Selects the turn at the cursor; with whole turns selected it adds the next.
    pub fn take_turn(&mut self) {
        let selected = self.selection();
        let first = self.turn_at(selected.map_or(self.head, Span::start));
        let last = self.turn_at(selected.map_or(self.head, |span| Position(span.end().0 - 1)));
        let whole = self.trimmed(Span::between(
            self.body(first).start(),
            self.body(last).end(),
        ));
        let next = self.layout.turns().find(|turn| *turn > last);
        let last = match (selected == whole && whole.is_some(), next) {
            (true, Some(next)) => next,
            _ => last,
        };
        if let Some(span) = self.trimmed(Span::between(
            self.body(first).start(),
            self.body(last).end(),
        )) {
            self.take(span);
        }
    }

    /// Makes a stretch the selection, the cursor at its end.
    pub fn take(&mut self, span: Span) {
        (self.anchor, self.head, self.applied, self.goal) =
            (Some(span.start()), span.end(), None, None);
        self.follow();
    }

    /// Lets the selection and the current excerpt go; whether there was anything to let go of.
    pub fn release(&mut self) -> bool {
        let had = self.anchor.is_some() || self.applied.is_some() || self.extending;
        (self.anchor, self.applied, self.extending) = (None, None, false);
        had
    }

    /// The smallest unit that holds all of the selection and more.
    pub fn grow(&mut self) {
        let now = self
            .selection()
            .or(self.applied.as_ref().map(|applied| applied.span));
        let holds = |span: &Span| now.is_none_or(|now| span.contains(now) && *span != now);
        let next = self
            .units_at(now)
            .into_iter()
            .map(|(_, span)| span)
            .find(holds);
        if let Some(span) = next {
            self.take(span);
        }
    }

    /// The largest unit inside the selection, at its start.
    pub fn shrink(&mut self) {
        let Some(now) = self.selection() else {
            return;
        };
        let inside = |span: &Span| now.contains(*span) && *span != now;
        let at = Span::between(now.start(), now.start());
        let next = self
            .units_at(Some(at))
            .into_iter()
            .map(|(_, span)| span)
            .rfind(inside);
        if let Some(span) = next {
            self.take(span);
        }
    }

    /// The units at the cursor, or around a stretch, small to large.
    fn units_at(&self, around: Option<Span>) -> Vec<(Step, Span)> {
        let at = around.map_or(self.head, Span::start);
        let end = around
            .filter(|span| !span.is_empty())
            .map_or(at, |span| Position(span.end().0 - 1));
        let (first, last) = (self.turn_at(at), self.turn_at(end));
        let body = self.body(first);
        let text = &self.passage.text;
        let covering = |pieces: Vec<Span>| {
            let from = pieces
                .iter()
                .find(|piece| piece.end() > at)
                .or(pieces.last())?
                .start();
            let to = pieces
                .iter()
                .find(|piece| piece.end() > end)
                .or(pieces.last())?
                .end();
            Span::new(from, to)
        };
        let unit = |step: Step| {
            let span = match step {
                Step::Word => covering(words(text, body)),
                Step::Sentence => covering(sentences(
                    text,
                    Span::between(body.start(), self.body(last).end()),
                )),
                Step::Turn => self.trimmed(Span::between(body.start(), self.body(last).end())),
                Step::Exchange => {
                    let question = self.body(first.saturating_sub(1));
                    self.trimmed(Span::between(question.start(), self.body(last).end()))
                }
            };
            Some((step, span?))
        };
        Step::ALL.into_iter().filter_map(unit).collect()
    }

    /// A stretch in words: how many sentences, turns and words it has.
    pub fn measure(&self, span: Span) -> String {
        let text = &self.passage.text;
        let turns: Vec<usize> = self
            .passage
            .turns_at(span)
            .map(|(number, _)| number - 1)
            .collect();
        let all: Vec<Span> = turns
            .iter()
            .flat_map(|turn| self.sentences_of(*turn))
            .collect();
        let touched: Vec<&Span> = all
            .iter()
            .filter(|sentence| sentence.touches(span))
            .collect();
        let starts = touched
            .first()
            .is_some_and(|first| first.start() == span.start());
        let ends = touched.last().is_some_and(|last| last.end() == span.end());
        let number: u32 = turns
            .iter()
            .filter_map(|turn| self.body(*turn).overlap(span))
            .map(|part| count_words(text, part))
            .sum();
        let words = counted(number as usize, "word");
        let is_whole_turn = turns.len() == 1
            && turns
                .first()
                .is_some_and(|turn| self.trimmed(self.body(*turn)) == Some(span));
        match (is_whole_turn, starts && ends, turns.len()) {
            (true, _, _) => format!("1 turn, {words}"),
            (_, _, 2..) => format!("{}, {words}", counted(turns.len(), "turn")),
            (_, true, _) => format!("{}, {words}", counted(touched.len(), "sentence")),
            _ => words,
        }
    }
}
