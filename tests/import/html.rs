//! Web pages: every word a reader sees is kept, everything else is reported, and no page can hurt.

use intercoder::import::encoding::Basis;

use crate::import::{check_read, check_refused, imported, problems, told};

/// A page with this body.
pub fn page(body: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html><head><title>No</title><style>p {{ no }}</style></head>\n<body>{body}</body></html>"
    )
}

/// Checks the text a body becomes, and what is reported about it.
#[track_caller]
fn check(body: &str, text: &str, reported: &[&str]) {
    check_read(("talk.html", page(body)), text, reported);
}

#[test]
fn each_block_is_a_line_and_labels_open_turns() {
    let body = "<h1>Interview 3</h1>\n<p><b>Ana:</b> one\n  and <i>a</i> half<p>two<br>three</p><div>Ana: four<div>five</div>six</div>";
    let transcript = imported("talk.html", page(body));
    assert_eq!(
        transcript.text.as_str(),
        "Interview 3\nAna: one and a half\ntwo\nthree\nAna: four\nfive\nsix\n"
    );
    assert_eq!(
        told(&transcript),
        "Ana|one and a half⏎two⏎three\nAna|four⏎five⏎six\n"
    );
    assert_eq!(transcript.importer, "html");
    assert_eq!(problems(&transcript), "");
}

#[test]
fn a_page_is_told_by_its_content() {
    for start in [
        "<html><p>",
        "\u{feff}\n<!doctype HTML><p>",
        "<?xml version=\"1.0\"?><!DOCTYPE html PUBLIC \"x\"><html><p>",
        "<!-- saved --><html><p>",
    ] {
        let transcript = imported("talk.txt", format!("{start}A &amp; B"));
        assert_eq!(transcript.text.as_str(), "A & B\n", "{start}");
    }
    assert_eq!(imported("a.txt", "<v Ana> is no tag").importer, "txt");
}

#[test]
fn entities_and_white_space_are_what_a_browser_shows() {
    check(
        "<p>\n R&amp;D&nbsp;&lt;3 &eacute;&#x1F600;&hellip;  &copy \n x</p>",
        "R&D\u{a0}<3 é😀… © x\n",
        &[],
    );
    check("<pre>a\n  b</pre>c", "a\n  b\nc\n", &[]);
    check(
        "<span>one </span> <span>two</span><span> three</span>",
        "one two three\n",
        &[],
    );
}

#[test]
fn scripts_styles_and_hidden_elements_are_left_out() {
    check(
        "<script>if (a < b) { document.write('<p>no</p>') }</script><p>yes</p><!-- no --><template><p>no</p></template>\
         <p style='Display: NONE'>no<p>seen</p><div hidden>no <div>no</div> no</div><del>no</del><select><option>no</select>",
        "yes\nseen\n",
        &[
            "stretches of hidden text left out: 2",
            "with changes tracked, left out: 1",
        ],
    );
    check(
        "<p>one<img src=x><object>no</object></p>",
        "one\n",
        &["pictures left out: 1", "embedded objects left out: 1"],
    );
}

#[test]
fn words_swallowed_by_what_is_never_closed_are_counted() {
    check(
        "<p>one</p><template><p>two three</p>",
        "one\n",
        &["never closed, left out of the text; words: 2"],
    );
}

#[test]
fn tables_become_a_line_a_row() {
    check(
        "<table><tr><th>Ana:</th><td>one</td></tr><tr><td>Ana:<td><p>two</p><p>three</p><tr><td></td><td>x</td></tr></table><p>after",
        "Ana:\tone\nAna:\ttwo\nthree\n\tx\nafter\n",
        &["tables put into lines, a line a row, a tab between cells: 1"],
    );
    check(
        "<table><tr><td><p>Ana: one</p><p>Ana: two</p></td></tr></table>",
        "Ana: one\nAna: two\n",
        &["tables put into lines"],
    );
}

#[test]
fn a_heading_is_a_label_from_its_second_time_on() {
    let body = "<h2>Ana</h2><p>one</p><h3>Ben</h3>two<h2>Ana</h2><h3>Ben</h3><p>three</p><p>Cleo</p><p>Cleo</p>";
    assert_eq!(
        told(&imported("a.html", page(body))),
        "Ana|one\nBen|two\nAna|\nBen|three⏎Cleo⏎Cleo\n"
    );
}

#[test]
fn a_page_of_noscribe_gives_turns_with_their_times() {
    let body = "<p style=\"font-weight:600\">talk.m4a</p><p style=\"color:#909090\">Transcribed with noScribe</p>\
        <div><p><a name=\"ts_0_4200_S00\" >S00: How was it?</a></p>\
        <p><a name=\"ts_4200_9100_S01\" >S01: Well,</a><a name=\"ts_9100_12000_S01\" > it was (..) fine. </a></p>\
        <p><a name=\"ts_12000_13500_S00\" >S00: Fine?</a></p></div>";
    let transcript = imported("talk.html", page(body));
    assert_eq!(
        told(&transcript),
        "S00|How was it?\nS01|Well, it was (..) fine.\nS00|Fine?\n"
    );
    let times: Vec<_> = transcript.turns.turns.iter().map(|turn| turn.ms).collect();
    assert_eq!(
        times,
        [
            Some((0, 4_200)),
            Some((4_200, 12_000)),
            Some((12_000, 13_500))
        ]
    );
    assert!(transcript.questions.is_empty());
}

#[test]
fn a_page_s_word_on_its_encoding_is_better_than_a_guess() {
    let says = b"<html><head><meta charset=\"windows-1250\"></head><p>za\xbf\xf3\xb3\xe6";
    let transcript = imported("a.html", says);
    assert_eq!(transcript.text.as_str(), "zażółć\n");
    assert_eq!(transcript.encoding.by, Basis::Declared);
    assert_eq!(problems(&transcript), "");
}

#[test]
fn what_is_no_page_a_reader_sees_is_refused() {
    check_refused("a.html", page(""), "holds no words");
    check_refused("a.xml", "<?xml version='1.0'?><a/>", "an XML file");
    check_refused(
        "a.xml",
        "<!DOCTYPE note [<!ENTITY a 'b'>]><note>&a;</note>",
        "an XML file",
    );
    let many: String = (0..5000).map(|number| format!(" a{number}=1")).collect();
    check_refused(
        "a.html",
        page(&format!("<p{many}>x</p>")),
        "more than 4096 attributes",
    );
}

#[test]
fn an_internal_subset_is_no_more_than_text_to_leave_out() {
    let text = "<!DOCTYPE html [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><html><p>x &b;</p>";
    let transcript = imported("a.html", text);
    assert!(
        transcript.text.as_str().ends_with("x &b;\n"),
        "{:?}",
        transcript.text.as_str()
    );
}
