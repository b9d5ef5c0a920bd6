//! Saturation: the curve, the first run that brings little, random orders that repeat, and what nobody has judged stays out.

use std::collections::BTreeSet;

use intercoder::id::{DocumentRef, Ref};
use intercoder::saturation::{Found, NotReached, Rule};
use proptest::prelude::prop;
use proptest::{prop_assert, prop_assert_eq, proptest};

use crate::cli::{check_refused, code, small_study};
use crate::program::Place;

/// When saturation is reached with so many new codes a document: base, run and threshold by number.
fn check(
    new: &[usize],
    (base, run, threshold): (usize, usize, u32),
    wanted: Result<usize, NotReached>,
) {
    let rule = Rule {
        base,
        run,
        threshold,
    };
    assert_eq!(rule.reached(new), wanted, "{new:?} by {rule:?}");
}

/// Documents with these codes each.
fn with(documents: &[Vec<usize>]) -> Found {
    let numbered = documents.iter().zip(1..);
    let own = |(codes, number): (&Vec<usize>, u64)| {
        let codes: BTreeSet<usize> = codes.iter().copied().collect();
        (DocumentRef(Ref::new(number)), codes.into_iter().collect())
    };
    Found {
        documents: numbered.map(own).collect(),
        codes: 12,
        ..Found::default()
    }
}

#[test]
fn it_is_reached_with_the_first_run_whose_new_codes_are_few_and_runs_overlap() {
    // The base has 39 codes, so that 5 % of it are 1.95: of 4, 3 and 1 new ones the third run is the first with few.
    let sample = [16, 21, 1, 1, 1, 3, 0, 1, 1, 0, 0, 1, 0, 0, 0];
    check(&sample, (4, 2, 5), Ok(8));
    check(&sample, (4, 3, 5), Ok(11));
    check(&sample, (4, 2, 0), Ok(11));
    check(&[10, 10, 1, 0], (2, 1, 5), Ok(3));
}

#[test]
fn too_few_documents_an_empty_base_and_a_curve_that_climbs_say_why() {
    let too_few = NotReached::TooFew {
        there: 5,
        needed: 6,
    };
    check(&[9, 9, 9, 9, 0], (4, 2, 5), Err(too_few));
    check(&[0, 0, 3, 1], (2, 1, 5), Err(NotReached::EmptyBase));
    check(&[5, 5, 2, 1], (2, 1, 5), Err(NotReached::StillNew));
}

proptest! {
    #[test]
    fn every_order_ends_with_all_codes_and_what_is_new_there_was_in_no_document_before(
        documents in prop::collection::vec(prop::collection::vec(0..12_usize, 0..6), 0..9),
        seed in 0..u64::MAX,
    ) {
        let found = with(&documents);
        let order = found.shuffled((seed, 3));
        prop_assert_eq!(&order, &found.shuffled((seed, 3)));
        let places: BTreeSet<usize> = order.iter().copied().collect();
        prop_assert_eq!(places, (0..documents.len()).collect::<BTreeSet<_>>());
        let mut known: BTreeSet<usize> = BTreeSet::new();
        for (at, new) in order.iter().zip(found.new_codes(&order)) {
            let before = known.len();
            known.extend(&documents[*at]);
            prop_assert_eq!(new, known.len() - before);
        }
        let all: BTreeSet<usize> = documents.iter().flatten().copied().collect();
        prop_assert_eq!(known, all);
    }

    #[test]
    fn it_is_reached_where_a_slow_search_finds_it(
        new in prop::collection::vec(0..8_usize, 0..14),
        (base, run, threshold) in (1..5_usize, 1..4_usize, 0..60_u32),
    ) {
        let rule = Rule { base, run, threshold };
        let first: usize = new.iter().take(base).sum();
        let few = |end: &usize| {
            let of_run: usize = new[end - run..*end].iter().sum();
            of_run as f64 / first as f64 <= f64::from(threshold) / 100.0 + 1e-12
        };
        let slow = (base + run..=new.len()).find(few).filter(|_| first > 0);
        prop_assert_eq!(rule.reached(&new).ok(), slow);
    }

    #[test]
    fn points_of_random_orders_are_in_order_and_lie_among_the_documents(
        documents in prop::collection::vec(prop::collection::vec(0..12_usize, 0..6), 3..9),
        seed in 0..u64::MAX,
    ) {
        let rule = Rule { base: 2, run: 1, threshold: 20 };
        let all = with(&documents).permuted(rule, (40, seed)).unwrap();
        prop_assert_eq!(all, with(&documents).permuted(rule, (40, seed)).unwrap());
        let point = |documents: Option<usize>| documents.unwrap_or(usize::MAX);
        prop_assert!(point(all.low) <= point(all.median) && point(all.median) <= point(all.high));
        prop_assert!(all.reached > 0 || all.low.is_none());
        for at in [all.low, all.median, all.high].into_iter().flatten() {
            prop_assert!((3..=documents.len()).contains(&at));
        }
    }
}

#[test]
fn the_sample_says_where_and_how_surely() {
    let place = Place::sample();
    let args = [
        "saturation",
        "--study",
        "sample",
        "--permutations",
        "50",
        "--seed",
        "7",
    ];
    let said = place.json(&args);
    assert_eq!(said["reached_at"], "I08");
    assert_eq!(said["base_codes"], 39);
    assert_eq!(said["permutations"]["orders"], 50);
    assert_eq!(said["permutations"], place.json(&args)["permutations"]);
    let inductive = place.json(&["saturation", "--study", "sample", "--inductive"]);
    let totals = |said: &serde_json::Value| said["rows"][14]["total"].as_u64().unwrap();
    assert!(totals(&inductive) < totals(&said));
    let few = place.json(&["saturation", "--study", "sample", "--base", "14"]);
    assert_eq!(few["reached_at"], serde_json::Value::Null);
    assert!(few["why"].as_str().unwrap().starts_with("undefined"));
}

#[test]
fn a_document_that_nobody_coded_or_finished_flattens_no_curve() {
    let place = small_study();
    place.write("T9.txt", "INT: How was it?\nP01: Quiet, mostly.\n");
    place.ok(&["import", "T9.txt", "--study", "study"]);
    code(
        &place,
        "machine",
        ("study", "ana"),
        &[("T2", "They listened to me.", "support")],
    );
    let said = place.json(&["saturation", "--study", "study"]);
    let rows = said["rows"].as_array().unwrap();
    assert!(rows.iter().any(|row| row["document"] == "T2"), "{said}");
    assert!(rows.iter().all(|row| row["document"] != "T9"), "{said}");
    assert!(said["notes"].to_string().contains("left out"), "{said}");
}

#[test]
fn an_order_from_a_file_names_documents_that_are_there_and_each_once() {
    let place = Place::with_sample();
    place.write("order.txt", "FG1\nI02\n\nI01\n");
    let said = place.json(&["saturation", "--study", "sample", "--order", "order.txt"]);
    let rows = said["rows"].as_array().unwrap();
    let named: Vec<&str> = rows
        .iter()
        .map(|row| row["document"].as_str().unwrap())
        .collect();
    assert_eq!(named, ["FG1", "I02", "I01"]);
    place.write("order.txt", "I01\nI01\n");
    let args = ["saturation", "--study", "sample", "--order", "order.txt"];
    let (exit, said) = place.fails(&args);
    assert!(
        exit == 1 && said.contains("line 2: I01 is named twice"),
        "{said}"
    );
    check_refused(
        &["saturation", "--order", "nothing.txt"],
        (1, "nothing.txt"),
    );
}
