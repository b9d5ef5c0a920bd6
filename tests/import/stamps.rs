//! Time stamps among the words: they stay in the text, belong to no body and give the turns their times.

use crate::import::docx::docx;
use crate::import::rtf::rtf;
use crate::import::{imported, problems, told};

/// Checks the turns of a text with their times: label, bar, body, bar, from and to in milliseconds.
#[track_caller]
fn check(text: &str, turns: &str) {
    check_named("talk.txt", text, turns);
}

#[track_caller]
fn check_named(name: &str, bytes: impl AsRef<[u8]>, turns: &str) {
    let transcript = imported(name, bytes);
    let told = told(&transcript);
    let each = transcript.turns.turns.iter().zip(told.lines());
    let timed: String = each
        .map(|(turn, line)| match turn.ms {
            Some((from, to)) => format!("{line}|{from}-{to}\n"),
            None => format!("{line}|\n"),
        })
        .collect();
    assert_eq!(timed, turns);
}

#[test]
fn a_stamp_of_f4_at_the_end_ends_the_turn_and_begins_the_next() {
    let text =
        "I: How was it? #00:00:05-3#\nB: Well. #00:00:09-0# \n\nI: Ah.\nB: Yes. #01:00:12-5#\n";
    check(
        text,
        "I|How was it?|0-5300\nB|Well.|5300-9000\nI|Ah.|9000-9000\nB|Yes.|3612500-3612500\n",
    );
    assert_eq!(imported("a.txt", text).text.as_str(), text);
    assert_eq!(problems(&imported("a.txt", text)), "");
}

#[test]
fn a_stamp_of_f4_at_the_start_begins_the_turn() {
    check(
        "#00:00:00-1# I: How?\n#00:00:05-3# B: Well.\n#00:00:07-0#\nI: So.\nB: Mm.\n",
        "I|How?|100-5300\nB|Well.|5300-7000\nI|So.|7000-7000\nB|Mm.|\n",
    );
}

#[test]
fn stamps_of_f4_are_found_in_rtf_and_in_text_without_labels() {
    check_named(
        "talk.rtf",
        rtf("I: How? #00:00:05-3#\\par B: Well. #00:00:09-0#\\par I: Ah.\\par B: Oh."),
        "I|How?|0-5300\nB|Well.|5300-9000\nI|Ah.|9000-9000\nB|Oh.|\n",
    );
    check("#00:00:05-3# Well.\n", "|Well.|5300-5300\n");
    check(
        "One. #00:00:05-3#\nTwo. #00:00:08-0#",
        "|One.|0-5300\n|Two.|5300-8000\n",
    );
}

#[test]
fn a_stamp_of_maxqda_glued_to_the_name_is_no_part_of_it() {
    check(
        "00:03:40.5Zack: One.\n00:03:44.0Ana Maria: Two.\n00:03:50.25Zack: Three.\n00:04:00.0Ana Maria:Four.",
        "Zack|One.|220500-224000\nAna Maria|Two.|224000-230250\nZack|Three.|230250-240000\nAna Maria|Four.|240000-240000\n",
    );
}

#[test]
fn stamps_of_nvivo_begin_paragraphs() {
    check(
        "[0:12:33] One.\n[0:12:40]\tTwo.\n",
        "|One.|753000-760000\n|Two.|760000-760000\n",
    );
    check(
        "0:00:12.5\tOne.\n0:00:20.0, Two.\n",
        "|One.|12500-20000\n|, Two.|20000-20000\n",
    );
}

#[test]
fn short_stamps_of_nvivo_count_only_where_they_can_mean_one_thing() {
    check(
        "[0:50] One.\n[75] Two.\n[1:20] Three.\n[9203] Four.\n[92:10] Five.\n",
        "|One.|50000-75000\n|Two.|75000-80000\n|Three.|80000-5523000\n|Four.|5523000-5530000\n|Five.|5530000-5530000\n",
    );
    // 130 may be 1:30 or 130 seconds; nothing after the last stamp says what 9 is; alone they say nothing at all.
    check(
        "[1:00] One.\n[130] Two.\n[5:00] Three.\n[900] Four.\n",
        "|One.|60000-60000\n|[130] Two.|\n|Three.|300000-300000\n|[900] Four.|\n",
    );
    check("[75] One.\n[80] Two.\n", "|[75] One.|\n|[80] Two.|\n");
}

