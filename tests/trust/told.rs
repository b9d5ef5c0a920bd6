//! What doctor tells a stranger: of changed lines, of files under other names, of a file of which nothing can be read.

use std::fs;
use std::path::PathBuf;

use intercoder::journal;
use intercoder::store::journals;
use intercoder::store::layout::Folder;
use serde_json::Value;

use crate::program::Place;

/// The findings of doctor, as a program reads them.
fn findings(place: &Place) -> Vec<Value> {
    let output = place.run(&["doctor", "--json", "--study", "sample", "--as", "ana"]);
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    said["findings"].as_array().unwrap().clone()
}

fn finding<'f>(found: &'f [Value], place: &str) -> &'f Value {
    let mut all = found.iter();
    all.find(|one| one["place"].as_str().unwrap().contains(place))
        .unwrap_or_else(|| panic!("{place}: {found:#?}"))
}

fn only(place: &Place, folder: &str, part: &str) -> PathBuf {
    only_ending(place, folder, (part, ""))
}

fn only_ending(place: &Place, folder: &str, (part, ending): (&str, &str)) -> PathBuf {
    let files = fs::read_dir(place.path(folder)).unwrap();
    let mut files = files.map(|entry| entry.unwrap().path());
    let is_it = |name: &str| name.contains(part) && name.ends_with(ending);
    files.find(|path| is_it(path.to_str().unwrap())).unwrap()
}

#[test]
fn a_line_that_was_changed_and_hashed_again_is_called_changed_and_not_late() {
    let place = Place::with_sample();
    let folder = Folder::open(&place.path("sample")).unwrap();
    let lines = journals::read(&folder).unwrap().lines;
    let of_ben = lines
        .iter()
        .filter(|line| line.head.writer.0.starts_with("ben-"));
    let last = of_ben.max_by_key(|line| line.head.seq).unwrap();
    let name = format!("{}:{}", last.head.writer, last.head.seq);
    let (again, _) =
        journal::render(&folder.study, &last.head, [9; 16], last.event().unwrap()).unwrap();
    let path = only(&place, "sample/journal", "ben-");
    let text = fs::read_to_string(&path).unwrap();
    let before = text.trim_end().rsplit_once('\n').unwrap().0;
    fs::write(&path, format!("{before}\n{again}")).unwrap();
    let found = findings(&place);
    let changed = finding(&found, &name);
    assert_eq!(changed["weight"], "damaged", "{changed}");
    let told = found.iter().filter(|one| one.to_string().contains(&name));
    assert_eq!(told.count(), 1, "{found:#?}");
    fs::write(&path, format!("{before}\n")).unwrap();
    assert_eq!(finding(&findings(&place), "ben-")["weight"], "incomplete");
}

#[test]
fn copies_and_renamed_files_beside_the_texts_are_told_with_what_they_are() {
    let place = Place::with_sample();
    let text = only_ending(&place, "sample/texts", ("I01.", ".txt"));
    let name = text.file_name().unwrap().to_str().unwrap().to_owned();
    let texts = place.path("sample/texts");
    fs::copy(&text, texts.join(name.replace(".txt", " (1).txt"))).unwrap();
    let copied = findings(&place);
    assert!(
        finding(&copied, "(1).txt")["what"]
            .as_str()
            .unwrap()
            .contains("a copy of a file of the study")
    );
    fs::remove_file(&text).unwrap();
    fs::rename(
        texts.join(name.replace(".txt", " (1).txt")),
        texts.join("first interview.txt"),
    )
    .unwrap();
    fs::copy(
        place.path("sample/intercoder.toml"),
        place.path("sample/intercoder (1).toml"),
    )
    .unwrap();
    let renamed = findings(&place);
    let missing = finding(&renamed, "I01");
    assert!(
        missing["advice"]
            .as_str()
            .unwrap()
            .contains("first interview.txt holds it"),
        "{missing}"
    );
    assert!(
        finding(&renamed, "intercoder (1).toml")["what"]
            .as_str()
            .unwrap()
            .contains("not read")
    );
}

