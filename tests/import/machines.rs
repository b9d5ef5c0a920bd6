//! What machines write down: the same talk in every format that Whisper and its kin know, and what is refused.

use crate::import::{check_refused, import, imported, problems, told};

/// Checks turns, importer and what is reported.
#[track_caller]
fn check(name: &str, content: &str, (importer, turns): (&str, &str), reported: &[&str]) {
    let transcript = imported(name, content);
    assert_eq!(told(&transcript), turns);
    assert_eq!(transcript.importer, importer);
    let said = problems(&transcript);
    for words in reported {
        assert!(said.contains(words), "{said:?} says {words:?}");
    }
    assert_eq!(transcript.problems.len(), reported.len(), "{said}");
}

const NOBODY: &str = "|So, how was it?\n|Hard. Very hard.\n";
const EACH: &str = "each is a turn of its own";

#[test]
fn one_talk_gives_the_same_turns_and_times_in_every_format_of_whisper() {
    let formats = [
        (
            "a.vtt",
            "vtt",
            "WEBVTT\r\n\r\n00:00.000 --> 00:02.500\r\n So, how was it?\r\n\r\n00:02.500 --> 01:04.000\r\n Hard. Very hard.\r\n",
        ),
        (
            "a.srt",
            "srt",
            "1\r\n00:00:00,000 --> 00:00:02,500\r\nSo, how was it?\r\n\r\n2\r\n00:00:02,500 --> 00:01:04,000\r\nHard. Very hard.\r\n",
        ),
        (
            "a.txt",
            "whisper",
            "[00:00.000 --> 00:02.500]  So, how was it?\r\n[00:02.500 --> 01:04.000]  Hard. Very hard.\r\n",
        ),
        (
            "b.txt",
            "whisper",
            "[0.000 --> 2.500]  So, how was it?\n[2.500 --> 64.000]  Hard. Very hard.\n",
        ),
        (
            "a.lrc",
            "lrc",
            "[ti:talk]\r\n[00:00.00]So, how was it?\r\n[00:02.50] Hard. Very hard.\r\n[01:04.00]\r\n",
        ),
        (
            "a.json",
            "json",
            r#"{"text":" So…","segments":[{"id":0,"start":0.0,"end":2.5,"text":" So, how was it?","words":[{"word":" So"}]},{"id":1,"start":2.5,"end":64.0,"text":" Hard. Very hard."}],"language":"en"}"#,
        ),
        (
            "b.json",
            "json",
            r#"{"transcription":[{"timestamps":{"from":"00:00:00,000","to":"00:00:02,500"},"offsets":{"from":0,"to":2500},"text":" So, how was it?"},{"offsets":{"from":2500,"to":64000},"text":" Hard. Very hard."}]}"#,
        ),
        (
            "c.json",
            "json",
            r#"[{"timestamp":[0.0,2.5],"text":"So, how was it?"},{"timestamp":[2.5,64],"text":"Hard. Very hard."}]"#,
        ),
    ];
    for (name, importer, content) in formats {
        let transcript = imported(name, content);
        assert_eq!(told(&transcript), NOBODY, "{name}");
        assert_eq!(transcript.importer, importer, "{name}");
        let times: Vec<_> = transcript.turns.turns.iter().map(|turn| turn.ms).collect();
        assert_eq!(times, [Some((0, 2_500)), Some((2_500, 64_000))], "{name}");
        assert!(problems(&transcript).contains(EACH), "{name}");
    }
}

#[test]
fn the_speakers_of_whisperx_are_labels_and_their_segments_join() {
    let json = r#"{"segments":[
        {"start":0.1,"end":1.0,"text":" How","speaker":"SPEAKER_00","words":[{"word":"How"}]},
        {"start":1.0,"end":2.0,"text":" was it?","words":[{"word":"was"},{"word":"it"}]},
        {"start":2.0,"end":3.0,"text":" Hard.","speaker":"SPEAKER_01"},
        {"start":3.0,"end":3.5,"text":"  "}],"word_segments":[]}"#;
    check(
        "x.json",
        json,
        ("json", "SPEAKER_00|How was it?\nSPEAKER_01|Hard.\n"),
        &[
            "times of single words, left out: 3",
            "segments without words, left out: 1",
            "given to the speaker before: 1",
        ],
    );
    let srt = "1\n00:00:00,100 --> 00:00:01,000\n[SPEAKER_00]: How was it?\n\n2\n00:00:02,000 --> 00:00:03,000\n[SPEAKER_01]: Hard.\n\n3\n00:00:03,000 --> 00:00:04,000\n[SPEAKER_00]: Why?\n\n4\n00:00:04,000 --> 00:00:05,000\n[SPEAKER_01]: So.\n";
    check(
        "x.srt",
        srt,
        (
            "srt",
            "SPEAKER_00|How was it?\nSPEAKER_01|Hard.\nSPEAKER_00|Why?\nSPEAKER_01|So.\n",
        ),
        &[],
    );
}

#[test]
fn speakers_that_are_numbers_or_objects_have_a_name() {
    check(
        "a.json",
        r#"{"results":{"utterances":[{"speaker":0,"transcript":"One.","start":1,"end":2},{"speaker":{"name":"Ben: "},"transcript":"Two.","start":2,"end":3}]}}"#,
        ("json", "Speaker 0|One.\nBen|Two.\n"),
        &[],
    );
}

#[test]
fn numbers_that_no_recording_lasts_are_milliseconds() {
    let transcript = imported(
        "a.json",
        r#"{"utterances":[{"speaker":"A","text":"One.","start":250,"end":200000}]}"#,
    );
    assert_eq!(transcript.turns.turns[0].ms, Some((250, 200_000)));
    assert!(problems(&transcript).contains("taken for milliseconds: 1"));
}

#[test]
fn json_that_is_no_transcript_or_broken_is_refused() {
    check_refused(
        "a.json",
        r#"{"title":"x","pages":[1,2]}"#,
        "no list of segments",
    );
    check_refused("a.json", r#"{"segments":[{"text":"a"}"#, "cannot be read");
    check_refused(
        "a.json",
        r#"[{"text":"  "}]"#,
        "no segment of this JSON holds words",
    );
}

#[test]
fn brackets_at_the_start_of_prose_are_no_json_and_no_lyrics() {
    let prose = "[Laughter] Ana: Yes.\n[00:12.34] Ben: No.\nAna: Yes.\nBen: No.\n";
    assert_eq!(import("a.txt", prose).unwrap().importer, "txt");
    assert_eq!(import("a.txt", "{sic} so\nno\n").unwrap().importer, "txt");
}

#[test]
fn a_line_without_times_goes_on_with_the_one_before() {
    check(
        "a.txt",
        "[00:01.000 --> 00:02.000]  One\nand more\n\n[00:02.000 --> 00:01.000]  Two\n",
        ("whisper", "|One and more\n|Two\n"),
        &[EACH],
    );
}
