//! The welcome outside a study: try the demo, start a study, import files.
//!
//! A list of three and a few questions; what was chosen is carried out by the commands of the same names.

use std::path::PathBuf;

use crossterm::event::{self, Event, KeyCode, KeyEventKind};
use ratatui::Frame;
use ratatui::layout::{Position as Cell, Rect};
use ratatui::style::Style;
use ratatui::text::Line;
use unicode_width::UnicodeWidthStr as _;

use crate::id::check_handle;
use crate::tui::keys::Key;
use crate::tui::run::Stopped;
use crate::tui::terminal::{self, Signals};
use crate::tui::theme::Theme;
use crate::tui::widget::line::edit;
use crate::tui::widget::pane::{pane, row};

/// What to begin with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The sample study.
    Demo,
    /// A new study.
    Begin {
        folder: String,
        title: String,
        coder: String,
    },
    /// A new study of these files.
    Import {
        files: Vec<PathBuf>,
        folder: String,
        coder: String,
    },
    /// Nothing.
    Leave,
}

/// The three ways to begin.
const WAYS: [(&str, &str); 3] = [
    (
        "Try the demo",
        "a fictional study, ready to code; two minutes",
    ),
    (
        "Start a study",
        "an empty folder that becomes your team's study",
    ),
    (
        "Import files",
        "transcripts you have: .docx .txt .md .vtt .srt",
    ),
];

/// What is asked for a new study, and for files.
const STUDY: [&str; 3] = [
    "Folder of the study",
    "Title",
    "Your name as a coder (short, as ana)",
];
const IMPORT: [&str; 3] = [
    "File, or folder of files",
    "Folder of the study",
    "Your name as a coder (short, as ana)",
];

/// The welcome while it waits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Welcome {
    marked: usize,
    /// The answers so far, the one being typed last; none while the list is shown.
    answers: Vec<String>,
    said: String,
}

impl Welcome {
    /// Takes a key; the choice once it is made.
    pub fn press(&mut self, key: Key) -> Option<Choice> {
        self.said.clear();
        if self.answers.is_empty() {
            self.in_list(key)
        } else {
            self.in_question(key)
        }
    }

    fn in_list(&mut self, key: Key) -> Option<Choice> {
        match key.code {
            KeyCode::Down | KeyCode::Char('j') => {
                self.marked = (self.marked + 1).min(WAYS.len() - 1)
            }
            KeyCode::Up | KeyCode::Char('k') => self.marked = self.marked.saturating_sub(1),
            KeyCode::Char(digit @ '1'..='3') => {
                self.marked = digit as usize - '1' as usize;
                return self.begin();
            }
            KeyCode::Enter => return self.begin(),
            KeyCode::Char('q') | KeyCode::Esc => return Some(Choice::Leave),
            KeyCode::Char('c') if key.control => return Some(Choice::Leave),
            _ => self.said = "up, down and Enter choose; q leaves".to_owned(),
        }
        None
    }

    fn begin(&mut self) -> Option<Choice> {
        if self.marked == 0 {
            return Some(Choice::Demo);
        }
        self.answers.push(String::new());
        None
    }

    fn in_question(&mut self, key: Key) -> Option<Choice> {
        match key.code {
            KeyCode::Esc => {
                self.answers.pop();
                None
            }
            KeyCode::Char('c') if key.control => Some(Choice::Leave),
            KeyCode::Enter => self.answered(),
            _ => {
                self.answers.last_mut().into_iter().for_each(|answer| {
                    edit(answer, key);
                });
                None
            }
        }
    }

    fn answered(&mut self) -> Option<Choice> {
        let answer = self.answers.last_mut()?;
        *answer = answer.trim().to_owned();
        if answer.is_empty() {
            self.said = "type an answer, or Esc to go back".to_owned();
            return None;
        }
        if self.answers.len() < STUDY.len() {
            self.answers.push(String::new());
            return None;
        }
        let [first, second, coder] = self.answers.as_slice() else {
            return None;
        };
        if let Err(cause) = check_handle(coder) {
            self.said = cause.to_string();
            return None;
        }
        let coder = coder.clone();
        Some(match self.marked {
            1 => Choice::Begin {
                folder: first.clone(),
                title: second.clone(),
                coder,
            },
            _ => Choice::Import {
                files: vec![PathBuf::from(first)],
                folder: second.clone(),
                coder,
            },
        })
    }

    fn questions(&self) -> [&'static str; 3] {
        if self.marked == 1 { STUDY } else { IMPORT }
    }

    /// Draws it.
    pub fn draw(&self, theme: Theme, frame: &mut Frame<'_>) {
        let area = frame.area();
        let (width, height) = (area.width.min(76), area.height.min(11));
        let room = Rect {
            x: (area.width - width) / 2,
            y: (area.height - height) / 3,
            width,
            height,
        };
        let heads = (
            "intercoder  no study here yet",
            "Enter chooses  Esc back  q leaves",
        );
        let inner = pane(room, heads, theme, frame.buffer_mut());
        for (at, line) in self.lines(theme).into_iter().enumerate() {
            row(inner, 1 + 2 * at, line, frame.buffer_mut());
        }
        let said = Line::styled(format!(" {}", self.said), theme.accent());
        row(
            inner,
            usize::from(inner.height.saturating_sub(1)),
            said,
            frame.buffer_mut(),
        );
        let last = self.answers.len().checked_sub(1);
        let typed =
            last.and_then(|at| Some((at, *self.questions().get(at)?, self.answers.get(at)?)));
        if let Some((at, question, answer)) = typed {
            let before = (question.width() + answer.width() + 3) as u16;
            let x = (inner.x + before).min(inner.right().saturating_sub(1));
            let y = inner.y + 1 + 2 * at as u16;
            frame.set_cursor_position(Cell { x, y });
        }
    }

    /// The three ways, or the questions with their answers so far.
    fn lines(&self, theme: Theme) -> Vec<Line<'static>> {
        if self.answers.is_empty() {
            let ways = WAYS.iter().enumerate();
            let line = |(at, (name, words)): (usize, &(&str, &str))| {
                let style = if at == self.marked {
                    theme.selected()
                } else {
                    Style::default()
                };
                Line::styled(format!(" {}  {name:<15} {words} ", at + 1), style)
            };
            return ways.map(line).collect();
        }
        let asked = self.questions().into_iter().zip(&self.answers).enumerate();
        let line = |(at, (question, answer)): (usize, (&str, &String))| {
            let is_last = at + 1 == self.answers.len();
            let style = if is_last { theme.strong() } else { theme.dim() };
            Line::styled(format!(" {question}: {answer}"), style)
        };
        asked.map(line).collect()
    }
}

/// Asks on the real terminal.
pub fn choose(theme: Theme) -> Result<Choice, Stopped> {
    // The listener leaves by itself when the program is told to stop.
    let signals = Signals::listen()?;
    let (mut screen, held) = terminal::take(&signals)?;
    let mut welcome = Welcome::default();
    let chosen = loop {
        if let Err(cause) = screen.draw(|frame| welcome.draw(theme, frame)) {
            break Err(cause);
        }
        match event::read() {
            Ok(Event::Key(key)) if key.kind != KeyEventKind::Release => {
                if let Some(choice) = Key::of(key).and_then(|key| welcome.press(key)) {
                    break Ok(choice);
                }
            }
            Ok(_) => {}
            Err(cause) => break Err(cause),
        }
    };
    drop(held);
    Ok(chosen?)
}
