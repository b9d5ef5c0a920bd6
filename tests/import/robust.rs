//! Whatever the bytes, importing neither panics nor puts a turn outside its text, and large files stay fast.

use std::time::Instant;

use intercoder::import::{Options, Speakers};
use proptest::collection::vec;
use proptest::prelude::{any, prop, prop_oneof, proptest};
use proptest::strategy::{Just, Strategy};
use proptest::test_runner::Config;

use crate::import::docx::{docx, zipped};
use crate::import::{import_with, imported, pattern, sample};

/// Reads bytes in every way there is; `import_with` checks that the turns lie in the text.
fn check(name: &str, bytes: &[u8]) {
    let nobody = Options {
        speakers: Speakers::None,
        encoding: None,
    };
    let forced = Options {
        speakers: Speakers::Auto,
        encoding: Some(encoding_rs::WINDOWS_1252),
    };
    for options in [
        Options::default(),
        pattern(r"\s*(\w*)[:>]?"),
        nobody,
        forced,
    ] {
        if let Err(problem) = import_with(name, bytes, &options) {
            assert!(problem.what.chars().count() > 10, "{problem}");
        }
    }
}

const SAMPLES: [&str; 9] = [
    "formats/I05.srt",
    "formats/I04-cp1252.txt",
    "formats/FG1-zoom.vtt",
    "formats/I03.docx",
    "formats/FG3-teams.vtt",
    "formats/I04-utf16.txt",
    "formats/I08.docx",
    "formats/I10-otter.txt",
    "transcripts/I01.txt",
];

/// Lines as every importer knows them, and such as none expects.
fn line() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("Ana"),
        Just("Ben"),
        Just(":"),
        Just(": "),
        Just("  0:03  "),
        Just("# "),
        Just("a = b"),
        Just("**"),
        Just("00:00:01.000 --> 00:00:02,5"),
        Just("--:--:-- --> 9"),
        Just("<v Ana>"),
        Just("</v>"),
        Just("<"),
        Just("&lt;"),
        Just("&#0;"),
        Just("NOTE"),
        Just("\u{feff}"),
        Just("\u{85}"),
        Just("\u{2028}"),
        Just("\r"),
        Just("e\u{301}😀"),
        Just("12"),
        Just("Transcribed by https://otter.ai"),
        Just("WEBVTT"),
        Just(" "),
        Just("\t"),
        Just("："),
    ];
    vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

/// Bits of WordprocessingML, whole and broken.
fn markup() -> impl Strategy<Value = String> {
    let tag = prop_oneof![
        Just("<w:p>"),
        Just("</w:p>"),
        Just("<w:p/>"),
        Just("<w:t>Ana: x &amp; y</w:t>"),
        Just("<w:tbl><w:tr><w:tc>"),
        Just("</w:tc></w:tr></w:tbl>"),
        Just("<w:br/>"),
        Just("<w:tc/>"),
        Just("<w:del>"),
        Just("</w:del>"),
        Just("<w:pPr>"),
        Just("</w:pPr>"),
        Just("<w:pStyle w:val=\"Heading1\"/>"),
        Just("<mc:Choice>"),
        Just("</mc:Choice>"),
        Just("<w:txbxContent>"),
        Just("</w:txbxContent>"),
        Just("<w:comment w:id='1'/>"),
        Just("&#xFEFF;"),
        Just("<"),
        Just("]]>"),
        Just("<w:sym w:char='F0'/>"),
        Just("\u{2028}"),
    ];
    vec(tag, 0..12).prop_map(|tags| tags.concat())
}

proptest! {
    #![proptest_config(Config { failure_persistence: None, ..Config::with_cases(96) })]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in vec(any::<u8>(), 0..400), ending in "(txt|md|docx|vtt|srt|)") {
        let name = format!("a.{ending}");
        check(&name, &bytes);
        check(&name, &[b"WEBVTT\n\n", &bytes[..]].concat());
        check(&name, &[b"1\n00:00:01,000 --> 00:00:02,000\n", &bytes[..]].concat());
        check(&name, &[b"PK\x03\x04", &bytes[..]].concat());
        check(&name, &zipped(&[("word/document.xml", &bytes[..])]));
    }

    #[test]
    fn arbitrary_lines_never_panic(lines in vec(line(), 0..30), start in "(WEBVTT\n\n|1\n|# a: b\n|Ana  0:01\n|)") {
        let content = start + &lines.join("\n");
        check("a.md", content.as_bytes());
        check("a.txt", content.as_bytes());
    }

    #[test]
    fn arbitrary_markup_never_panics(body in markup()) {
        check("a.docx", &docx(&body));
    }

    #[test]
    fn mutated_samples_never_panic(
        which in 0..SAMPLES.len(),
        changes in vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        keep in any::<prop::sample::Index>(),
    ) {
        let mut bytes = sample(SAMPLES[which]);
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        check("a", &bytes);
        bytes.truncate(keep.index(bytes.len()));
        check("a", &bytes);
    }
}

/// Checks that a large text is read in time; a debug build gets ten times what people would wait.
#[track_caller]
fn check_fast(name: &str, content: &str) -> usize {
    let begun = Instant::now();
    let transcript = imported(name, content);
    assert!(
        begun.elapsed().as_secs() < 20,
        "{name} took {:?}",
        begun.elapsed()
    );
    transcript.turns.turns.len()
}

#[test]
fn fifty_megabytes_in_one_line_are_one_turn() {
    // A debug build is ten times slower; a step that is not linear shows at this size as well.
    let words = if cfg!(debug_assertions) {
        2 << 20
    } else {
        10 << 20
    };
    assert_eq!(check_fast("a.txt", &"word ".repeat(words)), 1);
}

#[test]
fn large_files_of_every_kind_of_oddity_stay_fast() {
    let size = 1 << 20;
    assert_eq!(check_fast("a.txt", &"A: x\n".repeat(size / 5)), size / 5);
    assert_eq!(check_fast("a.txt", &"A  0:01\n".repeat(size / 8)), size / 8);
    assert_eq!(check_fast("a.txt", &":".repeat(size)), 1);
    let cue = "00:01.000 --> 00:02.000\n";
    assert_eq!(
        check_fast(
            "a.vtt",
            &format!("WEBVTT\n\n{cue}{}", "<a&".repeat(size / 3))
        ),
        1
    );
    assert_eq!(
        check_fast(
            "a.vtt",
            &format!("WEBVTT\n\n{cue}{}", "<v A>x ".repeat(size / 7))
        ),
        1
    );
    assert_eq!(
        check_fast(
            "a.vtt",
            &format!("WEBVTT\n\n{}", format!("{cue}A: x\n\n").repeat(size / 30))
        ),
        1
    );
}
