//! Whatever the bytes, importing neither panics nor puts a turn outside its text, and large files stay fast.

use std::time::Instant;

use intercoder::import::{Options, Speakers};
use proptest::collection::vec;
use proptest::prelude::{any, prop, prop_oneof, proptest};
use proptest::strategy::{Just, Strategy};
use proptest::test_runner::Config;

use crate::import::docx::{docx, zipped};
use crate::import::html::page;
use crate::import::odt::{content, odt};
use crate::import::rtf::rtf;
use crate::import::{import_with, imported, pattern, sample};

/// Reads bytes in every way there is; `import_with` checks that the turns lie in the text.
fn check(name: &str, bytes: &[u8]) {
    let nobody = Options {
        speakers: Speakers::None,
        encoding: None,
        ..Options::default()
    };
    let forced = Options {
        speakers: Speakers::Auto,
        encoding: Some(encoding_rs::WINDOWS_1252),
        ..Options::default()
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

/// Files of every form that the sample study lacks.
const FIXTURES: [&[u8]; 9] = [
    include_bytes!("files/I03.rtf"),
    include_bytes!("files/I03.odt"),
    include_bytes!("files/I03.html"),
    include_bytes!("files/turns.ods"),
    include_bytes!("files/zoom-chat.txt"),
    include_bytes!("files/zoom-recorded-chat.txt"),
    include_bytes!("files/zoom-captions.txt"),
    include_bytes!("files/trint.txt"),
    include_bytes!("files/wrapped.md"),
];

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
        Just("#00:00:05-3#"),
        Just("[0:12 - 0:20]"),
        Just("0:12-0:2"),
        Just("12:01:02 From "),
        Just(" to Everyone:"),
        Just("(Direct Message)"),
        Just("00:00:04\tAna:\t"),
        Just("[Ana] 14:02:24"),
        Just("Replying to \"x\""),
        Just("\\["),
        Just("&#8212;"),
        Just("```"),
        Just("word word word word word word word word word word word word\n"),
        Just("[75]"),
        Just("[0:12]"),
        Just("(00:12)"),
        Just("00:05:00"),
        Just("00:00:01.5"),
        Just("Ana stopped transcription"),
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

/// Bits of RTF, whole and broken.
fn controls() -> impl Strategy<Value = String> {
    let control = prop_oneof![
        Just("{"),
        Just("}"),
        Just("\\par "),
        Just("Ana: x"),
        Just("\\u-10179?"),
        Just("\\u8217\\'92"),
        Just("\\uc9"),
        Just("\\'e"),
        Just("\\'8f"),
        Just("\\"),
        Just("\\*"),
        Just("{\\*\\annotation x}"),
        Just("{\\fonttbl{\\f1\\fcharset128 x;}}"),
        Just("\\f1"),
        Just("{\\stylesheet{\\s1 heading 1;}}"),
        Just("\\s1"),
        Just("\\intbl"),
        Just("\\cell"),
        Just("\\row"),
        Just("\\nestrow"),
        Just("\\bin99999999 "),
        Just("{\\shptxt "),
        Just("{\\upr"),
        Just("{\\*\\ud"),
        Just("\\v"),
        Just("\\u8232 "),
        Just("\\-2147483648"),
    ];
    vec(control, 0..30).prop_map(|controls| controls.concat())
}

/// Bits of OpenDocument, whole and broken.
fn elements() -> impl Strategy<Value = String> {
    let element = prop_oneof![
        Just("<text:p>"),
        Just("</text:p>"),
        Just("<text:p>Ana: x &amp; <text:s text:c='3'/>y</text:p>"),
        Just("<text:h>Ana</text:h>"),
        Just("<table:table-row><table:table-cell>"),
        Just("</table:table-cell></table:table-row>"),
        Just("<office:annotation><dc:creator>"),
        Just("</dc:creator></office:annotation>"),
        Just("<text:note>"),
        Just("</text:note>"),
        Just("<style:header/>"),
        Just("<text:deletion>"),
        Just("</text:deletion>"),
        Just("<text:tab/>"),
        Just("&#xFEFF;&#x2028;"),
        Just("<text:s text:c='-1'/>"),
        Just("<draw:text-box>"),
        Just("</draw:text-box>"),
    ];
    vec(element, 0..12).prop_map(|elements| elements.concat())
}

/// Bits of web pages, whole and broken.
fn tags() -> impl Strategy<Value = String> {
    let tag = prop_oneof![
        Just("<p>"),
        Just("</p>"),
        Just("Ana: x"),
        Just(" &amp; &bogus; &#0;"),
        Just("<br>"),
        Just("<table><tr><td>"),
        Just("</td></table>"),
        Just("<script>"),
        Just("</script>"),
        Just("<title>"),
        Just("<pre>"),
        Just("<div hidden>"),
        Just("</div>"),
        Just("<h2>Ben</h2>"),
        Just("<a name='ts_5_1_S00'>"),
        Just("<a name='ts_18446744073709551615_9'>"),
        Just("<!--"),
        Just("-->"),
        Just("<template>"),
        Just("<"),
        Just("<x a='"),
        Just("\u{2028}\0"),
        Just("<blockquote>"),
    ];
    vec(tag, 0..20).prop_map(|tags| tags.concat())
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
        check(&name, &[b"{\\rtf1", &bytes[..]].concat());
        check(&name, &[b"<html>", &bytes[..]].concat());
        check(&name, &zipped(&[("content.xml", &bytes[..])]));
        check(&name, &zipped(&[("word/document.xml", &bytes[..])]));
    }

    #[test]
    fn arbitrary_lines_never_panic(lines in vec(line(), 0..30), start in "(WEBVTT\n\n|1\n|# a: b\n|Ana  0:01\n|12:01:02 From Ana to Everyone:\n|\\[Ana\\] 14:02:24\n|)") {
        let content = start + &lines.join("\n");
        check("a.md", content.as_bytes());
        check("a.txt", content.as_bytes());
    }

    #[test]
    fn arbitrary_markup_never_panics(body in markup()) {
        check("a.docx", &docx(&body));
    }

    #[test]
    fn arbitrary_rtf_never_panics(body in controls()) {
        check("a.rtf", rtf(&body).as_bytes());
        check("a.rtf", format!("{{\\rtf1{body}").as_bytes());
    }

    #[test]
    fn arbitrary_opendocument_never_panics(body in elements()) {
        check("a.odt", &odt(&body));
        check("a.fodt", content(&body).as_bytes());
    }

    #[test]
    fn arbitrary_pages_never_panic(body in tags()) {
        check("a.html", page(&body).as_bytes());
    }

    #[test]
    fn mutated_files_never_panic(
        changes in vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        keep in any::<prop::sample::Index>(),
    ) {
        for file in FIXTURES {
            let mut bytes = file.to_vec();
            for (place, byte) in &changes {
                let place = place.index(bytes.len());
                bytes[place] = *byte;
            }
            check("a.md", &bytes);
            bytes.truncate(keep.index(bytes.len()));
            check("a.md", &bytes);
        }
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
    let head = "12:01:02 From A to B:\n";
    let chat = head.repeat(size / head.len());
    assert_eq!(check_fast("a.txt", &chat), size / head.len());
    let wide = format!("{head}{}", "\tx\n".repeat(size / 3));
    assert_eq!(check_fast("a.txt", &wide), 1);
    let wrapped = "word ".repeat(12) + "\n";
    assert_eq!(check_fast("a.md", &wrapped.repeat(size / wrapped.len())), 1);
    assert_eq!(check_fast("a.md", &"\\[&amp;".repeat(size / 7)), 1);
    assert_eq!(check_fast("a.txt", &"[0:12]".repeat(size / 6)), 1);
    let lines = "[0:01] x\n".to_owned() + &"[2]\n".repeat(size / 4) + "[0:03] x\n";
    assert_eq!(check_fast("a.txt", &lines), 2);
    let lines = "A: #00:00:05-3# x\n".repeat(size / 18);
    assert_eq!(check_fast("a.txt", &lines), size / 18);
    let lines = "A: x\nA: x\n".to_owned() + &"#00:00:05-3#\n[1]".repeat(size / 16);
    assert_eq!(check_fast("a.txt", &lines), 2);
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

#[test]
fn large_documents_of_every_kind_of_oddity_stay_fast() {
    let size = 1 << 18;
    for piece in [
        "A: x\\par ",
        "{",
        "{\\*\\x ",
        "\\'e9\\'",
        "\\u-10179",
        "\\intbl a\\cell ",
        "\\",
    ] {
        check_fast(
            "a.rtf",
            &rtf(&format!("x{}", piece.repeat(size / piece.len()))),
        );
    }
    for piece in [
        "<p>A: x",
        "<table><tr><td>x",
        "<div hidden>",
        "<a name=ts_1_2_S00>x",
        "</p>",
        "<pre> x",
        "<!DOCTYPE html [<!ENTITY a 'b'>]>x",
        "&amp",
    ] {
        let body = format!("<p>x</p>{}", piece.repeat(size / piece.len()));
        check_fast("a.html", &page(&body));
    }
    for piece in ["<text:p>A: x</text:p>", "<text:p/>", "<text:p>  x</text:p>"] {
        let body = format!("<text:p>x</text:p>{}", piece.repeat(size / piece.len()));
        check_fast(
            "a.fodt",
            &content(&body).replace("document-content", "document"),
        );
    }
}
