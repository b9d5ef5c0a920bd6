//! Git's marks in a journal: what happened is told, and they go where every line of both sides is provably whole.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::{fs, io};

use intercoder::id::Hash;
use intercoder::store::checkup::{mend_ends, take_marks_out};
use intercoder::store::disk::{Disk, Opened, RealDisk};
use intercoder::store::journals;
use intercoder::store::layout::Folder;
use intercoder::store::withdrawn::Orders;

use crate::cli::small_study;
use crate::program::{Place, copy};

/// A small study of ana's in git, with her journal.
struct Repository {
    place: Place,
    journal: PathBuf,
    lines: Vec<String>,
}

impl Repository {
    fn new() -> Self {
        let place = small_study();
        let mut journals = fs::read_dir(place.path("study/journal")).unwrap();
        let journal = journals.next().unwrap().unwrap().path();
        let text = fs::read_to_string(&journal).unwrap();
        let lines = text.split_inclusive('\n').map(str::to_owned).collect();
        Self {
            place,
            journal,
            lines,
        }
    }

    /// What git writes where it cannot merge what follows the first lines.
    fn merge(&self, first: usize, (ours, theirs): (&[String], &[String])) -> String {
        let (first, ours, theirs) = (self.lines[..first].concat(), ours.concat(), theirs.concat());
        format!("{first}<<<<<<< HEAD\n{ours}=======\n{theirs}>>>>>>> laptop\n")
    }

    /// What doctor says on a machine, with its exit code.
    fn doctor(&self, machine: &str, more: &[&str]) -> (i32, String) {
        let args = [&["doctor", "--study", "study"], more].concat();
        let output = self.place.run_on(machine, &args);
        let said = [output.stdout, output.stderr].concat();
        let code = output.status.code().unwrap();
        (code, String::from_utf8(said).unwrap())
    }
}

#[test]
fn marks_of_git_are_told_in_one_sentence_and_go_where_every_line_is_whole() {
    let git = Repository::new();
    let (from, all) = (3, git.lines.len());
    let sides = (&git.lines[from..all - 1], &git.lines[from..all]);
    let merged = git.merge(from, sides);
    fs::write(&git.journal, &merged).unwrap();
    let (code, said) = git.doctor("machine", &[]);
    assert_eq!(code, 4, "{said}");
    assert_eq!(said.matches("a merge of git left its marks").count(), 1);
    for words in ["--fix takes the marks out", "in lines 4, "] {
        assert!(said.contains(words), "“{words}” is not in: {said}");
    }
    assert!(!said.contains("from the computer that wrote it"), "{said}");
    let (code, said) = git.doctor("machine", &["--fix", "--yes"]);
    assert_eq!(code, 0, "{said}");
    let now = fs::read_to_string(&git.journal).unwrap();
    assert_eq!(now, git.lines.concat(), "each line once, in its order");
    let kept = git.place.path(".state-machine");
    assert!(holds(&kept, merged.as_bytes()), "{said}");
}

#[test]
fn marks_in_a_journal_of_another_computer_are_left_to_that_one() {
    let git = Repository::new();
    let (from, all) = (3, git.lines.len());
    let merged = git.merge(from, (&git.lines[from..all - 1], &git.lines[from..all]));
    fs::write(&git.journal, &merged).unwrap();
    for more in [&[][..], &["--fix", "--yes"]] {
        let (code, said) = git.doctor("other", more);
        assert_eq!(code, 4, "{said}");
        for words in [
            "the computer on which ana writes as ana-",
            "git checkout --ours journal/ana-",
        ] {
            assert!(said.contains(words), "“{words}” is not in: {said}");
        }
        assert_eq!(fs::read_to_string(&git.journal).unwrap(), merged);
    }
}

#[test]
fn no_line_goes_with_a_mark_that_somebody_wrote_before_it() {
    let git = Repository::new();
    let last = git.lines.len() - 1;
    for mark in ["======= ", "<<<<<<< ", "||||||| ", ">>>>>>> theirs "] {
        let before = git.lines[..last].concat();
        let broken = format!("{before}{mark}{}", git.lines[last]);
        fs::write(&git.journal, &broken).unwrap();
        let (code, said) = git.doctor("other", &["--fix", "--yes"]);
        assert_eq!(code, 4, "{said}");
        assert!(said.contains("does not verify"), "{said}");
        assert_eq!(fs::read_to_string(&git.journal).unwrap(), broken);
        let (code, said) = git.doctor("machine", &["--fix", "--yes"]);
        assert_eq!(code, 0, "{said}");
        let now = fs::read_to_string(&git.journal).unwrap();
        assert_eq!(now, git.lines.concat(), "{said}");
    }
}

/// A disk to which a sync brings a line while something else is written to it.
#[derive(Debug)]
struct Syncing {
    journal: PathBuf,
}

