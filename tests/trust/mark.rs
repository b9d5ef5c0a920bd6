//! The file that says which study a folder holds: gone, broken or another study's. The lines prove which study they belong to.

use std::fs;

use crate::program::{Place, copy};

/// What doctor says of the sample study on a machine, with its exit code.
fn doctor(place: &Place, (machine, more): (&str, &[&str])) -> (i32, String) {
    let args = [&["doctor", "--study", "sample"], more].concat();
    let output = place.run_on(machine, &args);
    let said = [output.stdout, output.stderr].concat();
    let code = output.status.code().unwrap();
    (code, String::from_utf8(said).unwrap())
}

const FIX: &[&str] = &["--fix", "--yes"];

/// The mark, its words, and the study that they name.
fn mark(place: &Place) -> (std::path::PathBuf, String, String) {
    let mark = place.path("sample/intercoder.toml");
    let words = fs::read_to_string(&mark).unwrap();
    let study = words.split('"').nth(1).unwrap().to_owned();
    (mark, words, study)
}

#[test]
fn a_mark_that_is_gone_or_broken_is_written_anew_by_a_computer_that_knows_the_study() {
    let place = Place::with_sample();
    let (mark, words, study) = mark(&place);
    let utf16 = format!("\u{feff}{words}");
    let utf16 = utf16.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let merged = b"<<<<<<< HEAD\nformat = 1\n=======\n".to_vec();
    for broken in [None, Some(Vec::new()), Some(merged), Some(utf16)] {
        match &broken {
            Some(broken) => fs::write(&mark, broken).unwrap(),
            None => fs::remove_file(&mark).unwrap(),
        }
        let (code, said) = doctor(&place, ("machine", &[]));
        assert_eq!(code, 4, "{said}");
        assert!(said.contains(&study), "{said}");
        assert!(said.contains("--fix writes it anew"), "{said}");
        assert_eq!(fs::read(&mark).ok(), broken);
        let (code, said) = doctor(&place, ("machine", FIX));
        assert_eq!(code, 0, "{said}");
        assert_eq!(fs::read_to_string(&mark).unwrap(), words);
    }
    let (code, said) = doctor(&place, ("machine", &[]));
    assert!(code == 0 && said.contains("nothing to repair"), "{said}");
}

#[test]
fn a_mark_of_another_study_is_the_one_thing_that_is_told() {
    let place = Place::with_sample();
    let (mark, words, study) = mark(&place);
    place.ok(&[
        "init", "else", "--title", "Else", "--coder", "ana", "--lead",
    ]);
    let other = fs::read_to_string(place.path("else/intercoder.toml")).unwrap();
    fs::write(&mark, &other).unwrap();
    let named = other.split('"').nth(1).unwrap();
    for (machine, is_known) in [("machine", true), ("other", false)] {
        let (code, said) = doctor(&place, (machine, &[]));
        assert_eq!(code, 4, "{said}");
        let told: Vec<&str> = said.lines().filter(|line| line.contains(": ")).collect();
        assert!(
            told[0].starts_with("intercoder.toml: it names the study"),
            "{said}"
        );
        assert_eq!(said.matches("it names the study").count(), 1, "{said}");
        assert!(said.contains(named), "{said}");
        assert!(
            !said.contains("does not verify") && !said.contains("texts/"),
            "{said}"
        );
        assert_eq!(
            (said.contains(&study), said.contains("--fix")),
            (is_known, is_known)
        );
    }
    let status = place.run(&["status", "--study", "sample", "--as", "ana"]);
    let told = String::from_utf8([status.stdout, status.stderr].concat()).unwrap();
    assert!(told.contains("it names the study"), "{told}");
    assert!(
        !told.contains("journal/") && told.matches("it names").count() == 1,
        "{told}"
    );
    let (_, told) = place.fails(&["verify", "--study", "sample"]);
    assert!(
        told.contains("damaged or missing: intercoder.toml\n"),
        "{told}"
    );
    let (code, said) = doctor(&place, ("other", FIX));
    assert!(
        code == 4 && fs::read_to_string(&mark).unwrap() == other,
        "{said}"
    );
    let (code, said) = doctor(&place, ("machine", FIX));
    assert_eq!(code, 0, "{said}");
    assert_eq!(fs::read_to_string(&mark).unwrap(), words);
}

