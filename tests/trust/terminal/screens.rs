//! Screens: every one of them over the hostile study, on a surface that is looked at cell by cell, and on a real terminal.

use intercoder::text::visible::acts_on_a_terminal;
use intercoder::tui::action::Screen;
use intercoder::tui::message::Message;
use portable_pty::CommandBuilder;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

use crate::program::{self, Place};
use crate::trust::proof::say;
use crate::trust::terminal::hostile::{FIELDS, at_a_time, sign, study};
use crate::trust::terminal::{at_the_keys, foreign, sequences};
use crate::tui::Seat;

const SCREENS: [Screen; 13] = [
    Screen::Documents,
    Screen::Reader,
    Screen::Codebook,
    Screen::Agreement,
    Screen::Reconcile,
    Screen::Recode,
    Screen::Review,
    Screen::Search,
    Screen::Cooccurrence,
    Screen::Themes,
    Screen::Matrix,
    Screen::History,
    Screen::Help,
];

fn seat() -> Seat {
    let place = Place::new();
    program::copy(&study().path("study"), &place.path("study"));
    Seat::sit((place, "machine"), "ana")
}

/// What frames showed, all together.
#[derive(Default)]
struct Looks {
    frames: usize,
    /// Cells that show a mark.
    marks: usize,
    /// Whether the title of the document was in one of them.
    is_titled: bool,
}

impl Looks {
    /// Draws a frame and looks at every cell.
    fn look(&mut self, seat: &Seat, screen: &mut Terminal<TestBackend>) {
        screen.draw(|frame| seat.desk.draw(frame)).unwrap();
        let cells = screen.backend().buffer().content().iter();
        let symbols: Vec<&str> = cells.map(|cell| cell.symbol()).collect();
        for symbol in &symbols {
            let acts = |c: char| acts_on_a_terminal(c) || c == '\n' || c == '\t';
            assert!(
                !symbol.contains(acts),
                "{symbol:?} on {:?}",
                seat.desk.model.screen
            );
        }
        let is_mark = |symbol: &&&str| symbol.contains(['␛', '⟨']);
        self.marks += symbols.iter().filter(is_mark).count();
        self.is_titled |= symbols.concat().contains(&sign("title"));
        self.frames += 1;
    }
}

/// Keys that open what a screen can open.
const KEYS: [&str; 12] = [
    "",
    "<enter>",
    "<esc>",
    "?",
    "<esc>",
    " ",
    "<esc>",
    "m",
    "<esc>",
    "/",
    "well<enter>",
    "<esc>",
];

#[test]
fn no_cell_of_any_screen_holds_what_would_act_on_the_terminal() {
    let mut screen = Terminal::new(TestBackend::new(120, 36)).unwrap();
    let mut looks = Looks::default();
    for which in SCREENS {
        let mut seat = seat();
        if which == Screen::Reader {
            seat = seat.at("T1");
        } else {
            seat.desk.show((which, None));
        }
        for keys in KEYS.into_iter().chain(["<pgdn>j"; 60]) {
            seat.press(keys);
            looks.look(&seat, &mut screen);
        }
    }
    let mut seat = seat();
    for some in at_a_time(30) {
        // Words that are pasted into a field, and searched for.
        for keys in ["/", ":", "m"] {
            seat.press(keys);
            seat.desk.hear(Message::Paste(some.clone()));
            looks.look(&seat, &mut screen);
            seat.press("<enter>");
            looks.look(&seat, &mut screen);
            seat.press("<esc><esc>");
        }
    }
    let Looks { frames, marks, .. } = looks;
    assert!(marks > 500 && looks.is_titled, "{marks}");
    let count = sequences::all().len();
    say(
        "terminal screens",
        &format!(
            "{count} sequences in {} fields, {} screens, {frames} frames, {marks} cells showing a mark; 0 cells hold one that acts",
            FIELDS.len(),
            SCREENS.len()
        ),
    );
}

/// What the renderer sends: the screen taken and given back, the cursor, erasing, colours. No sequence of the study's is one of it,
/// since each has a number in it that no colour and no place of this terminal has.
fn is_renderers(_: &str, sequence: &str) -> bool {
    let Some(body) = sequence.strip_prefix("\u{1b}[") else {
        return false;
    };
    let modes = ["1049", "25", "1000", "1002", "1003", "1015", "1006", "2004"];
    if let Some(mode) = body.strip_prefix('?') {
        return mode
            .strip_suffix(['h', 'l'])
            .is_some_and(|mode| modes.contains(&mode));
    }
    let Some(numbers) = body.strip_suffix(['H', 'J', 'K', 'm', 'A', 'B', 'C', 'D', 'G', 'd'])
    else {
        return false;
    };
    numbers
        .split([';', ':'])
        .all(|number| number.is_empty() || number.parse().is_ok_and(|number: u16| number < 256))
}

/// At the hostile study, on a terminal.
fn hostile(steps: &[&str], args: &[&str]) -> Vec<u8> {
    let place = Place::new();
    program::copy(&study().path("study"), &place.path("study"));
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_intercoder"));
    command.args(args);
    command.args(["--study", "study", "--as", "ana"]);
    command.cwd(place.dir.path());
    command.env("INTERCODER_STATE", place.path(".state-machine"));
    at_the_keys(command, steps)
}

#[test]
fn a_real_terminal_gets_the_renderer_s_bytes_and_no_others() {
    let page = "\u{1b}[6~";
    // Down the transcript, down the codebook, down the history.
    let steps = [&[page; 40][..], &[" c"], &[page; 20], &[" h"], &[page; 10]].concat();
    let bytes = hostile(&steps, &["code", "T1"]);
    assert!(bytes.len() > 20_000, "{}", bytes.len());
    assert_eq!(foreign(&bytes, is_renderers), None);
    say(
        "terminal bytes",
        &format!(
            "{} bytes that the screens sent to a real terminal read one by one, 0 foreign sequences",
            bytes.len()
        ),
    );
}

#[test]
fn a_return_to_the_beginning_of_the_line_is_none_of_the_renderer_s() {
    let drawn = "\u{1b}[2;7H\u{1b}[38;5;12msafe\u{1b}[0m\r\n";
    assert_eq!(foreign(drawn.as_bytes(), is_renderers), None);
    for text in ["safe\rEVIL", "safe\r\u{1b}[2KEVIL", "safe\r\r\n"] {
        let leak = foreign(text.as_bytes(), is_renderers);
        assert!(leak.is_some(), "{text:?}");
    }
}
