//! Names and times as people and programs set them apart: in bold, by no-break spaces, on lines of their own, around the words.

use crate::import::docx::docx;
use crate::import::{imported, told};

/// Checks that a text has three turns of Ana Gomez and Ben, with their times.
#[track_caller]
fn check(name: &str, bytes: impl AsRef<[u8]>, times: &[(u64, u64)]) {
    let read = imported(name, bytes);
    assert_eq!(
        told(&read),
        "Ana Gomez|How?\nBen|Well, so.\nAna Gomez|Why?\n"
    );
    let found: Vec<_> = read.turns.turns.iter().filter_map(|turn| turn.ms).collect();
    assert_eq!(found, times);
}

/// Checks that no speaker is found in a text.
#[track_caller]
fn check_none(name: &str, text: &str) {
    let read = imported(name, text);
    assert!(read.labels.is_empty(), "{}", told(&read));
}

const TIMES: &[(u64, u64)] = &[(3000, 7000), (7000, 20_000), (20_000, 20_000)];

#[test]
fn words_between_two_times_and_their_length_are_a_turn() {
    let ends: &[(u64, u64)] = &[(3000, 6000), (7000, 12_000), (20_000, 21_000)];
    for colon in ["", ":"] {
        let text = format!(
            "Ana Gomez{colon} [00:00:03] How? [00:00:06][3.0]\n\nBen{colon} [00:00:07] Well, so. [00:00:12][5.0]\n\n\
             Ana Gomez{colon} [00:00:20] Why? [00:00:21][1.0]\n\nBen{colon} [00:00:22] [00:00:23][1.0]\n"
        );
        let read = imported("trint.txt", &text);
        assert!(
            told(&read).starts_with("Ana Gomez|How?\nBen|Well, so.\nAna Gomez|Why?\n"),
            "{}",
            told(&read)
        );
        let found: Vec<_> = read.turns.turns.iter().filter_map(|turn| turn.ms).collect();
        assert_eq!(found[..3], *ends);
    }
    check(
        "once.txt",
        "Ana Gomez [00:00:03] How? [00:00:07][4.0]\n\nBen [00:00:07] Well, so. [00:00:20][13.0]\n\nAna Gomez [00:00:20] Why? [00:00:20][0.0]\n",
        TIMES,
    );
    check_none(
        "prose.txt",
        "Mother [00:00:03] came home\nMother [00:00:07] went out\n",
    );
}

#[test]
fn a_bold_name_needs_no_gap_before_its_time() {
    check(
        "a.md",
        "**Ana Gomez** 0:03\nHow?\n\n**Ben** 00:00:07\nWell, so.\n\n**Ana Gomez** 0:20\nWhy?\n",
        TIMES,
    );
    check_none("a.md", "We met at 10:36\nand left at 10:50\n");
}

#[test]
fn a_bold_name_above_a_time_in_brackets_opens_a_turn() {
    check(
        "a.md",
        "**Ana Gomez**  \n[00:00:03] How?\n\n**Ben**  \n[00:00:07] Well, so.\n\n**Ana Gomez**\n[00:00:20] Why?\n",
        TIMES,
    );
    check_none(
        "a.md",
        "**Methods**\n[00:00:03] How?\n\n**Results**\nNothing.\n\n**Methods**\n[00:00:07] So.\n",
    );
}

#[test]
fn no_break_spaces_are_a_gap_before_a_time() {
    let turn = |name: &str, gap: &str, time: &str, words: &str| {
        format!(
            "<w:p><w:r><w:t xml:space=\"preserve\">{name}{gap}{time}</w:t><w:br/><w:t>{words}</w:t></w:r></w:p>"
        )
    };
    for gap in ["\u{a0}\u{a0} ", "\u{a0}\u{a0}\u{a0}", " \u{a0}"] {
        let body = turn("Ana Gomez", gap, "0:03", "How?")
            + &turn("Ben", gap, "0:07", "Well, so.")
            + &turn("Ana Gomez", gap, "0:20", "Why?");
        check("talk.docx", docx(&body), TIMES);
    }
}

#[test]
fn the_times_of_the_older_teams_stand_above_names() {
    let p = |words: &str| format!("<w:p><w:r><w:t>{words}</w:t></w:r></w:p>");
    let turn = |times: &str, name: &str, words: &str| p(times) + &p(name) + &p(words);
    let body = turn("0:0:3.0 --&gt; 0:0:5.990", "Ana Gomez", "How?")
        + &turn("0:0:7.0 --&gt; 0:0:12.0", "Ben", "Well, so.")
        + &turn("0:0:20.0 --&gt; 0:0:21.5", "Ana Gomez", "Why?");
    check("talk.docx", docx(&body), TIMES);
    let lines = "0:0:3.0 --> 0:0:5.9\nWell\n0:0:7.0 --> 0:0:9.9\nit was hard, I said.\n";
    check_none("cues.txt", lines);
}
