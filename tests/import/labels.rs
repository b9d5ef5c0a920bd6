//! What opens a turn in a text with lines, and what does not.

use intercoder::import::{Options, Speakers};

use crate::import::{import_with, imported, pattern, told};

/// Checks the turns of a text, as [`told`] writes them.
#[track_caller]
fn check(text: &str, turns: &str) {
    check_named("talk.txt", text, turns);
}

#[track_caller]
fn check_named(name: &str, text: &str, turns: &str) {
    assert_eq!(told(&imported(name, text)), turns);
}

#[track_caller]
fn check_options(options: &Options, text: &str, turns: &str) {
    let transcript = import_with("talk.txt", text, options).expect("a readable text");
    assert_eq!(told(&transcript), turns);
}

/// Two turns of Ana with a line between them that must not open a turn.
#[track_caller]
fn check_opens_no_turn(line: &str) {
    let text = format!("Ana: yes\n{line}\nAna: no\n");
    check(&text, &format!("Ana|yes⏎{}\nAna|no\n", line.trim()));
    let twice = format!("Ana: yes\n{line}\nAna: no\n{line}\n");
    let line = line.trim();
    check(&twice, &format!("Ana|yes⏎{line}\nAna|no⏎{line}\n"));
}

#[test]
fn every_labelled_line_opens_a_turn_also_after_the_same_label() {
    check(
        "A: one\nA: two\nB: three\nB: four\n",
        "A|one\nA|two\nB|three\nB|four\n",
    );
}

#[test]
fn unlabelled_lines_continue_the_turn() {
    check(
        "A: one\ntwo\n\n  three  \n\nA: four",
        "A|one⏎two⏎⏎  three\nA|four\n",
    );
}

#[test]
fn a_label_may_stand_alone_above_its_words() {
    check("A:\none\nA:\n\ntwo\nA:\n", "A|one\nA|two\nA|\n");
}

#[test]
fn text_before_the_first_label_is_text_but_no_turn() {
    let transcript = imported("talk.txt", "Interview 3\n12 May\nA: one\nA: two");
    assert_eq!(told(&transcript), "A|one\nA|two\n");
    assert!(
        transcript
            .text
            .as_str()
            .starts_with("Interview 3\n12 May\n")
    );
}

#[test]
fn stray_blanks_around_name_and_colon_are_no_part_of_the_label() {
    check(
        " A : one\n\tA :two\nA\u{a0}:\u{a0}three\n",
        "A|one\nA|two\nA|three\n",
    );
    check("  Ana :  Yes\nAna:\tNo\n", "Ana|Yes\nAna|No\n");
}

#[test]
fn spellings_of_one_label_count_together() {
    let transcript = imported(
        "talk.txt",
        "Interviewer 1: a\ninterviewer1: b\nP: c\nP: d\n",
    );
    let counts: Vec<_> = transcript
        .labels
        .iter()
        .map(|c| (c.label.as_str(), c.key.as_str(), c.turns))
        .collect();
    assert_eq!(
        counts,
        [("Interviewer 1", "interviewer1", 2), ("P", "p", 2)]
    );
    assert!(transcript.questions.is_empty());
}

#[test]
fn a_label_seen_once_is_a_question_and_stays_text() {
    let transcript = imported(
        "talk.txt",
        "A: one\nNote: laughs\nA: two\nMaria Gomez: hm\n",
    );
    assert_eq!(
        told(&transcript),
        "A|one⏎Note: laughs\nA|two⏎Maria Gomez: hm\n"
    );
    let asked: Vec<_> = transcript
        .questions
        .iter()
        .map(|q| (q.label.as_str(), q.line))
        .collect();
    assert_eq!(asked, [("Note", 2), ("Maria Gomez", 4)]);
}

#[test]
fn a_declared_label_opens_a_turn_even_once() {
    check(
        "# INT1 = interviewer   P01 = participant\nINT1: one\nP01: two\n",
        "INT1|one\nP01|two\n",
    );
}

