//! Withdrawals as they are followed from one computer: which computers have taken the words out, as far as they said so, and whether
//! this one has, which it says with its next change.

use crate::history::line_name;
use crate::id::Writer;
use crate::session::Session;
use crate::study::withdrawal::Withdrawal;

/// A withdrawal as it is followed from this computer.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Followed {
    /// The withdrawal.
    #[serde(flatten)]
    pub withdrawal: Withdrawal,
    /// Its line as people name it.
    pub entry: String,
    /// What was taken back, in words.
    pub what: String,
    /// The installations of this computer that have obeyed it and have not told the others yet.
    pub untold: Vec<Writer>,
}

impl Followed {
    /// Whether anybody still has to do something for it, or to say that it was done.
    pub fn is_waiting(&self) -> bool {
        !self.withdrawal.is_by_lead || !self.withdrawal.waiting.is_empty()
    }

    /// Who took back what, and who has obeyed it.
    pub fn words(&self) -> String {
        let Withdrawal {
            coder,
            at,
            done,
            waiting,
            ..
        } = &self.withdrawal;
        let day = at.split('T').next().unwrap_or_default();
        let what = &self.what;
        if !self.withdrawal.is_by_lead {
            return format!(
                "withdrawn {day} by {coder} ({}), who is no lead: {what}; this computer keeps the words until a lead withdraws the same: intercoder doctor says more",
                self.entry
            );
        }
        let others = waiting.iter().filter(|one| !self.untold.contains(one));
        let others: Vec<&str> = others.map(|one| one.0.as_str()).collect();
        let all = done.len() + waiting.len();
        let obeyed = all - others.len();
        let not_yet = match others.is_empty() {
            true => String::new(),
            false => format!("; not yet by {}", others.join(", ")),
        };
        let untold = match self.untold.is_empty() {
            true => "",
            false => "; this computer obeyed and tells the others with the next change made here",
        };
        format!(
            "withdrawn {day} by {coder}: {what}; obeyed by {obeyed} of {all} installations{not_yet}{untold}"
        )
    }
}

impl Session {
    /// What was taken back for good, oldest first.
    pub fn followed(&self) -> Vec<Followed> {
        let view = self.view();
        let withdrawals = view.withdrawals();
        if withdrawals.is_empty() {
            return Vec::new();
        }
        let state = self.kept_here();
        let obeyed = state.obeyed();
        let here = state.writers_here().unwrap_or_default();
        let followed = withdrawals.into_iter().map(|withdrawal| {
            let is_obeyed = obeyed.contains(&withdrawal.id);
            let waiting = withdrawal.waiting.iter();
            let untold = waiting.filter(|one| is_obeyed && here.contains(one));
            Followed {
                entry: line_name(&view, withdrawal.id),
                what: view.what_was_taken_back(&withdrawal),
                untold: untold.cloned().collect(),
                withdrawal,
            }
        });
        followed.collect()
    }
}
