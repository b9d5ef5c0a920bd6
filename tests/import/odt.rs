//! OpenDocument texts: every word a reader sees is kept, everything else is reported, and no container can hurt.

use crate::import::docx::zipped;
use crate::import::{check_read, check_refused, imported, problems, told};

const NAMES: &str = r#"xmlns:office="o" xmlns:text="t" xmlns:table="b" xmlns:style="s" xmlns:draw="d" xmlns:dc="c" xmlns:svg="v""#;

/// The content of a document with this body.
pub fn content(body: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<office:document-content {NAMES}><office:automatic-styles>\
         <style:style style:name=\"P1\" style:parent-style-name=\"Heading_20_1\"/>\
         <style:style style:name=\"T1\"><style:text-properties text:display=\"none\"/></style:style>\
         </office:automatic-styles><office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
}

/// A document with this body.
pub fn odt(body: &str) -> Vec<u8> {
    zipped(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("content.xml", content(body).as_bytes()),
    ])
}

fn p(words: &str) -> String {
    format!("<text:p text:style-name=\"Standard\">{words}</text:p>")
}

/// Checks the text a body becomes, and what is reported about it.
#[track_caller]
fn check(body: &str, text: &str, reported: &[&str]) {
    check_read(("talk.odt", odt(body)), text, reported);
}

#[test]
fn each_paragraph_is_a_line_and_labels_open_turns() {
    let body = [
        p("Interview 3"),
        p("<text:span text:style-name=\"T7\">Ana:</text:span> one &amp; <text:a>all</text:a>"),
        p("two"),
        p(""),
        p("Ana:<text:tab/>three<text:line-break/>four"),
    ];
    let transcript = imported("talk.odt", odt(&body.concat()));
    assert_eq!(
        transcript.text.as_str(),
        "Interview 3\nAna: one & all\ntwo\n\nAna:\tthree\nfour\n"
    );
    assert_eq!(told(&transcript), "Ana|one & all⏎two\nAna|three⏎four\n");
    assert_eq!(transcript.importer, "odt");
    assert_eq!(problems(&transcript), "");
}

#[test]
fn runs_of_white_space_are_one_blank_and_elements_stand_for_more() {
    check(
        &p("\n  one \n <text:span> two</text:span>a<text:s text:c=\"3\"/>b<text:s/>c"),
        "one twoa   b c\n",
        &[],
    );
    let much = format!("a<text:s text:c=\"{}\"/>b", u32::MAX);
    assert!(imported("a.odt", odt(&p(&much))).text.as_str().len() < 2000);
}

#[test]
fn deleted_and_hidden_words_are_left_out_and_insertions_kept() {
    let body = format!(
        "<text:tracked-changes><text:changed-region><text:deletion><office:change-info><dc:creator>B</dc:creator></office:change-info>{}</text:deletion></text:changed-region>\
         <text:changed-region><text:insertion><office:change-info><dc:creator>B</dc:creator></office:change-info></text:insertion></text:changed-region></text:tracked-changes>{}",
        p("gone"),
        p(
            "kept<text:change text:change-id=\"1\"/> <text:change-start/>new<text:change-end/><text:span text:style-name=\"T1\">secret</text:span>"
        )
    );
    check(
        &body,
        "kept new\n",
        &[
            "with changes tracked, left out: 1",
            "stretches of hidden text left out: 1",
        ],
    );
}

#[test]
fn comments_are_kept_with_their_author_and_line() {
    let body = p("one")
        + &p(
            "two<office:annotation><dc:creator>Ana &amp; Co</dc:creator><dc:date>2026-01-01</dc:date><text:p>Is it?</text:p><text:p>Check.</text:p></office:annotation> three<office:annotation-end/>",
        );
    let transcript = imported("talk.odt", odt(&body));
    assert_eq!(transcript.text.as_str(), "one\ntwo three\n");
    let kept: Vec<_> = transcript
        .comments
        .iter()
        .map(|c| (c.author.as_str(), c.text.as_str(), c.line))
        .collect();
    assert_eq!(kept, [("Ana & Co", "Is it?\nCheck.", Some(2))]);
    let said = problems(&transcript);
    assert!(
        said.contains("talk.odt, line 2: a comment by Ana & Co"),
        "{said}"
    );
}

