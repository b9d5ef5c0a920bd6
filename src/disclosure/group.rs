//! Groups: how many people share the values of some attributes, and which attributes a published table may be split by.
//!
//! Where the smallest group has fewer than k people, the attribute named last gives way; a single one gives way to a coarser
//! attribute that it determines (every role belongs to one group), of which the one with the most values is taken. What is asked
//! for first is kept longest. Groups are counted over people, never over what they said; whoever has several values is in
//! several groups, and whoever has none is in the group of those who have none, which may be as telling. A set of attributes
//! that passes takes its margins along: they add groups together.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::filter::View;
use crate::id::PersonId;
use crate::person::{Role, Value};
use crate::themes::{BLANK, is_of_people};

/// The smallest group that is shown where the study does not say.
pub const SMALLEST: usize = 3;

/// The smallest group that the study shows.
pub fn smallest_shown(view: &View<'_>) -> usize {
    let set = view.setting("k").and_then(|k| k.parse().ok());
    set.unwrap_or(SMALLEST)
}

/// Everybody who can be singled out: the people who speak in a document that counts; where nobody does, all who are known.
pub fn everybody(view: &View<'_>) -> BTreeSet<PersonId> {
    let roles = view.documents().flat_map(|document| {
        let assigned = document.turn_roles.iter().map(|(_, role)| role);
        document.speakers.values().chain(assigned)
    });
    let is_known = |id: &&PersonId| view.person(id).is_some_and(|person| !person.retired);
    let speaking: BTreeSet<PersonId> = roles
        .filter_map(Role::person)
        .filter(is_known)
        .cloned()
        .collect();
    match speaking.is_empty() {
        true => view.people().map(|person| person.handle.clone()).collect(),
        false => speaking,
    }
}

/// What a table is split by in the end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Split {
    /// The attributes that were asked for.
    pub asked: Vec<String>,
    /// Those that it may be split by.
    pub by: Vec<String>,
    /// Why not by all, in a sentence; nothing where it may.
    pub why: Option<String>,
}

impl Split {
    /// All that was asked for.
    pub fn whole(asked: &[String]) -> Self {
        Self {
            asked: asked.to_vec(),
            by: asked.to_vec(),
            why: None,
        }
    }
}

/// People by the values of attributes, one value an attribute.
pub struct Groups(BTreeMap<Vec<String>, BTreeSet<PersonId>>);

impl Groups {
    /// Groups some people by some attributes of theirs or, where no person has one, of the documents they speak in.
    pub fn of(view: &View<'_>, people: &BTreeSet<PersonId>, by: &[String]) -> Self {
        let values: Vec<BTreeMap<PersonId, BTreeSet<String>>> = by
            .iter()
            .map(|attribute| values_of(view, people, attribute))
            .collect();
        let mut groups: BTreeMap<Vec<String>, BTreeSet<PersonId>> = BTreeMap::new();
        for person in people {
            let mut keys: Vec<Vec<String>> = vec![Vec::new()];
            for of_people in &values {
                let own = of_people.get(person).into_iter().flatten();
                let own: Vec<&String> = own.collect();
                let longer = keys.iter().flat_map(|key| {
                    let with = |value: &&String| {
                        key.iter()
                            .cloned()
                            .chain([(*value).clone()])
                            .collect::<Vec<_>>()
                    };
                    own.iter().map(with).collect::<Vec<_>>()
                });
                keys = longer.collect();
            }
            for key in keys {
                groups.entry(key).or_default().insert(person.clone());
            }
        }
        Self(groups)
    }

    /// How many people are in the smallest group; nothing where there is none.
    pub fn smallest(&self) -> Option<usize> {
        self.0.values().map(BTreeSet::len).min()
    }

    /// How many people are alone in theirs.
    pub fn alone(&self) -> usize {
        let alone = self.0.values().filter(|people| people.len() == 1);
        let alone: BTreeSet<&PersonId> = alone.flatten().collect();
        alone.len()
    }

    /// The values of the groups, with how many people are in each.
    pub fn sizes(&self) -> impl Iterator<Item = (&[String], usize)> {
        let groups = self.0.iter();
        groups.map(|(values, people)| (values.as_slice(), people.len()))
    }

    fn are_at_least(&self, k: usize) -> bool {
        self.smallest().is_none_or(|smallest| smallest >= k)
    }
}

/// What a table over some people may be split by, so that no group has fewer than k of them.
pub fn split(
    view: &View<'_>,
    people: &BTreeSet<PersonId>,
    (asked, k): (&[String], usize),
) -> Split {
    let passes = |by: &[String]| Groups::of(view, people, by).are_at_least(k);
    if asked.is_empty() || passes(asked) {
        return Split::whole(asked);
    }
    let found = fewer(asked)
        .find(|by| passes(by))
        .or_else(|| asked.iter().find_map(|one| coarser(view, people, (one, k))));
    let by = found.unwrap_or_default();
    let small = smallness(view, people, (asked, k)).join(", and ");
    let instead = match by.as_slice() {
        [] => "not split at all".to_owned(),
        by => format!("split by {} only", named(&Groups::of(view, people, by), by)),
    };
    Split {
        asked: asked.to_vec(),
        why: Some(format!("{small}: {instead} (k = {k})")),
        by,
    }
}

