//! Edits: whatever is written where, turns keep their places, and what was not touched its words.

use intercoder::correction::edit::{Edit, Revised};
use intercoder::document::kept::{Fate, translate};
use intercoder::document::{Turn, Turns};
use intercoder::text::Text;
use intercoder::text::span::{Position, Span};
use intercoder::texts::Passage;
use proptest::prelude::*;

use super::span;

/// A talk of some bodies.
fn talk(bodies: &[String]) -> Passage {
    let (mut text, mut turns) = (String::new(), Vec::new());
    let mut at = 0;
    for (number, body) in bodies.iter().enumerate() {
        let label = format!("P{number}");
        let start = at + label.len() as u32;
        let from = start + 2;
        let to = from + body.chars().count() as u32;
        turns.push(Turn {
            label: Some(span(at, start)),
            body: span(from, to),
            ms: None,
        });
        text.push_str(&format!("{label}: {body}\n"));
        at = to + 1;
    }
    Passage::new(Text::new(text), Turns { turns }).unwrap()
}

/// The bodies of a passage.
fn bodies(passage: &Passage) -> Vec<&str> {
    let turns = passage.turns.iter();
    turns.map(|turn| passage.text.slice(turn.body)).collect()
}

/// Edits of a passage, each as the place of a turn, and what share of its body gives way to what.
type Deeds = Vec<(usize, (u32, u32), String)>;

fn check(said: &[String], deeds: &Deeds) {
    let passage = talk(said);
    let edit = |(turn, (from, to), words): &(usize, (u32, u32), String)| {
        let body = passage.turns[turn % said.len()].body;
        let place = |at: u32| Position(body.start().0 + at.min(body.len()));
        let at = Span::between(place(*from), place(*to));
        Edit {
            at,
            words: words.clone(),
        }
    };
    let edits: Vec<Edit> = deeds.iter().map(edit).collect();
    let revised = Revised::by(&passage, edits.clone());
    let now = revised.passage().expect("turns fit");
    assert_eq!(now.turns.len(), passage.turns.len());
    for (at, (was, is)) in passage.turns.iter().zip(&now.turns).enumerate() {
        let label = |passage: &Passage, turn: &Turn| Turns::label(&passage.text, turn).to_owned();
        assert_eq!(label(&passage, was), label(&now, is));
        let is_touched = edits.iter().any(|edit| edit.at.hull(was.body) == was.body);
        if !is_touched {
            assert_eq!(bodies(&passage)[at], bodies(&now)[at]);
            let (place, fate) = translate(&revised.kept, was.body);
            assert!(was.body.is_empty() || fate <= Fate::Moved);
            assert!(was.body.is_empty() || place == is.body);
        }
    }
    for (was, is) in &revised.kept {
        assert_eq!(passage.text.slice(*was), now.text.slice(*is));
    }
}

#[test]
fn new_words_at_the_edges_of_a_body_belong_to_it() {
    let said = ["one two".to_owned(), "three".to_owned()];
    let passage = talk(&said);
    let body = passage.turns[0].body;
    for (at, words, now) in [
        (body, "zero", "zero"),
        (
            Span::between(body.start(), body.start()),
            "so ",
            "so one two",
        ),
        (
            Span::between(body.end(), body.end()),
            " or so",
            "one two or so",
        ),
    ] {
        let edit = Edit {
            at,
            words: words.to_owned(),
        };
        let revised = Revised::by(&passage, vec![edit]);
        assert_eq!(bodies(&revised.passage().unwrap()), [now, "three"]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn whatever_is_written_turns_keep_their_places_and_the_rest_its_words(
        said in prop::collection::vec("[a-c é\n]{0,12}", 1..5),
        deeds in prop::collection::vec((0..5_usize, (0..14_u32, 0..14_u32), "[a-d \r\n]{0,6}"), 0..5),
    ) {
        check(&said, &deeds);
    }
}
