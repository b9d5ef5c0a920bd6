//! Saving: one action at a time, on disk before anybody in memory knows of it.
//!
//! Beside what somebody did, the same action says what this machine owes: what it has seen, what it has obeyed, and keys of rounds that
//! are over.

use std::io::ErrorKind;

use crate::change::Change;
use crate::event::Event;
use crate::event::seal::Reveal;
use crate::event::study::{Seen, WithdrawDone, WriterOpen};
use crate::id::Ref;
use crate::session::{NotSaved, Session, sealing};
use crate::store::Refused;
use crate::store::disk::Drive;
use crate::store::layout::{Folder, FolderError};
use crate::store::texts::{self, Kept, Kind};
use crate::study::draft::{Draft, TooLong};

impl Session {
    /// Writes one action: the events that `write` adds, appended in one go. Afterwards the study knows of it.
    pub fn record<T>(
        &mut self,
        write: impl FnOnce(&mut Draft<'_>) -> Result<T, TooLong>,
    ) -> Result<T, NotSaved> {
        self.record_with(&[], write)
    }

    /// Writes one action and the files that its events name. Nothing is written unless every event fits; the files are there before
    /// the lines.
    pub fn record_with<T>(
        &mut self,
        files: &[Kept<'_>],
        write: impl FnOnce(&mut Draft<'_>) -> Result<T, TooLong>,
    ) -> Result<T, NotSaved> {
        let rounds = self.rounds_to_seal()?;
        self.is_there()?;
        self.take_writer()?;
        let (begun, owed) = (self.what_comes_before(&rounds)?, self.owed());
        let reveals = self.to_reveal();
        let now = self.now();
        let writer = self.writer.as_mut().expect("a writer was just taken");
        let host = &self.host;
        let study = self.memory.study();
        let mut draft = Draft::new(study, writer.tip(), now, Box::new(|| host.salt()));
        let publishes = begun.0.is_some();
        let keys = sealing::begin(&mut draft, begun)?;
        // A key that others lock with is said by itself; a seal with nothing in it is not begun.
        let before = if publishes { 0 } else { draft.len() };
        let value = write(&mut draft)?;
        if draft.len() == before {
            return Ok(value);
        }
        say_what_is_owed(&mut draft, (&owed, reveals))?;
        if !draft.says_what_was_seen() && study.has_news_for(&writer.tip().writer) {
            let runs = draft.runs();
            draft.add(Event::Seen(Seen { runs }))?;
        }
        let (lines, text, _) = draft.finish();
        if !files.is_empty() {
            texts::write(&self.folder, files)?;
        }
        let appended = writer.append(&text);
        let mends = writer.take_mends();
        self.tell_of(mends);
        appended?;
        self.opener.take(keys);
        self.memory.add(lines);
        if owed.iter().any(|done| !done.refs.is_empty()) {
            self.obey_quietly();
        }
        Ok(value)
    }

    /// Says what this machine owes of withdrawals and of rounds that are over, where nothing else is to be said.
    pub fn settle(&mut self) -> Result<(), NotSaved> {
        self.is_there()?;
        self.take_writer()?;
        let (owed, reveals) = (self.owed(), self.to_reveal());
        self.record(|draft| say_what_is_owed(draft, (&owed, reveals)))
    }

    /// Makes a change with the words it names, in one go.
    pub fn make(&mut self, change: &Change) -> Result<Vec<Ref>, NotSaved> {
        let words = change.words().iter().flat_map(|correction| {
            let handle = correction.handle.as_str();
            [
                Kept {
                    kind: Kind::Text(handle),
                    bytes: correction.text.as_bytes(),
                },
                Kept {
                    kind: Kind::Turns(handle),
                    bytes: correction.turns.as_bytes(),
                },
            ]
        });
        let words: Vec<Kept<'_>> = words.collect();
        self.record_with(&words, |draft| change.write(draft))
    }

    /// Keeps files beside the journal; they must be there before the line that names them.
    pub fn keep(&self, files: &[Kept<'_>]) -> Result<(), Refused> {
        texts::write(&self.folder, files)
    }

    /// The time as lines of this study tell it: to the second, or to the day where the study is set so.
    fn now(&self) -> String {
        let now = (self.host.now)();
        match (self.study().setting("times"), now.split_once('T')) {
            (Some("day"), Some((day, _))) => format!("{day}T00:00:00Z"),
            _ => now,
        }
    }

    /// Whether the folder is still this study's. A journal would be written anew where there is none.
    fn is_there(&self) -> Result<(), NotSaved> {
        let root = &self.folder.root;
        match Folder::open_on(Drive::clone(&self.folder.disk), root) {
            Ok(now) if now.study == self.folder.study => Ok(()),
            Err(FolderError::Disk(refused)) if refused.cause.kind() != ErrorKind::NotFound => {
                Err(refused.into())
            }
            _ => Err(NotSaved::Elsewhere { root: root.clone() }),
        }
    }

    /// Takes a writer of this coder that no other process holds; a new one says first who it is.
    fn take_writer(&mut self) -> Result<(), NotSaved> {
        if self.writer.is_some() {
            return Ok(());
        }
        let state = self.kept_here();
        let mut writer = state.acquire(&self.coder, &self.present, &mut || {
            (self.host.random)() as u32
        })?;
        let mends = writer.take_mends();
        let is_mended = !mends.is_empty();
        self.tell_of(mends);
        let is_behind =
            writer.tip().seq > 0 && self.study().line(writer.tip().hash.line_ref()).is_none();
        if is_mended || is_behind {
            // Another process was this writer since the journals were read, lines came back from the shadow, or damage is gone.
            self.refresh()?;
        }
        if writer.tip().seq == 0 {
            let (now, host) = (self.now(), &self.host);
            let mut draft = Draft::new(self.study(), writer.tip(), now, Box::new(|| host.salt()));
            let program = format!("intercoder {}", env!("CARGO_PKG_VERSION"));
            draft.add(Event::WriterOpen(WriterOpen {
                coder: self.coder.clone(),
                program,
            }))?;
            let (lines, text, _) = draft.finish();
            writer.append(&text)?;
            self.memory.add(lines);
        }
        self.writer = Some(writer);
        Ok(())
    }
}

/// Says what is owed of withdrawals that were obeyed, and the keys of rounds that are over, unless it was said already.
fn say_what_is_owed(
    draft: &mut Draft<'_>,
    (owed, reveals): (&[WithdrawDone], Vec<Reveal>),
) -> Result<(), TooLong> {
    if draft.says_what_was_owed() {
        return Ok(());
    }
    for done in owed {
        draft.add(Event::WithdrawDone(done.clone()))?;
    }
    for reveal in reveals {
        draft.add(Event::Reveal(reveal))?;
    }
    Ok(())
}
