//! The codes of a project among those of the study.

use std::collections::{HashMap, HashSet};

use crate::codebook;
use crate::id::CodeRef;
use crate::number::counted;
use crate::project::book::{Known, Path, Paths, as_ours, folded, name, paths_of};
use crate::project::handle::Handles;
use crate::project::merge::Planner;
use crate::project::plan::Target;
use crate::project::{self, At, Fields, Project};
use crate::study::CodeNow;

/// Where the codes of a project are, and the handles it gives them.
struct Theirs<'p> {
    exact: HashSet<Path>,
    handles: HashSet<&'p str>,
}

impl<'p> Theirs<'p> {
    fn of(project: &'p Project, paths: &[Paths]) -> Self {
        let handles = project.codes.iter();
        Self {
            exact: paths.iter().map(|paths| paths.exact).collect(),
            handles: handles.filter_map(|code| code.handle.as_deref()).collect(),
        }
    }
}

impl Planner<'_, '_> {
    /// Where each code is: known by its names from the root down, else new below its own parent.
    pub(super) fn codes(&mut self) -> Vec<Target<CodeRef>> {
        let known = Known::of(self.view);
        let paths = paths_of(&self.project.codes);
        let theirs = Theirs::of(self.project, &paths);
        let mut handles = Handles::taken(self.view.codes().map(|code| code.code.id.as_str()));
        let mut targets: Vec<Target<CodeRef>> = Vec::with_capacity(self.project.codes.len());
        let mut added: HashMap<_, usize> = HashMap::new();
        let (mut differing, mut twice) = (0, 0);
        for (code, paths) in self.project.codes.iter().zip(&paths) {
            if let Some(known) = self.known_code(code, *paths, (&known, &theirs)) {
                self.plan.known.codes += 1;
                let there = self.view.code(known);
                differing += usize::from(there.is_some_and(|there| differs(code, &there.code)));
                targets.push(Target::Known(known));
                continue;
            }
            let parent = code.parent.and_then(|At(at)| targets.get(at)).copied();
            // Siblings of one name are one code, unless the project itself tells them apart.
            let key = (parent, paths.exact, code.handle.clone());
            if let Some(at) = added.get(&key) {
                twice += 1;
                targets.push(Target::New(*at));
                continue;
            }
            let named = code.handle.as_deref().unwrap_or(&code.name);
            let handle = handles.take((named, "code"), &paths.exact.to_string());
            added.insert(key, self.plan.codes.len());
            targets.push(Target::New(self.plan.codes.len()));
            self.plan.codes.push((as_ours(code, handle), parent));
        }
        if twice > 0 {
            let what = format!(
                "{} of the very name of a sibling: each is one code here, as the first of them says",
                counted(twice, "code")
            );
            self.tell(
                what,
                "give them names of their own in their program to keep them apart",
            );
        }
        if differing > 0 {
            let what = format!(
                "{} known here with another name, definition, rule or colour; they stay as the study has them",
                counted(differing, "code")
            );
            self.tell(what, "intercoder codebook import shows what differs");
        }
        targets
    }

    /// The code of the study that a code is: the one of its handle, where the project was written from this very study or the names
    /// from the root down agree, else the one of those names, unless that one has a handle of its own that the project gives to
    /// another.
    fn known_code(
        &self,
        code: &project::Code,
        paths: Paths,
        (known, theirs): (&Known, &Theirs<'_>),
    ) -> Option<CodeRef> {
        let by_handle = code
            .handle
            .as_deref()
            .and_then(|handle| self.view.code_called(handle));
        let is_of_this_study = self.project.study == self.view.id().to_string();
        let is_there = |there: &CodeNow| {
            let of = known.paths(there.id);
            of.is_some_and(|of| of.folded == paths.folded)
        };
        if let Some(there) = by_handle
            && (is_of_this_study || is_there(there))
        {
            return Some(there.merged_into.unwrap_or(there.id));
        }
        let there = known.at(paths, &theirs.exact)?;
        let handle = self.view.code(there).map(|there| there.code.id.as_str());
        let is_anothers =
            code.handle.is_some() && handle.is_some_and(|of| theirs.handles.contains(of));
        (!is_anothers || code.handle.as_deref() == handle).then_some(there)
    }
}

/// Whether a project says otherwise of a code than the study, in anything that it says at all.
fn differs(code: &project::Code, there: &codebook::Code) -> bool {
    let said = code.more.as_deref().cloned().unwrap_or_default();
    let (fields, color) = (Fields::of(there), code.color.is_some());
    let words = [
        (&code.definition, &there.definition),
        (&said.use_when, &fields.use_when),
        (&said.not_when, &fields.not_when),
        (&said.example, &fields.example),
        (&said.origin, &fields.origin),
    ];
    let is_another =
        |(said, there): &(&String, &String)| !said.trim().is_empty() && said.trim() != there.trim();
    let is_renamed = folded(&code.name) != folded(name(there));
    is_renamed || words.iter().any(is_another) || (color && code.color != there.color)
}