impl Disk for Syncing {
    fn sync(&self, opened: &Opened) -> io::Result<()> {
        let is_beside = opened.path.parent() == self.journal.parent();
        if is_beside && !fs::read_to_string(&self.journal)?.ends_with(LATE) {
            let words = fs::read_to_string(&self.journal)? + LATE;
            fs::write(&self.journal, words)?;
        }
        RealDisk.sync(opened)
    }
}

/// What comes meanwhile.
const LATE: &str = "what came meanwhile\n";

#[test]
fn what_a_sync_brings_while_a_journal_is_put_right_is_not_taken_out() {
    let git = Repository::new();
    let (from, all) = (3, git.lines.len());
    let merged = git.merge(from, (&git.lines[from..all - 1], &git.lines[from..all]));
    let converted = git.lines.concat().replace('\n', "\r\n");
    let mut folder = Folder::open(&git.place.path("study")).unwrap();
    let lines = journals::read(&folder).unwrap().lines;
    let known: HashSet<Hash> = lines.iter().map(|line| line.hash).collect();
    let journal = folder.journal().join(git.journal.file_name().unwrap());
    let file = journal.strip_prefix(&folder.root).unwrap().to_owned();
    folder.disk = Arc::new(Syncing { journal });
    let (state, orders) = (git.place.path("kept"), Orders::default());
    for words in [merged, converted] {
        fs::write(&git.journal, &words).unwrap();
        match words.contains('\r') {
            true => assert_eq!(mend_ends(&folder, &state, &file).unwrap(), None),
            false => assert_eq!(
                take_marks_out((&folder, &known), (&state, &orders), &file).unwrap(),
                None
            ),
        }
        let now = fs::read_to_string(&git.journal).unwrap();
        assert_eq!(now, words + LATE);
        let left = fs::read_dir(folder.journal()).unwrap();
        assert_eq!(left.count(), 1, "nothing unfinished is left");
    }
}

/// Whether any file below a folder holds these very bytes.
fn holds(folder: &std::path::Path, bytes: &[u8]) -> bool {
    let mut entries = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path());
    entries.any(|path| match path.is_dir() {
        true => holds(&path, bytes),
        false => fs::read(&path).unwrap() == bytes,
    })
}

#[test]
fn marks_stay_where_a_line_between_them_is_not_whole_or_one_before_it_is_missing() {
    let git = Repository::new();
    let (from, all) = (3, git.lines.len());
    let mut changed = git.lines[from..].to_vec();
    changed[0] = changed[0].replacen("\"at\":\"2", "\"at\":\"3", 1);
    let lacks = (&git.lines[from..from], &git.lines[from + 1..all]);
    for sides in [(&git.lines[from..from], &changed[..]), lacks] {
        let merged = git.merge(from, sides);
        fs::write(&git.journal, &merged).unwrap();
        let (_, said) = git.doctor("other", &[]);
        assert!(!said.contains("merge=union"), "git is told already: {said}");
        let attributes = git.place.path("study/.gitattributes");
        let rules = fs::read_to_string(&attributes).unwrap();
        fs::write(&attributes, "* -text\n").unwrap();
        let (code, said) = git.doctor("other", &["--fix", "--yes"]);
        assert!(code == 4 && said.contains("merge=union"), "{said}");
        fs::write(&attributes, rules).unwrap();
        assert!(said.contains("git checkout --ours journal/ana-"), "{said}");
        assert!(!said.contains("--fix takes"), "{said}");
        assert_eq!(fs::read_to_string(&git.journal).unwrap(), merged);
    }
}

#[test]
fn both_sides_of_a_journal_that_two_installations_went_on_with_are_kept() {
    let git = Repository::new();
    let (place, whole) = (&git.place, git.place.path("whole"));
    copy(&place.path("study"), &whole.join("study"));
    copy(&place.path(".state-machine"), &whole.join("state"));
    let from = git.lines.len();
    let added = |code: &str| {
        place.ok(&["codebook", "add", code, "--study", "study"]);
        let text = fs::read_to_string(&git.journal).unwrap();
        let lines = text.split_inclusive('\n').skip(from).map(str::to_owned);
        lines.collect::<Vec<String>>()
    };
    let ours = added("here");
    // The copied computer knows the study under the same path.
    fs::remove_dir_all(place.path(".state-machine")).unwrap();
    copy(&whole.join("state"), &place.path(".state-machine"));
    copy(&whole.join("study"), &place.path("study"));
    let theirs = added("there");
    fs::write(&git.journal, git.merge(from, (&ours, &theirs))).unwrap();
    let tree = || place.ok(&["codebook", "tree", "--study", "study"]);
    // Also a change before anybody asks doctor loses nothing of either side.
    place.ok(&["codebook", "add", "later", "--study", "study"]);
    assert!(tree().contains("here") && tree().contains("there"));
    let (code, said) = git.doctor("machine", &["--fix", "--yes"]);
    assert_eq!(code, 0, "{said}");
    let tree = tree();
    for code in ["here", "there", "later"] {
        assert!(tree.contains(code), "{tree}");
    }
}
