//! Subtitles: who speaks in which cue, and the text put together from them.

use intercoder::import::{Options, Speakers};

use crate::import::{check_refused, import_with, imported, pattern, problems, told};

/// Checks the turns of subtitles, and what is reported about them.
#[track_caller]
fn check(name: &str, content: &str, turns: &str, reported: &[&str]) {
    let transcript = imported(name, content);
    assert_eq!(told(&transcript), turns);
    let said = problems(&transcript);
    for words in reported {
        assert!(said.contains(words), "{said:?} says {words:?}");
    }
    assert_eq!(transcript.problems.len(), reported.len(), "{said}");
}

/// A WebVTT file of cues with hours, minutes and seconds counted up by two.
fn vtt(cues: &[&str]) -> String {
    let mut content = String::from("WEBVTT\n\n");
    for (n, cue) in cues.iter().enumerate() {
        content += &format!(
            "{}\n00:00:{:02}.000 --> 00:00:{:02}.500\n{cue}\n\n",
            n + 1,
            2 * n,
            2 * n + 1
        );
    }
    content
}

#[test]
fn the_text_is_one_line_a_turn_without_times() {
    let transcript = imported(
        "a.vtt",
        vtt(&["Ana: One.", "Ana: Two.", "Ben: Three.", "Ben: Four."]),
    );
    assert_eq!(
        transcript.text.as_str(),
        "Ana: One. Two.\nBen: Three. Four.\n"
    );
    let times: Vec<_> = transcript.turns.turns.iter().map(|turn| turn.ms).collect();
    assert_eq!(times, [Some((0, 3_500)), Some((4_000, 7_500))]);
    assert_eq!(transcript.importer, "vtt");
}

#[test]
fn a_cue_without_a_name_is_still_the_speakers_before() {
    check(
        "zoom.vtt",
        &vtt(&[
            "Ana: One.",
            "two.",
            "Ben: Three.",
            "Ana: Four.",
            "Ben: Five.",
        ]),
        "Ana|One. two.\nBen|Three.\nAna|Four.\nBen|Five.\n",
        &["given to the speaker before: 1"],
    );
}

#[test]
fn cues_before_the_first_name_are_a_turn_of_nobody() {
    check(
        "zoom.vtt",
        &vtt(&["Hello?", "Anyone?", "Ana: One.", "Ana: Two."]),
        "|Hello? Anyone?\nAna|One. Two.\n",
        &[
            "given to the speaker before: 2",
            "in a turn without a speaker: 2",
        ],
    );
}

#[test]
fn a_voice_tag_names_the_speaker_closed_or_not() {
    check(
        "teams.vtt",
        &vtt(&[
            "<v Ana Gomez>One.</v>",
            "<v Ana Gomez>Two",
            "three.",
            "<v.loud Ben>Note: four</v>",
        ]),
        "Ana Gomez|One. Two three.\nBen|Note: four\n",
        &["given to the speaker before: 1"],
    );
}

#[test]
fn several_voices_in_one_cue_are_several_turns() {
    check(
        "teams.vtt",
        &vtt(&["<v Ana>One.</v> <v Ben>Two.</v>\n<v Ana>Three."]),
        "Ana|One.\nBen|Two.\nAna|Three.\n",
        &[],
    );
}

#[test]
fn lines_of_a_cue_with_two_names_are_two_turns() {
    check(
        "a.srt",
        "1\n00:00:01,000 --> 00:00:02,000\nAna: One\nmore\nBen: Two\n\n2\n00:00:03,000 --> 00:00:04,000\nAna: Three\nBen: Four\n",
        "Ana|One more\nBen|Two\nAna|Three\nBen|Four\n",
        &[],
    );
}

#[test]
fn a_name_seen_once_before_a_colon_is_a_question() {
    let transcript = imported("a.vtt", vtt(&["Ana: One.", "Note: two.", "Ana: Three."]));
    assert_eq!(told(&transcript), "Ana|One. Note: two. Three.\n");
    let asked: Vec<_> = transcript
        .questions
        .iter()
        .map(|q| (q.label.as_str(), q.line))
        .collect();
    assert_eq!(asked, [("Note", 9)]);
}

#[test]
fn without_any_name_each_cue_is_a_turn() {
    check(
        "whisper.vtt",
        "WEBVTT\r\n\r\n00:00.000 --> 00:02.500\r\n So.\r\n\r\n00:02.500 --> 01:04.000\r\n Well.\r\n",
        "|So.\n|Well.\n",
        &["no cue names a speaker, so each is a turn of its own; cues: 2"],
    );
    let transcript = imported("w.vtt", "WEBVTT\n\n00:02.500 --> 01:04.000\nWell.\n");
    assert_eq!(transcript.turns.turns[0].ms, Some((2_500, 64_000)));
}

