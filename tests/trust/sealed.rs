//! Sealed rounds as every program meets them: one that can seal does, and one that cannot says so and writes nothing in them.

use std::cell::Cell;
use std::path::Path;
use std::sync::Arc;

use intercoder::coding::{MemoState, On};
use intercoder::event::Event;
use intercoder::event::coding::{CodingAdd, MemoWrite};
use intercoder::event::round::RoundOpen;
use intercoder::event::seal::{SealOpen, Sealed};
use intercoder::event::study::{CoderJoin, CoderRole};
use intercoder::id::{CodeRef, CoderId, DocumentRef, RoundRef};
use intercoder::journal::Line;
use intercoder::round::{Coefficient, Sight, Unit};
use intercoder::seal;
use intercoder::session::{Host, Session, first_events};
use intercoder::store::journals;
use intercoder::store::layout::Folder;
use intercoder::study::draft::Draft;
use tempfile::TempDir;

use crate::pen::{Pen, code, coding};
use crate::program::Place;
#[cfg(not(feature = "seal"))]
use crate::tui::Seat;

/// A team on three machines that share a folder, with a sealed round in which ana and ben code.
pub struct Team {
    pub temp: TempDir,
    document: DocumentRef,
    pub topic: CodeRef,
    pub round: RoundRef,
}

fn host(temp: &Path, machine: &str) -> Host {
    let seed = machine
        .bytes()
        .fold(7_u64, |all, byte| all * 31 + u64::from(byte));
    let random = Cell::new(seed << 32);
    Host {
        now: Box::new(|| "2026-01-02T03:04:05Z".to_owned()),
        random: Box::new(move || {
            random.set(random.get() + 1);
            random.get().wrapping_mul(0x9e37_79b9_7f4a_7c15)
        }),
        ..Host::real(temp.join(format!("state-{machine}")), Box::new(|_| ()))
    }
}

impl Team {
    pub fn new(sight: Sight) -> Self {
        Self::with(sight, |_| {})
    }

    /// A team in which something happens before the round is opened.
    pub fn with(sight: Sight, before: impl FnOnce(&Self)) -> Self {
        let temp = TempDir::new().unwrap();
        let lee = CoderId::from("lee");
        let mut first = first_events("Test", &lee, CoderRole::Lead);
        first.extend(["ana", "ben"].map(|coder| {
            Event::CoderJoin(CoderJoin {
                coder: CoderId::from(coder),
                role: CoderRole::Coder,
                name: None,
            })
        }));
        let root = temp.path().join("study");
        let mut lead = Session::create(host(temp.path(), "lee"), &root, &first, lee).unwrap();
        let mut pen = Pen::silent("nobody", 0);
        pen.add_document("I01");
        let add =
            |session: &mut Session, event: Event| session.record(|draft| draft.add(event)).unwrap();
        let document = add(&mut lead, pen.lines[0].event().unwrap().clone());
        let code = add(&mut lead, code("one", "one", None));
        let mut team = Self {
            temp,
            document: DocumentRef(document),
            topic: CodeRef(code),
            round: RoundRef(code),
        };
        before(&team);
        drop(lead);
        let open = RoundOpen {
            name: "1".to_owned(),
            documents: vec![DocumentRef(document)],
            coders: vec![CoderId::from("ana"), CoderId::from("ben")],
            codebook: code,
            sight,
            unit: Unit::Turn,
            coefficient: Coefficient::Alpha,
            target: None,
        };
        let mut lead = team.open("lee");
        team.round = RoundRef(add(&mut lead, Event::RoundOpen(Box::new(open))));
        lead.settle().unwrap();
        team
    }

    pub fn open(&self, coder: &str) -> Session {
        self.open_on(coder, coder)
    }

    /// A coder, or whoever says to be one, on some machine.
    pub fn open_on(&self, machine: &str, coder: &str) -> Session {
        let folder = Folder::open(&self.temp.path().join("study")).unwrap();
        let host = host(self.temp.path(), machine);
        Session::open(host, folder, Some(CoderId::from(coder))).unwrap()
    }

