//! The codebook screen: its counts, what its keys write, and what it must not show.

mod altering;
mod showing;

use intercoder::id::CoderId;
use intercoder::session::{Host, Session};
use intercoder::store::layout::Folder;
use intercoder::tui::desk::Desk;
use intercoder::tui::keys::Key;
use intercoder::tui::theme::{Colours, Theme};
use ratatui::Terminal;
use ratatui::backend::TestBackend;

use crate::program::Place;

pub fn desk_of(place: &Place, study: &str, coder: &str, size: (u16, u16)) -> Desk {
    let host = Host {
        now: Box::new(|| "2026-04-01T09:00:00Z".to_owned()),
        time_of_day: Box::new(|| "09:00:00".to_owned()),
        ..Host::real(place.path(&format!(".desk-{coder}")), Box::new(|_| ()))
    };
    let folder = Folder::open(&place.path(study)).unwrap();
    let session = Session::open(host, folder, Some(CoderId::from(coder))).unwrap();
    let theme = Theme {
        colours: Colours::None,
    };
    Desk::new(session, (theme, size))
}

pub fn press(desk: &mut Desk, keys: &str) {
    for key in Key::typed(keys) {
        desk.press(key);
    }
}

pub fn frame(desk: &Desk) -> String {
    let (columns, rows) = desk.model.size;
    let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
    terminal.draw(|frame| desk.draw(frame)).unwrap();
    let buffer = terminal.backend().buffer().clone();
    let line = |y: u16| -> String {
        (0..columns)
            .map(|x| buffer[(x, y)].symbol().to_owned())
            .collect()
    };
    (0..rows).map(line).collect::<Vec<_>>().join("\n")
}

pub fn on_screen(desk: &Desk, wanted: &str) {
    let frame = frame(desk);
    assert!(frame.contains(wanted), "“{wanted}” is not on\n{frame}");
}

pub fn off_screen(desk: &Desk, unwanted: &str) {
    let frame = frame(desk);
    assert!(!frame.contains(unwanted), "“{unwanted}” is on\n{frame}");
}

/// Every code as a line: handle, parent, name, definition, state.
pub fn codes(desk: &Desk) -> Vec<String> {
    let view = desk.view();
    let line = |code: &intercoder::study::CodeNow| {
        let parent = code.code.parent.as_deref().unwrap_or("-");
        let state = (code.retired, code.merged_into.is_some());
        let fields = &code.code;
        format!(
            "{} below {parent}: {} / {} {state:?}",
            fields.id, fields.name, fields.definition
        )
    };
    view.codes().map(line).collect()
}
