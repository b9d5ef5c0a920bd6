//! The desk: a session and a model together. A message goes in, effects are carried out, and what they led to goes in again.
//!
//! Disk first: a change is recorded before the model hears that it was saved. What only a terminal can do comes out as errands.

use std::cell::{Cell, RefCell};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use crossterm::event::KeyCode;
use ratatui::Frame;

use crate::filter::View;
use crate::id::{DocumentRef, RevisionRef, RoundRef};
use crate::problem::Problem;
use crate::progress::said_unsealable;
use crate::round::{Round, Unit};
use crate::session::following::Followed;
use crate::session::measured::Measured;
use crate::session::{News, NotSaved, Session};
use crate::store::Refused;
use crate::store::atomic::Existing;
use crate::store::outside;
use crate::store::watch::Arrival;
use crate::texts::{Passage, Texts};
use crate::tui::action::Screen;
use crate::tui::coach::Coach;
use crate::tui::draw;
use crate::tui::keys::Key;
use crate::tui::message::{Effect, Landing, Message};
use crate::tui::model::{Model, Tone};
use crate::tui::over::Over;
use crate::tui::screen::codebook::glimpse::Reading;
use crate::tui::screen::documents::counts::Counts;
use crate::tui::seeker::thread::Seeking;
use crate::tui::seeker::{self, Request, Seeker};
use crate::tui::theme::Theme;
use crate::tui::update::{self, arrange};

/// What the desk cannot do itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Errand {
    /// Put words on the clipboard.
    Copy(String),
    /// Write a file that is not there yet, and say beside it what else must be said.
    Write(PathBuf, Vec<u8>, Option<String>),
    Suspend,
    Quit,
}

/// A session and its model.
pub struct Desk {
    /// The study.
    pub session: Session,
    /// What the screens remember.
    pub model: Model,
    /// What answers searches.
    pub seeking: Seeking,
    /// What was put right in the folder while the screen was on: one line of it may not hold it, so it is said again afterwards.
    pub put_right: Vec<String>,
    /// What the session has told and the screen has not said yet.
    told: Rc<RefCell<Vec<String>>>,
    /// Whether all words were read to say what is missing, since something came last.
    is_looked_through: bool,
    /// What of the words is not here, or is not what it was, as far as it was looked at.
    words_lacking: Vec<String>,
    /// Whether words were wanted that could not be read.
    has_missed: Cell<bool>,
}

impl Desk {
    /// A desk at the documents.
    pub fn new(mut session: Session, (theme, size): (Theme, (u16, u16))) -> Self {
        let told = Rc::new(RefCell::new(Vec::new()));
        let hears = Rc::clone(&told);
        session.tell_to(Box::new(move |problem| {
            hears.borrow_mut().push(problem.to_string());
        }));
        let model = Model::new(&session.view(), theme, size);
        let seeker = Seeker::new(session.folder().clone(), session.state_folder());
        let mut desk = Self {
            seeking: Seeking::InStep(Box::new(seeker)),
            session,
            model,
            put_right: Vec::new(),
            told,
            is_looked_through: false,
            words_lacking: Vec::new(),
            has_missed: Cell::new(false),
        };
        desk.take_stock();
        let view = desk.session.view();
        let effects = update::begin(&mut desk.model, &view);
        drop(view);
        desk.carry_out(effects);
        desk
    }

    /// Lets searches go on beside the keys.
    pub fn search_beside(&mut self) {
        let seeker = Seeker::new(self.session.folder().clone(), self.session.state_folder());
        self.seeking = Seeking::InStep(Box::new(seeker)).beside();
    }

    /// Opens a document.
    pub fn open(&mut self, document: DocumentRef, landing: Landing) {
        self.carry_out(vec![Effect::Open(document, landing)]);
        self.model.behind.clear();
        if let Some(said) = &self.model.unsealable {
            self.model.warn(said.clone());
        }
    }

    /// Comes to a screen, with a round where it shows one.
    pub fn show(&mut self, (screen, round): (Screen, Option<RoundRef>)) {
        let view = self.session.view();
        let effects = update::show(&mut self.model, &view, (screen, round));
        drop(view);
        self.carry_out(effects);
        self.model.behind.clear();
    }

    /// Begins a lesson.
    pub fn coach(&mut self, coach: Coach) {
        self.model.coach = Some(coach);
        arrange(&mut self.model);
        self.model.pressed = 0;
    }

    /// A key is pressed.
    pub fn press(&mut self, key: Key) -> Vec<Errand> {
        self.hear(Message::Key(key))
    }

