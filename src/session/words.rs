//! The words of a study, read when somebody asks for them: texts with their turns, and frozen codebooks.
//!
//! What cannot be read, or is not what the journal says, is a problem and never a failure.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use crate::codebook::Frozen;
use crate::document::{Document, Revision};
use crate::id::{CodeRef, Digest};
use crate::problem::Problem;
use crate::session::Session;
use crate::store::Refused;
use crate::store::texts::Shelf;
use crate::texts::Texts;

impl Session {
    /// The words of some documents as they are now, and every frozen codebook. What cannot be read is a problem.
    pub fn texts<'d>(
        &self,
        documents: impl IntoIterator<Item = &'d Document>,
    ) -> Result<(Texts, Vec<Problem>), Refused> {
        let revisions = documents
            .into_iter()
            .map(|document| document.revision().clone());
        self.texts_of(revisions.collect())
    }

    /// The words of some revisions, and every frozen codebook. Those that were taken back are neither read nor missed.
    pub fn texts_of(&self, revisions: Vec<Revision>) -> Result<(Texts, Vec<Problem>), Refused> {
        let shelf = Shelf::list(&self.folder)?;
        let mut texts = Texts::default();
        let mut problems = Vec::new();
        let readable = |revision: &Revision| !revision.is_withdrawn;
        let revisions: Vec<Revision> = revisions.into_iter().filter(readable).collect();
        let passages: Vec<_> = revisions
            .par_iter()
            .map(|revision| shelf.passage(&revision.text, &revision.turns))
            .collect();
        for (revision, passage) in revisions.iter().zip(passages) {
            match passage {
                Ok(passage) => texts.insert(revision.id, Arc::new(passage)),
                Err(problem) => problems.push(problem),
            }
        }
        for version in &self.study().versions {
            match frozen(&shelf, &version.sha256) {
                Ok(frozen) => texts.insert_codebook(version.id, Arc::new(self.known_again(frozen))),
                Err(problem) => problems.push(problem),
            }
        }
        Ok((texts, problems))
    }

    /// A frozen codebook whose codes go by the refs that they have now: one may have been written again, or be equal to another.
    fn known_again(&self, mut frozen: Frozen) -> Frozen {
        for code in &mut frozen.codes {
            code.id = CodeRef(self.study().canonical(code.id.0));
        }
        frozen
    }

    /// All words of the study and every frozen codebook; a file that any line names and that is not here is a problem, also one
    /// of a correction that was undone: a closed round may stand on it.
    pub fn everything(&self) -> Result<(Texts, Vec<Problem>), Refused> {
        let documents = self.study().documents.iter();
        let revisions: Vec<_> = documents
            .flat_map(|document| document.revisions.clone())
            .collect();
        let mut read: BTreeSet<Digest> = revisions
            .iter()
            .flat_map(|revision| [revision.text, revision.turns])
            .collect();
        read.extend(self.study().versions.iter().map(|version| version.sha256));
        let (texts, mut problems) = self.texts_of(revisions)?;
        let shelf = Shelf::list(&self.folder)?;
        for digest in self
            .study()
            .named_files()
            .into_iter()
            .filter(|digest| !read.contains(digest))
        {
            problems.extend(
                shelf
                    .read(&digest)
                    .err()
                    .map(|absent| absent.problem(&digest)),
            );
        }
        Ok((texts, problems))
    }

    /// The files that any line names by their hash, but for those whose words were taken back.
    pub fn named_files(&self) -> Vec<Digest> {
        self.study().named_files()
    }
}

fn frozen(shelf: &Shelf, digest: &Digest) -> Result<Frozen, Problem> {
    let bytes = shelf
        .read(digest)
        .map_err(|absent| absent.problem(digest))?;
    serde_json::from_slice(&bytes)
        .map_err(|_| Problem::new(digest.short(), "is no codebook this version can read", ""))
}
