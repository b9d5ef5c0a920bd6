//! Withdrawal: what somebody takes back is nowhere any more that we write, on any machine that opens the study.

use std::path::PathBuf;

use crate::program::{Place, bring_journals, copy};
use crate::trust::planted::{PHRASES, found, indexed, litter, phrase, plant, work};
use crate::trust::proof::say;

#[test]
fn of_two_hundred_planted_phrases_none_is_left_anywhere_once_every_machine_has_obeyed() {
    let place = Place::new();
    plant(&place);
    work(&place, "machine", "ana", 0);
    work(&place, "other", "ben", 30);
    litter(&place);
    let before = found(&place.path("s"));
    let planted: std::collections::BTreeSet<usize> = before.iter().map(|(n, _)| *n).collect();
    assert_eq!(planted.len(), PHRASES, "the words are there to begin with");
    let states = [".state-machine", ".state-other"].map(|state| place.path(state));
    let packed = states.each_ref().map(|state| indexed(state));
    assert!(packed.iter().all(|files| !files.is_empty()));
    let told = place.ok(&[
        "people", "withdraw", "P07", "--yes", "--study", "s", "--as", "lee",
    ]);
    assert!(
        told.contains("ana.csv"),
        "what was exported is named: {told}"
    );
    assert!(
        told.contains("gone: I07") && told.contains("80 turns of FG1"),
        "{told}"
    );
    // The other machine opens the study, which is enough, and says so with its next change.
    place.ok_on("other", &["status", "--study", "s", "--as", "ben"]);
    for folder in ["s", ".state-machine", ".state-other"] {
        assert_eq!(found(&place.path(folder)), [], "in {folder}");
    }
    no_index_is_left(&place, states.iter().zip(&packed));
    place.ok_on(
        "other",
        &[
            "memo",
            "add",
            "--document",
            "I09",
            "--text",
            "later",
            "--study",
            "s",
            "--as",
            "ben",
        ],
    );
    let status = place.ok(&["status", "--study", "s", "--as", "lee"]);
    assert!(
        status.contains("the words of P07; obeyed by 3 of 3 installations"),
        "{status}"
    );
    assert!(status.contains("\n  complete\n"), "{status}");
    let verified = place.ok(&["verify", "--study", "s"]);
    assert!(
        verified.contains(" 0 damaged; 0 texts missing"),
        "{verified}"
    );
    say(
        "withdrawal",
        &format!(
            "{} places of {} phrases before, 0 in study, state and index of 2 machines after; the chain verifies",
            before.len(),
            planted.len()
        ),
    );
}

/// Whether no file of an index of before is there any more, and no search finds single words of what was taken back.
fn no_index_is_left<'p>(
    place: &Place,
    packed: impl Iterator<Item = (&'p PathBuf, &'p Vec<(String, Vec<u8>)>)>,
) {
    for (state, packed) in packed {
        let now = indexed(state);
        let is_left = |file: &(String, Vec<u8>)| now.contains(file);
        assert!(!packed.iter().any(is_left), "an index of before is left");
    }
    for word in ["heron", "saffron", "kettle", "feather"] {
        let found = place.run(&["search", word, "--study", "s", "--as", "ana"]);
        let found = String::from_utf8_lossy(&found.stdout).into_owned();
        assert!(!found.contains(&format!("{word} ")), "{found}");
    }
}

/// A study after a withdrawal, with what was there before.
fn withdrawn(mode: &[&str]) -> Place {
    let place = Place::new();
    plant(&place);
    work(&place, "machine", "ana", 0);
    let args = [
        "people", "withdraw", "P07", "--yes", "--study", "s", "--as", "lee",
    ];
    place.ok(&[&args[..], mode].concat());
    place
}

/// How many codings a coder has in a document.
fn codings(place: &Place, document: &str) -> usize {
    let list = place.json(&["coding", "list", "--study", "s", "--as", "lee"]);
    let all = list["codings"].as_array().unwrap();
    all.iter()
        .filter(|coding| coding["document"] == document)
        .count()
}

