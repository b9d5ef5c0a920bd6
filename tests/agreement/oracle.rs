//! Reference values: published worked examples and cases computed by independent programs, one JSON file a case.
//!
//! Every expected number of a case is either checked or named in `LATER`, so that no number is passed over in silence.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use intercoder::agreement::alpha::{alpha, disagreement};
use intercoder::agreement::chance::{
    ac1, brennan_prediger, brennan_prediger_chance, fleiss, fleiss_chance, gwet_chance,
};
use intercoder::agreement::figure::Figure;
use intercoder::agreement::interval::jackknife;
use intercoder::agreement::pair::{self, Contingency};
use intercoder::agreement::rating::{Counts, NO, Rating, YES, total};
use intercoder::agreement::share::percent;
use serde_json::Value;

use super::{check, counted};

/// Parts of the names of expected numbers that wait for later work, and which work.
const LATER: &[(&str, &str)] = &[
    ("_ordinal", "alpha with the ordinal metric"),
    ("_interval", "alpha with the interval metric"),
    ("_ratio", "alpha with the ratio metric"),
    ("_linear", "linear weights"),
    ("_quadratic", "quadratic weights"),
    ("conger", "Conger's kappa"),
    (
        "cohen_se",
        "analytic standard errors, which assume independent units",
    ),
    ("jaccard", "agreement on coded text only, and set alpha"),
    ("set_alpha_masi", "set alpha"),
    ("per_document_overall", "set alpha within a document"),
    ("_percentile", "the bootstrap"),
    ("se_unit", "the bootstrap"),
    ("se_cluster", "the bootstrap"),
    (
        "check_",
        "values of other programs that are themselves approximate",
    ),
];

struct Case {
    id: String,
    tree: Value,
    tolerance: f64,
}

impl Case {
    fn read(id: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/oracle/{id}.json"));
        let tree: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        let tolerance = tree["tolerance"].as_f64().unwrap();
        Self {
            id: id.to_owned(),
            tree,
            tolerance,
        }
    }

    /// Checks every expected number against the figure `found` has for its name, but for families of numbers that
    /// the caller checks one by one.
    fn check_all(&self, families: &[&str], found: impl Fn(&str) -> Option<Figure>) {
        for (name, expected) in self.tree["expected"].as_object().unwrap() {
            let waits = LATER.iter().any(|(part, _)| name.contains(part));
            if waits || families.contains(&name.as_str()) {
                continue;
            }
            let figure = found(name).unwrap_or_else(|| panic!("{}: {name} unchecked", self.id));
            self.check(name, figure, expected);
        }
    }

    fn check(&self, what: &str, found: Figure, expected: &Value) {
        let what = format!("{} {what}", self.id);
        if let Some(reason) = expected.as_str() {
            assert_eq!(found.unwrap_err().as_str(), reason, "{what}");
            return;
        }
        assert!(expected.is_null() || expected.is_number(), "{what}");
        check(&what, found, expected.as_f64(), self.tolerance);
    }
}

/// A table of units by the values given, as categories of the declared scale or else of the values seen.
fn matrix(data: &Value) -> Counts {
    let rows: Vec<&Vec<Value>> = list(&data["units"])
        .iter()
        .map(|row| row.as_array().unwrap())
        .collect();
    let scale: Vec<u64> = match data["categories"].as_array() {
        Some(declared) => declared.iter().filter_map(Value::as_u64).collect(),
        None => {
            let seen: BTreeSet<u64> = rows
                .iter()
                .copied()
                .flatten()
                .filter_map(Value::as_u64)
                .collect();
            seen.into_iter().collect()
        }
    };
    let place = |value: u64| {
        scale
            .iter()
            .position(|&category| category == value)
            .unwrap() as u32
    };
    let units: Vec<Vec<Rating>> = rows
        .iter()
        .map(|row| row.iter().map(|value| value.as_u64().map(place)).collect())
        .collect();
    counted(scale.len(), &units)
}

/// Two coders' table of units by category.
fn contingency(table: &[Vec<u64>]) -> Counts {
    let mut counts = Counts::new(2, table.len());
    for (first, row) in table.iter().enumerate() {
        for (second, &units) in row.iter().enumerate() {
            counts.add(&[Some(first as u32), Some(second as u32)], units);
        }
    }
    counts
}

