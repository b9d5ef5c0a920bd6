//! The reader line by line: for those who listen to the screen or feel it.
//!
//! A line is keys as on the screen, then, after a blank, the words that they ask for: `x`, `xx`, `c relc`, `m a memo`, `/ kitchen`.
//! After each line it is said what is selected, what is coded there, and what happened. An empty line goes to the next turn.

use std::time::Duration;

use crossterm::event::KeyCode;

use crate::document::Turns;
use crate::id::DocumentRef;
use crate::session::Session;
use crate::text::span::Span;
use crate::tui::action::Screen;
use crate::tui::desk::{Desk, Errand};
use crate::tui::keys::{Key, rows, shown};
use crate::tui::message::Landing;
use crate::tui::over::Over;
use crate::tui::screen::reader::Reader;
use crate::tui::screen::reader::detail::named;
use crate::tui::summary::summary;
use crate::tui::theme::{Colours, Theme};

/// The reader without a screen.
pub struct Linear {
    desk: Desk,
    /// The turn that was read out last, from 0.
    turn: Option<usize>,
    /// Whether the coder has left.
    pub is_over: bool,
}

impl Linear {
    /// Opens a document.
    pub fn new(session: Session, document: DocumentRef) -> Self {
        let theme = Theme {
            colours: Colours::None,
        };
        let mut desk = Desk::new(session, (theme, (100, 40)));
        desk.open(document, Landing::Uncoded);
        Self {
            desk,
            turn: None,
            is_over: false,
        }
    }

    /// Why the document could not be opened, if it could not.
    pub fn refusal(&self) -> Option<&str> {
        let model = &self.desk.model;
        model.reader.is_none().then_some(model.said.words.as_str())
    }

    /// What is said first.
    pub fn greeting(&mut self) -> Vec<String> {
        let mut lines = vec![
            "Keys as lines; ? lists them, an empty line goes to the next turn, q leaves. What asks takes Enter and Esc as words."
                .to_owned(),
        ];
        lines.extend(self.told());
        lines
    }

    /// Takes a line, and answers it.
    pub fn hear(&mut self, line: &str) -> Vec<String> {
        let line = line.trim_end_matches(['\n', '\r']);
        if line == "?" {
            return help();
        }
        if let Some(over) = &self.desk.model.over {
            let closing = closing(over);
            self.answer(line, closing);
            return self.told();
        }
        let (keys, words) = match line.split_once(' ') {
            Some((keys, words)) if !keys.is_empty() && line != "Space" => (keys, words),
            _ => (line, ""),
        };
        let keys = if keys.is_empty() { "J" } else { keys };
        // A key by its name, such as Enter or Ctrl-z, else letters one after another.
        let keys = Key::named(keys).map_or_else(|| Key::typed(keys), |key| vec![key]);
        self.press(keys);
        match self.desk.model.over.as_ref().map(closing) {
            _ if words.is_empty() => {}
            Some(closing) => self.answer(words, closing),
            // Words that nothing asked for are never taken for keys.
            None => {
                let said = self.desk.model.said.words.clone();
                self.desk
                    .model
                    .say(format!("{said} (nothing asked for “{words}”)"));
            }
        }
        self.told()
    }

    fn press(&mut self, keys: Vec<Key>) {
        for key in keys {
            for errand in self.desk.press(key) {
                match errand {
                    Errand::Quit => self.is_over = true,
                    Errand::Copy(words) => self.desk.model.say(words),
                    Errand::Write(path, bytes, said) => self.desk.write(&path, (&bytes, said)),
                    Errand::Suspend => {}
                }
            }
        }
    }

    /// A line while something is asked: a key by its name, or the words and then the key that takes them.
    fn answer(&mut self, line: &str, closing: Option<Key>) {
        let key = Key::named(line).filter(|_| line.chars().count() > 1);
        let keys = match key {
            Some(key) => vec![key],
            None => {
                let words = line.chars().map(|c| Key::plain(KeyCode::Char(c)));
                words.chain(closing).collect()
            }
        };
        self.press(keys);
    }

