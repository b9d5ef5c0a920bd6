//! The case `million`: a million lines of fifty installations, as large as no study we know of has become.
//!
//! It is opened cold, verified, and then left open while a line of another installation arrives: one that comes last, as while others
//! code and this one reads, and one that comes before what is here, as where two coded at the same time.

use std::time::Duration;

use intercoder::id::CoderId;
use intercoder::session::{Host, News, Session};
use intercoder::store::journals;
use intercoder::store::layout::Folder;

use crate::corpus::{Mark, interviews, marks};
use crate::pen;
use crate::program::Place;
use crate::session;
use crate::timing::{Size, print, print_memory, time};

/// How many installations of coders there are, beside the lead's.
const WRITERS: usize = 49;

pub fn million(size: Size) {
    let place = Place::new();
    let (folder, lines) = written(&place, size);
    cold(&place, &folder, (lines, size));
    let mut session = opened(&place, (&folder, "coder00"));
    let verify = |session: &Session| {
        let view = session.view();
        assert!(view.contradictions().is_empty() && view.newest().len() > WRITERS);
        view.state()
    };
    let checks = (0..5).map(|_| time(|| verify(&session)).0).collect();
    print(
        "  its lines against each other, and its state",
        checks,
        None,
    );
    late(&mut session, (&place, &folder, size));
}

fn written(place: &Place, size: Size) -> (Folder, usize) {
    let interviews = interviews(size.of(200, 20), size.of(8000, 2000));
    let marks = marks(&interviews, size.of(960_000, 9_600));
    let shared = |(at, mark): (usize, Mark)| Mark {
        coder: at % WRITERS,
        ..mark
    };
    let marks: Vec<Mark> = marks.into_iter().enumerate().map(shared).collect();
    let names: Vec<String> = (0..WRITERS)
        .map(|number| format!("coder{number:02}"))
        .collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    pen::journals_of(&place.path("study"), &names, (&interviews, &marks))
}

/// Each coder has a machine of their own.
fn opened(place: &Place, (folder, coder): (&Folder, &str)) -> Session {
    let host = Host::real(place.path(coder), Box::new(|_| ()));
    let folder = Folder::open(&folder.root).unwrap();
    let session = Session::open(host, folder, Some(CoderId::from(coder))).unwrap();
    assert!(!session.view().all_documents().is_empty());
    session
}

/// Opened, with nothing known: read, verified and folded.
fn cold(place: &Place, folder: &Folder, (lines, size): (usize, Size)) {
    let target = Duration::from_secs(4);
    let times = (0..5)
        .map(|_| time(|| opened(place, (folder, "coder00"))).0)
        .collect();
    print(
        &format!("{lines} lines of {} writers opened", WRITERS + 1),
        times,
        size.target(target),
    );
    let reads = (0..3).map(|_| time(|| journals::read(folder).unwrap()).0);
    print("  of which parsed and verified", reads.collect(), None);
    let (mut times, mut peaks) = (Vec::new(), Vec::new());
    for _ in 0..3 {
        let (taken, peak) = place.run_weighed("status --study study --as coder00");
        times.push(taken);
        peaks.extend(peak);
    }
    print("  its status, as a command", times, None);
    print_memory(&peaks, (size == Size::Full).then_some(600));
}

/// A line of another installation arrives while the study is open, and is looked at.
fn late(session: &mut Session, (place, folder, size): (&Place, &Folder, Size)) {
    let target = size.target(Duration::from_millis(20));
    let mut other = opened(place, (folder, "coder07"));
    let at = {
        let view = other.view();
        let code = view.codes().next().map(|code| code.id);
        (code.unwrap(), view.all_documents()[0].id)
    };
    // The first ones also have to take names for these installations.
    session::code(&mut other, at, 0);
    session::code(session, at, 1);
    other.refresh().unwrap();
    session.refresh().unwrap();
    let arrive = |session: &mut Session, other: &mut Session, number| {
        session::code(other, at, number);
        let news = journals::read(folder).unwrap();
        let taken = time(|| {
            assert_eq!(session.adopt(news), News::Came);
            assert!(session.view().codings().len() > 1);
        });
        taken.0
    };
    let latest = (2..7).map(|number| arrive(session, &mut other, number));
    print(
        "  one late line taken in and looked at",
        latest.collect(),
        target,
    );
    let same = (10..13).map(|number| {
        // Both code without having heard of each other.
        session::code(session, at, 2 * number);
        session::code(session, at, 2 * number + 1);
        arrive(session, &mut other, 100 + number)
    });
    print("  one that comes before own lines", same.collect(), None);
}
