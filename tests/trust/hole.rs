//! A hole: a crash wrote the end of a change and not its beginning. It was never said to be saved, and is set aside, whoever works next.

use std::fs;
use std::path::{Path, PathBuf};

use intercoder::round::Sight;

use crate::trust::sealed::Team;

/// The files below a folder whose path has all of these parts.
fn files(folder: &Path, parts: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, parts));
        } else if parts
            .iter()
            .all(|part| path.to_str().unwrap().contains(part))
        {
            found.push(path);
        }
    }
    found
}

#[test]
fn a_hole_of_an_installation_that_is_not_taken_again_is_set_aside_by_the_next_change() {
    let team = Team::new(Sight::Open);
    // Two windows of one coder on one computer: two installations.
    let (mut one, mut other) = (team.open("ana"), team.open("ana"));
    for session in [&mut one, &mut other] {
        team.code_in(session, 1);
    }
    let writers = [&one, &other].map(|session| session.writer().unwrap().0.to_string());
    let last = writers.iter().max().unwrap().clone();
    drop((one, other));
    let journal = files(&team.temp.path().join("study"), &[&last]).remove(0);
    let text = fs::read_to_string(&journal).unwrap();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let from = lines.len() - 2;
    let broken = format!(
        "{}{}\n",
        lines[..from].concat(),
        "x".repeat(lines[from].len() - 1)
    );
    fs::write(&journal, broken + lines[from + 1]).unwrap();
    // The machine stopped before its own copy was made.
    let shadow = files(&team.temp.path().join("state-ana"), &[&last, "shadow"]).remove(0);
    fs::write(&shadow, lines[..from].concat()).unwrap();
    let lacks = team.open("ana");
    assert!(!lacks.view().completeness().is_complete() && !lacks.damage.is_empty());
    drop(lacks);
    team.code("ana", 3);
    let ana = team.open("ana");
    assert_eq!(ana.damage, []);
    assert!(ana.view().completeness().is_complete());
    assert_ne!(ana.view().codings().len(), 0);
}
