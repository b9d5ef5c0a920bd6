//! Doctor: each thing that can happen to a folder is told in a sentence with its exit code, and repaired only where nothing is lost.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde_json::Value;

use crate::cli::small_study;
use crate::program::{Place, copy};

/// A small study, with the journal of its lead.
struct Ward {
    place: Place,
    journal: PathBuf,
}

impl Ward {
    fn new() -> Self {
        let place = small_study();
        let mut journals = fs::read_dir(place.path("study/journal")).unwrap();
        let journal = journals.next().unwrap().unwrap().path();
        Self { place, journal }
    }

    /// What doctor says, with its exit code.
    fn doctor(&self, more: &[&str]) -> (i32, String) {
        let args = [&["doctor", "--study", "study"], more].concat();
        let output = self.place.run(&args);
        let said = [output.stdout, output.stderr].concat();
        let code = output.status.code().unwrap();
        (code, String::from_utf8(said).unwrap())
    }

    fn json(&self) -> Value {
        let output = self.place.run(&["doctor", "--study", "study", "--json"]);
        serde_json::from_slice(&output.stdout).unwrap()
    }

    fn repaired(&self) -> (i32, String) {
        self.doctor(&["--fix", "--yes"])
    }

    fn name(&self) -> String {
        let stem = self.journal.file_stem().unwrap();
        stem.to_str().unwrap().to_owned()
    }

    fn beside(&self, name: &str) -> PathBuf {
        self.journal.with_file_name(name.replace('W', &self.name()))
    }

    /// The turns of a document; its words stand among the sources as well.
    fn turns(&self) -> PathBuf {
        let texts = fs::read_dir(self.place.path("study/texts")).unwrap();
        let mut paths = texts.map(|entry| entry.unwrap().path());
        let is_of_turns = |path: &PathBuf| path.to_string_lossy().ends_with(".turns.json");
        paths.find(is_of_turns).unwrap()
    }

    /// Doctor says these words and this code, and writes nothing, asked to repair or not.
    fn check(&self, code: i32, words: &[&str]) {
        let before = contents(self.place.dir.path());
        let (found, said) = self.doctor(&[]);
        self.doctor(&["--fix"]);
        assert_eq!(contents(self.place.dir.path()), before, "it wrote");
        for words in words {
            assert!(said.contains(words), "“{words}” is not in: {said}");
        }
        assert_eq!(found, code, "{said}");
    }
}

/// Every file below a folder with its bytes; locks hold none.
fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(contents(&path)),
            false => drop(found.insert(path.clone(), fs::read(&path).unwrap())),
        }
    }
    found
}

#[test]
fn a_study_that_is_whole_has_nothing_to_repair() {
    let ward = Ward::new();
    ward.check(0, &["1 journal", "nothing to repair"]);
    assert_eq!(ward.json()["state"], "fine");
    assert_eq!(ward.json()["findings"], serde_json::json!([]));
}

#[test]
fn a_conflict_copy_is_told_and_moved_away_only_where_nothing_is_lost() {
    let ward = Ward::new();
    let name = ward.name();
    let copy = ward.beside("W (Ana's conflicted copy 2026-11-01).jsonl");
    fs::copy(&ward.journal, &copy).unwrap();
    let whose = format!("a copy of ana's journal {}", name.trim_end_matches(".1"));
    ward.check(0, &[&whose, "all read, nothing missing"]);
    let (code, said) = ward.repaired();
    assert_eq!((code, copy.exists()), (0, false), "{said}");
    let kept = contents(&ward.place.path(".state-machine"));
    let own = fs::read(&ward.journal).unwrap();
    let is_kept = |path: &Path| path.parent().unwrap().ends_with("copies");
    assert!(
        kept.iter()
            .any(|(path, bytes)| is_kept(path) && *bytes == own)
    );
    ward.check(0, &["nothing to repair"]);
    // An empty one may be all that a cloud has brought of it so far.
    fs::write(&copy, "").unwrap();
    ward.check(0, &["perhaps it has not been downloaded yet"]);
    ward.repaired();
    assert!(copy.exists());
}

#[test]
fn a_copy_that_holds_lines_alone_stays_where_it_is() {
    let ward = Ward::new();
    let copy = ward.beside("W (1).jsonl");
    let bytes = fs::read(&ward.journal).unwrap();
    fs::rename(&ward.journal, &copy).unwrap();
    ward.check(0, &["in no other journal", "stand in copies of it alone"]);
    let away = ["doctor", "--study", "study", "--fix", "--yes"];
    let said = ward.place.ok_on("other", &away);
    assert_eq!(fs::read(&copy).unwrap(), bytes, "{said}");
    // The computer that wrote the lines gets its own journal back; then the copy is needed no more.
    ward.repaired();
    assert_eq!(fs::read(&ward.journal).unwrap(), bytes);
    ward.repaired();
    assert!(!copy.exists());
    ward.check(0, &["nothing to repair"]);
}

