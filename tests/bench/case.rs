//! The cases: what people wait for, at the sizes their studies have.

use std::time::Duration;

use intercoder::store::journals;
use intercoder::study::Study;

use crate::corpus::{CODERS, CODES, Interview, codebook, codings, interviews, marks};
use crate::export;
use crate::figures;
use crate::gamma;
use crate::matrix;
use crate::million;
use crate::pen;
use crate::program::Place;
use crate::refi;
use crate::report;
use crate::screen;
use crate::search;
use crate::session;
use crate::timing::{Size, print, print_memory, time};

/// What can be asked for, by its name.
pub type Case = (&'static str, fn(Size));

/// The cases, in the order they are run.
pub const CASES: [Case; 22] = [
    ("version", version),
    ("status", status),
    ("add", add),
    ("journal", journal),
    ("record", session::record),
    ("million", million::million),
    ("keys", screen::keys),
    ("decide", screen::decide),
    ("reader", screen::reader),
    ("codings", import_codings),
    ("agree", agree),
    ("ratings", figures::ratings),
    ("spans", figures::spans),
    ("gamma", gamma::gamma),
    ("matrix", matrix::matrix),
    ("import", import),
    ("long", long),
    ("revise", revise),
    ("search", search::search),
    ("export", export::export),
    ("report", report::report),
    ("refi", refi::refi),
];

const fn milliseconds(count: u64) -> Duration {
    Duration::from_millis(count)
}

fn version(_: Size) {
    let place = Place::new();
    let times = (0..31).map(|_| place.run("--version")).collect();
    print("--version", times, Some(milliseconds(10)));
}

fn status(_: Size) {
    let place = Place::new();
    place.run("demo sample --no-tui");
    let times = (0..21).map(|_| place.run("status --study sample"));
    let times = times.collect();
    print(
        "open and status of the sample",
        times,
        Some(milliseconds(50)),
    );
}

fn add(_: Size) {
    let place = Place::new();
    place.run("demo sample --no-tui");
    let add = |number: usize| {
        let turn = 4 + number;
        place.run(&format!(
            "coding add I12 --turn {turn} --code str-relapse --study sample --as ana"
        ))
    };
    // The first one also has to take a name for this installation.
    add(0);
    let times = (1..=21).map(add).collect();
    print(
        "one durable coding add in the sample",
        times,
        Some(milliseconds(20)),
    );
}

fn journal(size: Size) {
    let place = Place::new();
    let interviews = interviews(size.of(200, 20), size.of(8000, 2000));
    let marks = marks(&interviews, size.of(96_000, 4800));
    let (folder, lines) = pen::journals(&place.path("long"), &interviews, &marks);
    let (mut both, mut reading, mut folding) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..11 {
        let (read, journals) = time(|| journals::read(&folder).unwrap());
        assert!(journals.lines.len() == lines && journals.damage.is_empty());
        let (folded, study) = time(|| Study::fold(folder.study.clone(), journals.lines));
        assert!(study.completeness.is_complete() && !study.codings.is_empty());
        both.push(read + folded);
        reading.push(read);
        folding.push(folded);
    }
    let name = format!("{lines} lines parsed, verified and folded");
    print(&name, both, size.target(milliseconds(300)));
    print("  of which parsed and verified", reading, None);
    print("  of which folded", folding, None);
}

fn import_codings(size: Size) {
    let place = Place::new();
    let interviews = interviews(size.of(50, 10), size.of(8000, 2000));
    open_round(&place, &interviews);
    let wanted = size.of(10_000, 500);
    let marks = marks(&interviews, wanted);
    place.write("codings.jsonl", &codings(&interviews, &marks, Some("1")));
    let run = |number: usize| {
        let copy = format!("copy-{number}");
        place.copy("study", &copy);
        place.run(&format!(
            "coding import codings.jsonl --study {copy} --as lee"
        ))
    };
    let times = (0..7).map(run).collect();
    let name = format!(
        "{wanted} codings imported into {} documents",
        interviews.len()
    );
    print(&name, times, size.target(milliseconds(500)));
}

fn agree(size: Size) {
    let place = Place::new();
    let interviews = interviews(size.of(15, 5), size.of(8000, 2000));
    open_round(&place, &interviews);
    let marks = marks(&interviews, size.of(4500, 300));
    place.write("codings.jsonl", &codings(&interviews, &marks, Some("1")));
    place.run("coding import codings.jsonl --done --study study --as lee");
    place.run("round close 1 --study study --as lee");
    for unit in ["turn", "sentence"] {
        let run = || {
            place.run(&format!(
                "agree --round 1 --unit {unit} --json --study study"
            ))
        };
        let times = (0..15).map(|_| run()).collect();
        let name = format!(
            "agree by {unit}, {} documents x {} coders x {CODES} codes",
            interviews.len(),
            CODERS.len()
        );
        print(&name, times, size.target(milliseconds(100)));
    }
    let (mut times, mut peaks) = (Vec::new(), Vec::new());
    for _ in 0..15 {
        let (taken, peak) =
            place.run_weighed("agree --round 1 --interval bootstrap --json --study study");
        times.push(taken);
        peaks.extend(peak);
    }
    let name = "  the same by turn, with 2,000 replicates";
    print(name, times, size.target(milliseconds(100)));
    print_memory(&peaks, (size == Size::Full).then_some(50));
}

fn import(size: Size) {
    let place = Place::new();
    let (count, words) = (size.of(1000, 50), size.of(8000, 800));
    for interview in interviews(count, words) {
        place.write(&format!("files/{}.txt", interview.handle), &interview.text);
    }
    let (mut times, mut peaks) = (Vec::new(), Vec::new());
    for number in 0..5 {
        let study = format!("study-{number}");
        place.run(&format!("init {study} --title bench --coder lee --lead"));
        let (taken, peak) = place.run_weighed(&format!("import files --study {study}"));
        times.push(taken);
        peaks.extend(peak);
    }
    let name = format!("import {count} documents x {words} words");
    print(&name, times, size.target(milliseconds(5000)));
    print_memory(&peaks, (size == Size::Full).then_some(500));
}

/// A study that three coders have worked on for years, as every single command meets it.
fn long(size: Size) {
    let place = Place::new();
    let interviews = interviews(size.of(200, 20), size.of(8000, 2000));
    open_round(&place, &interviews);
    let wanted = size.of(96_000, 4800);
    let marks = marks(&interviews, wanted);
    place.write("codings.jsonl", &codings(&interviews, &marks, Some("1")));
    let taken = place.run("coding import codings.jsonl --done --study study --as lee");
    let of = format!("of {wanted} codings in {} documents", interviews.len());
    print(&format!("import {of}"), vec![taken], None);
    let run = |words: &str| (0..7).map(|_| place.run(words)).collect();
    print(
        &format!("status {of}"),
        run("status --study study --as ana"),
        None,
    );
    let add = |number: usize| {
        place.run(&format!(
            "coding add D0001 --turn {} --code code-07 --study study --as ana",
            2 * number + 2
        ))
    };
    add(0);
    let times = (1..=7).map(add).collect();
    print(&format!("one durable coding add {of}"), times, None);
    place.run("round close 1 --study study --as lee");
    print(
        &format!("agree {of}"),
        run("agree --round 1 --unit turn --json --study study"),
        None,
    );
}

/// One very long transcript, coded all over and then corrected: a few typing errors, and paragraphs that changed places.
fn revise(size: Size) {
    let place = Place::new();
    let interviews = interviews(1, size.of(120_000, 4000));
    open_round(&place, &interviews);
    let marks = marks(&interviews, size.of(3000, 300));
    place.write("codings.jsonl", &codings(&interviews, &marks, Some("1")));
    place.run("coding import codings.jsonl --done --study study --as lee");
    let Some(Interview { handle, text, .. }) = interviews.first() else {
        return;
    };
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for line in lines.iter_mut().step_by(500).skip(1) {
        line.push_str(" Typo.");
    }
    place.write("typed.txt", &lines.join("\n"));
    let half = lines.len() / 2;
    lines.rotate_left(half);
    place.write("moved.txt", &lines.join("\n"));
    let revise = |file: &str| {
        let command = format!("document revise {handle} {file} --dry-run --study study --as lee");
        (0..5).map(|_| place.run(&command)).collect()
    };
    print("revise one long document", revise("typed.txt"), None);
    print("  with its halves swapped", revise("moved.txt"), None);
}

/// A study of these interviews, in which every coder has every one of them in round 1.
pub fn open_round(place: &Place, interviews: &[Interview]) {
    for interview in interviews {
        place.write(&format!("files/{}.txt", interview.handle), &interview.text);
    }
    place.write("codebook.json", &codebook());
    place.run("init study --title bench --coder lee --lead");
    let lead = |words: &str| place.run(&format!("{words} --study study --as lee"));
    for coder in CODERS {
        lead(&format!("coder add {coder}"));
    }
    lead("import files");
    lead("codebook import codebook.json --yes");
    lead("codebook freeze");
    let handles: Vec<&str> = interviews.iter().map(|i| i.handle.as_str()).collect();
    lead(&format!(
        "round new --documents {} --coders {} --unit turn",
        handles.join(","),
        CODERS.join(",")
    ));
}
