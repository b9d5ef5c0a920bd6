//! The store: what stands on disk is read whole or named as damaged, and what was acknowledged is never lost.

mod files;
mod folder;

use std::path::Path;

use intercoder::store::layout::Folder;
use tempfile::TempDir;

use crate::pen::study_id;

/// A study's folder, gone when the test ends.
struct Desk {
    temp: TempDir,
    folder: Folder,
}

impl Desk {
    fn new() -> Self {
        let temp = TempDir::new().unwrap();
        let (folder, problems) = Folder::create(&temp.path().join("study"), study_id()).unwrap();
        assert_eq!(problems, []);
        Self { temp, folder }
    }

    fn path(&self) -> &Path {
        self.temp.path()
    }
}