#[test]
fn notes_headers_and_footers_are_reported() {
    let body = p(
        "Said<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>See page two.</text:p></text:note-body></text:note>.",
    );
    let styles = format!(
        "<office:document-styles {NAMES}><office:master-styles><style:master-page><style:header>{}</style:header><style:footer>{}</style:footer></style:master-page></office:master-styles></office:document-styles>",
        p("Private"),
        p("")
    );
    let file = zipped(&[
        ("content.xml", content(&body).as_bytes()),
        ("styles.xml", styles.as_bytes()),
    ]);
    let transcript = imported("a.odt", file);
    assert_eq!(transcript.text.as_str(), "Said.\n");
    let said = problems(&transcript);
    assert!(
        said.contains("page headers and footers left out of the text; words: 1"),
        "{said}"
    );
    assert!(
        said.contains("footnotes and endnotes left out of the text; words: 3"),
        "{said}"
    );
    assert_eq!(transcript.problems.len(), 2, "{said}");
}

#[test]
fn tables_lists_and_boxes_are_put_into_lines() {
    let cell = |inside: &str| format!("<table:table-cell>{inside}</table:table-cell>");
    let row = |one: &str, two: &str| {
        format!(
            "<table:table-row>{}{}</table:table-row>",
            cell(&p(one)),
            cell(two)
        )
    };
    let table = format!(
        "<table:table><table:table-column/><table:table-header-rows>{}</table:table-header-rows>{}</table:table>",
        row("Ana:", &p("one")),
        row("Ana:", &(p("two") + &p("three")))
    );
    let list = format!(
        "<text:list><text:list-item>{}</text:list-item></text:list>",
        p("first")
    );
    let boxed = p(&format!(
        "a<draw:frame><draw:text-box>{}</draw:text-box><svg:title>no</svg:title></draw:frame><draw:frame><draw:image/></draw:frame>b <text:title>T</text:title>",
        p("box")
    ));
    check(
        &(table + &list + &boxed),
        "Ana:\tone\nAna:\ttwo\nthree\nfirst\nab T\nbox\n",
        &[
            "tables put into lines, a line a row, a tab between cells: 1",
            "not part of the text: 1",
            "text boxes put after the paragraph they hang on: 1",
            "pictures left out: 1",
        ],
    );
}

#[test]
fn a_heading_is_a_label_from_its_second_time_on() {
    let styled = |words: &str| format!("<text:p text:style-name=\"P1\">{words}</text:p>");
    let body = [
        "<text:h text:outline-level=\"1\">Ana</text:h>".to_owned(),
        p("one"),
        styled("Ben"),
        p("two"),
        "<text:h>Ana</text:h>".to_owned(),
        styled("Ben"),
        p("three"),
        p("Cleo"),
        p("Cleo"),
    ];
    assert_eq!(
        told(&imported("a.odt", odt(&body.concat()))),
        "Ana|one\nBen|two\nAna|\nBen|three⏎Cleo⏎Cleo\n"
    );
}

#[test]
fn a_flat_file_is_read_as_well() {
    let flat = content(
        &(p(
            "Ana: one<draw:frame><draw:image><office:binary-data>QUJD</office:binary-data></draw:image></draw:frame>",
        ) + &p("Ana: two")),
    );
    let flat = flat.replace("office:document-content", "office:document");
    let transcript = imported("a.fodt", &flat);
    assert_eq!(told(&transcript), "Ana|one\nAna|two\n");
    assert!(problems(&transcript).contains("pictures left out: 1"));
    check_refused(
        "a.fodt",
        flat.replace("?>\n", "?><!DOCTYPE x [<!ENTITY a \"b\">]>"),
        "declares a document type",
    );
}

#[test]
fn what_is_no_opendocument_text_is_refused() {
    let with = |content: &str| zipped(&[("content.xml", content.as_bytes())]);
    check_refused("a.odt", with("<x/>"), "holds no words");
    check_refused(
        "a.odt",
        with(&content(&p("x")).replace("office:text", "office:spreadsheet")),
        "a spreadsheet",
    );
    check_refused(
        "a.odt",
        with("<!DOCTYPE a><x/>"),
        "declares a document type",
    );
    check_refused(
        "a.odt",
        with(&content(&p("x")).replace("</office:body>", "")),
        "is damaged at byte",
    );
    check_refused(
        "a.odt",
        zipped(&[
            ("content.xml", b"\x9c\x81"),
            ("META-INF/manifest.xml", b"<m><encryption-data/></m>"),
        ]),
        "locked with a password",
    );
    let much = content(&p(&"a".repeat(24 << 20)));
    check_refused("a.odt", with(&much), "more than 200 times its size");
}

#[test]
fn deep_nesting_overflows_nothing() {
    let body = format!(
        "<text:p>{}deep{}</text:p>",
        "<text:span>".repeat(50_000),
        "</text:span>".repeat(50_000)
    );
    check(&body, "deep\n", &[]);
}
