//! Auditing from outside: what a report printed is compared with the study, and the whole history goes into a file.

use serde_json::Value;

use crate::cli::{code, in_a_blind_round, only_journal, small_study};
use crate::program::Place;

fn verify(place: &Place, words: &[&str]) -> String {
    place.ok(&[&["verify", "--study", "study"], words].concat())
}

/// A small study, the team's page of it, and what `verify` printed of it for programs.
fn reported() -> Place {
    let place = small_study();
    code(
        &place,
        "machine",
        ("study", "ana"),
        &[("T1", "My worker.", "support")],
    );
    place.ok(&[
        "report",
        "html",
        "-o",
        "report.html",
        "--study",
        "study",
        "--as",
        "ana",
    ]);
    place.write("verified.json", verify(&place, &["--json"]));
    place
}

#[test]
fn a_study_that_only_grew_holds_what_a_report_was_made_of() {
    let place = reported();
    for report in ["report.html", "verified.json"] {
        let said = verify(&place, &["--anchor", report]);
        let stands = "the report: its newest lines still stand (1 of 1); nothing was added since; those lines say what they said then";
        assert!(said.contains(stands), "{said}");
    }
    code(
        &place,
        "machine",
        ("study", "ana"),
        &[("T2", "They listened to me.", "voice")],
    );
    let said = verify(&place, &["--anchor", "report.html"]);
    let grew = "1 line added since, and nothing else; those lines say what they said then";
    assert!(said.contains(grew), "{said}");
}

#[test]
fn a_study_whose_history_was_cut_or_written_again_is_not_what_a_report_was_made_of() {
    let place = reported();
    let journal = only_journal(&place);
    let lines = std::fs::read_to_string(&journal).unwrap();
    let last = lines.trim_end().rfind('\n').unwrap() + 1;
    std::fs::write(&journal, &lines[..last]).unwrap();
    // Another machine, which has no shadow of these lines, cannot know that they were there.
    let told = |words: &[&str]| {
        let output = place.run_on(
            "auditor",
            &[&["verify", "--study", "study"], words].concat(),
        );
        (
            output.status.code(),
            String::from_utf8_lossy(&output.stdout).into_owned()
                + &String::from_utf8_lossy(&output.stderr),
        )
    };
    assert_eq!(told(&[]).0, Some(0));
    let (exit, said) = told(&["--anchor", "report.html"]);
    assert_eq!(exit, Some(4), "{said}");
    assert!(
        said.contains("and it is not here; let the folder finish syncing"),
        "{said}"
    );
    assert!(said.contains("not as the report has them: ana-"), "{said}");
}

#[test]
fn a_file_that_says_nothing_of_journals_is_no_anchor() {
    let place = reported();
    place.write("letter.txt", "Dear committee,\n");
    let (exit, said) = place.fails(&["verify", "--study", "study", "--anchor", "letter.txt"]);
    assert_eq!(exit, 1);
    assert!(
        said.contains("letter.txt says nothing of the journals of a study"),
        "{said}"
    );
    assert!(said.contains("report html"), "{said}");
}

/// A study of which one line is missing, and whose it is.
fn without_the_third_line() -> (Place, String) {
    let place = small_study();
    let journal = only_journal(&place);
    let lines = std::fs::read_to_string(&journal).unwrap();
    let without_third: Vec<&str> = lines
        .split_inclusive('\n')
        .enumerate()
        .filter(|(at, _)| *at != 2)
        .map(|(_, line)| line)
        .collect();
    std::fs::write(&journal, without_third.concat()).unwrap();
    let name = journal.file_name().unwrap().to_string_lossy();
    let writer = name.replace(".1.jsonl", "");
    (place, writer)
}

#[test]
fn a_missing_line_is_named_with_who_tells_of_it() {
    let (place, writer) = without_the_third_line();
    let output = place.run_on("auditor", &["verify", "--study", "study"]);
    assert_eq!(output.status.code(), Some(3));
    let said = String::from_utf8_lossy(&output.stdout);
    let told = format!("{writer}:3: it is not here, and {writer}:4 goes on from it as ");
    assert!(said.contains(&told), "{said}");
}

