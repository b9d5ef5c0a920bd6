//! The loop: a real terminal, its keys, the folder's news, and a desk between them.

use std::io;
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use crossterm::event::{self, Event, KeyEventKind, MouseButton, MouseEventKind};

use crate::id::{CoderId, DocumentRef, RoundRef};
use crate::recode::Between;
use crate::session::Session;
use crate::store::Refused;
use crate::store::watch::{Arrival, Watch};
use crate::tui::action::Screen;
use crate::tui::coach::Coach;
use crate::tui::desk::{Desk, Errand};
use crate::tui::keys::Key;
use crate::tui::message::{Landing, Message, Pointer};
use crate::tui::summary::summary;
use crate::tui::terminal::{self, Real, Signals};
use crate::tui::theme::{Colours, Theme};

/// How long the loop waits for a key before it looks after other things.
const PATIENCE: Duration = Duration::from_millis(100);

/// Where the program begins.
#[derive(Default)]
pub struct Start {
    /// A document, and where in it.
    pub document: Option<(DocumentRef, Landing)>,
    /// Another screen than the documents, and the round it shows.
    pub screen: Option<(Screen, Option<RoundRef>)>,
    /// The versions between which excerpts are looked at again, and whose.
    pub recode: (Between, Option<CoderId>),
    /// A lesson.
    pub coach: Option<Coach>,
    /// What the first key does.
    pub first_key: FirstKey,
}

/// What the first key does: a program that falls over must give the terminal back too, and somebody has to see it do so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum FirstKey {
    /// It is taken as any other.
    #[default]
    IsTaken,
    /// The program falls over.
    FallsOver,
    /// Something beside the loop falls over.
    FallsOverBeside,
}

/// Why the program stopped against its will.
#[derive(Debug, thiserror::Error)]
pub enum Stopped {
    /// The terminal cannot be used.
    #[error("the terminal cannot be used: {0}")]
    Terminal(#[from] io::Error),
    /// Something beside the loop fell over, and that was told already.
    #[error("what was being written is saved; open the study again and go on")]
    FellOver,
}

/// The look that the environment allows.
pub fn theme(environment: &dyn Fn(&str) -> Option<String>) -> Theme {
    let (no_color, colorterm, term) = (
        environment("NO_COLOR"),
        environment("COLORTERM"),
        environment("TERM"),
    );
    Theme {
        colours: Colours::told(no_color.as_deref(), colorterm.as_deref(), term.as_deref()),
    }
}

/// Runs until the coder leaves; what is worth saying afterwards.
pub fn run(session: Session, start: Start) -> Result<Vec<String>, Stopped> {
    let theme = theme(&|name| session.environment(name));
    let began = Instant::now();
    let signals = Signals::listen()?;
    let (mut screen, held) = terminal::take(&signals)?;
    let mut desk = Desk::new(session, (theme, terminal::size()));
    desk.search_beside();
    if let Some((document, landing)) = start.document {
        desk.open(document, landing);
    }
    (desk.model.recode.between, desk.model.recode.of) = start.recode;
    if let Some(screen) = start.screen {
        desk.show(screen);
    }
    if let Some(coach) = start.coach {
        desk.coach(coach);
    }
    let folder = Folder::watch(&desk);
    if let Err(cause) = &folder {
        let words = format!(
            "the folder is not watched ({cause}): others' work shows when you open the study again"
        );
        desk.hear(Message::Said(words));
    }
    let ended = match start.first_key {
        FirstKey::IsTaken => work(&mut desk, (&mut screen, &signals), folder.ok()),
        FirstKey::FallsOver => fall_over(&desk, &mut screen),
        FirstKey::FallsOverBeside => {
            fall_over_beside(&desk, &mut screen)?;
            work(&mut desk, (&mut screen, &signals), folder.ok())
        }
    };
    drop(held);
    ended?;
    if signals.says_fell_over() {
        return Err(Stopped::FellOver);
    }
    Ok(summary(&desk, began.elapsed()))
}

/// The study's folder, watched.
struct Folder {
    watch: Watch,
    arrivals: Receiver<Arrival>,
}

impl Folder {
    fn watch(desk: &Desk) -> Result<Self, Refused> {
        let (tell, arrivals) = mpsc::channel();
        let tell = move |arrival| {
            // Nobody listens any more once the loop has ended.
            tell.send(arrival).ok();
        };
        let watch = Watch::begin(desk.session.folder().clone(), Box::new(tell));
        Ok(Self {
            watch: watch?,
            arrivals,
        })
    }
}

fn work(
    desk: &mut Desk,
    (screen, signals): (&mut Real, &Signals),
    folder: Option<Folder>,
) -> io::Result<()> {
    let mut is_stale = true;
    loop {
        if signals.says_stop() {
            // What is being written is not thrown away.
            desk.put_down();
            return Ok(());
        }
        if is_stale {
            // After a pause, or between two events, the terminal may be of another size than it said last.
            let size = screen.size()?;
            if (size.width, size.height) != desk.model.size {
                desk.hear(Message::Resize(size.width, size.height));
            }
            screen.draw(|frame| desk.draw(frame))?;
            is_stale = false;
        }
        if signals.says_suspend() {
            terminal::suspend(screen)?;
            is_stale = true;
        }
        for arrival in folder.iter().flat_map(|folder| folder.arrivals.try_iter()) {
            desk.arrive(arrival);
            is_stale = true;
        }
        is_stale |= desk.look();
        if is_stale || !event::poll(patience(desk))? {
            continue;
        }
        // Keys that came together are taken together: one frame shows what they led to.
        loop {
            if let Some(message) = message(event::read()?) {
                is_stale = true;
                for errand in desk.hear(message) {
                    match errand {
                        Errand::Quit => return Ok(()),
                        Errand::Suspend => terminal::suspend(screen)?,
                        Errand::Copy(words) => copy(desk, &words),
                        Errand::Write(path, bytes, said) => desk.write(&path, (&bytes, said)),
                    }
                }
            }
            if !event::poll(Duration::ZERO)? {
                break;
            }
        }
        if let (Some(folder), Some(writer)) = (&folder, desk.session.writer()) {
            folder.watch.leave_out(writer);
        }
    }
}

/// How long to wait for a key: an answer that is waited for is looked for often.
fn patience(desk: &Desk) -> Duration {
    match desk.model.search.is_waiting() || desk.model.search.progress.is_some() {
        true => PATIENCE / 10,
        false => PATIENCE,
    }
}

/// Falls over on purpose, with words of the study in its mouth.
#[expect(
    clippy::panic,
    reason = "that the terminal is given back after a panic must be seen"
)]
fn fall_over(desk: &Desk, screen: &mut Real) -> io::Result<()> {
    screen.draw(|frame| desk.draw(frame))?;
    event::read()?;
    std::panic::panic_any(words(desk))
}