#[test]
fn a_journal_of_which_no_line_can_be_read_is_one_finding() {
    let place = Place::with_sample();
    let journal = only(&place, "sample/journal", "ben-");
    let text = fs::read_to_string(&journal).unwrap();
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(&journal, utf16).unwrap();
    let found = findings(&place);
    let damaged = found.iter().filter(|one| one["weight"] == "damaged");
    assert_eq!(damaged.count(), 1, "{found:#?}");
    let told = finding(&found, "ben-");
    assert!(
        told["what"]
            .as_str()
            .unwrap()
            .contains("lines do not verify"),
        "{told}"
    );
    let status = place.run(&["status", "--study", "sample", "--as", "ana"]);
    let said = String::from_utf8_lossy(&status.stderr).into_owned()
        + &String::from_utf8_lossy(&status.stdout);
    assert!(said.lines().count() < 60, "{said}");
}

/// What a command says in all, and its exit code.
fn said(place: &Place, args: &[&str]) -> (i32, String) {
    let output = place.run(&[args, &["--study", "sample"]].concat());
    let said = [output.stdout, output.stderr].concat();
    (
        output.status.code().unwrap(),
        String::from_utf8(said).unwrap(),
    )
}

#[test]
fn a_copy_that_a_sync_tool_left_in_the_middle_of_a_line_stops_nobody() {
    let place = Place::with_sample();
    let journal = only(&place, "sample/journal", "ben-");
    let words = fs::read(&journal).unwrap();
    let lines: Vec<&[u8]> = words.split_inclusive(|byte| *byte == b'\n').collect();
    // It begins elsewhere than the journal does, so that only its lines can tell.
    let begun = [lines[3..9].concat(), lines[20][..80].to_vec()].concat();
    let zeros = [begun.clone(), vec![0; 400]].concat();
    let copy = journal.with_file_name("ben (conflicted copy).jsonl");
    for half in [begun.clone(), zeros, words[..words.len() - 40].to_vec()] {
        fs::write(&copy, half).unwrap();
        let (code, told) = said(&place, &["agree", "--as", "ana"]);
        assert_eq!(code, 0, "{told}");
        assert!(!told.contains("conflicted copy"), "{told}");
        assert!(said(&place, &["verify"]).1.contains(", 0 damaged"));
        let (code, told) = said(&place, &["doctor"]);
        assert_eq!(code, 0, "{told}");
        assert!(told.contains("the beginning of one"), "{told}");
        let (code, told) = said(&place, &["doctor", "--fix", "--yes"]);
        assert_eq!((code, copy.exists()), (0, false), "{told}");
    }
    // What begins no line of the journal may be all that is left of one.
    fs::write(&copy, [&begun[..], b"?"].concat()).unwrap();
    assert_eq!(said(&place, &["agree", "--as", "ana"]).0, 3);
    let (code, told) = said(&place, &["doctor", "--fix", "--yes"]);
    assert_eq!((code, copy.exists()), (3, true), "{told}");
}

#[test]
fn the_last_word_of_doctor_sends_nobody_to_fix_what_it_cannot_and_to_others_for_what_it_can() {
    let place = Place::with_sample();
    let whole = |writer: &str| {
        let journal = only(&place, "sample/journal", writer);
        let words = fs::read_to_string(&journal).unwrap();
        (journal, words)
    };
    let text = only_ending(&place, "sample/texts", ("I01.", ".txt"));
    let (of_text, (of_ben, ben), (own, you)) = (
        fs::read_to_string(&text).unwrap(),
        whole("ben-"),
        whole("you-"),
    );
    let at = |words: &str| words.replacen("\"at\":\"2", "\"at\":\"3", 3);
    let before_last = |words: &str| words.trim_end().rsplit_once('\n').unwrap().0.to_owned() + "\n";
    let torn = |words: &str| words.to_owned() + "{\"hash\":\"01";
    let breaks = [
        (&of_ben, at(&ben), false),
        (&of_ben, before_last(&ben), false),
        (&of_ben, torn(&ben), false),
        (&text, "other words".to_owned(), false),
        (&text, String::new(), false),
        (&own, at(&you), true),
        (&own, before_last(&you), true),
        (&own, torn(&you), true),
    ];
    for (path, broken, is_ours) in breaks {
        fs::write(path, broken).unwrap();
        let (code, told) = said(&place, &["doctor"]);
        assert!(code == 3 || code == 4, "{told}");
        let hint = told.lines().last().unwrap();
        assert_eq!(hint.contains("doctor --fix"), is_ours, "{told}");
        assert_eq!(told.contains("--fix"), is_ours, "{told}");
        assert!(!told.contains("from the machine"), "{told}");
        let root = place.path("sample").canonicalize().unwrap();
        assert!(!told.contains(root.to_str().unwrap()), "{told}");
        let (code, told) = said(&place, &["doctor", "--fix", "--yes"]);
        assert_eq!(code == 0, is_ours, "{told}");
        for (path, words) in [(&of_ben, &ben), (&own, &you), (&text, &of_text)] {
            fs::write(path, words).unwrap();
        }
    }
}

