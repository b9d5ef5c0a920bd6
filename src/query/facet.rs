//! Facets: how the turns of an answer lie over documents, attributes and codes, so that one look says what to narrow by.
//!
//! They count turns, and come from the same facts as filters: what a viewer may not ask for is not counted either.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::id::CodeRef;
use crate::person::Role;
use crate::query::corpus::{Corpus, TurnNumber, Turns};
use crate::query::facts::Facts;

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
    let count = |source: &crate::query::facts::Source| {
        let count = turns.count_in(corpus.numbers(source.id));
        (count > 0).then(|| (source.handle.clone(), count))
    };
    facet("document", facts.documents.iter().filter_map(count))
}

/// Turns that carry a code and turns that carry none, and turns for each code.
fn coded(corpus: &Corpus, facts: &Facts, turns: &Turns) -> (Facet, Facet) {
    let mut any = Turns::none(corpus.len());
    let mut touched: BTreeSet<(CodeRef, TurnNumber)> = BTreeSet::new();
    for coded in &facts.coded {
        for number in corpus.touched(coded.document, coded.span).map(TurnNumber) {
            if turns.has(number) && corpus.turn(number).body.touches(coded.span) {
                any.add(number);
                touched.insert((coded.code, number));
            }
        }
    }
    let mut codes: BTreeMap<CodeRef, usize> = BTreeMap::new();
    for (code, _) in touched {
        *codes.entry(code).or_default() += 1;
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
        .map(|(code, turns)| (facts.handle(code), turns));
    (either, facet("code", codes))
}

/// One facet for each attribute of speakers and documents; interviewers and the like stand in the facet of roles.
fn attributes(corpus: &Corpus, facts: &Facts, turns: &Turns) -> Vec<Facet> {
    // Attributes are few and turns are many, so turns are counted by speaker and document first.
    let mut groups: BTreeMap<(usize, &Role), usize> = BTreeMap::new();
    for (place, source) in facts.documents.iter().enumerate() {
        for number in corpus.numbers(source.id).map(TurnNumber) {
            if turns.has(number) {
                *groups.entry((place, corpus.speaker(number))).or_default() += 1;
            }
        }
    }
    let mut found = Vec::new();
    let mut names: Vec<&str> = facts.attributes().into_iter().collect();
    // Who speaks is what most narrow by.
    names.sort_by_key(|name| *name != "role");
    for name in names {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for ((place, role), turns) in &groups {
            for value in values(facts, (*place, role), name) {
                *counts.entry(value).or_default() += turns;
            }
        }
        if counts.len() <= MOST {
            found.push(facet(name, counts));
        }
    }
    found
}

fn values(facts: &Facts, (place, role): (usize, &Role), name: &str) -> Vec<String> {
    let person = role.person().and_then(|person| facts.people.get(person));
    let of_person = person
        .and_then(|person| person.get(name))
        .into_iter()
        .flatten();
    let of_document = facts.documents[place]
        .attributes
        .get(name)
        .into_iter()
        .flatten();
    let words = of_person
        .chain(of_document)
        .map(|value| value.as_str().to_owned());
    let mut values: Vec<String> = words.collect();
    match role {
        Role::Interviewer if name == "role" => values.push("interviewer".to_owned()),
        Role::Unknown if name == "role" => values.push("unknown".to_owned()),
        Role::Ignore if name == "role" => values.push("ignore".to_owned()),
        _ => {}
    }
    values.sort();
    values.dedup();
    values
}
