//! The one respect in which the fold judges authority over work: only its coder, on any machine, changes it or takes it back.
//!
//! Work may be written for another, as an import does: a coding, a pass or a quote that replaces nothing. Lines without that right
//! take no part in the fold and are listed. Switches are judged in [`crate::study::switch`].

use std::collections::HashMap;

use crate::coding::QuoteState;
use crate::event::Event;
use crate::id::{CoderId, CodingRef, Ref, Writer};
use crate::journal::Line;
use crate::round::PassState;
use crate::study::retained::Force;
use crate::study::set::Set;
use crate::study::withdrawal::Withdrawn;

/// Takes the force from changes of somebody else's work, and says which lines they are.
pub fn judge(
    (set, withdrawn): (&Set, &Withdrawn),
    writers: &HashMap<Writer, CoderId>,
    forces: &mut [Force],
) -> Vec<Ref> {
    let mut skipped = Vec::new();
    for (place, line) in set.other_lines() {
        if forces[place] == Force::None {
            continue;
        }
        let is_own = |coder: &CoderId| writers.get(&line.head.writer) == Some(coder);
        // Of a coding that was taken back some machines still have the words, and others not: nobody asks whose it was.
        let is_theirs = |coding: CodingRef| {
            withdrawn.lines.contains(&coding.0) || is_theirs(set, writers, (line, coding))
        };
        let replaces_nothing = line.head.over.is_empty();
        let has_right = match line.event() {
            Some(Event::CodingRemove(event)) => is_theirs(event.coding),
            Some(Event::CodingRespan(event)) => is_theirs(event.coding),
            Some(Event::TurnPass(event)) => {
                let gives = event.state == PassState::Passed;
                is_own(&event.coder) || (gives && replaces_nothing)
            }
            Some(Event::QuoteChoose(event)) => {
                let gives = event.state != QuoteState::Dropped;
                is_own(&event.coder) || (gives && replaces_nothing)
            }
            Some(Event::AutocodeJudge(event)) => {
                // A run that is not here cannot be asked whose it is: the study is incomplete and says so.
                let run = set.get(event.run.0);
                run.is_none_or(|run| writers.get(&run.head.writer).is_some_and(is_own))
            }
            _ => continue,
        };
        if !has_right {
            forces[place] = Force::None;
            skipped.push(line.id());
        }
    }
    skipped
}

fn is_theirs(
    set: &Set,
    writers: &HashMap<Writer, CoderId>,
    (line, coding): (&Line, CodingRef),
) -> bool {
    match set.get(coding.0).and_then(Line::event) {
        Some(Event::CodingAdd(event)) => writers.get(&line.head.writer) == Some(&event.coder),
        // A coding that is not here cannot be judged yet: the study is incomplete and says so.
        _ => true,
    }
}
