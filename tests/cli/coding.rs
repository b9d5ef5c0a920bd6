//! Documents, coders and codings as they come in, from files and by hand.

use crate::cli::{ONE, code, in_a_blind_round, only_journal, small_study};

#[test]
fn adding_a_known_coder_again_makes_leads_and_names_and_never_takes_the_lead_away() {
    let place = small_study();
    let coder = |handle: &str| {
        let coders = place.json(&["coder", "list", "--study", "study"])["coders"].clone();
        let mut coders = coders.as_array().unwrap().iter();
        let found = coders.find(|coder| coder["coder"] == handle).unwrap();
        (found["role"].clone(), found["name"].clone())
    };
    let add = |args: &[&str]| place.ok(&[&["coder", "add", "--study", "study"], args].concat());
    add(&["ana", "--name", "Ana Ito"]);
    assert_eq!(coder("ana"), ("lead".into(), "Ana Ito".into()));
    add(&["ben", "--lead"]);
    assert_eq!(coder("ben").0, "lead");
    let said = add(&["ben"]);
    assert!(said.contains("has joined already"), "{said}");
    assert_eq!(coder("ben").0, "lead");
}

#[test]
fn the_same_import_twice_adds_nothing_and_other_words_never_overwrite() {
    let place = small_study();
    assert!(
        place
            .ok(&["import", "T1.txt", "--study", "study"])
            .contains("the words of T1, nothing to do")
    );
    place.write("T1.txt", ONE.replace("Hard", "Herd"));
    let output = place.run(&["import", "T1.txt", "--study", "study"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("document revise T1"), "{said}");
    assert!(
        place
            .ok(&["document", "print", "T1", "--study", "study"])
            .contains("Hard at first")
    );
}

#[test]
fn a_correction_says_what_becomes_of_every_excerpt_and_agreement_stays() {
    let place = small_study();
    code(
        &place,
        "machine",
        ("study", "ana"),
        &[
            ("T1", "My worker.", "support"),
            ("T1", "Hard at first.", "change"),
        ],
    );
    place.write(
        "T1.txt",
        ONE.replace("Hard at first. ", "")
            .replace("Now I", "And now I"),
    );
    let said = place.ok(&[
        "document",
        "revise",
        "T1",
        "T1.txt",
        "--dry-run",
        "--study",
        "study",
    ]);
    assert!(
        said.contains("2 excerpts: 0 unmoved, 1 moved, 0 changed, 1 orphaned"),
        "{said}"
    );
    place.ok(&["document", "revise", "T1", "T1.txt", "--study", "study"]);
    assert!(
        place
            .ok(&["conflicts", "--study", "study"])
            .contains("has no words left and is not counted")
    );
    place.ok(&["undo", "--study", "study"]);
    assert!(
        place
            .ok(&["document", "print", "T1", "--study", "study"])
            .contains("Hard at first")
    );
}

#[test]
fn a_codings_file_reports_every_line_it_cannot_place_and_is_never_taken_in_twice() {
    let place = small_study();
    place.write(
        "T1.jsonl",
        [
            r#"{"coder":"ana","code":"support","quote":"My worker."}"#,
            r#"{"coder":"ben","code":"change","start":18,"end":30}"#,
            r#"{"coder":"ana","code":"support","quote":"She"}"#,
            r#"{"coder":"ana","code":"support","quote":"INT1","occurrence":2}"#,
            r#"{"coder":"ana","code":"support","quote":"not there"}"#,
            r#"{"coder":"zoe","code":"support","quote":"My worker."}"#,
            r#"{"coder":"ana","code":"nothing","quote":"My worker."}"#,
            r#"{"coder":"ana","code":"support","start":5,"end":99999}"#,
            r#"{"coder":"ana","code":"support","quote":"My worker.","round":7}"#,
            "no json",
        ]
        .join("\n"),
    );
    let output = place.run(&["coding", "import", "T1.jsonl", "--done", "--study", "study"]);
    let (out, notes) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(
        out.contains("4 codings added, 0 there already, 6 not placed"),
        "{out}{notes}"
    );
    for (line, why) in [
        (5, "does not occur in T1"),
        (6, "zoe has not joined"),
        (7, "no code nothing"),
        (8, "lies outside T1"),
        (9, "no round 7"),
        (10, "is not a coding"),
    ] {
        let told = notes
            .lines()
            .any(|note| note.contains(&format!("line {line}")) && note.contains(why));
        assert!(told, "line {line}: {notes}");
    }
    let again = place.ok(&["coding", "import", "T1.jsonl", "--done", "--study", "study"]);
    assert!(
        again.contains("0 codings added, 4 there already"),
        "{again}"
    );
    let status = place.ok(&["status", "--by", "coder", "--study", "study"]);
    assert!(status.contains("T1 done"), "{status}");
}

#[test]
fn codings_files_are_refused_together_before_anything_is_recorded() {
    let place = small_study();
    let own = r#"{"coder":"ben","document":"T1","code":"support","quote":"My worker."}"#;
    let others = r#"{"coder":"ana","document":"T2","code":"voice","quote":"They listened to me."}"#;
    place.write("own.jsonl", own);
    place.write("others.jsonl", others);
    let count = || {
        let listed = place.json(&["coding", "list", "--study", "study"]);
        listed["codings"].as_array().unwrap().len()
    };
    let both = [
        "coding",
        "import",
        "own.jsonl",
        "others.jsonl",
        "--study",
        "study",
        "--as",
    ];
    let (exit, said) = place.fails(&[&both[..], &["ben"]].concat());
    assert_eq!(exit, 3, "{said}");
    assert_eq!(count(), 0);
    place.write("others.jsonl", format!("{own}\n{others}"));
    let said = place.ok(&[&both[..], &["ana"]].concat());
    assert!(said.contains("2 codings added, 1 there already"), "{said}");
    assert_eq!(count(), 2);
}

#[test]
fn a_codings_file_of_nothing_but_bad_lines_fails_for_programs_too() {
    let place = small_study();
    place.write("T1.jsonl", "no json");
    for format in [&[][..], &["--json"]] {
        let import = ["coding", "import", "T1.jsonl", "--study", "study"];
        let (exit, said) = place.fails(&[&import[..], format].concat());
        assert_eq!(exit, 1);
        assert!(said.contains("no coding could be placed"), "{said}");
    }
}

#[test]
fn a_codings_file_puts_nothing_new_on_a_retired_code_or_into_a_closed_round() {
    let place = in_a_blind_round();
    let line = |code: &str, quote: &str| {
        format!(r#"{{"coder":"ana","code":"{code}","quote":"{quote}","round":1}}"#)
    };
    place.write("T1.jsonl", line("support", "My worker."));
    let import = ["coding", "import", "T1.jsonl", "--study", "study"];
    place.ok(&[
        "round",
        "close",
        "1",
        "--without",
        "ana,ben",
        "--reason",
        "a test",
        "--study",
        "study",
    ]);
    place.ok(&["codebook", "retire", "voice", "--study", "study"]);
    let said = place.ok(&[&import[..], &["--done"]].concat());
    assert!(said.contains("0 codings added, 1 there already"), "{said}");
    place.write(
        "T1.jsonl",
        format!(
            "{}\n{}",
            line("support", "Now I sleep."),
            r#"{"coder":"ana","code":"voice","quote":"Now I sleep."}"#
        ),
    );
    let (exit, said) = place.fails(&import);
    assert_eq!(exit, 1);
    for why in [
        "round 1 is closed: a coding would be late for ever",
        "voice is retired and cannot be applied",
    ] {
        assert!(said.contains(why), "{said}");
    }
}

#[test]
fn a_ref_that_is_empty_or_names_several_codings_names_none() {
    let place = small_study();
    // Seventeen refs: two of them begin with the same digit.
    let line = |at: usize| {
        format!(
            r#"{{"coder":"ana","code":"support","start":{at},"end":{}}}"#,
            at + 1
        )
    };
    place.write("T1.jsonl", (6..23).map(line).collect::<Vec<_>>().join("\n"));
    place.ok(&["coding", "import", "T1.jsonl", "--study", "study"]);
    let listed = place.json(&["coding", "list", "--study", "study"])["codings"].clone();
    let refs = listed.as_array().unwrap().iter();
    let firsts: Vec<char> = refs
        .filter_map(|coding| coding["ref"].as_str()?.chars().next())
        .collect();
    let shared = firsts
        .iter()
        .find(|c| firsts.iter().filter(|other| other == c).count() > 1);
    let shared = shared.unwrap().to_string();
    let before = std::fs::read(only_journal(&place)).unwrap();
    let split = |name: &str| {
        let moved = format!("{name}=near");
        place.fails(&[
            "codebook", "split", "support", "--into", "near,far", "--move", &moved, "--study",
            "study",
        ])
    };
    let memo = |name: &str| {
        place.fails(&[
            "memo", "add", "--ref", name, "--text", "why?", "--study", "study",
        ])
    };
    for (exit, said) in [split(""), memo("")] {
        assert_eq!((exit, said.contains("an empty ref")), (2, true), "{said}");
    }
    for (exit, said) in [split(&shared), memo(&shared)] {
        assert_eq!((exit, said.contains("names several")), (1, true), "{said}");
    }
    assert_eq!(std::fs::read(only_journal(&place)).unwrap(), before);
}

#[test]
fn done_counts_the_codings_of_its_round_and_needs_the_words() {
    let place = small_study();
    let marks = [("T1", "Now I sleep.", "change")];
    code(&place, "machine", ("study", "ana"), &marks);
    let done = ["done", "T1", "--study", "study"];
    let said = place.ok(&done);
    assert!(said.contains("2 participant turns"), "{said}");
    place.ok(&["codebook", "freeze", "--study", "study"]);
    place.ok(&[
        "round",
        "new",
        "--documents",
        "T1",
        "--coders",
        "ana,ben",
        "--study",
        "study",
    ]);
    let said = place.ok(&done);
    assert!(said.contains("in round 1; 3 participant turns"), "{said}");
    for text in std::fs::read_dir(place.path("study/texts")).unwrap() {
        std::fs::remove_file(text.unwrap().path()).unwrap();
    }
    let before = std::fs::read(only_journal(&place)).unwrap();
    let (exit, said) = place.fails(&done);
    assert_eq!(exit, 4, "{said}");
    assert!(said.contains("the text of T1 is not here"), "{said}");
    assert_eq!(std::fs::read(only_journal(&place)).unwrap(), before);
}

#[test]
fn two_files_of_one_name_in_two_folders_keep_their_own_sources() {
    let place = small_study();
    let (first, second) = ("INT1: Why?\nP01: Because.\n", "INT1: Why?\nP01: Not so.\n");
    place.write("a/T3.txt", first);
    place.write("b/T3.txt", second);
    place.ok(&["import", "a/T3.txt", "b/T3.txt", "--study", "study"]);
    let sources = std::fs::read_dir(place.path("study/sources")).unwrap();
    let kept: Vec<String> = sources
        .map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap())
        .collect();
    assert!(kept.iter().any(|kept| kept == first), "{kept:?}");
    assert!(kept.iter().all(|kept| kept != second), "{kept:?}");
}

#[test]
fn a_batch_goes_on_past_bad_files_and_lists_them() {
    let place = small_study();
    place.write(
        "new/good.txt",
        "INT1: Hello?\nP03: Hello.\nINT1: Yes?\nP03: Yes.\n",
    );
    place.write("new/empty.txt", "");
    place.write("new/broken.docx", "PK no zip");
    let output = place.run(&["import", "new", "--study", "study"]);
    let notes = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{notes}");
    assert!(
        notes.contains("empty.txt") && notes.contains("broken.docx"),
        "{notes}"
    );
    assert!(
        place
            .ok(&["document", "list", "--study", "study"])
            .contains("good")
    );
}

#[test]
fn a_coding_that_moves_in_a_split_keeps_its_memo_and_its_mark_of_a_quote() {
    let place = small_study();
    let marks = [("T1", "My worker.", "support")];
    code(&place, "machine", ("study", "ana"), &marks);
    let listed = || place.json(&["coding", "list", "--study", "study"])["codings"].clone();
    let old = listed()[0]["ref"].as_str().unwrap().to_owned();
    let memo = [
        "memo", "add", "--ref", &old, "--text", "why?", "--study", "study",
    ];
    place.ok(&memo);
    place.ok(&["coding", "quotable", &old, "--study", "study"]);
    let moved = format!("{old}=far");
    let said = place.ok(&[
        "codebook", "split", "support", "--into", "near,far", "--move", &moved, "--study", "study",
    ]);
    assert!(said.contains("1 coding of yours moved"), "{said}");
    let now = listed();
    assert_eq!(
        (now.as_array().unwrap().len(), &now[0]["code"]),
        (1, &"far".into())
    );
    let memos = place.json(&["memo", "list", "--study", "study"]);
    let on = memos["memos"][0]["on"].as_str().unwrap();
    assert!(on.starts_with("far in T1"), "{on}");
    // The mark is on the new code, so that taking it off again finds it.
    let new = now[0]["ref"].as_str().unwrap();
    let off = place.json(&["coding", "quotable", new, "--off", "--study", "study"]);
    assert_eq!(
        (&off["theme"], off["refs"].as_array().unwrap().len()),
        (&"far".into(), 1)
    );
}