#[test]
fn what_others_said_stays_where_it_was_with_its_codings() {
    let place = withdrawn(&[]);
    let text = place.ok(&["document", "print", "FG1", "--study", "s", "--as", "lee"]);
    for n in 120..200 {
        assert!(text.contains(&format!("That is mine to say, number {n}.")));
    }
    assert_eq!((codings(&place, "I07"), codings(&place, "FG1")), (0, 1));
    let documents = place.ok(&["document", "list", "--study", "s", "--as", "lee"]);
    assert!(
        !documents.contains("P07") && documents.contains("P08"),
        "{documents}"
    );
    let conflicts = place.ok(&["conflicts", "--study", "s", "--as", "ana"]);
    assert!(!conflicts.contains("no words left"), "{conflicts}");
    let memos = place.ok(&["memo", "list", "--study", "s", "--as", "ana"]);
    assert_eq!(
        memos.matches("nobody is quoted here at all").count(),
        10,
        "{memos}"
    );
    assert!(
        !memos.contains("compare") && !memos.contains("she means"),
        "{memos}"
    );
}

#[test]
fn it_is_said_before_how_many_codings_count_no_longer() {
    for (mode, said, gone, covered) in [
        (
            &[][..],
            "covered: 80 turns of FG1, with 11 codings that count no longer; other people's words stay where they were",
            10,
            11,
        ),
        (
            &["--blank"],
            "covered: 80 turns of FG1; everything stays where it was",
            0,
            0,
        ),
    ] {
        let place = Place::new();
        plant(&place);
        work(&place, "machine", "ana", 0);
        let code = |quote: &str| {
            let add = [
                "coding", "add", "FG1", "--quote", quote, "--code", "code123",
            ];
            place.ok(&[&add[..], &["--study", "s", "--as", "ana"]].concat());
        };
        // Of two codings that differ in covered words alone, one is left.
        let rest = format!("the {}.\n\nP08: That is mine to say", phrase(150));
        code(&format!("kept {rest}"));
        code(&rest);
        let counted = || place.json(&["status", "--study", "s", "--as", "lee"])["codings"].clone();
        let before = counted().as_u64().unwrap();
        let ask = ["people", "withdraw", "P07", "--study", "s", "--as", "lee"];
        let ask = [&ask[..], mode].concat();
        let told = place.ok(&[&ask[..], &["--dry-run"]].concat());
        assert!(told.contains(said), "{told}");
        let plan = place.json(&[&ask[..], &["--dry-run"]].concat());
        assert_eq!(plan["codings"], gone + covered, "{plan}");
        let of_covered = plan["covered"].as_array().unwrap().iter();
        let fg1 = of_covered.clone().find(|one| one["document"] == "FG1");
        assert_eq!(fg1.unwrap()["codings"], covered, "{plan}");
        place.ok(&[&ask[..], &["--yes"]].concat());
        assert_eq!(before - counted().as_u64().unwrap(), gone + covered);
    }
}

#[test]
fn only_the_words_go_where_that_is_asked_and_every_coding_stays_at_its_place() {
    let place = withdrawn(&["--blank"]);
    assert_eq!((codings(&place, "I07"), codings(&place, "FG1")), (10, 11));
    let text = place.ok(&["document", "print", "I07", "--study", "s", "--as", "lee"]);
    assert!(text.contains('█') && !text.contains("kettle"), "{text}");
    let people = place.ok(&["people", "list", "--study", "s", "--as", "lee"]);
    assert!(people.contains("P07"), "{people}");
}

#[test]
fn a_code_that_quoted_is_the_same_code_without_the_example() {
    let place = withdrawn(&[]);
    let codes = place.json(&["codebook", "show", "code100", "--study", "s", "--as", "lee"]);
    assert!(!codes.to_string().contains("heron"), "{codes}");
    assert!(codes.to_string().contains("what it means 100"), "{codes}");
    let tree = place.ok(&["codebook", "tree", "--study", "s", "--as", "lee"]);
    assert_eq!(tree.matches("code100").count(), 1, "{tree}");
    let impact = place.ok(&["codebook", "diff", "1", "--study", "s", "--as", "lee"]);
    assert!(
        !impact.contains("code100"),
        "the frozen version lost the same words: {impact}"
    );
}

