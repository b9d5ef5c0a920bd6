//! Work: what coders do to a study, action by action, and the book of what they were told is saved.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

use intercoder::coding::{MemoState, On};
use intercoder::document::{Kind, SourceNote, Turns};
use intercoder::event::Event;
use intercoder::event::codebook::CodebookFreeze;
use intercoder::event::coding::MemoWrite;
use intercoder::event::document::DocumentAdd;
use intercoder::event::study::{CoderJoin, CoderRole, Switch};
use intercoder::id::{ActionRef, CoderId, Digest, DocumentRef, Ref};
use intercoder::problem::Problem;
use intercoder::session::{CreateError, Host, NotOpened, NotSaved, Session, first_events};
use intercoder::store::journals;
use intercoder::store::layout::{Folder, FolderError};
use intercoder::store::texts::{Kept, Kind as Part, Shelf};
use intercoder::study::draft::{Draft, TooLong};
use rand::rngs::SmallRng;
use rand::{Rng as _, RngExt as _, SeedableRng as _};

use super::fragile::Fragile;
use crate::pen;

/// The coders, each on a machine of their own.
pub const CODERS: [&str; 2] = ["ana", "ben"];

/// What was said to be saved, and what was said to have been put right.
#[derive(Debug, Default)]
pub struct Book {
    pub lines: BTreeSet<Ref>,
    pub files: BTreeSet<[u8; 32]>,
    pub told: Rc<RefCell<Vec<Problem>>>,
}

/// A coder's machine, on a disk that may fail.
pub fn host(disk: &Arc<Fragile>, coder: &str, seed: u64, book: &Book) -> Host {
    let chance = RefCell::new(SmallRng::seed_from_u64(seed));
    let told = Rc::clone(&book.told);
    Host {
        now: Box::new(|| "2026-01-02T03:04:05Z".to_owned()),
        random: Box::new(move || chance.borrow_mut().next_u64()),
        disk: disk.drive(),
        ..Host::real(
            state(disk, coder),
            Box::new(move |problem| told.borrow_mut().push(problem.clone())),
        )
    }
}

pub fn state(disk: &Fragile, coder: &str) -> PathBuf {
    disk.path(&format!("state-{coder}"))
}

pub fn study(disk: &Fragile) -> PathBuf {
    disk.path("study")
}

/// Why a coder could not begin.
#[derive(Debug)]
pub enum NotBegun {
    Created(CreateError),
    Opened(NotOpened),
    Folder(FolderError),
}

impl std::fmt::Display for NotBegun {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Created(cause) => cause.fmt(f),
            Self::Opened(cause) => cause.fmt(f),
            Self::Folder(cause) => cause.fmt(f),
        }
    }
}

/// Makes the study, or opens it where it is one.
pub fn begun(host: impl Fn() -> Host, disk: &Fragile, coder: &str) -> Result<Session, NotBegun> {
    let (root, coder) = (study(disk), CoderId::from(coder));
    let mut first = first_events("Test", &coder, CoderRole::Lead);
    first.extend(CODERS[1..].iter().map(|name| {
        Event::CoderJoin(CoderJoin {
            coder: CoderId::from(*name),
            role: CoderRole::Lead,
            name: None,
        })
    }));
    let made = Session::create(host(), &root, &first, coder.clone());
    match made {
        Err(CreateError::Folder(FolderError::Taken { .. })) => {
            let folder = Folder::open_on(host().disk, &root).map_err(NotBegun::Folder)?;
            Session::open(host(), folder, Some(coder)).map_err(NotBegun::Opened)
        }
        other => other.map_err(NotBegun::Created),
    }
}

/// One action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    Import,
    AddCode,
    Code,
    WriteMemo,
    Freeze,
    Undo,
    Redo,
    Refresh,
}

impl Action {
    pub fn any(chance: &mut SmallRng) -> Self {
        match chance.next_u32() % 12 {
            0 | 1 => Self::Import,
            2 => Self::AddCode,
            3..=6 => Self::Code,
            7 => Self::WriteMemo,
            8 => Self::Freeze,
            9 => Self::Undo,
            10 => Self::Redo,
            _ => Self::Refresh,
        }
    }
}

/// A coder at work: the session, and the actions of it that can be taken back.
pub struct Worker {
    pub session: Session,
    done: Vec<Ref>,
    number: u64,
}

impl Worker {
    pub fn of(session: Session, number: u64) -> Self {
        Self {
            session,
            done: Vec::new(),
            number,
        }
    }

