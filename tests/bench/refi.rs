//! The case `refi`: a project of a hundred long interviews and twenty thousand codings, out and in.

use std::fs;
use std::time::Duration;

use crate::case::open_round;
use crate::corpus::{codings, interviews, marks};
use crate::program::Place;
use crate::timing::{Size, print, print_memory};

/// A whole project for NVivo, whose places have to be found out, written and read with all its checks.
pub fn refi(size: Size) {
    let place = Place::new();
    let interviews = interviews(size.of(100, 5), size.of(8000, 1000));
    open_round(&place, &interviews);
    let marks = marks(&interviews, size.of(20_000, 300));
    place.write("codings.jsonl", &codings(&interviews, &marks, Some("1")));
    place.run("coding import codings.jsonl --done --study study --as lee");
    place.run("round close 1 --study study --as lee");
    let of = format!("{} documents and {} codings", interviews.len(), marks.len());
    let (mut times, mut peaks) = (Vec::new(), Vec::new());
    for number in 0..7 {
        let words = format!("export refi --for nvivo -o {number}.qdpx --study study --as lee");
        let (taken, peak) = place.run_weighed(&words);
        times.push(taken);
        peaks.extend(peak);
    }
    print(
        &format!("project of {of} written and read back"),
        times,
        size.target(Duration::from_secs(2)),
    );
    print_memory(&peaks, None);
    let (mut times, mut peaks) = (Vec::new(), Vec::new());
    for number in 0..7 {
        place.run(&format!(
            "init in-{number} --title bench --coder lee --lead"
        ));
        let words = format!("import 0.qdpx --study in-{number} --as lee");
        let (taken, peak) = place.run_weighed(&words);
        times.push(taken);
        peaks.extend(peak);
    }
    print(
        &format!("project of {of} imported"),
        times,
        size.target(Duration::from_secs(3)),
    );
    print_memory(&peaks, None);
    let size_of = fs::metadata(place.path("0.qdpx")).map_or(0, |file| file.len());
    println!("  the project file has {} kB", size_of / 1000);
}
