//! Any keys, words pasted, mouse and sizes at a small study: the screens neither fall over nor lose what they saved.

use std::path::Path;
use std::sync::LazyLock;

use intercoder::codebook::Use;
use intercoder::event::Event;
use intercoder::event::codebook::CodeAdd;
use intercoder::event::study::CoderRole;
use intercoder::filter::View;
use intercoder::id::{CoderId, Digest};
use intercoder::import::people::read_people;
use intercoder::import::plan::{Given, ReadFile, plan};
use intercoder::import::{Options, Source, read};
use intercoder::session::{Host, Session, first_events};
use intercoder::store::layout::Folder;
use intercoder::store::texts::{Kept, Kind};
use intercoder::tui::action::Screen;
use intercoder::tui::desk::Desk;
use intercoder::tui::keys::Key;
use intercoder::tui::message::{Landing, Message, Pointer};
use intercoder::tui::theme::{Colours, Theme};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use tempfile::TempDir;

use super::chosen;

const TRANSCRIPT: &str = "INT1: How was it?\nP01: They listened, and the plan held. It was \u{e9}t\u{e9} 😀.\n\
                          INT1: Thank you.\nP01: Bye.\nP02: I planned nothing.\n";

const PEOPLE: &str = "id,role,age\nP01,parent,44\nP02,staff,31\n";

/// A machine whose clock stands still and whose chance is a count.
fn host(state: &Path) -> Host {
    let random = std::cell::Cell::new(7_u64);
    Host {
        now: Box::new(|| "2026-11-22T12:04:31Z".to_owned()),
        time_of_day: Box::new(|| "12:04:31".to_owned()),
        random: Box::new(move || {
            random.set(random.get().wrapping_mul(6_364_136_223_846_793_005) + 1);
            random.get() >> 16
        }),
        environment: Box::new(|_| None),
        ..Host::real(state.to_owned(), Box::new(|_| {}))
    }
}

/// A small study: one transcript, two people, two codes.
pub struct Ground {
    place: TempDir,
}

/// The study that every input begins with.
pub fn ground() -> &'static Ground {
    static GROUND: LazyLock<Ground> = LazyLock::new(Ground::laid);
    &GROUND
}

impl Ground {
    fn laid() -> Self {
        let ground = Self {
            place: tempfile::tempdir().unwrap(),
        };
        let coder = CoderId::from("ana");
        let first = first_events("Small", &coder, CoderRole::Lead);
        let state = ground.place.path().join("state");
        let study = ground.place.path().join("study");
        let mut session = Session::create(host(&state), &study, &first, coder).unwrap();
        let bytes = TRANSCRIPT.as_bytes();
        let source = Source {
            name: "T1.txt",
            bytes,
        };
        let file = ReadFile {
            name: "T1.txt".to_owned(),
            handle: None,
            sha256: Digest::of(bytes),
            options: Default::default(),
            transcript: read(&source, &Options::default()).unwrap(),
            given: Given::default(),
        };
        let (people, _) = read_people("people.csv", PEOPLE);
        let planned = plan(&session.view(), vec![file], (people, &[]));
        for document in &planned.documents {
            let words = (document.text.as_str(), document.turns_file.as_str());
            let kept = |kind, bytes| Kept { kind, bytes };
            session
                .keep(&[
                    kept(Kind::Text(&document.handle), words.0.as_bytes()),
                    kept(Kind::Turns(&document.handle), words.1.as_bytes()),
                ])
                .unwrap();
        }
        session.record(|draft| planned.write(draft)).unwrap();
        for handle in ["voice", "plan"] {
            session.record(|draft| draft.add(code(handle))).unwrap();
        }
        ground
    }

