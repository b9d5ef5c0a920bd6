//! How a study begins: a folder becomes one, and its first coder opens it.
//!
//! The mark that makes a folder a study is written before its first lines. A crash between the two would leave a study that
//! nobody has joined and nobody can, so the machine notes first that it makes one: whoever tries again goes on with it.

use std::path::Path;

use crate::event::Event;
use crate::id::CoderId;
use crate::session::{CreateError, Host, Session};
use crate::store::disk::Drive;
use crate::store::layout::{Folder, FolderError};
use crate::store::state::State;

impl Session {
    /// Makes a folder a study and opens it as its first coder. What this machine had begun to make, and a crash kept it from
    /// finishing, is gone on with.
    pub fn create(
        host: Host,
        root: &Path,
        first: &[Event],
        coder: CoderId,
    ) -> Result<Self, CreateError> {
        let disk = || Drive::clone(&host.disk);
        let mut session = match Folder::lay_out(disk(), root, host.study_id()) {
            Ok((folder, problems)) => {
                let state = State::at(&host.state, &folder);
                state.prepare().map_err(FolderError::from)?;
                folder.write_mark()?;
                let mut session = Self::open(host, folder, Some(coder))?;
                session.problems.extend(problems);
                session
            }
            Err(taken @ FolderError::Taken { .. }) => {
                let folder = Folder::open_on(disk(), root)?;
                let state = State::at(&host.state, &folder);
                let session = Self::open(host, folder, Some(coder))?;
                let is_begun = state.is_prepared() && session.gone.is_empty();
                if !is_begun || !session.study().coders.is_empty() {
                    return Err(taken.into());
                }
                session
            }
            Err(failed) => return Err(failed.into()),
        };
        for event in first {
            session.record(|draft| draft.add(event.clone()))?;
        }
        Ok(session)
    }
}
