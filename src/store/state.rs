//! What this machine keeps about a study, outside its folder: who writes here, and the shadow of what they wrote.
//!
//! It is keyed by study id and by the folder's path, so that a copied folder gets new writers and two copies never write under
//! one name. A lost state costs nothing but names: with no writer to be found a new one is minted, and the old lines stay.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::TryLockError;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::id::{CoderId, Digest, Writer};
use crate::journal::Line;
use crate::store::atomic::{self, Existing};
use crate::store::damage::What;
use crate::store::disk::{self, Disk, Drive, Opening, Readers};
use crate::store::intact::replacements;
use crate::store::journals::Journals;
use crate::store::layout::{Folder, segment_number};
use crate::store::mend::{Mend, Retirement};
use crate::store::own::Side;
use crate::store::writer::{AppendError, Compare, Home, OpenWriter};
use crate::store::{Doing, Refused};
use crate::study::draft::Tip;
use crate::study::set::Gap;

/// How often a new name is tried; it has 30 random bits, so once is enough unless the randomness is none.
const TRIES: usize = 64;

/// Where it is noted in which folder the study lay.
const NOTE: &str = "folder.txt";

/// What this machine keeps about one study in one folder.
#[derive(Clone, Debug)]
pub struct State {
    pub(crate) folder: Folder,
    place: PathBuf,
}

/// Why no writer could be had.
#[derive(Debug, thiserror::Error)]
pub enum AcquireError {
    /// The disk refused.
    #[error(transparent)]
    Disk(#[from] Refused),
    /// Every name that was minted is taken.
    #[error("no free name was found for a new installation of {coder}")]
    NoName {
        /// For whom.
        coder: CoderId,
    },
}

/// What a reading of the folder says about writers.
#[derive(Clone, Debug, Default)]
pub struct Present {
    /// For each writer, the last seq that anything in the folder holds or names.
    pub last: BTreeMap<Writer, u64>,
    /// Writers of whose lines something is damaged.
    pub damaged: BTreeSet<Writer>,
    /// Writers whose journals end in the middle of a line.
    pub torn: BTreeSet<Writer>,
    /// Writers with two lines of one seq.
    pub forked: BTreeSet<Writer>,
}

impl Present {
    /// Gathers it from what was read, and from the forks that the fold found.
    pub fn of(journals: &Journals, forked: impl IntoIterator<Item = Writer>) -> Self {
        let mut present = Self {
            forked: forked.into_iter().collect(),
            ..Self::default()
        };
        // Lines lie by file, so a writer is looked up once for each stretch of its lines.
        let same_writer = |a: &Arc<Line>, b: &Arc<Line>| a.head.writer == b.head.writer;
        for stretch in journals.lines.chunk_by(same_writer) {
            if let Some(highest) = stretch.iter().max_by_key(|line| line.head.seq) {
                present.raise(&highest.head.writer, highest.head.seq);
            }
        }
        let seen = journals
            .lines
            .iter()
            .filter_map(|line| line.event()?.seen());
        for (writer, runs) in seen.flatten() {
            for run in runs {
                present.raise(writer, run.last);
            }
        }
        for damage in &journals.damage {
            let Some(writer) = &damage.writer else {
                continue;
            };
            present.damaged.insert(writer.clone());
            let name = damage.file.file_name().unwrap_or_default();
            let is_own = segment_number(writer, &name.to_string_lossy()).is_some();
            // What is torn in a copy is nobody's to set aside.
            if is_own && matches!(damage.what, What::Torn | What::ZeroFilled) {
                present.torn.insert(writer.clone());
            }
            // A damaged line right behind the last good one was once saved, here or elsewhere.
            let is_line = matches!(damage.what, What::NotText | What::Unverified(_));
            let next = present.last.get(writer).map_or(1, |last| last + 1);
            if is_line && damage.seq == Some(next) {
                present.raise(writer, next);
            }
        }
        present
    }

    fn raise(&mut self, writer: &Writer, seq: u64) {
        match self.last.get_mut(writer) {
            Some(last) => *last = seq.max(*last),
            None => drop(self.last.insert(writer.clone(), seq)),
        }
    }

    fn last(&self, writer: &Writer) -> u64 {
        self.last.get(writer).copied().unwrap_or(0)
    }
}

impl State {
    /// The state of a study's folder under the machine's root for states. Nothing is made yet.
    pub fn at(root: &Path, folder: &Folder) -> Self {
        let path = Digest::of(folder.root.as_os_str().as_encoded_bytes()).short();
        Self {
            folder: folder.clone(),
            place: root.join(format!("{}-{path}", folder.study)),
        }
    }

