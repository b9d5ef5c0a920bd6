//! Export: tables are well formed in every format, whatever the text in them is.

use std::io::{Cursor, Read as _};

use intercoder::export::format::Format;
use intercoder::import::{Options, Source, read};
use intercoder::table::{Cell, Row, Table};
use proptest::prelude::*;
use regex::Regex;

use crate::program::Place;

/// What a spreadsheet would run, a page would obey, and a document cannot hold.
pub const HOSTILE: [&str; 12] = [
    "=HYPERLINK(\"http://example.org\",\"x\")",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "<script>alert(1)</script>",
    "\" onmouseover=\"alert(1)",
    "]]></w:t>&amp;",
    "\\input{/etc/passwd} % $x^2$ #1 ~ _",
    "\u{0}\u{1b}[31m\u{7}",
    "\u{202e}txt.exe\u{202c}",
    "שלום עולם",
    "one\ntwo\tthree\r\nfour",
    "'already guarded",
    "\u{fffe}\u{ffff}\u{10ffff}",
];

/// A table with one text in every place where a text can stand.
pub fn saying(words: &str) -> Table {
    Table {
        title: words.to_owned(),
        unit: words.to_owned(),
        columns: vec![words.to_owned(), "n".to_owned(), "share".to_owned()],
        stub: words.to_owned(),
        rows: vec![Row {
            label: words.to_owned(),
            values: vec![words.into(), Cell::Count(7), Cell::Figure(0.5)],
        }],
        notes: vec![words.to_owned()],
    }
}

fn text(format: Format, words: &str) -> String {
    String::from_utf8(format.write(&[saying(words)]).unwrap()).unwrap()
}

/// A part of a container.
fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut words = String::new();
    let mut part = archive.by_name(name).unwrap();
    part.read_to_string(&mut words).unwrap();
    words
}

/// The elements of XML in their order; it is well formed.
fn elements(xml: &str) -> Vec<String> {
    use quick_xml::events::Event;
    let mut names = Vec::new();
    let mut reader = quick_xml::Reader::from_str(xml);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) | Event::Empty(tag) => names.push(tag.name().as_ref().to_owned()),
            Event::Eof => return names,
            _ => {}
        }
    }
}

#[test]
fn a_page_has_the_elements_of_the_table_and_none_of_its_text() {
    let tags = |page: &str| {
        let tag = Regex::new("<[^>]*>").unwrap();
        tag.find_iter(page)
            .map(|tag| tag.as_str().to_owned())
            .collect::<Vec<_>>()
    };
    let plain = tags(&text(Format::Html, "plain"));
    let loads = |tag: &String| {
        ["src", "href", "script", " on"]
            .iter()
            .any(|sign| tag.contains(sign))
    };
    assert!(!plain.iter().any(loads), "{plain:?}");
    for words in HOSTILE {
        let page = text(Format::Html, words);
        assert_eq!(tags(&page), plain, "{words}");
    }
}

#[test]
fn a_workbook_holds_texts_as_texts_and_numbers_as_numbers() {
    for words in HOSTILE {
        let tables = [saying(words), saying(words), saying("History")];
        let bytes = Format::Xlsx.write(&tables).unwrap();
        for sheet in 1..=3 {
            let sheet = part(&bytes, &format!("xl/worksheets/sheet{sheet}.xml"));
            let names = elements(&sheet);
            assert!(!names.contains(&"f".to_owned()), "{words}: {sheet}");
            assert!(!names.contains(&"hyperlink".to_owned()), "{words}: {sheet}");
            assert!(sheet.contains("<v>7</v>") && sheet.contains("<v>0.5</v>"));
            assert!(sheet.contains("state=\"frozen\""));
        }
        elements(&part(&bytes, "xl/sharedStrings.xml"));
        elements(&part(&bytes, "xl/workbook.xml"));
    }
    let bytes = Format::Xlsx.write(&[saying(HOSTILE[0])]).unwrap();
    let said = part(&bytes, "xl/sharedStrings.xml");
    assert!(said.contains("=HYPERLINK("), "{said}");
}

#[test]
fn a_word_document_is_read_back_with_its_words() {
    for words in HOSTILE {
        let bytes = Format::Docx.write(&[saying(words)]).unwrap();
        let names = elements(&part(&bytes, "word/document.xml"));
        let plain = Format::Docx.write(&[saying("plain")]).unwrap();
        let plain = elements(&part(&plain, "word/document.xml"));
        let breaks = |names: &[String]| {
            let own = names
                .iter()
                .filter(|name| !matches!(name.as_str(), "w:br" | "w:tab" | "w:t"));
            own.cloned().collect::<Vec<_>>()
        };
        assert_eq!(breaks(&names), breaks(&plain), "{words}");
    }
    let bytes = Format::Docx.write(&[saying("שלום, <b> & \"so\"")]).unwrap();
    let source = Source {
        name: "table.docx",
        bytes: &bytes,
    };
    let read = read(&source, &Options::default()).unwrap();
    assert!(
        read.text.as_str().contains("שלום, <b> & \"so\""),
        "{}",
        read.text.as_str()
    );
}

