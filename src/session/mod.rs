//! The session: an open study, and the one way to change it.
//!
//! Disk first, then memory: an action is appended and synced before the study in memory knows of it, and what the disk refused
//! never happened. Time, randomness and places come in as a [`Host`], so that tests and the demo can fix them. Reading never
//! writes.

mod beginning;
mod care;
pub mod following;
mod lacking;
pub mod measured;
mod memory;
mod saving;
mod sealing;
mod withdrawing;
mod words;

use std::path::PathBuf;

use rand::Rng as _;

use crate::event::Event;
use crate::event::study::{CoderJoin, CoderRole};
use crate::filter::View;
use crate::id::{CoderId, CodingRef, RefSet, RoundRef, StudyId, Writer};
use crate::problem::Problem;
use crate::session::memory::{Folded, Memory};
use crate::session::sealing::Opener;
use crate::store::atomic::{self, Existing};
use crate::store::damage::Damage;
use crate::store::disk::{self, Drive, Readers};
use crate::store::journals::Journals;
use crate::store::layout::{Folder, FolderError};
use crate::store::mend::Mend;
use crate::store::outside::{self, OutsideError};
use crate::store::state::{AcquireError, Present, State, gone};
use crate::store::writer::{AppendError, OpenWriter};
use crate::store::{Refused, journals};
use crate::study::Study;
use crate::study::draft::{Tip, TooLong};
use crate::study::set::Gap;

/// What the environment says of a name.
pub type Environment = Box<dyn Fn(&str) -> Option<String>>;

/// What the machine brings: the clock, chance, and where machine-local things live.
pub struct Host {
    /// The time as it will stand in lines, `YYYY-MM-DDThh:mm:ssZ`.
    pub now: Box<dyn Fn() -> String>,
    /// A random number.
    pub random: Box<dyn Fn() -> u64>,
    /// The folder for locks, writers' identities and shadows.
    pub state: PathBuf,
    /// The disk that states and studies lie on.
    pub disk: Drive,
    /// The time of day as people's clocks show it, `hh:mm:ss`.
    pub time_of_day: Box<dyn Fn() -> String>,
    /// What the environment says of a name: what the terminal can show.
    pub environment: Environment,
    /// Says what was put right on the way, as soon as it was.
    pub tell: Box<dyn Fn(&Problem)>,
}

impl Host {
    /// The real machine, with its state folder, and with somebody to tell what was put right.
    pub fn real(state: PathBuf, tell: Box<dyn Fn(&Problem)>) -> Self {
        Self {
            now: Box::new(|| {
                jiff::Timestamp::now()
                    .strftime("%Y-%m-%dT%H:%M:%SZ")
                    .to_string()
            }),
            random: Box::new(|| rand::rng().next_u64()),
            time_of_day: Box::new(|| jiff::Zoned::now().strftime("%H:%M:%S").to_string()),
            environment: Box::new(|name| std::env::var(name).ok()),
            state,
            disk: disk::real(),
            tell,
        }
    }

    fn salt(&self) -> [u8; 16] {
        let mut salt = [0; 16];
        let (first, second) = salt.split_at_mut(8);
        first.copy_from_slice(&(self.random)().to_le_bytes());
        second.copy_from_slice(&(self.random)().to_le_bytes());
        salt
    }

    /// A name for a new study: 80 random bits.
    pub fn study_id(&self) -> StudyId {
        StudyId(format!(
            "s{:016x}{:04x}",
            (self.random)(),
            (self.random)() & 0xffff
        ))
    }
}

/// Why a study could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum NotOpened {
    /// The folder is no study, or a newer one.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The disk refused.
    #[error(transparent)]
    Disk(#[from] Refused),
}

