//! The case `report`: the whole study on one page, of the sample and of a hundred long interviews in one closed round.

use std::time::Duration;

use crate::case::open_round;
use crate::corpus::{codings, interviews, marks};
use crate::program::Place;
use crate::timing::{Size, print};

/// Pages as their users write them, a start of the program included.
pub fn report(size: Size) {
    let place = Place::new();
    place.run("demo sample --no-tui");
    let page = |study: &str| place.run(&format!("report html --study {study} --as lee"));
    let times = (0..11).map(|_| page("sample")).collect();
    print(
        "report html of the sample",
        times,
        Some(Duration::from_millis(300)),
    );
    let interviews = interviews(size.of(100, 5), size.of(8000, 1000));
    open_round(&place, &interviews);
    let marks = marks(&interviews, size.of(30_000, 300));
    place.write("codings.jsonl", &codings(&interviews, &marks, Some("1")));
    place.run("coding import codings.jsonl --done --study study --as lee");
    place.run("round close 1 --study study --as lee");
    let times = (0..5).map(|_| page("study")).collect();
    let name = format!(
        "report html of {} documents and {} codings",
        interviews.len(),
        marks.len()
    );
    print(&name, times, size.target(Duration::from_secs(3)));
}
