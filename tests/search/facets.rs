//! Facets: what a slice says is what its filter finds.

use intercoder::person::Value;
use intercoder::query::facet::{has_filter, toggled};
use intercoder::query::facts::Facts;
use intercoder::query::parse::parse;
use intercoder::search::answer::{Base, Order};
use intercoder::search::ground::Ground;

use crate::search::WHOLE;

/// Holds every slice of the facets of a line against what its filter finds, and says how many there were.
fn compared(facts: &Facts, ground: &Ground, line: &str) -> usize {
    let base = Base {
        ground,
        facts,
        shelf: &WHOLE.shelf,
    };
    let query = parse(line, facts).unwrap();
    let found = |line: &str| {
        let query = parse(line, facts).unwrap_or_else(|cause| panic!("{line}: {cause}"));
        base.answer(&query).unwrap().turns
    };
    let page = base.page(&query, Order::Document, 0).unwrap();
    let slices = page.facets.iter().flat_map(|facet| &facet.slices);
    for slice in slices.clone() {
        let asked = match has_filter(line, &slice.filter) {
            true => line.to_owned(),
            false => toggled(line, &slice.filter),
        };
        assert_eq!(found(&asked).count(), slice.turns, "{asked}");
        if asked != line {
            let back = toggled(&asked, &slice.filter);
            assert_eq!(found(&back), found(line), "{asked}, {back}");
        }
    }
    slices.count()
}

#[test]
fn every_slice_of_every_facet_finds_the_turns_it_says() {
    let ground = Ground::of(&WHOLE.search, &WHOLE.facts, &WHOLE.shelf).unwrap();
    for line in [
        "phone",
        "plan OR list",
        "(slip OR relapse) plan OR list",
        "coder:ana",
        "round:1 plan OR phone",
        "NOT plan",
        "-role:interviewer /\\d+/",
    ] {
        assert!(compared(&WHOLE.facts, &ground, line) > 20, "{line}");
    }
}

#[test]
fn a_value_that_looks_like_a_range_or_a_word_of_the_language_is_asked_for_as_it_is() {
    let mut facts = WHOLE.facts.clone();
    let strange = [
        "<30",
        "30..45",
        "blank",
        "Interviewer",
        "unknown",
        "a \"b\" c",
        "x,y (z)",
        "wom?n*",
        "=60",
        "-",
        "\u{201c}so\u{201d}",
    ];
    let mut strange = strange.iter().cycle();
    let mut text = || Value::Text((*strange.next().unwrap()).to_owned());
    for attributes in facts.people.values_mut() {
        attributes.insert("age_band".to_owned(), vec![text()]);
        attributes.insert("role".to_owned(), vec![text(), text()]);
    }
    let ground = Ground::of(&WHOLE.search, &facts, &WHOLE.shelf).unwrap();
    for line in [
        "phone OR day",
        "plan role:unknown",
        "role:\"unknown\"",
        "role:interviewer",
    ] {
        compared(&facts, &ground, line);
    }
}