/// Why an action was not saved. Nothing of it happened: not on disk, not in memory.
#[derive(Debug, thiserror::Error)]
pub enum NotSaved {
    /// No writer could be had.
    #[error("not saved: {0}")]
    Acquire(#[from] AcquireError),
    /// The lines could not be appended.
    #[error(transparent)]
    Append(#[from] AppendError),
    /// The journals had to be read again, and could not be.
    #[error("not saved: {0}")]
    NotRead(#[from] NotOpened),
    /// An entry is too long for one line.
    #[error("not saved: {0}")]
    TooLong(#[from] TooLong),
    /// The round is sealed, and this program cannot seal.
    #[error("not saved: round {round} is sealed, and this program was built without seals")]
    CannotSeal {
        /// The round.
        round: String,
    },
    /// The folder was moved, or holds another study by now: what is written there would be lost to this one.
    #[error("not saved: {} is not this study's folder any more: it was moved, is not connected, or has lost its intercoder.toml; bring it back, and save again", root.display())]
    Elsewhere {
        /// Where it was.
        root: PathBuf,
    },
    /// The words that it names could not be kept.
    #[error("not saved: {0}")]
    Words(#[from] Refused),
}

/// An open study.
pub struct Session {
    host: Host,
    folder: Folder,
    coder: CoderId,
    memory: Memory,
    opener: Opener,
    /// What this machine had saved before the journals were last read as a whole.
    tips: Vec<Tip>,
    writer: Option<OpenWriter>,
    present: Present,
    /// What stands in the journals and is no verified line.
    pub damage: Vec<Damage>,
    /// What is worth saying about the journals and loses nothing.
    pub problems: Vec<Problem>,
    /// What this machine saved and the folder lacks.
    pub gone: Vec<Gap>,
}

/// Whether something came with what was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// Nothing that was not known.
    Nothing,
    /// Lines of others, or damage that came or went.
    Came,
}

impl Session {
    /// Opens a study as a coder, who need not have joined; without one, as whoever last wrote to it from this machine.
    pub fn open(host: Host, mut folder: Folder, coder: Option<CoderId>) -> Result<Self, NotOpened> {
        folder.disk = Drive::clone(&host.disk);
        // What this machine saved is asked first, so that whatever the folder then lacks is gone, and not just being written.
        let tips = State::at(&host.state, &folder).tips()?;
        let coder_known = coder.is_some();
        let mut session = Self {
            host,
            memory: Memory::of(folder.study.clone(), Vec::new()),
            opener: Opener::default(),
            folder,
            coder: coder.unwrap_or_else(|| CoderId::from("")),
            tips,
            writer: None,
            present: Present::default(),
            damage: Vec::new(),
            problems: Vec::new(),
            gone: Vec::new(),
        };
        session.opener = session.own_opener();
        session.take_in(journals::read(&session.folder)?);
        if !coder_known && let Some(coder) = session.last_coder() {
            session.coder = coder;
            session.opener = session.own_opener();
            if session.study().seals().next().is_some() {
                session.refresh()?;
            }
        }
        Ok(session)
    }

    /// From here on, these are the journals.
    fn take_in(&mut self, journals: Journals) {
        let mut journals = journals;
        journals.lines = self.opener.open(journals.lines);
        self.gone = gone(&self.tips, &journals.lines);
        self.memory = Memory::of(self.folder.study.clone(), journals.lines.clone());
        self.memory.remember(&journals.files);
        let forks = self.study().forks.iter();
        self.present = Present::of(&journals, forks.map(|fork| fork.writer.clone()));
        (self.damage, self.problems) = (journals.damage, journals.problems);
        // Another installation writes under this name too: the next change takes another one.
        let is_forked = |own: &OpenWriter| self.present.forked.contains(own.writer());
        self.writer = self.writer.take().filter(|own| !is_forked(own));
    }

    fn study(&self) -> &Study {
        self.memory.study()
    }

    /// The coder whose line of this machine is the latest, also where a sync tool has taken that very line away.
    fn last_coder(&self) -> Option<CoderId> {
        let latest = |tip: &&Tip| {
            let own = self
                .study()
                .lines()
                .iter()
                .rev()
                .find(|line| line.head.writer == tip.writer);
            own.map(|line| line.order())
        };
        let last = self.tips.iter().max_by_key(latest)?;
        self.study().coder_of(&last.writer).cloned()
    }

    /// The study as this coder may see it.
    pub fn view(&self) -> View<'_> {
        View::new(self.study(), &self.coder)
    }

    /// A closed round as it was at its frontier; nothing while it is open, or closed twice.
    pub fn closed_round(&self, round: RoundRef) -> Option<View<'_>> {
        let Folded { study, frontiers } = self.memory.folded();
        let cell = frontiers.get(&round)?;
        let known = study.rounds.iter().find(|known| known.id == round)?;
        let close = known.close.as_ref().filter(|_| !known.closed_twice)?;
        let Some(Event::RoundClose(event)) = study.line(close.id)?.event() else {
            return None;
        };
        Some(View::of_closed_round(
            cell.get_or_init(|| study.at(&event.seen)),
            round,
        ))
    }

    /// Codings of a closed round that its close had not seen: late for ever, in no figure of the round.
    pub fn late_codings(&self, round: RoundRef) -> usize {
        let Some(frontier) = self.closed_round(round) else {
            return 0;
        };
        let known: RefSet<CodingRef> = frontier.codings().iter().map(|known| known.id).collect();
        let now = self
            .study()
            .codings
            .iter()
            .filter(|coding| coding.round == Some(round));
        now.filter(|coding| !known.contains(&coding.id)).count()
    }

    /// Who is at the keys.
    pub fn coder(&self) -> &CoderId {
        &self.coder
    }

    /// The time of day, for people.
    pub fn time_of_day(&self) -> String {
        (self.host.time_of_day)()
    }

    /// What the environment says of a name.
    pub fn environment(&self, name: &str) -> Option<String> {
        (self.host.environment)(name)
    }

    /// Puts words into a file of this machine, where the terminal has no clipboard; the file's path.
    pub fn put_aside(&self, words: &str) -> Result<PathBuf, OutsideError> {
        atomic::create_folder(&*self.host.disk, &self.host.state, Readers::Owner)?;
        let path = self.host.state.join("copied.txt");
        outside::write(&path, words.as_bytes(), Existing::Replace)?;
        Ok(path)
    }

    /// The installation that this session writes as, once it has written.
    pub fn writer(&self) -> Option<&Writer> {
        self.writer.as_ref().map(OpenWriter::writer)
    }

    /// The folder of the study.
    pub fn folder(&self) -> &Folder {
        &self.folder
    }

    /// What this machine keeps of the study, in this folder.
    fn kept_here(&self) -> State {
        State::at(&self.host.state, &self.folder)
    }

    /// Where this machine keeps what it makes of this study, in this folder: it may all be deleted.
    pub fn state_folder(&self) -> PathBuf {
        self.kept_here().place().to_owned()
    }

    /// How many lines verified.
    pub fn line_count(&self) -> usize {
        self.study().lines().len()
    }

    /// Says from now on to somebody else what was put right: whoever draws a screen must not have it printed across.
    pub fn tell_to(&mut self, tell: Box<dyn Fn(&Problem)>) {
        self.host.tell = tell;
    }

    fn tell_of(&self, mends: Vec<Mend>) {
        self.told(&mends).iter().for_each(&self.host.tell);
    }

    /// Reads the journals again: what others wrote, or a sync brought, since.
    pub fn refresh(&mut self) -> Result<(), NotOpened> {
        self.tips = self.kept_here().tips()?;
        self.take_in(journals::read(&self.folder)?);
        Ok(())
    }

    /// Takes in journals that were read beside this session, if they tell anything new. What it knows itself stays: what was
    /// recorded after the reading, and what a sync tool has taken away for a moment.
    pub fn adopt(&mut self, mut journals: Journals) -> News {
        let is_same = journals.damage == self.damage && journals.problems == self.problems;
        let news = self.memory.news(&journals);
        if is_same && news.is_empty() {
            self.memory.remember(&journals.files);
            return News::Nothing;
        }
        if is_same
            && self.gone.is_empty()
            && let Some(ends) = self.memory.grow(news)
        {
            self.memory.remember(&journals.files);
            for (writer, seq) in ends {
                let last = self.present.last.entry(writer).or_default();
                *last = seq.max(*last);
            }
            // What was read a second time is a million small things to give back, and nobody waits for that.
            rayon::spawn(move || drop(journals));
        } else {
            journals.lines = self.memory.united_with(journals.lines);
            self.take_in(journals);
        }
        News::Came
    }
}

/// Why a study could not be made.
#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    /// The folder cannot become a study.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// It was made and could not be opened.
    #[error(transparent)]
    NotOpened(#[from] NotOpened),
    /// Its first lines were not saved.
    #[error(transparent)]
    NotSaved(#[from] NotSaved),
}

/// The events with which a study begins.
pub fn first_events(title: &str, coder: &CoderId, role: CoderRole) -> Vec<Event> {
    let title = crate::event::study::StudySet {
        key: "title".to_owned(),
        value: title.to_owned(),
    };
    let join = CoderJoin {
        coder: coder.clone(),
        role,
        name: None,
    };
    vec![Event::CoderJoin(join), Event::StudySet(title)]
}

/// The machine's folder for what must not travel with a study.
pub fn default_state_folder() -> PathBuf {
    use etcetera::BaseStrategy as _;
    if let Some(folder) = std::env::var_os("INTERCODER_STATE") {
        return folder.into();
    }
    let folder = etcetera::choose_base_strategy().ok().map(|places| {
        places
            .state_dir()
            .unwrap_or_else(|| places.data_dir())
            .join("intercoder")
    });
    folder.unwrap_or_else(|| std::env::temp_dir().join("intercoder-state"))
}