    /// What is known of the study.
    pub fn asked<T>(&self, ask: impl Fn(&View<'_>) -> T) -> T {
        let folder = Folder::open(&self.place.path().join("study")).unwrap();
        let state = host(&self.place.path().join("state"));
        let session = Session::open(state, folder, Some(CoderId::from("ana"))).unwrap();
        ask(&session.view())
    }

    /// A desk at a copy of the study.
    fn desk(&self, place: &Path) -> Desk {
        copy(&self.place.path().join("study"), &place.join("study"));
        let folder = Folder::open(&place.join("study")).unwrap();
        let coder = Some(CoderId::from("ana"));
        let session = Session::open(host(&place.join("state")), folder, coder).unwrap();
        let theme = Theme {
            colours: Colours::True,
        };
        Desk::new(session, (theme, (80, 24)))
    }
}

fn code(handle: &str) -> Event {
    Event::CodeAdd(Box::new(CodeAdd {
        handle: handle.to_owned(),
        name: handle.to_owned(),
        parent: None,
        origin: String::new(),
        definition: "Being heard".to_owned(),
        use_when: String::new(),
        not_when: String::new(),
        example: String::new(),
        use_: Use::Theme,
        assignable: true,
        scale: Vec::new(),
        color: None,
        apart: Vec::new(),
    }))
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy(&entry.path(), &target),
            false => drop(std::fs::copy(entry.path(), target).unwrap()),
        }
    }
}

/// The names of keys that are no letters.
const NAMED: [&str; 16] = [
    "<esc>",
    "<enter>",
    "<tab>",
    "<s-tab>",
    "<up>",
    "<down>",
    "<left>",
    "<right>",
    "<home>",
    "<end>",
    "<pgup>",
    "<pgdn>",
    "<backspace>",
    "<delete>",
    "<c-r>",
    "<c-d>",
];

/// Each byte is a key; some take the next ones too.
pub fn keys(bytes: &[u8]) {
    let place = tempfile::tempdir().unwrap();
    let mut desk = ground().desk(place.path());
    let (start, bytes) = chosen(bytes);
    match start % 4 {
        0 => {}
        1 => desk.show((Screen::Codebook, None)),
        _ => {
            let id = desk.view().document_called("T1").unwrap().id;
            desk.open(id, Landing::Uncoded);
        }
    }
    let mut screen = Terminal::new(TestBackend::new(80, 24)).unwrap();
    let mut rest = bytes.iter().copied();
    while let Some(byte) = rest.next() {
        for message in messages(byte, &mut rest) {
            desk.hear(message);
        }
        let (columns, rows) = desk.model.size;
        screen.backend_mut().resize(columns, rows);
        screen.draw(|frame| desk.draw(frame)).unwrap();
    }
    let lines = desk.session.line_count();
    drop(desk);
    let folder = Folder::open(&place.path().join("study")).unwrap();
    let state = host(&place.path().join("state"));
    let again = Session::open(state, folder, Some(CoderId::from("ana"))).unwrap();
    assert_eq!(again.line_count(), lines);
}

/// What a byte, and where it needs them the next ones, mean.
fn messages(byte: u8, rest: &mut impl Iterator<Item = u8>) -> Vec<Message> {
    let mut next = || rest.next().unwrap_or(0);
    match byte {
        b' '..=b'~' => Key::typed(&typed(byte))
            .into_iter()
            .map(Message::Key)
            .collect(),
        0x80..=0xbf => {
            let named = NAMED[usize::from(byte) % NAMED.len()];
            Key::typed(named).into_iter().map(Message::Key).collect()
        }
        0xc0..=0xcf => vec![Message::Pointer(
            [
                Pointer::Down,
                Pointer::Drag,
                Pointer::Wheel(3),
                Pointer::Wheel(-3),
            ][usize::from(byte) % 4],
            (u16::from(next()), u16::from(next())),
        )],
        0xd0..=0xd7 => {
            let size = (u16::from(next()), u16::from(next()));
            vec![Message::Resize(size.0.max(1), size.1.max(1))]
        }
        0xd8..=0xdf => {
            let words: Vec<u8> = (0..byte - 0xd0).map(|_| next()).collect();
            vec![Message::Paste(String::from_utf8_lossy(&words).into_owned())]
        }
        _ => Vec::new(),
    }
}

fn typed(byte: u8) -> String {
    match byte {
        b'<' => "<lt>".to_owned(),
        byte => char::from(byte).to_string(),
    }
}
