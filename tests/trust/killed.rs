//! Kills: a process that saves one change after another is killed at any moment, again and again over the same study. Every change
//! that it said to be saved is there, and the next process goes on.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use intercoder::document::{Kind, SourceNote, Turns};
use intercoder::event::Event;
use intercoder::event::document::DocumentAdd;
use intercoder::event::study::CoderRole;
use intercoder::id::{CoderId, Digest};
use intercoder::session::{Host, Session, first_events};
use intercoder::store::damage::What;
use intercoder::store::journals;
use intercoder::store::layout::Folder;
use intercoder::store::texts::{Kept, Kind as Part};
use rand::rngs::SmallRng;
use rand::{RngExt as _, SeedableRng as _};
use tempfile::TempDir;

use super::proof::{say, tries};
use super::work::check_complete;
use crate::pen;

/// Where the process that is to be killed finds its study; without it, there is nothing to do.
const PLACE: &str = "INTERCODER_TO_BE_KILLED";

fn opened(place: &Path) -> Session {
    let host = Host::real(place.join("state"), Box::new(|_| ()));
    let folder = Folder::open(&place.join("study")).unwrap();
    Session::open(host, folder, Some(CoderId::from("ana"))).unwrap()
}

/// Saves one change after another, and says each once it is saved. It is the process that the test below starts and kills.
#[test]
fn a_process_saves_until_it_is_killed() {
    let Some(place) = std::env::var_os(PLACE) else {
        return;
    };
    let mut session = opened(&PathBuf::from(place));
    for number in 0.. {
        let name = format!("{}-{number}", std::process::id());
        let id = match number % 8 {
            5 => add_document(&mut session, &format!("d{name}")),
            _ => session
                .record(|draft| draft.add(pen::code(&format!("c{name}"), &name, None)))
                .unwrap(),
        };
        writeln!(std::io::stdout(), "\nsaved {id}").unwrap();
    }
}

fn add_document(session: &mut Session, handle: &str) -> intercoder::id::Ref {
    let words = format!("The words of {handle}.\n").repeat(200);
    let turns = serde_json::to_vec(&Turns::default()).unwrap();
    let kept = [
        (Part::Text(handle), words.as_bytes()),
        (Part::Turns(handle), &turns),
    ];
    let add = DocumentAdd {
        handle: handle.to_owned(),
        kind: Kind::Interview,
        title: None,
        language: None,
        text: Digest::of(words.as_bytes()),
        turns: Digest::of(&turns),
        source: SourceNote {
            importer: "txt".to_owned(),
            ..SourceNote::default()
        },
        attributes: Default::default(),
    };
    let kept = kept.map(|(kind, bytes)| Kept { kind, bytes });
    session
        .record_with(&kept, |draft| draft.add(Event::DocumentAdd(Box::new(add))))
        .unwrap()
}

fn start(place: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["trust::killed::a_process_saves_until_it_is_killed"])
        .args(["--exact", "--nocapture"])
        .env(PLACE, place)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Lets a process say so many times that it saved, kills it some moment later, and gives all that it said.
fn kill(mut child: Child, after: usize, chance: &mut SmallRng) -> Vec<String> {
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut said = Vec::new();
    let saved = |line: String| line.strip_prefix("saved ").map(str::to_owned);
    while said.len() < after {
        let line = lines.next().expect("the process ended by itself").unwrap();
        said.extend(saved(line));
    }
    for _ in 0..chance.random_range(0..200_000) {
        std::hint::spin_loop();
    }
    child.kill().unwrap();
    // What it said until then lies in the pipe.
    said.extend(lines.map_while(Result::ok).filter_map(saved));
    child.wait().unwrap();
    said
}

#[test]
fn a_process_killed_at_any_moment_has_saved_what_it_said() {
    let temp = TempDir::new().unwrap();
    let place = temp.path();
    let (ana, host) = (
        CoderId::from("ana"),
        Host::real(place.join("state"), Box::new(|_| ())),
    );
    let first = first_events("Test", &ana, CoderRole::Lead);
    drop(Session::create(host, &place.join("study"), &first, ana).unwrap());
    let mut chance = SmallRng::seed_from_u64(8);
    let kills = tries(20, 1000);
    let mut acknowledged = BTreeSet::new();
    for round in 0..kills / 2 {
        // Two processes of one coder at once, each with a writer of its own.
        let children = [start(place), start(place)];
        for child in children {
            let after = chance.random_range(0..12);
            acknowledged.extend(kill(child, after, &mut chance));
        }
        let folder = Folder::open(&place.join("study")).unwrap();
        let read = journals::read(&folder).unwrap();
        let there: BTreeSet<String> = read.lines.iter().map(|l| l.id().to_string()).collect();
        let lost: Vec<_> = acknowledged.difference(&there).collect();
        assert!(lost.is_empty(), "lost in round {round}: {lost:?}");
        let is_tail = |what: &What| matches!(what, What::Torn | What::ZeroFilled);
        assert!(
            read.damage.iter().all(|damage| is_tail(&damage.what)),
            "round {round}: {:?}",
            read.damage
        );
    }
    let mut session = opened(place);
    session
        .record(|draft| draft.add(pen::code("last", "last", None)))
        .unwrap();
    check_complete(&opened(place), "after all kills");
    say(
        "kill",
        &format!(
            "{kills} kills, {} changes said to be saved, 0 lost",
            acknowledged.len()
        ),
    );
}
