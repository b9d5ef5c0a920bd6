//! Changes of the codebook: a new code under a fresh handle, its fields, its place, a merge, a split, retiring.
//!
//! What cannot be is refused here, for every face alike. A frozen version is a file of its own and is never changed by any of it.

use crate::change::Change;
use crate::change::coding::to_new_code;
use crate::codebook::{Code, Use};
use crate::coding::Coding;
use crate::event::Event;
use crate::event::codebook::{CodeAdd, CodeChange, CodePoint, CodeSet, Pointer};
use crate::filter::View;
use crate::id::{CodeRef, CoderId, check_handle};
use crate::problem::Problem;
use crate::study::CodeNow;

/// The longest handle that is made from words.
const LONGEST: usize = 40;

/// A code that a coder makes while coding, named by its words; its handle is made from them and is new.
pub fn coined(view: &View<'_>, name: &str, origin: &str, parent: Option<CodeRef>) -> CodeAdd {
    CodeAdd {
        handle: free_handle(view, name),
        name: name.trim().to_owned(),
        parent,
        origin: origin.to_owned(),
        definition: String::new(),
        use_when: String::new(),
        not_when: String::new(),
        example: String::new(),
        use_: Use::Theme,
        assignable: true,
        scale: Vec::new(),
        color: None,
        apart: Vec::new(),
    }
}

/// The event that adds a code.
pub fn added(code: &Code, parent: Option<CodeRef>) -> CodeAdd {
    CodeAdd {
        handle: code.id.clone(),
        name: code.name.clone(),
        parent,
        origin: code.origin.clone(),
        definition: code.definition.clone(),
        use_when: code.use_when.clone(),
        not_when: code.not_when.clone(),
        example: code.example.clone(),
        use_: code.use_,
        assignable: code.assignable,
        scale: code.scale.clone(),
        color: code.color.clone(),
        apart: Vec::new(),
    }
}

/// Other fields of a code, written in one go.
pub fn edit(view: &View<'_>, id: CodeRef, changes: Vec<CodeChange>) -> Result<Change, Problem> {
    let code = known(view, id)?;
    for change in &changes {
        check(view, code, change)?;
    }
    let set = |change| Event::CodeSet(CodeSet { code: id, change });
    Ok(Change::Events(changes.into_iter().map(set).collect()))
}

fn check(view: &View<'_>, code: &CodeNow, change: &CodeChange) -> Result<(), Problem> {
    match change {
        CodeChange::Name(name) if name.trim().is_empty() => Err(Problem::new(
            &code.code.id,
            "needs a name",
            "write what people should read in tables",
        )),
        CodeChange::Handle(handle) => {
            check_handle(handle).map_err(|cause| {
                Problem::new(&code.code.id, format!("keeps its handle: {cause}"), "")
            })?;
            // Of two codes with one handle each is shown with who added it; the handle itself is taken all the same.
            let bare = |id: &str| id.split(" (").next().unwrap_or_default().to_lowercase();
            let wanted = handle.to_lowercase();
            let mut others = view
                .codes()
                .filter(|other| other.merged_into.is_none() && other.id != code.id);
            let taken = others.any(|other| bare(&other.code.id) == wanted);
            match taken {
                true => Err(Problem::new(
                    handle,
                    "is a code already",
                    "merge the two, or choose another handle",
                )),
                false => Ok(()),
            }
        }
        _ => Ok(()),
    }
}

/// A code below another, or at the root; refused where it would stand below itself.
pub fn shift(view: &View<'_>, id: CodeRef, parent: Option<CodeRef>) -> Result<Change, Problem> {
    let code = known(view, id)?;
    let handle = &code.code.id;
    if let Some(parent) = parent {
        let above = known(view, parent)?;
        if parent == id {
            return Err(Problem::new(handle, "cannot stand below itself", ""));
        }
        if view.stands_below(above.id, id) {
            let what = format!("stands below {handle}, so {handle} cannot move below it");
            return Err(Problem::new(&above.code.id, what, ""));
        }
    }
    let to = Pointer::Parent(parent);
    Ok(Change::one(Event::CodePoint(CodePoint { code: id, to })))
}

/// A code counts as another; refused where the other stands below it.
pub fn merge(view: &View<'_>, id: CodeRef, into: CodeRef) -> Result<Change, Problem> {
    let (code, target) = (known(view, id)?, known(view, into)?);
    let handle = &code.code.id;
    if id == into {
        return Err(Problem::new(handle, "cannot be merged into itself", ""));
    }
    if view.stands_below(target.id, id) {
        let advice = format!("move it elsewhere first: it would go where {handle} goes");
        let what = format!("stands below {handle}");
        return Err(Problem::new(&target.code.id, what, advice));
    }
    let to = Pointer::Merged(into);
    Ok(Change::one(Event::CodePoint(CodePoint { code: id, to })))
}

