//! Facets: how the turns of an answer lie over documents, attributes and codes, so that one look says what to narrow by.
//!
//! They count turns, and come from the same facts as filters: what a viewer may not ask for is not counted either.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use serde::Serialize;

use crate::id::{CodeRef, DocumentRef, RefMap};
use crate::query::corpus::{Corpus, TurnNumber, Turns};
use crate::query::facts::{Asked, Facts, Source};
use crate::query::field::is_attribute;
use crate::query::token::{Sign, placed};
use crate::query::traits::Of;
use crate::query::word::one_spelling;

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
    let (coded, attributes) = rayon::join(
        || coded(corpus, facts, turns),
        || attributes(corpus, facts, turns),
    );
    let mut all = vec![coded.0];
    all.extend(attributes);
    all.push(documents(corpus, facts, turns));
    all.push(coded.1);
    all.retain(|facet| !facet.slices.is_empty());
    all
}

/// A sign with the characters it takes.
type Placed = (Range<usize>, Sign);

fn text_of(line: &str, range: &Range<usize>) -> String {
    line.chars().skip(range.start).take(range.len()).collect()
}

/// The signs of a line; none where it cannot be read yet.
fn signs_of(line: &str) -> Vec<Placed> {
    placed(line).unwrap_or_default()
}

/// Which sign of a line is a filter that is not denied.
fn place_of(line: &str, signs: &[Placed], filter: &str) -> Option<usize> {
    (0..signs.len()).find(|&at| {
        let is_denied = at > 0 && signs[at - 1].1 == Sign::Not;
        !is_denied && text_of(line, &signs[at].0) == filter
    })
}

/// Whether a line asks for a filter.
pub fn has_filter(line: &str, filter: &str) -> bool {
    place_of(line, &signs_of(line), filter).is_some()
}

/// A line that asks for a filter too, or no longer.
pub fn toggled(line: &str, filter: &str) -> String {
    let line = line.trim();
    let signs = signs_of(line);
    match place_of(line, &signs, filter) {
        Some(at) => without(line, signs, at),
        // What was asked for stays together.
        None if keeps_together(&signs, filter) => format!("({line}) {filter}"),
        None => format!("{line} {filter}").trim().to_owned(),
    }
}

/// Whether a line means something else where a filter stands beside it: one of several is joined to its neighbour alone, and
/// coders and rounds narrow the codes beside them.
fn keeps_together(signs: &[Placed], filter: &str) -> bool {
    let is_of_codes = matches!(filter, "coded" | "uncoded") || filter.starts_with("code:");
    let mut depth = 0;
    signs.iter().any(|(_, sign)| {
        match sign {
            Sign::Open => depth += 1,
            Sign::Close => depth -= 1,
            _ => {}
        }
        let narrows = |name: &str| ["coder", "round"].contains(&name.to_lowercase().as_str());
        depth == 0
            && match sign {
                Sign::Or => true,
                Sign::Field(name, _) => is_of_codes && narrows(name),
                _ => false,
            }
    })
}

/// A line without one of its signs, and without what then stands beside nothing.
fn without(line: &str, mut signs: Vec<Placed>, at: usize) -> String {
    let mut gone = vec![signs.remove(at).0];
    let joins = |sign: Option<&Placed>| matches!(sign, Some((_, Sign::And | Sign::Or)));
    let is = |at: usize, signs: &[Placed], wanted: &Sign| {
        signs.get(at).is_some_and(|(_, sign)| sign == wanted)
    };
    let mut at = at;
    loop {
        let before = at.checked_sub(1);
        let opens = before.is_none_or(|before| is(before, &signs, &Sign::Open));
        let closes = at == signs.len() || is(at, &signs, &Sign::Close);
        match before {
            // Brackets around nothing, with what denied them.
            Some(before) if opens && is(at, &signs, &Sign::Close) => {
                gone.extend(signs.drain(before..=at).map(|(range, _)| range));
                at = before;
                while at > 0 && is(at - 1, &signs, &Sign::Not) {
                    at -= 1;
                    gone.push(signs.remove(at).0);
                }
            }
            // Of two joints that now stand beside each other the weaker, which is OR, stays: it keeps both sides apart.
            Some(before) if joins(signs.get(before)) && (closes || joins(signs.get(at))) => {
                let is_weaker = is(before, &signs, &Sign::Or) && !closes;
                let taken = if is_weaker { at } else { before };
                gone.push(signs.remove(taken).0);
                at = if is_weaker { at } else { before };
            }
            _ if opens && joins(signs.get(at)) => gone.push(signs.remove(at).0),
            _ => break,
        }
    }
    let mut left = String::new();
    let mut last: Option<&Placed> = None;
    for sign in &signs {
        if let Some(last) = last {
            let between = last.0.end..sign.0.start;
            let was_cut = gone.iter().any(|range| between.contains(&range.start));
            let is_inside = last.1 == Sign::Open || sign.1 == Sign::Close;
            match (was_cut, is_inside) {
                (true, true) => {}
                (true, false) => left.push(' '),
                (false, _) => left.push_str(&text_of(line, &between)),
            }
        }
        left.push_str(&text_of(line, &sign.0));
        last = Some(sign);
    }
    left
}

