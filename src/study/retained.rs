//! Step 4 of the fold: what is built on stays.
//!
//! An undone coding or memo is gone. An undone code, document, revision, person or round that anything in force names stays in
//! force as retired, with a conflict: somebody must decide. What `over`, a switch or `seen` names is not built on.

use std::collections::{HashMap, HashSet};

use crate::event::Event;
use crate::id::{PersonId, Ref};
use crate::journal::Line;
use crate::study::set::Set;
use crate::study::switch::Switched;
use crate::study::withdrawal::Withdrawn;

/// How much a line counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Force {
    /// In force.
    Full,
    /// Undone, but something in force is built on what it introduced.
    Retired,
    /// Undone, withdrawn, blank or unknown.
    None,
}

/// The force of every line, by place.
pub fn forces(set: &Set, withdrawn: &Withdrawn, switched: &Switched) -> Vec<Force> {
    let mut forces = vec![Force::Full; set.lines.len()];
    let empty = set
        .other_lines()
        .filter(|(_, line)| line.event().is_none())
        .map(|(place, _)| place);
    let withdrawn_places = withdrawn.lines.iter().filter_map(|id| set.place(*id));
    let off = switched.off.iter().copied();
    for place in empty.chain(withdrawn_places).chain(off) {
        forces[place] = Force::None;
    }
    if switched.off.is_empty() {
        return forces;
    }
    let people = undone_people(set, switched);
    let mut ahead: Vec<usize> = (0..forces.len())
        .filter(|&place| forces[place] == Force::Full)
        .collect();
    let mut visited: HashSet<usize> = ahead.iter().copied().collect();
    while let Some(place) = ahead.pop() {
        let Some(event) = set.lines[place].event() else {
            continue;
        };
        let by_handle = event
            .person()
            .and_then(|person| people.get(person))
            .into_iter()
            .flatten()
            .copied();
        let named = event
            .names()
            .into_iter()
            .filter_map(|id: Ref| set.place(id))
            .chain(by_handle);
        for named in
            named.filter(|&named| switched.off.contains(&named) && introduces_a_thing(set, named))
        {
            if !withdrawn.lines.contains(&set.lines[named].id()) && visited.insert(named) {
                forces[named] = Force::Retired;
                ahead.push(named);
            }
        }
    }
    forces
}

/// Of the lines at some places those that count, each with its place and event.
pub fn in_force<'s>(
    (set, forces): (&'s Set, &'s [Force]),
    places: &'s [usize],
) -> impl Iterator<Item = (usize, &'s Line, &'s Event)> + 's {
    let counting = places.iter().filter(|&&place| forces[place] != Force::None);
    counting.filter_map(|&place| {
        let line = set.lines[place].as_ref();
        Some((place, line, line.event()?))
    })
}

fn introduces_a_thing(set: &Set, place: usize) -> bool {
    matches!(
        set.lines[place].event(),
        Some(
            Event::CodeAdd(_)
                | Event::DocumentAdd(_)
                | Event::DocumentRevise(_)
                | Event::PersonAdd(_)
                | Event::RoundOpen(_)
        )
    )
}

fn undone_people(set: &Set, switched: &Switched) -> HashMap<PersonId, Vec<usize>> {
    let mut people: HashMap<PersonId, Vec<usize>> = HashMap::new();
    for &place in &switched.off {
        if let Some(Event::PersonAdd(event)) = set.lines[place].event() {
            people.entry(event.handle.clone()).or_default().push(place);
        }
    }
    people
}
