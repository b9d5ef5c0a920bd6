//! Redaction: what is written holds no identifier that was to be taken out, whichever way it is written.

use std::sync::LazyLock;

use clap::CommandFactory as _;
use intercoder::disclosure::identifier::{Screen, Unusable};
use intercoder::disclosure::shape::Kind;
use intercoder::export::format::Format;
use intercoder::export::redaction::{self, Written, left_in};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::commands::lay_out;
use crate::disclosure::study;
use crate::program::{Place, copy};

fn screen(names: &[(&str, &str)]) -> Screen {
    let names = names
        .iter()
        .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()));
    Screen::new(&names.collect::<Vec<_>>()).unwrap()
}

#[test]
fn identifiers_are_told_by_map_and_shape() {
    let screen = screen(&[("Ann Lee", "Rosa"), ("Ann", "Rosa"), ("Müller", "")]);
    let cases = [
        ("Then ann  lee came", Kind::Name, "Then Rosa came"),
        ("ANN's kitchen", Kind::Name, "Rosa's kitchen"),
        ("Frau müller", Kind::Name, "Frau [name]"),
        (
            "write to a.b+c@mail.example.org.",
            Kind::Email,
            "write to [e-mail].",
        ),
        (
            "see https://example.org/x?y=1 now",
            Kind::Url,
            "see [web address] now",
        ),
        ("go to example.com", Kind::Url, "go to [web address]"),
        ("call (413) 555-0123", Kind::Phone, "call [phone]"),
        ("call +49 30 1234567", Kind::Phone, "call [phone]"),
        ("call 555-0123", Kind::Phone, "call [phone]"),
        ("on 2026-03-04.", Kind::Date, "on [date]."),
        ("on 3/4/26", Kind::Date, "on [date]"),
        ("on March 4th, 2026,", Kind::Date, "on [date],"),
        ("the 4th of March", Kind::Date, "the [date]"),
        ("at 12 Old Mill Road", Kind::Address, "at [address]"),
        (
            "Springfield MA 01103",
            Kind::Address,
            "Springfield [address]",
        ),
        ("I am 93 now", Kind::Age, "I [age over 89] now"),
        ("a 91-year-old", Kind::Age, "a [age over 89]"),
    ];
    for (text, kind, clean) in cases {
        let found = screen.find(text);
        assert_eq!(
            found.iter().map(|of| of.kind).collect::<Vec<_>>(),
            [kind],
            "{text}"
        );
        assert_eq!(screen.redacted(text).unwrap(), clean, "{text}");
    }
    for free in [
        "Annual banns",
        "I am 89",
        "turn 12, 14 of 20",
        "12 people came",
        "3.5 and 0.25",
        "site 2",
    ] {
        assert_eq!(screen.redacted(free), None, "{free}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_redacted_holds_no_identifier_any_more(pieces in prop::collection::vec(prop_oneof![
        Just("Ann Lee"), Just("ann"), Just("a@b.org"), Just("413-555-0123"), Just("2026-03-04"), Just("March 4"),
        Just("12 Mill Road"), Just("I am 93"), Just("www.example.org/a"), Just("word"), Just("7"), Just("-"), Just("\n"),
    ], 0..12), blanks in prop::collection::vec(any::<bool>(), 12)) {
        static SCREEN: LazyLock<Screen> = LazyLock::new(|| screen(&[("Ann Lee", "Rosa"), ("Ann", "")]));
        let screen = &*SCREEN;
        let mut text = String::new();
        for (piece, blank) in pieces.iter().zip(blanks) {
            text.push_str(piece);
            text.push_str(if blank { " " } else { ", " });
        }
        let clean = screen.redacted(&text).unwrap_or(text);
        prop_assert_eq!(screen.find(&clean), []);
    }
}

fn written(file: &str) -> Written {
    Format::of(std::path::Path::new(file)).map_or(Written::Lines, Written::As)
}

/// A sample whose transcript names a person, and a map outside it.
fn with_a_name() -> Place {
    let place = study("id,role\nP1,a\nP2,a\nP3,a\n");
    place.write("names.csv", "name,pseudonym\nwords,sayings\n");
    place
}

