//! Step 3 of the fold: switches, which undo and redo actions.
//!
//! An action is the lines one writer wrote in one go. Each action has one register of switches; two that do not know of each
//! other and disagree leave it off. Only the coder whose writer wrote an action may switch it; other switches are skipped and listed.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::event::Event;
use crate::id::{ActionRef, CoderId, Ref, Writer};
use crate::journal::Line;
use crate::study::set::Set;
use crate::study::withdrawal::Withdrawn;

/// Which lines are switched off, and which switches had no right to.
#[derive(Debug, Default)]
pub struct Switched {
    /// Places of lines that are off.
    pub off: HashSet<usize>,
    /// Switch lines of somebody else's action.
    pub skipped: Vec<Ref>,
    /// The unreplaced switches of each action.
    pub registers: BTreeMap<ActionRef, Vec<(Ref, bool)>>,
}

impl Switched {
    /// Replays the switches of the set.
    pub fn of(set: &Set, withdrawn: &Withdrawn, coders: &HashMap<Writer, CoderId>) -> Self {
        let mut switched = Self::default();
        let mut writes: BTreeMap<ActionRef, Vec<(usize, bool)>> = BTreeMap::new();
        for (place, line) in set.other_lines() {
            let Some(Event::Switch(event)) = line.event() else {
                continue;
            };
            if withdrawn.lines.contains(&line.id()) {
                continue;
            }
            let owner = set
                .get(event.action.0)
                .and_then(|action| coders.get(&action.head.writer));
            if owner.is_none() || owner != coders.get(&line.head.writer) {
                switched.skipped.push(line.id());
                continue;
            }
            writes
                .entry(event.action)
                .or_default()
                .push((place, event.on));
        }
        for (action, writes) in writes {
            let places: Vec<usize> = writes.iter().map(|(place, _)| *place).collect();
            let unreplaced = unreplaced(set, &places, |id| vec![id]);
            let left = writes
                .iter()
                .filter(|(place, _)| unreplaced.contains(place));
            switched.registers.insert(
                action,
                left.map(|&(place, on)| (set.lines[place].id(), on))
                    .collect(),
            );
        }
        switched.off = switched.lines_off(set);
        switched
    }

    /// Whether an action is in force.
    pub fn is_on(&self, action: ActionRef) -> bool {
        self.registers
            .get(&action)
            .is_none_or(|values| values.iter().all(|(_, on)| *on))
    }

    fn lines_off(&self, set: &Set) -> HashSet<usize> {
        if self.registers.keys().all(|&action| self.is_on(action)) {
            return HashSet::new();
        }
        let taken_back = taken_back(set);
        let is_off = |&place: &usize| {
            let switchable = set.lines[place]
                .event()
                .is_none_or(|event| !event.is_never_switched());
            let action = set
                .first_of_action(place)
                .map(|first| ActionRef(first.id()));
            switchable
                && action.is_some_and(|action| !self.is_on(action) && !taken_back.contains(&action))
        };
        (0..set.lines.len()).filter(is_off).collect()
    }
}

/// The actions that take words back: nothing that they wrote in the place of those is ever undone.
fn taken_back(set: &Set) -> HashSet<ActionRef> {
    let withdraws = |line: &Line| matches!(line.event(), Some(Event::Withdraw(_)));
    let places = set.other_lines().filter(|(_, line)| withdraws(line));
    let firsts = places.filter_map(|(place, _)| set.first_of_action(place));
    firsts.map(|first| ActionRef(first.id())).collect()
}

/// Of lines that write one register, those that no other of them replaces. Replacement goes on through lines that are undone or
/// withdrawn. `equals` gives the lines that are one thing with a line, since naming one of them names them all; a line over one that
/// it is one thing with is that thing written again, and replaces nothing.
pub fn unreplaced(set: &Set, writes: &[usize], equals: impl Fn(Ref) -> Vec<Ref>) -> HashSet<usize> {
    let mut replaced: HashSet<Ref> = HashSet::new();
    let mut ahead: Vec<Ref> = writes
        .iter()
        .flat_map(|&place| {
            let line = &set.lines[place];
            let over = line.head.over.iter().copied();
            let own = if line.head.over.is_empty() {
                Vec::new()
            } else {
                equals(line.id())
            };
            over.filter(move |id| !own.contains(id))
        })
        .collect();
    while let Some(id) = ahead.pop() {
        for id in equals(id) {
            if replaced.insert(id) {
                ahead.extend(
                    set.get(id)
                        .iter()
                        .flat_map(|line| line.head.over.iter().copied()),
                );
            }
        }
    }
    writes
        .iter()
        .copied()
        .filter(|&place| !replaced.contains(&set.lines[place].id()))
        .collect()
}
