//! `verify`: whether every line and every text is what it says it is.

use std::path::Path;

use serde_json::json;

use crate::cli::context::{Context, missing};
use crate::cli::failure::Failure;
use crate::store::layout::Folder;

/// Check every line of every journal and every text against its hash
///
/// Names the writer and number of each damaged line. Damage changes no figure silently: the study is then incomplete.
///
/// Example: intercoder verify
#[derive(Debug, clap::Args)]
pub struct Args {}

pub fn run(context: &mut Context, _args: Args) -> Result<(), Failure> {
    let folder = match &context.globals.study {
        Some(folder) => Folder::open(folder)?,
        None => Folder::find(Path::new("."))?,
    };
    let host = context.host();
    let session = crate::session::Session::open(host, folder, None)?;
    let lines = session.line_count();
    let damage: Vec<_> = session
        .damage
        .iter()
        .map(|damage| damage.problem())
        .collect();
    let view = session.view();
    let (_, texts) = session.texts_of(
        view.all_documents()
            .iter()
            .flat_map(|d| d.revisions.clone())
            .collect(),
    )?;
    let missing = missing(&session);
    let forks: Vec<String> = view
        .forks()
        .iter()
        .map(|fork| {
            format!(
                "{} went on in two places from line {}",
                fork.writer, fork.seq
            )
        })
        .collect();
    if context.out.is_json() {
        let named: Vec<String> = session.damage.iter().map(|damage| damage.name()).collect();
        context.out.json(&json!({ "lines": lines, "damage": damage, "damaged": named, "texts": texts, "forks": forks, "missing": missing }))?;
    } else {
        for problem in damage.iter().chain(&texts).chain(&session.problems) {
            context.out.line(problem.to_string())?;
        }
        for fork in &forks {
            context.out.line(fork)?;
        }
        if let Some(missing) = &missing {
            context.out.line(format!("incomplete: {missing}"))?;
        }
        context.out.line(format!(
            "{lines} lines verified, {} damaged; {} texts missing or damaged",
            damage.len(),
            texts.len()
        ))?;
    }
    context.out.flush()?;
    if damage.is_empty() && texts.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = session
        .damage
        .iter()
        .map(|damage| damage.name())
        .chain(texts.iter().map(|p| p.place.clone()))
        .collect();
    Err(Failure::damaged(format!("damaged or missing: {}", names.join(", ")))
        .hint("get the files again from another coder's copy of the folder; nothing else of the study is lost"))
}
