//! The cases `keys` and `reader`: from a key to the drawn frame, and from the start of the program to its first frame.

use std::io::Read as _;
use std::time::{Duration, Instant};

use intercoder::codebook::Use;
use intercoder::event::Event;
use intercoder::event::codebook::CodeAdd;
use intercoder::event::coding::CodingAdd;
use intercoder::event::study::{CoderJoin, CoderRole};
use intercoder::id::{CodeRef, CoderId, RevisionRef};
use intercoder::session::{Host, Session};
use intercoder::store::layout::Folder;
use intercoder::text::span::Span;
use intercoder::tui::desk::Desk;
use intercoder::tui::keys::Key;
use intercoder::tui::message::Landing;
use intercoder::tui::theme::{Colours, Theme};
use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use ratatui::Terminal;
use ratatui::backend::TestBackend;

use crate::corpus::interviews;
use crate::program::Place;
use crate::timing::{Size, print, print_memory, time};

/// Who codes the long document.
const CODERS: [&str; 5] = ["ana", "ben", "chi", "dee", "eli"];

/// From a key to its frame: in the sample, and in a document of 100,000 words with 5,000 codings by five coders and 2,000 codes.
pub fn keys(size: Size) {
    let place = Place::new();
    place.run("demo sample --no-tui");
    let session = open(&place, ("sample", "you"));
    let long = long(&place, size);
    for (name, session, document, target) in [
        ("sample", session, "I12", 4),
        ("long document", long, "D0001", 16),
    ] {
        let id = session.view().document_called(document).unwrap().id;
        let theme = Theme {
            colours: Colours::True,
        };
        let mut desk = Desk::new(session, (theme, (200, 60)));
        let (opened, ()) = time(|| desk.open(id, Landing::Uncoded));
        print(&format!("{name}: opened in the reader"), vec![opened], None);
        let target = size.target(Duration::from_millis(target));
        for (what, keys, count) in [
            ("a line down", "j", 200),
            ("the next turn", "J", 200),
            ("a sentence selected", "x", 200),
            ("the picker opened and a letter typed", "<enter>r<esc>", 60),
            ("a sentence coded, on disk", "<esc>Lx.", 60),
            ("a code taken back, on disk", "u", 40),
            ("the next uncoded turn", "gu", 40),
        ] {
            measure(&mut desk, (&format!("{name}: {what}"), keys, count), target);
        }
    }
}

/// From a choice to its frame, and to the figures beside it: the sample's rounds, decided one after another.
pub fn decide(_: Size) {
    let place = Place::new();
    place.run("demo sample --no-tui");
    let theme = Theme {
        colours: Colours::True,
    };
    let mut desk = Desk::new(open(&place, ("sample", "you")), (theme, (200, 60)));
    let frame = Some(Duration::from_millis(16));
    press(&mut desk, "<space>ra<enter>");
    measure(
        &mut desk,
        ("sample: a disagreement settled, on disk", "a", 60),
        frame,
    );
    measure(
        &mut desk,
        ("sample: the next disagreement", "j", 100),
        frame,
    );
    press(&mut desk, "<space>a");
    measure(
        &mut desk,
        ("sample: agreement, a row down", "j", 100),
        frame,
    );
    measure(
        &mut desk,
        (
            "sample: agreement after a decision is undone and redone",
            "uU",
            20,
        ),
        frame,
    );
    measure(
        &mut desk,
        ("sample: agreement in other units", "s", 8),
        None,
    );
}

/// Presses keys again and again; each key with its frame is one run, and the slowest in a hundred is what counts.
pub fn measure(
    desk: &mut Desk,
    (name, keys, count): (&str, &str, usize),
    target: Option<Duration>,
) {
    if desk.model.last.is_empty() && desk.model.reader.is_some() {
        press(desk, "x<enter>a<enter>");
    }
    let mut screen = Terminal::new(TestBackend::new(200, 60)).unwrap();
    let mut times = Vec::new();
    for _ in 0..count {
        for key in Key::typed(keys) {
            times.push(
                time(|| {
                    desk.look();
                    desk.press(key);
                    screen.draw(|frame| desk.draw(frame)).unwrap();
                })
                .0,
            );
        }
    }
    times.sort_unstable();
    let slow = times[(times.len() * 99).div_ceil(100).saturating_sub(1)];
    print(&format!("{name} (one key and its frame)"), times, None);
    print("  the slowest but one in a hundred", vec![slow], target);
}

pub fn press(desk: &mut Desk, keys: &str) {
    for key in Key::typed(keys) {
        desk.press(key);
    }
}

fn open(place: &Place, (study, coder): (&str, &str)) -> Session {
    let host = Host::real(place.path("state"), Box::new(|_| ()));
    let folder = Folder::open(&place.path(study)).unwrap();
    Session::open(host, folder, Some(CoderId::from(coder))).unwrap()
}