/// The figure that an expected name asks for.
fn named(counts: &Counts, name: &str) -> Option<Figure> {
    let first_two = Contingency::of(counts, (0, 1));
    Some(match name {
        "alpha_nominal" => alpha(counts),
        "Do_nominal" => disagreement(counts).map(|found| found.observed),
        "De_nominal" => disagreement(counts).map(|found| found.expected),
        "n_pairable" => Ok(counts.pairable_values() as f64),
        "percent" => percent(counts),
        "fleiss" | "scott_pi" => fleiss(counts),
        "ac1" => ac1(counts),
        "brennan_prediger" => brennan_prediger(counts),
        "pe_fleiss" => fleiss_chance(counts).map(|found| found.expected),
        "pe_gwet" => gwet_chance(counts).map(|found| found.expected),
        "pe_bp" => brennan_prediger_chance(counts).map(|found| found.expected),
        "cohen" => pair::cohen(&first_two),
        "holsti" => pair::holsti(&first_two, YES),
        "reason" => alpha(counts),
        _ => return None,
    })
}

fn list(value: &Value) -> &Vec<Value> {
    value.as_array().unwrap()
}

#[test]
fn worked_examples_give_their_published_figures() {
    for id in [
        "alpha-krippendorff-2004-p224",
        "alpha-krippendorff-2011-12x4",
        "alpha-random-s100",
        "chance-random-s200",
        "chance-random-s203",
        "degenerate-all-same",
        "fleiss-1971-diagnoses",
        "randolph-2005-2",
    ] {
        let case = Case::read(id);
        let counts = matrix(&case.tree["data"]);
        case.check_all(&[], |name| named(&counts, name));
    }
}

#[test]
fn tables_of_two_coders_give_their_published_figures() {
    for id in ["cohen-1960-p45", "gwet-paradox-2x2", "kappa-2x2-textbook"] {
        let case = Case::read(id);
        let table: Vec<Vec<u64>> = list(&case.tree["data"]["table"])
            .iter()
            .map(|row| list(row).iter().filter_map(Value::as_u64).collect())
            .collect();
        let counts = contingency(&table);
        case.check_all(&[], |name| named(&counts, name));
    }
    let case = Case::read("nvivo-doc-1000-chars");
    let cell = |name: &str| case.tree["data"][name].as_u64().unwrap();
    let counts = contingency(&[
        vec![cell("neither"), cell("only_b")],
        vec![cell("only_a"), cell("both")],
    ]);
    case.check_all(&[], |name| named(&counts, name));
}

#[test]
fn the_jackknife_over_documents_gives_its_reference_interval() {
    let case = Case::read("bootstrap-s900");
    let documents: Vec<Counts> = list(&case.tree["data"]["documents"])
        .iter()
        .map(matrix)
        .collect();
    let counts = total(&documents);
    let interval = jackknife(&documents, alpha).unwrap();
    case.check_all(&["ci95_jackknife_t", "leave_one_out"], |name| match name {
        "se_jackknife_transcript" => Some(Ok(interval.standard_error)),
        _ => named(&counts, name),
    });
    let expected = &case.tree["expected"];
    assert_eq!(interval.without_each.len(), documents.len());
    for (found, expected) in interval
        .without_each
        .iter()
        .zip(list(&expected["leave_one_out"]))
    {
        case.check("leave_one_out", Ok(*found), expected);
    }
    case.check("low", Ok(interval.low), &expected["ci95_jackknife_t"][0]);
    case.check("high", Ok(interval.high), &expected["ci95_jackknife_t"][1]);
}

/// One document of the project case: per unit and coder the codes, or nothing for a coder who did not code it.
type Coded = Vec<Vec<Option<BTreeSet<String>>>>;

struct Project {
    case: Case,
    documents: Vec<Coded>,
}

const CODERS: [&str; 3] = ["A", "B", "C"];

impl Project {
    fn read() -> Self {
        let case = Case::read("project-s800");
        let codes = |unit: &Value, coder: &str| {
            let applied = unit[coder].as_array()?;
            Some(
                applied
                    .iter()
                    .filter_map(Value::as_str)
                    .map(str::to_owned)
                    .collect(),
            )
        };
        let documents = list(&case.tree["data"]["documents"])
            .iter()
            .map(|document| {
                list(&document["units"])
                    .iter()
                    .map(|unit| CODERS.iter().map(|coder| codes(unit, coder)).collect())
                    .collect()
            })
            .collect();
        Self { case, documents }
    }