/// A facet of values, each with what stands behind the colon of its filter.
fn facet(field: &str, counts: impl IntoIterator<Item = (String, String, usize)>) -> Facet {
    let name = field.replace(' ', "_");
    let slice = |(asked, value, turns): (String, String, usize)| Slice {
        filter: format!("{name}:{asked}"),
        value,
        turns,
    };
    let mut slices: Vec<Slice> = counts.into_iter().map(slice).collect();
    slices.sort_by(|one, other| {
        let frequent_first = other.turns.cmp(&one.turns);
        frequent_first.then_with(|| one.value.cmp(&other.value))
    });
    Facet {
        field: field.to_owned(),
        slices,
    }
}

/// Words that say more than themselves where they stand bare behind a colon.
const MEANING: [&str; 4] = ["blank", "interviewer", "unknown", "ignore"];

/// A value as it is asked for: in quotation marks wherever bare it could mean anything else.
fn quoted(value: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let is_word = value.chars().all(is_plain) && !value.contains("..");
    if is_word && !MEANING.contains(&one_spelling(value).as_str()) {
        return value.to_owned();
    }
    // A quotation mark stands between marks of the other sort.
    let pieces: Vec<String> = value
        .split('"')
        .map(|piece| format!("\"{piece}\""))
        .collect();
    pieces.join("\u{201c}\"\u{201d}")
}

fn documents(corpus: &Corpus, facts: &Facts, turns: &Turns) -> Facet {
    let counts: HashMap<DocumentRef, usize> = corpus.documents_of(turns).collect();
    let count = |source: &Source| {
        let turns = *counts.get(&source.id)?;
        Some((quoted(&source.handle), source.handle.clone(), turns))
    };
    facet("document", facts.documents.iter().filter_map(count))
}

/// A code, with how many turns were counted.
struct Count {
    /// The code above it.
    parent: Option<usize>,
    /// The turn counted last, with the place of its document among those coded: codings come as the turns do, so that no turn
    /// before it is new.
    last: Option<(usize, TurnNumber)>,
    turns: usize,
}

/// Turns that carry a code and turns that carry none, and turns for each code or one below it, as a filter counts them.
fn coded(corpus: &Corpus, facts: &Facts, turns: &Turns) -> (Facet, Facet) {
    let mut any = Turns::none(corpus.len());
    let known = facts.codes.iter().map(|code| code.id).zip(0..);
    let known: RefMap<CodeRef, usize> = known.collect();
    let place = |code: CodeRef| known.get(&code).copied();
    let count = |code: &Asked| Count {
        parent: code.parent.and_then(place),
        last: None,
        turns: 0,
    };
    let mut counts: Vec<Count> = facts.codes.iter().map(count).collect();
    for (document, coded) in facts.by_document().enumerate() {
        let touched = corpus.touched(coded);
        for (number, coded) in touched.filter(|(number, _)| turns.has(*number)) {
            any.add(number);
            // Where a code has counted the turn, all above it have.
            let mut next = place(coded.code);
            while let Some(code) = next.map(|at| &mut counts[at]) {
                if code.last >= Some((document, number)) {
                    break;
                }
                code.last = Some((document, number));
                code.turns += 1;
                next = code.parent;
            }
        }
    }
    let (all, coded) = (turns.count(), any.count());
    let mut either = facet(
        "coded",
        [
            ("coded".to_owned(), coded),
            ("uncoded".to_owned(), all - coded),
        ]
        .map(|(value, turns)| (value.clone(), value, turns)),
    );
    either.slices.retain(|slice| slice.turns > 0);
    either
        .slices
        .iter_mut()
        .for_each(|slice| slice.filter.clone_from(&slice.value));
    let counted = facts.codes.iter().zip(&counts);
    let codes = counted
        .filter(|(_, count)| count.turns > 0)
        .map(|(code, count)| (quoted(&code.handle), code.handle.clone(), count.turns));
    (either, facet("code", codes))
}

/// One facet for each attribute of speakers and documents; interviewers and the like stand in the facet of roles.
fn attributes(corpus: &Corpus, facts: &Facts, turns: &Turns) -> Vec<Facet> {
    let traits = facts.traits();
    let mut counts = vec![0; traits.all().len()];
    for (source, own) in facts.documents.iter().zip(traits.of_documents()) {
        for (role, count) in corpus.speakers_of(turns.within(corpus.numbers(source.id))) {
            let theirs = traits.of_speaker(role);
            // What is said of both is said once.
            let of_document = own.iter().filter(|one| !theirs.contains(one));
            let both = theirs.iter().chain(of_document);
            both.for_each(|one| counts[one.place()] += count);
        }
    }
    let mut by_name: BTreeMap<&str, Vec<(String, String, usize)>> = BTreeMap::new();
    let counted = traits.all().iter().zip(counts);
    for (one, count) in counted.filter(|(_, count)| *count > 0) {
        let asked = match one.of {
            Of::Others => one.written.clone(),
            Of::Known => quoted(&one.written),
        };
        let own = by_name.entry(&one.attribute).or_default();
        own.push((asked, one.written.clone(), count));
    }
    // What has no name that a query can say cannot be asked for.
    let few = by_name
        .into_iter()
        .filter(|(name, values)| values.len() <= MOST && is_attribute(name));
    let mut found: Vec<Facet> = few.map(|(name, values)| facet(name, values)).collect();
    // Who speaks is what most narrow by.
    found.sort_by_key(|facet| facet.field != "role");
    found
}
