//! An index that was stopped or killed while it was made: nothing is lost but time.

use std::ops::ControlFlow;
use std::path::Path;
use std::process::{Command, Stdio};

use intercoder::filter::Layer;
use intercoder::id::CoderId;
use intercoder::query::facts::Facts;
use intercoder::query::parse::parse;
use intercoder::search::Search;
use intercoder::search::answer::Base;
use intercoder::search::ground::Ground;
use intercoder::search::renewal::Renewed;
use intercoder::session::Session;
use intercoder::store::layout::Folder;
use intercoder::store::texts::Shelf;

use crate::program::Place;
use crate::tui::host;

/// A study of so many short documents, each with a word of its own.
fn many(count: usize) -> Place {
    let place = Place::new();
    place.ok(&[
        "init", "study", "--title", "Many", "--coder", "ana", "--lead",
    ]);
    for number in 0..count {
        let words = "We went on and on about the weather and the house. ".repeat(20);
        place.write(
            &format!("files/D{number}.txt"),
            format!("INT: Yes?\nP: {words} Quokka{number}.\n"),
        );
    }
    place.ok(&["import", "files", "--study", "study"]);
    place
}

#[test]
fn an_index_that_was_stopped_half_way_answers_all_and_goes_on_where_it_was() {
    let place = many(100);
    let folder = Folder::open(&place.path("study")).unwrap();
    let shelf = Shelf::list(&folder).unwrap();
    let session = Session::open(host(&place, "machine"), folder, Some(CoderId::from("ana")));
    let session = session.unwrap();
    let facts = Facts::of(&session.view(), &Layer::All);
    let search = Search::open(&session.state_folder()).unwrap();
    let found = |read_through: usize| {
        let ground = Ground::of(&search, &facts, &shelf).unwrap();
        assert_eq!(ground.read_through(), read_through);
        let base = Base {
            ground: &ground,
            facts: &facts,
            shelf: &shelf,
        };
        let query = parse("quokka*", &facts).unwrap();
        base.answer(&query).unwrap().turns.count()
    };
    let mut told = 0;
    let renewed = search.renew(&facts, &shelf, &mut |progress| {
        told = progress.done;
        ControlFlow::Break(())
    });
    assert_eq!(renewed.unwrap(), Renewed::InPart);
    assert!(0 < told && told < 100, "{told}");
    assert_eq!(found(100 - told), 100);
    let mut again = Vec::new();
    let renewed = search.renew(&facts, &shelf, &mut |progress| {
        again.push(progress.of);
        ControlFlow::Continue(())
    });
    assert_eq!(renewed.unwrap(), Renewed::Whole(Vec::new()));
    assert_eq!(
        again.first(),
        Some(&(100 - told)),
        "only the rest is taken in"
    );
    assert_eq!(found(0), 100);
}

/// How many files lie below a folder.
fn files(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| match entry.path().is_dir() {
            true => files(&entry.path()),
            false => 1,
        })
        .sum()
}

#[test]
fn a_program_killed_while_it_indexes_costs_nothing_but_time() {
    let place = many(60);
    let state = place.path(".state-killed");
    let mut killed = 0;
    for wanted in [1, 3, 6, 9, 12] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_intercoder"))
            .args(["search", "quokka7", "--study", "study", "--as", "ana"])
            .current_dir(place.path("."))
            .env("INTERCODER_STATE", &state)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        // The further it is, the more files it has written.
        while files(&state) < wanted && child.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        killed += u32::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
        let asked = [
            "search", "quokka*", "--study", "study", "--as", "ana", "--json",
        ];
        let output = place.run_on("killed", &asked);
        let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(found["turns"], 60, "killed with {wanted} files");
        std::fs::remove_dir_all(&state).unwrap();
    }
    assert!(killed > 0, "it was never killed at work");
}
