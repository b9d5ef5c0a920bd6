//! What doctor did about what it found: each repair done, and said in a sentence.
//!
//! The folder may have changed since somebody was asked, and then nothing is done; that is said as well.

use std::collections::HashSet;
use std::fmt;
use std::path::{Path, PathBuf};

use crate::cli::doctor::finding::Repair;
use crate::cli::doctor::mark;
use crate::cli::failure::Failure;
use crate::id::{Hash, Writer};
use crate::session::Session;
use crate::store::checkup::{keep_ends, mend_ends, put_away, remove_draft, take_marks_out};
use crate::store::lost::write_mark;

/// Why nothing was done about a file.
const CHANGED: &str = "it changed meanwhile, or another program of this computer is writing to it";

/// Why nothing was done about a writer's journal.
const JOURNAL_CHANGED: &str =
    "its journal changed meanwhile, or another program of this computer is writing as it";

/// Why nothing was put back of what a writer saved.
const HELD: &str = "another program of this computer is writing as it; close that first";

/// Why no line got its end back.
const ENDS_ARE_RIGHT: &str = "its lines have the ends already with which they were written";

/// Does it, and says what was done; the `known` lines are those of the study.
pub fn repaired(
    session: &mut Session,
    repair: &Repair,
    known: &HashSet<Hash>,
) -> Result<Vec<String>, Failure> {
    let (state, orders) = (session.state_folder(), session.orders());
    let done = match repair {
        Repair::Mend(writer) => return mended(session, writer),
        Repair::Replace(writer) => {
            let done = session.replace_damaged(writer)?;
            return Ok(all_or_nothing(&done, nothing(writer, JOURNAL_CHANGED)));
        }
        Repair::TakeMarksOut(file) => {
            let folder = (session.folder(), known);
            without_marks(file, take_marks_out(folder, (&state, &orders), file)?)
        }
        Repair::PutAway(file) => away(file, put_away(session.folder(), (&state, &orders), file)?),
        Repair::MendEnds(file) => match mend_ends(session.folder(), &state, file)? {
            Some(0) => nothing(file.display(), ENDS_ARE_RIGHT),
            Some(_) => repair.words(),
            None => nothing(file.display(), CHANGED),
        },
        Repair::WriteMark(study) => {
            let folder = session.folder();
            let states = state.parent().unwrap_or(&state);
            let kept = write_mark((&folder.disk, &folder.root), states, study.clone())?;
            return Ok(mark::told(study, kept));
        }
        Repair::Remove(file) => {
            remove_draft(session.folder(), file)?;
            repair.words()
        }
        Repair::KeepEnds => {
            keep_ends(session.folder())?;
            repair.words()
        }
    };
    Ok(vec![done])
}

/// All writers of this computer are mended at once; the next has nothing left to be done.
fn mended(session: &mut Session, writer: &Writer) -> Result<Vec<String>, Failure> {
    let mended = session.mend()?;
    let is_held = mended.is_empty() && session.to_mend()?.contains(writer);
    match is_held {
        true => Ok(vec![nothing(writer, HELD)]),
        false => Ok(mended.iter().map(ToString::to_string).collect()),
    }
}

fn all_or_nothing(done: &[impl ToString], nothing: String) -> Vec<String> {
    match done.is_empty() {
        true => vec![nothing],
        false => done.iter().map(ToString::to_string).collect(),
    }
}

fn without_marks(file: &Path, kept: Option<PathBuf>) -> String {
    let shown = file.display();
    match kept {
        Some(kept) => format!(
            "{shown} has no marks of git any more; as it was it is kept in {}",
            kept.display()
        ),
        None => nothing(shown, CHANGED),
    }
}

fn away(file: &Path, kept: Option<PathBuf>) -> String {
    let shown = file.display();
    match kept {
        Some(kept) => format!("{shown} is now {}", kept.display()),
        None => format!("{shown} changed meanwhile and stays"),
    }
}

fn nothing(of: impl fmt::Display, why: &str) -> String {
    format!("nothing for {of}: {why}")
}
