//! Facets: how the turns of an answer lie over documents, attributes and codes, so that one look says what to narrow by.
//!
//! They count turns, and come from the same facts as filters: what a viewer may not ask for is not counted either.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use crate::id::{CodeRef, DocumentRef};
use crate::person::{Role, Value};
use crate::query::corpus::{Corpus, TurnNumber, Turns};
use crate::query::facts::{Facts, Source};

/// How many values a facet may have; an attribute with more, such as a name, narrows nothing by a look.
const MOST: usize = 40;

/// One value with the number of turns, and what to add to a query to ask for it alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Slice {
    /// The value.
    pub value: String,
    /// Turns of the answer that have it.
    pub turns: usize,
    /// The filter that keeps them alone.
    pub filter: String,
}

/// The values of one thing, the most frequent first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Facet {
    /// What is counted by: a field of queries.
    pub field: String,
    /// Its values.
    pub slices: Vec<Slice>,
}

/// The facets of an answer: whether coded, attributes by name, documents, codes.
pub fn facets(corpus: &Corpus, facts: &Facts, turns: &Turns) -> Vec<Facet> {
    let coded = coded(corpus, facts, turns);
    let mut all = vec![coded.0];
    all.extend(attributes(corpus, facts, turns));
    all.push(documents(corpus, facts, turns));
    all.push(coded.1);
    all.retain(|facet| !facet.slices.is_empty());
    all
}

/// Where a filter stands in a line, as a part of its own.
fn place_of(line: &str, filter: &str) -> Option<usize> {
    let ends = |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | ')'));
    let mut places = line.match_indices(filter).map(|(at, _)| at);
    places.find(|&at| {
        let behind = &line[at + filter.len()..];
        ends(line[..at].chars().next_back()) && ends(behind.chars().next())
    })
}

/// Whether a line asks for a filter.
pub fn has_filter(line: &str, filter: &str) -> bool {
    place_of(line, filter).is_some()
}

/// A line that asks for a filter too, or no longer.
pub fn toggled(line: &str, filter: &str) -> String {
    let line = line.trim();
    match place_of(line, filter) {
        Some(at) => {
            let (before, behind) = (&line[..at], &line[at + filter.len()..]);
            format!("{} {}", before.trim_end(), behind.trim_start())
                .trim()
                .to_owned()
        }
        // What was asked for stays together.
        None if line.contains(" OR ") && !line.starts_with('(') => format!("({line}) {filter}"),
        None => format!("{line} {filter}").trim().to_owned(),
    }
}

fn facet(field: &str, counts: impl IntoIterator<Item = (String, usize)>) -> Facet {
    let slice = |(value, turns): (String, usize)| Slice {
        filter: format!("{field}:{}", quoted(&value)),
        value,
        turns,
    };
    let mut slices: Vec<Slice> = counts.into_iter().map(slice).collect();
    slices.sort_by(|one, other| {
        other
            .turns
            .cmp(&one.turns)
            .then(one.value.cmp(&other.value))
    });
    Facet {
        field: field.to_owned(),
        slices,
    }
}

fn quoted(value: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    match value.chars().all(is_plain) {
        true => value.to_owned(),
        false => format!("\"{value}\""),
    }
}

fn documents(corpus: &Corpus, facts: &Facts, turns: &Turns) -> Facet {
    let counts: HashMap<DocumentRef, usize> = corpus.documents_of(turns).collect();
    let count = |source: &Source| Some((source.handle.clone(), *counts.get(&source.id)?));
    facet("document", facts.documents.iter().filter_map(count))
}

/// Turns that carry a code and turns that carry none, and turns for each code.
fn coded(corpus: &Corpus, facts: &Facts, turns: &Turns) -> (Facet, Facet) {
    let mut any = Turns::none(corpus.len());
    // Of each code, the last turn that was counted: codings come as the turns do, so that no turn before it is new.
    let mut codes: BTreeMap<CodeRef, (Option<TurnNumber>, usize)> = BTreeMap::new();
    for coded in facts.by_document() {
        let numbers = corpus.numbers(coded[0].document);
        if turns.within(numbers).next().is_none() {
            continue;
        }
        codes.values_mut().for_each(|(last, _)| *last = None);
        let found = corpus
            .touched(coded)
            .filter(|(number, _)| turns.has(*number));
        for (number, coded) in found {
            any.add(number);
            let (last, count) = codes.entry(coded.code).or_default();
            if *last < Some(number) {
                *last = Some(number);
                *count += 1;
            }
        }
    }
    let (all, coded) = (turns.count(), any.count());
    let mut either = facet(
        "coded",
        [
            ("coded".to_owned(), coded),
            ("uncoded".to_owned(), all - coded),
        ],
    );
    either.slices.retain(|slice| slice.turns > 0);
    either
        .slices
        .iter_mut()
        .for_each(|slice| slice.filter.clone_from(&slice.value));
    let codes = codes
        .into_iter()
        .map(|(code, (_, turns))| (facts.handle(code), turns));
    (either, facet("code", codes))
}

/// One facet for each attribute of speakers and documents; interviewers and the like stand in the facet of roles.
fn attributes(corpus: &Corpus, facts: &Facts, turns: &Turns) -> Vec<Facet> {
    let mut counts: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    for source in &facts.documents {
        // Few people speak in a document, and turns are many.
        let mut speakers: Vec<(&Role, usize)> = Vec::new();
        for number in turns.within(corpus.numbers(source.id)) {
            let role = corpus.speaker(number);
            match speakers
                .iter_mut()
                .find(|(one, _)| std::ptr::eq(*one, role))
            {
                Some((_, count)) => *count += 1,
                None => speakers.push((role, 1)),
            }
        }
        for (role, turns) in speakers {
            for (name, value) in values(facts, source, role) {
                *counts.entry(name).or_default().entry(value).or_default() += turns;
            }
        }
    }
    // Interviewers have a role only where somebody else has one.
    if !facts.attributes().contains("role") {
        counts.remove("role");
    }
    let few = counts
        .into_iter()
        .filter(|(_, counts)| counts.len() <= MOST);
    let owned = |(value, turns): (&str, usize)| (value.to_owned(), turns);
    let mut found: Vec<Facet> = few
        .map(|(name, counts)| facet(name, counts.into_iter().map(owned)))
        .collect();
    // Who speaks is what most narrow by.
    found.sort_by_key(|facet| facet.field != "role");
    found
}

/// What is known of a speaker and a document: the names of attributes with each of their values.
fn values<'f>(facts: &'f Facts, source: &'f Source, role: &Role) -> Vec<(&'f str, &'f str)> {
    let person = role.person().and_then(|person| facts.people.get(person));
    let known = person.into_iter().chain([&source.attributes]).flatten();
    let pairs = |(name, values): (&'f String, &'f Vec<Value>)| {
        let values = values.iter().map(Value::as_str);
        values.map(move |value| (name.as_str(), value))
    };
    let mut found: Vec<(&str, &str)> = known.flat_map(pairs).collect();
    match role {
        Role::Interviewer => found.push(("role", "interviewer")),
        Role::Unknown => found.push(("role", "unknown")),
        Role::Ignore => found.push(("role", "ignore")),
        Role::Person(_) => {}
    }
    found.sort_unstable();
    found.dedup();
    found
}
