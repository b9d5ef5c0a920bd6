//! The files that were named: folders are opened, and what is passed over or not there is told.

use std::path::{Path, PathBuf};

use crate::cli::project;
use crate::number::counted;
use crate::problem::Problem;
use crate::store::outside;

/// Which files were named, and what is worth saying about it.
#[derive(Debug, Default)]
pub struct Files {
    /// Those to read.
    pub found: Vec<PathBuf>,
    /// What was named and gives no file.
    pub unread: Vec<Problem>,
    /// Folders inside folders, which are passed over.
    pub passed: Vec<Problem>,
}

/// The files named, folders opened.
pub fn gather(paths: &[PathBuf]) -> Files {
    let mut files = Files::default();
    for path in paths {
        let problem = |what: String, advice: &str| {
            let place = path.display().to_string();
            Problem::new(place, what, advice)
        };
        match outside::files(path) {
            Ok(_) if project::is_folder(path) => files.found.push(path.clone()),
            Ok(found) => {
                let inside = inside(path);
                if found.is_empty() {
                    let what = "there is no file to read in this folder".to_owned();
                    files
                        .unread
                        .push(problem(what, "name the files, or the folder they are in"));
                }
                if !inside.is_empty() {
                    files.passed.push(problem(
                        passed(&inside),
                        "name them too if their files are to come in",
                    ));
                }
                files.found.extend(found);
            }
            Err(cause) => files.unread.push(problem(cause.to_string(), "")),
        }
    }
    files
}

fn passed(inside: &[String]) -> String {
    let folders = counted(inside.len(), "folder");
    format!("{folders} in it not looked into: {}", inside.join(", "))
}

/// The names of the folders in a folder, hidden ones left out; none where it cannot be listed, which is told elsewhere.
fn inside(path: &Path) -> Vec<String> {
    let listed = path.read_dir().into_iter().flatten().flatten();
    let folders = listed.filter(|entry| entry.path().is_dir());
    let names = folders.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.filter(|name| !name.starts_with('.')).collect();
    names.sort();
    names
}
