//! The one respect in which the fold judges authority over codings: only their coder, on any machine, moves or removes them.
//!
//! Lines without that right take no part in the fold and are listed. Switches are judged in [`crate::study::switch`].

use std::collections::HashMap;

use crate::event::Event;
use crate::id::{CoderId, CodingRef, Ref, Writer};
use crate::journal::Line;
use crate::study::retained::Force;
use crate::study::set::Set;

/// Takes the force from changes of somebody else's coding, and says which lines they are.
pub fn judge(set: &Set, writers: &HashMap<Writer, CoderId>, forces: &mut [Force]) -> Vec<Ref> {
    let mut skipped = Vec::new();
    for (place, line) in set.other_lines() {
        if forces[place] == Force::None {
            continue;
        }
        let coding = match line.event() {
            Some(Event::CodingRemove(event)) => event.coding,
            Some(Event::CodingRespan(event)) => event.coding,
            _ => continue,
        };
        if !is_theirs(set, writers, (line, coding)) {
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
