//! An open writer: one installation's own journal, held under a lock, and the shadow of it on this machine.
//!
//! A line is saved when one write and one sync of the journal in the folder have succeeded; the shadow follows. A crash between
//! the two leaves a line in the folder that the shadow takes over later; the other order would leave a line in the shadow that
//! nobody was told is saved, and it would come back from there. Before each append the folder's journal must end as it did after
//! the last one: whatever a crash or a sync tool changed is put right first, from both sides, by comparing lines.

use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::path::{Path, PathBuf};

use crate::id::{Hash, StudyId, Writer};
use crate::journal;
use crate::store::Refused;
use crate::store::atomic::{self, Existing};
use crate::store::disk::{self, Disk, Drive, Leftover};
use crate::store::intact::{replace, replacements};
use crate::store::layout::Folder;
use crate::store::mend::{Mend, Retirement};
use crate::store::own::{OwnLine, Side};
use crate::study::draft::Tip;

/// Above this many bytes a journal goes on in its next segment.
pub const SEGMENT: u64 = 1024 * 1024;

/// How many last bytes of a journal are compared; a hash is among them, so equal ends mean equal lines before.
const TAIL: u64 = 4096;

/// Why an append did not save.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// The disk refused; nothing of it is in the journal.
    #[error("not saved: {0}")]
    NotSaved(#[from] Refused),
    /// The disk refused, and refused as well to take off what had been written of it.
    #[error(
        "perhaps not saved: {0}; what was written could not be taken off again, so look in the history whether it is there when the study is next opened"
    )]
    Unsure(Refused),
    /// The lines were prepared for another end of the journal than it has now.
    #[error("not saved: the journal of {writer} has gone on since the change was prepared")]
    Stale {
        /// Whose journal.
        writer: Writer,
    },
    /// Two installations wrote under this name; it is never used again.
    #[error("not saved: two installations wrote as {writer}, so a new name is needed")]
    Forked {
        /// The name given up.
        writer: Writer,
    },
}

/// How much of one's own lines is compared when a writer is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Compare {
    /// Lengths and ends: enough unless something was found damaged.
    Ends,
    /// Every line.
    Lines,
}

/// What a writer keeps on this machine, locked by this process.
pub(crate) struct Home {
    /// Its folder.
    pub folder: PathBuf,
    /// The writer.
    pub writer: Writer,
    /// The lock, held for as long as the file is open.
    pub lock: File,
}

impl Drop for Home {
    /// Unlocks by word and not only by closing: a program that another thread starts at this moment holds a copy of the handle
    /// until it runs, and would keep the lock alive.
    fn drop(&mut self) {
        // Where unlocking fails, closing the handle is all that is left, and comes next.
        self.lock.unlock().unwrap_or_default();
    }
}

impl Home {
    /// The shadow that a writer's folder holds.
    pub fn shadow(disk: &Drive, folder: &Path, writer: &Writer) -> Side {
        Side {
            disk: Drive::clone(disk),
            folder: folder.join("shadow"),
            writer: writer.clone(),
        }
    }

    /// Whether the writer in this folder was given up.
    pub fn is_retired(folder: &Path) -> bool {
        folder.join("retired").exists()
    }

    /// Gives the writer up for ever.
    pub fn retire(&self, disk: &dyn Disk) -> Result<(), Refused> {
        let words = "This writer is not used again: its lines stay, a new one goes on.\n";
        atomic::write(
            disk,
            &self.folder.join("retired"),
            words.as_bytes(),
            Existing::Replace,
        )
    }
}

/// A writer that this process may append to until it is dropped.
pub struct OpenWriter {
    study: StudyId,
    home: Home,
    journal: Side,
    shadow: Side,
    disk: Drive,
    tip: Tip,
    end: End,
    standing: Standing,
    leftover: Option<Leftover>,
    mends: Vec<Mend>,
}

/// How the journal in the folder ended when it was last looked at.
#[derive(Debug, Default)]
struct End {
    segment: u32,
    length: u64,
    tail: Vec<u8>,
}

/// Whether folder and shadow are known to agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    Agreed,
    Unknown,
    Forked,
}

impl OpenWriter {
    /// A locked writer that has not looked at its lines yet.
    pub(crate) fn unopened(folder: &Folder, home: Home) -> Self {
        let writer = home.writer.clone();
        Self {
            study: folder.study.clone(),
            journal: Side {
                disk: Drive::clone(&folder.disk),
                folder: folder.journal(),
                writer: writer.clone(),
            },
            shadow: Home::shadow(&folder.disk, &home.folder, &writer),
            home,
            disk: Drive::clone(&folder.disk),
            tip: Tip::fresh(&folder.study, writer),
            end: End::default(),
            standing: Standing::Unknown,
            leftover: None,
            mends: Vec::new(),
        }
    }

