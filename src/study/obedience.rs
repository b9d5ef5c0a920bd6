//! Obedience: which installations have taken withdrawn words out of what they keep, and what one machine has still to say of it.

use std::collections::BTreeSet;

use crate::event::study::WithdrawDone;
use crate::id::{CoderId, Ref, Writer};
use crate::journal::Line;
use crate::study::Study;
use crate::study::withdrawal::Withdrawal;

impl Study {
    /// The withdrawals, oldest first, with who has obeyed them.
    pub fn withdrawals(&self) -> Vec<Withdrawal> {
        let writers: BTreeSet<&Writer> = self.writers.keys().collect();
        let mut withdrawals = self.withdrawn.orders.clone();
        for known in &mut withdrawals {
            known.done.sort();
            known.done.dedup();
            let waiting = writers.iter().filter(|one| !known.done.contains(one));
            known.waiting = waiting.map(|writer| (*writer).clone()).collect();
        }
        withdrawals
    }

    /// What installations on one machine have to say of withdrawals, once they have obeyed them. The coder who says it names late
    /// lines of their own.
    pub fn owed_by(&self, coder: &CoderId, writers: &[Writer]) -> Vec<WithdrawDone> {
        let orders = self.withdrawn.orders.iter();
        let is_silent = |order: &&Withdrawal| writers.iter().any(|one| !order.done.contains(one));
        let mut owed: Vec<WithdrawDone> = orders
            .filter(is_silent)
            .map(|order| WithdrawDone {
                withdrawal: order.id,
                writers: writers.to_vec(),
                refs: Vec::new(),
                may_hold: Vec::new(),
            })
            .collect();
        let late = self.withdrawn.late.iter().copied();
        let is_theirs = |line: &Line| {
            let writer = &line.head.writer;
            writers.contains(writer) && self.coder_of(writer) == Some(coder)
        };
        let refs: BTreeSet<Ref> = late
            .filter(|id| self.line(*id).is_some_and(is_theirs))
            .collect();
        if refs.is_empty() {
            return owed;
        }
        if owed.is_empty() {
            owed.extend(self.withdrawn.orders.last().map(|order| WithdrawDone {
                withdrawal: order.id,
                writers: writers.to_vec(),
                refs: Vec::new(),
                may_hold: Vec::new(),
            }));
        }
        if let Some(last) = owed.last_mut() {
            last.refs = refs.into_iter().collect();
        }
        owed
    }
}
