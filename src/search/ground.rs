//! The ground of a search: the corpus as the study has it now, and where each of its turns lies in the index.
//!
//! Documents that the index does not know yet stand on it with their words, so that every answer is whole.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;
use tantivy::columnar::{Cardinality, Column};
use tantivy::{Searcher, SegmentReader};

use crate::id::DocumentRef;
use crate::problem::Problem;
use crate::query::corpus::{Corpus, TurnNumber};
use crate::query::facts::{Facts, Source};
use crate::query::word::words;
use crate::search::schema::{Fields, column, key, label};
use crate::search::{IndexError, Search};
use crate::store::texts::Shelf;
use crate::text::span::{Position, Span};
use crate::texts::Passage;

/// An entry that stands for no turn of the corpus.
const NOWHERE: u32 = u32::MAX;

/// What is searched.
pub struct Ground {
    /// Every turn.
    pub corpus: Corpus,
    /// The words of documents that the index does not know.
    pub(super) unknown: HashMap<DocumentRef, Arc<Passage>>,
    /// For each segment, the turn that each entry is.
    pub(super) segments: Vec<Vec<u32>>,
    pub(super) searcher: Option<(Searcher, Fields)>,
    /// Texts that are not here.
    pub problems: Vec<Problem>,
}

/// A turn in the index.
struct Row {
    turn: u32,
    segment: usize,
    entry: u32,
    body: Span,
    words: u32,
    label: usize,
}

/// What a segment of the index has of the documents.
struct Held {
    /// Each turn with the place of its document.
    rows: Vec<(usize, Row)>,
    /// The folded labels that the turns name.
    labels: Vec<String>,
}

impl Ground {
    /// The ground of a study, from its index and from what that does not have.
    pub fn of(search: &Search, facts: &Facts, shelf: &Shelf) -> Result<Self, IndexError> {
        let mut ground = Self::empty();
        let mut rows: Vec<Vec<Row>> = facts.documents.iter().map(|_| Vec::new()).collect();
        search.reader.reload()?;
        let searcher = search.reader.searcher();
        let labels = ground.read_rows(&searcher, facts, &mut rows)?;
        ground.searcher = Some((searcher, search.fields));
        ground.read_unknown(facts, &rows, shelf);
        for (source, rows) in facts.documents.iter().zip(&mut rows) {
            ground.add(source, rows, &labels);
        }
        Ok(ground)
    }

    /// The ground of a study whose words are all read.
    pub fn unindexed(facts: &Facts, shelf: &Shelf) -> Self {
        let mut ground = Self::empty();
        let mut rows: Vec<Vec<Row>> = facts.documents.iter().map(|_| Vec::new()).collect();
        ground.read_unknown(facts, &rows, shelf);
        for (source, rows) in facts.documents.iter().zip(&mut rows) {
            ground.add(source, rows, &[]);
        }
        ground
    }

    fn empty() -> Self {
        Self {
            corpus: Corpus::default(),
            unknown: HashMap::new(),
            segments: Vec::new(),
            searcher: None,
            problems: Vec::new(),
        }
    }

    /// Reads the rows of every document; the labels of each segment.
    fn read_rows(
        &mut self,
        searcher: &Searcher,
        facts: &Facts,
        rows: &mut [Vec<Row>],
    ) -> Result<Vec<Vec<String>>, IndexError> {
        let documents = facts.documents.iter().map(key);
        let places: HashMap<u64, usize> = documents.zip(0..).collect();
        let segments = searcher.segment_readers();
        let held: Vec<Result<Held, IndexError>> = segments
            .par_iter()
            .enumerate()
            .map(|segment| held(segment, &places))
            .collect();
        let mut labels = Vec::new();
        for (segment, held) in segments.iter().zip(held) {
            let held = held?;
            for (place, row) in held.rows {
                rows[place].push(row);
            }
            let entries = segment.max_doc() as usize;
            self.segments.push(vec![NOWHERE; entries]);
            labels.push(held.labels);
        }
        Ok(labels)
    }