    /// Looks at the lines of folder and shadow: what a crash or a sync tool did is put right, and the tip is where to go on.
    pub(crate) fn reopen(&mut self, compare: Compare) -> Result<(), AppendError> {
        match compare {
            Compare::Ends if self.trust_equal_ends()? => Ok(()),
            Compare::Ends | Compare::Lines => self.reconcile(),
        }
    }

    /// The same writer on another disk: for tests of disks that fail.
    pub fn on(mut self, disk: Drive) -> Self {
        (self.journal.disk, self.shadow.disk) = (Drive::clone(&disk), Drive::clone(&disk));
        self.disk = disk;
        self
    }

    /// Whose lines it writes.
    pub fn writer(&self) -> &Writer {
        &self.home.writer
    }

    /// Where the next line goes on. A study that lacks the tip's line must be read again before it is written to: another
    /// process was the writer in the meantime.
    pub fn tip(&self) -> Tip {
        self.tip.clone()
    }

    /// Adds what was put right on the way to this writer.
    pub(crate) fn report(&mut self, mends: Vec<Mend>) {
        self.mends.splice(0..0, mends);
    }

    /// What was put right since this was last asked.
    pub fn take_mends(&mut self) -> Vec<Mend> {
        std::mem::take(&mut self.mends)
    }

    /// Saves whole lines that go on from the tip, all in one write. After an error none of them is in the journal, unless it says
    /// that nobody knows; then they are taken off before the next ones are added.
    pub fn append(&mut self, text: &str) -> Result<(), AppendError> {
        if let Some(leftover) = &self.leftover {
            disk::clear(&*self.disk, leftover)?;
            self.leftover = None;
        }
        if !self.ends_as_known()? {
            self.reconcile()?;
        }
        let tip = self.tip_after(text)?;
        let segment = match self.end.length > SEGMENT {
            true => self.end.segment + 1,
            false => self.end.segment,
        };
        let added = disk::add(&*self.disk, &self.journal.path(segment), text.as_bytes());
        match added {
            Ok(length) => {
                let bytes = text.as_bytes();
                let tail = bytes.len().saturating_sub(TAIL as usize);
                let tail = bytes.get(tail..).unwrap_or_default().to_owned();
                (self.tip, self.end) = (
                    tip,
                    End {
                        segment,
                        length,
                        tail,
                    },
                );
            }
            Err(failed) => {
                self.leftover = failed.leftover;
                return Err(match self.leftover {
                    None => failed.refused.into(),
                    Some(_) => AppendError::Unsure(failed.refused),
                });
            }
        }
        // The line is in the folder and synced: it is saved, whatever becomes of the copy.
        self.copy_to_shadow(segment, text.as_bytes());
        Ok(())
    }

    /// Compares every line of folder and shadow and gives each what it lacks; then the tip is what both hold last.
    fn reconcile(&mut self) -> Result<(), AppendError> {
        self.standing = Standing::Unknown;
        let aside = self.home.folder.join("torn");
        // What is torn in the shadow was never more than a copy in the making; it is set aside without a word.
        self.shadow.settle(&self.study, (&aside, None))?;
        let in_shadow = self.shadow.lines(&self.study)?;
        let saved = in_shadow.iter().map(|own| own.line.hash).collect();
        let mends = self.journal.settle(&self.study, (&aside, Some(&saved)))?;
        self.mends.extend(mends);
        let in_folder = self.journal.lines(&self.study)?;
        self.standing = Standing::Agreed;
        let gone = lacking(&in_folder, &in_shadow);
        let restored = gone.values().map(|lines| lines.count).sum();
        for (segment, lines) in gone {
            disk::add(&*self.disk, &self.journal.path(segment), &lines.bytes)
                .map_err(|failed| failed.refused)?;
        }
        let unknown = lacking(&in_shadow, &in_folder);
        let adopted = unknown.values().map(|lines| lines.count).sum();
        for (segment, lines) in unknown {
            self.copy_to_shadow(segment, &lines.bytes);
        }
        let writer = self.writer().clone();
        if restored > 0 {
            let (writer, lines) = (writer.clone(), restored);
            self.mends.push(Mend::Restored { writer, lines });
        }
        if adopted > 0 {
            let (writer, lines) = (writer.clone(), adopted);
            self.mends.push(Mend::Adopted { writer, lines });
        }
        match self.tip_of(in_folder.iter().chain(&in_shadow)) {
            Some(tip) => self.tip = tip,
            None => return self.give_up(Retirement::Forked),
        }
        self.end = self.find_end()?;
        Ok(())
    }

    /// Puts the intact lines that this machine kept in the place of damaged ones, where nothing can be lost by it.
    pub(crate) fn replace_damaged(&mut self) -> Result<(), Refused> {
        let aside = self.home.folder.join("torn");
        self.standing = Standing::Unknown;
        for found in replacements(&self.study, (&self.journal, &self.shadow))? {
            self.mends.push(replace(&self.journal, &found, &aside)?);
        }
        Ok(())
    }

