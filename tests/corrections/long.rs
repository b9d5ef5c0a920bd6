//! Long texts: what is compared piece by piece finds what a comparison as a whole would, and what cannot be found is said to be gone.

use intercoder::document::kept::{Fate, compare, translate};
use intercoder::text::Text;
use intercoder::text::span::{Position, Span};
use proptest::prelude::*;

use super::{find, pairs_are_equal};

/// What happens to a line of a transcript.
#[derive(Clone, Copy, Debug)]
enum Deed {
    Nothing,
    Retyped,
    TakenOut,
    OneMoreBefore,
}

/// Lines that many transcripts have again and again, among lines of their own.
fn line(number: usize) -> String {
    match number % 5 {
        1 => "P01: Yes.".to_owned(),
        3 => String::new(),
        _ => {
            let words = (0..12).map(|at| format!("w{}", (number * 7919 + at * 104_729) % 3001));
            let words: Vec<String> = words.collect();
            format!("P01: {} n{number} end.", words.join(" "))
        }
    }
}

/// Each line with a deed, as it stood and as it stands: every body that was not touched is where its words are.
fn check(deeds: &[Deed]) {
    let (mut was, mut is) = (String::new(), String::new());
    let mut expected: Vec<(Span, Option<Span>)> = Vec::new();
    let body = |text: &str, line: &str| {
        let start = text.chars().count() as u32;
        let end = start + line.chars().count() as u32;
        let label = 5.min(end - start);
        Span::between(Position(start + label), Position(end))
    };
    for (number, deed) in deeds.iter().enumerate() {
        let line = line(number);
        let is_own = line.len() > 20;
        let from = body(&was, &line);
        was.push_str(&format!("{line}\n"));
        match deed {
            Deed::TakenOut if is_own => {
                expected.push((from, None));
                continue;
            }
            Deed::OneMoreBefore => is.push_str(&format!("P01: so u{number} was put in here.\n")),
            _ => {}
        }
        let now = match deed {
            Deed::Retyped if is_own => line.replace(&format!("n{number}"), &format!("m{number}")),
            _ => line,
        };
        expected.push((from, Some(body(&is, &now))));
        is.push_str(&format!("{now}\n"));
    }
    let (old, new) = (Text::from_source(&was), Text::from_source(&is));
    let kept = compare(&old, &new);
    pairs_are_equal((&old, &new), &kept);
    for (from, to) in expected.into_iter().filter(|(from, _)| !from.is_empty()) {
        let (place, fate) = translate(&kept, from);
        match to {
            Some(to) if old.slice(from) == new.slice(to) => {
                assert!(fate <= Fate::Moved, "{}", old.slice(from));
                assert_eq!(place, to, "{}", old.slice(from));
            }
            Some(to) => assert_eq!((place, fate), (to, Fate::Changed), "{}", old.slice(from)),
            None => assert!(fate >= Fate::Changed, "{}", old.slice(from)),
        }
    }
}

