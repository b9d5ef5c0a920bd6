//! Word documents: every word a reader sees is kept, everything else is reported, and no container can hurt.

use std::io::Write;

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::import::{check_read, check_refused, imported, problems, told};

const W: &str = r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:a="a" xmlns:m="m" xmlns:wps="s" xmlns:v="v""#;

/// A zip of these parts.
pub fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default())
            .expect("memory takes any file");
        zip.write_all(bytes).expect("memory takes any bytes");
    }
    zip.finish()
        .expect("memory takes the directory")
        .into_inner()
}

/// A document with this body, and other parts beside it.
fn docx_with(body: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    let main =
        format!("<?xml version=\"1.0\"?><w:document {W}><w:body>{body}</w:body></w:document>");
    let mut all = vec![("word/document.xml", main.as_bytes())];
    all.extend(parts.iter().map(|(name, xml)| (*name, xml.as_bytes())));
    zipped(&all)
}

pub fn docx(body: &str) -> Vec<u8> {
    docx_with(body, &[])
}

/// A paragraph of one run.
fn p(words: &str) -> String {
    format!("<w:p><w:r><w:t xml:space=\"preserve\">{words}</w:t></w:r></w:p>")
}

/// A paragraph in a style.
fn styled(style: &str, words: &str) -> String {
    format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>")
}

/// Checks the text a body becomes, and what is reported about it.
#[track_caller]
fn check(body: &str, text: &str, reported: &[&str]) {
    check_read(("talk.docx", docx(body)), text, reported);
}

/// Checks what a paragraph with this inside says.
#[track_caller]
fn check_paragraph(inside: &str, text: &str, reported: &[&str]) {
    check(
        &format!("<w:p>{inside}</w:p>"),
        &format!("{text}\n"),
        reported,
    );
}

#[test]
fn each_paragraph_is_a_line_and_labels_open_turns() {
    let body = [
        p("Interview 3"),
        p("Ana: one"),
        p("two"),
        p(""),
        p("Ana: three"),
    ]
    .concat();
    let transcript = imported("talk.docx", docx(&body));
    assert_eq!(
        transcript.text.as_str(),
        "Interview 3\nAna: one\ntwo\n\nAna: three\n"
    );
    assert_eq!(told(&transcript), "Ana|one⏎two\nAna|three\n");
    assert_eq!(transcript.importer, "docx");
}

#[test]
fn white_space_between_elements_is_no_text() {
    let body =
        "\n  <w:p>\n    <w:r>\n      <w:t>one </w:t>\n      <w:t>two</w:t>\n    </w:r>\n  </w:p>\n";
    check(body, "one two\n", &[]);
}

#[test]
fn a_line_break_stays_in_the_turn_and_a_tab_is_a_tab() {
    check_paragraph(
        "<w:r><w:t>one</w:t><w:br/><w:t>two</w:t><w:tab/><w:t>three</w:t><w:cr/></w:r>",
        "one\ntwo\tthree\n",
        &[],
    );
    check_paragraph(
        "<w:pPr><w:tabs><w:tab w:val=\"left\"/></w:tabs></w:pPr><w:r><w:t>one</w:t></w:r>",
        "one",
        &[],
    );
}

#[test]
fn entities_are_the_characters_they_stand_for() {
    check_paragraph(
        "<w:r><w:t>R&amp;D &lt;3 &quot;a&apos; &#233;&#x1F600; &gt;</w:t></w:r>",
        "R&D <3 \"a' é😀 >",
        &[],
    );
    check_paragraph(
        "<w:r><w:t>a&#10;b\nc<![CDATA[<d>]]>&other;</w:t></w:r>",
        "a b c<d>&other;",
        &[],
    );
}

#[test]
fn content_controls_links_and_insertions_are_kept() {
    check_paragraph(
        "<w:sdt><w:sdtPr><w:alias w:val=\"x\"/></w:sdtPr><w:sdtContent><w:r><w:t>one </w:t></w:r></w:sdtContent></w:sdt>\
         <w:hyperlink><w:r><w:t>two </w:t></w:r></w:hyperlink><w:ins><w:r><w:t>three </w:t></w:r></w:ins>\
         <w:moveTo><w:r><w:t>four</w:t></w:r></w:moveTo>",
        "one two three four",
        &[],
    );
    check(
        &format!(
            "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>",
            p("inside")
        ),
        "inside\n",
        &[],
    );
}

