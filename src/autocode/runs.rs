//! The runs of a study, each with what was said in it, and which actions it is made of.

use std::collections::{BTreeMap, BTreeSet};

use crate::autocode::precision::Tally;
use crate::coding::Coding;
use crate::event::Event;
use crate::filter::View;
use crate::id::{ActionRef, CodeRef, CoderId, Ref, RunRef};
use crate::journal::Line;
use crate::reconcile::queue::speaking;
use crate::round::Unit;
use crate::run::{Judgement, Run};

/// The verdicts of a run that stand and that the viewer may see.
pub fn judgements<'v>(
    view: &View<'v>,
    run: RunRef,
) -> impl Iterator<Item = &'v Judgement> + use<'v> {
    let own: Vec<&Judgement> = view.judgements().filter(|said| said.run == run).collect();
    own.into_iter()
}

/// How a run was judged so far.
pub fn tally(view: &View<'_>, run: RunRef) -> Tally {
    Tally::of(judgements(view, run))
}

/// The latest run of a coder that goes on where the same is asked again: the same line and code, and the same unit where one is
/// asked for.
pub fn open_run<'v>(
    view: &View<'v>,
    (coder, code): (&CoderId, CodeRef),
    (query, unit): (&str, Option<Unit>),
) -> Option<&'v Run> {
    let is_it = |run: &&Run| {
        !run.undone
            && run.coder == *coder
            && run.code == code
            && run.query == query
            && unit.is_none_or(|unit| run.unit == unit)
    };
    view.runs().filter(is_it).last()
}

/// The actions of a run that are in force, the latest first; those that another's installation wrote are not among them.
pub fn actions_in_force(view: &View<'_>, run: &Run) -> Vec<ActionRef> {
    let own = view.lines().filter(|line| {
        view.writer_of(line) == Some(&run.coder)
            && match line.event() {
                Some(Event::AutocodeRun(_)) => line.id() == run.id.0,
                Some(Event::AutocodeJudge(event)) => event.run == run.id,
                _ => false,
            }
    });
    let mut actions: Vec<ActionRef> = Vec::new();
    for action in own.filter_map(|line| view.action_of(line)) {
        if view.switched().is_on(action) && !actions.contains(&action) {
            actions.push(action);
        }
    }
    actions.reverse();
    actions
}

/// The actions that were undone together with one, in the order they were: those that undoing a whole run took back. What was
/// undone by itself before is not among them.
pub fn undone_with(view: &View<'_>, action: ActionRef) -> Vec<ActionRef> {
    let switch = |line: &Line| match line.event() {
        Some(Event::Switch(event)) => Some((event.action, event.on)),
        _ => None,
    };
    let last = view
        .lines()
        .filter(|line| switch(line) == Some((action, false)))
        .last();
    let Some(together) = last.and_then(|line| view.action_of(line)) else {
        return Vec::new();
    };
    let same = view
        .lines()
        .filter(|line| switch(line).is_some() && view.action_of(line) == Some(together));
    let undone = same.filter_map(|line| switch(line));
    undone
        .filter(|(action, on)| !on && !view.switched().is_on(*action))
        .map(|(action, _)| action)
        .collect()
}

/// How many codings of a run stand: what taking it back would take off.
pub fn codings(view: &View<'_>, run: RunRef) -> usize {
    standing(view, run).len()
}

/// How many codings of a run lie in documents for which a closed round speaks, by the names of the rounds: what its coders differ on
/// there is in the final layer only once it is decided.
pub fn to_reconcile(view: &View<'_>, run: RunRef) -> BTreeMap<String, usize> {
    let speaking = speaking(view);
    let mut waiting = BTreeMap::new();
    for coding in standing(view, run) {
        let round = speaking.get(&coding.excerpt.document);
        if let Some(round) = round.and_then(|round| view.round(*round)) {
            *waiting.entry(round.name.clone()).or_default() += 1;
        }
    }
    waiting
}

/// The codings that a run's own actions made and that stand. One that was there when a verdict confirmed it is none of them.
fn standing<'v>(view: &View<'v>, run: RunRef) -> Vec<&'v Coding> {
    let coded: BTreeSet<Ref> = judgements(view, run)
        .filter_map(|said| Some(said.coding?.0))
        .collect();
    if coded.is_empty() {
        return Vec::new();
    }
    let said = view.lines().filter(|line| match line.event() {
        Some(Event::AutocodeJudge(event)) => event.run == run,
        _ => false,
    });
    let own: BTreeSet<ActionRef> = said.filter_map(|line| view.action_of(line)).collect();
    let made_by_it = |id: Ref| {
        let action = view.line(id).and_then(|line| view.action_of(line));
        action.is_some_and(|action| own.contains(&action))
    };
    let codings = view.codings().iter().copied();
    codings
        .filter(|coding| coded.contains(&coding.id.0) && made_by_it(coding.id.0))
        .collect()
}
