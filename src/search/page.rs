//! Pages: what a face shows of an answer - the first hits in an order, and how all of them lie.

use crate::problem::Problem;
use crate::query::Query;
use crate::query::facet::{Facet, facets};
use crate::search::IndexError;
use crate::search::answer::{Base, Order};
use crate::search::hit::Hit;
use crate::search::words::Words;

/// An answer, as far as it is shown.
pub struct Page {
    /// Turns found.
    pub turns: usize,
    /// Documents they lie in.
    pub documents: usize,
    /// How all turns found lie over what the study knows.
    pub facets: Vec<Facet>,
    /// The first of them.
    pub hits: Vec<Hit>,
    /// The words of the documents in which these lie.
    pub words: Words,
    /// Texts that could not be read.
    pub problems: Vec<Problem>,
}

/// One sentence on what was found where.
pub fn scope(base: &Base<'_>, page: &Page, layer: &str) -> String {
    format!(
        "{} of {} turns in {} of {} documents; layer {layer}",
        page.turns,
        base.ground.corpus.len(),
        page.documents,
        base.facts.documents.len()
    )
}

impl Base<'_> {
    /// Answers a query with as many hits as asked for.
    pub fn page(&self, query: &Query, order: Order, most: usize) -> Result<Page, IndexError> {
        let answer = self.answer(query)?;
        let corpus = &self.ground.corpus;
        let ((words, hits), facets) = rayon::join(
            || {
                let numbers = self.hits(&answer, order, most);
                let words = self.words_around(&numbers);
                let hits = self.seen((query, &answer), (&numbers, &words));
                (words, hits)
            },
            || facets(corpus, self.facts, &answer.turns),
        );
        let mut problems = answer.problems;
        problems.extend(words.problems.iter().cloned());
        problems.sort();
        problems.dedup();
        Ok(Page {
            turns: answer.turns.count(),
            documents: corpus.documents_of(&answer.turns).count(),
            facets,
            hits,
            words,
            problems,
        })
    }
}
