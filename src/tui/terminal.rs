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

/// Takes the terminal over; a panic gives it back before it says anything. One beside the loop, in a search or a watch, also asks the
/// loop to end: what is being written is put down, and nothing is drawn any more where the words of the panic stand.
pub fn take(signals: &Signals) -> io::Result<(Real, Held)> {
    let before = std::panic::take_hook();
    let stop = Arc::clone(&signals.stop);
    let fell_over = Arc::clone(&signals.fell_over);
    std::panic::set_hook(Box::new(move |info| {
        if is_reading() {
            return;
        }
        fell_over.store(true, Ordering::Relaxed);
        stop.store(true, Ordering::Relaxed);
        // There is nobody left to tell when this fails too.
        give_back().ok();
        before(info);
    }));
    let held = Held;
    enter()?;
    Ok((Screen::new(CrosstermBackend::new(stdout()))?, held))
}

/// The terminal, while it is held. Whoever unwinds past it gives it back, also when nobody said why.
pub struct Held;

impl Drop for Held {
    fn drop(&mut self) {
        // There is nobody left to tell when this fails.
        give_back().ok();
    }
}

/// How many columns and rows the terminal has, as far as it says.
pub fn size() -> (u16, u16) {
    crossterm::terminal::size().unwrap_or((80, 24))
}

/// Whether the terminal is taken over. Given back twice, it would put the cursor where it was at first, over what was said since.
static IS_TAKEN: AtomicBool = AtomicBool::new(false);

fn enter() -> io::Result<()> {
    IS_TAKEN.store(true, Ordering::Relaxed);
    enable_raw_mode()?;
    execute!(
        stdout(),
        EnterAlternateScreen,
        EnableMouseCapture,
        EnableBracketedPaste
    )
}

/// Gives the terminal back as it was, where it is taken over.
pub fn give_back() -> io::Result<()> {
    if !IS_TAKEN.swap(false, Ordering::Relaxed) {
        return Ok(());
    }
    // Raw mode is a matter of the system: a terminal that takes no bytes any more can leave it all the same.
    let raw = disable_raw_mode();
    execute!(
        stdout(),
        DisableBracketedPaste,
        DisableMouseCapture,
        LeaveAlternateScreen,
        Show
    )?;
    raw
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
    fell_over: Arc<AtomicBool>,
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
        Ok(Self {
            stop,
            suspend,
            fell_over: Arc::default(),
        })
    }

    /// Elsewhere there is nothing to listen for.
    #[cfg(not(unix))]
    pub fn listen() -> io::Result<Self> {
        Ok(Self {
            stop: Arc::default(),
            suspend: Arc::default(),
            fell_over: Arc::default(),
        })
    }

    /// Whether the program was told to stop.
    pub fn says_stop(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Whether something beside the loop fell over.
    pub fn says_fell_over(&self) -> bool {
        self.fell_over.load(Ordering::Relaxed)
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
