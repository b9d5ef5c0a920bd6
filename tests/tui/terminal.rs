//! The real terminal: taken over, given back, also when the program is told to stop.
#![cfg(unix)]

use std::io::{Read as _, Write as _};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, PtySize, native_pty_system};

use super::Seat;

/// The program in a terminal of its own.
struct Window {
    seat: Seat,
    child: Box<dyn Child + Send + Sync>,
    keys: Option<Box<dyn std::io::Write + Send>>,
    bytes: Option<Receiver<Vec<u8>>>,
    screen: vt100::Parser,
    /// Everything that came, as it came.
    all: Vec<u8>,
    /// Held so that the terminal stays open.
    pair: Option<portable_pty::PtyPair>,
}

impl Drop for Window {
    /// A test that failed leaves no program behind.
    fn drop(&mut self) {
        self.child.kill().ok();
    }
}

impl Window {
    fn open(args: &[&str]) -> Self {
        let seat = Seat::in_sample("you");
        let size = PtySize {
            rows: 24,
            cols: 80,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_intercoder"));
        command.args(args);
        command.args(["--as", "you", "--study"]);
        command.arg(seat.place.path("study"));
        command.env("INTERCODER_STATE", seat.place.path(".state-window"));
        command.env("TERM", "xterm-256color");
        command.env("RUST_BACKTRACE", "0");
        let child = pair.slave.spawn_command(command).unwrap();
        let mut reader = pair.master.try_clone_reader().unwrap();
        let keys = pair.master.take_writer().unwrap();
        let (tell, bytes) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                if tell.send(buffer[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        Self {
            seat,
            child,
            keys: Some(keys),
            bytes: Some(bytes),
            screen: vt100::Parser::new(24, 80, 0),
            all: Vec::new(),
            pair: Some(pair),
        }
    }

    fn press(&mut self, keys: &str) {
        let window = self.keys.as_mut().unwrap();
        window.write_all(keys.as_bytes()).unwrap();
        window.flush().unwrap();
    }

    /// Waits until words are on the screen.
    fn await_words(&mut self, words: &str) {
        let deadline = Instant::now() + Duration::from_secs(30);
        while !self.screen.screen().contents().contains(words) {
            let left = deadline.saturating_duration_since(Instant::now());
            let Ok(bytes) = self.bytes.as_ref().unwrap().recv_timeout(left) else {
                panic!("{words} never came:\n{}", self.screen.screen().contents());
            };
            self.screen.process(&bytes);
            self.all.extend(bytes);
        }
    }

    /// Waits until the program has taken the screen, or given it back.
    fn await_screen(&mut self, taken: bool) {
        let deadline = Instant::now() + Duration::from_secs(30);
        while self.screen.screen().alternate_screen() != taken {
            let left = deadline.saturating_duration_since(Instant::now());
            let bytes = self.bytes.as_ref().unwrap().recv_timeout(left);
            let bytes = bytes.expect("the screen was neither taken nor given back");
            self.screen.process(&bytes);
            self.all.extend(bytes);
        }
    }

    /// Waits until the program has ended and all it said has come; whether it ended well.
    fn await_end(&mut self) -> bool {
        let status = self.child.wait().unwrap();
        while let Ok(bytes) = self
            .bytes
            .as_ref()
            .unwrap()
            .recv_timeout(Duration::from_millis(300))
        {
            self.screen.process(&bytes);
            self.all.extend(bytes);
        }
        status.success()
    }

    fn is_given_back(&self) -> bool {
        let screen = self.screen.screen();
        !screen.alternate_screen()
            && !screen.hide_cursor()
            && !screen.bracketed_paste()
            && screen.mouse_protocol_mode() == vt100::MouseProtocolMode::None
    }
}

#[test]
fn an_excerpt_is_coded_in_a_real_terminal_and_the_terminal_given_back() {
    let mut window = Window::open(&["code", "I01"]);
    window.await_words("uncoded turns left");
    window.press("xx\r");
    window.await_words("code this: 2 sentences");
    window.press("relc\r");
    window.await_words("rel-crisis on 2 sentences");
    assert!(window.screen.screen().alternate_screen());
    window.press("q");
    assert!(window.await_end());
    assert!(window.is_given_back());
    assert!(
        window.screen.screen().contents().contains("1 excerpt; "),
        "{}",
        window.screen.screen().contents()
    );
    let listed = window.seat.place.ok(&[
        "coding", "list", "I01", "--coder", "you", "--study", "study", "--as", "you",
    ]);
    assert!(listed.contains("rel-crisis"), "{listed}");
}

#[test]
fn told_to_stop_the_program_gives_the_terminal_back() {
    let mut window = Window::open(&["code", "I01"]);
    window.await_words("uncoded turns left");
    let id = window.child.process_id().unwrap().to_string();
    assert!(
        std::process::Command::new("kill")
            .args(["-TERM", &id])
            .status()
            .unwrap()
            .success()
    );
    assert!(window.await_end());
    assert!(window.is_given_back());
}

/// Whether the system has stopped a program.
fn is_stopped(id: &str) -> bool {
    let state = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap();
    state
        .rsplit(')')
        .next()
        .unwrap()
        .trim_start()
        .starts_with('T')
}

#[test]
fn suspended_the_program_gives_the_terminal_back_and_takes_it_again() {
    let mut window = Window::open(&["code", "I01"]);
    window.await_words("uncoded turns left");
    window.press(" z");
    window.await_screen(false);
    assert!(window.is_given_back());
    let id = window.child.process_id().unwrap().to_string();
    // Told to go on before it has stopped, it would stop for good.
    let deadline = Instant::now() + Duration::from_secs(30);
    while !is_stopped(&id) {
        assert!(Instant::now() < deadline, "it never stepped aside");
        std::thread::yield_now();
    }
    let resumed = std::process::Command::new("kill")
        .args(["-CONT", &id])
        .status();
    assert!(resumed.unwrap().success());
    window.await_screen(true);
    window.await_words("uncoded turns left");
    window.press("xx\r");
    window.await_words("code this: 2 sentences");
    window.press("relc\r");
    window.await_words("rel-crisis on 2 sentences");
    window.press("q");
    assert!(window.await_end());
    assert!(window.is_given_back());
}

#[test]
fn a_terminal_that_goes_away_takes_the_program_with_it() {
    let mut window = Window::open(&["code", "I01"]);
    window.await_words("uncoded turns left");
    // The thread that reads lets the terminal go at the next thing it cannot tell anybody.
    window.bytes = None;
    window.press("j");
    (window.keys, window.pair) = (None, None);
    let deadline = Instant::now() + Duration::from_secs(20);
    while window.child.try_wait().unwrap().is_none() {
        assert!(Instant::now() < deadline, "it goes on without a terminal");
        std::thread::yield_now();
    }
}

#[test]
fn after_a_panic_the_terminal_is_given_back_before_it_is_told() {
    let mut window = Window::open(&["code", "I01", "--fall-over"]);
    window.await_words("uncoded turns left");
    window.press("x");
    assert!(!window.await_end());
    assert!(
        window.is_given_back(),
        "{}",
        String::from_utf8_lossy(&window.all)
    );
    check_fallen(&window);
}

#[test]
fn a_panic_beside_the_keys_ends_the_program_in_order() {
    let mut window = Window::open(&["code", "I01", "--fall-over=beside"]);
    window.await_words("uncoded turns left");
    window.press("x");
    assert!(!window.await_end());
    assert!(window.is_given_back());
    check_fallen(&window);
    let said = window.screen.screen().contents();
    assert!(said.contains("what was being written is saved"), "{said}");
}

/// The program said that it fell over, and where; the words of the transcript, which it had in its mouth, it did not say.
fn check_fallen(window: &Window) {
    let said = window.screen.screen().contents();
    let lines = said.replace('\n', "");
    assert!(
        lines.contains("intercoder fell over: a mistake of the program"),
        "{said}"
    );
    assert!(lines.contains("src/tui/run.rs line"), "{said}");
    let text = std::fs::read_dir(window.seat.place.path("study/texts")).unwrap();
    let text = text.map(|entry| entry.unwrap().path()).find(|path| {
        path.to_string_lossy().contains("I01.") && path.extension().is_some_and(|e| e == "txt")
    });
    let text = std::fs::read_to_string(text.unwrap()).unwrap();
    let words: Vec<&str> = text.split_whitespace().collect();
    let quoted = words
        .windows(3)
        .filter(|three| lines.contains(&three.join(" ")));
    assert_eq!(quoted.count(), 0, "{said}");
}
