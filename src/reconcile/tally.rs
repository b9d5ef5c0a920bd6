//! The tally: how many disagreements were settled, how, and why the coders had differed.

use std::collections::BTreeMap;

use crate::decision::Cause;
use crate::reconcile::queue::Queue;

/// How far a team is with its disagreements.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// All disagreements of the scope.
    pub disagreements: usize,
    /// Settled ones; those kept are not among them.
    pub settled: usize,
    /// Kept as disagreements.
    pub kept: usize,
    /// Sent back to their coders.
    pub sent_back: usize,
    /// Settled before codings there changed.
    pub stale: usize,
    /// Groups of codings that agreed by themselves.
    pub agreed: usize,
    /// Settled ones by the word for how, most frequent first.
    pub hows: Vec<(&'static str, usize)>,
    /// Settled ones by cause, most frequent first; those without one are left out.
    pub causes: Vec<(&'static str, usize)>,
}

impl Tally {
    /// Counts a queue.
    pub fn of(queue: &Queue) -> Self {
        let mut tally = Self {
            disagreements: queue.matters.len(),
            agreed: queue.agreed,
            ..Self::default()
        };
        let mut hows: BTreeMap<&'static str, usize> = BTreeMap::new();
        let mut causes: BTreeMap<Cause, usize> = BTreeMap::new();
        for matter in &queue.matters {
            let Some(decision) = &matter.decision else {
                continue;
            };
            tally.sent_back += usize::from(decision.how.as_str() == "sent back");
            if !matter.is_settled() {
                continue;
            }
            if matter.is_kept() {
                tally.kept += 1;
                continue;
            }
            tally.settled += 1;
            tally.stale += usize::from(matter.is_stale);
            *hows.entry(decision.how.as_str()).or_default() += 1;
            if let Some(cause) = decision.cause {
                *causes.entry(cause).or_default() += 1;
            }
        }
        tally.hows = most_first(hows);
        tally.causes = most_first(causes.into_iter().map(|(cause, n)| (cause.as_str(), n)));
        tally
    }

    /// "37 decisions: 18 majority, 9 one coder; causes: definition overlap 16, boundary 11".
    pub fn sentence(&self) -> String {
        let hows: Vec<String> = self
            .hows
            .iter()
            .map(|(how, n)| format!("{n} {how}"))
            .collect();
        let causes: Vec<String> = self
            .causes
            .iter()
            .map(|(cause, n)| format!("{cause} {n}"))
            .collect();
        let mut words = match self.settled {
            0 => "no decision yet".to_owned(),
            1 => "1 decision".to_owned(),
            n => format!("{n} decisions"),
        };
        if !hows.is_empty() {
            words.push_str(&format!(": {}", hows.join(", ")));
        }
        if !causes.is_empty() {
            words.push_str(&format!("; causes: {}", causes.join(", ")));
        }
        words
    }
}

fn most_first(
    counts: impl IntoIterator<Item = (&'static str, usize)>,
) -> Vec<(&'static str, usize)> {
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    counts
}
