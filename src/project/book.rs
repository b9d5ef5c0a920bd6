//! Codebooks of other programs: their codes by names from the root down, and as ours.

use std::collections::HashMap;

use crate::codebook;
use crate::filter::View;
use crate::id::CodeRef;
use crate::project::handle::Handles;
use crate::project::{At, Code};
use crate::study::CodeNow;

/// Every code of the study with its names from the root down.
pub fn paths(view: &View<'_>) -> HashMap<CodeRef, String> {
    let by_id: HashMap<CodeRef, _> = view.codes().map(|code| (code.id, code)).collect();
    let path = |code: &CodeNow| {
        let above = std::iter::successors(Some(code), |code| by_id.get(&code.parent?).copied());
        // The fold closes no ring; the bound only keeps a mistake there from hanging the program here.
        let mut names: Vec<&str> = above
            .take(by_id.len())
            .map(|code| name(&code.code))
            .collect();
        names.reverse();
        let path = names.iter().fold(None, |path: Option<String>, name| {
            Some(below(path.as_deref(), name))
        });
        path.unwrap_or_default()
    };
    view.codes().map(|code| (code.id, path(code))).collect()
}

/// The codes of the study by their names from the root down; what was merged is known as what it became.
pub fn by_path(view: &View<'_>) -> HashMap<String, CodeRef> {
    let paths = paths(view);
    let mut codes = HashMap::new();
    for code in view.codes() {
        let counts_as = code.merged_into.unwrap_or(code.id);
        if let Some(path) = paths.get(&code.id) {
            codes.entry(path.clone()).or_insert(counts_as);
        }
    }
    codes
}

/// What a code is called; its handle, where it has no name.
pub fn name(code: &codebook::Code) -> &str {
    match code.name.trim() {
        "" => &code.id,
        name => name,
    }
}

/// The path of a name below another path; case and white space are no difference.
pub fn below(above: Option<&str>, name: &str) -> String {
    let words: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
    let name = words.join(" ");
    above.map_or_else(|| name.clone(), |above| format!("{above}\n{name}"))
}

/// A foreign code as one of ours, under this handle and without a place.
pub fn as_ours(code: &Code, handle: String) -> codebook::Code {
    let more = code.more.as_deref().cloned().unwrap_or_default();
    codebook::Code {
        id: handle,
        name: code.name.clone(),
        parent: None,
        origin: more.origin,
        definition: code.definition.clone(),
        use_when: more.use_when,
        not_when: more.not_when,
        example: more.example,
        assignable: code.assignable,
        use_: more.use_,
        scale: more.scale,
        color: code.color.clone(),
    }
}

/// Foreign codes as a codebook of ours: one that the study has goes by its handle there, a new one by a handle made from its name.
pub fn codes(view: &View<'_>, foreign: &[Code]) -> Vec<codebook::Code> {
    let known = by_path(view);
    let mut handles = Handles::taken(view.codes().map(|code| code.code.id.as_str()));
    let mut paths: Vec<String> = Vec::with_capacity(foreign.len());
    let mut codes: Vec<codebook::Code> = Vec::with_capacity(foreign.len());
    for code in foreign {
        let above = code.parent.and_then(|At(at)| paths.get(at));
        let path = below(above.map(String::as_str), &code.name);
        let there = known.get(&path).and_then(|id| view.code(*id));
        let handle = match there {
            Some(there) => there.code.id.clone(),
            None => handles.take((&code.name, "code"), path.as_bytes()),
        };
        let parent = code.parent.and_then(|At(at)| codes.get(at));
        let parent = parent.map(|parent| parent.id.clone());
        paths.push(path);
        codes.push(codebook::Code {
            parent,
            ..as_ours(code, handle)
        });
    }
    codes
}
