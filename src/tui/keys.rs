//! The keys: one table from which dispatch, the help screen, the bottom line and the README's table all come.
//!
//! A binding says in which mode which keys do what, in words. Keys are written as people say them: `gu` is g, then u; `Space d` is
//! the space bar, then d; `Ctrl-f` holds Control.

use std::fmt;
use std::sync::LazyLock;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::tui::action::Action;
use crate::tui::table::BINDINGS;

/// Where keys mean something: a screen, or what lies over it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
    /// Every screen, unless something lies over it.
    Everywhere,
    /// The transcript.
    Reader,
    /// An edge of an excerpt is moving.
    Edge,
    /// Several codings overlap: which one is meant.
    Which,
    /// A recent code is asked for.
    Recent,
    /// A value of a scale is asked for.
    Value,
    /// The documents.
    Documents,
    /// The codebook.
    Codebook,
    /// Agreement.
    Agreement,
    /// Disagreements.
    Reconcile,
    /// Excerpts to look at again.
    Recode,
    /// Excerpts whose words were corrected.
    Review,
    /// Search.
    Search,
    /// Codes that lie together.
    Cooccurrence,
    /// Themes and quotes.
    Themes,
    /// Cases by themes.
    Matrix,
    /// The history.
    History,
    /// The help.
    Help,
    /// A list that narrows while one types.
    Picker,
    /// One line of words.
    Line,
    /// A memo, or a field of a code.
    Words,
    /// Lines to look through: excerpts of a code, its history.
    Listing,
}

impl Mode {
    /// Whether it is a screen with nothing over it, where the keys of every screen hold.
    pub fn is_screen(self) -> bool {
        matches!(
            self,
            Self::Reader
                | Self::Documents
                | Self::Codebook
                | Self::Agreement
                | Self::Reconcile
                | Self::Recode
                | Self::Review
                | Self::Search
                | Self::Cooccurrence
                | Self::Themes
                | Self::Matrix
                | Self::History
                | Self::Help
        )
    }
}

/// One key press.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// The key; a letter stands for itself, large or small.
    pub code: KeyCode,
    /// Control is held.
    pub control: bool,
    /// Shift is held, where that does not make another letter.
    pub shift: bool,
}

impl Key {
    /// A key as the terminal reports it. Alt alone means nothing: it may be Esc and a letter typed quickly.
    pub fn of(event: KeyEvent) -> Option<Self> {
        let held = |modifier| event.modifiers.contains(modifier);
        // Some systems report AltGr as Control and Alt; what it types is a letter.
        let is_typed = held(KeyModifiers::CONTROL) && held(KeyModifiers::ALT);
        if held(KeyModifiers::ALT) && !is_typed {
            return None;
        }
        let control = held(KeyModifiers::CONTROL) && !is_typed;
        let (code, shift) = match event.code {
            KeyCode::BackTab => (KeyCode::Tab, true),
            KeyCode::Char(c) if control => (KeyCode::Char(c.to_ascii_lowercase()), false),
            code @ KeyCode::Char(_) => (code, false),
            code => (code, held(KeyModifiers::SHIFT)),
        };
        Some(Self {
            code,
            control,
            shift,
        })
    }

    /// A plain key.
    pub fn plain(code: KeyCode) -> Self {
        Self {
            code,
            control: false,
            shift: false,
        }
    }

    /// The letter it types, if it types one.
    pub fn letter(self) -> Option<char> {
        match self.code {
            KeyCode::Char(c) if !self.control => Some(c),
            _ => None,
        }
    }

    /// The key as the terminal would report it: for fields that take it whole.
    pub fn event(self) -> KeyEvent {
        let mut modifiers = KeyModifiers::NONE;
        modifiers.set(KeyModifiers::CONTROL, self.control);
        modifiers.set(KeyModifiers::SHIFT, self.shift);
        KeyEvent::new(self.code, modifiers)
    }

    /// Reads one key by its name, as `Ctrl-f`, `Shift-Right`, `Enter` or `x`.
    pub fn named(name: &str) -> Option<Self> {
        let lower = name.to_lowercase();
        if let Some(rest) = lower
            .strip_prefix("ctrl-")
            .or_else(|| lower.strip_prefix("c-"))
        {
            return Self::named(rest).map(|key| Self {
                control: true,
                ..key
            });
        }
        if let Some(rest) = lower
            .strip_prefix("shift-")
            .or_else(|| lower.strip_prefix("s-"))
        {
            return Self::named(rest).map(|key| Self { shift: true, ..key });
        }
        if let Some(number) = lower
            .strip_prefix('f')
            .and_then(|digits| digits.parse().ok())
        {
            return Some(Self::plain(KeyCode::F(number)));
        }
        let code = match lower.as_str() {
            "enter" => KeyCode::Enter,
            "esc" => KeyCode::Esc,
            "tab" => KeyCode::Tab,
            "space" => KeyCode::Char(' '),
            "lt" => KeyCode::Char('<'),
            "backspace" => KeyCode::Backspace,
            "delete" => KeyCode::Delete,
            "up" => KeyCode::Up,
            "down" => KeyCode::Down,
            "left" => KeyCode::Left,
            "right" => KeyCode::Right,
            "home" => KeyCode::Home,
            "end" => KeyCode::End,
            "pgup" => KeyCode::PageUp,
            "pgdn" => KeyCode::PageDown,
            _ => {
                let mut letters = name.chars();
                return match (letters.next(), letters.next()) {
                    (Some(letter), None) => Some(Self::plain(KeyCode::Char(letter))),
                    _ => None,
                };
            }
        };
        Some(Self::plain(code))
    }

