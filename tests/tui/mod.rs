//! The screens as coders use them: keys go in as a string, frames come out as text.

mod agreement;
mod coding;
mod cooccurrence;
mod corrections;
mod frames;
mod journeys;
mod keys;
mod lacking;
mod layout;
mod linear;
mod lessons;
mod matrix;
mod picker;
mod recode;
mod reconcile;
mod saving;
mod search;
mod slips;
mod terminal;
mod themes;

use intercoder::filter::View;
use intercoder::id::CoderId;
use intercoder::session::{Host, Session};
use intercoder::store::layout::Folder;
use intercoder::text::span::{Position, Span};
use intercoder::tui::desk::{Desk, Errand};
use intercoder::tui::keys::Key;
use intercoder::tui::message::{Landing, Message};
use intercoder::tui::theme::{Colours, Theme};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::style::Modifier;

use crate::program::{self, Place};

/// A coder at a desk, in a place of their own.
pub struct Seat {
    pub place: Place,
    pub desk: Desk,
    pub errands: Vec<Errand>,
}

/// A machine whose clock stands still.
pub fn host(place: &Place, machine: &str) -> Host {
    let random = std::cell::Cell::new(7_u64);
    Host {
        now: Box::new(|| "2026-11-22T12:04:31Z".to_owned()),
        time_of_day: Box::new(|| "12:04:31".to_owned()),
        random: Box::new(move || {
            random.set(
                random
                    .get()
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1),
            );
            random.get() >> 16
        }),
        environment: Box::new(|_| None),
        ..Host::real(
            place.path(&format!(".state-{machine}")),
            Box::new(|problem| panic!("printed across the screen: {problem}")),
        )
    }
}

impl Seat {
    /// At a copy of the sample study, at the documents.
    pub fn in_sample(coder: &str) -> Self {
        let place = Place::new();
        program::copy(&Place::sample().path("sample"), &place.path("study"));
        Self::sit((place, "machine"), coder)
    }

    /// In a place where `study` is a study.
    pub fn sit((place, machine): (Place, &str), coder: &str) -> Self {
        let folder = Folder::open(&place.path("study")).unwrap();
        let session =
            Session::open(host(&place, machine), folder, Some(CoderId::from(coder))).unwrap();
        let theme = Theme {
            colours: Colours::True,
        };
        let desk = Desk::new(session, (theme, (120, 36)));
        Self {
            place,
            desk,
            errands: Vec::new(),
        }
    }

    /// Leaves, and comes back tomorrow.
    pub fn again(self) -> Self {
        let coder = self.desk.session.coder().0.clone();
        let document = self
            .desk
            .model
            .reader
            .as_ref()
            .map(|reader| reader.document);
        drop(self.desk);
        let mut seat = Self::sit((self.place, "machine"), &coder);
        if let Some(document) = document {
            seat.desk.open(document, Landing::Uncoded);
        }
        seat
    }

    /// Opens a document.
    pub fn at(mut self, handle: &str) -> Self {
        let id = self.desk.view().document_called(handle).unwrap().id;
        self.desk.open(id, Landing::Uncoded);
        self
    }

    /// Puts the cursor on words of the document.
    pub fn on(mut self, words: &str) -> Self {
        let span = self.find(words);
        let reader = self.desk.model.reader.as_mut().unwrap();
        reader.land(span.start());
        self
    }

    /// Where words stand in the document.
    pub fn find(&self, words: &str) -> Span {
        let text = &self.desk.model.reader.as_ref().unwrap().passage.text;
        let byte = text
            .as_str()
            .find(words)
            .unwrap_or_else(|| panic!("{words} stands nowhere"));
        Span::between(
            text.position_of_byte(byte),
            text.position_of_byte(byte + words.len()),
        )
    }

    /// Presses keys.
    pub fn press(&mut self, keys: &str) -> &mut Self {
        for key in Key::typed(keys) {
            self.errands.extend(self.desk.press(key));
        }
        self
    }

    /// Writes the files that the keys asked for, as the terminal's loop does.
    pub fn write(&mut self) -> &mut Self {
        for errand in std::mem::take(&mut self.errands) {
            if let Errand::Write(path, bytes, said) = errand {
                self.desk.write(&path, (&bytes, said));
            }
        }
        self
    }

    pub fn resize(&mut self, columns: u16, rows: u16) -> &mut Self {
        self.desk.hear(Message::Resize(columns, rows));
        self
    }

    /// What the message line says.
    pub fn said(&self) -> &str {
        &self.desk.model.said.words
    }

    /// The words selected.
    pub fn selected(&self) -> String {
        let reader = self.desk.model.reader.as_ref().unwrap();
        reader
            .selection()
            .map(|span| reader.passage.text.slice(span).to_owned())
            .unwrap_or_default()
    }

    /// The coder's own codings of the document, as `code: words`, in the order of the text.
    pub fn codings(&self) -> Vec<String> {
        let reader = self.desk.model.reader.as_ref().unwrap();
        let view = self.desk.view();
        let told = reader.own().into_iter().map(|coding| {
            let code = intercoder::history::code(&view, coding.code);
            format!("{code}: {}", reader.passage.text.slice(coding.excerpt.span))
        });
        told.collect()
    }

