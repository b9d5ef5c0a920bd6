//! Codings and memos by the ref or the name that people type, one way for every command.
//!
//! A ref may be shortened as long as one thing alone begins so, and an installation to its coder. Nothing, or what several are
//! called, names none.

use crate::cli::failure::Failure;
use crate::coding::{Coding, Memo};
use crate::filter::View;
use crate::history::{is_called, line_name};
use crate::id::{PersonId, Ref, check_handle};
use crate::person::Role;

/// Whom a label or a turn stands for, as people type it: a person's handle, interviewer, ignore or unknown.
pub fn role(who: &str) -> Result<Role, Failure> {
    match who {
        "interviewer" => Ok(Role::Interviewer),
        "unknown" => Ok(Role::Unknown),
        "ignore" => Ok(Role::Ignore),
        handle => {
            check_handle(handle).map_err(|cause| Failure::wrong_use(cause.to_string()))?;
            Ok(Role::Person(PersonId::from(handle)))
        }
    }
}

/// What a ref can name.
pub enum Named<'v> {
    /// A coding.
    Coding(&'v Coding),
    /// A memo.
    Memo(&'v Memo),
}

/// The coding called so, among those that may be meant.
pub fn coding<'v>(
    view: &View<'v>,
    name: &str,
    meant: impl Fn(&Coding) -> bool,
) -> Result<&'v Coding, Failure> {
    let found = view
        .codings()
        .iter()
        .copied()
        .filter(|coding| meant(coding) && is_called(view, coding.id.0, name))
        .map(|coding| (coding.id.0, coding));
    only((view, found), ("coding", "codings"), name).map_err(|failure| match failure.hint {
        Some(_) => failure,
        None => failure.hint("see intercoder coding list --json"),
    })
}

/// The coding or memo called so.
pub fn coding_or_memo<'v>(view: &'v View<'_>, name: &str) -> Result<Named<'v>, Failure> {
    let codings = view
        .codings()
        .iter()
        .copied()
        .filter(|coding| is_called(view, coding.id.0, name))
        .map(|coding| (coding.id.0, Named::Coding(coding)));
    let memos = view
        .memos()
        .filter(|memo| is_called(view, memo.id.0, name))
        .map(|memo| (memo.id.0, Named::Memo(memo)));
    only(
        (view, codings.chain(memos)),
        ("coding or memo", "codings or memos"),
        name,
    )
}

fn only<T>(
    (view, found): (&View<'_>, impl Iterator<Item = (Ref, T)>),
    (one, several): (&str, &str),
    name: &str,
) -> Result<T, Failure> {
    let (refs, mut found): (Vec<Ref>, Vec<T>) = found.unzip();
    match (found.pop(), found.len()) {
        (Some(only), 0) => Ok(only),
        (Some(_), _) => {
            let names = refs.iter().take(4).map(|id| line_name(view, *id));
            let names = names.collect::<Vec<_>>().join(", ");
            Err(Failure::new(format!("{name} names several {several}"))
                .hint(format!("give the whole ref, or the whole name: {names}")))
        }
        (None, _) if name.is_empty() => {
            Err(Failure::wrong_use(format!("an empty ref names no {one}")))
        }
        (None, _) => Err(Failure::new(format!("there is no {one} {name}"))),
    }
}
