//! What doctor does about a folder whose own word for its study is gone: it is written anew where this computer knows the study.

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::cli::context::Context;
use crate::cli::doctor::finding::{Finding, Repair, Weight};
use crate::cli::doctor::{Args, REPAIRABLE, TOLD, may_repair};
use crate::cli::failure::Failure;
use crate::id::StudyId;
use crate::problem::Problem;
use crate::store::layout::{Folder, FolderError, MARK};
use crate::store::lost::{InPart, Known, known_study, write_mark};

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
    let Some(root) = root else {
        return Err(cause.into());
    };
    let known = known_study(&host.disk, &root, &host.state);
    let Some(finding) = finding(&cause, &known) else {
        return Err(cause.into());
    };
    if !context.out.is_json() {
        context.out.line(finding.problem.to_string())?;
    }
    let repairs: Vec<Repair> = finding.repair.iter().cloned().collect();
    if let Known::One(study) = known
        && args.fix
        && may_repair(context, &repairs, args.yes)?
    {
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
    let hint = match repairs.is_empty() {
        true => TOLD,
        false => REPAIRABLE,
    };
    Err(Failure::damaged(cause.to_string()).hint(hint))
}

/// What is said of a mark that is gone or cannot be understood, where the journals beside it tell anything of their study.
fn finding(cause: &FolderError, known: &Known) -> Option<Finding> {
    let what = match cause {
        FolderError::Unmarked { .. } => "it is missing",
        _ => "it cannot be understood",
    };
    let (what, advice, repair) = match known {
        Known::Nothing => return None,
        Known::One(study) => (
            format!(
                "{what}; the journals beside it are those of the study {study}, which this computer knows"
            ),
            "--fix writes it anew, and no journal is touched",
            Some(Repair::WriteMark(study.clone())),
        ),
        Known::InPart(known) => {
            let what = format!("{what}, and the journals beside it are not of one study");
            (format!("{what}: {}", known.words()), InPart::ADVICE, None)
        }
    };
    Some(Finding {
        problem: Problem::new(MARK, what, advice),
        weight: Weight::Damaged,
        repair,
    })
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
