//! What a session has in memory: the verified lines, and the study that they make.
//!
//! The study is worked out when somebody looks, so that a command that writes and ends never folds what it wrote; once it is
//! there, it takes in what coders write all day without being folded again.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, OnceLock};

use crate::id::{Hash, RoundRef, StudyId};
use crate::journal::Line;
use crate::study::Study;

/// Lines, and what they make.
pub(super) struct Memory {
    id: StudyId,
    lines: Vec<Arc<Line>>,
    folded: OnceLock<Folded>,
}

/// The study that the lines make, and its closed rounds as they were at their frontiers, once somebody asked.
pub(super) struct Folded {
    pub study: Study,
    pub frontiers: HashMap<RoundRef, OnceLock<Study>>,
}

impl Folded {
    fn of(id: &StudyId, lines: &[Arc<Line>]) -> Self {
        let study = Study::fold(id.clone(), lines.iter().cloned());
        let closed = study.rounds.iter().filter(|round| round.close.is_some());
        let frontiers = closed.map(|round| (round.id, OnceLock::new())).collect();
        Self { study, frontiers }
    }

    /// Lines that a study takes in close no round and withdraw nothing, so the frontiers stay as they are.
    fn extended(self, lines: &[Arc<Line>]) -> Option<Self> {
        let (study, frontiers) = (self.study.extended(lines)?, self.frontiers);
        Some(Self { study, frontiers })
    }
}

impl Memory {
    /// These lines of a study.
    pub fn of(id: StudyId, lines: Vec<Arc<Line>>) -> Self {
        Self {
            id,
            lines,
            folded: OnceLock::new(),
        }
    }

    /// What the lines make.
    pub fn folded(&self) -> &Folded {
        self.folded
            .get_or_init(|| Folded::of(&self.id, &self.lines))
    }

    /// The study that the lines make.
    pub fn study(&self) -> &Study {
        &self.folded().study
    }

    /// Takes in an action that was just saved.
    pub fn add(&mut self, action: Vec<Arc<Line>>) {
        let folded = self.folded.take();
        let folded = folded.and_then(|folded| folded.extended(&action));
        self.folded = folded.map_or_else(OnceLock::new, OnceLock::from);
        self.lines.extend(action);
    }

    /// Whether all these lines are here.
    pub fn knows(&self, lines: &[Arc<Line>]) -> bool {
        let study = self.study();
        let is_known = |line: &Arc<Line>| {
            let known = study.line(line.id());
            known.is_some_and(|known| known.hash == line.hash)
        };
        lines.iter().all(is_known)
    }

    /// These lines, and those that are here and not among them. Of one line in both, theirs counts: it may have been blanked.
    pub fn united_with(&self, mut lines: Vec<Arc<Line>>) -> Vec<Arc<Line>> {
        let theirs: HashSet<Hash> = lines.iter().map(|line| line.hash).collect();
        let own = self.lines.iter().filter(|l| !theirs.contains(&l.hash));
        lines.extend(own.cloned());
        lines
    }
}
