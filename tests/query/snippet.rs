//! Snippets of any text, with any marks, in any width.

use std::ops::Range;

use intercoder::query::snippet::{Piece, snippet};
use proptest::prelude::*;

/// Texts with wide signs and wide blanks.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,60}",
        "([a-zé…]{1,6}[ \u{a0}\u{2003}\n.?]{1,2}){0,25}",
    ]
}

/// Marks at ends of characters, in order and apart.
fn marked(text: &str, cuts: &[prop::sample::Index]) -> Vec<Range<usize>> {
    let mut ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    ends.push(text.len());
    let mut chosen: Vec<usize> = cuts.iter().map(|cut| ends[cut.index(ends.len())]).collect();
    chosen.sort_unstable();
    chosen.dedup();
    chosen.chunks_exact(2).map(|two| two[0]..two[1]).collect()
}

/// Whether pieces are what stands in a text from a character on, with what is marked of it sought.
fn stands_at(from: usize, pieces: &[Piece], letters: &[(char, bool)]) -> bool {
    let left_out = Piece::Plain("…".to_owned());
    let Some(pieces) = (match from {
        0 => Some(pieces),
        _ => pieces.strip_prefix(std::slice::from_ref(&left_out)),
    }) else {
        return false;
    };
    let shown = |own: &[Piece]| -> Vec<(char, bool)> {
        let letters = own.iter().flat_map(|piece| {
            let is_sought = matches!(piece, Piece::Sought(_));
            piece.words().chars().map(move |c| (c, is_sought))
        });
        letters.collect()
    };
    let cut = pieces.strip_suffix(std::slice::from_ref(&left_out));
    let is_beginning = |own: &[Piece]| {
        let (shown, rest) = (shown(own), &letters[from..]);
        rest.len() > shown.len() && rest.starts_with(&shown)
    };
    shown(pieces) == letters[from..] || cut.is_some_and(is_beginning)
}

#[test]
fn a_blank_of_two_bytes_before_what_is_sought_is_cut_behind() {
    let text = format!("{}plan\u{a0}? yes", "word\u{a0}? ".repeat(30));
    let at = text.find("plan").unwrap();
    let sought = at..at + 4;
    for width in 0..text.len() {
        snippet(&text, std::slice::from_ref(&sought), width);
    }
}

proptest! {
    #[test]
    fn a_snippet_is_a_part_of_its_text(
        text in text(),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
        width in 0..90_usize,
    ) {
        let marked = marked(&text, &cuts);
        let pieces = snippet(&text, &marked, width);
        let letter = |(at, c): (usize, char)| {
            let c = if c.is_whitespace() { ' ' } else { c };
            (c, marked.iter().any(|range| range.contains(&at)))
        };
        let letters: Vec<(char, bool)> = text.char_indices().map(letter).collect();
        let stands = (0..=letters.len()).any(|from| stands_at(from, &pieces, &letters));
        prop_assert!(stands, "{:?}", pieces);
    }
}
