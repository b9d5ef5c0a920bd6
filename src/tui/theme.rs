//! How things look: few colours, each with a shape, so that nothing is said by colour alone.
//!
//! Code colours are the eight of Okabe and Ito, which colour-blind readers tell apart; a terminal of sixteen colours gets its own
//! eight, and one without colours letters and shapes.

use ratatui::style::{Color, Modifier, Style};

/// What the terminal can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Colours {
    /// None: the user asked for none, or the terminal has none.
    None,
    /// Sixteen.
    #[default]
    Sixteen,
    /// Two hundred and fifty-six.
    Many,
    /// All.
    True,
}

impl Colours {
    /// What the environment says: `NO_COLOR`, `COLORTERM`, `TERM`.
    pub fn told(no_color: Option<&str>, colorterm: Option<&str>, term: Option<&str>) -> Self {
        let colorterm = colorterm.unwrap_or_default();
        let term = term.unwrap_or_default();
        match () {
            () if no_color.is_some_and(|value| !value.is_empty()) || term == "dumb" => Self::None,
            () if colorterm.contains("truecolor") || colorterm.contains("24bit") => Self::True,
            () if term.contains("256color") => Self::Many,
            () => Self::Sixteen,
        }
    }
}

/// Okabe and Ito's eight, black replaced by grey since terminals may be black: red, green, blue.
const OKABE_ITO: [(u8, u8, u8); 8] = [
    (230, 159, 0),
    (86, 180, 233),
    (0, 158, 115),
    (213, 94, 0),
    (204, 121, 167),
    (0, 114, 178),
    (200, 186, 60),
    (140, 140, 140),
];

/// The same among 256 colours.
const INDEXED: [u8; 8] = [214, 75, 36, 166, 175, 32, 178, 245];

/// The same among sixteen.
const NAMED: [Color; 8] = [
    Color::Yellow,
    Color::Cyan,
    Color::Green,
    Color::Red,
    Color::Magenta,
    Color::Blue,
    Color::LightYellow,
    Color::Gray,
];

/// The shape that goes with each colour.
pub const SHAPES: [char; 8] = ['●', '■', '▲', '◆', '▼', '○', '□', '△'];

/// The look of everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Theme {
    /// What the terminal can show.
    pub colours: Colours,
}

impl Theme {
    /// Words that matter most: the transcript.
    pub fn text(self) -> Style {
        Style::default()
    }

    /// Borders, interviewers, what may be overlooked.
    pub fn dim(self) -> Style {
        match self.colours {
            // Dim is kept without colours: it is no colour, and it keeps interviewers apart.
            Colours::None | Colours::Sixteen => Style::default().add_modifier(Modifier::DIM),
            Colours::Many => Style::default().fg(Color::Indexed(244)),
            Colours::True => Style::default().fg(Color::Rgb(128, 128, 128)),
        }
    }

    /// Headings and names.
    pub fn strong(self) -> Style {
        Style::default().add_modifier(Modifier::BOLD)
    }

    /// What has the focus.
    pub fn accent(self) -> Style {
        match self.colours {
            Colours::None => Style::default().add_modifier(Modifier::BOLD),
            Colours::Sixteen => Style::default()
                .fg(Color::Cyan)
                .add_modifier(Modifier::BOLD),
            Colours::Many | Colours::True => self.code(1).add_modifier(Modifier::BOLD),
        }
    }

    /// What is selected.
    pub fn selected(self) -> Style {
        Style::default().add_modifier(Modifier::REVERSED)
    }

    /// A hit of the search in this document.
    pub fn found(self) -> Style {
        Style::default().add_modifier(Modifier::UNDERLINED)
    }

    /// What must not be overlooked.
    pub fn alarm(self) -> Style {
        match self.colours {
            Colours::None => Style::default().add_modifier(Modifier::BOLD | Modifier::REVERSED),
            _ => self.code(3).add_modifier(Modifier::BOLD),
        }
    }

    /// The colour of one of eight classes.
    pub fn code(self, class: usize) -> Style {
        let at = class % SHAPES.len();
        match self.colours {
            Colours::None => Style::default(),
            Colours::Sixteen => NAMED
                .get(at)
                .map_or(Style::default(), |colour| Style::default().fg(*colour)),
            Colours::Many => INDEXED.get(at).map_or(Style::default(), |index| {
                Style::default().fg(Color::Indexed(*index))
            }),
            Colours::True => OKABE_ITO
                .get(at)
                .map_or(Style::default(), |&(red, green, blue)| {
                    Style::default().fg(Color::Rgb(red, green, blue))
                }),
        }
    }

    /// The shape of one of eight classes.
    pub fn shape(self, class: usize) -> char {
        SHAPES.get(class % SHAPES.len()).copied().unwrap_or('●')
    }
}