#[test]
fn nothing_brings_it_back() {
    let place = withdrawn(&[]);
    let (code, said) = place.fails(&["undo", "--study", "s", "--as", "lee"]);
    assert_eq!(code, 3, "{said}");
    assert!(said.contains("withdrew the words of P07"), "{said}");
    // The same files and the same people are brought in once more.
    let brought = place.run(&[
        "people",
        "import",
        "people.csv",
        "--study",
        "s",
        "--as",
        "ana",
    ]);
    let told = String::from_utf8_lossy(&brought.stderr).into_owned();
    assert!(told.contains("P07: has withdrawn"), "{told}");
    let people = place.ok(&["people", "list", "--study", "s", "--as", "lee"]);
    assert!(!people.contains("P07"), "{people}");
    place.write(
        "again/I07b.txt",
        std::fs::read(place.path("in/I07.txt")).unwrap(),
    );
    let brought = place.run(&["import", "again", "--study", "s", "--as", "ana"]);
    let told = String::from_utf8_lossy(&brought.stderr).into_owned();
    assert!(
        told.contains("I07b.txt: holds words that were withdrawn"),
        "{told}"
    );
    let revise = [
        "document",
        "revise",
        "FG1",
        "in/FG1.txt",
        "--study",
        "s",
        "--as",
        "lee",
    ];
    let (code, said) = place.fails(&revise);
    assert!(code == 3 && said.contains("were withdrawn"), "{said}");
    assert_eq!(found(&place.path("s")), []);
}

#[test]
fn what_somebody_wrote_without_knowing_of_it_is_taken_back_too() {
    let place = Place::new();
    plant(&place);
    copy(&place.path("s"), &place.path("away/s"));
    place.ok(&[
        "people", "withdraw", "P07", "--yes", "--study", "s", "--as", "lee",
    ]);
    let away = |args: &[&str]| {
        place.ok_on(
            "away",
            &[args, &["--study", "away/s", "--as", "ana"]].concat(),
        )
    };
    let code = |quote: &str| {
        let coding = ["coding", "add", "FG1", "--quote", quote];
        away(&[&coding[..], &["--code", "code121"]].concat());
    };
    code("That is mine to say, number 170.");
    code(&phrase(161));
    away(&["memo", "add", "--document", "I07", "--text", &phrase(3)]);
    let find = ["--find", "Who begins?", "--with", "Who begins then?"];
    away(&[&["document", "replace", "FG1"], &find[..]].concat());
    bring_journals(&place.path("s"), &place.path("away/s"));
    bring_journals(&place.path("away/s"), &place.path("s"));
    away(&["status"]);
    away(&["memo", "add", "--document", "I09", "--text", "I know now"]);
    assert_eq!(found(&place.path("away/s")), []);
    bring_journals(&place.path("away/s"), &place.path("s"));
    assert_eq!(found(&place.path("s")), []);
    let status = place.ok(&["status", "--study", "s", "--as", "lee"]);
    assert!(status.contains("\n  complete\n"), "{status}");
    let text = place.ok(&["document", "print", "FG1", "--study", "s", "--as", "lee"]);
    assert!(
        text.contains("That is mine to say") && !text.contains("kettle"),
        "{text}"
    );
    assert_eq!(
        codings(&place, "FG1"),
        1,
        "what lay in words of others stays"
    );
}

