//! Whom the labels of a document stand for, as far as that is given, declared or plain; the rest is asked, never guessed into a person.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::fold_label;
use crate::filter::View;
use crate::id::{PersonId, check_handle};
use crate::import::Transcript;
use crate::import::people::{PersonRow, SessionRow};
use crate::import::plan::{Given, Plan};
use crate::person::{Attributes, Role};

/// Who each label stands for: what is given, else what the sessions file says, else what the file's own header declares, else what it looks like.
pub fn roles(
    (view, plan): (&View<'_>, &mut Plan),
    (transcript, given): (&Transcript, &Given),
    session: Option<&SessionRow>,
) -> BTreeMap<String, Role> {
    let mut speakers = BTreeMap::new();
    for label in &transcript.labels {
        let declared = transcript
            .metadata
            .iter()
            .find(|(key, _)| fold_label(key) == label.key);
        let declared = declared.map(|(_, role)| role.to_lowercase());
        let facilitates =
            session.is_some_and(|row| row.facilitators.iter().any(|f| fold_label(f) == label.key));
        let takes_part = session.and_then(|row| {
            row.participants
                .iter()
                .find(|p| fold_label(&p.0) == label.key)
        });
        let role = if let Some(role) = given.speakers.get(&label.key) {
            role.clone()
        } else if facilitates
            || declared.as_deref() == Some("interviewer")
            || is_interviewer(&label.key)
        {
            Role::Interviewer
        } else if let Some(person) = takes_part {
            Role::Person(person.clone())
        } else if let Some(person) = known_person(view, plan, &label.key) {
            Role::Person(person)
        } else if declared.as_deref() == Some("participant") && check_handle(&label.label).is_ok() {
            Role::Person(PersonId(label.label.clone()))
        } else {
            Role::Unknown
        };
        speakers.insert(label.key.clone(), role);
    }
    bind_the_only_one(&mut speakers, session);
    speakers.extend(given.speakers.clone());
    for person in speakers.values().filter_map(Role::person) {
        if view.person(person).is_none() && plan.people.iter().all(|row| row.handle != *person) {
            plan.people.push(PersonRow {
                handle: person.clone(),
                attributes: Attributes::new(),
            });
        }
    }
    speakers
}

/// Where one person is said to speak and one label is left, they are the same.
fn bind_the_only_one(speakers: &mut BTreeMap<String, Role>, session: Option<&SessionRow>) {
    let participants = session
        .map(|row| row.participants.as_slice())
        .unwrap_or_default();
    let bound: BTreeSet<PersonId> = speakers
        .values()
        .filter_map(Role::person)
        .cloned()
        .collect();
    let mut left = participants
        .iter()
        .filter(|person| !bound.contains(*person));
    let mut open = speakers.values_mut().filter(|role| **role == Role::Unknown);
    if let (Some(person), None, Some(role), None) =
        (left.next(), left.next(), open.next(), open.next())
    {
        *role = Role::Person(person.clone());
    }
}

fn known_person(view: &View<'_>, plan: &Plan, key: &str) -> Option<PersonId> {
    let known = view
        .people()
        .map(|person| &person.handle)
        .chain(plan.people.iter().map(|row| &row.handle));
    let mut same = known.filter(|handle| fold_label(&handle.0) == key);
    same.next().cloned()
}

/// Labels that research teams give themselves, with or without a number.
fn is_interviewer(key: &str) -> bool {
    let word = key.trim_end_matches(|c: char| c.is_ascii_digit());
    matches!(
        word,
        "int"
            | "interviewer"
            | "i"
            | "researcher"
            | "moderator"
            | "facilitator"
            | "mod"
            | "q"
            | "iv"
    )
}
