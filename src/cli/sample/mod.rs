//! The sample study, written as a team would have written it: `demo` keeps it, `tutor` throws it away.
//!
//! Every coder writes their own journal, as in a real shared folder; only the clock is fixed. Two errors are planted in first
//! revisions and corrected after coding: a typing error in I05 and a wrong label in FG1. The lead chose twelve quotes. The reader joins
//! as `you`.

mod decide;
mod quotes;

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use crate::cli::codebook;
use crate::cli::failure::Failure;
use crate::codebook::Codebook;
use crate::coding::{MemoState, On};
use crate::document::kept::compare;
use crate::event::Event;
use crate::event::coding::{CodingAdd, MemoWrite};
use crate::event::document::DocumentRevise;
use crate::event::round::{RoundClose, RoundOpen};
use crate::event::study::{CoderJoin, CoderRole};
use crate::id::{CoderId, Digest, RoundRef};
use crate::import::people::{read_people, read_sessions};
use crate::import::plan::{Given, Plan, ReadFile, plan};
use crate::import::{Options, Source, Transcript, codings, read};
use crate::progress::say_done;
use crate::round::{Coefficient, Sight, Unit};
use crate::sample;
use crate::session::{Host, Session, first_events};
use crate::store::layout::Folder;
use crate::store::texts::{Kept, Kind};

/// What was typed wrong in a first revision: document, the words as they should be, the words as they were typed.
const PLANTED: [(&str, &str, &str); 2] = [
    (
        "I05",
        "That’s right, the one clinician.",
        "That’s right, the one clinican.",
    ),
    (
        "FG1",
        "P08: And the hearing after.",
        "P07: And the hearing after.",
    ),
];

/// Writes the whole study and opens it as its newest coder.
pub fn write(dir: &Path, host: Host) -> Result<Session, Failure> {
    let machines = Machines::new()?;
    let folder = begin(dir, machines.host("lee", "2026-03-02T09:00:00Z"))?;
    let team = Team {
        folder: &folder,
        machines: &machines,
    };
    team.round("1", &["I02", "I06"], "2026-03-04T14:00:00Z")?;
    team.decide("1", "2026-03-06T10:00:00Z")?;
    team.round("2", &["I12", "FG2", "I03", "I09"], "2026-03-16T14:00:00Z")?;
    for coder in ["ana", "ben", "chi"] {
        team.code(coder, None, "2026-03-24T10:00:00Z")?;
    }
    team.correct("2026-03-26T09:30:00Z")?;
    team.write_memos("2026-03-27T16:20:00Z")?;
    quotes::choose(&mut team.session("lee", "2026-03-30T11:00:00Z")?)?;
    let you = CoderId::from("you");
    let mut session = Session::open(host, folder, Some(you.clone()))?;
    session.record(|draft| {
        draft.add(Event::CoderJoin(CoderJoin {
            coder: you,
            // Whoever tries the study out may try all of it.
            role: CoderRole::Lead,
            name: None,
        }))
    })?;
    Ok(session)
}

/// The team's machines: their state is not this machine's, and is gone when the study is written.
struct Machines {
    state: tempfile::TempDir,
}

impl Machines {
    fn new() -> Result<Self, Failure> {
        let state = tempfile::tempdir()
            .map_err(|cause| Failure::new(format!("no temporary folder can be made: {cause}")))?;
        Ok(Self { state })
    }

    /// A coder's machine at a fixed time.
    fn host(&self, coder: &str, now: &'static str) -> Host {
        Host {
            now: Box::new(move || now.to_owned()),
            ..Host::real(self.state.path().join(coder), Box::new(|_| ()))
        }
    }
}

/// The lead makes the study: people, transcripts as first typed, codebook, version 1.
fn begin(dir: &Path, host: Host) -> Result<Folder, Failure> {
    let lee = CoderId::from("lee");
    let mut first = first_events(
        "Recovery and parenting (sample study)",
        &lee,
        CoderRole::Lead,
    );
    for coder in ["ana", "ben", "chi"] {
        first.push(Event::CoderJoin(CoderJoin {
            coder: CoderId::from(coder),
            role: CoderRole::Coder,
            name: None,
        }));
    }
    let mut session = Session::create(host, dir, &first, lee)?;
    let plan = transcripts(&session)?;
    keep(&session, &plan)?;
    session.record(|draft| plan.write(draft))?;
    let codes = crate::import::codebook::read("codebook-tier.json", sample::CODEBOOK).codes;
    let codebook = Codebook::new(codes);
    session
        .record(|draft| codebook::add_all(draft, HashMap::new(), codebook.codes()).map(|_| ()))?;
    codebook::freeze_as(&mut session, 1)?;
    Ok(session.folder().clone())
}