    /// Gives this writer up: it is not taken again, and every append to it fails.
    pub(crate) fn give_up(&mut self, why: Retirement) -> Result<(), AppendError> {
        self.standing = Standing::Forked;
        self.home.retire(&*self.disk)?;
        let writer = self.writer().clone();
        self.mends.push(Mend::Retired {
            writer: writer.clone(),
            why,
        });
        Err(AppendError::Forked { writer })
    }

    /// Whether folder and shadow are alike by lengths and ends; then the shadow's last line is the tip.
    fn trust_equal_ends(&mut self) -> Result<bool, Refused> {
        let segments = self.journal.segments()?;
        if segments != self.shadow.segments()? {
            return Ok(false);
        }
        for &segment in segments.keys() {
            if self.journal.tail(segment, TAIL)? != self.shadow.tail(segment, TAIL)? {
                return Ok(false);
            }
        }
        let is_empty = segments.values().all(|&length| length == 0);
        match self.shadow.last_line(&self.study)? {
            Some(line) => {
                self.tip.seq = line.head.seq;
                self.tip.hash = line.hash;
            }
            None if is_empty => {}
            None => return Ok(false),
        }
        self.end = self.find_end()?;
        self.standing = Standing::Agreed;
        Ok(true)
    }

    fn ends_as_known(&self) -> Result<bool, AppendError> {
        match self.standing {
            Standing::Agreed => {}
            Standing::Unknown => return Ok(false),
            Standing::Forked => {
                let writer = self.writer().clone();
                return Err(AppendError::Forked { writer });
            }
        }
        let End {
            segment,
            length,
            tail,
        } = &self.end;
        Ok(self.journal.length(*segment)? == *length
            && self.journal.tail(*segment, tail.len() as u64)? == *tail)
    }

    fn find_end(&self) -> Result<End, Refused> {
        let last = |side: &Side| Ok(side.segments()?.into_keys().next_back().unwrap_or(1));
        let segment = last(&self.journal)?.max(last(&self.shadow)?);
        Ok(End {
            segment,
            length: self.journal.length(segment)?,
            tail: self.journal.tail(segment, TAIL)?,
        })
    }

    /// The tip once these lines are saved; they must be this writer's, verified, and go on without a gap.
    fn tip_after(&self, text: &str) -> Result<Tip, AppendError> {
        let mut tip = self.tip.clone();
        for line in text.split_inclusive('\n') {
            let next = line
                .strip_suffix('\n')
                .and_then(|words| journal::verify(&self.study, words).ok())
                .filter(|line| {
                    let head = &line.head;
                    head.writer == tip.writer && head.seq == tip.seq + 1 && head.prev == tip.hash
                })
                .ok_or_else(|| AppendError::Stale {
                    writer: tip.writer.clone(),
                })?;
            (tip.seq, tip.hash) = (next.head.seq, next.hash);
        }
        Ok(tip)
    }

    /// The last line of a chain; none if two lines contend for one place in it.
    fn tip_of<'l>(&self, lines: impl Iterator<Item = &'l OwnLine>) -> Option<Tip> {
        let mut chain: BTreeMap<u64, (Hash, Hash)> = BTreeMap::new();
        for OwnLine { line, .. } in lines {
            let entry = (line.head.prev, line.hash);
            if *chain.entry(line.head.seq).or_insert(entry) != entry {
                return None;
            }
        }
        let mut tip = Tip::fresh(&self.study, self.writer().clone());
        for (seq, (prev, hash)) in chain {
            if seq == tip.seq + 1 && prev != tip.hash {
                return None;
            }
            (tip.seq, tip.hash) = (seq, hash);
        }
        Some(tip)
    }

    fn copy_to_shadow(&mut self, segment: u32, bytes: &[u8]) {
        let added = disk::add(&*self.disk, &self.shadow.path(segment), bytes);
        if let Err(failed) = added {
            // Whatever stands in the shadow now, the next append compares it with the folder first.
            self.standing = Standing::Unknown;
            self.mends.push(Mend::ShadowBehind {
                cause: failed.refused.to_string(),
            });
        }
    }
}

/// Lines to be added to one segment.
#[derive(Default)]
struct Addition {
    bytes: Vec<u8>,
    count: u64,
}

/// What `here` lacks of the lines `there`, by the segment they lie in.
fn lacking(here: &[OwnLine], there: &[OwnLine]) -> BTreeMap<u32, Addition> {
    let mut known: HashSet<Hash> = here.iter().map(|own| own.line.hash).collect();
    let mut additions: BTreeMap<u32, Addition> = BTreeMap::new();
    for own in there.iter().filter(|own| known.insert(own.line.hash)) {
        let addition = additions.entry(own.segment).or_default();
        addition.bytes.extend_from_slice(&own.bytes);
        addition.count += 1;
    }
    additions
}