    /// Where it lies: other things of this machine about this study may lie beside the writers.
    pub fn place(&self) -> &Path {
        &self.place
    }

    /// Takes the first unlocked writer of a coder, or mints one. Writers of this machine whose saved lines are gone from the
    /// folder get them back on the way. What was put right is in [`OpenWriter::take_mends`].
    pub fn acquire(
        &self,
        coder: &CoderId,
        present: &Present,
        random: &mut dyn FnMut() -> u32,
    ) -> Result<OpenWriter, AcquireError> {
        let mut mends = Vec::new();
        let mut taken = None;
        for (writer, place) in self.homes()? {
            let suits =
                taken.is_none() && self.belongs_to(&place, coder) && !Home::is_retired(&place);
            // Others are only touched if they have lines that the folder lacks, or left a torn end or a hole that nobody else would
            // ever set aside: whoever wants them finds them unlocked.
            if !suits && !self.needs_mending((&writer, &place), present)? {
                continue;
            }
            let Some(home) = lock(&*self.folder.disk, &writer, &place)? else {
                continue;
            };
            match self.open(home, present, &mut mends)? {
                Some(open) if suits => taken = Some(open),
                Some(_) | None => {}
            }
        }
        let mut open = match taken {
            Some(open) => open,
            None => self.mint(coder, present, random)?,
        };
        open.report(mends);
        Ok(open)
    }

    /// Whether a writer of this machine lacks lines in the folder, or left a torn end or a hole there.
    fn needs_mending(
        &self,
        (writer, place): (&Writer, &Path),
        present: &Present,
    ) -> Result<bool, Refused> {
        if present.torn.contains(writer) {
            return Ok(true);
        }
        let disk = Drive::clone(&self.folder.disk);
        let (folder, writer) = (self.folder.journal(), writer.clone());
        let journal = Side {
            folder,
            writer,
            disk,
        };
        let there = journal.segments()?;
        let shadow = Home::shadow(&self.folder.disk, place, &journal.writer);
        if present.damaged.contains(&journal.writer) {
            let kept = shadow.lines(&self.folder.study)?;
            let saved = kept.iter().map(|own| own.line.hash).collect();
            if journal.hole(&self.folder.study, &saved)?.is_some() {
                return Ok(true);
            }
        }
        let shadow = shadow.segments()?;
        let is_cut = |(segment, length): (&u32, &u64)| there.get(segment) < Some(length);
        Ok(shadow.iter().any(is_cut)
            || self.saved(&journal.writer, place)?.seq > present.last(&journal.writer))
    }

    /// Puts right what a crash or a sync tool did to the journals of this machine, as the next change would: torn ends are set aside,
    /// and lines that are gone from the folder come back. Writers that another process holds are left to it.
    pub fn mend(&self, present: &Present) -> Result<Vec<Mend>, Refused> {
        let mut mends = Vec::new();
        for (writer, place) in self.homes()? {
            if self.needs_mending((&writer, &place), present)?
                && let Some(home) = lock(&*self.folder.disk, &writer, &place)?
            {
                self.open(home, present, &mut mends)?;
            }
        }
        Ok(mends)
    }

    /// The writers of this machine whose journals need mending.
    pub fn to_mend(&self, present: &Present) -> Result<Vec<Writer>, Refused> {
        let mut found = Vec::new();
        for (writer, place) in self.homes()? {
            if self.needs_mending((&writer, &place), present)? {
                found.push(writer);
            }
        }
        Ok(found)
    }

    /// The writers of this machine in whose journals damaged lines stand that their shadows have intact.
    pub fn to_replace(&self, present: &Present) -> Result<Vec<Writer>, Refused> {
        let mut found = Vec::new();
        for (writer, place) in self.homes()? {
            let journal = Side {
                disk: Drive::clone(&self.folder.disk),
                folder: self.folder.journal(),
                writer: writer.clone(),
            };
            let shadow = Home::shadow(&self.folder.disk, &place, &writer);
            if present.damaged.contains(&writer)
                && !replacements(&self.folder.study, (&journal, &shadow))?.is_empty()
            {
                found.push(writer);
            }
        }
        Ok(found)
    }

