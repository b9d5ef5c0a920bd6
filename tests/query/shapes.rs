//! Shapes: one word each, and never between quotation marks.

use crate::query::{found, refused};

#[test]
fn signs_at_the_ends_of_a_shape_are_no_part_of_it() {
    let said = "Our plans, well, planning.";
    assert_eq!(found("plan*,", said), "Our [plans], well, [planning].");
    assert_eq!(found("…plan?.", said), "Our [plans], well, planning.");
    assert_eq!(found("do*'t", "I don't."), "I [don't].");
    assert_eq!(found("*.5", "It was 3.5 now."), "It was [3.5] now.");
}

#[test]
fn a_shape_of_several_words_is_refused_and_so_is_one_in_quotation_marks() {
    let said = [
        "well-bei*",
        "a/*b",
        "the \"peer wor*\"",
        "\"*ing on\"",
        "\"wom?n\"",
        "\"peer wor*\" NEAR/3 night",
    ];
    insta::assert_snapshot!(said.map(refused).join("\n\n"));
}

#[test]
fn a_sentence_in_quotation_marks_may_ask() {
    let said = "And then, what happened? Nothing.";
    assert_eq!(
        found("\"what happened?\"", said),
        "And then, [what happened]? Nothing."
    );
    assert_eq!(
        found("\"happened? nothing\"", said),
        "And then, what [happened? Nothing]."
    );
}
