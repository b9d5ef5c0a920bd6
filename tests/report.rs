//! Reports: what leaves the program says what other commands say, holds no more than it may, and is a page whatever its words are.

mod chart;
mod paper;
mod withheld;

use std::collections::BTreeSet;

use intercoder::coding::QuoteState;
use intercoder::event::Event;
use intercoder::event::quote::{QuoteChoose, Stretch};
use intercoder::id::CoderId;
use intercoder::session::{Host, Session};
use intercoder::store::layout::Folder;
use regex::Regex;
use scraper::{Html, Selector};

use crate::cli::{in_a_round, small_study};
use crate::program::{Place, copy};

/// A page that a browser reads without a complaint about its links: nothing runs, nothing is loaded, every chart speaks.
pub fn check(page: &str) -> Html {
    let lower = page.to_lowercase();
    for forbidden in ["<script", "http:", "https:", "//www", "@import", "url("] {
        assert!(!lower.contains(forbidden), "{forbidden}");
    }
    let read = Html::parse_document(page);
    let ids: BTreeSet<&str> = all(&read, "[id]").filter_map(|of| of.attr("id")).collect();
    assert_eq!(ids.len(), all(&read, "[id]").count(), "an id stands twice");
    for link in all(&read, "[href],[src]") {
        let target = link.attr("href").unwrap_or_default();
        let name = target
            .strip_prefix('#')
            .unwrap_or_else(|| panic!("{target} leaves the page"));
        assert!(ids.contains(name), "{target} leads nowhere");
        assert!(link.attr("src").is_none());
    }
    for drawing in all(&read, "svg") {
        assert_eq!(drawing.attr("role"), Some("img"));
        for part in ["title", "desc"] {
            let part = Selector::parse(part).unwrap();
            let words = drawing
                .select(&part)
                .next()
                .map(|of| of.text().collect::<String>());
            assert!(words.is_some_and(|words| !words.trim().is_empty()));
        }
    }
    for attribute in all(&read, "*").flat_map(|of| of.value().attrs()) {
        assert!(!attribute.0.starts_with("on"), "{attribute:?}");
    }
    read
}

pub fn all<'p>(
    page: &'p Html,
    what: &str,
) -> impl Iterator<Item = scraper::ElementRef<'p>> + use<'p> {
    let selector = Selector::parse(what).unwrap();
    page.select(&selector).collect::<Vec<_>>().into_iter()
}

/// Every element with its attributes, in order; what a style says of colours is left out.
fn skeleton(page: &Html) -> Vec<String> {
    let element = |of: scraper::ElementRef<'_>| {
        let names: BTreeSet<&str> = of.value().attrs().map(|(name, _)| name).collect();
        format!("{} {names:?}", of.value().name())
    };
    all(page, "*").map(element).collect()
}

/// A copy of the sample that one may write to.
pub fn sample() -> Place {
    let place = Place::new();
    copy(&Place::sample().path("sample"), &place.path("sample"));
    place
}

/// Chooses a stretch of a document for the paper.
pub fn choose(place: &Place, (study, coder): (&str, &str), said: (&str, &str, Option<&str>)) {
    let (handle, words, edited) = said;
    let host = Host::real(place.path(".state-pen"), Box::new(|_| ()));
    let folder = Folder::open(&place.path(study)).unwrap();
    let mut session = Session::open(host, folder, Some(CoderId::from(coder))).unwrap();
    let view = session.view();
    let document = view.document_called(handle).unwrap();
    let (texts, _) = session.texts([document]).unwrap();
    let text = &texts.current(document).unwrap().text;
    let start = text.as_str().find(words).unwrap();
    let span = intercoder::text::span::Span::between(
        text.position_of_byte(start),
        text.position_of_byte(start + words.len()),
    );
    let event = Event::QuoteChoose(Box::new(QuoteChoose {
        coder: CoderId::from(coder),
        excerpt: Stretch {
            document: document.id,
            revision: document.current,
            span,
        },
        theme: view.codes().next().map(|code| code.id),
        edited: edited.map(str::to_owned),
        attribution: edited.map(str::to_owned),
        state: QuoteState::Chosen,
    }));
    drop(view);
    session.record(|draft| draft.add(event)).unwrap();
}

