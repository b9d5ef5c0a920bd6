//! The sample study: figures that an independent program computed from the same transcripts and codings.
//!
//! The reader here is as small as the sample allows (every quote lies within one turn and occurs once), so that these
//! figures do not depend on how the program itself imports and codes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use intercoder::agreement::alpha::alpha;
use intercoder::agreement::chance::{ac1, brennan_prediger};
use intercoder::agreement::interval::jackknife;
use intercoder::agreement::pair::{self, Contingency};
use intercoder::agreement::rating::{Counts, NO, YES, total};
use intercoder::agreement::share::percent;
use serde_json::Value;

use super::check;
use crate::program::Place;

const CODERS: [&str; 3] = ["ana", "ben", "chi"];

/// A document: for each turn of a participant, and each coder, the codes on it.
type Turns = Vec<[BTreeSet<String>; 3]>;

/// Codes of theme use, with the parent of each.
type Codebook = BTreeMap<String, Option<String>>;

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

fn expected() -> Value {
    serde_json::from_str(&read("transcripts-sample/expected.json")).unwrap()
}

fn codebook() -> Codebook {
    let tree: Value = serde_json::from_str(&read("codebooks/codebook-tier.json")).unwrap();
    let codes = tree["codes"].as_array().unwrap().iter();
    codes
        .filter(|code| code["use"] == "theme")
        .map(|code| {
            let parent = code["parent"].as_str().map(str::to_owned);
            (code["id"].as_str().unwrap().to_owned(), parent)
        })
        .collect()
}

fn document(name: &str, round: u64) -> Turns {
    let transcript = read(&format!("transcripts-sample/transcripts/{name}.txt"));
    let spoken: Vec<&str> = transcript
        .lines()
        .filter(|line| line.starts_with('P'))
        .collect();
    let mut turns: Turns = vec![Default::default(); spoken.len()];
    for line in read(&format!("transcripts-sample/codings/{name}.jsonl")).lines() {
        let coding: Value = serde_json::from_str(line).unwrap();
        let (quote, code) = (
            coding["quote"].as_str().unwrap(),
            coding["code"].as_str().unwrap(),
        );
        let coder = CODERS
            .iter()
            .position(|coder| coding["coder"] == **coder)
            .unwrap();
        let turn = spoken.iter().position(|turn| turn.contains(quote)).unwrap();
        if coding["round"] == round {
            turns[turn][coder].insert(code.to_owned());
        }
    }
    turns
}

/// Per document, the counts of "some code that fits is on the turn".
fn counts(documents: &[Turns], fits: impl Fn(&str) -> bool) -> Vec<Counts> {
    documents
        .iter()
        .map(|turns| {
            let mut counts = Counts::yes_no(CODERS.len());
            for turn in turns {
                let applies = |codes: &BTreeSet<String>| codes.iter().any(|code| fits(code));
                counts.add(
                    &turn
                        .each_ref()
                        .map(|codes| Some(if applies(codes) { YES } else { NO })),
                    1,
                );
            }
            counts
        })
        .collect()
}

/// Whether a code is a theme or lies below it.
fn within(codebook: &Codebook, code: &str, theme: &str) -> bool {
    let Some(parent) = codebook.get(code) else {
        return false;
    };
    code == theme
        || parent
            .as_ref()
            .is_some_and(|parent| within(codebook, parent, theme))
}

fn check_row(what: &str, counts: &Counts, expected: &Value) {
    let figures = [
        ("alpha", alpha(counts)),
        ("percent", percent(counts)),
        ("ac1", ac1(counts)),
        ("brennan_prediger", brennan_prediger(counts)),
    ];
    for (name, figure) in figures {
        check(
            &format!("{what} {name}"),
            figure,
            expected[name].as_f64(),
            1e-9,
        );
    }
    for (first, second) in counts.coder_pairs() {
        let name = format!("{}-{}", CODERS[first], CODERS[second]);
        let kappa = pair::cohen(&Contingency::of(counts, (first, second)));
        check(
            &format!("{what} {name}"),
            kappa,
            expected["pairs"][&name].as_f64(),
            1e-9,
        );
    }
}

#[test]
fn round_1_of_the_sample_gives_its_figures_per_code_and_theme() {
    let (expected, codebook) = (expected(), codebook());
    let documents = ["I02", "I06"].map(|name| document(name, 1));
    let level = &expected["agreement_round_1_turn_code"];
    for (code, row) in level["rows"].as_object().unwrap() {
        let counts = total(&counts(&documents, |other| other == code));
        assert_eq!(counts.units(), level["n_units"]);
        check_row(code, &counts, row);
    }
    let level = &expected["agreement_round_1_turn_theme"];
    for (theme, row) in level["rows"].as_object().unwrap() {
        let counts = total(&counts(&documents, |code| within(&codebook, code, theme)));
        assert_eq!(counts.pairable_units(), level["n_units"]);
        check_row(theme, &counts, row);
    }
}

