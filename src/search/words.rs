//! Words: the texts of some documents, read once and side by side for whatever is shown of them.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use crate::id::DocumentRef;
use crate::problem::Problem;
use crate::query::corpus::TurnNumber;
use crate::query::facts::Source;
use crate::search::answer::Base;
use crate::texts::Passage;

/// The texts of some documents.
#[derive(Debug, Default)]
pub struct Words {
    passages: HashMap<DocumentRef, Arc<Passage>>,
    /// Texts that could not be read.
    pub problems: Vec<Problem>,
}

impl Words {
    /// The text of a document, if it was asked for and could be read.
    pub fn of(&self, document: DocumentRef) -> Option<&Passage> {
        self.passages.get(&document).map(AsRef::as_ref)
    }
}

impl Base<'_> {
    /// The words of some documents.
    pub fn words(&self, documents: impl IntoIterator<Item = DocumentRef>) -> Words {
        let documents: BTreeSet<DocumentRef> = documents.into_iter().collect();
        let sources = self.facts.documents.iter();
        let sources: Vec<&Source> = sources
            .filter(|source| documents.contains(&source.id))
            .collect();
        let read: Vec<_> = sources
            .par_iter()
            .map(|source| (source.id, self.passage(source)))
            .collect();
        let mut words = Words::default();
        for (document, read) in read {
            match read {
                Ok(passage) => drop(words.passages.insert(document, passage)),
                Err(problem) => words.problems.push(problem),
            }
        }
        words.problems.sort();
        words.problems.dedup();
        words
    }

    /// The words of the documents in which some turns lie.
    pub fn words_around(&self, numbers: &[TurnNumber]) -> Words {
        let corpus = &self.ground.corpus;
        self.words(numbers.iter().map(|number| corpus.place(*number).0))
    }
}
