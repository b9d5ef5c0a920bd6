//! Ready: a study that can be searched, with its index brought up to date as far as that goes.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::problem::Problem;
use crate::query::facts::Facts;
use crate::search::answer::Base;
use crate::search::ground::Ground;
use crate::search::guard::guarded;
use crate::search::renewal::{Progress, Renewed};
use crate::search::{IndexError, Search, remove_all};
use crate::store::Refused;
use crate::store::layout::Folder;
use crate::store::texts::Shelf;

/// Where a study lies, and where this machine keeps its index.
#[derive(Clone, Copy)]
pub struct Places<'p> {
    /// The study's folder.
    pub folder: &'p Folder,
    /// This machine's folder for the study.
    pub state: &'p Path,
}

/// A study that can be searched.
pub struct Ready {
    /// What the study knows.
    pub facts: Arc<Facts>,
    /// What is searched.
    pub ground: Ground,
    /// Texts that could not be read, and why the index could not be used.
    pub problems: Vec<Problem>,
    shelf: Shelf,
    state: PathBuf,
}

impl Ready {
    /// Brings the index up to date and makes ready; `tell` hears how far it is, and may stop the index, never the search. An
    /// index that cannot be used is a problem: then all words are read.
    pub fn of(
        places: Places<'_>,
        facts: Arc<Facts>,
        tell: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<Self, Refused> {
        let shelf = Shelf::list(places.folder)?;
        let mut problems = Vec::new();
        let mut index = || {
            guarded(|| {
                let search = Search::open(places.state)?;
                let renewed = search.renew(&facts, &shelf, tell)?;
                let ground = Ground::of(&search, &facts, &shelf)?;
                Ok((renewed, ground))
            })
        };
        let mut indexed = index();
        if matches!(indexed, Err(IndexError::Damaged)) {
            indexed = remove_all(places.state).and_then(|()| index());
        }
        let ground = match indexed {
            Ok((Renewed::Whole(unread), ground)) => {
                problems.extend(unread);
                ground
            }
            Ok((Renewed::InPart, ground)) => ground,
            Err(cause) => {
                problems.push(unusable(places.state, &cause));
                Ground::unindexed(&facts, &shelf)
            }
        };
        problems.extend(ground.problems.iter().cloned());
        problems.sort();
        problems.dedup();
        Ok(Self {
            facts,
            ground,
            problems,
            shelf,
            state: places.state.to_owned(),
        })
    }

    /// What a search stands on.
    pub fn base(&self) -> Base<'_> {
        Base {
            ground: &self.ground,
            facts: &self.facts,
            shelf: &self.shelf,
        }
    }

    /// Asks something of it. Where the index proves damaged on the way, it is thrown away, and asked of the texts.
    pub fn ask<T>(
        &mut self,
        question: impl Fn(&Base<'_>) -> Result<T, IndexError>,
    ) -> Result<T, IndexError> {
        let answer = guarded(|| question(&self.base()));
        let Err(cause) = answer else {
            return answer;
        };
        self.problems.push(unusable(&self.state, &cause));
        remove_all(&self.state)?;
        self.ground = Ground::unindexed(&self.facts, &self.shelf);
        question(&self.base())
    }

    /// Takes in what the study knows by now; gives it back where a text is another, or a document came or went: then the words
    /// must be made ready anew.
    pub fn take(&mut self, facts: Arc<Facts>) -> Result<(), Arc<Facts>> {
        let mut both = self.facts.documents.iter().zip(&facts.documents);
        let is_same = self.facts.documents.len() == facts.documents.len()
            && both.all(|(one, other)| one.speaks_as(other));
        match is_same {
            true => {
                self.facts = facts;
                Ok(())
            }
            false => Err(facts),
        }
    }
}

/// Why the words are read instead.
pub fn unusable(state: &Path, cause: &IndexError) -> Problem {
    Problem::new(
        state.display().to_string(),
        format!("the index of words cannot be used, so every text was read: {cause}"),
        "its folder may be deleted at any time; it is made again",
    )
}
