//! Lint: what a codebook usually lacks, definitions, boundaries and use, and codes that are hard to tell apart.
//!
//! It looks at codes that can be applied; nothing here changes anything, and no warning keeps anybody from coding.

use std::collections::HashMap;

use crate::codebook::Code;
use crate::filter::View;
use crate::id::CodeRef;
use crate::problem::Problem;
use crate::usage::Usage;

/// What is said of a code without an excerpt.
const NEVER_USED: &str = "is never used";

/// The fewest excerpts from which two codes can be hard to tell apart.
const FEWEST: usize = 3;

/// Everything that is worth saying about the codes, code by code, then pair by pair.
pub fn warnings(view: &View<'_>, usage: &Usage) -> Vec<Problem> {
    let codebook = view.codebook();
    let refs: HashMap<&str, CodeRef> = view
        .codes()
        .filter(|code| code.merged_into.is_none())
        .map(|code| (code.code.id.as_str(), code.id))
        .collect();
    let assignable: Vec<(CodeRef, &Code)> = codebook
        .codes()
        .iter()
        .filter(|code| code.assignable)
        .filter_map(|code| Some((*refs.get(code.id.as_str())?, code)))
        .collect();
    let mut problems: Vec<Problem> = Vec::new();
    for (id, code) in &assignable {
        problems.extend(lacks(code));
        if usage.own(*id).is_empty() {
            problems.push(Problem::new(&code.id, NEVER_USED, ""));
        }
    }
    problems.extend(alike(&assignable, usage));
    problems
}

/// Whether a warning says that a code was never applied.
pub fn says_never_used(warning: &Problem) -> bool {
    warning.what == NEVER_USED
}

fn lacks(code: &Code) -> Vec<Problem> {
    let mut problems = Vec::new();
    if code.definition.trim().is_empty() {
        problems.push(Problem::new(
            &code.id,
            "has no definition",
            "say what it means",
        ));
    }
    if code.not_when.trim().is_empty() {
        problems.push(Problem::new(
            &code.id,
            "does not say when not to use it",
            "name the code to use instead",
        ));
    }
    problems
}

/// Codes that stand on the same excerpts more often than not.
fn alike(assignable: &[(CodeRef, &Code)], usage: &Usage) -> Vec<Problem> {
    let places: HashMap<CodeRef, usize> = assignable
        .iter()
        .enumerate()
        .map(|(at, (id, _))| (*id, at))
        .collect();
    let mut found: Vec<(usize, usize, usize)> = usage
        .pairs()
        .into_iter()
        .filter_map(|((one, other), both)| {
            let (one, other) = (*places.get(&one)?, *places.get(&other)?);
            Some((one.min(other), one.max(other), both))
        })
        .collect();
    found.sort_unstable();
    let problem = |(one, other, both): (usize, usize, usize)| {
        let ((id, code), (other_id, other)) = (assignable.get(one)?, assignable.get(other)?);
        let fewer = usage.own(*id).len().min(usage.own(*other_id).len());
        let is_alike = fewer >= FEWEST && both * 2 > fewer;
        is_alike.then(|| {
            let what = format!("stands with {} on {both} of {fewer} excerpts", other.id);
            let advice = "merge the two, or say in both what tells them apart";
            Problem::new(&code.id, what, advice)
        })
    };
    found.into_iter().filter_map(problem).collect()
}