#[test]
fn two_people_who_withdraw_apart_are_both_gone_once_one_of_them_is_withdrawn_again() {
    let place = Place::new();
    plant(&place);
    copy(&place.path("s"), &place.path("away/s"));
    place.ok(&[
        "people", "withdraw", "P07", "--yes", "--study", "s", "--as", "lee",
    ]);
    place.ok_on(
        "away",
        &[
            "people", "withdraw", "P08", "--yes", "--study", "away/s", "--as", "lee",
        ],
    );
    for (from, to) in [("away/s", "s"), ("s", "away/s")] {
        bring_journals(&place.path(from), &place.path(to));
        copy(
            &place.path(from).join("texts"),
            &place.path(to).join("texts"),
        );
    }
    let conflicts = place.ok(&["conflicts", "--study", "s", "--as", "lee"]);
    assert!(conflicts.contains("withdrawn twice apart"), "{conflicts}");
    for person in ["P07", "P08"] {
        place.run(&[
            "people", "withdraw", person, "--yes", "--study", "s", "--as", "lee",
        ]);
    }
    let text = place.ok(&["document", "print", "FG1", "--study", "s", "--as", "lee"]);
    assert!(
        !text.contains("kettle") && !text.contains("mine to say"),
        "{text}"
    );
    assert!(text.contains("Who begins?"), "{text}");
}

#[test]
fn an_entry_that_quotes_may_be_kept_by_name_and_another_may_go() {
    let place = Place::new();
    plant(&place);
    place.ok(&[
        "memo",
        "add",
        "--code",
        "code122",
        "--text",
        &phrase(5),
        "--study",
        "s",
        "--as",
        "ana",
    ]);
    place.ok(&[
        "memo",
        "add",
        "--code",
        "code123",
        "--text",
        "what her sister told me",
        "--study",
        "s",
        "--as",
        "ana",
    ]);
    let args = ["people", "withdraw", "P07", "--study", "s", "--as", "lee"];
    let (code, said) = place.fails(&args);
    assert_eq!(
        (code, said.contains("nobody said yes")),
        (2, true),
        "{said}"
    );
    let plan = place.json(&[&args[..], &["--dry-run"]].concat());
    let entries = plan["entries"].as_array().unwrap();
    let memo = entries
        .iter()
        .find(|entry| entry["kind"] == "memo.write")
        .unwrap();
    let memos = place.json(&["memo", "list", "--study", "s", "--as", "lee"]);
    let mut memos = memos["memos"].as_array().unwrap().iter();
    let sister = memos.find(|memo| memo["text"] == "what her sister told me");
    let sister = sister.unwrap()["ref"].as_str().unwrap().to_owned();
    let name = memo["ref"].as_str().unwrap();
    place.ok(&[&args[..], &["--yes", "--keep", name, "--also", &sister]].concat());
    let memos = place.ok(&["memo", "list", "--study", "s", "--as", "ana"]);
    assert!(memos.contains(&phrase(5)), "{memos}");
    assert!(!memos.contains("sister"), "{memos}");
}

#[test]
fn what_a_blind_round_hides_is_taken_back_and_nobody_is_told_its_words() {
    let place = Place::new();
    plant(&place);
    let lee = ["--study", "s", "--as", "lee"];
    let round = ["round", "new", "--documents", "FG1", "--coders", "lee,ana"];
    place.ok(&[&round[..], &lee].concat());
    let words = format!("my guess: {}", phrase(150));
    let memo = ["memo", "add", "--document", "FG1", "--text", &words];
    place.ok_on(
        "away",
        &[&memo[..], &["--study", "s", "--as", "ana"]].concat(),
    );
    let ask = ["people", "withdraw", "P07"];
    let plan = place.json(&[&ask[..], &["--dry-run"], &lee].concat());
    assert_eq!(plan["hidden_entries"], 1, "{plan}");
    assert!(!plan.to_string().contains("my guess"), "{plan}");
    place.ok(&[&ask[..], &["--yes"], &lee].concat());
    place.ok_on("away", &["status", "--study", "s", "--as", "ana"]);
    assert_eq!(found(&place.path("s")), []);
}

#[test]
fn the_list_ends_with_what_it_cannot_find() {
    let place = Place::with_sample();
    let told = place.ok(&[
        "people",
        "withdraw",
        "P16",
        "--dry-run",
        "--study",
        "sample",
        "--as",
        "lee",
    ]);
    let last = told.lines().rev().nth(1);
    assert_eq!(
        last,
        Some(
            "not looked for: paraphrase, and quotations of fewer than four words without quotation marks; read the memos on these documents yourself"
        )
    );
}