    /// So many codings of a coder, in actions of a hundred, with a memo to each action.
    pub fn code(&self, coder: &str, count: u64) {
        self.code_in(&mut self.open(coder), count);
    }

    /// The same, in a session that is open.
    pub fn code_in(&self, session: &mut Session, count: u64) {
        let coder = session.coder().clone();
        for from in (0..count).step_by(100) {
            session
                .record(|draft| {
                    for n in from..(from + 100).min(count) {
                        let at = (n as u32 * 2, n as u32 * 2 + 1);
                        let Event::CodingAdd(made) =
                            coding(&coder, self.document.0, self.topic.0, at)
                        else {
                            return Ok(());
                        };
                        let made = CodingAdd {
                            round: Some(self.round),
                            ..made
                        };
                        draft.add(Event::CodingAdd(made))?;
                    }
                    draft.add(Event::MemoWrite(Box::new(MemoWrite {
                        memo: None,
                        on: On::Document(self.document),
                        text: format!("{coder} thinks aloud"),
                        to: None,
                        reply_to: None,
                        state: MemoState::Note,
                    })))?;
                    Ok(())
                })
                .unwrap();
        }
    }

    pub fn lines(&self) -> Vec<Arc<Line>> {
        let folder = Folder::open(&self.temp.path().join("study")).unwrap();
        journals::read(&folder).unwrap().lines
    }
}

pub fn gather(folder: &Path, all: &mut Vec<u8>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => gather(&path, all),
            false => all.extend(std::fs::read(&path).unwrap()),
        }
    }
}

/// The codings of a coder in raw lines, without any key.
pub fn readable(lines: &[Arc<Line>], coder: &str) -> usize {
    let theirs =
        |line: &&Arc<Line>| matches!(line.event(), Some(Event::CodingAdd(e)) if e.coder.0 == coder);
    lines.iter().filter(theirs).count()
}

#[test]
fn a_program_without_seals_refuses_to_write_in_a_sealed_round_and_opens_the_study_all_the_same() {
    let team = Team::new(Sight::Sealed);
    let mut ana = team.open("ana");
    let event = coding(&CoderId::from("ana"), team.document.0, team.topic.0, (0, 1));
    let saved = ana.record(|draft| draft.add(event));
    match seal::IS_BUILT_IN {
        true => drop(saved.unwrap()),
        false => {
            let said = saved.unwrap_err().to_string();
            assert!(said.contains("round 1 is sealed"), "{said}");
        }
    }
    assert_eq!(
        readable(&team.lines(), "ana"),
        0,
        "nothing of it stands there to be read"
    );
}

#[test]
fn a_round_that_is_blind_and_not_sealed_is_named_so() {
    let team = Team::new(Sight::Blind);
    team.code("ana", 5);
    assert_eq!(
        readable(&team.lines(), "ana"),
        5,
        "whoever reads the folder by hand can read it"
    );
    assert_eq!(Sight::Blind.level(), "blind (hidden, not sealed)");
    assert_eq!(Sight::Sealed.level(), "blind (sealed)");
}

#[test]
fn a_lead_who_asks_for_a_sealed_round_gets_it_or_is_told_that_this_program_cannot() {
    let place = Place::with_sample();
    let new = [
        "round",
        "new",
        "--documents",
        "I04",
        "--coders",
        "ana,ben",
        "--sealed",
    ];
    let asked = [&new[..], &["--study", "sample", "--as", "lee"]].concat();
    if !seal::IS_BUILT_IN {
        let (code, said) = place.fails(&asked);
        assert_eq!(code, 3, "{said}");
        assert!(said.contains("hidden here, not sealed"), "{said}");
        return;
    }
    assert!(place.ok(&asked).contains("blind (sealed)"));
    let coder = |coder: &'static str, args: &[&str]| {
        place.ok_on(
            coder,
            &[args, &["--study", "sample", "--as", coder]].concat(),
        )
    };
    coder(
        "ana",
        &[
            "memo",
            "add",
            "--document",
            "I04",
            "--text",
            "nobody else may read this",
        ],
    );
    let memos = coder("ben", &["memo", "list"]);
    assert!(!memos.contains("nobody else"), "{memos}");
    let status = place.ok(&["status", "--study", "sample", "--as", "lee"]);
    assert!(status.contains("blind (sealed), not closed"), "{status}");
    let mut bytes = Vec::new();
    gather(&place.path("sample"), &mut bytes);
    assert!(!String::from_utf8_lossy(&bytes).contains("nobody else"));
    let close = [
        "round",
        "close",
        "3",
        "--without",
        "ana,ben",
        "--reason",
        "a test",
    ];
    place.ok(&[&close[..], &["--study", "sample", "--as", "lee"]].concat());
    let memos = coder("ben", &["memo", "list"]);
    assert!(memos.contains("nobody else may read this"), "{memos}");
}

