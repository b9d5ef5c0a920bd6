//! What a withdrawal cannot reach: earlier versions that git and cloud folders keep, and how they are taken out of those.

use std::path::{Path, PathBuf};

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::id::Writer;
use crate::session::Session;
use crate::session::following::Followed;

/// Says what keeps earlier versions of these files, and of the journals, and what to do there.
pub fn out_of_reach(
    context: &mut Context,
    session: &Session,
    files: &[String],
) -> Result<(), Failure> {
    let root = &session.folder().root;
    // The history must not be rewritten under somebody who still brings the words back into it.
    let followed = session.followed();
    let untold = |one: &Followed, writer: &Writer| one.untold.contains(writer);
    let mut followed = followed.iter().filter(|one| one.withdrawal.is_by_lead);
    let is_awaited = followed.any(|one| {
        let mut waiting = one.withdrawal.waiting.iter();
        waiting.any(|writer| !untold(one, writer))
    });
    if let Some(git) = root.ancestors().find(|folder| folder.join(".git").exists()) {
        if is_awaited {
            context.out.line(
                "the commands for git come after everybody has obeyed (intercoder status says who): until then others bring the words back",
            )?;
        }
        context.out.line(format!(
            "git in {} keeps every earlier version; commit or copy what else you changed there, and take them out of its history with:",
            git.display()
        ))?;
        let inside = session.written().into_iter();
        let inside = inside.filter_map(|(path, _)| Some(path.strip_prefix(root).ok()?.to_owned()));
        let inside: Vec<PathBuf> = inside.collect();
        for command in out_of_git(git, root, (files, &inside)) {
            context.out.line(format!("  {command}"))?;
        }
        context.out.line(
            "  then add the remote again, which filter-repo forgets, push with --force, and let everybody clone anew",
        )?;
        if !inside.is_empty() {
            context.out.line(
                "  what was written from the study into its folder is gone then too: write anew what you need of it",
            )?;
        }
    }
    context.out.line(
        "Box, OneDrive, SharePoint, Google Drive, Dropbox and backups keep earlier versions and deleted files: delete there the versions of",
    )?;
    context.out.line(format!("  {}", files.join(", ")))?;
    context
        .out
        .line("  and of every file in journal/, then empty the bin")
}

/// The commands that take files, what was written from the study into its folder, and all earlier journals out of the history of a
/// repository. It takes them out of the folder too, and whatever was not committed with them, so that the study is set aside before
/// and put back after.
fn out_of_git(git: &Path, root: &Path, (files, written): (&[String], &[PathBuf])) -> Vec<String> {
    let inside = root.strip_prefix(git).unwrap_or(Path::new(""));
    let gone = files.iter().map(String::as_str).chain(["journal"]);
    let gone = gone.map(|file| {
        let option = if file.contains('*') {
            "--path-glob"
        } else {
            "--path"
        };
        format!("{option} {}", quoted(&inside.join(file)))
    });
    let written = written.iter();
    let written = written.map(|file| format!("--path {}", quoted(&inside.join(file))));
    let gone: Vec<String> = gone.chain(written).collect();
    let parts = [
        "intercoder.toml",
        ".gitattributes",
        "journal",
        "texts",
        "codebooks",
        "sources",
    ];
    let parts = parts.into_iter().map(|part| root.join(part));
    let parts: Vec<String> = parts
        .filter(|part| part.exists())
        .map(|part| quoted(&part))
        .collect();
    let name = root.file_name().unwrap_or_default().to_string_lossy();
    let aside = git.with_file_name(format!("{name}-as-it-is"));
    let (git, root) = (quoted(git), quoted(root));
    vec![
        format!(
            "mkdir {0} && cp -R {1} {0}",
            quoted(&aside),
            parts.join(" ")
        ),
        format!(
            "git -C {git} filter-repo --force --invert-paths {}",
            gone.join(" ")
        ),
        format!("mkdir -p {root} && cp -R {}/. {root}", quoted(&aside)),
        format!("git -C {git} add -A && git -C {git} commit -m \"the study as it is now\""),
        format!(
            "intercoder status --study {root}, and when it says complete: rm -r {}",
            quoted(&aside)
        ),
    ]
}

/// A path as a shell takes it.
fn quoted(path: &Path) -> String {
    format!("'{}'", path.display().to_string().replace('\'', "'\\''"))
}
