//! What was said of files and importing cannot meet: a project takes no speakers.

use std::path::PathBuf;

use crate::cli::failure::Failure;
use crate::cli::import::{Args, file_name};
use crate::problem::Problem;

/// What was said of files and does not reach into projects: refused where there is nothing else, else told of each.
pub fn for_projects(
    projects: &[PathBuf],
    (alone, args): (bool, &Args),
) -> Result<Vec<Problem>, Failure> {
    let given = [
        (args.speakers != "auto", "--speakers"),
        (!args.aliases.is_empty(), "--alias"),
        (args.encoding.is_some(), "--encoding"),
        (args.id.is_some() && alone, "--id"),
    ];
    let given = given.into_iter().filter(|(is_given, _)| *is_given);
    let given: Vec<&str> = given.map(|(_, option)| option).collect();
    if given.is_empty() || projects.is_empty() {
        return Ok(Vec::new());
    }
    let what = format!("a project is read without {}", given.join(", "));
    let advice = "leave that away; once the project is in, say who speaks in its texts with: intercoder document speakers";
    if alone {
        return Err(Failure::wrong_use(what).hint(advice));
    }
    let told = projects
        .iter()
        .map(|path| Problem::new(file_name(path), &what, advice));
    Ok(told.collect())
}