#[test]
fn the_page_of_the_sample_runs_nothing_loads_nothing_and_every_chart_speaks() {
    let place = Place::sample();
    let page = place.ok(&["report", "html", "--study", "sample", "--as", "lee"]);
    let read = check(&page);
    assert!(all(&read, "svg").count() > 15, "charts are missing");
    for id in [
        "numbers",
        "participants",
        "codebook",
        "agreement",
        "reconciliation",
        "themes",
        "quotes",
        "cooccurrence",
        "saturation",
        "transcripts",
        "audit",
        "limits",
    ] {
        assert_eq!(all(&read, &format!("section#{id} h2")).count(), 1, "{id}");
        assert_eq!(
            all(&read, &format!("nav a[href='#{id}']")).count(),
            1,
            "{id}"
        );
    }
    assert_eq!(all(&read, "html[lang=en]").count(), 1);
    assert_eq!(all(&read, "meta[name=viewport]").count(), 1);
    for table in all(&read, "table") {
        let parent = table.parent().and_then(scraper::ElementRef::wrap);
        assert_eq!(parent.unwrap().attr("class"), Some("wide"));
    }
}

#[test]
fn the_page_counts_what_the_theme_table_counts() {
    let place = Place::sample();
    for layer in ["final", "all"] {
        let page = place.ok(&[
            "report", "html", "--layer", layer, "--study", "sample", "--as", "lee",
        ]);
        let read = check(&page);
        let wanted = place.json(&[
            "themes", "--layer", layer, "--study", "sample", "--as", "lee",
        ]);
        let rows = all(&read, "#themes tbody tr").map(|row| {
            let cells = row
                .child_elements()
                .map(|cell| cell.text().collect::<String>());
            let cells: Vec<String> = cells.map(|cell| cell.trim().to_owned()).collect();
            (cells[0].clone(), cells[cells.len() - 4..].to_vec())
        });
        let wanted = wanted["rows"].as_array().unwrap().iter().map(|row| {
            let counts = ["people", "documents", "excerpts", "codings"];
            let counts = counts.map(|name| row[name].to_string()).to_vec();
            (row["key"].as_str().unwrap().to_owned(), counts)
        });
        assert_eq!(rows.collect::<Vec<_>>(), wanted.collect::<Vec<_>>());
    }
}

#[test]
fn the_agreement_of_a_round_is_the_figure_that_agree_prints() {
    let place = Place::sample();
    let page = place.ok(&["report", "html", "--study", "sample", "--as", "lee"]);
    let read = check(&page);
    let found = place.json(&["agree", "--round", "2", "--study", "sample", "--as", "lee"]);
    let row = found["rows"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["key"] == "relationship");
    let alpha = format!("{:.2}", row.unwrap()["alpha"].as_f64().unwrap());
    let drawings = all(&read, "#agreement svg desc").map(|of| of.text().collect::<String>());
    let of_codes: Vec<String> = drawings
        .filter(|words| words.contains("rel-crisis"))
        .collect();
    let said = format!("relationship: {alpha}");
    assert!(of_codes.iter().any(|words| words.contains(&said)), "{said}");
}

/// What a page would obey.
const HOSTILE: [&str; 4] = [
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "\" onmouseover=\"alert(1)\" x='</desc></svg><b>",
    "]]>--></style></title></pre>&lt;b&gt;",
    "\u{202e}txt.exe\u{202c}\u{1b}[31m",
];

/// The page of the test below that cuts words into lines.
const LINES: usize = 3;

/// A small study that says the same words wherever words can be said.
fn saying(words: &str) -> Place {
    let place = in_a_round();
    let ok = |args: &[&str]| place.ok(&[args, &["--study", "study"]].concat());
    ok(&["study", "set", "title", words]);
    ok(&[
        "codebook",
        "edit",
        "support",
        "--name",
        words,
        "--definition",
        words,
    ]);
    ok(&[
        "codebook",
        "edit",
        "support",
        "--example",
        words,
        "--use-when",
        words,
        "--not-when",
        words,
    ]);
    ok(&[
        "memo", "add", "--code", "support", "--text", words, "--to", "ben",
    ]);
    place.write(
        "more.csv",
        format!("id,role\nP01,\"{}\"\nP02,b\n", words.replace('"', "\"\"")),
    );
    ok(&["people", "import", "more.csv"]);
    place.write(
        "T9.txt",
        format!("INT1: So?\nP01: {words} and more words {words}\n{words}: {words}\n"),
    );
    ok(&["import", "T9.txt"]);
    crate::cli::code(
        &place,
        "machine",
        ("study", "ana"),
        &[("T9", "and more words", "support")],
    );
    choose(
        &place,
        ("study", "ana"),
        ("T9", "and more words", Some(words)),
    );
    place
}