    /// What is said when the coder leaves.
    pub fn farewell(&self) -> Vec<String> {
        summary(&self.desk, Duration::ZERO)
            .into_iter()
            .map(|line| line.trim_end_matches("; 0 min").to_owned())
            .collect()
    }

    /// Where one is, what is selected, what is coded, and what was said.
    fn told(&mut self) -> Vec<String> {
        if self.is_over {
            return Vec::new();
        }
        if self.desk.model.screen != Screen::Reader {
            self.press(Key::named("Esc").into_iter().collect());
            self.desk.model.screen = Screen::Reader;
            return vec![
                "- only the transcript is read line by line; the other screens need a terminal"
                    .to_owned(),
            ];
        }
        let model = &self.desk.model;
        let view = self.desk.view();
        let mut lines = Vec::new();
        let mut turn = self.turn;
        if let Some(reader) = &model.reader {
            let now = Some(reader.turn_at(reader.place().start()));
            lines.extend(now.filter(|_| now != turn).map(|now| read_out(reader, now)));
            lines.extend(place(reader));
            let codes: Vec<String> = reader
                .own_here()
                .iter()
                .map(|coding| named(&view, coding.code).0)
                .collect();
            if !codes.is_empty() {
                lines.push(format!("Your codes here: {}", codes.join(", ")));
            }
            turn = now;
        }
        lines.extend(model.over.as_ref().and_then(asked));
        if !model.said.words.is_empty() {
            lines.push(format!("- {}", model.said.words));
        }
        drop(view);
        self.turn = turn;
        lines
    }
}

/// The key that takes what was typed.
fn closing(over: &Over) -> Option<Key> {
    Key::named(match over {
        Over::Words(_) => "Esc",
        _ => "Enter",
    })
}

/// A turn in full.
fn read_out(reader: &Reader, turn: usize) -> String {
    let text = &reader.passage.text;
    let spoken = reader.passage.turns.get(turn);
    let label = spoken
        .map(|turn| Turns::label(text, turn))
        .unwrap_or_default();
    let (number, count) = (turn + 1, reader.passage.turns.len());
    format!(
        "Turn {number} of {count}, {label}: {}",
        text.slice(reader.body(turn)).trim()
    )
}

/// What is selected, or the next words after the cursor where it stands inside a turn.
fn place(reader: &Reader) -> Option<String> {
    let text = &reader.passage.text;
    if let Some(span) = reader.selection() {
        let words = text.slice(span).trim();
        return Some(format!("Selected, {}: {words}", reader.measure(span)));
    }
    let body = reader.body(reader.turn_at(reader.head));
    let is_inside = reader.applied.is_none() && reader.head > body.start();
    is_inside.then(|| {
        let rest = Span::between(reader.head, body.end().max(reader.head));
        let next: Vec<&str> = text.slice(rest).split_whitespace().take(6).collect();
        format!("At: {}", next.join(" "))
    })
}

/// What is asked for.
fn asked(over: &Over) -> Option<String> {
    Some(match over {
        Over::Picker(picker, _) => {
            let first: Vec<&str> = picker
                .matches()
                .take(5)
                .map(|one| one.handle.as_str())
                .collect();
            let (title, first) = (&picker.title, first.join(", "));
            format!("{title}: {first}; type a few letters and Enter takes the first, Esc none")
        }
        Over::Line(input, _) => format!("{}?", input.title),
        Over::Words(sheet) => format!("{}: words, then Esc", sheet.title),
        Over::Value(scale) => {
            let labels = scale.labels.iter().enumerate();
            let labels: Vec<String> = labels
                .map(|(at, label)| format!("{} {label}", at + 1))
                .collect();
            format!("value: 0 none, {}", labels.join(", "))
        }
        _ => return None,
    })
}

fn help() -> Vec<String> {
    let modes = [
        crate::tui::keys::Mode::Reader,
        crate::tui::keys::Mode::Everywhere,
    ];
    let all = modes.into_iter().flat_map(rows);
    all.map(|binding| format!("{}: {}", shown(binding), binding.words))
        .collect()
}