fn exported(place: &Place, coder: &str, file: &str) -> String {
    let said = place.ok(&["log", "--export", file, "--study", "study", "--as", coder]);
    assert!(said.contains(file), "{said}");
    std::fs::read_to_string(place.path(file)).unwrap()
}

#[test]
fn the_whole_history_goes_into_a_file_for_an_auditor() {
    let place = reported();
    place.ok(&["undo", "--study", "study", "--as", "ana"]);
    let rows = exported(&place, "ana", "trail.jsonl");
    let rows: Vec<Value> = rows
        .lines()
        .map(|row| serde_json::from_str(row).unwrap())
        .collect();
    assert_eq!(rows[0]["kind"], "writer.open");
    let program = concat!(
        "began to write as ana with intercoder ",
        env!("CARGO_PKG_VERSION")
    );
    assert_eq!(rows[0]["what"], program);
    assert_eq!(
        (&rows[1]["seq"], &rows[1]["prev"]),
        (&Value::from(2), &rows[0]["hash"])
    );
    let coding = rows.iter().find(|row| row["kind"] == "coding.add").unwrap();
    assert_eq!(coding["what"], "ana coded support in T1");
    assert_eq!(
        (&coding["undone"], &coding["withdrawn"]),
        (&true.into(), &false.into())
    );
    let sheet = exported(&place, "ana", "trail.csv");
    assert!(sheet.starts_with(
        "\u{feff}writer,seq,batch,hash,prev,clock,at,coder,kind,what,undone,withdrawn\n"
    ));
    assert_eq!(sheet.lines().count(), rows.len() + 1);
    assert!(
        sheet.contains(",ana coded support in T1,yes,no\n"),
        "{sheet}"
    );
}

#[test]
fn an_export_of_an_incomplete_history_is_written_and_says_what_it_lacks() {
    let (place, writer) = without_the_third_line();
    let export = |file, more: &[&str]| {
        let asked = ["log", "--export", file, "--study", "study", "--as", "ana"];
        let output = place.run_on("auditor", &[&asked[..], more].concat());
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(place.path(file).exists(), "{said}");
        (output.status.code().unwrap(), said, output.stdout)
    };
    let lacks = format!("missing {writer}:3");
    for (file, more, exit) in [
        ("one.csv", &[][..], 3),
        ("two.csv", &["--json"], 3),
        ("three.csv", &["--allow-incomplete"], 0),
    ] {
        let (ended, said, _) = export(file, more);
        assert_eq!(ended, exit, "{said}");
        assert!(said.contains(file) && said.contains(&lacks), "{said}");
    }
    let (_, _, told) = export("four.csv", &["--json"]);
    let told: Value = serde_json::from_slice(&told).unwrap();
    assert_eq!(told["missing"], lacks);
    assert_eq!(
        std::fs::read(place.path("one.csv")).unwrap(),
        std::fs::read(place.path("four.csv")).unwrap()
    );
}

#[test]
fn an_export_overwrites_nothing_and_says_what_formats_there_are() {
    let place = small_study();
    place.write("trail.csv", "mine");
    let export = |file| place.fails(&["log", "--export", file, "--study", "study"]);
    let (exit, said) = export("trail.csv");
    assert_eq!(exit, 1);
    assert!(
        said.contains("trail.csv exists already and was left as it is"),
        "{said}"
    );
    let (exit, said) = export("trail.docx");
    assert_eq!(exit, 2);
    assert!(said.contains("end it in .csv or .jsonl"), "{said}");
}

#[test]
fn an_export_holds_nothing_that_a_blind_round_hides_and_counts_it() {
    let place = in_a_blind_round();
    let said = place.ok(&[
        "log", "--export", "ana.csv", "--study", "study", "--as", "ana",
    ]);
    assert!(said.contains(" hidden from you and not in it"), "{said}");
    let anas = std::fs::read_to_string(place.path("ana.csv")).unwrap();
    let bens = exported(&place, "ben", "ben.csv");
    assert!(anas.contains("ana coded support in T1") && bens.contains("ben coded change in T1"));
    for hidden in ["ben coded", "secret", "memo"] {
        assert!(!anas.contains(hidden), "{hidden} in {anas}");
    }
    assert!(!bens.contains("ana coded"), "{bens}");
}