    /// The counts of "some code that fits applies".
    fn counts(&self, fits: impl Fn(&str) -> bool) -> Counts {
        let mut counts = Counts::yes_no(CODERS.len());
        for unit in self.documents.iter().flatten() {
            let row: Vec<Rating> = unit
                .iter()
                .map(|codes| yes_or_no(codes.as_ref(), &fits))
                .collect();
            counts.add(&row, 1);
        }
        counts
    }

    /// The counts of "the code occurs in the document", with documents as units.
    fn presence(&self, code: &str) -> Counts {
        let mut counts = Counts::yes_no(CODERS.len());
        for document in &self.documents {
            let row: Vec<Rating> = (0..CODERS.len())
                .map(|coder| {
                    let all: Option<BTreeSet<String>> = document
                        .iter()
                        .map(|unit| unit[coder].clone())
                        .try_fold(BTreeSet::new(), |mut all, codes| {
                            all.extend(codes?);
                            Some(all)
                        });
                    yes_or_no(all.as_ref(), |other| other == code)
                })
                .collect();
            counts.add(&row, 1);
        }
        counts
    }

    fn expected(&self, family: &str) -> &serde_json::Map<String, Value> {
        self.case.tree["expected"][family].as_object().unwrap()
    }
}

fn yes_or_no(codes: Option<&BTreeSet<String>>, fits: impl Fn(&str) -> bool) -> Rating {
    codes.map(|codes| {
        if codes.iter().any(|code| fits(code)) {
            YES
        } else {
            NO
        }
    })
}

#[test]
fn a_project_with_missing_coders_gives_its_figures_per_code_and_theme() {
    let project = Project::read();
    for (code, expected) in project.expected("per_code") {
        let counts = project.counts(|other| other == code);
        project.case.check(code, alpha(&counts), &expected["alpha"]);
        project
            .case
            .check(code, percent(&counts), &expected["percent"]);
    }
    for (theme, expected) in project.expected("per_theme") {
        let below = format!("{theme}/");
        let counts = project.counts(|other| other == theme || other.starts_with(&below));
        project
            .case
            .check(theme, alpha(&counts), &expected["alpha"]);
    }
}

#[test]
fn a_project_with_missing_coders_gives_its_figures_per_pair() {
    let project = Project::read();
    for (pair_name, codes) in project.expected("per_pair") {
        let coders = match pair_name.as_str() {
            "AB" => (0, 1),
            "AC" => (0, 2),
            _ => (1, 2),
        };
        for (code, expected) in codes.as_object().unwrap() {
            let table = Contingency::of(&project.counts(|other| other == code), coders);
            project
                .case
                .check(code, pair::cohen(&table), &expected["kappa"]);
            assert_eq!(table.units(), expected["units"]);
            assert_eq!(table.both(YES), expected["both"]);
        }
    }
}

#[test]
fn a_project_with_missing_coders_gives_its_figures_per_document_and_set() {
    let project = Project::read();
    for (code, expected) in project.expected("document_presence_alpha") {
        project
            .case
            .check(code, alpha(&project.presence(code)), expected);
    }
    // Sets that are equal or not are a nominal scale whose categories are the sets.
    let mut sets = BTreeMap::new();
    let mut counts = Counts::new(CODERS.len(), 0);
    for unit in project.documents.iter().flatten() {
        let row: Vec<Rating> = unit
            .iter()
            .map(|codes| {
                let next = sets.len() as u32;
                codes
                    .as_ref()
                    .map(|codes| *sets.entry(codes).or_insert(next))
            })
            .collect();
        counts.add(&row, 1);
    }
    let families = [
        "per_code",
        "per_theme",
        "per_pair",
        "document_presence_alpha",
    ];
    project.case.check_all(&families, |name| match name {
        "overall_set_alpha_nominal" => Some(alpha(&counts)),
        _ => None,
    });
}

#[test]
fn every_number_that_waits_is_in_a_case() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle");
    let names: BTreeSet<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .flat_map(|path| {
            let case = Case::read(path.file_stem().unwrap().to_str().unwrap());
            let names = case.tree["expected"].as_object().unwrap().keys().cloned();
            names.collect::<Vec<String>>()
        })
        .collect();
    for (part, work) in LATER {
        let waiting = names.iter().any(|name| name.contains(part));
        assert!(waiting, "nothing waits for {work} under {part}");
    }
}
