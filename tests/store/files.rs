//! Texts by their hash, and files that the user names.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use intercoder::id::Digest;
use intercoder::store::atomic::Existing;
use intercoder::store::outside::{self, OutsideError};
use intercoder::store::texts::{self, Absent, Kept, Kind, Shelf};

use super::Desk;

const WORDS: &str = "Interviewer: How was it?\nMaria: Hard.\n";

fn keep(desk: &Desk, kind: Kind<'_>, bytes: &[u8]) -> Digest {
    let file = Kept { kind, bytes };
    texts::write(&desk.folder, &[file]).unwrap();
    file.digest()
}

fn names(desk: &Desk) -> Vec<String> {
    let entries = fs::read_dir(desk.folder.texts()).unwrap();
    let name = |entry: std::io::Result<fs::DirEntry>| entry.unwrap().file_name();
    let mut names: Vec<String> = entries
        .map(|entry| name(entry).to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn every_kind_of_file_is_named_by_its_hash_and_found_by_it() {
    let desk = Desk::new();
    let kinds = [
        (Kind::Text("I12"), "texts/I12.", ".txt"),
        (Kind::Turns("I12"), "texts/I12.", ".turns.json"),
        (Kind::Codebook(3), "codebooks/v3.", ".json"),
        (Kind::Source("docx"), "sources/", ".docx"),
    ];
    let files: Vec<Kept<'_>> = kinds
        .iter()
        .map(|(kind, start, _)| Kept {
            kind: *kind,
            bytes: start.as_bytes(),
        })
        .collect();
    texts::write(&desk.folder, &files[..1]).unwrap();
    texts::write(&desk.folder, &files).unwrap();
    let shelf = Shelf::list(&desk.folder).unwrap();
    for (file, (_, start, end)) in files.iter().zip(kinds) {
        let short = file.digest().short();
        let path = desk.folder.root.join(format!("{start}{short}{end}"));
        assert_eq!(fs::read(&path).unwrap(), file.bytes, "{}", path.display());
        assert_eq!(shelf.read(&file.digest()).unwrap(), file.bytes);
    }
    assert_eq!(names(&desk).len(), 2);
}

#[test]
fn a_file_that_does_not_match_its_hash_is_absent_and_never_overwritten() {
    let desk = Desk::new();
    let digest = keep(&desk, Kind::Text("I12"), WORDS.as_bytes());
    let path = desk
        .folder
        .texts()
        .join(format!("I12.{}.txt", digest.short()));
    fs::write(&path, "somebody corrected this by hand\n").unwrap();
    let absent = Shelf::list(&desk.folder).unwrap().read(&digest);
    let shown = path.strip_prefix(&desk.folder.root).unwrap().to_owned();
    assert_eq!(absent, Err(Absent::Changed(vec![shown])));
    keep(&desk, Kind::Text("I12"), WORDS.as_bytes());
    let shelf = Shelf::list(&desk.folder).unwrap();
    assert_eq!(shelf.read(&digest).unwrap(), WORDS.as_bytes());
    let kept = fs::read_to_string(&path).unwrap();
    assert!(kept.starts_with("somebody"), "{kept}");
}

#[test]
fn two_files_whose_short_names_are_alike_are_both_kept() {
    let desk = Desk::new();
    let mut seen = std::collections::HashMap::new();
    let twins = (0_u32..).map(u32::to_le_bytes).find_map(|bytes| {
        let [a, b, c, d, ..] = Digest::of(&bytes).0;
        let other = seen.insert([a, b, c, d], bytes)?;
        Some([other, bytes])
    });
    let kind = Kind::Source("txt");
    let files = twins
        .as_ref()
        .unwrap()
        .each_ref()
        .map(|bytes| Kept { kind, bytes });
    texts::write(&desk.folder, &files).unwrap();
    let shelf = Shelf::list(&desk.folder).unwrap();
    for file in files {
        assert_eq!(shelf.read(&file.digest()).unwrap(), file.bytes);
    }
}

#[test]
fn a_missing_file_is_told_apart_from_a_changed_one() {
    let desk = Desk::new();
    let digest = Digest::of(b"never written");
    let absent = Shelf::list(&desk.folder)
        .unwrap()
        .read(&digest)
        .unwrap_err();
    assert_eq!(absent, Absent::Missing);
    let sentence = absent.problem(&digest).to_string();
    assert!(sentence.contains("missing"), "{sentence}");
}

#[test]
fn a_text_is_found_under_the_names_and_line_ends_that_sync_tools_give_it() {
    let desk = Desk::new();
    let digest = Digest::of(WORDS.as_bytes());
    let name = format!("I12.{} (Ana's conflicted copy).txt", digest.short());
    let converted = WORDS.replace('\n', "\r\n");
    fs::write(desk.folder.texts().join(name), converted).unwrap();
    let shelf = Shelf::list(&desk.folder).unwrap();
    assert_eq!(shelf.read(&digest).unwrap(), WORDS.as_bytes());
}

#[test]
fn no_handle_leads_out_of_the_folder() {
    let desk = Desk::new();
    keep(&desk, Kind::Text("../../away"), WORDS.as_bytes());
    keep(&desk, Kind::Source("../x"), WORDS.as_bytes());
    let [name] = &names(&desk)[..] else {
        panic!("one text")
    };
    assert!(name.starts_with("______away."), "{name}");
}

#[test]
fn a_users_file_is_read_up_to_a_cap() {
    let desk = Desk::new();
    let path = desk.path().join("notes.txt");
    fs::write(&path, [b'x'; 100]).unwrap();
    assert_eq!(outside::read(&path, 100).unwrap().len(), 100);
    let sentence = |result: Result<Vec<u8>, OutsideError>| result.unwrap_err().to_string();
    assert!(sentence(outside::read(&path, 99)).contains("is larger than"));
    assert!(sentence(outside::read(desk.path(), 99)).contains("is a folder"));
    let missing = outside::read(&desk.path().join("none.txt"), 99);
    assert!(sentence(missing).contains("there is no file"));
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_refused_and_not_waited_for() {
    let desk = Desk::new();
    let (pipe, device) = (desk.path().join("pipe.txt"), PathBuf::from("/dev/null"));
    let made = Command::new("mkfifo").arg(&pipe).status();
    assert!(made.is_ok_and(|status| status.success()));
    // Nobody ever writes into the pipe, so whoever opens it does not come back.
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        for path in [device, pipe] {
            let refused = [
                outside::read(&path, 100).map(|_| ()),
                outside::open(&path).map(|_| ()),
                outside::digest(&path).map(|_| ()),
            ];
            let said = refused.map(|refused| refused.map_err(|cause| cause.to_string()));
            tell.send(said).unwrap();
        }
    });
    for _ in 0..2 {
        for refused in told.recv_timeout(Duration::from_secs(20)).unwrap() {
            let said = refused.unwrap_err();
            assert!(said.contains("a pipe or a device"), "{said}");
            assert!(said.contains("save what comes from it as a file"), "{said}");
        }
    }
}

#[test]
fn a_folder_is_listed_by_name_without_hidden_files() {
    let desk = Desk::new();
    let folder = desk.path().join("in");
    fs::create_dir_all(folder.join("below")).unwrap();
    for name in ["b.txt", "a.docx", ".DS_Store", "below/c.txt"] {
        fs::write(folder.join(name), "x").unwrap();
    }
    let files = outside::files(&folder).unwrap();
    assert_eq!(files, [folder.join("a.docx"), folder.join("b.txt")]);
    assert_eq!(outside::files(&files[0]).unwrap(), [files[0].clone()]);
}

#[test]
fn an_output_file_is_whole_and_nothing_is_overwritten_unasked() {
    let desk = Desk::new();
    let path = desk.path().join("table.csv");
    outside::write(&path, b"first", Existing::Keep).unwrap();
    let refused = outside::write(&path, b"second", Existing::Keep).unwrap_err();
    assert!(refused.to_string().contains("exists already"), "{refused}");
    assert_eq!(fs::read(&path).unwrap(), b"first");
    outside::write(&path, b"third", Existing::Replace).unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"third");
    let left = fs::read_dir(desk.path()).unwrap().count();
    assert_eq!(left, 2, "the table and the study, and nothing unfinished");
}