/// Attributes with the values of a single one: "group (parent, staff)".
fn named(groups: &Groups, by: &[String]) -> String {
    let values: Vec<String> = groups.sizes().map(|(values, _)| values.concat()).collect();
    match by {
        [one] => format!("{one} ({})", values.join(", ")),
        several => several.join(" × "),
    }
}

/// What must be said of small groups where a table is split by them all the same.
pub fn warning(
    view: &View<'_>,
    people: &BTreeSet<PersonId>,
    (by, k): (&[String], usize),
) -> Option<String> {
    let is_small = !by.is_empty() && !Groups::of(view, people, by).are_at_least(k);
    let small = is_small.then(|| smallness(view, people, (by, k)).join(", and "))?;
    Some(format!(
        "{small}: groups below k = {k} single people out; what leaves for a paper is split by less"
    ))
}

/// Fewer and fewer of some attributes, the one named last going first.
pub fn fewer(asked: &[String]) -> impl Iterator<Item = Vec<String>> {
    (1..asked.len()).rev().map(|n| asked[..n].to_vec())
}

/// The coarser attribute of words that another one determines, with no group below k.
fn coarser(
    view: &View<'_>,
    people: &BTreeSet<PersonId>,
    (fine, k): (&str, usize),
) -> Option<Vec<String>> {
    let of_fine = values_of(view, people, fine);
    let own = Groups::of(view, people, &[fine.to_owned()]);
    if own.are_at_least(k) {
        return Some(vec![fine.to_owned()]);
    }
    let names: BTreeSet<&String> = view
        .people()
        .flat_map(|person| person.attributes.keys())
        .collect();
    let mut best: Option<(usize, String)> = None;
    for name in names.into_iter().filter(|name| *name != fine) {
        let groups = Groups::of(view, people, std::slice::from_ref(name));
        let n = groups.0.len();
        let is_better = best.as_ref().is_none_or(|(most, _)| n > *most);
        if n > 1
            && is_better
            && groups.are_at_least(k)
            && is_of_words(view, name)
            && determines(&of_fine, &values_of(view, people, name))
        {
            best = Some((n, name.clone()));
        }
    }
    best.map(|(_, name)| vec![name])
}

/// Whether an attribute sorts people by words: an answer, a number or a day says something else than a coarser group.
fn is_of_words(view: &View<'_>, name: &str) -> bool {
    let mut values = view.people().flat_map(|person| person.values(name));
    values.all(|value| matches!(value, Value::Text(_)))
}

/// Whether everybody who shares the values of one attribute shares those of another.
fn determines(
    fine: &BTreeMap<PersonId, BTreeSet<String>>,
    coarse: &BTreeMap<PersonId, BTreeSet<String>>,
) -> bool {
    let mut known: BTreeMap<&BTreeSet<String>, &BTreeSet<String>> = BTreeMap::new();
    fine.iter().all(|(person, values)| {
        let of_coarse = coarse.get(person);
        of_coarse.is_some_and(|own| *known.entry(values).or_insert(own) == own)
    })
}

/// The values of an attribute by person.
fn values_of(
    view: &View<'_>,
    people: &BTreeSet<PersonId>,
    attribute: &str,
) -> BTreeMap<PersonId, BTreeSet<String>> {
    let words = |values: &[Value]| {
        let words = values.iter().map(|value| value.as_str().to_owned());
        words.collect::<BTreeSet<String>>()
    };
    let mut found: BTreeMap<PersonId, BTreeSet<String>> = BTreeMap::new();
    match is_of_people(view, attribute) {
        true => {
            for id in people {
                let values = view.person(id).map(|person| person.values(attribute));
                found.insert(id.clone(), words(values.unwrap_or_default()));
            }
        }
        false => {
            for document in view.documents() {
                let values = document.attributes.get(attribute);
                let values = words(values.map(Vec::as_slice).unwrap_or_default());
                let assigned = document.turn_roles.iter().map(|(_, role)| role);
                let speakers = document.speakers.values().chain(assigned);
                for person in speakers.filter_map(Role::person) {
                    let own = found.entry(person.clone()).or_default();
                    own.extend(values.iter().cloned());
                }
            }
        }
    }
    for id in people {
        let own = found.entry(id.clone()).or_default();
        if own.is_empty() {
            own.insert(BLANK.to_owned());
        }
    }
    found
}

/// What is small, in words: who is alone in all attributes together, and each one's own groups below k.
fn smallness(
    view: &View<'_>,
    people: &BTreeSet<PersonId>,
    (by, k): (&[String], usize),
) -> Vec<String> {
    let mut words = Vec::new();
    if by.len() > 1 {
        let together = Groups::of(view, people, by);
        let all = by.join(" × ");
        match (together.alone(), together.smallest()) {
            (0, Some(smallest)) if smallest < k => {
                words.push(format!("the smallest group in {all} is {smallest} people"));
            }
            (0, _) => {}
            (1, _) => words.push(format!("1 person is alone in {all}")),
            (n, _) => words.push(format!("{n} people are alone in {all}")),
        }
    }
    for one in by {
        let groups = Groups::of(view, people, std::slice::from_ref(one));
        let small = groups.sizes().filter(|(_, n)| *n < k);
        words.extend(small.map(|(values, n)| format!("{one} {} is {n}", values.join(" "))));
    }
    words
}