#[test]
fn round_2_of_the_sample_gives_its_intervals() {
    let (expected, codebook) = (expected(), codebook());
    let documents = ["I12", "FG2", "I03", "I09"].map(|name| document(name, 2));
    for (theme, ends) in expected["alpha_ci_round_2_turn_theme"].as_object().unwrap() {
        let counts = counts(&documents, |code| within(&codebook, code, theme));
        let interval = jackknife(&counts, alpha).unwrap();
        check(theme, Ok(interval.low), ends[0].as_f64(), 1e-9);
        check(theme, Ok(interval.high), ends[1].as_f64(), 1e-9);
    }
}

/// MASI or Jaccard distance between two sets, from their definitions.
fn apart(masi: bool, one: &BTreeSet<String>, other: &BTreeSet<String>) -> f64 {
    if one == other {
        return 0.0;
    }
    let common = one.intersection(other).count() as f64;
    let share = common / one.union(other).count() as f64;
    let within = one.is_subset(other) || other.is_subset(one);
    match (masi, within) {
        (false, _) => 1.0 - share,
        (true, true) => 1.0 - share * 2.0 / 3.0,
        (true, false) => 1.0 - share / 3.0,
    }
}

/// Set alpha over pairs of ratings, as Krippendorff defines it.
fn set_alpha(masi: bool, units: &[[BTreeSet<String>; 3]]) -> f64 {
    let between = |sets: &[&BTreeSet<String>]| -> f64 {
        let from = |one: &&BTreeSet<String>| -> f64 {
            sets.iter().map(|other| apart(masi, one, other)).sum()
        };
        sets.iter().map(from).sum()
    };
    let all: Vec<&BTreeSet<String>> = units.iter().flatten().collect();
    let n = all.len() as f64;
    let observed: f64 = (units.iter())
        .map(|unit| between(&unit.iter().collect::<Vec<_>>()) / 2.0)
        .sum();
    1.0 - (observed / n) / (between(&all) / (n * (n - 1.0)))
}

/// Kappa pooled over codes and pairs, from each coder's shares.
fn pooled(units: &[[BTreeSet<String>; 3]], codes: &BTreeSet<String>) -> f64 {
    let n = units.len() as f64;
    let (mut observed, mut expected) = (0.0, 0.0);
    for code in codes {
        let used = |coder: usize| {
            units
                .iter()
                .filter(|unit| unit[coder].contains(code))
                .count() as f64
                / n
        };
        for (one, other) in [(0, 1), (0, 2), (1, 2)] {
            let same = |unit: &&[BTreeSet<String>; 3]| {
                unit[one].contains(code) == unit[other].contains(code)
            };
            observed += units.iter().filter(same).count() as f64 / n;
            expected += used(one) * used(other) + (1.0 - used(one)) * (1.0 - used(other));
        }
    }
    let tables = codes.len() as f64 * 3.0;
    (observed - expected) / (tables - expected)
}

#[test]
fn all_codes_at_once_are_what_an_independent_count_gives() {
    let codebook = codebook();
    for (round, names) in [
        ("1", &["I02", "I06"][..]),
        ("2", &["I12", "FG2", "I03", "I09"][..]),
    ] {
        let found = Place::sample().json(&[
            "agree", "--round", round, "--unit", "turn", "--study", "sample",
        ]);
        let mut units: Vec<[BTreeSet<String>; 3]> = names
            .iter()
            .flat_map(|name| document(name, round.parse().unwrap()))
            .collect();
        // Process codes are in no figure.
        for set in units.iter_mut().flatten() {
            set.retain(|code| codebook.contains_key(code));
        }
        let codes: BTreeSet<String> = units.iter().flatten().flatten().cloned().collect();
        let overall = &found["overall"];
        assert_eq!(overall["n_codes"], codes.len());
        let figure = |name: &str| Ok(overall[name].as_f64().unwrap());
        check(
            "masi",
            figure("set_alpha_masi"),
            Some(set_alpha(true, &units)),
            1e-9,
        );
        check(
            "jaccard",
            figure("set_alpha_jaccard"),
            Some(set_alpha(false, &units)),
            1e-9,
        );
        check(
            "pooled",
            figure("pooled_kappa"),
            Some(pooled(&units, &codes)),
            1e-9,
        );
        for name in ["set_alpha_masi", "set_alpha_jaccard", "pooled_kappa"] {
            assert_eq!(overall[format!("{name}_reason")], Value::Null);
        }
    }
}
