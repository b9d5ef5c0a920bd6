//! The watcher of a study's folder: what others write, or a sync brings, is read beside the person at the keys.
//!
//! The system says that something stirred, and every two seconds the folder is looked at all the same, since synced folders miss
//! events. What was found is compared with what was there before: names, lengths and times. Growth of one's own journal is no
//! news. Reading and verifying happens in the watcher's thread, which sends what it read; what to make of it is the session's.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use notify::{RecommendedWatcher, RecursiveMode, Watcher as _};

use crate::id::Writer;
use crate::store::journals::{self, Journals};
use crate::store::layout::Folder;
use crate::store::snapshot::{Change, Snapshot};
use crate::store::{Doing, Refused};

/// How often the folder is looked at, whatever the system says.
const LOOK: Duration = Duration::from_secs(2);

/// How long nothing may stir before the folder is read: a sync writes many files in a row.
const QUIET: Duration = Duration::from_millis(200);

/// After so many times that something went on stirring, the folder is read all the same.
const PATIENCE: usize = 5;

/// What the watcher found.
#[derive(Debug)]
pub enum Arrival {
    /// The journals as they are now.
    Journals(Journals),
    /// Texts or frozen codebooks came or went; the journals are as they were.
    Files,
    /// The disk refuses to show the folder; said once, until it shows it again.
    Refused(Refused),
}

/// Somebody to tell, from the watcher's thread.
pub type Tell = Box<dyn FnMut(Arrival) + Send>;

/// A folder being watched, until this is dropped.
pub struct Watch {
    bell: Arc<Bell>,
}

impl Watch {
    /// Begins to watch. The journals are told once at the beginning: something may have come since they were last read.
    pub fn begin(folder: Folder, tell: Tell) -> Result<Self, Refused> {
        let bell = Arc::new(Bell::default());
        let watcher = Watcher {
            folder: folder.clone(),
            bell: Arc::clone(&bell),
            tell,
            before: None,
        };
        std::thread::Builder::new()
            .name("watch".to_owned())
            .spawn(move || watcher.run())
            .map_err(Doing::Watch.to(&folder.root))?;
        Ok(Self { bell })
    }

    /// From here on, growth of this writer's journal is no news.
    pub fn leave_out(&self, writer: &Writer) {
        self.bell.lock().own = Some(writer.clone());
    }
}

impl Drop for Watch {
    /// The thread ends by itself, at once unless it is reading: nobody waits for a slow disk.
    fn drop(&mut self) {
        self.bell.ring(|wish| wish.is_over = true);
    }
}

/// What wakes the watcher's thread.
#[derive(Default)]
struct Bell {
    wish: Mutex<Wish>,
    rung: Condvar,
}

/// What the thread is to do next.
#[derive(Default)]
struct Wish {
    has_stirred: bool,
    is_over: bool,
    own: Option<Writer>,
}

impl Bell {
    fn lock(&self) -> MutexGuard<'_, Wish> {
        // A wish is whole at any time, so nothing is lost where its holder panicked.
        self.wish.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ring(&self, change: impl FnOnce(&mut Wish)) {
        change(&mut self.lock());
        self.rung.notify_all();
    }

    /// Waits at most so long, or until the wish is as it should be.
    fn wait(&self, at_most: Duration, until: impl Fn(&Wish) -> bool) -> MutexGuard<'_, Wish> {
        self.rung
            .wait_timeout_while(self.lock(), at_most, |wish| !until(wish))
            .unwrap_or_else(PoisonError::into_inner)
            .0
    }

    /// Waits until the folder should be looked at; nothing where the watch is over.
    fn wait_for_a_look(&self) -> Option<()> {
        let wish = self.wait(LOOK, |wish| wish.has_stirred || wish.is_over);
        let mut stirs = wish.has_stirred;
        drop(wish);
        for _ in 0..PATIENCE {
            if !stirs {
                break;
            }
            self.lock().has_stirred = false;
            stirs = self.wait(QUIET, |wish| wish.is_over).has_stirred;
        }
        (!self.lock().is_over).then_some(())
    }
}

/// The thread's own: what it saw last, and whom to tell.
struct Watcher {
    folder: Folder,
    bell: Arc<Bell>,
    tell: Tell,
    before: Option<Before>,
}

/// How things stood at the last look.
struct Before {
    seen: Snapshot,
    /// Own lines may have been damaged too, so that growth of the own journal may mend what was told.
    was_damaged: bool,
}

impl Watcher {
    fn run(mut self) {
        let _listening = self.listen();
        let mut refused = None;
        while !self.bell.lock().is_over {
            match self.look() {
                Ok(arrival) => {
                    refused = None;
                    arrival.into_iter().for_each(|found| self.say(found));
                }
                Err(found) => {
                    let words = Some(found.to_string());
                    if refused != words {
                        refused = words;
                        self.say(Arrival::Refused(found));
                    }
                    // Whatever comes after a refusal is news.
                    self.before = None;
                }
            }
            if self.bell.wait_for_a_look().is_none() {
                return;
            }
        }
    }

    fn say(&mut self, arrival: Arrival) {
        if !self.bell.lock().is_over {
            (self.tell)(arrival);
        }
    }

    /// Asks the system to say when something stirs. Where it cannot, looking every two seconds is all there is, and is enough.
    fn listen(&self) -> Option<RecommendedWatcher> {
        let bell = Arc::clone(&self.bell);
        let heard = move |event: notify::Result<notify::Event>| {
            // That somebody reads, and be it this thread, changes nothing.
            if event.is_ok_and(|event| !event.kind.is_access()) {
                bell.ring(|wish| wish.has_stirred = true);
            }
        };
        let mut listening = notify::recommended_watcher(heard).ok()?;
        let folders = [
            self.folder.journal(),
            self.folder.texts(),
            self.folder.codebooks(),
        ];
        let listens =
            folders.map(|folder| listening.watch(&folder, RecursiveMode::Recursive).is_ok());
        listens.contains(&true).then_some(listening)
    }

    /// Looks at the folder, and reads the journals if there is news in them.
    fn look(&mut self) -> Result<Option<Arrival>, Refused> {
        let seen = Snapshot::of(&self.folder)?;
        let own = self.bell.lock().own.clone();
        let change = match &self.before {
            None => Change::Journals,
            Some(before) => {
                let own = own.filter(|_| !before.was_damaged);
                before.seen.change_to(&seen, own.as_ref())
            }
        };
        let was_damaged = self
            .before
            .as_ref()
            .is_some_and(|before| before.was_damaged);
        let mut before = Before { seen, was_damaged };
        let arrival = match change {
            Change::Nothing => None,
            Change::Files => Some(Arrival::Files),
            Change::Journals => {
                let journals = journals::read(&self.folder)?;
                before.was_damaged = !journals.damage.is_empty();
                Some(Arrival::Journals(journals))
            }
        };
        self.before = Some(before);
        Ok(arrival)
    }
}
