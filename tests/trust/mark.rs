//! The file that says which study a folder holds: gone, broken or another study's. The lines prove which study they belong to.

use std::fs;

use crate::program::Place;

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
    for broken in [None, Some(""), Some("<<<<<<< HEAD\nformat = 1\n=======\n")] {
        match broken {
            Some(broken) => fs::write(&mark, broken).unwrap(),
            None => fs::remove_file(&mark).unwrap(),
        }
        let (code, said) = doctor(&place, ("machine", &[]));
        assert_eq!(code, 4, "{said}");
        assert!(said.contains(&study), "{said}");
        assert!(said.contains("--fix writes it anew"), "{said}");
        assert_eq!(fs::read_to_string(&mark).ok().as_deref(), broken);
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