#[test]
fn rev_puts_the_time_between_name_and_colon() {
    check(
        "Speaker 1 (00:02):\nHello there.\n\nSpeaker 2 (00:05):\nHi. [inaudible 00:00:07] yes.\n\nSpeaker 1 (01:00:09): Bye.\nSpeaker 2 (01:00:10): Bye.\n",
        "Speaker 1|Hello there.|2000-5000\nSpeaker 2|Hi. [inaudible 00:00:07] yes.|5000-3609000\nSpeaker 1|Bye.|3609000-3610000\nSpeaker 2|Bye.|3610000-3610000\n",
    );
    check(
        "Ana: (00:02)\nHello.\nBen: (00:05)\nHi.\nAna: (00:09)\nSo.\nBen: (00:12)\nYes.\n",
        "Ana|Hello.|2000-5000\nBen|Hi.|5000-9000\nAna|So.|9000-12000\nBen|Yes.|12000-12000\n",
    );
}

#[test]
fn descript_puts_the_time_before_the_name_or_behind_the_colon() {
    check(
        "[00:00:12] Ana: One.\n[00:00:15] Ben: Two.\n[00:00:19] Ana: Three.\n[00:00:20] Ben: Four.\n",
        "Ana|One.|12000-15000\nBen|Two.|15000-19000\nAna|Three.|19000-20000\nBen|Four.|20000-20000\n",
    );
    check(
        "Ana: [00:00:12] One.\nBen: [00:00:15] Two.\nAna: Three.\nBen: Four.\n",
        "Ana|One.|12000-15000\nBen|Two.|15000-15000\nAna|Three.|\nBen|Four.|\n",
    );
}

#[test]
fn a_name_and_a_time_in_brackets_alone_on_a_line_are_a_header() {
    let sonix = "Ana [00:00:12]\nOne.\n\nBen [00:00:15]\nTwo.\n\nAna [00:00:19]\nThree: four.\n";
    let turns = "Ana|One.|12000-15000\nBen|Two.|15000-19000\nAna|Three: four.|19000-19000\n";
    check(sonix, turns);
    assert_eq!(imported("a.txt", sonix).importer, "txt");
    check(
        "[00:00:12] Ana\nOne.\n[00:00:15] Ben\nTwo.\n[00:00:19] Ana\nThree: four.\n",
        turns,
    );
    check(
        "00:00:12 Ana\nOne.\n00:00:15 Ben\nTwo.\n00:00:19 Ana\nThree: four.\n",
        turns,
    );
    // An answer is no name where other lines with stamps are talk.
    check(
        "[0:12] Yes\n[0:14] Yes\n[0:16] and then we went there.\n",
        "|Yes|12000-14000\n|Yes|14000-16000\n|and then we went there.|16000-16000\n",
    );
}

#[test]
fn google_meet_has_stamps_between_turns_and_a_footer_that_nobody_says() {
    let text = "Weekly (2026-05-10 at 10:00 GMT-7) - Transcript\nAttendees\nAna Gomez, Ben Lee\nTranscript\n\n00:00:00\n\nAna Gomez: Hello.\nBen Lee: Hi.\n\n00:05:00\n\nAna Gomez: So.\nBen Lee: Bye.\nMeeting ended after 00:09:22 👋\nThis editable transcript was computer generated and might contain errors.\n";
    check(
        text,
        "Ana Gomez|Hello.|0-0\nBen Lee|Hi.|\nAna Gomez|So.|300000-300000\nBen Lee|Bye.|\n",
    );
}

#[test]
fn a_transcript_of_teams_ends_where_somebody_stopped_it() {
    let p = |words: &str| format!("<w:p><w:r><w:t>{words}</w:t></w:r></w:p>");
    let body = [
        p("Meeting"),
        p("Ana Gomez   0:03"),
        p("One."),
        p("Ben Lee   1:09"),
        p("Two."),
        p("Ana Gomez stopped transcription"),
    ];
    check_named(
        "talk.docx",
        docx(&body.concat()),
        "Ana Gomez|One.|3000-69000\nBen Lee|Two.|69000-69000\n",
    );
}

#[test]
fn times_alone_on_a_line_belong_to_the_words_below() {
    check(
        "0:05\nso today\n0:09\nwe talk\n",
        "|so today|5000-9000\n|we talk|9000-9000\n",
    );
}