/// A study of one long document, much coded.
fn long(place: &Place, size: Size) -> Session {
    for interview in interviews(1, size.of(100_000, 4000)) {
        place.write(
            &format!("long-files/{}.txt", interview.handle),
            &interview.text,
        );
    }
    place.run("init long --title Long --coder ana --lead");
    place.run("import long-files --no-sources --study long");
    let mut session = open(place, ("long", "ana"));
    let names = CODERS.iter().skip(1).map(|name| join(name));
    session
        .record(|draft| {
            names
                .into_iter()
                .try_for_each(|event| draft.add(event).map(|_| ()))
        })
        .unwrap();
    let codes: Vec<CodeRef> = session
        .record(|draft| {
            (0..size.of(2000, 100))
                .map(|number| draft.add(code(number)).map(CodeRef))
                .collect()
        })
        .unwrap();
    let view = session.view();
    let document = view.document_called("D0001").unwrap();
    let (texts, _) = session.texts([document]).unwrap();
    let turns: Vec<Span> = texts
        .current(document)
        .unwrap()
        .turns
        .iter()
        .map(|turn| turn.body)
        .collect();
    let (id, count) = (document.id, size.of(5000, 250));
    drop(view);
    let coding = |number: usize| CodingAdd {
        coder: CoderId::from(CODERS[number % CODERS.len()]),
        code: codes[number * 7 % codes.len()],
        document: id,
        revision: RevisionRef(id.0),
        span: turns[number * 13 % turns.len()],
        round: None,
        codebook: None,
        value: None,
        origin: None,
    };
    session
        .record(|draft| {
            (0..count)
                .try_for_each(|number| draft.add(Event::CodingAdd(coding(number))).map(|_| ()))
        })
        .unwrap();
    session
}

fn join(name: &str) -> Event {
    Event::CoderJoin(CoderJoin {
        coder: CoderId::from(name),
        role: CoderRole::Coder,
        name: None,
    })
}

fn code(number: usize) -> Event {
    Event::CodeAdd(Box::new(CodeAdd {
        handle: format!("code-{number}"),
        name: format!("A code of number {number}"),
        parent: None,
        origin: String::new(),
        definition: format!("what is meant by {number}"),
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

/// From the start of the program to its first full frame, in a terminal; and its memory in a study of many documents.
pub fn reader(size: Size) {
    let place = Place::new();
    place.run("demo sample --no-tui");
    let runs: Vec<(Duration, Option<u64>)> = (0..11)
        .map(|_| first_frame(&place, ("sample", "I12")))
        .collect();
    let times = runs.iter().map(|(time, _)| *time).collect();
    print(
        "the reader on the sample, to its first frame",
        times,
        Some(Duration::from_millis(100)),
    );
    for interview in interviews(size.of(1000, 20), size.of(8000, 1000)) {
        place.write(&format!("files/{}.txt", interview.handle), &interview.text);
    }
    place.run("init many --title Many --coder you --lead");
    place.run("import files --no-sources --study many");
    let runs: Vec<(Duration, Option<u64>)> = (0..3)
        .map(|_| first_frame(&place, ("many", "D0007")))
        .collect();
    let times = runs.iter().map(|(time, _)| *time).collect();
    print(
        &format!("the reader in a study of {} documents", size.of(1000, 20)),
        times,
        None,
    );
    let peaks: Vec<u64> = runs.into_iter().filter_map(|(_, peak)| peak).collect();
    print_memory(&peaks, (size == Size::Full).then_some(150));
}

/// Starts the reader in a terminal of its own, waits for its key line, and leaves.
fn first_frame(place: &Place, (study, document): (&str, &str)) -> (Duration, Option<u64>) {
    let size = PtySize {
        rows: 60,
        cols: 200,
        pixel_width: 0,
        pixel_height: 0,
    };
    let pair = native_pty_system().openpty(size).unwrap();
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_intercoder"));
    command.args(["code", document, "--as", "you", "--study"]);
    command.arg(place.path(study));
    command.env("INTERCODER_STATE", place.path("state"));
    command.env("TERM", "xterm-256color");
    let mut reader = pair.master.try_clone_reader().unwrap();
    let mut keys = pair.master.take_writer().unwrap();
    let start = Instant::now();
    let mut child = pair.slave.spawn_command(command).unwrap();
    let mut screen = vt100::Parser::new(60, 200, 0);
    let mut buffer = [0; 65_536];
    while !screen.screen().contents().contains("quit") {
        let count = reader.read(&mut buffer).unwrap();
        screen.process(&buffer[..count]);
    }
    let taken = start.elapsed();
    let peak = child.process_id().and_then(memory);
    std::io::Write::write_all(&mut keys, b"q").unwrap();
    std::thread::spawn(move || while reader.read(&mut buffer).is_ok_and(|count| count > 0) {});
    assert!(child.wait().unwrap().success());
    (taken, peak)
}

/// The memory a process has had at most, in MB, where the system tells.
fn memory(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace()
        .next()?
        .parse::<u64>()
        .ok()
        .map(|kilobytes| kilobytes / 1024)
}
