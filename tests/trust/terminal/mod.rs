//! The terminal sweep: sequences that would act on a terminal, in every place where a person or a file can bring words in, and every
//! face that shows them. What comes out is the program's own, or none.

mod commands;
mod forged;
mod hostile;
mod screens;
mod sequences;
mod settled;

use std::io::{Read as _, Write as _};
use std::path::Path;

use intercoder::text::visible::acts_on_a_terminal;
use portable_pty::{CommandBuilder, PtySize, native_pty_system};

/// Runs the program on a terminal of its own, without anybody at the keys; everything that the terminal got.
fn on_a_terminal((folder, state): (&Path, &Path), args: &[&str]) -> Vec<u8> {
    let size = PtySize {
        rows: 50,
        cols: 160,
        pixel_width: 0,
        pixel_height: 0,
    };
    let pair = native_pty_system().openpty(size).unwrap();
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_intercoder"));
    command.args(args);
    command.cwd(folder);
    command.env("INTERCODER_STATE", state);
    command.env("TERM", "xterm-256color");
    let mut child = pair.slave.spawn_command(command).unwrap();
    drop(pair.slave);
    let mut reader = pair.master.try_clone_reader().unwrap();
    let mut bytes = Vec::new();
    let mut buffer = [0; 8192];
    // A terminal whose other side is closed says so by an error.
    while let Ok(count @ 1..) = reader.read(&mut buffer) {
        bytes.extend(&buffer[..count]);
    }
    child.wait().unwrap();
    bytes
}

/// Sits down at a real terminal and presses keys, each once the last one shows; then leaves. Everything the terminal got.
pub fn at_the_keys(mut command: CommandBuilder, steps: &[&str]) -> Vec<u8> {
    let size = PtySize {
        rows: 36,
        cols: 120,
        pixel_width: 0,
        pixel_height: 0,
    };
    command.env("TERM", "xterm-256color");
    let pair = native_pty_system().openpty(size).unwrap();
    let mut child = pair.slave.spawn_command(command).unwrap();
    drop(pair.slave);
    let mut reader = pair.master.try_clone_reader().unwrap();
    let mut writer = pair.master.take_writer().unwrap();
    let (mut bytes, mut buffer) = (Vec::new(), [0; 8192]);
    let mut steps = steps.iter();
    while let Ok(count @ 1..) = reader.read(&mut buffer) {
        bytes.extend(&buffer[..count]);
        // Keys that come together are taken together: the next one waits until the last one shows.
        if bytes.windows(8).any(|part| part == b"\x1b[?2004h") {
            let key = steps.next().copied().unwrap_or("q");
            writer.write_all(key.as_bytes()).ok();
        }
    }
    child.wait().unwrap();
    bytes
}

/// What in the bytes a terminal would act on and the program does not send of itself; nothing where all is well. Whether a sequence is
/// the program's own is asked with what stands before it on its line.
fn foreign(bytes: &[u8], is_own: impl Fn(&str, &str) -> bool) -> Option<String> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Some("bytes that are no UTF-8".to_owned());
    };
    let (mut line, mut from) = (0, 0);
    while let Some(at) = text[from..].find(acts_on_a_terminal).map(|at| from + at) {
        let found = &text[at..];
        if found.starts_with("\r\n") {
            from = at + 2;
            line = from;
            continue;
        }
        let end = end_of(found);
        if !is_own(&text[line..at], &found[..end]) {
            let around: String = found.chars().take(60).collect();
            return Some(format!("{:?} in {around:?}", &found[..end]));
        }
        from = at + end;
        if found.starts_with('\r') {
            line = from;
        }
    }
    None
}

/// Progress is taken away by going back to the beginning of its line and erasing it; no words of a study's stand in such a line.
fn is_progress(line: &str, sequence: &str) -> bool {
    let drawn = ["indexing ", "reading ", "measuring "];
    let waited = line.trim_start_matches(|c: char| !c.is_ascii());
    sequence == "\r\u{1b}[2K"
        && (line.is_empty()
            || drawn.iter().any(|begun| line.starts_with(begun)) && line.ends_with(" left")
            || waited.starts_with(" reading the texts  "))
}

/// How long a sequence is that begins here: up to its last letter, where it is of the kind that has parameters. One that follows a
/// return to the beginning of the line belongs to it.
fn end_of(found: &str) -> usize {
    if let Some(after) = found
        .strip_prefix('\r')
        .filter(|after| after.starts_with("\u{1b}["))
    {
        return 1 + end_of(after);
    }
    let first = found.chars().next().map_or(0, char::len_utf8);
    let Some(parameters) = found.strip_prefix("\u{1b}[") else {
        let second = found[first..].chars().next().map_or(0, char::len_utf8);
        return if found.starts_with('\u{1b}') {
            first + second
        } else {
            first
        };
    };
    let last = parameters.find(|c: char| !matches!(c, ' '..='?'));
    last.map_or(found.len(), |at| {
        let letter = parameters[at..].chars().next().map_or(0, char::len_utf8);
        2 + at + letter
    })
}

#[test]
fn what_is_foreign_is_told_from_what_is_our_own() {
    let is_own = |_: &str, sequence: &str| sequence == "\u{1b}[2K";
    assert_eq!(foreign("plain\r\nélan\t\u{1b}[2K".as_bytes(), is_own), None);
    for text in [
        "\u{1b}[31m",
        "a\u{1b}c",
        "\u{9b}2J",
        "\u{1b}",
        "\u{1b}[",
        "a\rb",
        "a\r\r\n",
        "\u{7}",
        "\u{202e}x",
        "\u{1b}[2Kx\u{1b}]0;t",
    ] {
        assert!(foreign(text.as_bytes(), is_own).is_some(), "{text:?}");
    }
    assert!(foreign(b"\xc0\x9b", is_own).is_some());
}

#[test]
fn only_a_line_of_progress_goes_back_to_its_beginning() {
    let bar = "x\r\nreading ██░ 1/40  0s left\r\u{1b}[2K\r\u{1b}[2K";
    let wait = "⠙ reading the texts  1s\r\u{1b}[2K";
    for text in [bar, wait] {
        assert_eq!(foreign(text.as_bytes(), is_progress), None, "{text:?}");
    }
    for text in [
        "safe\rEVIL",
        "safe\r\u{1b}[2KEVIL",
        "reading safe\r\u{1b}[2KEVIL",
        "reading ░ 1/40  0s left\rEVIL",
        "reading ░ 1/40  0s left\u{1b}[2K",
    ] {
        let leak = foreign(text.as_bytes(), is_progress);
        assert!(leak.is_some(), "{text:?}");
    }
}