#[test]
fn a_copy_that_breaks_off_is_moved_away_where_the_journal_begins_with_it() {
    let ward = Ward::new();
    let bytes = fs::read(&ward.journal).unwrap();
    let copy = ward.beside("W (1).jsonl");
    fs::write(&copy, &bytes[..bytes.len() - 40]).unwrap();
    ward.check(0, &["the beginning of one", "--fix moves it away"]);
    let (code, said) = ward.repaired();
    assert_eq!((code, copy.exists()), (0, false), "{said}");
    let mut changed = bytes[..bytes.len() - 40].to_owned();
    changed.extend_from_slice(b"other words");
    fs::write(&copy, &changed).unwrap();
    let (code, said) = ward.repaired();
    assert_eq!((code, copy.exists()), (3, true), "{said}");
}

#[test]
fn own_lines_that_a_rollback_took_come_back_at_once_and_byte_for_byte() {
    let ward = Ward::new();
    let before = fs::read(&ward.journal).unwrap();
    let lines = before.split_inclusive(|byte| *byte == b'\n');
    let old = lines.take(3).collect::<Vec<_>>().concat();
    fs::write(&ward.journal, &old).unwrap();
    ward.check(3, &["which this computer saved", "at once with --fix"]);
    let (code, said) = ward.repaired();
    assert_eq!(code, 0, "{said}");
    assert_eq!(fs::read(&ward.journal).unwrap(), before);
    fs::remove_file(&ward.journal).unwrap();
    let (code, said) = ward.repaired();
    assert_eq!(code, 0, "{said}");
    assert_eq!(fs::read(&ward.journal).unwrap(), before);
}

#[test]
fn an_own_torn_end_is_set_aside_and_another_machines_is_left_alone() {
    let ward = Ward::new();
    let before = fs::read(&ward.journal).unwrap();
    let torn = [&before[..], b"{\"hash\":\"01"].concat();
    fs::write(&ward.journal, &torn).unwrap();
    ward.check(3, &["the last line was not finished"]);
    let away = ward
        .place
        .run_on("other", &["doctor", "--study", "study", "--fix", "--yes"]);
    assert_eq!(away.status.code(), Some(3));
    assert_eq!(fs::read(&ward.journal).unwrap(), torn);
    let (code, said) = ward.repaired();
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("nothing saved was lost"), "{said}");
    assert_eq!(fs::read(&ward.journal).unwrap(), before);
}

#[test]
fn a_line_that_is_missing_is_named_with_who_has_it() {
    let ward = Ward::new();
    let bytes = fs::read(&ward.journal).unwrap();
    let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    fs::write(&ward.journal, [&lines[..2], &lines[4..]].concat().concat()).unwrap();
    let name = ward.name();
    let writer = name.trim_end_matches(".1");
    let away = ward.place.run_on("other", &["doctor", "--study", "study"]);
    let said = String::from_utf8(away.stdout).unwrap();
    assert_eq!(away.status.code(), Some(3));
    for words in [
        &format!("missing {writer}:3-4"),
        "the computer on which ana writes",
    ] {
        assert!(said.contains(words), "{said}");
    }
    let (code, said) = ward.repaired();
    assert_eq!(code, 0, "this computer has them: {said}");
}

#[test]
fn a_changed_line_and_a_changed_text_are_damage_and_a_missing_text_is_not() {
    let ward = Ward::new();
    let (text, name) = (ward.turns(), "has not been downloaded yet");
    let words = fs::read(&text).unwrap();
    fs::remove_file(&text).unwrap();
    ward.check(3, &["a file with this in its name is missing"]);
    fs::write(&text, "").unwrap();
    ward.check(3, &[name]);
    fs::write(&text, "other words").unwrap();
    ward.check(4, &["the file was changed since it was imported"]);
    fs::write(&text, words).unwrap();
    ward.check(0, &["nothing to repair"]);
    let journal = fs::read_to_string(&ward.journal).unwrap();
    fs::write(&ward.journal, journal.replacen("Small", "Smell", 1)).unwrap();
    ward.check(4, &["does not verify", "damaged"]);
}

