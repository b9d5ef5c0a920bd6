//! The words a question needs: texts with their turns, and frozen codebooks, loaded for the scope asked.
//!
//! The study knows texts by hash alone. What is not here was not on disk, or did not match its hash: a report over it is
//! incomplete and says so.

use std::collections::HashMap;
use std::sync::Arc;

use crate::codebook::{Frozen, FrozenCode};
use crate::document::{Document, Turn, Turns};
use crate::id::{CodeRef, Ref, RevisionRef};
use crate::person::Role;
use crate::text::Text;
use crate::text::span::Span;

/// A revision's words and its turns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// The verbatim text.
    pub text: Text,
    /// Its turns.
    pub turns: Vec<Turn>,
}

impl Passage {
    /// Puts a text and its turns together; nothing where the turns do not fit the text.
    pub fn new(text: Text, turns: Turns) -> Option<Self> {
        turns.fit(&text).then_some(Self {
            text,
            turns: turns.turns,
        })
    }

    /// The turns that a stretch touches, each with its number from 1.
    pub fn turns_at(&self, span: Span) -> impl Iterator<Item = (usize, &Turn)> {
        let first = self
            .turns
            .partition_point(|turn| turn.body.end() <= span.start());
        let numbered = self
            .turns
            .iter()
            .enumerate()
            .skip(first)
            .map(|(at, turn)| (at + 1, turn));
        numbered
            .take_while(move |(_, turn)| turn.body.start() < span.end())
            .filter(move |(_, t)| t.body.touches(span))
    }

    /// Words of all bodies.
    pub fn count_words(&self) -> u32 {
        self.turns
            .iter()
            .map(|turn| crate::text::segment::count_words(&self.text, turn.body))
            .sum()
    }

    /// The labels as first written, each once, in the order they speak.
    pub fn labels(&self) -> Vec<&str> {
        let mut seen = std::collections::HashSet::new();
        let labels = self
            .turns
            .iter()
            .map(|turn| Turns::label(&self.text, turn))
            .filter(|label| !label.is_empty());
        labels
            .filter(|label| seen.insert(crate::document::fold_label(label)))
            .collect()
    }

    /// Whether a turn is the research team's or nobody's: left out of agreement unless asked for.
    pub fn is_left_out(&self, document: &Document, turn: &Turn) -> bool {
        matches!(
            document.role(&self.text, turn),
            Role::Interviewer | Role::Ignore
        )
    }
}

/// What was loaded.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    passages: HashMap<RevisionRef, Arc<Passage>>,
    codebooks: HashMap<Ref, Arc<Frozen>>,
}

impl Texts {
    /// Adds a revision's words.
    pub fn insert(&mut self, revision: RevisionRef, passage: Arc<Passage>) {
        self.passages.insert(revision, passage);
    }

    /// Adds a frozen codebook, by its freeze.
    pub fn insert_codebook(&mut self, freeze: Ref, codebook: Arc<Frozen>) {
        self.codebooks.insert(freeze, codebook);
    }

    /// These and others together.
    pub fn with(&self, others: Self) -> Self {
        let mut both = self.clone();
        both.passages.extend(others.passages);
        both.codebooks.extend(others.codebooks);
        both
    }

    /// How many revisions are here.
    pub fn len(&self) -> usize {
        self.passages.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.passages.is_empty()
    }

    /// The words of a revision.
    pub fn passage(&self, revision: RevisionRef) -> Option<&Passage> {
        self.passages.get(&revision).map(Arc::as_ref)
    }

    /// The words of a revision, to be kept.
    pub fn shared(&self, revision: RevisionRef) -> Option<Arc<Passage>> {
        self.passages.get(&revision).cloned()
    }

    /// The words a document has now.
    pub fn current(&self, document: &Document) -> Option<&Passage> {
        self.passage(document.current)
    }

    /// The codebook of a freeze.
    pub fn codebook(&self, freeze: Ref) -> Option<&Frozen> {
        self.codebooks.get(&freeze).map(Arc::as_ref)
    }

    /// The entry of a code in a frozen codebook.
    pub fn frozen_code(&self, freeze: Ref, code: CodeRef) -> Option<&FrozenCode> {
        self.codebook(freeze)?
            .codes
            .iter()
            .find(|frozen| frozen.id == code)
    }
}