fn transcripts(session: &Session) -> Result<Plan, Failure> {
    let (people, _) = read_people("participants.csv", sample::PEOPLE);
    let (sessions, _) = read_sessions("sessions.csv", sample::SESSIONS);
    let mut files = Vec::new();
    for (handle, text, _) in sample::DOCUMENTS {
        let name = format!("{handle}.txt");
        let typed = PLANTED
            .iter()
            .filter(|(of, _, _)| *of == handle)
            .fold(text.to_owned(), |text, (_, right, wrong)| {
                text.replacen(right, wrong, 1)
            });
        let transcript = transcript(&name, typed.as_bytes())?;
        let sha256 = Digest::of(typed.as_bytes());
        files.push(ReadFile {
            name,
            handle: None,
            sha256,
            options: BTreeMap::new(),
            transcript,
            given: Given::default(),
        });
    }
    Ok(plan(&session.view(), files, (people, &sessions)))
}

fn transcript(name: &str, bytes: &[u8]) -> Result<Transcript, Failure> {
    read(&Source { name, bytes }, &Options::default())
        .map_err(|problem| Failure::new(problem.to_string()))
}

fn keep(session: &Session, plan: &Plan) -> Result<(), Failure> {
    let files = plan.documents.iter().flat_map(|document| {
        let text = Kept {
            kind: Kind::Text(&document.handle),
            bytes: document.text.as_str().as_bytes(),
        };
        [
            text,
            Kept {
                kind: Kind::Turns(&document.handle),
                bytes: document.turns_file.as_bytes(),
            },
        ]
    });
    Ok(session.keep(&files.collect::<Vec<_>>())?)
}

/// The team at work, each on their own machine.
struct Team<'t> {
    folder: &'t Folder,
    machines: &'t Machines,
}