    /// Something happens.
    pub fn hear(&mut self, message: Message) -> Vec<Errand> {
        let view = self.session.view();
        let effects = update::update(&mut self.model, &view, message);
        drop(view);
        let errands = self.carry_out(effects);
        self.say_what_was_told();
        errands
    }

    /// Says what was put right on the way, beside an alarm that stands there already.
    fn say_what_was_told(&mut self) {
        for words in self.told.take() {
            let said = match self.model.said.tone {
                Tone::Alarm => format!("{}; {words}", self.model.said.words),
                Tone::Plain => words.clone(),
            };
            self.model.warn(said);
            self.put_right.push(words);
        }
    }

    /// The folder has news.
    pub fn arrive(&mut self, arrival: Arrival) {
        match arrival {
            Arrival::Journals(journals) => {
                if self.session.adopt(journals) == News::Came {
                    self.session.obey_quietly();
                    self.take_stock();
                    self.hear(Message::Arrived);
                }
            }
            // A text that was missing may be here now.
            Arrival::Files => {
                self.model.documents.counts.clear();
                self.take_stock();
                self.hear(Message::Arrived);
            }
            Arrival::Refused(cause) => {
                self.hear(Message::Said(format!("the folder cannot be read: {cause}")));
            }
        }
    }

    /// What must be said of the study as a whole, as far as lines and the names of files tell it.
    fn take_stock(&mut self) {
        self.is_looked_through = false;
        self.words_lacking = self.session.files_lacking();
        self.say_of_the_whole();
    }

    /// The same with all words read: what is there by its name alone, or was changed, is missed too.
    fn look_through(&mut self) {
        if !std::mem::replace(&mut self.is_looked_through, true) {
            self.words_lacking = self.session.words_lacking();
            self.say_of_the_whole();
        }
    }

    /// Lines are looked at anew; of the words it stays what was found.
    fn say_of_the_whole(&mut self) {
        self.model.lacking = self.session.lacking_with(&self.words_lacking);
        self.model.unsealable = said_unsealable(&self.session.view());
        let followed = self.session.followed().into_iter();
        let waiting: Vec<Followed> = followed.filter(Followed::is_waiting).collect();
        self.model.withdrawn = match waiting.as_slice() {
            [] => None,
            [only] => Some(only.words()),
            several => Some(format!(
                "{} withdrawals are not obeyed on every computer: intercoder status says which",
                several.len()
            )),
        };
    }

    /// Saves what is being written, as Esc would.
    pub fn put_down(&mut self) {
        if matches!(self.model.over, Some(Over::Words(_))) {
            self.hear(Message::Key(Key::plain(KeyCode::Esc)));
        }
    }

    /// Draws a frame.
    pub fn draw(&self, frame: &mut Frame<'_>) {
        draw::draw(&self.model, &self.session.view(), frame);
    }

