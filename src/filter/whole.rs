//! What is asked of the whole study, whoever looks: hashes and numbers of lines, which tell nothing of what is hidden.

use crate::event::Event;
use crate::event::study::{Run, Runs};
use crate::filter::View;
use crate::id::{Digest, Hash, Ref, Writer};
use crate::study::witness::{Contradiction, Newest};

impl View<'_> {
    /// The hash of everything the study says.
    pub fn state(&self) -> Digest {
        self.study.state()
    }

    /// The newest line of each writer; of a copied installation that of each of its chains.
    pub fn newest(&self) -> Vec<Newest> {
        self.study.newest()
    }

    /// Everything that lines say of lines and that does not fit what is here.
    pub fn contradictions(&self) -> Vec<Contradiction> {
        self.study.contradictions()
    }

    /// The hashes of the lines of a writer with this number: more than one where its installation was copied.
    pub fn hashes_at(&self, writer: &Writer, seq: u64) -> Vec<Hash> {
        let lines = self.study.lines().iter();
        let at = lines.filter(|line| line.head.writer == *writer && line.head.seq == seq);
        at.map(|line| line.hash).collect()
    }

    /// The state when these were the newest lines, but for what was withdrawn since.
    pub fn state_at(&self, newest: &[(Writer, u64, Hash)]) -> Digest {
        let mut runs = Runs::new();
        for (writer, seq, hash) in newest {
            let (first, last, end) = (1, *seq, hash.line_ref());
            let run = Run { first, last, end };
            runs.entry(writer.clone()).or_default().push(run);
        }
        self.study.at(&runs).state()
    }

    /// Whether the words of a line were taken back for good, blanked on this disk or not yet.
    pub fn is_withdrawn(&self, id: Ref) -> bool {
        self.study.withdrawn().lines.contains(&id)
    }

    /// Whether words were ever taken back for good.
    pub fn has_withdrawals(&self) -> bool {
        let mut lines = self.study.lines().iter();
        lines.any(|line| matches!(line.event(), Some(Event::Withdraw(_))))
    }
}
