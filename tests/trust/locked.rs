//! Seals: what a coder writes in a sealed round nobody else can read before it closes, with whatever program; then everybody can.

use std::sync::Arc;

use intercoder::coding::{MemoState, On};
use intercoder::event::Event;
use intercoder::event::coding::MemoWrite;
use intercoder::event::round::RoundClose;
use intercoder::event::seal::{KeyPublish, Reveal};
use intercoder::id::Digest;
use intercoder::journal::{Body, Line};
use intercoder::round::Sight;
use intercoder::seal::Key;
use intercoder::session::Session;
use intercoder::study::draft::Draft;

use crate::program::Place;
use crate::trust::proof::{say, tries};
use crate::trust::sealed::{Team, gather, readable};

impl Team {
    /// The bytes of every file of the study.
    pub fn bytes(&self) -> Vec<u8> {
        let mut all = Vec::new();
        gather(&self.temp.path().join("study"), &mut all);
        all
    }

    /// Somebody writes what changes nothing.
    fn speak(&self, session: &mut Session) {
        let memo = Event::MemoWrite(Box::new(MemoWrite {
            memo: None,
            on: On::Code(self.topic),
            text: "a word".to_owned(),
            to: None,
            reply_to: None,
            state: MemoState::Note,
        }));
        session.record(|draft| draft.add(memo)).unwrap();
    }

    fn close(&self) {
        self.close_by(&mut self.open("lee"));
    }

    fn close_by(&self, lead: &mut Session) {
        let close = |draft: &mut Draft<'_>| {
            let seen = draft.runs();
            draft.add(Event::RoundClose(RoundClose {
                round: self.round,
                seen,
                without: Vec::new(),
                reason: None,
            }))
        };
        lead.record(close).unwrap();
        lead.settle().unwrap();
    }
}

/// The keys that whoever has the folder and one coder's machine can find.
fn keys_of(team: &Team, coder: &str) -> Vec<Key> {
    let mut bytes = team.bytes();
    gather(&team.temp.path().join(format!("state-{coder}")), &mut bytes);
    let words = String::from_utf8_lossy(&bytes).into_owned();
    let own = words
        .match_indices("AGE-SECRET-KEY-1")
        .filter_map(|(at, _)| {
            let written: String = words[at..]
                .chars()
                .take_while(|c| c.is_ascii_alphanumeric() || *c == '-')
                .collect();
            Key::read(&written)
        });
    let mut keys: Vec<Key> = own.collect();
    let locked: Vec<String> = team
        .lines()
        .iter()
        .filter_map(|line| match line.event() {
            Some(Event::SealOpen(event)) => Some(event.locked.clone()),
            _ => None,
        })
        .collect();
    let opened: Vec<Key> = keys
        .iter()
        .flat_map(|key| {
            let opened = locked.iter().filter_map(|locked| key.unlock(locked));
            opened
                .filter_map(|bytes| Key::read(&String::from_utf8(bytes).ok()?))
                .collect::<Vec<_>>()
        })
        .collect();
    keys.extend(opened);
    keys
}

#[test]
fn of_a_colleague_s_codings_none_can_be_read_with_the_whole_folder_and_one_s_own_keys() {
    let team = Team::new(Sight::Sealed);
    let count = tries(300, 10_000);
    team.code("ana", 10);
    team.code("ben", count);
    let keys = keys_of(&team, "ana");
    assert!(keys.len() >= 2, "ana has her own key and that of her seal");
    let lines = team.lines();
    let tried = lines
        .iter()
        .filter(|line| matches!(line.event(), Some(Event::Sealed(_))));
    let tried: Vec<&Arc<Line>> = tried
        .filter(|line| line.head.writer.0.starts_with("ben"))
        .collect();
    let opened = tried
        .iter()
        .filter(|line| keys.iter().any(|key| key.open(line).is_some()))
        .count();
    assert_eq!((opened, readable(&lines, "ben")), (0, 0));
    assert!(!String::from_utf8_lossy(&team.bytes()).contains("thinks aloud"));
    let ana = team.open("ana");
    assert!(
        ana.view()
            .codings()
            .iter()
            .all(|coding| coding.coder.0 == "ana")
    );
    assert_eq!(ana.view().codings().len(), 10, "her own work she sees");
    assert_eq!(
        team.open("lee").view().codings().len(),
        10 + count as usize,
        "a lead who watches over the round sees all"
    );
    team.close();
    assert_eq!(team.open("ana").view().codings().len(), 10 + count as usize);
    assert!(team.open("ana").view().completeness().is_complete());
    say(
        "seals",
        &format!(
            "{opened} of {count} codings of a colleague were readable before the round closed, {count} after; {} sealed entries tried with {} keys",
            tried.len(),
            keys.len()
        ),
    );
}

