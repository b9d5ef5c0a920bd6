//! The program as people start it: a process of its own, timed from its start to its end, with its largest memory where the
//! system tells.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::timing::time;

/// A place for studies, and for what the machine keeps about them.
pub struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    /// A new, empty one, beside the build and not in memory: what is synced must reach a disk.
    pub fn new() -> Self {
        let beside = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let folder = tempfile::Builder::new().prefix("bench-").tempdir_in(beside);
        Self {
            folder: folder.unwrap(),
        }
    }

    /// A path in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file into it.
    pub fn write(&self, name: &str, words: &str) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, words).unwrap();
        path
    }

    /// Copies a study in it.
    pub fn copy(&self, from: &str, to: &str) {
        copy(&self.path(from), &self.path(to));
    }

    /// Runs a command line in it, whose words are separated by blanks, and gives the time it took.
    pub fn run(&self, words: &str) -> Duration {
        time(|| assert_success(self.command(words).status().unwrap(), words)).0
    }

    /// Runs a command line in it; the time it took, and the most memory it had in MB where the system tells.
    pub fn run_weighed(&self, words: &str) -> (Duration, Option<u64>) {
        let over = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let (taken, peak) = time(|| {
                let mut child = self.command(words).spawn().unwrap();
                let id = child.id();
                let peak = scope.spawn({
                    let over = &over;
                    move || watch(id, over)
                });
                assert_success(child.wait().unwrap(), words);
                peak
            });
            over.store(true, Ordering::Relaxed);
            (taken, peak.join().unwrap())
        })
    }

    fn command(&self, words: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_intercoder"));
        command
            .args(words.split_whitespace())
            .current_dir(self.folder.path())
            .env("INTERCODER_STATE", self.path("state"))
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        command
    }
}

fn assert_success(status: std::process::ExitStatus, words: &str) {
    assert!(status.success(), "intercoder {words}: {status}");
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// Asks the system again and again for a process's highest memory so far, until it is over. Only Linux tells without effort.
fn watch(process: u32, over: &AtomicBool) -> Option<u64> {
    let mut peak = None;
    while !over.load(Ordering::Relaxed) {
        let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
        peak = kilobytes.map(|kilobytes| kilobytes / 1024).max(peak);
        std::thread::sleep(Duration::from_millis(2));
    }
    peak
}