    /// The study as the coder may see it.
    pub fn view(&self) -> View<'_> {
        self.session.view()
    }

    fn carry_out(&mut self, effects: Vec<Effect>) -> Vec<Errand> {
        let mut errands = Vec::new();
        for effect in effects {
            let message = match effect {
                Effect::Save => {
                    let saved = self.save();
                    // A change brings back what a sync tool took away, and tells the others of withdrawals obeyed here.
                    if self.model.lacking.is_some() || self.model.withdrawn.is_some() {
                        self.say_of_the_whole();
                    }
                    saved
                }
                Effect::Open(document, landing) => {
                    Some(Message::Opened(document, self.passage(document), landing))
                }
                Effect::Count(documents) => Some(Message::Counted(self.counts(&documents))),
                Effect::Measure(unit) => {
                    self.look_through();
                    Some(Message::Measured(self.measured(unit)))
                }
                Effect::Gather(documents) => {
                    self.look_through();
                    Some(Message::Gathered(self.texts(&documents)))
                }
                Effect::Recall(revisions) => Some(Message::Gathered(self.earlier(&revisions))),
                Effect::Read(documents) => Some(Message::Read(self.reading(&documents))),
                Effect::Seek(request) => {
                    errands.extend(self.seek(request));
                    None
                }
                Effect::Write(path, bytes, said) => {
                    errands.push(Errand::Write(path, bytes, said));
                    None
                }
                Effect::Copy(words) => {
                    errands.push(Errand::Copy(words));
                    None
                }
                Effect::Suspend => {
                    errands.push(Errand::Suspend);
                    None
                }
                Effect::Quit => {
                    errands.push(Errand::Quit);
                    None
                }
            };
            if self.has_missed.take() {
                self.look_through();
            }
            if let Some(message) = message {
                errands.extend(self.hear(message));
            }
        }
        errands
    }

    fn seek(&mut self, request: Request) -> Vec<Errand> {
        let news = self.seeking.ask(request).into_iter();
        news.flat_map(|news| self.hear(Message::Sought(news)))
            .collect()
    }

    /// What the seeker found meanwhile; whether there was anything.
    pub fn look(&mut self) -> bool {
        let news = self.seeking.news();
        let any = !news.is_empty();
        for news in news {
            if let seeker::News::Wrote(path, _) = &news {
                self.session.note_written(path);
            }
            self.hear(Message::Sought(news));
        }
        any
    }

    /// Writes a file that is not there yet, and says what became of it and what else must be said.
    pub fn write(&mut self, path: &Path, (bytes, said): (&[u8], Option<String>)) {
        let words = match outside::write(path, bytes, Existing::Keep) {
            Ok(()) => {
                self.session.note_written(path);
                let said = said.map_or_else(String::new, |said| format!("; {said}"));
                let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
                format!("written: {}{said}", whole.display())
            }
            Err(cause) => format!("not written: {cause}"),
        };
        self.hear(Message::Said(words));
    }

    /// Records the first change that is not saved.
    fn save(&mut self) -> Option<Message> {
        let wanted = self.model.unsaved.front()?.wanted.clone();
        Some(match self.session.make(&wanted.change) {
            Ok(refs) => Message::Saved(refs, self.session.time_of_day()),
            Err(cause @ NotSaved::TooLong(_)) => Message::Impossible(plain(&cause)),
            Err(cause) => Message::NotSaved(plain(&cause)),
        })
    }

    fn passage(&self, id: DocumentRef) -> Result<Arc<Passage>, String> {
        let view = self.session.view();
        let document = view
            .document(id)
            .ok_or("the document is not here any more")?;
        let (texts, problems) = self
            .session
            .texts([document])
            .map_err(|cause| cause.to_string())?;
        let absent = || {
            let why = problems
                .first()
                .map(ToString::to_string)
                .unwrap_or_default();
            format!("the words of {} are not here: {why}", document.handle)
        };
        texts.shared(document.current).ok_or_else(absent)
    }

    /// What could be read; that something could not be is noted.
    fn noted(&self, read: Result<(Texts, Vec<Problem>), Refused>) -> Texts {
        let is_whole = |(_, problems): &(Texts, Vec<Problem>)| problems.is_empty();
        if !read.as_ref().is_ok_and(is_whole) {
            self.has_missed.set(true);
        }
        read.map(|(texts, _)| texts).unwrap_or_default()
    }

    fn measured(&self, unit: Option<Unit>) -> Vec<Measured> {
        let view = self.session.view();
        let closed = view.rounds().iter().filter(|round| round.close.is_some());
        let of = |round: &Round| {
            let measured = self.session.measured((round, unit), &Texts::default());
            measured.ok().flatten()
        };
        closed.filter_map(of).collect()
    }

    fn texts(&self, ids: &[DocumentRef]) -> Texts {
        let view = self.session.view();
        let documents = ids.iter().filter_map(|id| view.document(*id));
        self.noted(self.session.texts(documents))
    }

    fn earlier(&self, revisions: &[(DocumentRef, RevisionRef)]) -> Texts {
        let view = self.session.view();
        let known = revisions.iter().filter_map(|(document, id)| {
            let mut revisions = view.document(*document)?.revisions.iter();
            revisions.find(|revision| revision.id == *id).cloned()
        });
        self.noted(self.session.texts_of(known.collect()))
    }

    fn reading(&self, ids: &[DocumentRef]) -> Reading {
        let view = self.session.view();
        let documents: Vec<_> = ids.iter().filter_map(|id| view.document(*id)).collect();
        let texts = self.noted(self.session.texts(documents.iter().copied()));
        Reading::of(&view, &documents, &texts)
    }

    fn counts(&self, ids: &[DocumentRef]) -> Vec<(RevisionRef, Counts)> {
        let view = self.session.view();
        let documents: Vec<_> = ids.iter().filter_map(|id| view.document(*id)).collect();
        let texts = self.noted(self.session.texts(documents.iter().copied()));
        let count = |document: &&crate::document::Document| {
            // A text that is not here is counted as nothing, so that it is not asked for at every key.
            let counts = texts
                .current(document)
                .map(|passage| Counts::of(document, passage));
            (document.current, counts.unwrap_or_default())
        };
        documents.iter().map(count).collect()
    }
}

/// Why something was not saved, without saying once more that it was not.
fn plain(cause: &NotSaved) -> String {
    let words = cause.to_string();
    words
        .strip_prefix("not saved: ")
        .unwrap_or(&words)
        .to_owned()
}
