//! An opening: the place where a turn begins, with the label that opens it.
//!
//! Every grammar finds openings; the turns between them are cut here, once, and labels are counted here.

use std::collections::HashMap;

use crate::document::{Turn, fold_label};
use crate::import::LabelCount;
use crate::import::label::Cut;
use crate::import::line::{Forward, Line, count, trimmed};
use crate::text::Text;
use crate::text::span::{Position, Span};

/// Where a turn begins.
#[derive(Clone, Copy, Debug)]
pub struct Opening {
    /// Where its line starts: the turn before ends here.
    pub line: Position,
    /// Where its label stands.
    pub label: Span,
    /// Where its body may begin.
    pub body: Position,
    /// When it begins in the recording.
    pub ms: Option<u64>,
}

impl Opening {
    /// The opening at a line that was cut after its label.
    pub fn new(line: &Line<'_>, cut: &Cut<'_>) -> Self {
        let label = line.start.0 + count(cut.lead);
        let mark = label + count(cut.name);
        Self {
            line: line.start,
            label: Span::between(Position(label), Position(mark)),
            body: Position(mark + count(cut.mark)),
            ms: None,
        }
    }
}

/// The turns that openings cut a text into; the last one ends where the talk ends.
pub fn turns(text: &Text, openings: &[Opening], talk: Span) -> Vec<Turn> {
    let mut reader = Forward::new(text);
    let followers = openings.iter().skip(1).map(Some).chain([None]);
    openings
        .iter()
        .zip(followers)
        .map(|(opening, next)| {
            let end = next.map_or(talk.end(), |next| next.line);
            reader.read_to(opening.body);
            // A talk that stops stops its last turn; the time it took is known only up to the next stamp.
            let stop = next.and_then(|next| next.ms);
            Turn {
                label: Some(opening.label),
                body: trimmed(reader.read_to(end), opening.body),
                ms: opening
                    .ms
                    .map(|start| (start, stop.unwrap_or(start).max(start))),
            }
        })
        .collect()
}

/// Counts labels by their folded key, in the order they first come.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    counts: Vec<LabelCount>,
    places: HashMap<String, usize>,
}

impl Tally {
    /// Counts one more turn of a label.
    pub fn add(&mut self, label: &str) {
        let key = fold_label(label);
        let place = *self.places.entry(key.clone()).or_insert(self.counts.len());
        match self.counts.get_mut(place) {
            Some(count) => count.turns += 1,
            None => self.counts.push(LabelCount {
                label: label.to_owned(),
                key,
                turns: 1,
            }),
        }
    }

    /// How often a folded key was counted.
    pub fn turns_of(&self, key: &str) -> u32 {
        self.places
            .get(key)
            .and_then(|&place| self.counts.get(place))
            .map_or(0, |count| count.turns)
    }

    /// The counts, in the order of first occurrence.
    pub fn into_counts(self) -> Vec<LabelCount> {
        self.counts
    }
}

/// Counts the labels of turns as they stand in the text.
pub fn count_labels(text: &Text, turns: &[Turn]) -> Vec<LabelCount> {
    let mut tally = Tally::default();
    let mut reader = Forward::new(text);
    for turn in turns {
        if let Some(label) = turn.label {
            reader.read_to(label.start());
            tally.add(reader.read_to(label.end()));
        }
    }
    tally.into_counts()
}