#[test]
fn what_is_redacted_is_redacted_in_every_format() {
    let place = with_a_name();
    let redact = ["--redact", "--names", "names.csv", "--study", "study"];
    for ending in ["csv", "md", "html", "tex", "xlsx", "docx"] {
        let file = format!("out.{ending}");
        place.ok(&[&["export", "excerpts", "-o", &file][..], &redact].concat());
        let bytes = std::fs::read(place.path(&file)).unwrap();
        let screen = screen(&[("words", "sayings")]);
        let written = written(&file);
        assert_eq!(left_in(&screen, (written, &bytes)).unwrap(), []);
        // The check itself finds what is left.
        let file = format!("plain.{ending}");
        place.ok(&["export", "excerpts", "-o", &file, "--study", "study"]);
        let bytes = std::fs::read(place.path(&file)).unwrap();
        let left = left_in(&screen, (written, &bytes)).unwrap();
        assert!(!left.is_empty(), "{ending}");
    }
    let said: Value = place.json(&[&["export", "excerpts"][..], &redact].concat());
    assert!(said.to_string().contains("sayings of P2"));
}

#[test]
fn redaction_fails_closed_and_the_map_stays_outside_the_study() {
    let place = with_a_name();
    place.write("circle.csv", "name,pseudonym\nwords,many words\n");
    let export = [
        "export", "excerpts", "-o", "out.csv", "--redact", "--study", "study",
    ];
    let (exit, said) = place.fails(&[&export[..], &["--names", "circle.csv"]].concat());
    assert!(exit == 3 && said.contains("circle.csv line 2"), "{said}");
    assert!(
        !said.contains("many words"),
        "the identifier itself is not printed: {said}"
    );
    assert!(!place.path("out.csv").exists());
    place.write("study/names.csv", "name,pseudonym\nwords,sayings\n");
    let (exit, said) = place.fails(&[&export[..], &["--names", "study/names.csv"]].concat());
    assert!(exit == 3 && said.contains("inside a study"), "{said}");
}

#[test]
fn a_report_is_redacted_or_not_written_and_a_scan_says_what_is_there() {
    let place = with_a_name();
    let study = ["--study", "study"];
    for (report, ending) in [
        (&["report", "html"][..], "html"),
        (&["report", "memberpack", "--person", "P2"], "docx"),
        (&["report", "memberpack", "--person", "P2"], "md"),
        (&["document", "print", "T1"], "html"),
    ] {
        let file = format!("{}.{ending}", report[1]);
        let redact = ["-o", &file, "--redact", "--names", "names.csv"];
        place.ok(&[report, &redact, &study].concat());
        let bytes = std::fs::read(place.path(&file)).unwrap();
        let screen = screen(&[("words", "sayings")]);
        let left = left_in(&screen, (written(&file), &bytes)).unwrap();
        assert_eq!(left, [], "{file}");
    }
    place.write("circle.csv", "name,pseudonym\nwords,many words\n");
    let redact = ["-o", "no.html", "--redact", "--names", "circle.csv"];
    let (exit, _) = place.fails(&[&["report", "html"][..], &redact, &study].concat());
    assert!(exit == 3 && !place.path("no.html").exists());
    let scan = ["document", "scan", "--names", "names.csv"];
    let said = place.json(&[&scan[..], &study].concat());
    assert_eq!(said["rows"].as_array().unwrap().len(), 3, "{said}");
    assert_eq!(
        said["rows"][0]["values"],
        serde_json::json!([1, "name", "words"])
    );
}

#[test]
fn what_was_put_in_is_never_looked_up_again() {
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    let chain = [pair("Nobody", "Alice"), pair("Alice", "Beth")];
    let refused = Screen::new(&chain).err().unwrap();
    let kind = Kind::Name;
    assert_eq!(refused, Unusable::Pseudonym { at: 0, kind });
    assert!(Screen::new(&[pair("Ann", "the one of 2026-03-04")]).is_err());
    // Where what was put in becomes part of another name, both give way.
    let screen = screen(&[("Ann", "Rosa"), ("Rosa Lux", "Vera")]);
    assert_eq!(
        screen.redacted("Ann Lux and Ann").unwrap(),
        "[name] and Rosa"
    );
    // The word of a mark may be a name.
    let phone = self::screen(&[("phone", "")]);
    assert_eq!(phone.redacted("phone 555-0123").unwrap(), "[name] [phone]");
    let place = with_a_name();
    place.write("chain.csv", "name,pseudonym\n\nwords,Alice\nAlice,Beth\n");
    let (exit, said) = place.fails(&[
        "themes",
        "--redact",
        "--names",
        "chain.csv",
        "--study",
        "study",
    ]);
    assert!(exit == 3 && said.contains("chain.csv line 3"), "{said}");
}