#[test]
fn lines_of_this_computer_that_are_gone_are_not_waited_for() {
    let place = Place::with_sample();
    let journal = only(&place, "sample/journal", "you-");
    let words = fs::read_to_string(&journal).unwrap();
    fs::write(&journal, words.split_inclusive('\n').next().unwrap()).unwrap();
    for args in [
        &["agree", "--as", "ana"][..],
        &["verify"],
        &["status", "--as", "ana"],
    ] {
        let (_, told) = said(&place, args);
        assert!(told.contains("which this computer saved"), "{told}");
        assert!(
            told.contains("intercoder doctor --fix puts it back"),
            "{told}"
        );
        assert!(!told.contains("finished syncing"), "{told}");
    }
    fs::write(&journal, &words).unwrap();
    let ben = only(&place, "sample/journal", "ben-");
    fs::remove_file(&ben).unwrap();
    let (_, told) = said(&place, &["agree", "--as", "ana"]);
    assert!(
        told.contains("wait until the folder has finished"),
        "{told}"
    );
    assert!(!told.contains("--fix"), "{told}");
}

#[test]
fn line_ends_that_git_converted_go_back_to_what_was_written_and_git_is_told_to_leave_them() {
    let place = Place::with_sample();
    let journal = only(&place, "sample/journal", "you-");
    let before = fs::read(&journal).unwrap();
    let attributes = place.path("sample/.gitattributes");
    for rules in ["", "* -text\r\n"] {
        let words = String::from_utf8(before.clone()).unwrap();
        fs::write(&journal, words.replace('\n', "\r\n")).unwrap();
        fs::write(&attributes, rules).unwrap();
        let (code, told) = said(&place, &["doctor"]);
        assert!(code == 0 && told.contains("end with CR LF"), "{told}");
        let (code, told) = said(&place, &["doctor", "--fix", "--yes"]);
        assert!(code == 0 && told.ends_with("nothing to repair\n"), "{told}");
        assert_eq!(fs::read(&journal).unwrap(), before);
        let rules = fs::read_to_string(&attributes).unwrap();
        assert!(rules.lines().any(|line| line == "* -text"), "{rules}");
    }
}

#[test]
fn line_ends_in_a_journal_of_another_computer_are_left_to_that_one() {
    let place = Place::with_sample();
    let journal = only(&place, "sample/journal", "ben-");
    let words = fs::read_to_string(&journal).unwrap();
    let converted = words.replace('\n', "\r\n");
    fs::write(&journal, &converted).unwrap();
    let (code, told) = said(&place, &["doctor", "--fix", "--yes"]);
    assert_eq!(code, 0, "{told}");
    assert!(told.contains("end with CR LF"), "{told}");
    let whose = "the computer on which ben writes as ben-";
    assert!(told.contains(whose), "{told}");
    assert!(!told.contains("to repair:"), "{told}");
    assert_eq!(fs::read_to_string(&journal).unwrap(), converted);
}

#[test]
fn ends_are_told_only_of_lines_to_which_they_can_be_given_back() {
    let place = Place::with_sample();
    let journal = only(&place, "sample/journal", "you-");
    let words = fs::read_to_string(&journal).unwrap();
    fs::write(&journal, format!("{words}\r\n")).unwrap();
    let (code, told) = said(&place, &["doctor"]);
    assert!(code == 0 && told.ends_with("nothing to repair\n"), "{told}");
    fs::write(&journal, format!("{words}nobody's line\r\n")).unwrap();
    let (_, told) = said(&place, &["doctor"]);
    assert!(!told.contains("CR LF"), "{told}");
}