/// What becomes of a code that is split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaves {
    /// It stays as a container, above the new codes or beside them.
    Container,
    /// It is retired.
    Retired,
}

/// Several codes instead of one.
#[derive(Clone, Debug)]
pub struct Split<'s> {
    /// The code.
    pub old: CodeRef,
    /// The new ones, with the old one's scale.
    pub into: Vec<CodeAdd>,
    /// What becomes of the old one.
    pub leaves: Leaves,
    /// Codings of the old code that move at once, each with the place of its new code.
    pub moves: Vec<(&'s Coding, usize)>,
}

/// Splits a code; the memos and marks of a quote on codings that move go along. Refused for codings of others.
pub fn split(view: &View<'_>, coder: &CoderId, split: Split<'_>) -> Result<Change, Problem> {
    let code = known(view, split.old)?;
    if code.retired {
        return Err(Problem::new(&code.code.id, "is retired already", ""));
    }
    let theirs = split
        .moves
        .iter()
        .find(|(coding, _)| coding.coder != *coder);
    if let Some((coding, _)) = theirs {
        let what = format!("is {}'s coding; only they move it", coding.coder);
        return Err(Problem::new(coding.id.to_string(), what, ""));
    }
    let change = match split.leaves {
        Leaves::Retired => CodeChange::Retired(true),
        Leaves::Container => CodeChange::Assignable(false),
    };
    let moves = split.moves.into_iter();
    Ok(Change::Split {
        into: split.into,
        old: Box::new(CodeSet {
            code: split.old,
            change,
        }),
        moves: moves
            .map(|(coding, place)| (place, to_new_code(view, coding)))
            .collect(),
    })
}

/// The codings that may be seen and count as a code: what a merge would bring along.
pub fn codings_of(view: &View<'_>, id: CodeRef) -> usize {
    let own = view.codings().iter().filter(|coding| coding.code == id);
    own.count()
}

/// A code that can no longer be applied; what is coded with it stays.
pub fn retire(view: &View<'_>, id: CodeRef) -> Result<Change, Problem> {
    let code = known(view, id)?;
    if code.retired {
        return Err(Problem::new(&code.code.id, "is retired already", ""));
    }
    let change = CodeChange::Retired(true);
    Ok(Change::one(Event::CodeSet(CodeSet { code: id, change })))
}

/// A retired code can be applied again.
pub fn take_up(view: &View<'_>, id: CodeRef) -> Result<Change, Problem> {
    let code = known(view, id)?;
    if !code.retired {
        return Err(Problem::new(&code.code.id, "is not retired", ""));
    }
    // What was undone while others use it stays as retired, and only redoing it brings it back.
    let was_undone = view.line(id.0).is_some_and(|line| !view.is_in_force(line));
    if was_undone {
        let what = "was undone while it was in use, and stays as retired";
        let advice = format!("{} can redo adding it in the history", code.added_by());
        return Err(Problem::new(&code.code.id, what, advice));
    }
    let change = CodeChange::Retired(false);
    Ok(Change::one(Event::CodeSet(CodeSet { code: id, change })))
}

fn known<'v>(view: &'v View<'_>, id: CodeRef) -> Result<&'v CodeNow, Problem> {
    let code = view.code(id).filter(|code| code.merged_into.is_none());
    code.ok_or_else(|| {
        let advice = "undo the merge or the addition that took it off";
        Problem::new(
            id.to_string(),
            "is no code of the codebook any more",
            advice,
        )
    })
}

/// A handle made from words that no code of the view has; a number is added where one has.
fn free_handle(view: &View<'_>, name: &str) -> String {
    let plain = handle_of(name);
    let taken = |handle: &str| {
        view.codes()
            .any(|code| code.code.id.eq_ignore_ascii_case(handle))
    };
    let numbered = (2..).map(|number| format!("{plain}-{number}"));
    std::iter::once(plain.clone())
        .chain(numbered)
        .find(|handle| !taken(handle))
        .unwrap_or(plain)
}

/// Words as a handle: small letters and digits, hyphens between them.
fn handle_of(name: &str) -> String {
    let mut handle = String::new();
    for c in name
        .to_lowercase()
        .chars()
        .filter(|c| !matches!(c, '\'' | '’'))
    {
        if handle.len() >= LONGEST {
            break;
        }
        match c {
            c if c.is_ascii_alphanumeric() => handle.push(c),
            _ if handle.is_empty() || handle.ends_with('-') => {}
            _ => handle.push('-'),
        }
    }
    let handle = handle.trim_end_matches('-');
    if handle.is_empty() {
        "code".to_owned()
    } else {
        handle.to_owned()
    }
}
