//! Candidates: where words that are gone may stand, to the letter first, then the likest, and never on the strength of a word or two.

use std::collections::BTreeMap;

use intercoder::correction::candidate::{Found, candidates};
use intercoder::document::kept::compare;
use intercoder::document::{Document, Kind, Revision, SourceNote, Turns};
use intercoder::id::{Digest, DocumentRef, Ref, RevisionRef};
use intercoder::text::Text;
use intercoder::texts::Passage;

use super::find;

fn passage(words: &str) -> Passage {
    Passage::new(Text::from_source(words), Turns::default()).unwrap()
}

fn revision(id: u64, parent: Option<u64>) -> Revision {
    Revision {
        id: RevisionRef(Ref::new(id)),
        parent: parent.map(|parent| RevisionRef(Ref::new(parent))),
        text: Digest::of(b""),
        turns: Digest::of(b""),
        kept: Vec::new(),
        is_withdrawn: false,
        takes_back: false,
    }
}

/// The places proposed for words of the old text: how each was found, and its words.
fn check((old, new): (&str, &str), words: &str, expected: &[(Found, &str)]) {
    let (old, new) = (passage(old), passage(new));
    let mut corrected = revision(2, Some(1));
    corrected.kept = compare(&old.text, &new.text);
    let document = Document {
        id: DocumentRef(Ref::new(1)),
        handle: "T1".to_owned(),
        kind: Kind::Interview,
        title: None,
        language: None,
        attributes: BTreeMap::new(),
        source: SourceNote::default(),
        revisions: vec![revision(1, None), corrected],
        current: RevisionRef(Ref::new(2)),
        speakers: BTreeMap::new(),
        turn_roles: Vec::new(),
        primary: None,
        retired: false,
    };
    let place = (RevisionRef(Ref::new(1)), find(&old.text, words));
    let found = candidates(&document, place, (&old, &new));
    let found: Vec<(Found, &str)> = found
        .iter()
        .map(|one| (one.found, new.text.slice(one.span)))
        .collect();
    assert_eq!(found, expected, "{words}");
}

const BEFORE: &str = "That is how the whole long morning went with all of us.";
const AFTER: &str = "Nobody else had anything at all to say about that then.";

#[test]
fn the_same_words_come_before_what_is_only_like_them() {
    let quote = "she sat with me until the shop had closed its doors";
    let like = "she sat there with me until the shop closed its doors";
    let old = format!("{BEFORE}\n{quote}\n{AFTER}\n");
    let new = format!("{quote}\n{BEFORE}\nXyz!\n{AFTER}\n{like}\n{quote}\n");
    check(
        (&old, &new),
        quote,
        &[
            (Found::Exact, quote),
            (Found::Exact, quote),
            (Found::Alike, like),
            (Found::Between, "Xyz!"),
        ],
    );
}

#[test]
fn a_few_words_are_found_to_the_letter_only() {
    let old = format!("{BEFORE}\nshe sat with me\n{AFTER}\n");
    let new = format!("{BEFORE}\nXyz!\n{AFTER}\nand she sat by me\n");
    check((&old, &new), "she sat with me", &[(Found::Between, "Xyz!")]);
}
