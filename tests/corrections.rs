//! Corrections: whatever was corrected, every excerpt has one fate, and what was not touched is where its words are.

use intercoder::document::kept::{Fate, Kept, compare, inverted, translate};
use intercoder::text::Text;
use intercoder::text::span::{Position, Span};
use proptest::prelude::*;

mod agreement;
mod candidates;
mod commands;
mod edits;
mod long;
mod surveys;
mod typos;

fn span(from: u32, to: u32) -> Span {
    Span::between(Position(from), Position(to))
}

/// Where words stand in a text.
fn find(text: &Text, words: &str) -> Span {
    let byte = text.as_str().find(words).unwrap();
    let end = text.position_of_byte(byte + words.len());
    Span::between(text.position_of_byte(byte), end)
}

/// Words are found so after a correction, with this fate; and back again.
fn check((old, new): (&str, &str), words: &str, (after, fate): (&str, Fate)) {
    let (old, new) = (Text::from_source(old), Text::from_source(new));
    let kept = compare(&old, &new);
    let (place, was) = translate(&kept, find(&old, words));
    assert_eq!(was, fate, "{words} in {}", new.as_str());
    if fate != Fate::Orphaned {
        assert_eq!(new.slice(place), after);
        let back = translate(&inverted(&kept), place);
        assert_eq!(old.slice(back.0), words, "there and back");
    }
}

const FIRST: &str = "She met me where I was, which nobody had done before.";
const SECOND: &str = "We wrote the plan on the back of a pizza box that night.";

#[test]
fn a_paragraph_that_went_elsewhere_takes_its_excerpts_along() {
    let old = format!("1 P01: {FIRST}\n2 P01: {SECOND}\n3 P01: Yes.\n");
    let new = format!("1 P01: {SECOND}\n2 P01: Yes.\n3 P01: {FIRST}\n");
    let texts = (old.as_str(), new.as_str());
    check(texts, FIRST, (FIRST, Fate::Moved));
    check(texts, SECOND, (SECOND, Fate::Moved));
    check(texts, "pizza box", ("pizza box", Fate::Moved));
}

#[test]
fn a_paragraph_that_was_corrected_where_it_went_takes_its_excerpts_along() {
    let old = format!("1 P01: {FIRST} Nobody told him off.\n2 P01: {SECOND}\n3 P01: {SECOND}?\n");
    let new = format!("2 P01: {SECOND}\n3 P01: {SECOND}?\n1 P01: {FIRST} Nobody told him of.\n");
    let texts = (old.as_str(), new.as_str());
    check(texts, "told him off.", ("told him of.", Fate::Changed));
    let new = new.replace("1 P01: She met", "1 P01: So she met");
    let texts = (old.as_str(), new.as_str());
    check(texts, "She met me", ("So she met me", Fate::Changed));
}

#[test]
fn a_paragraph_that_went_elsewhere_loses_no_words_to_one_that_is_alike_where_it_stood() {
    let (first, asked) = (
        "INT: Tell me who was there.",
        "INT: What was it like when the court took the kids?",
    );
    let said = "It is really hard to be clean and a mother at the same time.";
    let old = format!("{first}\n\n{asked}\n\nP01: {said}");
    for alike in [
        "It was new and put in by the typist.",
        "It was new, and then again at the same time.",
        "It is really hard to be clean and a mother, and then alone.",
        "It is really",
    ] {
        let new = format!("{first}\n\nP01: {said}\n\n{asked}\n\nP01: {alike}");
        check((&old, &new), said, (said, Fate::Moved));
        check((&new, &old), said, (said, Fate::Moved));
        check((&old, &new), asked, (asked, Fate::Moved));
        let both = format!("{asked}\n\nP01: {said}");
        let new = format!("{both}\n\n{first}\n\nP01: {alike}");
        check((&old, &new), &both, (&both, Fate::Moved));
    }
}

