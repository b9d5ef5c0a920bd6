//! Seals: what a coder writes in a sealed round nobody else can read before it closes, with whatever program; then everybody can.

use std::cell::Cell;
use std::path::Path;
use std::sync::Arc;

use intercoder::coding::{MemoState, On};
use intercoder::event::Event;
use intercoder::event::coding::{CodingAdd, MemoWrite};
use intercoder::event::round::{RoundClose, RoundOpen};
use intercoder::event::study::{CoderJoin, CoderRole};
use intercoder::id::{CodeRef, CoderId, Digest, DocumentRef, RoundRef};
use intercoder::journal::{Body, Line};
use intercoder::round::{Coefficient, Sight, Unit};
use intercoder::seal::{self, Key};
use intercoder::session::{Host, Session, first_events};
use intercoder::store::journals;
use intercoder::store::layout::Folder;
use tempfile::TempDir;

use crate::pen::{Pen, code, coding};
use crate::trust::proof::{say, tries};

/// A team on three machines that share a folder, with a sealed round in which ana and ben code.
struct Team {
    temp: TempDir,
    document: DocumentRef,
    code: CodeRef,
    round: RoundRef,
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
    fn new(sight: Sight) -> Self {
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
        let round = add(&mut lead, Event::RoundOpen(Box::new(open)));
        lead.settle().unwrap();
        Self {
            temp,
            document: DocumentRef(document),
            code: CodeRef(code),
            round: RoundRef(round),
        }
    }

    fn open(&self, coder: &str) -> Session {
        let folder = Folder::open(&self.temp.path().join("study")).unwrap();
        Session::open(
            host(self.temp.path(), coder),
            folder,
            Some(CoderId::from(coder)),
        )
        .unwrap()
    }

    /// So many codings of a coder, in actions of a hundred, with a memo to each action.
    fn code(&self, coder: &str, count: u64) {
        let mut session = self.open(coder);
        for from in (0..count).step_by(100) {
            session
                .record(|draft| {
                    for n in from..(from + 100).min(count) {
                        let at = (n as u32 * 2, n as u32 * 2 + 1);
                        let Event::CodingAdd(made) =
                            coding(&CoderId::from(coder), self.document.0, self.code.0, at)
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

    fn close(&self) {
        let mut lead = self.open("lee");
        let close = |draft: &mut intercoder::study::draft::Draft<'_>| {
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

    fn lines(&self) -> Vec<Arc<Line>> {
        let folder = Folder::open(&self.temp.path().join("study")).unwrap();
        journals::read(&folder).unwrap().lines
    }

    /// The bytes of every file of the study.
    fn bytes(&self) -> Vec<u8> {
        let mut all = Vec::new();
        gather(&self.temp.path().join("study"), &mut all);
        all
    }
}

fn gather(folder: &Path, all: &mut Vec<u8>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => gather(&path, all),
            false => all.extend(std::fs::read(&path).unwrap()),
        }
    }
}

/// The codings of a coder in raw lines, without any key.
fn readable(lines: &[Arc<Line>], coder: &str) -> usize {
    let theirs =
        |line: &&Arc<Line>| matches!(line.event(), Some(Event::CodingAdd(e)) if e.coder.0 == coder);
    lines.iter().filter(theirs).count()
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
    if !seal::IS_BUILT_IN {
        return;
    }
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
    if !seal::IS_BUILT_IN {
        return;
    }
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
        .map(|coder| team.open(coder).state())
        .to_vec();
    assert!(states.windows(2).all(|pair| pair[0] == pair[1]));
}

#[test]
fn without_a_lead_who_watches_each_coder_reveals_their_own_with_their_next_change() {
    if !seal::IS_BUILT_IN {
        return;
    }
    let team = Team::new(Sight::Sealed);
    team.code("ana", 5);
    // The lead's machine is lost, key and all.
    std::fs::remove_dir_all(team.temp.path().join("state-lee")).unwrap();
    team.close();
    let missing = &team.open("ben").view().completeness().locked.clone();
    assert_eq!(missing.len(), 1, "what waits for a key is told");
    team.open("ana").settle().unwrap();
    let ben = team.open("ben");
    assert!(ben.view().completeness().is_complete());
    assert_eq!(ben.view().codings().len(), 5);
}

#[test]
fn a_false_key_opens_nothing_and_takes_nothing_away() {
    if !seal::IS_BUILT_IN {
        return;
    }
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
    ben.record(|draft| draft.add(Event::Reveal(intercoder::event::seal::Reveal { seal, key })))
        .unwrap();
    team.close();
    assert_eq!(team.open("ben").view().codings().len(), 5);
}

#[test]
fn a_program_without_seals_refuses_to_write_in_a_sealed_round_and_opens_the_study_all_the_same() {
    let team = Team::new(Sight::Sealed);
    let mut ana = team.open("ana");
    let event = coding(&CoderId::from("ana"), team.document.0, team.code.0, (0, 1));
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
    let place = crate::program::Place::with_sample();
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