#[test]
fn the_head_of_a_word_table_stands_on_every_page() {
    let tables = [saying("<w:tbl><w:trPr>"), saying("plain")];
    let document = part(&Format::Docx.write(&tables).unwrap(), "word/document.xml");
    let names = elements(&document);
    let heads = names.iter().filter(|name| *name == "w:tblHeader").count();
    let rows = names.iter().filter(|name| *name == "w:tr").count();
    assert_eq!((heads, rows), (2, 4), "{document}");
}

#[test]
fn latex_obeys_no_text() {
    let commands = |tex: &str| {
        let command = Regex::new(r"\\(input|begin|end|footnotesize|caption|toprule)\b").unwrap();
        let found = command.find_iter(tex);
        found
            .map(|found| found.as_str().to_owned())
            .collect::<Vec<_>>()
    };
    let plain = commands(&text(Format::Latex, "plain"));
    let escaped = Regex::new(r"\\[{}]").unwrap();
    for words in HOSTILE {
        let tex = text(Format::Latex, words);
        assert_eq!(commands(&tex), plain, "{tex}");
        let depth = escaped.replace_all(&tex, "");
        assert_eq!(
            depth.matches('{').count(),
            depth.matches('}').count(),
            "{tex}"
        );
    }
}

#[test]
fn how_deep_a_code_lies_is_seen_in_latex() {
    assert!(text(Format::Latex, "  deep").contains("\n~~deep & "));
}

#[test]
fn raw_csv_is_for_programs_and_guarded_csv_for_spreadsheets() {
    let (raw, guarded) = (text(Format::RawCsv, "=1+1"), text(Format::Csv, "=1+1"));
    assert!(raw.starts_with("=1+1,=1+1,n,share"), "{raw}");
    assert!(
        guarded.starts_with("\u{feff}'=1+1,'=1+1,n,share"),
        "{guarded}"
    );
}

proptest! {
    #[test]
    fn any_text_is_written_in_every_format(words in "\\PC{0,40}|[\\x00-\\xff]{0,40}") {
        for format in [Format::Csv, Format::RawCsv, Format::Markdown, Format::Latex, Format::Html] {
            prop_assert!(format.write(&[saying(&words)]).is_ok());
        }
        let book = Format::Xlsx.write(&[saying(&words), saying(&words)]).unwrap();
        elements(&part(&book, "xl/sharedStrings.xml"));
        let word = Format::Docx.write(&[saying(&words)]).unwrap();
        elements(&part(&word, "word/document.xml"));
    }
}

#[test]
fn the_ending_of_a_file_or_a_name_says_how_a_table_is_written() {
    let place = Place::new();
    crate::program::copy(&Place::sample().path("sample"), &place.path("study"));
    let themes = |more: &[&str]| {
        let args = [&["themes", "--study", "study", "--as", "lee"], more].concat();
        place.ok(&args)
    };
    for (file, begins) in [
        ("t.csv", "\u{feff}"),
        ("t.md", "**"),
        ("t.tex", "% Needs"),
        ("t.html", "<!DOCTYPE html>"),
        ("t.xlsx", "PK"),
        ("t.docx", "PK"),
        ("t.json", "{"),
    ] {
        themes(&["-o", file]);
        let bytes = std::fs::read(place.path(file)).unwrap();
        assert!(bytes.starts_with(begins.as_bytes()), "{file}");
    }
    assert!(themes(&["--html"]).contains("<caption>"));
    themes(&["--docx", "-o", "table"]);
    let (_, refused) = place.fails(&["themes", "--docx", "--study", "study", "--as", "lee"]);
    assert!(refused.contains("--output"), "{refused}");
}

#[test]
fn a_word_table_breaks_no_word_and_turns_the_page_where_it_has_no_room() {
    let table = |columns: usize| Table {
        columns: vec!["documents".to_owned(); columns],
        rows: vec![Row {
            label: "Relationship-building".to_owned(),
            values: (0..columns)
                .map(|at| match at {
                    0 => Cell::Text(
                        "Becoming a dependable support when the network is gone. ".repeat(4),
                    ),
                    _ => Cell::Count(7),
                })
                .collect(),
        }],
        ..saying("themes")
    };
    let grid = Regex::new(r#"<w:gridCol w:w="(\d+)""#).unwrap();
    for (columns, is_turned) in [(4, false), (9, true)] {
        let bytes = Format::Docx.write(&[table(columns)]).unwrap();
        let xml = part(&bytes, "word/document.xml");
        assert_eq!(xml.contains("landscape"), is_turned, "{columns} columns");
        let widths: Vec<usize> = grid
            .captures_iter(&xml)
            .map(|found| found[1].parse().unwrap())
            .collect();
        assert_eq!(widths.len(), columns + 1);
        // A character of nine points is about 100 twentieths of a point wide.
        assert!(
            widths[0] >= "Relationship-building".len() * 100,
            "{widths:?}"
        );
        assert!(
            widths[2..]
                .iter()
                .all(|width| *width >= "documents".len() * 100),
            "{widths:?}"
        );
        assert!(widths[1] > widths[2] * 2, "{widths:?}");
        let room = if is_turned { 16_838 } else { 11_906 } - 2 * 1_134;
        assert!(widths.iter().sum::<usize>() <= room, "{widths:?}");
    }
}
