//! Words that are not released: in no report, no paper, no pack, whatever is asked for.

use regex::Regex;

use crate::program::Place;
use crate::report::{check, choose, sample};

/// The sample, where P16, who speaks in an interview and in a focus group, is not to be quoted.
fn without_p16() -> Place {
    let place = sample();
    place.write("no.csv", "id,may_quote\nP16,no\n");
    place.ok(&[
        "people", "import", "no.csv", "--study", "sample", "--as", "lee",
    ]);
    place
}

/// What P16 says, sentence by sentence, where nobody else says the same.
fn said_by_p16(place: &Place) -> Vec<String> {
    let (mut own, mut others) = (Vec::new(), String::new());
    let turn = Regex::new(r"^\s*\d+ (\S+)\s+(.*)$").unwrap();
    for handle in ["I12", "FG2", "I01", "I03", "FG1"] {
        let printed = place.ok(&[
            "document", "print", handle, "--study", "sample", "--as", "lee",
        ]);
        for line in printed.lines() {
            let Some(found) = turn.captures(line) else {
                continue;
            };
            match &found[1] {
                "P16" => own.extend(
                    found[2]
                        .split_inclusive(['.', '?', '!'])
                        .map(|of| of.trim().to_owned()),
                ),
                _ => others.push_str(&found[2]),
            }
        }
    }
    own.retain(|words| words.split(' ').count() > 5 && !others.contains(words.as_str()));
    assert!(own.len() > 30, "{own:?}");
    own
}

#[test]
fn the_words_of_a_person_who_is_not_to_be_quoted_occur_nowhere() {
    let place = without_p16();
    let theirs = said_by_p16(&place);
    let first = theirs[0].as_str();
    choose(&place, ("sample", "lee"), ("I12", first, None));
    choose(&place, ("sample", "lee"), ("I12", first, Some(first)));
    let ok = |args: &[&str]| place.ok(&[args, &["--study", "sample", "--as", "lee"]].concat());
    ok(&[
        "codebook",
        "edit",
        "rel-crisis",
        "--example",
        &format!("As one said: {first}"),
    ]);
    ok(&[
        "memo",
        "add",
        "--code",
        "rel-crisis",
        "--text",
        first,
        "--to",
        "ana",
    ]);
    let papers: [&[&str]; 9] = [
        &["report", "html"],
        &["report", "html", "--layer", "all"],
        &["report", "html", "--for", "reader"],
        &["report", "methods"],
        &["report", "coreq", "--html"],
        &["report", "memberpack", "--person", "P16"],
        &["report", "memberpack", "--person", "P17"],
        &["document", "print", "I12", "--html"],
        &["document", "print", "FG2", "--md", "--line-numbers"],
    ];
    for args in papers {
        let page = html_unescaped(&ok(args));
        let found: Vec<&String> = theirs
            .iter()
            .filter(|words| page.contains(words.as_str()))
            .collect();
        assert!(found.is_empty(), "{args:?}: {found:?}");
    }
    let page = ok(&["report", "html"]);
    check(&page);
    assert!(page.contains("[words not released]"));
    assert!(
        page.contains("2 chosen quotes are not printed"),
        "the withheld quote is not counted"
    );
}

fn html_unescaped(page: &str) -> String {
    page.replace("&#39;", "'")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
        .replace("<span class=\"coded\">", "")
        .replace("</span>", "")
}

#[test]
fn a_members_pack_holds_their_own_words_and_nobody_elses() {
    let place = Place::sample();
    let pack = place.ok(&[
        "report",
        "memberpack",
        "--person",
        "P08",
        "--layer",
        "all",
        "--study",
        "sample",
        "--as",
        "lee",
    ]);
    let printed = place.ok(&[
        "document", "print", "FG1", "--study", "sample", "--as", "lee",
    ]);
    let turn = Regex::new(r"^\s*\d+ (\S+)\s+(.*)$").unwrap();
    let said = |own: bool| {
        let found = printed.lines().filter_map(|line| turn.captures(line));
        let found = found.filter(|found| (&found[1] == "P08") == own);
        found
            .map(|found| found[2].to_owned())
            .collect::<Vec<String>>()
            .join("\n")
    };
    let (own, others) = (said(true), said(false));
    let quotes = pack.lines().filter_map(|line| line.strip_prefix("> "));
    let quotes: Vec<String> = quotes.map(|words| words.replace('\\', "")).collect();
    assert!(quotes.len() > 3, "{pack}");
    for part in quotes.iter().flat_map(|quote| quote.split(" […] ")) {
        let part = part.split("<br>").next().unwrap();
        assert!(own.contains(part), "{part}");
        assert!(part.len() < 20 || !others.contains(part), "{part}");
    }
    for name in ["FG1", "P07", "P11", "INT1", "INT2"] {
        assert!(!pack.contains(name), "{name}");
    }
    let (_, refused) = place.fails(&[
        "report",
        "memberpack",
        "--person",
        "P99",
        "--study",
        "sample",
        "--as",
        "lee",
    ]);
    assert!(refused.contains("there is no person P99"), "{refused}");
}
