//! One line of words being typed.

use crossterm::event::KeyCode;

use crate::tui::keys::Key;
use unicode_segmentation::UnicodeSegmentation as _;

/// A line being typed; the cursor stands at its end.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Input {
    /// What it asks for.
    pub title: String,
    /// What was typed.
    pub words: String,
}

impl Input {
    /// An empty line under a title.
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            words: String::new(),
        }
    }

    /// Takes a key that types or deletes; whether the words changed.
    pub fn take(&mut self, key: Key) -> bool {
        edit(&mut self.words, key)
    }
}

/// Types a key into words, or deletes their last character or word.
pub fn edit(words: &mut String, key: Key) -> bool {
    let before = words.len();
    match key.code {
        KeyCode::Backspace => {
            let last = words.graphemes(true).next_back().map_or(0, str::len);
            words.truncate(before - last);
        }
        KeyCode::Char('w') if key.control => {
            let kept = words.trim_end().rfind(' ').map_or(0, |at| at + 1);
            words.truncate(kept);
        }
        KeyCode::Char('u') if key.control => words.clear(),
        _ => words.extend(key.letter()),
    }
    words.len() != before
}
