//! Sentences of a disagreement: the turns it lies in, cut into sentences with numbers, so that people can name a stretch.
//!
//! `s2-s4` is from the second sentence to the fourth. An edited result is written the same way, codes with their sentences:
//! `rel-crisis s1-s3, str-relapse s4`; a code alone stands for the whole disagreement, `rel-crisis 120:164` for characters.

use crate::decision::Marked;
use crate::filter::View;
use crate::problem::Problem;
use crate::text::segment;
use crate::text::span::{Position, Span};
use crate::texts::Passage;

/// The sentences of the turns that a stretch lies in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sentences {
    /// Each with its turn, from 1, in the order of the text.
    pub sentences: Vec<(usize, Span)>,
}

impl Sentences {
    /// Cuts the turns that a stretch touches.
    pub fn of(passage: &Passage, span: Span) -> Self {
        let turns = passage.turns_at(span);
        let cut = turns.flat_map(|(number, turn)| {
            let sentences = segment::sentences(&passage.text, turn.body);
            sentences
                .into_iter()
                .map(move |sentence| (number, sentence))
        });
        Self {
            sentences: cut.collect(),
        }
    }

    /// A stretch by the numbers of its sentences, and whether it leaves out parts of them.
    pub fn name(&self, span: Span) -> String {
        let touched: Vec<usize> = (0..self.sentences.len())
            .filter(|at| self.sentences[*at].1.touches(span))
            .collect();
        let (Some(first), Some(last)) = (touched.first(), touched.last()) else {
            return format!("{}:{}", span.start().0, span.end().0);
        };
        let whole = Span::between(
            self.sentences[*first].1.start(),
            self.sentences[*last].1.end(),
        );
        let numbers = match first == last {
            true => format!("s{}", first + 1),
            false => format!("s{}-s{}", first + 1, last + 1),
        };
        match span.contains(whole) {
            true => numbers,
            false => format!("{numbers} in part"),
        }
    }

    /// The stretch of some sentences by their numbers, `s2` or `s2-s4`, or of characters, `120:164`.
    pub fn span(&self, written: &str) -> Option<Span> {
        if let Some((start, end)) = written.split_once(':') {
            let ends = (start.parse().ok()?, end.parse().ok()?);
            let (first, last) = (self.sentences.first()?.1, self.sentences.last()?.1);
            let whole = Span::between(first.start(), last.end());
            let span = Span::new(Position(ends.0), Position(ends.1))?;
            return (!span.is_empty() && whole.contains(span)).then_some(span);
        }
        let (first, last) = written.split_once('-').unwrap_or((written, written));
        let sentence = |name: &str| {
            let number: usize = name.trim().strip_prefix('s')?.parse().ok()?;
            Some(self.sentences.get(number.checked_sub(1)?)?.1)
        };
        let (first, last) = (sentence(first)?, sentence(last)?);
        (first.start() <= last.start()).then(|| Span::between(first.start(), last.end()))
    }

    /// Marks as they are written to be edited; parts of sentences by their characters.
    pub fn written(&self, view: &View<'_>, marks: &[Marked]) -> String {
        let one = |marked: &Marked| {
            let code = view.code(marked.code);
            let handle = code.map_or_else(|| marked.code.to_string(), |code| code.code.id.clone());
            let name = self.name(marked.span);
            match name.ends_with("in part") {
                true => format!("{handle} {}:{}", marked.span.start().0, marked.span.end().0),
                false => format!("{handle} {name}"),
            }
        };
        let mut all: Vec<(Span, String)> =
            marks.iter().map(|mark| (mark.span, one(mark))).collect();
        all.sort();
        let all: Vec<String> = all.into_iter().map(|(_, words)| words).collect();
        all.join(", ")
    }

    /// Reads marks as they are written; `whole` is what a code alone stands for.
    pub fn read(
        &self,
        view: &View<'_>,
        (written, whole): (&str, Span),
    ) -> Result<Vec<Marked>, Problem> {
        let parts = written
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty());
        parts
            .map(|part| self.read_one(view, (part, whole)))
            .collect()
    }

    fn read_one(&self, view: &View<'_>, (part, whole): (&str, Span)) -> Result<Marked, Problem> {
        let (handle, place) = match part.rsplit_once([' ', '@']) {
            Some((handle, place)) => (handle.trim(), Some(place.trim())),
            None => (part, None),
        };
        let code = view.code_called(handle).ok_or_else(|| {
            Problem::new(
                handle,
                "is no code of the codebook",
                "see intercoder codebook tree",
            )
        })?;
        let span = match place {
            None => whole,
            Some(place) => self.span(place).ok_or_else(|| {
                let last = self.sentences.len();
                let advice = format!("write s1 to s{last}, s1-s{last} or characters as 120:164");
                Problem::new(place, "is no stretch of these sentences", advice)
            })?,
        };
        Ok(Marked {
            code: code.id,
            span,
            value: None,
        })
    }
}