    /// Puts the intact lines that this machine kept in the place of damaged ones in a writer's own journal; nothing while another
    /// process is that writer.
    pub fn replace_damaged(&self, writer: &Writer) -> Result<Vec<Mend>, Refused> {
        let mut mends = Vec::new();
        let Some(place) = self.homes()?.remove(writer) else {
            return Ok(mends);
        };
        if let Some(home) = lock(&*self.folder.disk, writer, &place)? {
            let mut open = OpenWriter::unopened(&self.folder, home);
            open.replace_damaged()?;
            mends.extend(open.take_mends());
        }
        Ok(mends)
    }

    /// The last saved line of each writer on this machine. Asked *before* the journals are read, so that whatever it names and
    /// they lack is truly gone and not just being written.
    pub fn tips(&self) -> Result<Vec<Tip>, Refused> {
        let mut tips = Vec::new();
        for (writer, place) in self.homes()? {
            tips.push(self.saved(&writer, &place)?);
        }
        tips.retain(|tip| tip.seq > 0);
        Ok(tips)
    }

    fn saved(&self, writer: &Writer, place: &Path) -> Result<Tip, Refused> {
        let shadow = Home::shadow(&self.folder.disk, place, writer);
        let mut tip = Tip::fresh(&self.folder.study, writer.clone());
        let last = match shadow.last_line(&self.folder.study)? {
            Some(line) => Some(line),
            // Its end is torn, or it is empty: the last good line is looked for.
            None => shadow
                .lines(&self.folder.study)?
                .into_iter()
                .map(|own| own.line)
                .max_by_key(|line| line.head.seq),
        };
        if let Some(line) = last {
            (tip.seq, tip.hash) = (line.head.seq, line.hash);
        }
        Ok(tip)
    }

    /// Opens a writer; none if it must not be used again.
    fn open(
        &self,
        home: Home,
        present: &Present,
        mends: &mut Vec<Mend>,
    ) -> Result<Option<OpenWriter>, Refused> {
        let writer = home.writer.clone();
        let compare = match present.damaged.contains(&writer) {
            true => Compare::Lines,
            false => Compare::Ends,
        };
        let was_retired = Home::is_retired(&home.folder);
        let mut open = OpenWriter::unopened(&self.folder, home);
        let opened = open.reopen(compare).and_then(|()| {
            if present.forked.contains(&writer) {
                return open.give_up(Retirement::Forked);
            }
            // Equal ends prove nothing if the folder names later lines.
            if open.tip().seq < present.last(&writer) {
                open.reopen(Compare::Lines)?;
            }
            match open.tip().seq < present.last(&writer) {
                true => open.give_up(Retirement::Behind),
                false => Ok(()),
            }
        });
        let mut found = open.take_mends();
        if was_retired {
            found.retain(|mend| !matches!(mend, Mend::Retired { .. }));
        }
        mends.extend(found);
        match opened {
            Ok(()) => Ok(Some(open)),
            Err(AppendError::NotSaved(refused) | AppendError::Unsure(refused)) => Err(refused),
            Err(AppendError::Forked { .. } | AppendError::Stale { .. }) => Ok(None),
        }
    }

    fn mint(
        &self,
        coder: &CoderId,
        present: &Present,
        random: &mut dyn FnMut() -> u32,
    ) -> Result<OpenWriter, AcquireError> {
        self.prepare()?;
        for _ in 0..TRIES {
            let writer = Writer::mint(coder, random());
            let place = self.writers().join(&writer.0);
            if present.last.contains_key(&writer) {
                continue;
            }
            match self.folder.disk.make_folder(&place, Readers::Owner) {
                Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => continue,
                other => other.map_err(Doing::Create.to(&place))?,
            }
            // Another process that looked through the folder just now may have been quicker.
            let Some(home) = lock(&*self.folder.disk, &writer, &place)? else {
                continue;
            };
            // Until this file is there the writer belongs to nobody, so nobody else takes it.
            let disk = &*self.folder.disk;
            let named = place.join("coder");
            atomic::write(disk, &named, coder.0.as_bytes(), Existing::Replace)?;
            atomic::sync_folder(disk, &self.writers())?;
            let mut open = OpenWriter::unopened(&self.folder, home);
            match open.reopen(Compare::Ends) {
                Ok(()) if open.tip().seq == 0 => return Ok(open),
                Err(AppendError::NotSaved(refused) | AppendError::Unsure(refused)) => {
                    return Err(refused.into());
                }
                Ok(()) | Err(_) => {}
            }
        }
        Err(AcquireError::NoName {
            coder: coder.clone(),
        })
    }