    /// Does an action; what is said to be saved is written into the book.
    pub fn act(&mut self, action: Action, book: &mut Book) -> Result<(), NotSaved> {
        self.number += 1;
        let number = self.number;
        let view = self.session.view();
        let document = view.documents().last().map(|document| document.id.0);
        let codebook = view.codebook();
        let code = codebook
            .codes()
            .last()
            .and_then(|code| view.code_called(&code.id));
        let code = code.map(|code| code.id.0);
        let coder = self.session.coder().clone();
        match (action, document, code) {
            (Action::Import, ..) => self.import(number, book),
            (Action::Freeze, ..) => self.freeze(number, book),
            (Action::Refresh, ..) => Ok(self.session.refresh()?),
            (Action::Undo | Action::Redo, ..) => self.switch(action == Action::Redo, book),
            (Action::WriteMemo, Some(document), _) => self.record(&[], book, |draft| {
                draft.add(memo(document, &format!("memo {number}")))
            }),
            (Action::Code, Some(document), Some(code)) => self.record(&[], book, |draft| {
                let at = number as u32 % 20;
                draft.add(pen::coding(&coder, document, code, (at, at + 3)))
            }),
            _ => self.record(&[], book, |draft| {
                let handle = format!("code-{}-{number}", coder.0);
                draft.add(pen::code(&handle, &handle, None))
            }),
        }
    }

    fn record(
        &mut self,
        files: &[Kept<'_>],
        book: &mut Book,
        write: impl FnOnce(&mut Draft<'_>) -> Result<Ref, TooLong>,
    ) -> Result<(), NotSaved> {
        let id = self.session.record_with(files, write)?;
        self.done.push(id);
        book.lines.insert(id);
        book.files.extend(files.iter().map(|file| file.digest().0));
        Ok(())
    }

    fn import(&mut self, number: u64, book: &mut Book) -> Result<(), NotSaved> {
        let handle = format!("{}-{number}", self.session.coder().0);
        let words = format!("These are the words of the document {handle}.\n");
        let turns = serde_json::to_vec(&Turns::default()).unwrap();
        let (text, overlay) = (Digest::of(words.as_bytes()), Digest::of(&turns));
        let files = [
            (Part::Text(&handle), words.as_bytes()),
            (Part::Turns(&handle), &turns),
            (Part::Source("txt"), words.as_bytes()),
        ];
        let add = DocumentAdd {
            handle: handle.clone(),
            kind: Kind::Interview,
            title: None,
            language: None,
            text,
            turns: overlay,
            source: SourceNote {
                sha256: text,
                importer: "txt".to_owned(),
                ..SourceNote::default()
            },
            attributes: Default::default(),
        };
        let files = files.map(|(kind, bytes)| Kept { kind, bytes });
        // The document and a code in one action of two lines.
        self.record(&files, book, |draft| {
            let id = draft.add(Event::DocumentAdd(Box::new(add)))?;
            draft.add(memo(id, "read it again"))?;
            Ok(id)
        })
    }

    fn freeze(&mut self, number: u64, book: &mut Book) -> Result<(), NotSaved> {
        let content = format!("{{\"codes\":[]}}{}", "\n".repeat(number as usize % 7));
        let sha256 = Digest::of(content.as_bytes());
        let file = Kept {
            kind: Part::Codebook(number),
            bytes: content.as_bytes(),
        };
        self.record(&[file], book, |draft| {
            draft.add(Event::CodebookFreeze(CodebookFreeze {
                number: number as u32,
                sha256,
                seen: draft.runs(),
            }))
        })
    }

    fn switch(&mut self, on: bool, book: &mut Book) -> Result<(), NotSaved> {
        let Some(action) = self.done.last().copied() else {
            return Ok(());
        };
        let action = ActionRef(action);
        let id = self
            .session
            .record(|draft| draft.add(Event::Switch(Switch { action, on })))?;
        book.lines.insert(id);
        Ok(())
    }
}

fn memo(document: Ref, text: &str) -> Event {
    Event::MemoWrite(Box::new(MemoWrite {
        memo: None,
        on: On::Document(DocumentRef(document)),
        text: text.to_owned(),
        to: None,
        reply_to: None,
        state: MemoState::Note,
    }))
}

/// Whether all that was said to be saved is there.
pub fn check_all_there(session: &Session, book: &Book, story: &str) {
    let read = journals::read(session.folder()).unwrap();
    let there: BTreeSet<Ref> = read.lines.iter().map(|line| line.id()).collect();
    for line in &book.lines {
        assert!(
            there.contains(line),
            "{story}: the saved line {line} is gone; put right: {:?}",
            book.told.borrow()
        );
    }
    let shelf = Shelf::list(session.folder()).unwrap();
    for file in &book.files {
        let read = shelf.read(&Digest(*file));
        assert!(read.is_ok(), "{story}: a saved file is gone: {read:?}");
    }
}

/// Whether nothing is missing or damaged.
pub fn check_complete(session: &Session, story: &str) {
    let lacks = session.view().completeness().clone();
    assert!(lacks.is_complete(), "{story}: {lacks:?}");
    assert_eq!(session.damage, [], "{story}");
    assert_eq!(session.gone, [], "{story}");
    let (_, problems) = session.everything().unwrap();
    assert_eq!(problems, [], "{story}");
}

/// A seeded number.
pub fn up_to(chance: &mut SmallRng, most: u64) -> u64 {
    chance.random_range(1..=most)
}
