//! The theme table of the sample: its figures are counted again from the codings, and its forms say what they are for.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::program::Place;

const STUDY: [&str; 4] = ["--study", "sample", "--as", "lee"];

fn themes(args: &[&str]) -> String {
    Place::sample().ok(&[&["themes"], args, &STUDY].concat())
}

/// The cells of a Markdown table.
fn cells(table: &str) -> Vec<Vec<String>> {
    let rows = table.lines().filter(|line| line.starts_with('|'));
    let split = |line: &str| -> Vec<String> {
        let cells = line.trim_matches('|').split(" | ");
        cells.map(|cell| cell.trim().to_owned()).collect()
    };
    rows.map(split).collect()
}

#[test]
fn split_counts_are_those_of_the_codings_counted_by_hand() {
    let place = Place::sample();
    let people = place.ok(&[&["people", "list", "--raw"][..], &STUDY].concat());
    let mut rows = people.lines();
    let heads: Vec<&str> = rows.next().unwrap().split(',').collect();
    let group = heads.iter().position(|head| *head == "group").unwrap();
    let group_of: BTreeMap<&str, &str> = rows
        .map(|row| row.split(',').collect::<Vec<_>>())
        .map(|cells| (cells[0], cells[group]))
        .collect();
    let excerpts =
        place.json(&[&["quotes", "list", "--theme", "relationship"][..], &STUDY].concat());
    let mut by_group: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for excerpt in excerpts["excerpts"].as_array().unwrap() {
        for person in excerpt["people"].as_array().unwrap() {
            let person = person.as_str().unwrap();
            by_group.entry(group_of[person]).or_default().insert(person);
        }
    }
    let table = themes(&["--by", "role,site", "--themes", "lowest", "--md"]);
    let cells = cells(&table);
    let row = cells
        .iter()
        .find(|row| row[0] == "Relationship-building")
        .unwrap();
    let counted = |name: &str| by_group[name].len().to_string();
    assert_eq!(row[2..5], ["15", "13", "106"]);
    assert_eq!(row[5..7], [counted("parent"), counted("staff")]);
}

#[test]
fn a_cell_opens_to_exactly_the_excerpts_it_counts() {
    let place = Place::sample();
    let table = place.json(&[&["themes", "--by", "role,site"][..], &STUDY].concat());
    for row in table["rows"].as_array().unwrap().iter().step_by(7) {
        let key = row["key"].as_str().unwrap();
        for (attribute, counts) in row["by"].as_object().unwrap() {
            for (value, people) in counts.as_object().unwrap() {
                let condition = format!("{attribute}={value}");
                let list = ["quotes", "list", "--theme", key, "--where", &condition];
                let opened = place.json(&[&list[..], &STUDY].concat());
                let with_value = format!("{attribute}={value}");
                let found: BTreeSet<&str> = opened["excerpts"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .flat_map(|excerpt| excerpt["people"].as_array().unwrap())
                    .filter_map(Value::as_str)
                    .filter(|person| has(place, person, (attribute, value)))
                    .collect();
                assert_eq!(
                    found.len() as u64,
                    people.as_u64().unwrap(),
                    "{key} {with_value}"
                );
            }
        }
    }
}

fn has(place: &Place, person: &str, (attribute, value): (&str, &str)) -> bool {
    static LIST: std::sync::OnceLock<Value> = std::sync::OnceLock::new();
    let list = LIST.get_or_init(|| place.json(&[&["people", "list"][..], &STUDY].concat()));
    let column = list["columns"]
        .as_array()
        .unwrap()
        .iter()
        .position(|head| head == attribute);
    let rows = list["rows"].as_array().unwrap();
    let row = rows.iter().find(|row| row["label"] == person).unwrap();
    row["values"][column.unwrap()] == value
}

#[test]
fn the_journey_s_table_is_split_by_group_alone_and_says_what_is_undecided() {
    let table = themes(&[
        "--layer",
        "final",
        "--by",
        "role,site",
        "--themes",
        "lowest",
        "--md",
    ]);
    assert_eq!(cells(&table)[0][5..], ["parent", "staff"]);
    for said in [
        "disagreements undecided, left out",
        "6 people are alone in role × site, and role clinician is 2: split by group (parent, staff) only (k = 3)",
    ] {
        assert!(table.contains(said), "{said}: {table}");
    }
}

#[test]
fn quotes_stand_beside_their_themes_and_name_no_document() {
    let args = [
        "--themes",
        "lowest",
        "--quotes",
        "1",
        "--attribution",
        "role",
        "--md",
    ];
    let table = themes(&args);
    assert!(
        table.contains("“You can't get that out of a class.” (parent)")
            || table.contains("laundromat")
    );
    assert!(
        table.contains("no quote is chosen for strengths, recovery-capital"),
        "{table}"
    );
    for document in ["I02", "I06", "I12", "FG1", "FG2"] {
        assert!(!table.contains(document), "{document} is named");
    }
}

#[test]
fn a_table_is_made_again_from_its_spec() {
    let place = Place::new();
    crate::program::copy(&Place::sample().path("sample"), &place.path("sample"));
    let asked = [
        "themes",
        "--layer",
        "final",
        "--themes",
        "lowest",
        "--by",
        "group",
        "--quotes",
        "1",
        "--attribution",
        "role",
        "--title",
        "Table 2",
        "--md",
    ];
    let first = place.ok(&[&asked[..], &["--spec", "table2.json"], &STUDY].concat());
    let again = place.ok(&[&["table", "table2.json", "--md"][..], &STUDY].concat());
    assert_eq!(first, again);
    assert!(first.contains("Table 2"));
    place.write("wrong.json", "{\"table\": \"themes\",\n \"bye\": []}");
    let (_, said) = place.fails(&[&["table", "wrong.json"][..], &STUDY].concat());
    assert!(said.contains("line 2") && said.contains("bye"), "{said}");
}

#[test]
fn the_journey_s_quotes_leave_two_themes_without_one() {
    let table = [
        "quotes",
        "table",
        "--per-theme",
        "1",
        "--attribution",
        "role",
    ];
    let said = Place::sample().ok(&[&table[..], &STUDY].concat());
    assert!(
        said.contains("2 themes without a quote: strengths, recovery-capital"),
        "{said}"
    );
}

#[test]
fn quotes_are_spread_over_people() {
    let table = ["quotes", "table", "--per-theme", "1"];
    let said = Place::sample().json(&[&table[..], &STUDY].concat());
    let quotes = said["quotes"].as_array().unwrap();
    assert_eq!((quotes.len(), &said["people"]), (9, &9.into()), "{said}");
}

#[test]
fn each_quote_is_printed_once_while_a_theme_has_another() {
    let table = ["quotes", "table", "--themes", "themes", "--per-theme", "5"];
    let said = Place::sample().json(&[&table[..], &STUDY].concat());
    let quotes = said["quotes"].as_array().unwrap();
    let refs: BTreeSet<&str> = quotes
        .iter()
        .map(|of| of["ref"].as_str().unwrap())
        .collect();
    assert_eq!(refs.len(), 12);
    assert!(
        said["notes"][0]
            .as_str()
            .unwrap()
            .starts_with("12 quotes of 12 chosen"),
        "{said}"
    );
}