#[test]
fn short_words_and_words_that_stand_twice_are_not_looked_for_elsewhere() {
    let gone = |old: &str, new: &str, words: &str| {
        let (old, new) = (Text::from_source(old), Text::from_source(new));
        let kept = compare(&old, &new);
        let fate = translate(&kept, find(&old, words)).1;
        assert_eq!(fate, Fate::Orphaned, "{words} in {}", new.as_str());
    };
    gone(
        "Only this.\nalpha beta gamma delta\n",
        "alpha beta gamma delta\nOnly this.\n",
        "Only this.",
    );
    let long = (0..60).map(|n| format!("w{n} ")).collect::<String>();
    let (once, twice) = (
        format!("{long}\n{FIRST}"),
        format!("{FIRST}\n{FIRST}\n{long}"),
    );
    gone(&once, &twice, FIRST);
}

#[test]
fn an_excerpt_over_two_paragraphs_that_part_stays_with_most_of_its_words() {
    let old = format!("{FIRST}\n{SECOND}\nAnd then the long quiet winter came over us all.\n");
    let new = format!("{SECOND}\nAnd then the long quiet winter came over us all.\n{FIRST}\n");
    let (old, new) = (Text::from_source(&old), Text::from_source(&new));
    let kept = compare(&old, &new);
    let both = span(0, find(&old, SECOND).end().0);
    let (place, fate) = translate(&kept, both);
    assert_eq!(fate, Fate::Changed);
    assert!(
        [FIRST, SECOND].contains(&new.slice(place).trim()),
        "{}",
        new.slice(place)
    );
}

fn words() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        "[a-e]{1,3}",
        Just("é".to_owned()),
        Just("\n".to_owned()),
        Just("👍🏽".to_owned())
    ];
    prop::collection::vec(word, 0..40).prop_map(|words| words.join(" "))
}

/// Paragraphs in one order and, corrected a little, in another.
fn shuffled() -> impl Strategy<Value = (String, String)> {
    let line = "[a-z]{4,8}( [a-z]{4,8}){3,7}";
    let lines = prop::collection::vec(line, 1..6).prop_shuffle();
    lines.prop_flat_map(|lines| {
        let old = lines.join("\n");
        let edits = prop::collection::vec(any::<bool>(), lines.len());
        (Just(lines).prop_shuffle(), edits).prop_map(move |(mut lines, edits)| {
            for (line, is_edited) in lines.iter_mut().zip(edits) {
                if is_edited {
                    line.push_str(" um");
                }
            }
            (old.clone(), lines.join("\n"))
        })
    })
}

fn one_fate((old, new): (&str, &str)) {
    let (old, new) = (Text::from_source(old), Text::from_source(new));
    let kept = compare(&old, &new);
    pairs_are_equal((&old, &new), &kept);
    for from in 0..old.len().0 {
        for to in from + 1..=old.len().0.min(from + 60) {
            let excerpt = span(from, to);
            let (place, fate) = translate(&kept, excerpt);
            match fate {
                Fate::Exact => assert!(place == excerpt && old.slice(excerpt) == new.slice(place)),
                Fate::Moved => assert_eq!(old.slice(excerpt), new.slice(place)),
                Fate::Changed => assert!(!place.is_empty() && new.contains(place)),
                Fate::Orphaned => assert_eq!(place, excerpt),
            }
        }
    }
}

fn pairs_are_equal((old, new): (&Text, &Text), kept: &[Kept]) {
    for (was, is) in kept {
        assert_eq!(old.slice(*was), new.slice(*is));
    }
    let apart = |spans: Vec<Span>| spans.windows(2).all(|two| two[0].end() <= two[1].start());
    assert!(
        apart(kept.iter().map(|(was, _)| *was).collect()),
        "{kept:?}"
    );
    assert!(
        apart(inverted(kept).iter().map(|(is, _)| *is).collect()),
        "{kept:?}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_excerpt_has_exactly_one_fate_and_what_is_not_changed_has_its_words(old in words(), new in words()) {
        one_fate((&old, &new));
    }

    #[test]
    fn paragraphs_may_change_places((old, new) in shuffled()) {
        one_fate((&old, &new));
    }
}