#[test]
fn a_colon_in_prose_opens_no_turn() {
    check_opens_no_turn("Kiger, M. & Varpio, L. (2020): Thematic analysis");
    check_opens_no_turn("Kiger, M. & Varpio, L.: Thematic analysis");
    check_opens_no_turn("Aims Methods And Results Of All This: new");
    check_opens_no_turn("http://example.org is where");
    check_opens_no_turn("10:36 we began");
    check_opens_no_turn("At 10:36 we began");
    check_opens_no_turn("I said it twice. Then she said: no");
    check_opens_no_turn("and then he said to me: no");
    check_opens_no_turn("So there were three things, really: money");
    check_opens_no_turn("What did you do? Answer: nothing");
    check_opens_no_turn("“Listen: you”");
    check_opens_no_turn("[crosstalk]: no");
    check_opens_no_turn("Varpio (2020): no");
    check_opens_no_turn("1: one");
    check_opens_no_turn("std::string");
    check_opens_no_turn(": nothing before it");
}

#[test]
fn names_as_people_write_them_are_labels() {
    for name in [
        "P01",
        "Interviewer 2 2",
        "Dr. Smith",
        "María José de la Cruz",
        "Smith, John",
        "O’Brien",
        "Anne-Marie",
        "SPEAKER_00",
        "Speaker #1",
        "P01/P02",
        "Ana (mother)",
        "interviewee",
        "unknown speaker 2",
        "Jose\u{301}",
        "山田",
        "Ольга",
        "J. R. Müller",
        "Mother & Father",
    ] {
        check(
            &format!("{name}: one\n{name}: two\n"),
            &format!("{name}|one\n{name}|two\n"),
        );
    }
}

#[test]
fn a_label_has_at_most_63_characters() {
    let (fits, long) = ("É".repeat(63), "É".repeat(64));
    check(
        &format!("{fits}: a\n{fits}: b\n"),
        &format!("{fits}|a\n{fits}|b\n"),
    );
    check(
        &format!("{long}: a\n{long}: b\n"),
        &format!("|{long}: a\n|{long}: b\n"),
    );
}

#[test]
fn small_letters_glued_to_the_colon_count_only_after_a_known_label() {
    check(
        "P1: one\nP1: two\nP1:three\nre:three\nre:four\n",
        "P1|one\nP1|two\nP1|three⏎re:three⏎re:four\n",
    );
    check("P1:One\nP1:Two\n", "P1|One\nP1|Two\n");
}

#[test]
fn bold_names_are_labels_without_their_asterisks() {
    check_named(
        "a.md",
        "**Ana:** one\n**Ana**: two\n__Ana:__ three\n",
        "Ana|one\nAna|two\nAna|three\n",
    );
    check_named(
        "a.md",
        "**Ana: one\n**Ana: two\n",
        "|**Ana: one\n|**Ana: two\n",
    );
}

#[test]
fn a_heading_in_markdown_is_a_label_from_its_second_time_on() {
    check_named(
        "a.md",
        "# Talk\n### Ana\none\n\n### Ben\n\n### Ana\ntwo\n",
        "Ana|one⏎⏎### Ben\nAna|two\n",
    );
}

#[test]
fn without_any_label_each_paragraph_is_a_turn_of_nobody() {
    check("One.\n\n  Two. \nThree.", "|One.\n|Two.\n|Three.\n");
    assert!(imported("talk.txt", "One.\nTwo.").labels.is_empty());
}

#[test]
fn leading_hash_lines_are_metadata_in_the_text_but_in_no_turn() {
    let text = "# session: I01   date: 2026-01-08   mode: in person\n# INT1 = interviewer   P01 = participant\n# Fictional.\n\nA paragraph.\n# Not leading: this\n";
    let transcript = imported("I01.txt", text);
    assert_eq!(told(&transcript), "|A paragraph.\n|# Not leading: this\n");
    assert_eq!(transcript.text.as_str(), text);
    let pairs: Vec<_> = transcript
        .metadata
        .iter()
        .map(|(k, v)| (k.as_str(), v.as_str()))
        .collect();
    let expected = [
        ("session", "I01"),
        ("date", "2026-01-08"),
        ("mode", "in person"),
        ("INT1", "interviewer"),
        ("P01", "participant"),
    ];
    assert_eq!(pairs, expected);
}

