//! The program as its users run it: the built binary in a folder of its own.

use std::path::Path;
use std::process::{Command, Output};
use std::sync::LazyLock;

use serde_json::Value;
use tempfile::TempDir;

/// A place with its own machine-local state, so that tests never meet.
pub struct Place {
    pub dir: TempDir,
}

impl Place {
    pub fn new() -> Self {
        Self {
            dir: tempfile::tempdir().unwrap(),
        }
    }

    /// A place with the sample study in it.
    pub fn with_sample() -> Self {
        let place = Self::new();
        place.ok(&["demo", "sample", "--no-tui"]);
        place
    }

    /// The sample study for tests that only read it: written once.
    pub fn sample() -> &'static Self {
        static SAMPLE: LazyLock<Place> = LazyLock::new(Place::with_sample);
        &SAMPLE
    }

    pub fn path(&self, name: &str) -> std::path::PathBuf {
        self.dir.path().join(name)
    }

    pub fn run(&self, args: &[&str]) -> Output {
        self.run_on("machine", args)
    }

    /// Runs in a folder of this place.
    pub fn run_in(&self, folder: &str, args: &[&str]) -> Output {
        self.started((&self.path(folder), "machine"), args)
    }

    /// Runs on another machine: the same files, another state folder.
    pub fn run_on(&self, machine: &str, args: &[&str]) -> Output {
        self.started((self.dir.path(), machine), args)
    }

    fn started(&self, (folder, machine): (&Path, &str), args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_intercoder"))
            .args(args)
            .current_dir(folder)
            .env("INTERCODER_STATE", self.path(&format!(".state-{machine}")))
            .output()
            .unwrap()
    }

    /// Runs what must succeed, and gives what it printed.
    pub fn ok(&self, args: &[&str]) -> String {
        succeeded(args, self.run(args))
    }

    pub fn ok_on(&self, machine: &str, args: &[&str]) -> String {
        succeeded(args, self.run_on(machine, args))
    }

    pub fn json(&self, args: &[&str]) -> Value {
        serde_json::from_str(&self.ok(&[args, &["--json"]].concat())).unwrap()
    }

    /// Runs what must fail: the exit code, and what it said.
    pub fn fails(&self, args: &[&str]) -> (i32, String) {
        let output = self.run(args);
        assert!(!output.status.success(), "{args:?} did not fail");
        (
            output.status.code().unwrap_or(-1),
            String::from_utf8_lossy(&output.stderr).into_owned(),
        )
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }
}

fn succeeded(args: &[&str], output: Output) -> String {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{args:?} failed: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

/// Copies a folder, as a sync tool would.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Brings the journals of one copy of a study to another, as a sync tool does: what has grown replaces what has not.
pub fn bring_journals(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from.join("journal")).unwrap() {
        let entry = entry.unwrap();
        let target = to.join("journal").join(entry.file_name());
        let known = std::fs::metadata(&target).map_or(0, |about| about.len());
        if entry.metadata().unwrap().len() > known {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
