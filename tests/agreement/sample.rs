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
