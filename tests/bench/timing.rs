//! Timing: a case is run several times, and its median, fastest and slowest run are printed beside its target.

use std::time::{Duration, Instant};

/// How large a corpus the cases take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// The sizes that the targets speak of.
    Full,
    /// Small ones.
    Quick,
}

impl Size {
    /// One of two numbers.
    pub fn of(self, full: usize, quick: usize) -> usize {
        match self {
            Self::Full => full,
            Self::Quick => quick,
        }
    }

    /// The target, where the size is the one it speaks of.
    pub fn target(self, target: Duration) -> Option<Duration> {
        (self == Self::Full).then_some(target)
    }
}

/// How long something took.
pub fn time<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let value = work();
    (start.elapsed(), value)
}

/// Prints one case.
pub fn print(name: &str, mut times: Vec<Duration>, target: Option<Duration>) {
    times.sort_unstable();
    let median = times[times.len() / 2];
    let (fastest, slowest) = (times[0], times[times.len() - 1]);
    let runs = times.len();
    let spread = format!(
        "(min {}, max {}; {runs} runs)",
        said(fastest),
        said(slowest)
    );
    let target = target.map_or_else(String::new, |target| {
        let over = if median > target { ", missed" } else { "" };
        format!("target {}{over}", said(target))
    });
    let line = format!("{name:<58} {:>8}   {spread:<42} {target}", said(median));
    println!("{}", line.trim_end());
}

/// Prints the largest memory that any run of a case had, in MB.
pub fn print_memory(peaks: &[u64], target: Option<u64>) {
    let Some(most) = peaks.iter().max() else {
        println!("  its memory: not measured, since this system does not tell of other processes");
        return;
    };
    let over = target.is_some_and(|target| *most > target);
    let target = target.map_or_else(String::new, |target| {
        format!("target {target} MB{}", if over { ", missed" } else { "" })
    });
    let line = format!(
        "{:<58} {:>8}   {:<42} {target}",
        "  its largest memory",
        format!("{most} MB"),
        ""
    );
    println!("{}", line.trim_end());
}

fn said(time: Duration) -> String {
    let milliseconds = time.as_secs_f64() * 1e3;
    if milliseconds >= 1000.0 {
        format!("{:.2} s", milliseconds / 1e3)
    } else {
        format!("{milliseconds:.1} ms")
    }
}
