//! Which encoding a file is in, and which files are refused.

use encoding_rs::{Encoding, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use intercoder::import::encoding::Basis;
use intercoder::import::{Options, Speakers};

use crate::import::docx::zipped;
use crate::import::{check_refused, import, import_with, imported, problems, told};

const TALK: &str = "Zoë: Où est le café ?\nZoë: Là.\n";
const TURNS: &str = "Zoë|Où est le café ?\nZoë|Là.\n";

/// Checks that bytes are read as the talk, by this encoding, found in this way.
#[track_caller]
fn check(bytes: &[u8], encoding: &'static Encoding, by: Basis) {
    let transcript = imported("talk.txt", bytes);
    assert_eq!(told(&transcript), TURNS);
    assert_eq!(
        (transcript.encoding.encoding, transcript.encoding.by),
        (encoding, by)
    );
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

fn chosen(encoding: &'static Encoding) -> Options {
    Options {
        speakers: Speakers::Auto,
        encoding: Some(encoding),
        ..Options::default()
    }
}

#[test]
fn a_byte_order_mark_tells_the_encoding_and_is_no_text() {
    let marked = format!("\u{feff}{TALK}");
    check(marked.as_bytes(), UTF_8, Basis::Mark);
    check(&utf16(&marked, u16::to_le_bytes), UTF_16LE, Basis::Mark);
    check(&utf16(&marked, u16::to_be_bytes), UTF_16BE, Basis::Mark);
}

#[test]
fn zero_bytes_tell_utf16_without_a_mark() {
    check(&utf16(TALK, u16::to_le_bytes), UTF_16LE, Basis::Zeros);
    check(&utf16(TALK, u16::to_be_bytes), UTF_16BE, Basis::Zeros);
    assert!(
        problems(&imported("a.txt", utf16(TALK, u16::to_le_bytes))).contains("guessed: UTF-16LE")
    );
}

#[test]
fn valid_utf8_is_read_as_such_without_a_word() {
    check(TALK.as_bytes(), UTF_8, Basis::Valid);
    assert_eq!(problems(&imported("talk.txt", TALK)), "");
}

#[test]
fn anything_else_is_guessed_and_the_guess_is_shown() {
    let (bytes, _, _) = WINDOWS_1252.encode(TALK);
    check(&bytes, WINDOWS_1252, Basis::Guessed);
    let transcript = imported("talk.txt", [b"# Plain.\n", bytes.as_ref()].concat());
    assert!(problems(&transcript).contains("the encoding was guessed: windows-1252"));
    assert!(transcript.encoding.is_unsure());
    assert_eq!(
        transcript.preview(),
        ["Zoë: Où est le café ?", "Zoë: Là.", "# Plain."]
    );
}

#[test]
fn the_guess_looks_past_a_long_stretch_of_plain_letters() {
    let talk = "Оля: Где мы были вчера вечером?\nОля: Дома.\n";
    let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(talk);
    let long = ["plain words\n".repeat(100_000).as_bytes(), &bytes].concat();
    assert!(imported("talk.txt", long).text.as_str().ends_with(talk));
}

#[test]
fn a_broken_byte_in_utf8_costs_one_character_and_is_reported() {
    let mut bytes = format!("{TALK}{TALK}é").into_bytes();
    bytes.pop();
    let transcript = imported("talk.txt", &bytes);
    assert_eq!(transcript.encoding.encoding, UTF_8);
    assert!(transcript.text.as_str().ends_with("Là.\n\u{fffd}"));
    assert!(
        problems(&transcript)
            .contains("talk.txt, line 5: characters that are no UTF-8 are shown as \u{fffd}: 1")
    );
}

#[test]
fn the_chosen_encoding_overrides_everything() {
    let (bytes, _, _) = SHIFT_JIS.encode("山田: はい\n山田: いいえ\n");
    let transcript = import_with("a.txt", &bytes, &chosen(SHIFT_JIS)).expect("it decodes");
    assert_eq!(told(&transcript), "山田|はい\n山田|いいえ\n");
    assert_eq!(transcript.encoding.by, Basis::Chosen);
    let over = import_with("a.txt", "é: x\né: y", &chosen(WINDOWS_1252)).expect("it decodes");
    assert!(over.text.as_str().starts_with("Ã©"));
}

#[test]
fn a_chosen_encoding_that_does_not_fit_is_refused_at_its_byte() {
    let problem = import_with("a.txt", b"abc\xe9 def", &chosen(UTF_8)).expect_err("no UTF-8");
    assert!(
        problem.to_string().contains("byte 3 is no UTF-8 text"),
        "{problem}"
    );
    let problem =
        import_with("a.txt", b"\xef\xbb\xbfabc\xff", &chosen(UTF_8)).expect_err("no UTF-8");
    assert!(problem.to_string().contains("byte 6 "), "{problem}");
}

#[test]
fn line_ends_of_all_kinds_are_one() {
    let transcript = imported("a.txt", "A: one\r\nA: two\rA: three\u{2028}four");
    assert_eq!(told(&transcript), "A|one\nA|two\nA|three⏎four\n");
}

#[test]
fn control_and_direction_characters_stay_in_the_text() {
    let text = "A: \u{1b}[31mred\u{202e}left\u{7}\nA: b\n";
    assert_eq!(imported("a.txt", text).text.as_str(), text);
}

#[test]
fn what_is_no_text_is_refused() {
    check_refused("a.txt", "", "is empty");
    check_refused("a.txt", "\u{feff}", "is empty");
    check_refused("a.txt", " \n\t\n", "is empty");
    check_refused("a.txt", "\u{a0}\n\u{2003}", "holds no words");
    check_refused(
        "a.txt",
        "one\ntwo\0three",
        "line 2: the file holds NUL characters",
    );
    check_refused(
        "a.bin",
        (1..9).cycle().take(400).collect::<Vec<u8>>(),
        "mostly control characters",
    );
    check_refused(
        "a.png",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0",
        "NUL characters",
    );
}

#[test]
fn other_formats_are_refused_with_what_to_do_whatever_their_ending() {
    check_refused("a.docx", "%PDF-1.7\n", "a PDF file");
    let old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
    check_refused("a.xls", old, "save it as .xlsx or .ods without a password");
    check_refused("a.doc", old, "save it as docx without a password");
    let tokens = "#FORMAT=WebAnno TSV 3.3\n\n\n#Text=Ana speaks\n1-1\t0-3\tAna\t_\n";
    check_refused("a.tsv", tokens, "export the document there as plain text");
    check_refused("a b.pdf", "%PDF-1.7\n", "`pdftotext -layout \"a b.pdf\"`");
    check_refused(
        "a.epub",
        zipped(&[("META-INF/container.xml", b"<x/>")]),
        "`pandoc a.epub -t plain --wrap=none -o a.epub.txt`",
    );
    check_refused(
        "a.pages",
        zipped(&[("Index/Document.iwa", b"x")]),
        "a document of Pages",
    );
    check_refused(
        "a.doc",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0",
        "`soffice --headless --convert-to docx a.doc`",
    );
    check_refused("a.xml", "<?xml version='1.0'?><a/>", "an XML file");
    check_refused(
        "a.docx",
        "A: one\nA: two\n",
        "called .docx but is no Word document",
    );
}

#[test]
fn a_file_too_large_for_a_document_is_refused() {
    let problem =
        import("a.txt", vec![b'a'; intercoder::text::LARGEST + 1]).expect_err("too large");
    assert!(
        problem.to_string().contains("larger than 256 MB"),
        "{problem}"
    );
}
