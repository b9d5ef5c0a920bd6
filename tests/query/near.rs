//! NEAR: what holds, and how much is counted of it.

use intercoder::query::wording::{Stretch, Wording};
use intercoder::query::{Query, parse::parse};
use proptest::prelude::*;

use crate::query::{FACTS, found};

/// Where each of some words stands in a turn, as a wording asks for them.
fn stretches(line: &str, places: &[&[u32]]) -> Vec<Stretch> {
    let Query::Says(wording) = parse(line, &FACTS).unwrap() else {
        panic!("{line}");
    };
    let wording: &Wording = &wording;
    wording.stretches(&mut places.iter().map(|places| places.to_vec()))
}

#[test]
fn a_long_turn_of_one_word_has_no_more_stretches_than_twice_its_words() {
    let all: Vec<u32> = (0..12_500).collect();
    let evens: Vec<u32> = (0..12_500).step_by(2).collect();
    for (line, places) in [
        ("the NEAR/1000 the", vec![&all[..]; 2]),
        ("the NEAR/1000 the NEAR/1000 the", vec![&all[..]; 3]),
        (
            "a NEAR/9 b NEAR/999 c NEAR/999 d NEAR/9 e",
            vec![&all[..], &evens, &all, &evens, &all],
        ),
    ] {
        let found = stretches(line, &places).len();
        assert!((1..=25_000).contains(&found), "{line}: {found}");
    }
}

#[test]
fn a_long_turn_is_answered_and_marked() {
    let said = "the ".repeat(12_500);
    let marked = found("the NEAR/1000 the NEAR/1000 the", &said);
    assert_eq!(marked.matches("[the]").count(), 12_500);
}

#[test]
fn each_word_with_a_partner_is_marked() {
    assert_eq!(
        found("a NEAR/4 b", "a x b b x x x b a"),
        "[a] x [b] [b] x x x [b] [a]"
    );
}

fn places() -> impl Strategy<Value = Vec<u32>> {
    prop::collection::btree_set(0..40_u32, 0..8).prop_map(|places| places.into_iter().collect())
}

/// All pairs of words that are near each other.
fn pairs(left: &[(u32, u32)], right: &[u32], within: u32) -> Vec<(u32, u32)> {
    let mut found = Vec::new();
    for &(from, to) in left {
        for &place in right {
            if place >= to && place - to < within {
                found.push((from, place + 1));
            }
            if place < from && from - place <= within {
                found.push((place, to));
            }
        }
    }
    found
}

proptest! {
    #[test]
    fn what_is_kept_holds_where_all_pairs_hold(
        (a, b, c) in (places(), places(), places()),
        (i, j) in (1..12_u32, 1..12_u32),
    ) {
        let words: Vec<(u32, u32)> = a.iter().map(|&place| (place, place + 1)).collect();
        let two = pairs(&words, &b, i);
        let kept = stretches(&format!("a NEAR/{i} b"), &[&a, &b]);
        prop_assert_eq!(kept.is_empty(), two.is_empty());
        for stretch in &kept {
            prop_assert!(two.contains(&(stretch.from, stretch.to)));
        }
        let three = pairs(&two, &c, j);
        let kept = stretches(&format!("a NEAR/{i} b NEAR/{j} c"), &[&a, &b, &c]);
        prop_assert_eq!(kept.is_empty(), three.is_empty());
    }
}