/// The same in a thread of its own, once the first key has come.
#[expect(
    clippy::panic,
    reason = "that the terminal is given back after a panic must be seen"
)]
fn fall_over_beside(desk: &Desk, screen: &mut Real) -> io::Result<()> {
    let words = words(desk);
    screen.draw(|frame| desk.draw(frame))?;
    event::read()?;
    std::thread::Builder::new().spawn(move || std::panic::panic_any(words))?;
    Ok(())
}

/// The words of the document that is open.
fn words(desk: &Desk) -> String {
    let reader = desk.model.reader.as_ref();
    reader.map_or_else(String::new, |reader| {
        reader.passage.text.as_str().to_owned()
    })
}

fn message(event: Event) -> Option<Message> {
    Some(match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => Message::Key(Key::of(key)?),
        Event::Paste(words) => Message::Paste(words),
        Event::Resize(columns, rows) => Message::Resize(columns, rows),
        Event::Mouse(mouse) => {
            let pointer = match mouse.kind {
                MouseEventKind::Down(MouseButton::Left) => Pointer::Down,
                MouseEventKind::Drag(MouseButton::Left) => Pointer::Drag,
                MouseEventKind::ScrollDown => Pointer::Wheel(3),
                MouseEventKind::ScrollUp => Pointer::Wheel(-3),
                _ => return None,
            };
            Message::Pointer(pointer, (mouse.column, mouse.row))
        }
        _ => return None,
    })
}

/// Puts words on the terminal's clipboard, or into a file where the terminal has none.
fn copy(desk: &mut Desk, words: &str) {
    let has_clipboard = !matches!(
        desk.session.environment("TERM").as_deref(),
        None | Some("dumb" | "linux")
    );
    let said = match has_clipboard && terminal::copy(words).is_ok() {
        true => format!("copied, as far as this terminal allows: {words}"),
        false => match desk.session.put_aside(words) {
            Ok(path) => format!("copied into {}", path.display()),
            Err(cause) => format!("not copied: {cause}"),
        },
    };
    desk.hear(Message::Said(said));
}