    /// Reads the words of the documents that have no row.
    fn read_unknown(&mut self, facts: &Facts, rows: &[Vec<Row>], shelf: &Shelf) {
        let unknown: Vec<&Source> = facts
            .documents
            .iter()
            .zip(rows)
            .filter(|(_, rows)| rows.is_empty())
            .map(|(source, _)| source)
            .collect();
        let read: Vec<_> = unknown
            .par_iter()
            .map(|source| (source.id, shelf.passage(&source.text, &source.turns)))
            .collect();
        for (id, read) in read {
            match read {
                Ok(passage) => drop(self.unknown.insert(id, Arc::new(passage))),
                Err(problem) => self.problems.push(problem),
            }
        }
    }

    fn add(&mut self, source: &Source, rows: &mut [Row], labels: &[Vec<String>]) {
        if let Some(passage) = self.unknown.get(&source.id) {
            let turns: Vec<(String, Span, u32)> = passage
                .turns
                .iter()
                .map(|turn| {
                    let count = words(passage.text.slice(turn.body)).count() as u32;
                    (label(passage, turn), turn.body, count)
                })
                .collect();
            let turns = turns
                .iter()
                .map(|(label, body, count)| (label.as_str(), *body, *count));
            return self.corpus.add(source, turns);
        }
        rows.sort_unstable_by_key(|row| row.turn);
        let first = self.corpus.len() as u32;
        for (number, row) in (first..).zip(rows.iter()) {
            self.segments[row.segment][row.entry as usize] = number;
        }
        let turns = rows.iter().map(|row| {
            let label = labels[row.segment].get(row.label);
            (label.map_or("", String::as_str), row.body, row.words)
        });
        self.corpus.add(source, turns);
    }

    /// The turn that an entry of a segment is.
    pub(super) fn turn(&self, segment: usize, entry: u32) -> Option<TurnNumber> {
        let number = *self.segments.get(segment)?.get(entry as usize)?;
        (number != NOWHERE).then_some(TurnNumber(number))
    }

    /// How many documents are searched by reading them, because the index does not have them yet.
    pub fn read_through(&self) -> usize {
        self.unknown.len()
    }
}

/// Reads a segment column by column.
fn held(
    (number, segment): (usize, &SegmentReader),
    places: &HashMap<u64, usize>,
) -> Result<Held, IndexError> {
    let fast = segment.fast_fields();
    let column = |name| Ok::<_, IndexError>(values(fast.u64(name)?, segment));
    let (keys, turns, words) = (
        column(column::KEY)?,
        column(column::TURN)?,
        column(column::WORDS)?,
    );
    let (starts, ends) = (column(column::START)?, column(column::END)?);
    let names = fast.str(column::LABEL)?;
    let named = match &names {
        Some(names) => values(names.ords().clone(), segment),
        None => vec![u64::MAX; keys.len()],
    };
    let mut labels = Vec::new();
    for ord in 0..names.as_ref().map_or(0, |names| names.num_terms()) as u64 {
        let mut label = String::new();
        if let Some(names) = &names {
            names.ord_to_str(ord, &mut label)?;
        }
        labels.push(label);
    }
    let mut rows = Vec::with_capacity(keys.len());
    let mut last = None;
    for entry in segment.doc_ids_alive() {
        let at = entry as usize;
        // Entries of one document mostly lie together.
        let place = match last {
            Some((key, place)) if key == keys[at] => place,
            _ => places.get(&keys[at]).copied(),
        };
        last = Some((keys[at], place));
        let Some(place) = place else {
            continue;
        };
        let body = Span::between(Position(starts[at] as u32), Position(ends[at] as u32));
        let row = Row {
            turn: turns[at] as u32,
            segment: number,
            entry,
            body,
            words: words[at] as u32,
            label: named[at] as usize,
        };
        rows.push((place, row));
    }
    Ok(Held { rows, labels })
}

/// The value of each entry of a segment.
fn values(column: Column<u64>, segment: &SegmentReader) -> Vec<u64> {
    let column = match column.get_cardinality() {
        Cardinality::Full => column.values,
        Cardinality::Optional | Cardinality::Multivalued => column.first_or_default_col(u64::MAX),
    };
    let mut values = vec![0; segment.max_doc() as usize];
    column.get_range(0, &mut values);
    values
}