/// A study of one person's, made on this machine.
fn begun(place: &Place, name: &str) {
    place.ok(&["init", name, "--title", name, "--coder", "ana", "--lead"]);
}

/// Puts the journals of one study where another's were; those go to the folder `out`.
fn exchange(place: &Place, (from, to): (&str, &str)) {
    let journals = |study: &str| place.path(&format!("{study}/journal"));
    fs::rename(journals(to), place.path("out")).unwrap();
    copy(&journals(from), &journals(to));
}

/// What doctor says of a study, before and after it put right what it can; with its last exit code.
fn fixed(place: &Place, study: &str) -> (String, i32, String) {
    let said = |more: &[&str]| {
        let output = place.run(&[&["doctor", "--study", study], more].concat());
        let said = [output.stdout, output.stderr].concat();
        let code = output.status.code().unwrap();
        (code, String::from_utf8(said).unwrap())
    };
    let (_, before) = said(&[]);
    let (code, after) = said(FIX);
    (before, code, after)
}

#[test]
fn a_mark_under_which_this_computer_wrote_here_stays_whatever_journals_are_put_beside_it() {
    let place = Place::new();
    for name in ["old", "new"] {
        begun(&place, name);
    }
    exchange(&place, ("old", "new"));
    let mark = place.path("new/intercoder.toml");
    let words = fs::read_to_string(&mark).unwrap();
    let (before, code, after) = fixed(&place, "new");
    assert!(!before.contains("came from another study; "), "{before}");
    assert!(before.contains("which this computer saved"), "{before}");
    assert_eq!(code, 4, "{after}");
    assert_eq!(fs::read_to_string(&mark).unwrap(), words, "{after}");
    for own in fs::read_dir(place.path("out")).unwrap() {
        let own = own.unwrap();
        let back = place.path("new/journal").join(own.file_name());
        assert_eq!(fs::read(back).unwrap(), fs::read(own.path()).unwrap());
    }
}

#[test]
fn one_stray_journal_of_a_known_study_makes_no_mark_for_the_others() {
    let place = Place::with_sample();
    begun(&place, "known");
    for stray in fs::read_dir(place.path("known/journal")).unwrap() {
        let stray = stray.unwrap();
        let to = place.path("sample/journal").join(stray.file_name());
        fs::copy(stray.path(), to).unwrap();
    }
    let sample = mark(&place);
    let known = fs::read_to_string(place.path("known/intercoder.toml")).unwrap();
    let known = known.split('"').nth(1).unwrap().to_owned();
    // This computer never worked on the sample.
    for state in fs::read_dir(place.path(".state-machine")).unwrap() {
        let state = state.unwrap();
        let name = state.file_name().to_string_lossy().into_owned();
        if name.starts_with(&sample.2) {
            fs::remove_dir_all(state.path()).unwrap();
        }
    }
    let other = sample.1.replace(&sample.2, "s0123456789abcdef0000");
    for there in [None, Some(""), Some(&*other)] {
        match there {
            Some(words) => fs::write(&sample.0, words).unwrap(),
            None => fs::remove_file(&sample.0).unwrap(),
        }
        let (before, code, after) = fixed(&place, "sample");
        assert_eq!(code, 4, "{after}");
        assert_eq!(fs::read_to_string(&sample.0).ok().as_deref(), there);
        for part in [&*known, "journal/ben-", "2 more are not", "move what"] {
            assert!(before.contains(part), "“{part}” is not in: {before}");
        }
        assert!(!before.contains("--fix"), "{before}");
        assert!(after.lines().count() < 12, "{after}");
    }
}

#[test]
fn a_journal_of_which_every_line_was_changed_is_written_anew_and_the_mark_stays() {
    let place = Place::new();
    begun(&place, "solo");
    let mut journals = fs::read_dir(place.path("solo/journal")).unwrap();
    let journal = journals.next().unwrap().unwrap().path();
    let words = fs::read_to_string(&journal).unwrap();
    fs::write(&journal, words.replace("\"at\":\"2", "\"at\":\"3")).unwrap();
    let (before, code, after) = fixed(&place, "solo");
    assert!(!before.contains("intercoder.toml"), "{before}");
    assert!(before.contains("this computer kept the line"), "{before}");
    assert_eq!(code, 0, "{after}");
    assert_eq!(fs::read_to_string(&journal).unwrap(), words);
}
