//! Entries that were written without knowing of a withdrawal, on a machine that was away, and may hold what was taken back.
//!
//! Whoever withdrew could not look through them, and once the texts are gone nobody can. So the machine on which they were written
//! does it while it obeys: with the texts, where they are still in the folder, and otherwise it names all of them.

use std::collections::BTreeSet;

use crate::event::Event;
use crate::event::study::Runs;
use crate::event::words::words;
use crate::filter::View;
use crate::id::{Digest, Ref, Writer};
use crate::journal::Line;
use crate::withdrawal::quoting::can_go;
use crate::withdrawal::shingle::Shingles;

/// What is known of the words that were taken back.
pub struct Gone {
    /// The runs of words in what is still here of them.
    pub shingles: Shingles,
    /// Whether all of them are still here.
    pub is_whole: bool,
}

/// The files that held what was taken back with these withdrawals.
pub fn files_of(view: &View<'_>, withdrawals: &[Ref]) -> BTreeSet<Digest> {
    let action = |line: &Line| (line.head.writer.clone(), line.batch());
    let actions: Vec<_> = withdrawals
        .iter()
        .filter_map(|id| view.line(*id).map(action))
        .collect();
    let taken = view
        .every_line()
        .filter_map(|(line, _)| match line.event() {
            Some(Event::Withdraw(event)) if actions.contains(&action(line)) => Some(&event.files),
            _ => None,
        });
    taken.flatten().map(|gone| gone.was).collect()
}

/// The entries of some writers that whoever wrote these withdrawals had not seen and that may hold the words.
pub fn unaware(view: &View<'_>, own: &[Writer], (withdrawals, gone): (&[Ref], &Gone)) -> Vec<Ref> {
    let mut found = BTreeSet::new();
    for withdrawal in withdrawals {
        let by = view.line(*withdrawal).map(|line| &line.head.writer);
        if by.is_none_or(|writer| own.contains(writer)) {
            continue;
        }
        let seen = seen_by(view, *withdrawal).map(|runs| view.covered_by(runs));
        let is_unaware = |line: &&Line| {
            let is_seen = seen.as_ref().is_some_and(|seen| seen.contains(&line.id()));
            own.contains(&line.head.writer) && !is_seen
        };
        let lines = view.every_line().map(|(line, _)| line).filter(is_unaware);
        let may_hold = lines.filter(|line| line.event().is_some_and(|event| holds(event, gone)));
        found.extend(may_hold.map(Line::id));
    }
    found.into_iter().collect()
}

/// Whether an event may hold the words.
fn holds(event: &Event, gone: &Gone) -> bool {
    let words = words(event);
    let quotes = || {
        words
            .iter()
            .any(|words| gone.shingles.find(words).is_some())
    };
    can_go(event) && !words.is_empty() && (!gone.is_whole || quotes())
}

/// What the writer of a withdrawal had seen: an action ends in what was new to its writer, if anything was.
fn seen_by<'v>(view: &View<'v>, withdrawal: Ref) -> Option<&'v Runs> {
    let first = view.line(withdrawal)?;
    let is_of_action =
        |line: &&Line| line.head.writer == first.head.writer && line.batch() == first.batch();
    let seen = |line: &'v Line| line.event()?.seen();
    let lines = view.every_line().map(|(line, _)| line);
    let before = std::iter::successors(Some(first), |line| view.line(line.head.prev.line_ref()));
    lines.filter(is_of_action).chain(before).find_map(seen)
}