    /// Makes the folder of writers; it holds people's words, so it is nobody else's business.
    pub(crate) fn prepare(&self) -> Result<(), Refused> {
        let disk = &*self.folder.disk;
        atomic::create_folder(disk, &self.writers(), Readers::Owner)?;
        if self.is_prepared() {
            return Ok(());
        }
        let note = self.note();
        let words = format!("{}\n", self.folder.root.display());
        atomic::write(disk, &note, words.as_bytes(), Existing::Replace)
    }

    /// Whether this machine made the study in this folder, or wrote to it.
    pub(crate) fn is_prepared(&self) -> bool {
        self.note().exists()
    }

    fn note(&self) -> PathBuf {
        self.place.join(NOTE)
    }

    fn writers(&self) -> PathBuf {
        self.place.join("writers")
    }

    /// The writers of this machine by name, each with its folder.
    pub(crate) fn homes(&self) -> Result<BTreeMap<Writer, PathBuf>, Refused> {
        let folder = self.writers();
        let entries = match self.folder.disk.list(&folder) {
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
            other => other.map_err(Doing::List.to(&folder))?,
        };
        let mut homes = BTreeMap::new();
        for entry in entries {
            let entry = entry.map_err(Doing::List.to(&folder))?;
            if entry.path().is_dir() {
                let name = entry.file_name().to_string_lossy().into_owned();
                homes.insert(Writer(name.into()), entry.path());
            }
        }
        Ok(homes)
    }

    /// What this machine keeps of the study from where its folder lay before it was renamed or moved. Where the study still lies there,
    /// this folder is a copy, and what is kept is that one's.
    pub(crate) fn forsaken(&self) -> Result<Vec<Self>, Refused> {
        let Some(root) = self.place.parent() else {
            return Ok(Vec::new());
        };
        let entries = match self.folder.disk.list(root) {
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            other => other.map_err(Doing::List.to(root))?,
        };
        let mut forsaken = Vec::new();
        for entry in entries {
            let entry = entry.map_err(Doing::List.to(root))?;
            let (name, place) = (entry.file_name(), entry.path());
            let name = name.to_string_lossy();
            let of_it = name.rsplit_once('-').map(|(study, _)| study);
            if of_it != Some(&self.folder.study.0) || place == self.place {
                continue;
            }
            // Without a note of where it was nobody knows whose it is.
            let Ok(note) = disk::read_words(&*self.folder.disk, &place.join(NOTE)) else {
                continue;
            };
            let was = Path::new(note.trim_end_matches('\n'));
            let there = Folder::open_on(Drive::clone(&self.folder.disk), was);
            if !there.is_ok_and(|there| there.study == self.folder.study) {
                let folder = self.folder.clone();
                forsaken.push(Self { folder, place });
            }
        }
        Ok(forsaken)
    }

    fn belongs_to(&self, place: &Path, coder: &CoderId) -> bool {
        // A writer whose coder cannot be read belongs to nobody; its lines stay in the folder all the same.
        disk::read_words(&*self.folder.disk, &place.join("coder")).is_ok_and(|name| name == coder.0)
    }
}

/// What this machine saved and the folder lacks; lines further back are found by the fold.
pub fn gone(tips: &[Tip], lines: &[Arc<Line>]) -> Vec<Gap> {
    let gone = |tip: &&Tip| !lines.iter().any(|line| line.hash == tip.hash);
    let gap = |tip: &Tip| {
        let own = lines.iter().filter(|line| line.head.writer == tip.writer);
        let before = own.map(|line| line.head.seq).filter(|seq| *seq < tip.seq);
        Gap {
            writer: tip.writer.clone(),
            first: before.max().unwrap_or(0) + 1,
            last: tip.seq,
        }
    };
    tips.iter().filter(gone).map(gap).collect()
}

/// Locks a writer for this process; none if another one holds it.
pub(crate) fn lock(
    disk: &dyn Disk,
    writer: &Writer,
    place: &Path,
) -> Result<Option<Home>, Refused> {
    let path = place.join("lock");
    let opened = disk.open(&path, Opening::Either);
    let lock = opened.map_err(Doing::Lock.to(&path))?.file;
    match lock.try_lock() {
        Ok(()) => Ok(Some(Home {
            folder: place.to_owned(),
            writer: writer.clone(),
            lock,
        })),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(cause)) => Err(Doing::Lock.to(&path)(cause)),
    }
}