#[test]
fn a_name_ends_where_no_letter_follows() {
    let screen = screen(&[
        ("Katrin", "Rosa"),
        ("Ann Lee", "Eva"),
        ("Ann", "Ida"),
        ("don't", "do"),
        ("J.", "K."),
    ]);
    for (text, clean) in [
        (
            "Katrin_notes and notes_katrin2",
            "Rosa_notes and notes_Rosa2",
        ),
        ("Ann Leed, Ann-Ann", "Ida Leed, Ida-Ida"),
        ("Ann\nLee", "Eva"),
        ("J.Ann J.", "K.Ida K."),
        ("don’t", "do"),
    ] {
        assert_eq!(screen.redacted(text).unwrap(), clean, "{text}");
    }
    for free in ["Katrins", "Katrin\u{301}", "übeRAnn"] {
        assert_eq!(screen.redacted(free), None, "{free}");
    }
}

#[test]
fn json_is_redacted_by_its_texts_and_not_by_how_they_are_written() {
    let screen = screen(&[("Katrin", "\"Rosa\""), ("Müller", "")]);
    let whole = json!({"said": "so\nKatrin said", "by": {"Katrin": 1, "Müller": 2, "müller": 3}, "n": [4, null]});
    let clean = redaction::value(&screen, whole);
    let wanted = json!({"said": "so\n\"Rosa\" said", "by": {"\"Rosa\"": 1, "[name]": 2, "[name] 2": 3}, "n": [4, null]});
    assert_eq!(clean, wanted);
    let bytes = br#"{"said": "so\nKatrin"}"#;
    assert_eq!(left_in(&screen, (Written::Json, bytes)).unwrap().len(), 1);
    assert!(left_in(&screen, (Written::Json, b"{")).is_err());
}

#[test]
fn a_page_is_redacted_as_it_is_read() {
    let screen = screen(&[("Ann Lee", "R & <b>"), ("don't", "do")]);
    let page = "<p>An<span class=\"coded\">n L</span>ee &amp; I don&#39;t &gt;</p><td>Ann</td><td>Lee</td>";
    assert_eq!(
        redaction::page(&screen, page),
        "<p>R &amp; &lt;b&gt;<span class=\"coded\"></span> &amp; I do &gt;</p><td>Ann</td><td>Lee</td>"
    );
    let html = Written::As(Format::Html);
    let left = |page: &str| left_in(&screen, (html, page.as_bytes())).unwrap().len();
    assert_eq!(
        left("<img alt=\"Ann Lee\"><p title=\"I don&#39;t\">Ann</p>"),
        2
    );
    assert_eq!(
        left("<td>Ann</td><td>Lee</td><td>83</td><td>Mill Road</td>"),
        0
    );
}

#[test]
fn what_cannot_be_read_again_is_not_written() {
    let screen = screen(&[("Ann", "")]);
    for format in [Format::Docx, Format::Xlsx] {
        assert!(left_in(&screen, (Written::As(format), b"no archive")).is_err());
    }
    assert!(left_in(&screen, (Written::Lines, b"\xff")).is_err());
}

#[test]
fn the_samples_own_pages_are_redacted_and_not_refused() {
    let place = Place::sample();
    let out = tempfile::tempdir().unwrap();
    for (number, args) in [
        &["report", "html"][..],
        &["document", "print", "FG2"],
        &["document", "print", "FG2", "--line-numbers"],
    ]
    .into_iter()
    .enumerate()
    {
        for ending in ["html", "docx", "xlsx", "md", "csv", "tex"] {
            if args[0] == "report" && ending != "html" {
                continue;
            }
            let file = out.path().join(format!("{number}.{ending}"));
            let file = file.to_string_lossy();
            place.ok(&[args, &["--redact", "--study", "sample", "-o", &file]].concat());
        }
    }
}

