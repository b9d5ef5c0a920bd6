//! Whole projects on the command line: in, out, and in again.

use serde_json::Value;

use crate::program::Place;
use crate::refi::{marked, project_xml, zipped};

/// A study of ana, who leads it, with nothing in it.
pub fn empty() -> Place {
    let place = Place::new();
    place.ok(&["init", "study", "--title", "T", "--coder", "ana", "--lead"]);
    place
}

pub fn put(place: &Place, name: &str, bytes: &[u8]) {
    place.write(name, bytes);
}

fn nvivo() -> Vec<u8> {
    let raw = "\u{feff}INT1: How are you? 😀\r\nP01: Better, thank you 😀 now.\r\nINT1: Who helps?\r\nP01: My worker 😀 comes every week.\r\n";
    let place = |words: &str| {
        let body = raw.trim_start_matches('\u{feff}');
        let start = body[..body.find(words).unwrap()].encode_utf16().count() as u64;
        (start, start + words.encode_utf16().count() as u64)
    };
    let marks = marked(place("Better"), ("", "C1"))
        + &marked(place("Better"), ("", "c2"))
        + &marked(place("comes every week"), ("", "C2"));
    let xml = project_xml("NVivo 12.6", &marks);
    zipped(&[
        ("project.qde", xml.as_bytes()),
        ("Sources/S1.txt", raw.as_bytes()),
    ])
}

fn quotes(codings: &Value) -> Vec<(&str, &str)> {
    let rows = codings["codings"].as_array().unwrap();
    let mut quotes: Vec<_> = rows
        .iter()
        .map(|row| {
            (
                row["code"].as_str().unwrap(),
                row["quote"].as_str().unwrap(),
            )
        })
        .collect();
    quotes.sort_unstable();
    quotes
}

#[test]
fn a_project_of_nvivo_comes_in_whole_and_twice_changes_nothing() {
    let place = empty();
    put(&place, "trial.qdpx", &nvivo());
    let said = place.ok(&["import", "trial.qdpx", "--study", "study"]);
    assert!(said.contains("from NVivo 12.6"), "{said}");
    assert!(said.contains("3 excerpts, read as UTF-16 units"), "{said}");
    assert!(said.contains("new coder Jane"), "{said}");
    assert!(
        said.contains("1 document, 0 people, 2 codes, 3 codings, 0 memos"),
        "{said}"
    );
    let listed = place.json(&["coding", "list", "--study", "study"]);
    assert_eq!(
        quotes(&listed),
        [
            ("Hope", "Better"),
            ("Trust", "Better"),
            ("Trust", "comes every week")
        ]
    );
    let before = std::fs::read_dir(place.path("study/journal"))
        .unwrap()
        .count();
    let again = place.ok(&["import", "trial.qdpx", "--study", "study"]);
    assert!(
        again.contains("0 documents, 0 people, 0 codes, 0 codings, 0 memos"),
        "{again}"
    );
    assert!(
        again.contains("there already: 1 document, 2 codes, 3 codings"),
        "{again}"
    );
    assert_eq!(
        std::fs::read_dir(place.path("study/journal"))
            .unwrap()
            .count(),
        before
    );
}

#[test]
fn a_dry_run_says_all_of_it_and_changes_nothing() {
    let place = empty();
    put(&place, "trial.qdpx", &nvivo());
    let said = place.ok(&["import", "trial.qdpx", "--dry-run", "--study", "study"]);
    assert!(
        said.contains("3 codings, 0 memos, 0 finished documents: would be added"),
        "{said}"
    );
    let status = place.json(&["document", "list", "--study", "study"]);
    assert_eq!(status["documents"].as_array().unwrap().len(), 0);
}

#[test]
fn users_can_be_said_to_be_coders_that_are_there() {
    let place = empty();
    put(&place, "trial.qdpx", &nvivo());
    place.ok(&[
        "import",
        "trial.qdpx",
        "--user",
        "Jane=ana",
        "--done",
        "--study",
        "study",
    ]);
    let listed = place.json(&["coding", "list", "--study", "study"]);
    let coders = listed["codings"].as_array().unwrap();
    assert!(coders.iter().all(|row| row["coder"] == "ana"), "{listed}");
    let (code, said) = place.fails(&[
        "import",
        "trial.qdpx",
        "--user",
        "Nobody=ana",
        "--study",
        "study",
    ]);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("no user “Nobody”"), "{said}");
}

/// The rows of a list that say the same in every study: no refs, no times.
fn lasting(value: &Value, (list, fields): (&str, &[&str])) -> Vec<String> {
    let rows = value[list].as_array().unwrap().iter();
    assert!(
        rows.len() > 0 && rows.clone().all(|row| row.get(fields[0]).is_some()),
        "{list}"
    );
    let mut rows: Vec<String> = rows
        .map(|row| {
            fields
                .iter()
                .map(|field| format!("{} ", row[*field]))
                .collect()
        })
        .collect();
    rows.sort();
    rows
}

