//! What a session has in memory: the verified lines, and the study that they make.
//!
//! The study is worked out when somebody looks, so that a command that writes and ends never folds what it wrote; once it is
//! there, it takes in what coders write all day without being folded again.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, OnceLock};

use crate::id::{Digest, Hash, RoundRef, StudyId, Writer};
use crate::journal::Line;
use crate::store::journals::{Holding, Journals};
use crate::study::Study;

/// So many lines are taken in one action after another.
const FEW: usize = 16;

/// Lines, and what they make.
pub(super) struct Memory {
    id: StudyId,
    lines: Vec<Arc<Line>>,
    /// The files that were read last, by what they hold: all of it is among the lines.
    files: HashSet<Digest>,
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
            files: HashSet::new(),
            folded: OnceLock::new(),
        }
    }

    /// Remembers which files were read: all that they hold is here by now.
    pub fn remember(&mut self, files: &[Holding]) {
        self.files = files.iter().map(|file| file.digest).collect();
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

    /// The lines of a reading that are not here. There may be a million, and nearly all of them lie in files that hold what they
    /// held: only the others are looked into.
    pub fn news(&self, journals: &Journals) -> Vec<Arc<Line>> {
        let study = self.study();
        let is_known = |line: &Line| {
            let known = study.line(line.id());
            known.is_some_and(|known| known.hash == line.hash)
        };
        let (mut news, mut rest) = (Vec::new(), journals.lines.as_slice());
        for file in &journals.files {
            let (lines, after) = rest.split_at(file.lines.min(rest.len()));
            if !self.files.contains(&file.digest) {
                news.extend(lines.iter().filter(|line| !is_known(line)).cloned());
            }
            rest = after;
        }
        news
    }

    /// Takes in the few lines that others wrote since; whose they are and their numbers where the study could grow by them, so
    /// that nothing is folded again. What they name was here before.
    pub fn grow(&mut self, mut news: Vec<Arc<Line>>) -> Option<Vec<(Writer, u64)>> {
        // Each action is compared with all codings, and a fold does that at once.
        if news.len() > FEW {
            return None;
        }
        news.sort_by_key(|line| line.order());
        let mut folded = self.folded.take();
        let same_action =
            |a: &Arc<Line>, b: &Arc<Line>| a.head.writer == b.head.writer && a.batch() == b.batch();
        for action in news.chunk_by(same_action) {
            folded = folded.and_then(|folded| folded.extended(action));
        }
        let has_grown = folded.is_some();
        self.folded = folded.map_or_else(OnceLock::new, OnceLock::from);
        let end = |line: &Arc<Line>| (line.head.writer.clone(), line.head.seq);
        let ends = news.iter().map(end).collect();
        self.lines.extend(news);
        has_grown.then_some(ends)
    }

    /// These lines, and those that are here and not among them. Of one line in both, theirs counts: it may have been blanked.
    pub fn united_with(&self, mut lines: Vec<Arc<Line>>) -> Vec<Arc<Line>> {
        let theirs: HashSet<Hash> = lines.iter().map(|line| line.hash).collect();
        let own = self.lines.iter().filter(|l| !theirs.contains(&l.hash));
        lines.extend(own.cloned());
        lines
    }
}
