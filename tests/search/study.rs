//! Searching whole studies by command: blindness, corrections, kills, languages.

use crate::cli::{ONE, code, in_a_round, small_study};
use crate::program::Place;

/// Ana and ben in a blind round over T1 and T2; ana has coded, ben has not.
fn blind() -> Place {
    let place = in_a_round();
    code(
        &place,
        "machine",
        ("study", "ana"),
        &[
            ("T1", "My worker.", "support"),
            ("T2", "They listened to me.", "voice"),
        ],
    );
    place
}

#[test]
fn a_blind_round_leaks_nothing_through_hits_facets_counts_or_similar_passages() {
    let place = blind();
    let as_ben = |command: &str, asked: &[&str]| {
        let head = [command, "--study", "study", "--as", "ben", "--json"];
        place.run_on("laptop", &[&head, asked].concat())
    };
    let found = |line: &str| -> serde_json::Value {
        let output = as_ben("search", &["--", line]);
        serde_json::from_slice(&output.stdout).unwrap()
    };
    for line in [
        "code:support",
        "coder:ana",
        "coded",
        "code:support coder:ana",
    ] {
        assert_eq!(found(line)["turns"], 0, "{line}");
    }
    let all = found("-role:interviewer");
    assert_eq!(all["turns"], 6);
    let written = all.to_string();
    assert!(
        !written.contains("support") && !written.contains("\"value\":\"coded\""),
        "{written}"
    );
    assert_eq!(
        found("uncoded worker")["hits"][0]["codes"],
        serde_json::json!([])
    );
    let similar = as_ben("similar", &["--code", "support"]);
    let said = String::from_utf8_lossy(&similar.stderr).into_owned();
    assert!(
        said.contains("nothing that you may see is coded support"),
        "{said}"
    );
    // What ana may see is there for ana.
    let own = place.json(&["search", "code:support", "--study", "study", "--as", "ana"]);
    assert_eq!(own["turns"], 1);
}

#[test]
fn a_corrected_text_is_searched_as_it_is_now_and_an_index_that_is_gone_is_made_again() {
    let place = small_study();
    let turns = |line: &str| place.json(&["search", line, "--study", "study"])["turns"].clone();
    assert_eq!(turns("worker"), 1);
    place.write("T1.txt", ONE.replace("My worker.", "My neighbour."));
    place.ok(&["document", "revise", "T1", "T1.txt", "--study", "study"]);
    assert_eq!(turns("worker"), 0);
    assert_eq!(turns("neighbour"), 1);
    let state = place.path(".state-machine");
    let indexes = || -> Vec<std::path::PathBuf> {
        let studies = std::fs::read_dir(&state).unwrap();
        let folders = studies.flat_map(|study| std::fs::read_dir(study.unwrap().path()).unwrap());
        let names = folders.map(|folder| folder.unwrap().path());
        names
            .filter(|path| {
                path.file_name()
                    .unwrap()
                    .to_string_lossy()
                    .starts_with("index-")
            })
            .collect()
    };
    assert_eq!(indexes().len(), 1, "the index lies outside the study");
    std::fs::remove_dir_all(&indexes()[0]).unwrap();
    assert_eq!(turns("neighbour"), 1);
    for entry in std::fs::read_dir(&indexes()[0]).unwrap() {
        std::fs::write(entry.unwrap().path(), "no index").unwrap();
    }
    assert_eq!(turns("neighbour"), 1);
    let index = &indexes()[0];
    std::fs::rename(index, index.with_file_name("index-of-another-version")).unwrap();
    assert_eq!(turns("neighbour"), 1);
    assert_eq!(
        indexes().len(),
        1,
        "what another version made is thrown away"
    );
}

#[test]
fn an_index_with_damaged_files_is_thrown_away_and_the_answer_is_whole() {
    let place = Place::sample();
    let sample = Place::new();
    crate::program::copy(&place.path("sample"), &sample.path("study"));
    let turns = |line: &str| {
        sample.json(&["search", line, "--study", "study", "--as", "ana"])["turns"].clone()
    };
    let whole = (
        turns("the plan"),
        turns("\"the phone\""),
        turns("metha* OR night~1"),
    );
    for ending in ["pos", "idx", "term", "fast"] {
        let state = sample.path(".state-machine");
        let mut damaged = 0;
        for file in walk(&state) {
            if file.extension().is_some_and(|own| own == ending) {
                let mut bytes = std::fs::read(&file).unwrap();
                let (from, to) = (bytes.len() / 4, bytes.len() * 3 / 4);
                bytes[from..to].iter_mut().for_each(|byte| *byte ^= 0x5a);
                std::fs::remove_file(&file).unwrap();
                std::fs::write(&file, bytes).unwrap();
                damaged += 1;
            }
        }
        assert!(damaged > 0, "{ending}");
        let found = (
            turns("the plan"),
            turns("\"the phone\""),
            turns("metha* OR night~1"),
        );
        assert_eq!(found, whole, "{ending}");
    }
}

/// Every file below a folder.
fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| match path.is_dir() {
            true => walk(&path),
            false => vec![path],
        })
        .collect()
}

#[test]
fn a_word_is_found_with_accents_and_without() {
    let place = Place::new();
    place.write(
        "T1.txt",
        "Mum: My r\u{e9}sum\u{e9}.\nMum: Their resumes.\nMum: I resumed.\nMum: The caf\u{e9}s.\n",
    );
    place.ok(&["init", "study", "--title", "T", "--coder", "ana", "--lead"]);
    place.ok(&["import", "T1.txt", "--study", "study"]);
    let found = |line: &str| -> Vec<u64> {
        let found = place.json(&["search", line, "--order", "document", "--study", "study"]);
        let hits = found["hits"].as_array().unwrap().iter();
        hits.map(|hit| hit["turn"].as_u64().unwrap()).collect()
    };
    assert_eq!(found("resume"), [1, 2, 3]);
    assert_eq!(found("\"resumes\""), [2]);
    assert_eq!(found("my NEAR/1 resume"), [1]);
    assert_eq!(found("r\u{e9}sum\u{e9}"), [1]);
    assert_eq!(found("caf\u{e9}"), [4]);
    assert_eq!(found("cafes"), [4]);
}

#[test]
fn a_turn_has_several_codes_and_counts_once() {
    let place = Place::sample();
    let found = place.json(&[
        "search",
        "code:relationship",
        "--study",
        "sample",
        "--as",
        "ana",
    ]);
    let turns = found["turns"].as_u64().unwrap();
    let slices = found["facets"].as_array().unwrap().iter();
    let of = |field: &str| -> u64 {
        let facet = slices
            .clone()
            .find(|facet| facet["field"] == field)
            .unwrap();
        let slices = facet["slices"].as_array().unwrap().iter();
        slices.map(|slice| slice["turns"].as_u64().unwrap()).sum()
    };
    assert_eq!(of("document"), turns);
    assert!(of("code") > turns);
    assert_eq!(found["hits"].as_array().unwrap().len() as u64, turns);
}

#[test]
fn a_study_in_another_language_is_searched_by_its_own_forms() {
    let place = Place::new();
    place.ok(&[
        "init", "study", "--title", "Häuser", "--coder", "ana", "--lead",
    ]);
    place.write("T1.txt", "INT: Wo?\nP: In den Häusern am Fluss.\n");
    place.ok(&["import", "T1.txt", "--study", "study"]);
    let turns = || place.json(&["search", "Haus", "--study", "study"])["turns"].clone();
    assert_eq!(turns(), 0);
    place.ok(&["study", "set", "language", "German", "--study", "study"]);
    assert_eq!(turns(), 1);
}
