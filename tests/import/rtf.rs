//! RTF: every word a reader sees is kept in its own letters, everything else is reported, and no bytes can hurt.

use crate::import::{check_read, check_refused, imported, problems, told};

/// A file with this body in Windows-1252.
pub fn rtf(body: &str) -> String {
    format!(
        "{{\\rtf1\\ansi\\ansicpg1252\\deff0{{\\fonttbl{{\\f0\\fswiss\\fcharset0 Arial;}}{{\\f1\\fnil\\fcharset204 Arial Cyr;}}{{\\f2\\fnil\\fcharset2 Symbol;}}{{\\f3\\fnil\\fcharset128 MS Gothic;}}}}\n{{\\colortbl;\\red0\\green0\\blue0;}}\n{body}}}"
    )
}

/// Checks the text a body becomes, and what is reported about it.
#[track_caller]
fn check(body: &str, text: &str, reported: &[&str]) {
    check_read(("talk.rtf", rtf(body)), text, reported);
}

#[test]
fn each_paragraph_is_a_line_and_labels_open_turns() {
    let body = "\\pard\\plain\\f0\\fs24 Interview 3\\par\r\n{\\b Ana:} one\\par two\\line three\\par\\par Ana:\\tab four";
    let transcript = imported("talk.rtf", rtf(body));
    assert_eq!(
        transcript.text.as_str(),
        "Interview 3\nAna: one\ntwo\nthree\n\nAna:\tfour\n"
    );
    assert_eq!(told(&transcript), "Ana|one⏎two⏎three\nAna|four\n");
    assert_eq!(transcript.importer, "rtf");
    assert_eq!(problems(&transcript), "");
}

#[test]
fn the_ending_of_its_name_does_not_matter() {
    assert_eq!(imported("talk.txt", rtf("One.")).importer, "rtf");
    assert_eq!(imported("talk.doc", rtf("One.")).importer, "rtf");
}

#[test]
fn letters_are_read_in_the_code_page_of_the_file_and_of_the_font() {
    check("caf\\'e9 \\'84so\\'93", "café „so“\n", &[]);
    check("{\\f1 \\'cf\\'f0\\'e8} \\'e9", "При é\n", &[]);
    check("{\\f3 \\'93\\'fa\\'96\\'7b\\'96\\{}", "日本本\n", &[]);
    check("{\\f3 \\'83A}x", "アx\n", &[]);
    let polish = "{\\rtf1\\ansi\\ansicpg1250 za\\'bf\\'f3\\'b3\\'e6}";
    assert_eq!(imported("a.rtf", polish).text.as_str(), "zażółć\n");
    let of_the_mac = "{\\rtf1\\mac caf\\'8e}";
    assert_eq!(imported("a.rtf", of_the_mac).text.as_str(), "café\n");
}

#[test]
fn the_font_that_is_taken_where_none_is_named_has_its_code_page() {
    let text = "{\\rtf1\\ansi\\deff7{\\fonttbl{\\f7\\fcharset238 Arial;}}za\\'bf {\\f0 \\'e9}\\plain \\'b3}";
    assert_eq!(imported("a.rtf", text).text.as_str(), "zaż éł\n");
}

#[test]
fn a_code_page_nobody_knows_is_said() {
    let transcript = imported("a.rtf", "{\\rtf1\\ansi\\ansicpg437 caf\\'e9}");
    assert_eq!(transcript.text.as_str(), "café\n");
    let said = problems(&transcript);
    assert!(
        said.contains("code page 437, which is not known here; windows-1252 was taken"),
        "{said}"
    );
}

#[test]
fn unicode_is_read_and_its_stand_ins_are_not() {
    check(
        "\\u8220?yes\\u8221\\'94 \\uc0\\u8211 no",
        "“yes” –no\n",
        &[],
    );
    check("\\uc2\\u26085\\'93\\'fa.", "日.\n", &[]);
    check("{\\uc1\\u-10179 ?\\u-8704 ?}!", "😀!\n", &[]);
    check("{\\u-10179\\'3f}{\\u-8704\\'3f}", "😀\n", &[]);
    check("\\u-10179?x", "\u{fffd}x\n", &[]);
    check("a\\u8212\\emdash b\\u8217\\par c", "a—b’\nc\n", &[]);
    check("{\\upr{caf?}{\\*\\ud{caf\\u233?}}} x", "café x\n", &[]);
}

#[test]
fn symbols_written_as_words_are_characters() {
    check(
        "\\ldblquote a\\rdblquote\\endash\\lquote b\\rquote\\~c\\_d\\-e\\bullet\\{f\\}\\\\g",
        "“a”–‘b’\u{a0}c-d\u{ad}e•{f}\\g\n",
        &[],
    );
    check("one\\\ntwo", "one\ntwo\n", &[]);
}

#[test]
fn hidden_and_deleted_words_are_left_out_and_counted() {
    check(
        "a{\\v b}c\\v d\\v0 e{\\deleted\\revauthdel1 f}g{\\revised h}",
        "acegh\n",
        &[
            "stretches of hidden text left out: 2",
            "with changes tracked, left out: 1",
        ],
    );
}