#[test]
fn deleted_and_moved_words_are_left_out_and_counted() {
    check_paragraph(
        "<w:pPr><w:rPr><w:del w:id=\"1\"/></w:rPr></w:pPr><w:r><w:t>kept</w:t></w:r><w:del><w:r><w:delText>gone</w:delText></w:r></w:del>\
         <w:moveFrom><w:r><w:t>moved</w:t></w:r></w:moveFrom>",
        "kept",
        &["with changes tracked, left out: 2"],
    );
}

#[test]
fn of_alternatives_one_branch_is_read() {
    let box_of = |words: &str| format!("<w:txbxContent>{}</w:txbxContent>", p(words));
    let (choice, fallback) = (box_of("new"), box_of("old"));
    let body = format!(
        "<w:p><w:r><w:t>before </w:t><mc:AlternateContent><mc:Choice Requires=\"wps\"><wps:txbx>{choice}</wps:txbx></mc:Choice>\
         <mc:Fallback><v:textbox>{fallback}</v:textbox></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>after</w:t></w:r></w:p>{}",
        p("next")
    );
    check(
        &body,
        "before after\nnew\nnext\n",
        &["text boxes put after the paragraph they hang on: 1"],
    );
    let only = format!(
        "<w:p><w:r><mc:AlternateContent><mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    );
    check(
        &only,
        "\nold\n",
        &["text boxes put after the paragraph they hang on: 1"],
    );
}

#[test]
fn the_end_of_a_foreign_paragraph_ends_none_of_words() {
    check_paragraph(
        "<w:r><w:t>one</w:t></w:r><a:p><a:r><a:t> shape</a:t></a:r></a:p><w:r><w:t> two</w:t></w:r>",
        "one shape two",
        &[],
    );
}

#[test]
fn tables_become_a_line_a_row() {
    let cell = |inside: &str| format!("<w:tc><w:tcPr/>{inside}</w:tc>");
    let row = |cells: &[String]| format!("<w:tr><w:trPr/>{}</w:tr>", cells.concat());
    let inner = format!("<w:tbl>{}</w:tbl>", row(&[cell(&p("x")), cell(&p("y"))]));
    let body = format!(
        "<w:tbl><w:tblPr/>{}{}</w:tbl>{}",
        row(&[cell(&p("Ana:")), cell(&p("one"))]),
        row(&[cell(&p("Ana:")), cell(&(p("two") + &p("three") + &inner))]),
        p("after")
    );
    check(
        &body,
        "Ana:\tone\nAna:\ttwo\nthree\nx\ty\nafter\n",
        &["tables put into lines, a line a row, a tab between cells: 2"],
    );
    assert_eq!(
        told(&imported("t.docx", docx(&body))),
        "Ana|one\nAna|two⏎three⏎x\ty⏎after\n"
    );
}

#[test]
fn field_codes_hyphens_and_symbols_are_read_as_shown() {
    check_paragraph(
        "<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>\
         <w:r><w:t>7</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>",
        "7",
        &["what they show kept: 1"],
    );
    check_paragraph(
        "<w:r><w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t><w:softHyphen/><w:t>c</w:t></w:r>",
        "a-b-c",
        &[],
    );
    check_paragraph(
        "<w:r><w:sym w:font=\"Wingdings\" w:char=\"F0E0\"/><w:sym w:font=\"Arial\" w:char=\"00E9\"/><w:sym w:font=\"Webdings\" w:char=\"F021\"/></w:r>",
        "→é\u{fffd}",
        &["shown as \u{fffd}: 1"],
    );
    check_paragraph("<m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>", "x=1", &[]);
}

#[test]
fn pictures_objects_and_numbers_are_counted() {
    check_paragraph(
        "<w:pPr><w:numPr><w:ilvl w:val=\"0\"/></w:numPr></w:pPr><w:r><w:t>one</w:t><w:drawing><a:blip/></w:drawing><w:pict><v:imagedata/></w:pict><w:object><w:t>no</w:t></w:object></w:r>",
        "one",
        &[
            "pictures left out: 2",
            "embedded objects left out: 1",
            "not part of the text: 1",
        ],
    );
}

#[test]
fn comments_are_reported_one_by_one_with_author_and_words() {
    let body = p("first")
        + "<w:commentRangeStart w:id=\"7\"/><w:p><w:r><w:t>second</w:t></w:r><w:r><w:commentReference w:id=\"7\"/></w:r></w:p>";
    let comments = format!(
        "<w:comments {W}><w:comment w:id=\"7\" w:author=\"Ana &amp; Co\">{}{}</w:comment><w:comment w:id=\"8\">{}</w:comment></w:comments>",
        p("Is it “six”?"),
        p("Check."),
        p("Loose.")
    );
    let transcript = imported(
        "talk.docx",
        docx_with(&body, &[("word/comments.xml", &comments)]),
    );
    assert_eq!(transcript.text.as_str(), "first\nsecond\n");
    let kept: Vec<_> = transcript
        .comments
        .iter()
        .map(|c| (c.author.as_str(), c.text.as_str(), c.line))
        .collect();
    assert_eq!(
        kept,
        [
            ("Ana & Co", "Is it “six”?\nCheck.", Some(2)),
            ("", "Loose.", None)
        ]
    );
    let said = problems(&transcript);
    assert!(
        said.contains(
            "talk.docx, line 2: a comment by Ana & Co is not part of the text: “Is it “six”?"
        ),
        "{said}"
    );
    assert!(said.contains("a comment by somebody"), "{said}");
}

#[test]
fn notes_headers_and_footers_with_words_are_reported() {
    let part = |root: &str, words: &str| format!("<w:{root} {W}>{}</w:{root}>", p(words));
    let (notes, header) = (
        part("footnotes", "see page two"),
        part("hdr", "Confidential"),
    );
    let (footer, endnotes) = (part("ftr", "  "), part("endnotes", "one"));
    let parts = [
        ("word/footnotes.xml", notes.as_str()),
        ("word/header2.xml", &header),
        ("word/footer1.xml", &footer),
        ("word/endnotes.xml", &endnotes),
        ("word/header1.xml", "<w:hdr"),
    ];
    let said = problems(&imported("talk.docx", docx_with(&p("Hello"), &parts)));
    assert!(
        said.contains("footnotes left out of the text; words: 3"),
        "{said}"
    );
    assert!(
        said.contains("a page header left out of the text; words: 1"),
        "{said}"
    );
    assert!(
        said.contains("endnotes left out of the text; words: 1"),
        "{said}"
    );
    assert!(said.contains("word/header1.xml in it is damaged"), "{said}");
    assert_eq!(said.lines().count(), 4, "{said}");
}

#[test]
fn a_heading_is_a_label_from_its_second_time_on() {
    let styles = format!(
        "<w:styles {W}><w:style w:styleId=\"berschrift1\"><w:name w:val=\"heading 1\"/></w:style><w:style w:styleId=\"Ana\"><w:name w:val=\"Normal\"/></w:style></w:styles>"
    );
    let body = [
        styled("berschrift1", "Background"),
        styled("berschrift1", "Ana"),
        p("one"),
        styled("Heading2", "Ben"),
        p("two"),
        styled("berschrift1", "Ana"),
        styled("Heading2", "Ben"),
        p("three"),
        styled("Ana", "Cleo"),
        styled("Ana", "Cleo"),
    ];
    let transcript = imported(
        "talk.docx",
        docx_with(&body.concat(), &[("word/styles.xml", &styles)]),
    );
    assert_eq!(
        told(&transcript),
        "Ana|one\nBen|two\nAna|\nBen|three⏎Cleo⏎Cleo\n"
    );
}

#[test]
fn teams_headers_open_turns() {
    let body = p("Meeting")
        + "<w:p><w:r><w:t>Ana Gomez   0:03</w:t><w:br/><w:t>One.</w:t></w:r></w:p>"
        + &p("Ben   0:09")
        + &p("Note: two.");
    let transcript = imported("talk.docx", docx(&body));
    assert_eq!(told(&transcript), "Ana Gomez|One.\nBen|Note: two.\n");
    assert_eq!(transcript.importer, "docx");
    assert_eq!(transcript.turns.turns[0].ms, Some((3_000, 9_000)));
}

#[test]
fn any_prefix_for_words_own_elements_will_do() {
    let xml = "<document xmlns=\"w\"><body><p><r><t>One &amp; all</t></r></p></body></document>";
    let transcript = imported("a.docx", zipped(&[("word/document2.xml", xml.as_bytes())]));
    assert_eq!(transcript.text.as_str(), "One & all\n");
}

#[test]
fn a_document_type_is_refused_in_any_part() {
    let main = format!(
        "<!DOCTYPE w [<!ENTITY a \"b\">]><w:document {W}><w:body>{}</w:body></w:document>",
        p("&a;")
    );
    check_refused(
        "a.docx",
        zipped(&[("word/document.xml", main.as_bytes())]),
        "declares a document type",
    );
    check_refused(
        "a.docx",
        docx_with(&p("x"), &[("word/settings.xml", "<!doctype a><a/>")]),
        "word/settings.xml in it declares",
    );
    let late = format!("<!--{}--><!DOCTYPE a><w:styles/>", "x".repeat(5000));
    check_refused(
        "a.docx",
        docx_with(&p("x"), &[("word/styles.xml", &late)]),
        "word/styles.xml in it declares",
    );
}

#[test]
fn a_container_that_is_no_word_document_is_refused() {
    check_refused("a.docx", b"PK\x03\x04 and no more", "cannot be opened");
    let mut cut = docx(&p("one"));
    cut.truncate(cut.len() - 30);
    check_refused("a.docx", cut, "cannot be opened");
    check_refused(
        "a.xlsx",
        zipped(&[("xl/workbook.xml", b"<x/>")]),
        "is no workbook that can be read",
    );
    check_refused(
        "a.zip",
        zipped(&[("readme.txt", b"x")]),
        "a zip file without a Word document",
    );
    check_refused("a.docx", docx(""), "holds no words");
    check_refused("a.docx", docx(&p("a\0b")), "NUL characters");
}

#[test]
fn a_damaged_body_is_refused_rather_than_cut_short() {
    for xml in [
        format!("<w:document {W}><w:body>{}", p("one")),
        format!(
            "<w:document {W}><w:body>{}</w:p></w:body></w:document>",
            p("one")
        ),
        "<w:document><w:body><w:p".to_owned(),
    ] {
        check_refused(
            "a.docx",
            zipped(&[("word/document.xml", xml.as_bytes())]),
            "is damaged at byte",
        );
    }
    check_refused(
        "a.docx",
        zipped(&[("word/document.xml", b"<w:document>\xff</w:document>")]),
        "is damaged at byte 12",
    );
}

#[test]
fn a_small_file_that_unpacks_to_much_is_refused_at_once() {
    let size: u32 = 24 << 20;
    let mut xml = format!("<w:document {W}><w:body><w:p><w:r><w:t>").into_bytes();
    xml.resize(size as usize, b'a');
    let bomb = zipped(&[("word/document.xml", &xml)]);
    assert!(bomb.len() < 200 << 10);
    check_refused("a.docx", &bomb, "more than 200 times its size");
    // The declared size is looked at first, whatever the part then holds.
    let small = zipped(&[("word/document.xml", &xml[..1000])]);
    check_refused(
        "a.docx",
        declaring(small, 1000, 200 << 20),
        "more than 200 times its size",
    );
    // Of a part that says it is smaller than it is, no more than it says is read.
    check_refused(
        "a.docx",
        declaring(bomb, size, 1024),
        "is damaged at byte 1024",
    );
}

/// The same file with every declared size changed into another.
fn declaring(mut bytes: Vec<u8>, size: u32, other: u32) -> Vec<u8> {
    let (size, other) = (size.to_le_bytes(), other.to_le_bytes());
    let places: Vec<usize> = (0..bytes.len() - 4)
        .filter(|&at| bytes[at..at + 4] == size)
        .collect();
    assert_eq!(
        places.len(),
        2,
        "once in the file's header, once in the directory"
    );
    for at in places {
        bytes[at..at + 4].copy_from_slice(&other);
    }
    bytes
}

#[test]
fn deep_nesting_overflows_nothing() {
    let body = format!(
        "{}{}{}",
        "<w:sdt>".repeat(50_000),
        p("deep"),
        "</w:sdt>".repeat(50_000)
    );
    assert_eq!(imported("a.docx", docx(&body)).text.as_str(), "deep\n");
}