fn all_of(place: &Place, study: &str) -> Vec<Vec<String>> {
    let json = |args: &[&str]| {
        let args: Vec<&str> = args
            .iter()
            .copied()
            .chain(["--study", study, "--as", "lee"])
            .collect();
        place.json(&args)
    };
    let whole = json(&["export", "json"]);
    vec![
        lasting(
            &json(&["coding", "list"]),
            (
                "codings",
                &[
                    "coder", "document", "code", "start", "end", "quote", "value",
                ],
            ),
        ),
        lasting(
            &whole,
            (
                "codebook",
                &[
                    "id",
                    "name",
                    "parent",
                    "origin",
                    "definition",
                    "use_when",
                    "not_when",
                    "example",
                    "use",
                    "assignable",
                    "scale",
                    "color",
                ],
            ),
        ),
        lasting(&json(&["coder", "list"]), ("coders", &["coder"])),
        lasting(&whole, ("people", &["id", "attributes"])),
        lasting(
            &json(&["document", "list"]),
            (
                "documents",
                &["id", "kind", "turns", "words", "speakers", "text_sha256"],
            ),
        ),
    ]
}

/// The agreement of three coders on two documents, with every figure as it was computed.
fn agreement(place: &Place, study: &str) -> Value {
    let args = [
        "agree",
        "--documents",
        "I02,I06,I07",
        "--coders",
        "ana,ben,chi",
        "--allow-incomplete",
        "--study",
        study,
        "--as",
        "lee",
    ];
    let mut report = place.json(&args);
    // Which round and version codings were made under is what the standard cannot carry.
    fn forget(value: &mut Value) {
        match value {
            Value::Object(map) => {
                map.remove("rounds");
                map.remove("codebook_versions");
                map.values_mut().for_each(forget);
            }
            Value::Array(list) => list.iter_mut().for_each(forget),
            _ => {}
        }
    }
    forget(&mut report);
    report
}

fn check_round_trip(program: &str) {
    let place = Place::with_sample();
    place.ok(&[
        "document", "speakers", "FG2", "--turn", "3", "--is", "P07", "--study", "sample", "--as",
        "lee",
    ]);
    let copied = |from: &str, to: &str| {
        let file = format!("{from}-{program}.qdpx");
        place.ok(&[
            "export", "refi", "--for", program, "-o", &file, "--study", from, "--as", "lee",
        ]);
        place.ok(&["init", to, "--title", "T", "--coder", "lee", "--lead"]);
        place.ok(&["import", &file, "--study", to, "--as", "lee"]);
    };
    copied("sample", "second");
    copied("second", "third");
    let first = all_of(&place, "sample");
    for (at, list) in all_of(&place, "second").into_iter().enumerate() {
        assert_eq!(list, first[at]);
    }
    assert_eq!(all_of(&place, "third"), first);
    assert_eq!(agreement(&place, "second"), agreement(&place, "sample"));
    assert_eq!(agreement(&place, "third"), agreement(&place, "sample"));
}

#[test]
fn out_and_in_and_out_and_in_again_nothing_is_lost_and_agreement_is_the_same_to_the_last_digit() {
    check_round_trip("standard");
}

#[test]
fn the_same_holds_for_texts_and_places_as_nvivo_wants_them() {
    check_round_trip("nvivo");
}

#[test]
fn what_is_written_for_each_program_is_valid_by_the_published_schema() {
    let schema = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/refi/Project.xsd");
    let has_validator = std::process::Command::new("xmllint")
        .arg("--version")
        .output()
        .is_ok();
    let place = Place::sample();
    for program in ["standard", "nvivo", "atlas", "maxqda"] {
        let file = format!("valid-{program}.qdpx");
        place.ok(&[
            "export", "refi", "--for", program, "-o", &file, "--study", "sample", "--as", "lee",
        ]);
        let bytes = std::fs::read(place.path(&file)).unwrap();
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let mut xml = String::new();
        std::io::Read::read_to_string(&mut zip.by_name("project.qde").unwrap(), &mut xml).unwrap();
        assert!(
            !xml.contains(place.path("").to_str().unwrap()),
            "a path leaves the machine"
        );
        if has_validator {
            place.write("project.qde", &xml);
            let qde = place.path("project.qde");
            let valid = std::process::Command::new("xmllint")
                .args(["--noout", "--schema", schema])
                .arg(qde)
                .output()
                .unwrap();
            assert!(
                valid.status.success(),
                "{}",
                String::from_utf8_lossy(&valid.stderr)
            );
        } else {
            println!("xmllint is not installed: {program} was not validated");
        }
    }
}

#[test]
fn after_an_import_from_nvivo_its_columns_are_printed() {
    let place = empty();
    put(&place, "trial.qdpx", &nvivo());
    place.ok(&["coder", "add", "ben", "--study", "study"]);
    place.ok(&[
        "import",
        "trial.qdpx",
        "--user",
        "Jane=ana",
        "--done",
        "--study",
        "study",
    ]);
    place.ok(&[
        "import",
        "trial.qdpx",
        "--user",
        "Jane=ben",
        "--done",
        "--study",
        "study",
    ]);
    let table = place.ok(&["agree", "--like", "nvivo", "--study", "study", "--csv"]);
    assert_eq!(
        table.trim_start_matches('\u{feff}').lines().next().unwrap(),
        "node,source,source size,coders,kappa,agreement %,A and B %,not A and not B %,disagreement %,A and not B %,B and not A %"
    );
    assert!(
        table.contains("Hope") && table.contains("ana:ben"),
        "{table}"
    );
}

