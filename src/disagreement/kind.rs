//! The kind of a disagreement: the first of four that fits.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::disagreement::Group;
use crate::filter::View;
use crate::id::CodeRef;

/// What sort of difference it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Everybody put the same codes, with other edges.
    Boundary,
    /// Two coders put different codes, one above the other in the codebook.
    ParentChild,
    /// Two coders put different codes.
    DifferentCode,
    /// Somebody did not put a code that others put, and nothing in its stead.
    Missing,
}

impl Kind {
    /// All of them, in the order they are looked for.
    pub const ALL: [Self; 4] = [
        Self::Boundary,
        Self::ParentChild,
        Self::DifferentCode,
        Self::Missing,
    ];

    /// The word as programs read it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Boundary => "boundary",
            Self::ParentChild => "parent_child",
            Self::DifferentCode => "different_code",
            Self::Missing => "missing",
        }
    }

    /// The words for people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Boundary => "same code, other edges",
            Self::ParentChild => "parent and child",
            Self::DifferentCode => "different codes",
            Self::Missing => "coded by some only",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// The codes of one side that another lacks, and the other way round; only where both lack some.
pub type Crossing = (BTreeSet<CodeRef>, BTreeSet<CodeRef>);

/// The kind of a group whose sides differ.
pub fn of(group: &Group, view: &View<'_>) -> Kind {
    let crossings = crossings(group);
    if !crossings.is_empty() {
        let is_related = |(one, other): &Crossing| {
            one.iter().all(|code| has_relative(*code, other, view))
                && other.iter().all(|code| has_relative(*code, one, view))
        };
        return match crossings.iter().all(is_related) {
            true => Kind::ParentChild,
            false => Kind::DifferentCode,
        };
    }
    let codes: BTreeSet<BTreeSet<CodeRef>> = code_sets(group).into_iter().collect();
    match codes.len() {
        1 => Kind::Boundary,
        _ => Kind::Missing,
    }
}

/// For every two coders who each put a code that the other did not: those codes.
pub fn crossings(group: &Group) -> Vec<Crossing> {
    let sets = code_sets(group);
    let mut found = Vec::new();
    for (at, one) in sets.iter().enumerate() {
        for other in sets.iter().skip(at + 1) {
            let crossing: Crossing = (
                one.difference(other).copied().collect(),
                other.difference(one).copied().collect(),
            );
            if !crossing.0.is_empty() && !crossing.1.is_empty() {
                found.push(crossing);
            }
        }
    }
    found
}

fn code_sets(group: &Group) -> Vec<BTreeSet<CodeRef>> {
    let sides = group.sides.values();
    sides
        .map(|marks| marks.iter().map(|mark| mark.code).collect())
        .collect()
}

fn has_relative(code: CodeRef, others: &BTreeSet<CodeRef>, view: &View<'_>) -> bool {
    others
        .iter()
        .any(|other| view.stands_below(code, *other) || view.stands_below(*other, code))
}
