//! Typing errors: so few letters as the lead has set hold by themselves, and everything larger is looked at again.

use intercoder::document::kept::{compare, edits};
use intercoder::text::Text;

use super::find;
use crate::cli::{code, small_study};
use crate::program::Place;

const STUDY: [&str; 2] = ["--study", "study"];

/// So many characters of the first text's words are other in the second.
fn check((old, new): (&str, &str), words: &str, expected: Option<u32>) {
    let (old, new) = (Text::from_source(old), Text::from_source(new));
    let found = edits(&compare(&old, &new), find(&old, words));
    assert_eq!(
        found,
        expected,
        "{words}: {} → {}",
        old.as_str(),
        new.as_str()
    );
}

#[test]
fn each_letter_put_in_taken_out_or_written_over_counts_once() {
    let said = "Hard at frist. Then she came.";
    check(
        (said, "Hard at first. Then she came."),
        "Hard at frist.",
        Some(2),
    );
    check((said, "Hard at first. Then she came."), "she came", Some(0));
    check(
        (said, "Hard at fist. Then she came."),
        "Hard at frist.",
        Some(1),
    );
    check(
        (said, "Hard at frisst. Then she came."),
        "Hard at frist.",
        Some(1),
    );
    check(
        (said, "Hard at frost. Then she came."),
        "Hard at frist.",
        Some(1),
    );
    check(
        (said, "Hard at frist. Then he camp."),
        "Then she came.",
        Some(2),
    );
    check((said, "Hard at frist."), "she came", None);
}

fn said(place: &Place, command: &[&str]) -> String {
    place.ok(&[command, &STUDY].concat())
}

fn replaced(place: &Place, find: &str, with: &str) -> String {
    let replace = ["document", "replace", "T1", "--find", find, "--with", with];
    said(place, &replace)
}

fn coded() -> Place {
    let place = small_study();
    let marks = [
        ("T1", "Hard at first.", "change"),
        ("T1", "She came every week.", "support"),
    ];
    code(&place, "machine", ("study", "ana"), &marks);
    place
}

#[test]
fn what_the_lead_has_not_set_is_looked_at_again_however_small() {
    let place = coded();
    let told = replaced(&place, "every week", "evry week");
    assert!(told.contains("1 changed, 0 orphaned"), "{told}");
    assert!(said(&place, &["document", "review"]).contains("1 excerpt of yours"));
}

#[test]
fn a_typing_error_holds_by_itself_and_what_is_larger_waits() {
    let place = coded();
    said(&place, &["study", "set", "typos", "2"]);
    let told = replaced(&place, "every week", "evry week");
    assert!(
        told.contains("1 changed (1 of them by a typing error and accepted), 0 orphaned"),
        "{told}"
    );
    assert!(!told.contains("document review"), "{told}");
    let list = said(&place, &["document", "review"]);
    assert!(list.contains("no excerpt of yours waits"), "{list}");
    assert!(
        list.contains("1 more accepted for a typing error of at most 2 characters"),
        "{list}"
    );
    let accepted = said(&place, &["document", "review", "--typos"]);
    assert!(
        accepted.contains("now   “She came evry week.”"),
        "{accepted}"
    );
    let conflicts = said(&place, &["conflicts"]);
    assert!(!conflicts.contains("other words"), "{conflicts}");
    let told = replaced(&place, "Hard at", "Easy at");
    assert!(told.contains("1 changed, 0 orphaned"), "{told}");
    let list = said(&place, &["document", "review"]);
    assert!(list.contains("1 excerpt of yours"), "{list}");
    said(&place, &["study", "set", "typos", "0"]);
    let list = said(&place, &["document", "review"]);
    assert!(list.contains("2 excerpts of yours"), "{list}");
}

#[test]
fn many_small_corrections_of_one_excerpt_make_a_large_one() {
    let place = coded();
    said(&place, &["study", "set", "typos", "2"]);
    replaced(&place, "every week", "evry week");
    let told = replaced(&place, "She came", "She caem");
    assert!(told.contains("1 changed, 0 orphaned"), "{told}");
    let list = said(&place, &["document", "review"]);
    assert!(list.contains("1 excerpt of yours"), "{list}");
}