#[test]
fn no_words_of_a_study_become_an_element_or_an_attribute() {
    let pages: [&[&str]; 4] = [
        &["report", "html", "--layer", "all"],
        &["report", "html", "--for", "reader", "--layer", "all"],
        &["document", "print", "T9", "--html", "--layer", "all"],
        &[
            "document",
            "print",
            "T9",
            "--html",
            "--layer",
            "all",
            "--line-numbers",
        ],
    ];
    let read = |place: &Place| {
        pages.map(|args| check(&place.ok(&[args, &["--study", "study", "--as", "ana"]].concat())))
    };
    let plain = read(&saying("plain words"));
    for words in HOSTILE {
        let found = read(&saying(words));
        for (at, (found, plain)) in found.iter().zip(&plain).enumerate() {
            let (mut found_elements, mut wanted) = (skeleton(found), skeleton(plain));
            if at == LINES {
                // Longer words make more lines, and each of them is a row.
                for elements in [&mut found_elements, &mut wanted] {
                    elements.sort();
                    elements.dedup();
                }
            }
            assert_eq!(found_elements, wanted, "{words}");
            let said: String = found.root_element().text().collect();
            for c in ['\u{202e}', '\u{1b}'] {
                assert!(!said.contains(c), "{words}");
            }
        }
    }
}

#[test]
fn a_reflexive_study_prints_no_figure_of_agreement_and_says_so() {
    let place = sample();
    place.ok(&[
        "study",
        "set",
        "reflexive",
        "on",
        "--study",
        "sample",
        "--as",
        "lee",
    ]);
    for more in [&[][..], &["--for", "reader"]] {
        let args = [
            &["report", "html", "--study", "sample", "--as", "lee"],
            more,
        ]
        .concat();
        let page = place.ok(&args);
        let read = check(&page);
        let said: String = all(&read, "#agreement").flat_map(|of| of.text()).collect();
        assert!(said.contains("reflexive") && !said.contains("0."), "{said}");
    }
    let methods = place.ok(&["report", "methods", "--study", "sample", "--as", "lee"]);
    assert!(
        methods.contains("reflexive") && !methods.contains("alpha"),
        "{methods}"
    );
}

#[test]
fn the_readers_page_has_no_transcript_and_names_no_document_and_no_person() {
    let place = sample();
    let said = "Ask P07 about I12, please (FG1).";
    place.ok(&[
        "memo",
        "add",
        "--code",
        "rel-crisis",
        "--text",
        said,
        "--to",
        "ana",
        "--study",
        "sample",
        "--as",
        "lee",
    ]);
    let page = place.ok(&[
        "report", "html", "--for", "reader", "--study", "sample", "--as", "lee",
    ]);
    check(&page);
    let names = Regex::new(r"\b(I\d\d|FG\d|P\d\d)\b").unwrap();
    let found: Vec<&str> = names.find_iter(&page).map(|found| found.as_str()).collect();
    assert_eq!(found, [""; 0]);
    assert!(page.contains("Ask [a participant] about [a document], please ([a document])."));
    assert!(!page.contains("class=\"turn\""));
}

#[test]
fn comments_come_back_as_notes_on_their_themes_and_answers_to_their_questions() {
    let place = small_study();
    let ok = |args: &[&str]| place.ok(&[args, &["--study", "study", "--as", "ana"]].concat());
    ok(&[
        "memo",
        "add",
        "--code",
        "voice",
        "--text",
        "Is this enough?",
        "--to",
        "ben",
    ]);
    let page = ok(&["report", "html", "--for", "reader", "--layer", "all"]);
    let read = check(&page);
    let file: String = all(&read, "pre").flat_map(|of| of.text()).collect();
    let name = file
        .lines()
        .nth(1)
        .unwrap()
        .trim_end_matches(',')
        .to_owned();
    assert!(name.starts_with("ana:"), "{file}");
    let filled = file
        .replace("support,,", "support,\"Yes, and more\",Maria")
        .replace(&format!("{name},,"), &format!("{name},It is,"));
    place.write("comments.csv", &filled);
    assert_eq!(
        ok(&["memo", "import", "comments.csv"]).trim(),
        "2 comments taken in, 0 known already"
    );
    assert_eq!(
        ok(&["memo", "import", "comments.csv"]).trim(),
        "0 comments taken in, 2 known already"
    );
    let memos = ok(&["memo", "list"]);
    assert!(
        memos.contains("note on support: Yes, and more (Maria)"),
        "{memos}"
    );
    assert!(memos.contains("answer on voice: It is"), "{memos}");
    place.write(
        "wrong.csv",
        "about,comment,name\nsupport,New,Maria\nnowhere,What,Maria\n",
    );
    let (_, refused) = place.fails(&[
        "memo",
        "import",
        "wrong.csv",
        "--study",
        "study",
        "--as",
        "ana",
    ]);
    assert!(
        refused.contains("wrong.csv line 3") && refused.contains("nothing was taken in"),
        "{refused}"
    );
    assert!(!ok(&["memo", "list"]).contains("New"));
    place.write("no.csv", "topic,comment\nsupport,New\n");
    let (_, refused) = place.fails(&[
        "memo", "import", "no.csv", "--study", "study", "--as", "ana",
    ]);
    assert!(refused.contains("no column about"), "{refused}");
}