impl Team<'_> {
    fn session(&self, coder: &str, now: &'static str) -> Result<Session, Failure> {
        let host = self.machines.host(coder, now);
        Ok(Session::open(
            host,
            self.folder.clone(),
            Some(CoderId::from(coder)),
        )?)
    }

    /// The lead opens a round, everybody codes and finishes, the lead closes it.
    fn round(&self, name: &str, handles: &[&str], now: &'static str) -> Result<(), Failure> {
        let mut lee = self.session("lee", now)?;
        let view = lee.view();
        let documents = handles
            .iter()
            .filter_map(|handle| view.document_called(handle))
            .map(|document| document.id)
            .collect();
        let codebook = view
            .versions()
            .last()
            .ok_or_else(|| Failure::new("the sample has no frozen codebook"))?
            .id;
        let open = RoundOpen {
            name: name.to_owned(),
            documents,
            coders: ["ana", "ben", "chi"].map(CoderId::from).to_vec(),
            codebook,
            sight: Sight::Blind,
            unit: Unit::Turn,
            coefficient: Coefficient::Alpha,
            target: Some(0.7),
        };
        drop(view);
        let round = RoundRef(lee.record(|draft| draft.add(Event::RoundOpen(Box::new(open))))?);
        for coder in ["ana", "ben", "chi"] {
            self.code(coder, Some(name), now)?;
        }
        lee.refresh()?;
        lee.record(|draft| {
            let seen = draft.runs();
            draft.add(Event::RoundClose(RoundClose {
                round,
                seen,
                without: Vec::new(),
                reason: None,
            }))
        })?;
        Ok(())
    }

    /// The lead settles about half of a round's disagreements.
    fn decide(&self, round: &str, now: &'static str) -> Result<(), Failure> {
        decide::half(&mut self.session("lee", now)?, round)
    }

    /// A coder codes their documents of a round, or of none, and finishes them.
    fn code(&self, coder: &str, round: Option<&str>, now: &'static str) -> Result<(), Failure> {
        let mut session = self.session(coder, now)?;
        let (texts, _) = session.texts(session.view().all_documents())?;
        let view = session.view();
        let (mut codings, mut finished) = (Vec::new(), Vec::new());
        for (handle, _, lines) in sample::DOCUMENTS {
            let wanted = |line: &&str| {
                let entry: serde_json::Value = serde_json::from_str(line).unwrap_or_default();
                let number = entry["round"].as_u64().unwrap_or(0).to_string();
                entry["coder"] == coder && number == round.unwrap_or("0")
            };
            let own: Vec<&str> = lines.lines().filter(wanted).collect();
            let plan = codings::plan(&view, &texts, (&format!("{handle}.jsonl"), &own.join("\n")));
            for (document, coder, round) in &plan.touched {
                let revision = view.document(*document).map(|document| document.current);
                finished
                    .extend(revision.map(|revision| (*document, revision, coder.clone(), *round)));
            }
            codings.extend(plan.codings.into_iter().map(|coding| CodingAdd {
                origin: None,
                ..coding
            }));
        }
        drop(view);
        session.record(|draft| {
            codings
                .into_iter()
                .try_for_each(|coding| draft.add(Event::CodingAdd(coding)).map(|_| ()))
        })?;
        session.record(|draft| {
            finished
                .into_iter()
                .try_for_each(|finished| say_done(draft, finished, None))
        })?;
        Ok(())
    }

    /// What was typed wrong is found after coding, and corrected; every excerpt moves along.
    fn correct(&self, now: &'static str) -> Result<(), Failure> {
        let mut lee = self.session("lee", now)?;
        let (texts, _) = lee.texts(lee.view().all_documents())?;
        for (handle, _, _) in PLANTED {
            let view = lee.view();
            let Some(document) = view.document_called(handle) else {
                continue;
            };
            let Some((_, right, _)) = sample::DOCUMENTS.iter().find(|(of, _, _)| *of == handle)
            else {
                continue;
            };
            let Some(passage) = texts.current(document) else {
                continue;
            };
            let corrected = transcript(&format!("{handle}.txt"), right.as_bytes())?;
            let turns = serde_json::to_string(&corrected.turns).unwrap_or_default() + "\n";
            let event = DocumentRevise {
                document: document.id,
                parent: document.current,
                text: Digest::of(corrected.text.as_str().as_bytes()),
                turns: Digest::of(turns.as_bytes()),
                kept: compare(&passage.text, &corrected.text),
            };
            drop(view);
            lee.keep(&[
                Kept {
                    kind: Kind::Text(handle),
                    bytes: corrected.text.as_str().as_bytes(),
                },
                Kept {
                    kind: Kind::Turns(handle),
                    bytes: turns.as_bytes(),
                },
            ])?;
            lee.record(|draft| draft.add(Event::DocumentRevise(Box::new(event))))?;
        }
        Ok(())
    }

    fn write_memos(&self, now: &'static str) -> Result<(), Failure> {
        let memos: [(&str, &str, &str, Option<&str>); 4] = [
            (
                "ana",
                "rel-crisis",
                "Two acts: the call, then the plan. Where does the call end?",
                None,
            ),
            (
                "chi",
                "str-relapse",
                "His kitchen, his plan: is that also participant-driven?",
                None,
            ),
            (
                "ben",
                "rel-crisis",
                "Is a text at night enough to count?",
                Some("lee"),
            ),
            (
                "lee",
                "fst-flex",
                "Confused with pd-tailor in both rounds; look at the two definitions side by side.",
                None,
            ),
        ];
        for (coder, code, text, to) in memos {
            let mut session = self.session(coder, now)?;
            let view = session.view();
            let Some(code) = view.code_called(code).map(|code| code.id) else {
                continue;
            };
            drop(view);
            let state = if to.is_some() {
                MemoState::Question
            } else {
                MemoState::Note
            };
            let (text, to) = (text.to_owned(), to.map(CoderId::from));
            let memo = MemoWrite {
                memo: None,
                on: On::Code(code),
                text,
                to,
                reply_to: None,
                state,
            };
            session.record(|draft| draft.add(Event::MemoWrite(Box::new(memo))))?;
        }
        Ok(())
    }
}