    pub fn view(&self) -> View<'_> {
        self.desk.view()
    }

    /// A coder puts a code on the first turn of I12 from another machine.
    pub fn codes_elsewhere(&self, coder: &str) {
        let coded = [
            "coding",
            "add",
            "I12",
            "--turn",
            "1",
            "--code",
            "rel-crisis",
        ];
        let by = ["--study", "study", "--as", coder];
        self.place.ok_on("elsewhere", &[&coded[..], &by].concat());
    }

    /// The screen as text, a line a row.
    pub fn frame(&self) -> String {
        self.screen().0
    }

    /// The screen as text, and as a grid of styles: `r` reversed, `b` bold, `d` dim or grey, `u` underlined, a digit a code colour.
    pub fn screen(&self) -> (String, String) {
        let (columns, rows) = self.desk.model.size;
        let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
        terminal.draw(|frame| self.desk.draw(frame)).unwrap();
        let buffer = terminal.backend().buffer();
        let theme = Theme {
            colours: Colours::True,
        };
        let (mut text, mut styles) = (String::new(), String::new());
        for y in 0..rows {
            let mut line = String::new();
            let mut style_line = String::new();
            let mut skip = 0;
            for x in 0..columns {
                let cell = &buffer[(x, y)];
                if skip == 0 {
                    line.push_str(cell.symbol());
                    skip = unicode_width::UnicodeWidthStr::width(cell.symbol()).max(1);
                }
                skip -= 1;
                let class = (0..8).find(|class| theme.code(*class).fg == Some(cell.fg));
                style_line.push(match cell.modifier {
                    held if held.contains(Modifier::REVERSED) => 'r',
                    held if held.contains(Modifier::BOLD) => 'b',
                    held if held.contains(Modifier::UNDERLINED) => 'u',
                    _ if theme.dim().fg == Some(cell.fg) => 'd',
                    _ => class
                        .and_then(|class| char::from_digit(class as u32, 10))
                        .unwrap_or(' '),
                });
            }
            text.push_str(line.trim_end());
            text.push('\n');
            styles.push_str(style_line.trim_end());
            styles.push('\n');
        }
        (text, styles)
    }
}

/// A study of one transcript in which P01 says some words, with three codes; ana codes.
pub fn saying(words: &str) -> Seat {
    let place = Place::new();
    place.ok(&[
        "init", "study", "--title", "Small", "--coder", "ana", "--lead",
    ]);
    place.write(
        "T1.txt",
        format!("INT1: How was it?\nP01: {words}\nINT1: Thank you.\nP01: Bye.\n"),
    );
    place.write("people.csv", "id,role\nP01,parent\n");
    place.ok(&[
        "import",
        "T1.txt",
        "--people",
        "people.csv",
        "--study",
        "study",
    ]);
    for code in ["voice", "change"] {
        place.ok(&[
            "codebook",
            "add",
            code,
            "--definition",
            code,
            "--study",
            "study",
        ]);
    }
    place.ok(&[
        "codebook",
        "add",
        "stance",
        "--scale",
        "against; neutral; for",
        "--study",
        "study",
    ]);
    Seat::sit((place, "machine"), "ana").at("T1")
}

/// What P01 says, with the coder's codings as `[code:words]`.
pub fn marked(seat: &Seat) -> String {
    let reader = seat.desk.model.reader.as_ref().unwrap();
    let view = seat.desk.view();
    let own = reader.own();
    let body = reader.body(1);
    let mut text = String::new();
    for at in body.start().0..=body.end().0 {
        let at = Position(at);
        let ends = own
            .iter()
            .rev()
            .filter(|coding| coding.excerpt.span.end() == at);
        ends.for_each(|_| text.push(']'));
        for coding in own
            .iter()
            .filter(|coding| coding.excerpt.span.start() == at)
        {
            text.push_str(&format!(
                "[{}:",
                intercoder::history::code(&view, coding.code)
            ));
        }
        if at < body.end() {
            text.push_str(
                reader
                    .passage
                    .text
                    .slice(Span::between(at, Position(at.0 + 1))),
            );
        }
    }
    text
}

/// Where `<` and `>` stand in words is selected, or the cursor where `|` does; after the keys the codings are as marked.
pub fn check(before: &str, keys: &str, after: &str) {
    let words: String = before.chars().filter(|c| !"<>|".contains(*c)).collect();
    let mut seat = saying(&words);
    place_cursor(&mut seat, before);
    seat.press(keys);
    assert_eq!(
        marked(&seat),
        after,
        "{before} and {keys}; it said: {}",
        seat.said()
    );
}

/// Selects what stands between `<` and `>`, or goes to `|`.
pub fn place_cursor(seat: &mut Seat, before: &str) {
    let reader = seat.desk.model.reader.as_mut().unwrap();
    let start = reader.body(1).start().0;
    let place = |mark: char| {
        let ahead = before
            .split_once(mark)?
            .0
            .chars()
            .filter(|c| !"<>|".contains(*c))
            .count();
        Some(Position(start + ahead as u32))
    };
    match (place('<'), place('>'), place('|')) {
        (Some(from), Some(to), _) => reader.take(Span::between(from, to)),
        (_, _, Some(at)) => reader.land(at),
        _ => {}
    }
}