#[test]
fn a_name_that_the_end_of_a_line_would_cut_is_found() {
    let place = Place::new();
    let said =
        "As far as I remember it was the other way around, and it was Katrin Müller who rang.";
    place.write("T1.txt", format!("A: {said}\nB: Yes.\nA: {said}\nB: No.\n"));
    place.write("names.csv", "name,pseudonym\nKatrin Müller,Rosa\n");
    place.ok(&["init", "study", "--title", "T", "--coder", "ana", "--lead"]);
    place.ok(&["import", "T1.txt", "--study", "study"]);
    let print = [
        "document",
        "print",
        "T1",
        "--line-numbers",
        "--study",
        "study",
    ];
    let redact = ["--redact", "--names", "names.csv"];
    let plain = place.ok(&print);
    let cut = |line: &str| line.trim_end().ends_with("Katrin");
    assert!(plain.lines().any(cut), "{plain}");
    for more in [
        &[][..],
        &["--html"],
        &["--md"],
        &["--json"],
        &["--layer", "all"],
    ] {
        let clean = place.ok(&[&print[..], &redact, more].concat());
        assert!(
            !clean.contains("Katrin") && !clean.contains("Müller"),
            "{clean}"
        );
        assert_eq!(clean.matches("Rosa").count(), 2, "{clean}");
    }
    let rows = |args: &[&str]| {
        let said = place.json(&[&print[..], args].concat());
        said["rows"].as_array().unwrap().len()
    };
    assert_eq!(rows(&redact), rows(&[]), "no line loses its number");
}

/// The examples of every command that takes identifiers out, in words.
fn redacting(command: &clap::Command, found: &mut Vec<Vec<String>>) {
    let takes = command.get_arguments().any(|arg| arg.get_id() == "redact");
    let about = command.get_long_about().or(command.get_about());
    let about = about.map(ToString::to_string).unwrap_or_default();
    let examples = about
        .lines()
        .filter_map(|line| line.strip_prefix("Example: "));
    if takes {
        found.extend(examples.map(|line| shlex::split(line).unwrap()));
    }
    for command in command.get_subcommands() {
        redacting(command, found);
    }
}

#[test]
fn no_command_that_takes_identifiers_out_prints_one() {
    let mut examples = Vec::new();
    redacting(&intercoder::cli::Cli::command(), &mut examples);
    examples.push(["intercoder", "export", "json"].map(str::to_owned).to_vec());
    examples.push(
        ["intercoder", "document", "print", "I12"]
            .map(str::to_owned)
            .to_vec(),
    );
    assert!(examples.len() > 20, "{}", examples.len());
    let words = ["the", "phone", "crisis", "final"];
    let screen = screen(&words.map(|word| (word, "")));
    // Each way to read them in a place of its own, side by side: it takes a while.
    std::thread::scope(|scope| {
        for json in [&[][..], &["--json"]] {
            let (examples, screen) = (&examples, &screen);
            scope.spawn(move || none_is_printed(examples, (screen, &words), json));
        }
    });
}

fn none_is_printed(examples: &[Vec<String>], (screen, words): (&Screen, &[&str]), json: &[&str]) {
    let place = Place::new();
    copy(&Place::sample().path("sample"), &place.path("sample"));
    lay_out(&place.path("sample"));
    let map = format!("name,pseudonym\n{},\n", words.join(",\n"));
    place.write("names.csv", map);
    for example in examples {
        let given = example.iter().skip(1).map(String::as_str);
        let names = place.path("names.csv");
        let names = names.to_string_lossy();
        let redact = ["--redact", "--names", &names, "--as", "lee"];
        let args: Vec<&str> = given.chain(redact).chain(json.iter().copied()).collect();
        let output = place.run_in("sample", &args);
        let said = String::from_utf8(output.stdout).unwrap();
        let value: Option<Value> = serde_json::from_str(&said).ok();
        let named = value.as_ref().and_then(|value| value["written"].as_str());
        let file = named.or_else(|| said.lines().find_map(|line| line.strip_prefix("written: ")));
        if let Some(file) = file {
            let path = place.path("sample").join(file);
            let bytes = std::fs::read(&path).unwrap();
            // Where programs read, a file without a format of its own holds JSON whatever it is called.
            let is_json = serde_json::from_slice::<Value>(&bytes).is_ok();
            let written = if is_json {
                Written::Json
            } else {
                written(file)
            };
            let left = left_in(screen, (written, &bytes)).unwrap();
            assert_eq!(left, [], "{args:?}");
            std::fs::remove_file(path).unwrap();
            continue;
        }
        let left: Vec<_> = screen
            .find(&said)
            .into_iter()
            .filter(|one| one.kind == Kind::Name)
            .collect();
        assert_eq!(left, [], "{args:?}: {said}");
        let refused = output.status.code().is_some_and(|code| code != 0);
        let why = String::from_utf8_lossy(&output.stderr);
        let is_meant = ["taking identifiers out", "would hold JSON", "is no JSON"];
        let is_meant = is_meant.iter().any(|reason| why.contains(reason));
        assert!(!refused || is_meant, "{args:?}: {why}");
    }
}
