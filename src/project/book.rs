//! Codebooks of other programs: their codes by names from the root down, and as ours.

use std::collections::{HashMap, HashSet};

use crate::codebook;
use crate::filter::View;
use crate::id::{CodeRef, Digest};
use crate::project::handle::Handles;
use crate::project::{At, Code};
use crate::study::CodeNow;

/// Where a code is: its names from the root down, as a hash, since names may be long and trees deep.
pub type Path = Digest;

/// The two ways to say where a code is: by its names as they are, and with no difference of case and white space.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Paths {
    /// By its names as they are.
    pub exact: Path,
    /// With no difference of case and white space.
    pub folded: Path,
}

impl Paths {
    /// Those of a name below others.
    pub fn below(above: Option<Self>, name: &str) -> Self {
        Self {
            exact: below(above.map(|above| above.exact), name.trim()),
            folded: below(above.map(|above| above.folded), &folded(name)),
        }
    }
}

fn below(above: Option<Path>, name: &str) -> Path {
    let above = above.map(|above| above.to_string()).unwrap_or_default();
    Digest::of(format!("{above}\n{name}").as_bytes())
}

/// A name with no difference of case and white space.
pub fn folded(name: &str) -> String {
    let words: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
    words.join(" ")
}

/// The codes of the study by where they are; what was merged is known as what it became.
#[derive(Debug, Default)]
pub struct Known {
    exact: HashMap<Path, CodeRef>,
    folded: HashMap<Path, CodeRef>,
    paths: HashMap<CodeRef, Paths>,
}

impl Known {
    /// Those of a study.
    pub fn of(view: &View<'_>) -> Self {
        let by_id: HashMap<CodeRef, &CodeNow> = view.codes().map(|code| (code.id, code)).collect();
        let mut known = Self::default();
        for code in view.codes() {
            // The fold closes no ring; the bound only keeps a mistake there from hanging the program here.
            let above = std::iter::successors(Some(code), |code| by_id.get(&code.parent?).copied());
            let mut line: Vec<&CodeNow> = above.take(by_id.len()).collect();
            line.reverse();
            let paths = line.iter().fold(None, |above, code| {
                Some(Paths::below(above, name(&code.code)))
            });
            let Some(paths) = paths else { continue };
            let counts_as = code.merged_into.unwrap_or(code.id);
            known.exact.entry(paths.exact).or_insert(counts_as);
            known.folded.entry(paths.folded).or_insert(counts_as);
            known.paths.insert(code.id, paths);
        }
        known
    }

    /// Where a code of the study is.
    pub fn paths(&self, code: CodeRef) -> Option<Paths> {
        self.paths.get(&code).copied()
    }

    /// The code of these very names; else one whose names differ in case and white space alone, unless the project, whose paths these
    /// are, has a code of its very names too.
    pub fn at(&self, paths: Paths, theirs: &HashSet<Path>) -> Option<CodeRef> {
        let exact = self.exact.get(&paths.exact).copied();
        exact.or_else(|| {
            let like = *self.folded.get(&paths.folded)?;
            let its = self.paths(like)?;
            (!theirs.contains(&its.exact)).then_some(like)
        })
    }
}

/// Where each code of a project is, one after another.
pub fn paths_of(codes: &[Code]) -> Vec<Paths> {
    let mut paths: Vec<Paths> = Vec::with_capacity(codes.len());
    for code in codes {
        let above = code.parent.and_then(|At(at)| paths.get(at)).copied();
        paths.push(Paths::below(above, &code.name));
    }
    paths
}

/// What a code is called; its handle, where it has no name.
pub fn name(code: &codebook::Code) -> &str {
    match code.name.trim() {
        "" => &code.id,
        name => name,
    }
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
    let known = Known::of(view);
    let mut handles = Handles::taken(view.codes().map(|code| code.code.id.as_str()));
    let paths = paths_of(foreign);
    let theirs = paths.iter().map(|paths| paths.exact).collect();
    let mut codes: Vec<codebook::Code> = Vec::with_capacity(foreign.len());
    for (code, paths) in foreign.iter().zip(&paths) {
        let told = code.handle.as_deref();
        let told = told.and_then(|handle| view.code_called(handle));
        let there = told.or_else(|| view.code(known.at(*paths, &theirs)?));
        let handle = match there {
            Some(there) => there.code.id.clone(),
            None => handles.take((&code.name, "code"), &paths.exact.to_string()),
        };
        let parent = code.parent.and_then(|At(at)| codes.get(at));
        let parent = parent.map(|parent| parent.id.clone());
        codes.push(codebook::Code {
            parent,
            ..as_ours(code, handle)
        });
    }
    codes
}