#[test]
fn who_closes_a_sealed_round_without_its_keys_is_told_when_it_opens_and_whom_it_waits_for() {
    let team = Team::new(Sight::Sealed);
    let who = match seal::IS_BUILT_IN {
        true => {
            team.code("ana", 3);
            "ana-"
        }
        // What a program with seals left here, as one without meets it.
        false => {
            let round = team.round;
            let sealed = |draft: &mut Draft<'_>| {
                let locked = || "of another program".to_owned();
                let (recipient, locked_key) = ("age1test".to_owned(), locked());
                let open = SealOpen {
                    round,
                    recipient,
                    locked: locked_key,
                };
                let seal = draft.add(Event::SealOpen(open))?;
                let locked = locked();
                draft.add(Event::Sealed(Sealed { seal, locked }))
            };
            team.open("lee").record(sealed).unwrap();
            "lee-"
        }
    };
    // The lead's computer lost its key.
    let place = Place { dir: team.temp };
    std::fs::rename(place.path("state-lee"), place.path(".state-machine")).unwrap();
    for study in std::fs::read_dir(place.path(".state-machine")).unwrap() {
        drop(std::fs::remove_file(
            study.unwrap().path().join("key-lee.txt"),
        ));
    }
    let lee = ["--study", "study", "--as", "lee"];
    let close = ["round", "close", "1", "--without", "ana,ben"];
    let close = [
        &close[..],
        &["--reason", "a test", "--allow-incomplete"],
        &lee,
    ]
    .concat();
    let told = place.ok(&close);
    assert!(told.contains("round 1 is closed"), "{told}");
    assert!(!told.contains("visible"), "{told}");
    let hint = "opens as each coder's computer tells its key with the next change there";
    assert!(told.contains(hint), "{told}");
    assert!(told.contains(&format!("it waits for {who}")), "{told}");
    let agree = ["agree", "--round", "1"];
    let (_, told) = place.fails(&[&agree[..], &lee].concat());
    assert!(told.contains(hint), "{told}");
    assert!(!told.contains("finished syncing"), "{told}");
    assert_eq!(
        told.contains("--features seal"),
        !seal::IS_BUILT_IN,
        "{told}"
    );
}

#[cfg(not(feature = "seal"))]
#[test]
fn a_program_without_seals_says_before_anything_is_refused_that_nothing_can_be_saved_in_the_round()
{
    let team = Team::new(Sight::Sealed);
    let place = Place { dir: team.temp };
    let says = |coder: &str| {
        let status = place.ok(&["status", "--study", "study", "--as", coder]);
        status.contains("round 1 is sealed, and this program was built without seals: nothing that you code can be saved here")
    };
    assert!(says("ana"));
    assert!(!says("lee"), "a lead who does not code in it can work");
    let mut seat = Seat::sit((place, "machine"), "ana");
    for (columns, rows) in [(80, 24), (120, 36)] {
        seat.resize(columns, rows);
        let frame = seat.frame();
        assert!(frame.contains("Round 1 is sealed"), "{frame}");
    }
    let seat = seat.at("I01");
    assert!(seat.said().contains("round 1 is sealed"), "{}", seat.said());
}