#[test]
fn a_stretch_of_time_is_a_stamp_that_says_when_its_turn_ends() {
    let turns = "Ana|One.|12000-20000\nBen|Two.|21000-25500\nAna|Three.|24000-30000\n";
    for between in [" - ", "-", " – ", "→"] {
        let line = |from: &str, to: &str, rest: &str| format!("[{from}{between}{to}] {rest}\n");
        let text = line("0:12", "00:20", "Ana: One.")
            + &line("00:21.000", "0:25.500", "Ben: Two.")
            + &line("0:00:24", "0:00:30", "Ana: Three.")
            + "Ben: Four.\n";
        check(&text, &format!("{turns}Ben|Four.|\n"));
    }
    check(
        "0:12-0:20 Ana: One.\n0:21-0:25.5 Ben: Two.\n0:24 - 0:30\nAna: Three.\nBen:\n",
        &format!("{turns}Ben||\n"),
    );
    check(
        "Ana [0:12 - 0:20]\nOne.\nBen [0:21 - 0:25.5]\nTwo.\nAna [0:24 - 0:30]\nThree.\n",
        turns,
    );
    check(
        "Ana (0:12 - 0:20): One.\nBen (0:21 - 0:25.5): Two.\nAna: (0:24.000 --> 0:30.000) Three.\nBen: \n",
        &format!("{turns}Ben||\n"),
    );
}

#[test]
fn minutes_and_seconds_alone_are_a_stamp_before_a_label() {
    check(
        "0:12 Ana: One.\n0:20\tBen: Two.\n0:25 Ana: Three: four.\n0:31 Ben: Five.\n",
        "Ana|One.|12000-20000\nBen|Two.|20000-25000\nAna|Three: four.|25000-31000\nBen|Five.|31000-31000\n",
    );
    check(
        "Ana: One.\n10:36 we met them: all.\nBen: Two.\nAna: Three.\nBen: Four.\n",
        "Ana|One.⏎10:36 we met them: all.|\nBen|Two.|\nAna|Three.|\nBen|Four.|\n",
    );
}

#[test]
fn a_stretch_behind_a_turn_is_when_it_was_said() {
    check(
        "Ana: One. [0:12 - 0:20]\nBen: Two. [0:21 - 0:25]\nAna: Three.\nBen: Four. [0:30-0:31]\n",
        "Ana|One.|12000-20000\nBen|Two.|21000-25000\nAna|Three.|\nBen|Four.|30000-31000\n",
    );
}

#[test]
fn a_score_or_a_stretch_that_goes_back_is_no_stamp() {
    check(
        "0:20-0:12 we lost\n0:50-0:40 we won\n3:1-4:2 and\n3:1-4:2 so on\n",
        "|0:20-0:12 we lost|\n|0:50-0:40 we won|\n|3:1-4:2 and|\n|3:1-4:2 so on|\n",
    );
}

/// As Trint writes it; with what stands between name and time it is also told from talk.
#[test]
fn trint_puts_name_and_time_above_the_words() {
    let trint = include_str!("files/trint.txt");
    let turns = "Ana Lopez|How was it, on your first day? The ward was new to you.|2000-9000\n\
                 Speaker 2|Hard. I came at 7:30 and nobody knew my name.⏎⏎And then they left me alone.|9000-70000\n\
                 Ana Lopez|Alone: with how many?|70000-70000\n";
    check(trint, turns);
    let paragraphs = trint.lines().filter(|line| !line.is_empty());
    let body: String = paragraphs
        .map(|words| format!("<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"))
        .collect();
    check_named("trint.docx", docx(&body), &turns.replace("⏎⏎", "⏎"));
    let before = trint
        .lines()
        .map(|line| match line.split_once(" [") {
            Some((name, time)) => format!("[{time} {name}:\n"),
            None => format!("{line}\n"),
        })
        .collect::<String>();
    check(&before, turns);
    // The stamp behind the colon, on some lines alone, is another of the forms that are about.
    check(
        "Speaker 1: [00:00:02] One.\n\nSpeaker 2: [00:00:09 - 00:00:12] Two.\n\nSpeaker 1: Three.\n\nSpeaker 2 [00:01:00]: Four.\n",
        "Speaker 1|One.|2000-9000\nSpeaker 2|Two.|9000-12000\nSpeaker 1|Three.|\nSpeaker 2|Four.|60000-60000\n",
    );
}

#[test]
fn one_thing_in_brackets_is_no_stamp() {
    check(
        "A: see page [0:12]\nA: two\n",
        "A|see page [0:12]|\nA|two|\n",
    );
    check("A: at 10:36\nA: at 10:37\n", "A|at 10:36|\nA|at 10:37|\n");
    check(
        "10:36 we began\n10:37 we ended\n",
        "|10:36 we began|\n|10:37 we ended|\n",
    );
}

#[test]
fn stamps_that_stay_among_words_or_go_back_are_said() {
    let text = "A: one\n[0:05] two\n[0:09] three\nB: four [0:20]\nA: [0:10] five\nB: six\n";
    let transcript = imported("talk.txt", text);
    let said = problems(&transcript);
    assert!(said.contains("stay among their words: 2"), "{said}");
    assert!(
        said.contains(
            "talk.txt: turns whose time stamp is earlier than that of the turn before: 1"
        ),
        "{said}"
    );
}
