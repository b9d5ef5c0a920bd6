//! Tables of turns: columns in any order and language, times of every kind, and NVivo's rows.

use crate::import::docx::docx;
use crate::import::{check_refused, imported, problems, told};

#[track_caller]
fn check(
    name: &str,
    content: impl AsRef<[u8]>,
    (importer, turns): (&str, &str),
    reported: &[&str],
) {
    let transcript = imported(name, content);
    assert_eq!(told(&transcript), turns);
    assert_eq!(transcript.importer, importer);
    let said = problems(&transcript);
    for words in reported {
        assert!(said.contains(words), "{said:?} says {words:?}");
    }
    assert_eq!(transcript.problems.len(), reported.len(), "{said}");
}

fn times(name: &str, content: &str) -> Vec<Option<(u64, u64)>> {
    let turns = imported(name, content).turns.turns;
    turns.iter().map(|turn| turn.ms).collect()
}

#[test]
fn a_row_is_a_turn_with_its_label_and_a_stage_direction_is_a_turn_of_nobody() {
    check(
        "oral.csv",
        "timestamp,speaker,words,tags\n[00:00:05] beginning of tape,DB:,\"So &#8212; how, was it?\",x\n,,[dog barks],\n00:01:00,AG:,Hard.,\n,AG:,Very.,\n",
        (
            "csv",
            "DB|So — how, was it?\n|[dog barks]\nAG|Hard.\nAG|Very.\n",
        ),
        &[
            "columns not taken over (tags): 1",
            "rows without a speaker, each a turn of nobody: 1",
            "the first “beginning of tape”: 1",
        ],
    );
}

#[test]
fn columns_have_their_names_in_many_languages_and_any_order() {
    for heads in [
        "Äußerung;Sprecher:in",
        "Texto;Hablante",
        "Énoncé;Locuteur",
        "Tekst;Spreker",
    ] {
        check(
            "a.csv",
            format!("{heads}\nJa, so.;Ana\nNo.;Ben\n"),
            ("csv", "Ana|Ja, so.\nBen|No.\n"),
            &[],
        );
    }
}

#[test]
fn whole_numbers_at_both_ends_are_the_milliseconds_of_whisper_and_others_are_seconds() {
    let tsv = "start\tend\ttext\r\n0\t2500\tOne.\r\n2500\t64000\tTwo.\r\n";
    assert_eq!(
        times("a.tsv", tsv),
        [Some((0, 2_500)), Some((2_500, 64_000))]
    );
    let seconds = "speaker,start,text\nAna,1.5,One.\nBen,64,Two.\n";
    assert_eq!(
        times("a.csv", seconds),
        [Some((1_500, 1_500)), Some((64_000, 64_000))]
    );
    let told = "speaker,start (ms),text\nAna,1500,One.\n";
    assert_eq!(times("a.csv", told), [Some((1_500, 1_500))]);
}

#[test]
fn a_blank_timespan_of_nvivo_is_filled_down() {
    let txt = "Timespan\tContent\tSpeaker\n0:00.0 - 0:03.5\tOne.\tAna\n\tTwo.\tBen\n0:03.5 - 1:04.0\tThree.\tAna\n";
    let all = [Some((0, 3_500)), Some((0, 3_500)), Some((3_500, 64_000))];
    assert_eq!(times("nvivo.txt", txt), all);
}

#[test]
fn a_stretch_of_time_in_one_cell_is_both_ends() {
    for cell in [
        "[0:12 - 0:20]",
        "0:12-0:20",
        "00:00:12.000 --> 00:00:20.000",
        "(0:12–0:20)",
    ] {
        let csv = format!("time,speaker,text\n{cell},Ana,One.\n,Ben,Two.\n");
        assert_eq!(times("a.csv", &csv), [Some((12_000, 20_000)); 2], "{cell}");
    }
}

#[test]
fn prose_with_commas_is_no_table() {
    let prose = "Name, text, and time\nAna: one, two\nBen: three\nAna: four\nBen: five\n";
    assert_eq!(imported("a.txt", prose).importer, "txt");
}

#[test]
fn a_table_of_nvivo_in_word_is_rows_of_turns() {
    let cell = |words: &str| format!("<w:tc><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:tc>");
    let row = |cells: [&str; 3]| format!("<w:tr>{}</w:tr>", cells.map(&cell).concat());
    let body = format!(
        "<w:p><w:r><w:t>Interview 1</w:t></w:r></w:p><w:tbl>{}{}{}</w:tbl>",
        row(["Timespan", "Content", "Speaker"]),
        row(["0:00.0 - 0:03.5", "One.", "Ana"]),
        row(["", "Two.", "Ben"]),
    );
    let transcript = imported("a.docx", docx(&body));
    assert_eq!(told(&transcript), "Ana|One.\nBen|Two.\n");
    assert_eq!(transcript.turns.turns[1].ms, Some((0, 3_500)));
    assert!(
        problems(&transcript)
            .contains("paragraphs beside the table of turns, left out, the first “Interview 1”: 1")
    );
}

#[test]
fn a_table_without_words_is_refused() {
    check_refused(
        "a.csv",
        "speaker,text\nAna,\nBen,\n",
        "no row of the table holds words",
    );
}
