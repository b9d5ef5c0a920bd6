//! What was said of files and importing cannot meet: a project takes no speakers, and words that are there are not read again.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::cli::failure::Failure;
use crate::cli::import::{Args, file_name};
use crate::import::plan::Plan;
use crate::problem::Problem;
use crate::session::Session;

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

/// How files whose words are there already, and whose speakers were asked to be read otherwise, are read again; by their names.
pub fn read_otherwise(
    session: &Session,
    (plan, files, args): (&Plan, &[PathBuf], &Args),
) -> BTreeMap<String, String> {
    let view = session.view();
    let is_as_before = |handle: &str| {
        let options = view.document_called(handle).map(|of| &of.source.options);
        let then = options.and_then(|options| options.get("speakers"));
        then.map_or("auto", String::as_str) == args.speakers
    };
    let pattern = match args.speakers.contains('\'') {
        true => "…".to_owned(),
        false => format!("'{}'", args.speakers),
    };
    let again = plan.known.iter().filter_map(|(name, handle)| {
        let path = files.iter().find(|path| file_name(path) == *name)?;
        let path = path.display().to_string();
        let file = match path.contains(char::is_whitespace) {
            true => format!("\"{path}\""),
            false => path,
        };
        let command = format!("intercoder document revise {handle} {file} --speakers {pattern}");
        let is_told = args.speakers != "auto" && !is_as_before(handle);
        is_told.then(|| (name.clone(), command))
    });
    again.collect()
}
