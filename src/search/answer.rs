//! Answers: the turns for which a query holds, in the order asked, a page at a time.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;

use crate::id::DocumentRef;
use crate::problem::Problem;
use crate::query::Query;
use crate::query::corpus::{TurnNumber, Turns};
use crate::query::facts::{Facts, Source};
use crate::query::plain::{Spoken, times};
use crate::query::relevance::{Counts, scores};
use crate::query::word::{Language, Speller};
use crate::search::IndexError;
use crate::search::ground::Ground;
use crate::search::postings;
use crate::store::texts::Shelf;
use crate::texts::Passage;

/// What a search stands on.
#[derive(Clone, Copy)]
pub struct Base<'b> {
    /// The turns.
    pub ground: &'b Ground,
    /// What the study knows of them.
    pub facts: &'b Facts,
    /// Where their words are read.
    pub shelf: &'b Shelf,
}

/// In what order hits come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// What says most of what is sought comes first.
    #[default]
    Relevance,
    /// As imported and as spoken.
    Document,
    /// By the documents' dates, and as spoken; without a date last.
    Time,
}

/// The turns for which a query holds.
pub struct Answer {
    /// Which they are.
    pub turns: Turns,
    /// How much each turn of the corpus says of what is sought.
    pub scores: Vec<f64>,
    /// Texts that could not be read.
    pub problems: Vec<Problem>,
}

impl Base<'_> {
    /// Answers a query.
    pub fn answer(&self, query: &Query) -> Result<Answer, IndexError> {
        let corpus = &self.ground.corpus;
        let mut all: Vec<(*const Query, Counts)> = Vec::new();
        let mut problems: BTreeSet<Problem> = self.ground.problems.iter().cloned().collect();
        let turns = corpus.answer(
            (query, self.facts),
            &Turns::all(corpus.len()),
            &mut |part, among| {
                let counts = match part {
                    Query::Says(wording) => {
                        let mut counts = postings::counts(self.ground, wording, &self.languages())?;
                        counts.extend(self.count_unknown(part));
                        counts
                    }
                    _ => {
                        let (counts, unread) = self.read_through(part, among);
                        problems.extend(unread);
                        counts
                    }
                };
                let mut found = Turns::none(corpus.len());
                counts.iter().for_each(|(number, _)| found.add(*number));
                all.push((part, counts));
                Ok::<_, IndexError>(found)
            },
        )?;
        let sought: Vec<*const Query> =
            query.sought().into_iter().map(std::ptr::from_ref).collect();
        let counted = all.iter().filter(|(part, _)| sought.contains(part));
        let counted: Vec<&Counts> = counted.map(|(_, counts)| counts).collect();
        Ok(Answer {
            turns,
            scores: scores(corpus, &counted),
            problems: problems.into_iter().collect(),
        })
    }

    fn languages(&self) -> Vec<Language> {
        let mut languages: Vec<Language> = Vec::new();
        for source in &self.facts.documents {
            if !languages.contains(&source.language) {
                languages.push(source.language);
            }
        }
        languages
    }

    /// How often a wording is said in the documents that the index does not know.
    fn count_unknown(&self, part: &Query) -> Counts {
        let sources: Vec<&Source> = self.facts.documents.iter().collect();
        let counted = sources.par_iter().filter_map(|source| {
            let passage = self.ground.unknown.get(&source.id)?;
            Some(self.count_in(part, (source, passage), None))
        });
        counted.flatten_iter().collect()
    }

    /// How often an expression stands in the turns that still matter, read from the texts; what could not be read.
    fn read_through(&self, part: &Query, among: &Turns) -> (Counts, Vec<Problem>) {
        let sources = self.sources_of(among);
        let read: Vec<Result<Counts, Problem>> = sources
            .par_iter()
            .map(|source| {
                let passage = self.passage(source)?;
                Ok(self.count_in(part, (source, &passage), Some(among)))
            })
            .collect();
        let (mut counts, mut problems) = (Counts::new(), Vec::new());
        for read in read {
            match read {
                Ok(own) => counts.extend(own),
                Err(problem) => problems.push(problem),
            }
        }
        (counts, problems)
    }

    fn count_in(
        &self,
        part: &Query,
        (source, passage): (&Source, &Passage),
        among: Option<&Turns>,
    ) -> Counts {
        let mut speller = Speller::of(source.language);
        let numbers = self.ground.corpus.numbers(source.id).map(TurnNumber);
        let meant = numbers
            .zip(&passage.turns)
            .filter(|(number, _)| among.is_none_or(|among| among.has(*number)));
        let counted = meant.map(|(number, turn)| {
            let text = passage.text.slice(turn.body);
            let times = match part {
                Query::Text(expression) => expression.find_iter(text).count() as u32,
                part => {
                    let role = self.ground.corpus.speaker(number);
                    let spoken = Spoken::new((source, role), (turn.body, text), &mut speller);
                    times(part, &spoken)
                }
            };
            (number, times)
        });
        counted.filter(|(_, times)| *times > 0).collect()
    }

    /// The sources in which turns of a set lie.
    pub(super) fn sources_of(&self, turns: &Turns) -> Vec<&Source> {
        let has_some = |source: &&Source| {
            let numbers = self.ground.corpus.numbers(source.id);
            turns.within(numbers).next().is_some()
        };
        self.facts.documents.iter().filter(has_some).collect()
    }

    /// The words of a document.
    pub fn passage(&self, source: &Source) -> Result<Arc<Passage>, Problem> {
        match self.ground.unknown.get(&source.id) {
            Some(passage) => Ok(Arc::clone(passage)),
            None => self
                .shelf
                .passage(&source.text, &source.turns)
                .map(Arc::new),
        }
    }

    /// The source of a document.
    pub fn source(&self, document: DocumentRef) -> Option<&Source> {
        self.facts
            .documents
            .iter()
            .find(|source| source.id == document)
    }

    /// The hits of an answer in an order, as many as asked for.
    pub fn hits(&self, answer: &Answer, order: Order, most: usize) -> Vec<TurnNumber> {
        let score = |number: &TurnNumber| answer.scores[number.0 as usize];
        let mut hits: Vec<TurnNumber> = match order {
            // What says nothing of it comes last, as spoken.
            Order::Relevance => answer.turns.iter().filter(|hit| score(hit) > 0.0).collect(),
            Order::Document => answer.turns.iter().take(most).collect(),
            Order::Time => answer.turns.iter().collect(),
        };
        match order {
            Order::Document => {}
            Order::Relevance => {
                let better = |one: &TurnNumber, other: &TurnNumber| {
                    score(other).total_cmp(&score(one)).then(one.cmp(other))
                };
                if most < hits.len() && most > 0 {
                    hits.select_nth_unstable_by(most - 1, better);
                    hits.truncate(most);
                }
                hits.sort_unstable_by(better);
                let others = answer.turns.iter().filter(|hit| score(hit) == 0.0);
                hits.extend(others.take(most.saturating_sub(hits.len())));
            }
            Order::Time => {
                let dates = self.dates();
                hits.sort_by_key(|number| {
                    let (document, _) = self.ground.corpus.place(*number);
                    let date = dates.get(&document);
                    (date.is_none(), date, *number)
                });
            }
        }
        hits.truncate(most);
        hits
    }

    /// The day of each document that has one.
    fn dates(&self) -> BTreeMap<DocumentRef, &str> {
        self.facts
            .documents
            .iter()
            .filter_map(|source| {
                Some((source.id, source.attributes.get("date")?.first()?.as_str()))
            })
            .collect()
    }
}