#[test]
fn roles_with_one_blank_between_them_are_told_apart() {
    let transcript = imported(
        "a.txt",
        "# INT1 = interviewer P01 = participant\nINT1: a\nP01: b\n",
    );
    assert_eq!(told(&transcript), "INT1|a\nP01|b\n");
    assert_eq!(transcript.metadata.len(), 2);
}

#[test]
fn an_empty_hash_line_does_not_end_the_metadata() {
    check(
        "#\n# session: I01\n\n# INT1 = interviewer\nINT1: a\n",
        "INT1|a\n",
    );
}

#[test]
fn a_heading_in_markdown_or_a_time_mark_is_no_metadata() {
    assert!(imported("a.md", "# A title\n\nText.").metadata.is_empty());
    check_named("a.md", "# A title\n\nText.", "|# A title\n|Text.\n");
    check("#00:00:05-3# Well.\n", "|Well.\n");
    check("# Only a remark.\nText.", "|# Only a remark.\n|Text.\n");
}

#[test]
fn a_pattern_says_what_a_label_is_even_once() {
    check_options(
        &pattern(r"^\[\d+:\d+\] (\w+)"),
        "[0:01] Ana: one\n[0:05] Ben two\nthree\n",
        "Ana|one\nBen|two⏎three\n",
    );
    check_options(
        &pattern(r"[A-Z]{2}\d"),
        "IN1: a AB2\n AB2 b\nnot AB3\n",
        "IN1|a AB2\nAB2|b⏎not AB3\n",
    );
    check_options(
        &pattern(r"^([^\t]+)\t"),
        "Ana\tone\nBen\ttwo",
        "Ana|one\nBen|two\n",
    );
}

#[test]
fn without_speakers_labels_are_text() {
    let options = Options {
        speakers: Speakers::None,
        encoding: None,
        ..Options::default()
    };
    check_options(&options, "A: one\nA: two", "|A: one\n|A: two\n");
}

#[test]
fn otter_headers_open_turns_and_give_their_start() {
    let text = "Ana Maria  0:03  \nOne.\n\nBen  1:05\nTwo.\nStill two.\n\nUnknown Speaker  1:02:03\nThree.\n\nTranscribed by https://otter.ai\n";
    let transcript = imported("otter.txt", text);
    assert_eq!(transcript.importer, "otter");
    assert_eq!(
        told(&transcript),
        "Ana Maria|One.\nBen|Two.⏎Still two.\nUnknown Speaker|Three.\n"
    );
    let times: Vec<_> = transcript
        .turns
        .turns
        .iter()
        .filter_map(|turn| turn.ms)
        .collect();
    assert_eq!(
        times,
        [(3_000, 65_000), (65_000, 3_723_000), (3_723_000, 3_723_000)]
    );
    assert!(transcript.text.as_str().ends_with("otter.ai\n"));
}

#[test]
fn words_after_a_blank_line_stay_in_an_otter_turn() {
    check(
        "Ana  0:03\nOne.\n\nMore.\n\nBen  0:09\nTwo.\n",
        "Ana|One.⏎⏎More.\nBen|Two.\n",
    );
}

#[test]
fn a_clock_time_at_the_end_of_prose_is_no_otter_header() {
    check(
        "A: we met at\nround 10:36\nA: or\nStart  10:36\nso\n",
        "A|we met at⏎round 10:36\nA|or⏎Start  10:36⏎so\n",
    );
}

#[test]
fn a_ratio_is_no_otter_header() {
    check(
        "Score  3:1\nScore  2:10:3\n",
        "|Score  3:1\n|Score  2:10:3\n",
    );
}

#[test]
fn only_the_ending_tells_markdown_from_text() {
    for (name, importer) in [
        ("a.md", "md"),
        ("a.MARKDOWN", "md"),
        ("a.txt", "txt"),
        ("a", "txt"),
        ("a.xyz", "txt"),
    ] {
        assert_eq!(imported(name, "Hello.").importer, importer, "{name}");
    }
}