    /// Reads keys as a string, named ones in angle brackets: `jj<enter>/trust<esc>`.
    pub fn typed(keys: &str) -> Vec<Self> {
        let mut found = Vec::new();
        let mut rest = keys;
        while let Some(first) = rest.chars().next() {
            let named = rest
                .strip_prefix('<')
                .and_then(|inner| inner.split_once('>'))
                .and_then(|(name, after)| Some((Self::named(name)?, after)));
            match named {
                Some((key, after)) => {
                    found.push(key);
                    rest = after;
                }
                None => {
                    found.push(Self::plain(KeyCode::Char(first)));
                    rest = rest.get(first.len_utf8()..).unwrap_or_default();
                }
            }
        }
        found
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.control {
            f.write_str("Ctrl-")?;
        }
        if self.shift {
            f.write_str("Shift-")?;
        }
        match self.code {
            KeyCode::Char(' ') => f.write_str("Space"),
            KeyCode::Char(c) => write!(f, "{c}"),
            KeyCode::F(number) => write!(f, "F{number}"),
            KeyCode::PageUp => f.write_str("PgUp"),
            KeyCode::PageDown => f.write_str("PgDn"),
            other => write!(f, "{other}"),
        }
    }
}

/// What a row of the table is about, for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    Move,
    Select,
    Code,
    Look,
    Go,
    Always,
}

impl Group {
    /// The heading of the group.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Move => "Move",
            Self::Select => "Select",
            Self::Code => "Code",
            Self::Look => "Look",
            Self::Go => "Go to",
            Self::Always => "Always",
        }
    }
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    /// Where it holds.
    pub mode: Mode,
    /// What it is about.
    pub group: Group,
    /// The keys, any of which will do; the first stands in the bottom line.
    pub keys: &'static [&'static str],
    /// What it does.
    pub action: Action,
    /// What it does, in words.
    pub words: &'static str,
    /// One word for the bottom line; empty where it is not shown there.
    pub hint: &'static str,
}

/// What the keys typed so far amount to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// They do this.
    Does(Action),
    /// More keys must follow.
    Begins,
    /// They mean nothing here.
    Nothing,
}

/// The table with its keys read, in the order of the table.
static READ: LazyLock<Vec<(Mode, Vec<Key>, Action)>> = LazyLock::new(|| {
    let each = BINDINGS.iter().flat_map(|binding| {
        binding
            .keys
            .iter()
            .map(move |keys| (binding.mode, sequence(keys), binding.action))
    });
    each.collect()
});

/// The keys of one way to write them: `gu`, `Space d`, `Ctrl-f`.
pub fn sequence(written: &str) -> Vec<Key> {
    if written.contains(' ') && written.len() > 1 {
        return written.split(' ').flat_map(sequence).collect();
    }
    match Key::named(written) {
        Some(key) => vec![key],
        None => written
            .chars()
            .map(|c| Key::plain(KeyCode::Char(c)))
            .collect(),
    }
}

/// What keys mean in a mode; what holds everywhere comes after what the mode says itself.
pub fn meaning(mode: Mode, typed: &[Key]) -> Meaning {
    let known = |of: Mode| READ.iter().filter(move |(mode, _, _)| *mode == of);
    let elsewhere = mode
        .is_screen()
        .then(|| known(Mode::Everywhere))
        .into_iter()
        .flatten();
    let mut begins = false;
    for (_, keys, action) in known(mode).chain(elsewhere) {
        if keys == typed {
            return Meaning::Does(*action);
        }
        begins |= keys.starts_with(typed);
    }
    if begins {
        Meaning::Begins
    } else {
        Meaning::Nothing
    }
}

/// The rows of a mode, in the order of the table.
pub fn rows(mode: Mode) -> impl Iterator<Item = &'static Binding> {
    BINDINGS.iter().filter(move |binding| binding.mode == mode)
}

/// The keys of a row as people read them.
pub fn shown(binding: &Binding) -> String {
    binding.keys.join(" ")
}
