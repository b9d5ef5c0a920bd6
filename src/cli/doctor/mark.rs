//! What doctor does about a folder whose own word for its study is gone: it is written anew where this computer knows the study.

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::cli::context::Context;
use crate::cli::doctor::finding::{Finding, Repair, Weight};
use crate::cli::doctor::{Args, REPAIRABLE, may_repair};
use crate::cli::failure::Failure;
use crate::id::StudyId;
use crate::problem::Problem;
use crate::store::layout::{Folder, FolderError, MARK};
use crate::store::lost::{known_study, write_mark};

/// Opens the study of a folder whose mark is gone or cannot be understood, once it is written anew.
pub fn written_anew(
    context: &mut Context,
    args: &Args,
    cause: FolderError,
) -> Result<(Folder, Vec<String>), Failure> {
    let root = match &cause {
        FolderError::Unmarked { root } => Some(root.clone()),
        FolderError::NotOurs { path, .. } => path.parent().map(Path::to_owned),
        _ => None,
    };
    let host = context.host();
    let known = root.and_then(|root| Some((known_study(&host.disk, &root, &host.state)?, root)));
    let Some((study, root)) = known else {
        return Err(cause.into());
    };
    let what = match &cause {
        FolderError::Unmarked { .. } => "it is missing",
        _ => "it cannot be understood",
    };
    let finding = Finding {
        problem: Problem::new(
            MARK,
            format!(
                "{what}; the journals beside it are those of the study {study}, which this computer knows"
            ),
            "--fix writes it anew, and no journal is touched",
        ),
        weight: Weight::Damaged,
        repair: Some(Repair::WriteMark(study.clone())),
    };
    if !context.out.is_json() {
        context.out.line(finding.problem.to_string())?;
    }
    let repairs: Vec<Repair> = finding.repair.iter().cloned().collect();
    if args.fix && may_repair(context, &repairs, args.yes)? {
        let kept = write_mark((&host.disk, &root), &host.state, study.clone())?;
        let said = told(&study, kept);
        if !context.out.is_json() {
            for done in &said {
                context.out.line(format!("done: {done}"))?;
            }
        }
        return Ok((Folder::open(&root)?, said));
    }
    if context.out.is_json() {
        let told = json!({ "state": Weight::Damaged, "findings": [finding], "repaired": [] });
        context.out.json(&told)?;
    }
    context.out.flush()?;
    Err(Failure::damaged(cause.to_string()).hint(REPAIRABLE))
}

/// What was done, in words.
pub fn told(study: &StudyId, kept: Option<PathBuf>) -> Vec<String> {
    let kept = kept.map_or_else(String::new, |kept| {
        format!("; the file as it was is kept in {}", kept.display())
    });
    vec![format!(
        "{MARK} says again that this is the study {study}{kept}"
    )]
}
