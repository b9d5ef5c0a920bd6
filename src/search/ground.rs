//! The ground of a search: the corpus as the study has it now, and where each of its turns lies in the index.
//!
//! Documents that the index does not know yet stand on it with their words, so that every answer is whole.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;
use tantivy::Searcher;

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
    label: u64,
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
        let places: HashMap<u64, usize> = facts
            .documents
            .iter()
            .enumerate()
            .map(|(place, source)| (key(source), place))
            .collect();
        let mut labels = Vec::new();
        for (number, segment) in searcher.segment_readers().iter().enumerate() {
            let fast = segment.fast_fields();
            let of = |name| Ok::<_, IndexError>(fast.u64(name)?.first_or_default_col(0));
            let (keys, turns) = (of(column::KEY)?, of(column::TURN)?);
            let (starts, ends, words) = (of(column::START)?, of(column::END)?, of(column::WORDS)?);
            let names = fast.str(column::LABEL)?;
            for entry in segment.doc_ids_alive() {
                let Some(&place) = places.get(&keys.get_val(entry)) else {
                    continue;
                };
                let label = names
                    .as_ref()
                    .and_then(|names| names.term_ords(entry).next());
                rows[place].push(Row {
                    turn: turns.get_val(entry) as u32,
                    segment: number,
                    entry,
                    body: Span::between(
                        Position(starts.get_val(entry) as u32),
                        Position(ends.get_val(entry) as u32),
                    ),
                    words: words.get_val(entry) as u32,
                    label: label.unwrap_or(u64::MAX),
                });
            }
            self.segments
                .push(vec![NOWHERE; segment.max_doc() as usize]);
            let mut own = Vec::new();
            if let Some(names) = &names {
                for ord in 0..names.num_terms() as u64 {
                    let mut label = String::new();
                    names.ord_to_str(ord, &mut label)?;
                    own.push(label);
                }
            }
            labels.push(own);
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
            let label = usize::try_from(row.label).ok();
            let label = label.and_then(|label| labels[row.segment].get(label));
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