#[test]
fn a_codebook_goes_out_as_qdc_and_comes_back_without_a_difference() {
    let place = Place::with_sample();
    place.ok(&[
        "codebook", "export", "--format", "qdc", "-o", "book.qdc", "--study", "sample", "--as",
        "lee",
    ]);
    let again = place.ok(&[
        "codebook", "import", "book.qdc", "--study", "sample", "--as", "lee",
    ]);
    assert!(again.contains("0 codes added, 0 fields changed"), "{again}");
    place.ok(&["init", "new", "--title", "T", "--coder", "lee", "--lead"]);
    let fresh = place.ok(&[
        "codebook", "import", "book.qdc", "--study", "new", "--as", "lee",
    ]);
    assert!(fresh.contains("58 codes added"), "{fresh}");
}

#[test]
fn what_would_be_lost_is_listed_and_nothing_written_in_a_dry_run() {
    let place = Place::sample();
    let said = place.ok(&[
        "export",
        "refi",
        "--dry-run",
        "--study",
        "sample",
        "--as",
        "lee",
    ]);
    assert!(said.contains("decisions: written as a note"), "{said}");
    assert!(said.contains("2 rounds: written as a note"), "{said}");
    assert!(said.ends_with("nothing was written\n"), "{said}");
}

#[test]
fn one_undo_takes_a_whole_project_back() {
    let place = empty();
    put(&place, "trial.qdpx", &nvivo());
    place.ok(&["import", "trial.qdpx", "--study", "study"]);
    place.ok(&["undo", "--study", "study"]);
    let listed = place.json(&["coding", "list", "--study", "study"]);
    assert_eq!(listed["codings"].as_array().unwrap().len(), 0);
    let documents = place.json(&["document", "list", "--study", "study"]);
    assert_eq!(documents["documents"].as_array().unwrap().len(), 0);
    let again = place.ok(&["import", "trial.qdpx", "--study", "study"]);
    assert!(
        again.contains("1 document, 0 people, 2 codes, 3 codings"),
        "{again}"
    );
}

#[test]
fn a_project_that_cannot_be_read_changes_nothing_and_the_batch_goes_on() {
    let place = empty();
    put(&place, "trial.qdpx", &nvivo());
    put(
        &place,
        "broken.qdpx",
        &zipped(&[("project.qde", b"<Project><Users>")]),
    );
    place.write("T1.txt", "INT1: How?\nP01: Well.\nINT1: Yes?\nP01: Yes.\n");
    let (code, said) = place.fails(&["import", "broken.qdpx", "--study", "study"]);
    assert_eq!(code, 1, "{said}");
    assert!(
        said.contains("broken.qdpx: its project is no XML"),
        "{said}"
    );
    let documents = place.json(&["document", "list", "--study", "study"]);
    assert_eq!(documents["documents"].as_array().unwrap().len(), 0);
    place.ok(&[
        "import",
        "broken.qdpx",
        "trial.qdpx",
        "T1.txt",
        "--study",
        "study",
    ]);
    let documents = place.json(&["document", "list", "--study", "study"]);
    assert_eq!(documents["documents"].as_array().unwrap().len(), 2);
}

#[test]
fn a_coder_who_leads_nothing_brings_in_nobody_elses_work() {
    let place = empty();
    put(&place, "trial.qdpx", &nvivo());
    place.ok(&["coder", "add", "ben", "--study", "study"]);
    let (code, said) = place.fails(&["import", "trial.qdpx", "--study", "study", "--as", "ben"]);
    assert_ne!(code, 0, "{said}");
    let documents = place.json(&["document", "list", "--study", "study"]);
    assert_eq!(documents["documents"].as_array().unwrap().len(), 0);
}

#[test]
fn a_batch_of_projects_and_transcripts_answers_programs_once() {
    let place = empty();
    put(&place, "trial.qdpx", &nvivo());
    put(&place, "again.qdpx", &nvivo());
    place.write("T1.txt", "INT1: How?\nP01: Well.\nINT1: Yes?\nP01: Yes.\n");
    let import = |files: &[&str]| place.json(&[&["import", "--study", "study"], files].concat());
    let alone = import(&["trial.qdpx"]);
    assert_eq!(alone["added"]["codings"], 3);
    let two = import(&["trial.qdpx", "again.qdpx"]);
    assert_eq!(two["projects"].as_array().unwrap().len(), 2);
    let mixed = import(&["trial.qdpx", "T1.txt"]);
    assert_eq!(mixed["projects"][0]["known"]["codings"], 3);
    assert_eq!(mixed["documents"][0]["id"], "T1");
}