#[test]
fn what_is_no_word_of_a_reader_s_is_left_out() {
    check(
        "{\\info{\\title No}}{\\*\\generator No;}{\\*\\unknown No {deeper}}{\\field{\\*\\fldinst HYPERLINK \"x\"}{\\fldrslt link}} {\\pict\\wmetafile8 0102ff}{\\*\\shppict{\\pict 00}}{\\nonshppict{\\pict 00}}{\\listtext 1.\\tab}{\\*\\bkmkstart No}end\\bin5 {{}{}",
        "link end\n",
        &[
            "pictures left out: 2",
            "field codes left out, what they show kept: 1",
            "not part of the text: 1",
        ],
    );
}

#[test]
fn notes_headers_and_footers_are_reported() {
    check(
        "{\\header\\pard Private\\par}{\\footerf Page {\\field{\\fldrslt 1}}\\par}Said{\\super\\chftn{\\footnote\\pard See page two.}}.\\par",
        "Said.\n",
        &[
            "page headers and footers left out of the text; words: 3",
            "footnotes and endnotes left out of the text; words: 3",
        ],
    );
}

#[test]
fn comments_are_kept_with_their_author_and_line() {
    let body = "one\\par two{\\*\\atnid AG}{\\*\\atnauthor Ana G}\\chatn{\\*\\annotation{\\*\\atndate 1}\\pard\\plain Is it \\ldblquote two\\rdblquote?}\\par";
    let transcript = imported("talk.rtf", rtf(body));
    assert_eq!(transcript.text.as_str(), "one\ntwo\n");
    let kept: Vec<_> = transcript
        .comments
        .iter()
        .map(|c| (c.author.as_str(), c.text.as_str(), c.line))
        .collect();
    assert_eq!(kept, [("Ana G", "Is it “two”?", Some(2))]);
    let said = problems(&transcript);
    assert!(
        said.contains("talk.rtf, line 2: a comment by Ana G"),
        "{said}"
    );
}

#[test]
fn tables_become_a_line_a_row() {
    let row = |one: &str, two: &str| {
        format!(
            "\\trowd\\cellx1\\cellx2\\pard\\intbl {one}\\cell\\pard\\intbl {two}\\cell\\row\\pard "
        )
    };
    check(
        &format!(
            "{}{}after\\par {}end\\par",
            row("Ana:", "one"),
            row("Ana:", "two\\par\\pard\\intbl three"),
            row("a\\par\\pard\\intbl b", "c")
        ),
        "Ana:\tone\nAna:\ttwo\nthree\nafter\na\nb\tc\nend\n",
        &["tables put into lines, a line a row, a tab between cells: 2"],
    );
}

#[test]
fn text_boxes_come_after_their_paragraph() {
    check(
        "a{\\shp{\\*\\shpinst{\\sp{\\sn n}{\\sv v}}{\\shptxt\\pard box\\par}}{\\shprslt box}}b\\par c",
        "ab\nbox\nc\n",
        &["text boxes put after the paragraph they hang on: 1"],
    );
}

#[test]
fn a_heading_is_a_label_from_its_second_time_on() {
    let styles =
        "{\\stylesheet{\\s0 Normal;}{\\s1\\sbasedon0 heading 1;}{\\*\\cs2 Heading 1 Char;}}";
    let body = "\\pard\\s1 Ana\\par\\pard\\s0 one\\par\\pard\\s0\\outlinelevel0 Ben\\par\\pard two\\par\\pard\\s1 Ana\\par\\pard\\outlinelevel1 Ben\\par\\pard three\\par Cleo\\par Cleo\\par";
    let transcript = imported("talk.rtf", rtf(&format!("{styles}{body}")));
    assert_eq!(
        told(&transcript),
        "Ana|one\nBen|two\nAna|\nBen|three⏎Cleo⏎Cleo\n"
    );
}

#[test]
fn symbols_of_a_symbol_font_are_bullets_or_counted() {
    check(
        "{\\f2\\'b7} a {\\f2\\'4a}",
        "• a \u{fffd}\n",
        &["shown as \u{fffd}: 1"],
    );
}

#[test]
fn a_file_that_stops_or_goes_on_is_said() {
    let cut = rtf("one\\par two");
    let cut = cut.strip_suffix('}').expect("it ends so");
    let transcript = imported("a.rtf", cut);
    assert_eq!(transcript.text.as_str(), "one\ntwo\n");
    assert!(problems(&transcript).contains("stops in the middle"));
    let transcript = imported("a.rtf", rtf("one") + "\r\n}\0\0");
    assert_eq!(problems(&transcript), "");
    let transcript = imported("a.rtf", rtf("one") + "two");
    assert_eq!(transcript.text.as_str(), "one\n");
    assert!(problems(&transcript).contains("follows the end of the RTF"));
}

#[test]
fn a_file_without_words_is_refused() {
    check_refused("a.rtf", rtf("{\\pict 00}"), "holds no words");
    check_refused("a.rtf", "{\\rtf", "holds no words");
    check_refused("a.rtf", rtf("a\\u0?b"), "NUL characters");
}

#[test]
fn deep_nesting_overflows_nothing() {
    let (open, close) = ("{\\b ".repeat(100_000), "}".repeat(100_000));
    check(&format!("{open}deep{close} end"), "deep end\n", &[]);
    let symbols = "\\'".repeat(100_000);
    check(&format!("a{symbols} b"), "a b\n", &[]);
}