#[test]
fn times_that_cannot_be_read_cost_no_words() {
    check(
        "teams.vtt",
        "WEBVTT\n\n7d1c0f52/1-0\n0:0:0.000 --> 0:0:0.000\n<v Ana>One.</v>\n\n7d1c0f52/2-0\n--:--:-- --> --:--:--\n<v Ben>Two.</v>\n\n00:00:09.000 --> 00:00:08.000\n<v Ana>Three.</v>\n",
        "Ana|One.\nBen|Two.\nAna|Three.\n",
        &["their words kept: 2"],
    );
}

#[test]
fn cues_a_little_out_of_order_are_put_in_order() {
    check(
        "teams.vtt",
        "WEBVTT\n\n00:01:00.000 --> 00:01:09.000\n<v Ana>One.\n\n00:01:20.000 --> 00:01:25.000\n<v Ana>Three.\n\n00:01:05.000 --> 00:01:22.000\n<v Ben>Two.\n",
        "Ana|One.\nBen|Two.\nAna|Three.\n",
        &["put in order of time: 1"],
    );
}

#[test]
fn two_joined_recordings_keep_the_order_of_the_file() {
    check(
        "joined.vtt",
        "WEBVTT\n\n01:00:00.000 --> 01:00:01.000\n<v Ana>One.\n\n00:00:00.500 --> 00:00:01.000\n<v Ben>Two.\n\n00:00:03.000 --> 00:00:04.000\n<v Ana>Three.\n",
        "Ana|One.\nBen|Two.\nAna|Three.\n",
        &["where the clock starts again, the order of the file kept: 1"],
    );
}

#[test]
fn notes_headers_and_formatting_are_left_out_and_reported() {
    check(
        "a.vtt",
        "WEBVTT - talk\nKind: captions\n\nNOTE made by\na program\n\nSTYLE\n::cue {}\n\n1\n00:01.000 --> 00:02.000 align:start\n<v Ana><i>One</i> &lt; 2 &amp; <00:01.500>a <3 b</v>\n\n2\n00:03.000 --> 00:04.000\nTwo\n",
        "Ana|One < 2 & a <3 b Two\n",
        &[
            "before the first cue, left out: 2",
            "style blocks left out: 2",
            "formatting tags left out, their words kept: 3",
            "given to the speaker before: 1",
        ],
    );
}

#[test]
fn words_after_a_blank_line_in_a_cue_are_kept() {
    check(
        "a.srt",
        "1\n00:00:01,000 --> 00:00:02,000\nOne\n\nand more\n\n2\n00:00:03,000 --> 00:00:04,000\nTwo\n",
        "|One and more\n|Two\n",
        &["no cue names a speaker, so each is a turn of its own; cues: 2"],
    );
}

#[test]
fn an_answer_of_one_number_is_no_cue_number() {
    check(
        "a.srt",
        "1\n00:00:01,000 --> 00:00:02,000\nHow many?\n42\n2\n00:00:03,000 --> 00:00:04,000\nOh\n17\n\n\n",
        "|How many? 42\n|Oh 17\n",
        &["no cue names a speaker, so each is a turn of its own; cues: 2"],
    );
}

#[test]
fn only_the_number_that_is_due_or_one_word_after_a_blank_line_is_a_cue_number() {
    let (one, two) = (
        "00:00:01,000 --> 00:00:02,000",
        "00:00:03,000 --> 00:00:04,000",
    );
    let unnamed = ["no cue names a speaker, so each is a turn of its own; cues: 2"];
    check(
        "a.srt",
        &format!("1\n{one}\nHow many?\n42\n{two}\nOh\n"),
        "|How many? 42\n|Oh\n",
        &unnamed,
    );
    check(
        "a.srt",
        &format!("{one}\nOne\n\nand more\n{two}\nTwo\n"),
        "|One and more\n|Two\n",
        &unnamed,
    );
}

#[test]
fn a_pattern_or_no_speakers_overrides_the_tags() {
    let content = vtt(&["<v Room>ANA - One</v>", "<v Room>BEN - Two</v>"]);
    let transcript = import_with("a.vtt", &content, &pattern(r"^([A-Z]+) - ")).expect("readable");
    assert_eq!(told(&transcript), "ANA|One\nBEN|Two\n");
    let nobody = Options {
        speakers: Speakers::None,
        encoding: None,
        ..Options::default()
    };
    let transcript = import_with("a.vtt", &content, &nobody).expect("readable");
    assert_eq!(told(&transcript), "|ANA - One\n|BEN - Two\n");
}

#[test]
fn content_tells_subtitles_not_the_ending() {
    assert_eq!(imported("a.txt", vtt(&["One"])).importer, "vtt");
    assert_eq!(
        imported("a.txt", "1\n00:00:01,000 --> 00:00:02,000\nOne\n").importer,
        "srt"
    );
    assert_eq!(imported("a.vtt", "WEBVTTX is a word\n").importer, "txt");
    assert_eq!(imported("a.srt", "1\nnot --> times\n").importer, "txt");
}

#[test]
fn subtitles_without_words_are_refused() {
    check_refused(
        "a.vtt",
        "WEBVTT\n\n00:01.000 --> 00:02.000\n\n",
        "hold no words",
    );
    check_refused("a.vtt", "WEBVTT\n", "hold no words");
}
