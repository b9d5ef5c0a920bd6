//! The terminal: taken over when the program starts, given back however it ends.
//!
//! Given back means: the screen as it was, the cursor shown, keys echoed, the mouse let go. That holds for leaving, for a panic, for
//! being told to stop, and for being suspended.

use std::io::{self, Write as _, stdout};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::clipboard::CopyToClipboard;
use crossterm::cursor::Show;
use crossterm::event::{
    DisableBracketedPaste, DisableMouseCapture, EnableBracketedPaste, EnableMouseCapture,
};
use crossterm::execute;
use crossterm::terminal::{
    Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use ratatui::Terminal as Screen;
use ratatui::backend::CrosstermBackend;

use crate::search::guard::is_reading;

/// The real screen.
pub type Real = Screen<CrosstermBackend<io::Stdout>>;

/// Takes the terminal over; a panic gives it back before it says anything.
pub fn take() -> io::Result<Real> {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if is_reading() {
            return;
        }
        // There is nobody left to tell when this fails too.
        give_back().ok();
        before(info);
    }));
    let taken = enter().and_then(|()| Screen::new(CrosstermBackend::new(stdout())));
    if taken.is_err() {
        give_back().ok();
    }
    taken
}

/// How many columns and rows the terminal has, as far as it says.
pub fn size() -> (u16, u16) {
    crossterm::terminal::size().unwrap_or((80, 24))
}

fn enter() -> io::Result<()> {
    enable_raw_mode()?;
    execute!(
        stdout(),
        EnterAlternateScreen,
        EnableMouseCapture,
        EnableBracketedPaste
    )
}

/// Gives the terminal back as it was.
pub fn give_back() -> io::Result<()> {
    execute!(
        stdout(),
        DisableBracketedPaste,
        DisableMouseCapture,
        LeaveAlternateScreen,
        Show
    )?;
    disable_raw_mode()
}

/// Puts words on the terminal's clipboard.
pub fn copy(words: &str) -> io::Result<()> {
    execute!(stdout(), CopyToClipboard::to_clipboard_from(words))?;
    stdout().flush()
}

/// How long the loop has to end by itself once the program was told to stop.
#[cfg(unix)]
const GRACE: std::time::Duration = std::time::Duration::from_secs(2);

/// What the system asks of the program.
pub struct Signals {
    stop: Arc<AtomicBool>,
    suspend: Arc<AtomicBool>,
}

impl Signals {
    /// Listens for being told to stop, and for being suspended from outside.
    #[cfg(unix)]
    pub fn listen() -> io::Result<Self> {
        use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGTSTP};
        let (stop, suspend) = (Arc::new(AtomicBool::new(false)), Arc::default());
        signal_hook::flag::register(SIGTSTP, Arc::clone(&suspend))?;
        let mut told = signal_hook::iterator::Signals::new([SIGTERM, SIGHUP, SIGINT])?;
        let said = Arc::clone(&stop);
        std::thread::Builder::new()
            .name("signals".to_owned())
            .spawn(move || {
                let Some(signal) = told.forever().next() else {
                    return;
                };
                said.store(true, Ordering::Relaxed);
                // A terminal that is gone keeps the loop reading for ever. All is saved, so nothing is lost by leaving here.
                std::thread::sleep(GRACE);
                give_back().ok();
                std::process::exit(128 + signal);
            })?;
        Ok(Self { stop, suspend })
    }

    /// Elsewhere there is nothing to listen for.
    #[cfg(not(unix))]
    pub fn listen() -> io::Result<Self> {
        Ok(Self {
            stop: Arc::default(),
            suspend: Arc::default(),
        })
    }

    /// Whether the program was told to stop.
    pub fn says_stop(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Whether the program was told to step aside; asked once.
    pub fn says_suspend(&self) -> bool {
        self.suspend.swap(false, Ordering::Relaxed)
    }
}

/// Steps aside until the shell calls the program back.
#[cfg(unix)]
pub fn suspend(screen: &mut Real) -> io::Result<()> {
    give_back()?;
    signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP)?;
    enter()?;
    // A screen of its own draws every cell anew; clearing the old one would ask the terminal where its cursor is, and wait.
    execute!(stdout(), Clear(ClearType::All))?;
    *screen = Screen::new(CrosstermBackend::new(stdout()))?;
    Ok(())
}

/// There is no stepping aside here.
#[cfg(not(unix))]
pub fn suspend(_: &mut Real) -> io::Result<()> {
    Ok(())
}