#[test]
fn lines_are_never_written_again_when_a_key_is_revealed() {
    let team = Team::new(Sight::Sealed);
    team.code("ana", 5);
    let before: Vec<_> = team
        .lines()
        .iter()
        .map(|line| (line.hash, line.body.clone()))
        .collect();
    team.close();
    let after: Vec<_> = team
        .lines()
        .iter()
        .map(|line| (line.hash, line.body.clone()))
        .collect();
    assert!(before.iter().all(|line| after.contains(line)));
    let reveals = team
        .lines()
        .iter()
        .filter(|line| matches!(line.body, Body::Event(Event::Reveal(_))))
        .count();
    assert_eq!(reveals, 1);
    // A figure of the round is the same for whoever opens the study, whichever keys they have.
    let states: Vec<Digest> = ["ana", "ben", "lee", "nobody"]
        .map(|coder| team.open(coder).view().state())
        .to_vec();
    assert!(states.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn where_the_lead_s_computer_is_lost_each_coder_tells_their_own_key() {
    let team = Team::new(Sight::Sealed);
    team.code("ana", 5);
    // The lead's machine is lost, key and all.
    std::fs::remove_dir_all(team.temp.path().join("state-lee")).unwrap();
    team.close();
    let missing = &team.open("ben").view().completeness().locked.clone();
    assert_eq!(missing.len(), 1, "what waits for a key is told");
    team.open("ana").settle().unwrap();
    assert_eq!(team.open("ben").view().codings().len(), 0);
    team.open("ana").reveal(team.round).unwrap();
    let ben = team.open("ben");
    assert!(ben.view().completeness().is_complete());
    assert_eq!(ben.view().codings().len(), 5);
}

#[test]
fn a_false_key_opens_nothing_and_takes_nothing_away() {
    let team = Team::new(Sight::Sealed);
    team.code("ana", 5);
    let seals = team.lines();
    let seal = seals
        .iter()
        .find(|line| matches!(line.event(), Some(Event::SealOpen(_))))
        .unwrap()
        .id();
    let mut ben = team.open("ben");
    let key = Key::new().unwrap().written().to_owned();
    ben.record(|draft| draft.add(Event::Reveal(Reveal { seal, key })))
        .unwrap();
    team.close();
    assert_eq!(team.open("ben").view().codings().len(), 5);
}

#[test]
fn a_key_said_in_another_s_name_since_the_round_was_opened_opens_nothing() {
    let team = Team::new(Sight::Sealed);
    for name in ["lee", "ana"] {
        team.speak(&mut team.open_on("of chi", name));
    }
    team.code("ana", 5);
    for name in ["lee", "ana"] {
        let on_another_machine = team.open_on("of chi", name);
        assert_eq!(on_another_machine.view().codings().len(), 0, "{name}");
        let own = team.open(name);
        assert_eq!(own.view().codings().len(), 5, "{name}");
    }
}

#[test]
fn a_second_computer_that_was_known_when_the_round_was_opened_opens_the_coder_s_own_work() {
    let team = Team::with(Sight::Sealed, |team| {
        team.speak(&mut team.open_on("of ana too", "ana"))
    });
    team.code("ana", 5);
    assert_eq!(team.open_on("of ana too", "ana").view().codings().len(), 5);
}

#[test]
fn a_key_that_is_none_keeps_nothing_from_being_sealed() {
    let team = Team::new(Sight::Sealed);
    let broken = KeyPublish {
        coder: "lee".into(),
        recipient: "no key at all".to_owned(),
    };
    let mut lead = team.open("lee");
    lead.record(|draft| draft.add(Event::KeyPublish(broken)))
        .unwrap();
    team.code("ana", 5);
    assert_eq!(readable(&team.lines(), "ana"), 0);
    assert_eq!(team.open("ana").view().codings().len(), 5);
    assert_eq!(team.open("lee").view().codings().len(), 5);
}

#[test]
fn whoever_calls_themselves_the_lead_on_a_computer_nobody_knew_opens_nothing() {
    let team = Team::new(Sight::Sealed);
    team.code("ana", 3);
    let colleague = || team.open("ben");
    // Ben says on his own computer that he is lee, and closes the round.
    let mut false_lead = team.open_on("ben", "lee");
    team.close_by(&mut false_lead);
    let mut ana = team.open("ana");
    team.speak(&mut ana);
    ana.settle().unwrap();
    assert_eq!(colleague().view().codings().len(), 0);
    let lacking = colleague().lacking().unwrap();
    assert!(
        lacking.contains("was no lead's when it was opened"),
        "{lacking}"
    );
    // Lee's own computer closes it again, or ana says that she knows.
    let round = team.round;
    assert_eq!(team.open("ana").reveal(round).unwrap(), 1);
    assert_eq!(colleague().view().codings().len(), 3);
}

#[test]
fn a_round_that_somebody_else_closed_is_closed_again_by_the_lead() {
    let team = Team::new(Sight::Sealed);
    team.code("ana", 3);
    team.close_by(&mut team.open_on("ben", "lee"));
    team.close();
    assert_eq!(team.open("ben").view().codings().len(), 3);
}

#[test]
fn by_command_a_false_closing_opens_nothing_and_each_coder_decides() {
    let team = Team::new(Sight::Sealed);
    team.code("ana", 3);
    let place = Place { dir: team.temp };
    std::fs::rename(place.path("state-ana"), place.path(".state-ana")).unwrap();
    let ana = ["round", "reveal", "1", "--study", "study", "--as", "ana"];
    let asks = |more: &[&str]| {
        let run = place.run_on("ana", &[&ana[..], more].concat());
        let told = [run.stdout, run.stderr].concat();
        (run.status.code(), String::from_utf8(told).unwrap())
    };
    let (code, told) = asks(&["--yes"]);
    assert!(
        code == Some(3) && told.contains("round 1 is open"),
        "{told}"
    );
    let close = [
        "round",
        "close",
        "1",
        "--without",
        "ana,ben",
        "--reason",
        "peek",
    ];
    let close = [&close[..], &["--study", "study", "--as", "lee"]].concat();
    let told = place.ok_on("ben", &[&close[..], &["--allow-incomplete"]].concat());
    assert!(
        told.contains("stays so") && !told.contains("visible"),
        "{told}"
    );
    let again = place.run_on("ben", &[&close[..], &["--allow-incomplete"]].concat());
    let again = String::from_utf8(again.stderr).unwrap();
    assert!(
        again.contains("closed already"),
        "only the lead closes it again: {again}"
    );
    let (code, told) = asks(&[]);
    assert!(
        code == Some(2) && told.contains("nobody said yes"),
        "{told}"
    );
    let listed = || {
        place.ok_on(
            "ben",
            &["coding", "list", "--study", "study", "--as", "ben"],
        )
    };
    assert!(listed().contains("0 codings"));
    let (code, told) = asks(&["--yes"]);
    assert!(
        code == Some(0) && told.contains("1 key for round 1 told"),
        "{told}"
    );
    assert!(listed().contains("3 codings"));
}
