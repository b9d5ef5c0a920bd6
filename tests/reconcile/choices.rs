//! What each way to settle a disagreement puts in the final layer, held against a count character by character.

use std::collections::{BTreeMap, BTreeSet};

use intercoder::decision::{How, Marked};
use intercoder::disagreement::Group;
use intercoder::id::{CodeRef, CoderId, DocumentRef, Ref};
use intercoder::reconcile::choice::result;
use proptest::prelude::*;

use crate::pen::span;

const CODERS: [&str; 3] = ["ana", "ben", "chi"];

/// A coder, a code, where it begins and how long it is.
type Put = (usize, u64, u32, u32);

fn group(puts: &[Put], coders: usize) -> Group {
    let mut sides: BTreeMap<CoderId, Vec<Marked>> = CODERS
        .iter()
        .take(coders)
        .map(|coder| (CoderId::from(*coder), Vec::new()))
        .collect();
    for (coder, code, start, length) in puts {
        let side = sides
            .get_mut(&CoderId::from(CODERS[coder % coders]))
            .unwrap();
        side.push(Marked {
            code: CodeRef(Ref::new(*code)),
            span: span(*start, start + length),
            value: None,
        });
    }
    let all = puts
        .iter()
        .map(|(_, _, start, length)| (*start, start + length));
    let (start, end) = all.fold((u32::MAX, 0), |(a, b), (start, end)| {
        (a.min(start), b.max(end))
    });
    Group {
        document: DocumentRef(Ref::new(1)),
        round: None,
        span: span(start, end),
        sides,
        codings: Vec::new(),
    }
}

/// The characters that carry each code.
fn painted(marks: &[Marked]) -> BTreeSet<(CodeRef, u32)> {
    let characters = |mark: &Marked| {
        let (code, span) = (mark.code, mark.span);
        (span.start().0..span.end().0).map(move |at| (code, at))
    };
    marks.iter().flat_map(characters).collect()
}

/// How many coders put each code on each character.
fn votes(group: &Group) -> BTreeMap<(CodeRef, u32), usize> {
    let mut votes = BTreeMap::new();
    for side in group.sides.values() {
        for place in painted(side) {
            *votes.entry(place).or_default() += 1;
        }
    }
    votes
}

/// A way paints exactly the characters that so many coders painted.
fn check(group: &Group, how: &How, enough: impl Fn(usize) -> bool) {
    let expected: BTreeSet<(CodeRef, u32)> = votes(group)
        .into_iter()
        .filter(|(_, coders)| enough(*coders))
        .map(|(place, _)| place)
        .collect();
    assert_eq!(painted(&result(group, how).unwrap()), expected, "{how:?}");
}

proptest! {
    #[test]
    fn union_intersection_and_majority_count_coders_at_every_character(
        puts in prop::collection::vec((0..3usize, 1..4u64, 0..20u32, 1..8u32), 1..10),
        coders in 2..4usize,
    ) {
        let group = group(&puts, coders);
        check(&group, &How::Union, |with| with > 0);
        check(&group, &How::Intersection, |with| with == coders);
        let is_even = votes(&group).values().any(|with| with * 2 == coders);
        prop_assert_eq!(result(&group, &How::Majority).is_err(), is_even);
        if !is_even {
            check(&group, &How::Majority, |with| with * 2 > coders);
        }
    }
}

#[test]
fn one_coders_way_is_exactly_what_they_put_and_both_is_every_code_on_all_of_it() {
    let group = group(&[(0, 1, 0, 5), (1, 2, 3, 5)], 2);
    let ana = result(&group, &How::Coder("ana".into())).unwrap();
    assert_eq!(ana, group.sides[&CoderId::from("ana")]);
    let both = result(&group, &How::Both).unwrap();
    assert_eq!(painted(&both).len(), 16);
}

#[test]
fn a_coder_who_did_not_judge_it_cannot_be_taken() {
    let group = group(&[(0, 1, 0, 5)], 2);
    let refused = result(&group, &How::Coder("dia".into())).unwrap_err();
    assert!(refused.what.contains("did not judge"), "{}", refused.what);
}

#[test]
fn two_coders_who_differ_have_no_majority() {
    let group = group(&[(0, 1, 0, 5)], 2);
    assert!(result(&group, &How::Majority).is_err());
}