#[test]
fn a_placeholder_of_a_cloud_is_told_as_not_downloaded() {
    let ward = Ward::new();
    fs::write(ward.beside(".W.jsonl.icloud"), "bplist00").unwrap();
    ward.check(3, &["has not been downloaded yet"]);
}

#[test]
fn strays_drafts_and_gits_rules_are_told_and_only_leftovers_are_removed() {
    let ward = Ward::new();
    let stray = ward.beside("notes.txt");
    fs::write(&stray, "mine").unwrap();
    let drafts = ["old", "new"].map(|name| {
        ward.place
            .path(&format!("study/texts/.intercoder-{name}.tmp"))
    });
    for draft in &drafts {
        fs::write(draft, "half").unwrap();
    }
    let long_ago = SystemTime::now() - Duration::from_secs(2 * 60 * 60);
    let old = File::options().write(true).open(&drafts[0]).unwrap();
    old.set_modified(long_ago).unwrap();
    let attributes = ward.place.path("study/.gitattributes");
    fs::write(&attributes, "*.docx binary").unwrap();
    ward.check(
        0,
        &[
            "is not read",
            "left unfinished",
            "may be writing it",
            "git may change",
        ],
    );
    let (code, said) = ward.repaired();
    assert_eq!(code, 0, "{said}");
    assert!(stray.exists() && !drafts[0].exists() && drafts[1].exists());
    let rules = fs::read_to_string(attributes).unwrap();
    assert_eq!(rules, "*.docx binary\n* -text\n");
}

#[test]
fn a_fork_is_explained_and_needs_nothing() {
    let ward = Ward::new();
    let place = &ward.place;
    let whole = place.path("whole");
    copy(&place.path("study"), &whole.join("study"));
    copy(&place.path(".state-machine"), &whole.join("state"));
    place.ok(&["codebook", "add", "here", "--study", "study"]);
    let ours = fs::read(&ward.journal).unwrap();
    // The copied computer knows the study under the same path.
    fs::remove_dir_all(place.path(".state-machine")).unwrap();
    copy(&whole.join("state"), &place.path(".state-machine"));
    fs::remove_file(&ward.journal).unwrap();
    copy(&whole.join("study"), &place.path("study"));
    place.ok(&["codebook", "add", "there", "--study", "study"]);
    fs::write(ward.beside("W (conflicted copy).jsonl"), ours).unwrap();
    ward.check(
        0,
        &["two installations went on as", "both are kept and counted"],
    );
}

#[test]
fn a_damaged_own_line_gives_way_to_the_intact_one_that_this_computer_kept() {
    let ward = Ward::new();
    let before = fs::read(&ward.journal).unwrap();
    let words = String::from_utf8(before.clone()).unwrap();
    let changed = words.replacen("Small", "Smell", 1).into_bytes();
    fs::write(&ward.journal, &changed).unwrap();
    ward.check(4, &["does not verify", "--fix puts it back in its place"]);
    let away = ["doctor", "--study", "study", "--fix", "--yes"];
    let away = ward.place.run_on("other", &away);
    assert_eq!(
        away.status.code(),
        Some(4),
        "another computer has not kept it"
    );
    assert_eq!(fs::read(&ward.journal).unwrap(), changed);
    let (code, said) = ward.repaired();
    assert_eq!(code, 0, "{said}");
    assert_eq!(fs::read(&ward.journal).unwrap(), before);
    let kept = contents(&ward.place.path(".state-machine"));
    assert!(kept.values().any(|bytes| *bytes == changed), "{said}");
    ward.check(0, &["nothing to repair"]);
}

#[test]
fn damaged_lines_stay_where_the_journal_holds_anything_this_computer_has_not_kept() {
    let ward = Ward::new();
    let before = fs::read(&ward.journal).unwrap();
    let mut lines: Vec<Vec<u8>> = before
        .split_inclusive(|byte| *byte == b'\n')
        .map(<[u8]>::to_vec)
        .collect();
    // What stands behind the last kept line may be all that is left of a line, although nobody can read it.
    lines.push(b"{\"hash\":\"0123\"}\n".to_vec());
    lines[1][60] ^= 1;
    fs::write(&ward.journal, lines.concat()).unwrap();
    let (code, said) = ward.doctor(&[]);
    assert_eq!(code, 4, "{said}");
    assert!(!said.contains("--fix puts it back"), "{said}");
}