/// A deed in every ten lines or none, so that untouched lines stand between two of them.
fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let deed = prop_oneof![
        Just(Deed::Nothing),
        Just(Deed::Retyped),
        Just(Deed::TakenOut),
        Just(Deed::OneMoreBefore),
    ];
    let some = prop::collection::vec((0..5_usize, deed), 20..40);
    some.prop_map(|some| {
        let ten = |(at, deed)| {
            let mut ten = [Deed::Nothing; 10];
            ten[at] = deed;
            ten
        };
        some.into_iter().flat_map(ten).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn what_was_not_touched_in_a_long_text_is_where_its_words_are(deeds in deeds()) {
        check(&deeds);
    }
}

#[test]
fn words_before_some_that_were_taken_out_lose_nothing_to_them() {
    let turns = "A: She came.\nB: He stayed.\nA: Then I slept.\n";
    check_neighbours(
        turns,
        "B: He stayed.\n",
        &["A: She came.\n", "Then I slept."],
    );
    let said = "A: Yes. She came. He stayed. Then I slept.\n";
    check_neighbours(said, "He stayed. ", &["She came.", "Then I slept."]);
    check_neighbours("A: Yes.\nB: No.\nA: Yes.\n", "B: No.\n", &["A: Yes.\n"]);
}

/// Words beside some that are taken out, or put in, are where they were.
fn check_neighbours(said: &str, taken_out: &str, beside: &[&str]) {
    let old = Text::from_source(said);
    let new = Text::from_source(&said.replace(taken_out, ""));
    for (old, new) in [(&old, &new), (&new, &old)] {
        let kept = compare(old, new);
        for words in beside {
            let (place, fate) = translate(&kept, find(old, words));
            assert!(
                fate <= Fate::Moved && new.slice(place) == *words,
                "{words}: {kept:?}"
            );
        }
    }
}

#[test]
fn a_long_text_whose_every_line_got_a_number_is_the_same_text() {
    let old: Vec<String> = (0..400).map(line).collect();
    let new = old
        .iter()
        .enumerate()
        .map(|(at, line)| format!("{at} {line}"));
    let new: Vec<String> = new.collect();
    let (old, new) = (
        Text::from_source(&old.join("\n")),
        Text::from_source(&new.join("\n")),
    );
    let kept = compare(&old, &new);
    for number in (0..400).step_by(5) {
        let words = line(number);
        let (place, fate) = translate(&kept, find(&old, &words));
        assert!(fate <= Fate::Moved && new.slice(place) == words, "{words}");
    }
}

#[test]
fn words_said_again_and_again_stay_in_their_order() {
    let said = "P01: It was all right, I would say it was all right.\n";
    let old = said.repeat(600);
    let new = format!("{}P01: No.\n{}", said.repeat(200), said.repeat(400));
    let (old, new) = (Text::from_source(&old), Text::from_source(&new));
    let kept = compare(&old, &new);
    let length = said.len() as u32;
    let nth = |n: u32| Span::between(Position(n * length), Position((n + 1) * length));
    assert_eq!(translate(&kept, nth(10)), (nth(10), Fate::Exact));
    let (place, fate) = translate(&kept, nth(500));
    assert_eq!((place.start().0, fate), (500 * length + 9, Fate::Moved));
}

#[test]
fn chapters_of_a_long_text_that_changed_places_take_all_excerpts_along() {
    let lines: Vec<String> = (0..600).map(line).collect();
    let (first, last) = lines.split_at(250);
    let old = Text::from_source(&lines.join("\n"));
    let new = Text::from_source(&[last, first].concat().join("\n"));
    let kept = compare(&old, &new);
    pairs_are_equal((&old, &new), &kept);
    for line in lines.iter().step_by(5) {
        let (place, fate) = translate(&kept, find(&old, line));
        assert!(fate == Fate::Moved && new.slice(place) == line, "{line}");
    }
}

#[test]
fn another_text_altogether_keeps_no_excerpt() {
    let old = (0..400).map(|at| format!("P01: a{at} b{at} c{at} went home again then.\n"));
    let new = (0..400).map(|at| format!("P01: x{at} y{at} z{at} stayed all the time.\n"));
    let (old, new) = (old.collect::<String>(), new.collect::<String>());
    let (old, new) = (Text::from_source(&old), Text::from_source(&new));
    assert_eq!(compare(&old, &new), []);
}

#[test]
fn words_as_long_as_whole_sentences_are_compared_like_any_others() {
    let word = |letter: &str, length: usize| letter.repeat(length);
    let was = format!(
        "{} and then {} a b c\nP01: Yes.\n",
        word("x", 70),
        word("y", 33)
    );
    let is = format!(
        "P01: Yes.\n{} and then {} a b c\n",
        word("x", 70),
        word("y", 33)
    );
    let kept = compare(&Text::new(was.clone()), &Text::new(is.clone()));
    pairs_are_equal((&Text::new(was), &Text::new(is)), &kept);
}
