//! What a withdrawal cannot reach: earlier versions that git and cloud folders keep, and how they are taken out of those.

use std::path::Path;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::session::Session;

/// Says what keeps earlier versions of these files, and of the journals, and what to do there.
pub fn out_of_reach(
    context: &mut Context,
    session: &Session,
    files: &[String],
) -> Result<(), Failure> {
    let root = &session.folder().root;
    if let Some(git) = root.ancestors().find(|folder| folder.join(".git").exists()) {
        context.out.line(format!(
            "git in {} keeps every earlier version; commit or copy what else you changed there, and take them out of its history with:",
            git.display()
        ))?;
        for command in out_of_git(git, root, files) {
            context.out.line(format!("  {command}"))?;
        }
        context.out.line(
            "  then add the remote again, which filter-repo forgets, push with --force, and let everybody clone anew",
        )?;
    }
    context.out.line(
        "Box, OneDrive, SharePoint, Google Drive, Dropbox and backups keep earlier versions and deleted files: delete there the versions of",
    )?;
    context.out.line(format!("  {}", files.join(", ")))?;
    context
        .out
        .line("  and of every file in journal/, then empty the bin")
}

/// The commands that take files and all earlier journals out of the history of a repository. It takes them out of the folder too, and
/// whatever was not committed with them, so that the study is set aside before and put back after.
fn out_of_git(git: &Path, root: &Path, files: &[String]) -> Vec<String> {
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
    let gone: Vec<String> = gone.collect();
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