#[test]
fn a_damaged_copy_of_an_own_journal_is_moved_away_where_its_lines_stand_intact() {
    let ward = Ward::new();
    let words = fs::read_to_string(&ward.journal).unwrap();
    let copy = ward.beside("W (1).jsonl");
    fs::write(&copy, words.replacen("Small", "Smell", 1)).unwrap();
    ward.check(4, &["does not verify", "stands intact"]);
    let away = ["doctor", "--study", "study", "--fix", "--yes"];
    ward.place.run_on("other", &away);
    assert!(copy.exists(), "it is no copy of another computer's journal");
    let (code, said) = ward.repaired();
    assert_eq!((code, copy.exists()), (0, false), "{said}");
    // A damaged line that stands nowhere else may be all that is left of it.
    let seq = words.matches("\"seq\":").count();
    let alone = words.lines().last().unwrap();
    let alone = alone.replacen(&format!("\"seq\":{seq}"), "\"seq\":900", 1);
    fs::write(&copy, format!("{words}{alone}\n")).unwrap();
    let (code, said) = ward.repaired();
    assert_eq!((code, copy.exists()), (4, true), "{said}");
}

#[test]
fn a_study_whose_mark_is_missing_is_not_made_anew_and_says_how_it_is_whole_again() {
    let place = Place::with_sample();
    let mark = place.path("sample/intercoder.toml");
    let words = fs::read(&mark).unwrap();
    fs::remove_file(&mark).unwrap();
    let stranger = |args: &[&str]| {
        let output = place.run_on("other", args);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code().unwrap(), said)
    };
    for args in [
        &["doctor", "--fix", "--yes", "--study", "sample"][..],
        &["init", "sample", "--title", "Anew", "--coder", "ana"],
    ] {
        let (code, said) = stranger(args);
        assert!((1..5).contains(&code), "{code} {said}");
        assert!(said.contains("intercoder.toml is missing"), "{said}");
        assert!(said.contains("from a colleague's folder"), "{said}");
        assert!(!mark.exists());
    }
    for broken in ["", "<<<<<<< HEAD\nformat = 1\n=======\n"] {
        fs::write(&mark, broken).unwrap();
        let (_, said) = stranger(&["doctor", "--fix", "--yes", "--study", "sample"]);
        assert!(said.contains("from a colleague's folder"), "{said}");
        assert_eq!(fs::read_to_string(&mark).unwrap(), broken);
    }
    fs::write(&mark, words).unwrap();
    assert!(
        place
            .ok(&["status", "--study", "sample", "--as", "ana"])
            .contains("complete")
    );
}

#[cfg(unix)]
#[test]
fn what_would_be_read_for_ever_is_told_and_not_read() {
    let place = Place::with_sample();
    let journal = place.path("sample/journal");
    let made = std::process::Command::new("mkfifo")
        .arg(journal.join("x-aaaaaa.1.jsonl"))
        .status();
    assert!(made.unwrap().success());
    std::os::unix::fs::symlink("/dev/zero", journal.join("z-aaaaaa.1.jsonl")).unwrap();
    let sparse = fs::File::create(journal.join("l-aaaaaa.1.jsonl")).unwrap();
    sparse.set_len(20 << 30).unwrap();
    let output = place.run(&["doctor", "--study", "sample", "--as", "ana"]);
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(said.matches("it is no file of lines").count(), 2, "{said}");
    assert!(said.contains("larger than a gigabyte"), "{said}");
}

#[cfg(unix)]
#[test]
fn a_change_is_saved_also_where_its_warnings_cannot_be_said() {
    let place = Place::with_sample();
    let (program, state) = (
        env!("CARGO_BIN_EXE_intercoder"),
        place.path(".state-machine"),
    );
    let run = |words: &str| {
        let command = format!(
            "exec {program} memo add --document I01 --text {words} --study sample --as ana 2>/dev/full"
        );
        let mut shell = std::process::Command::new("sh");
        let ended = shell
            .args(["-c", &command])
            .current_dir(place.dir.path())
            .env("INTERCODER_STATE", &state)
            .output()
            .unwrap();
        assert_eq!(ended.status.code(), Some(0));
    };
    run("one");
    let own = fs::read_dir(place.path("sample/journal"))
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let own: Vec<_> = own
        .filter(|path| fs::read_to_string(path).unwrap().contains("\"one\""))
        .collect();
    // The folder loses the line, so that the next change has something to warn of.
    fs::remove_file(&own[0]).unwrap();
    run("two");
    let memos = place.ok(&["memo", "list", "--study", "sample", "--as", "ana"]);
    assert!(memos.contains("one") && memos.contains("two"), "{memos}");
}
