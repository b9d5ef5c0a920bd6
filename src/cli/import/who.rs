//! Who speaks under which label: what `--alias` says, and what is asked on a terminal.
//!
//! An answer holds for the next file of the batch as far as it can: somebody of the research team, or a machine's note, is that
//! in every file, but a person is only offered again, because every interview may call its own person “Participant”.

use std::collections::BTreeMap;
use std::io::{self, BufRead as _, IsTerminal as _};

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::reference;
use crate::document::fold_label;
use crate::import::plan::{Plan, ReadFile};
use crate::person::Role;

/// Labels as they were given, each with whom it stands for.
#[derive(Clone, Debug, Default)]
pub struct Aliases {
    /// The labels as written: they are speakers however seldom they stand there.
    pub labels: Vec<String>,
    /// Whom each stands for, by folded label.
    pub roles: BTreeMap<String, Role>,
}

/// Reads `LABEL=WHO` as often as it is given.
pub fn aliases(given: &[String]) -> Result<Aliases, Failure> {
    let mut aliases = Aliases::default();
    for alias in given {
        let (label, who) = alias.rsplit_once('=').ok_or_else(|| {
            Failure::wrong_use(format!("“{alias}” does not say whom a label stands for"))
                .hint("write it as --alias \"Interviewer1=interviewer\" or --alias \"Ana=P07\"")
        })?;
        let role = reference::role(who.trim())?;
        aliases.roles.insert(fold_label(label), role);
        aliases.labels.push(label.trim().to_owned());
    }
    Ok(aliases)
}

/// Whether anybody can be asked.
pub fn can_ask(context: &Context) -> bool {
    io::stdin().is_terminal() && !context.out.is_json()
}

/// Asks who speaks under the labels that stand for nobody yet, and gives the files the answers; whether there were any.
pub fn ask(context: &mut Context, plan: &Plan, files: &mut [ReadFile]) -> Result<bool, Failure> {
    let mut batch: BTreeMap<String, Role> = BTreeMap::new();
    let mut answered = false;
    for (handle, label, turns) in &plan.unbound {
        let key = fold_label(label);
        let before = batch.get(&key).cloned();
        let role = match before {
            Some(role @ (Role::Interviewer | Role::Ignore)) => Some(role),
            _ => one(context, (handle, label, *turns), before.as_ref())?,
        };
        let Some(role) = role else {
            continue;
        };
        answered = true;
        batch.insert(key.clone(), role.clone());
        let named = files
            .iter_mut()
            .filter(|file| file.wanted_handle() == *handle);
        for file in named {
            file.given.speakers.insert(key.clone(), role.clone());
            // The options keep what was said, so that a corrected file can be read the same way.
            let said = file.options.entry("alias".to_owned()).or_default();
            if !said.is_empty() {
                said.push('\n');
            }
            said.push_str(&format!("{label}={}", typed(&role)));
        }
    }
    Ok(answered)
}

/// A role as people type it.
fn typed(role: &Role) -> String {
    match role {
        Role::Person(person) => person.to_string(),
        Role::Interviewer => "interviewer".to_owned(),
        Role::Ignore => "ignore".to_owned(),
        Role::Unknown => "unknown".to_owned(),
    }
}

fn one(
    context: &mut Context,
    (handle, label, turns): (&str, &str, u32),
    before: Option<&Role>,
) -> Result<Option<Role>, Failure> {
    loop {
        let or = before.map_or_else(|| "later".to_owned(), crate::history::role);
        context.out.text(&format!(
            "who is “{label}” in {handle} ({turns} turns)? a person, interviewer or ignore; Enter: {or} > "
        ))?;
        context.out.flush()?;
        let mut answer = String::new();
        let read = io::stdin().lock().read_line(&mut answer);
        let read =
            read.map_err(|cause| Failure::new(format!("no answer could be read: {cause}")))?;
        match answer.trim() {
            _ if read == 0 => return Ok(None),
            "" => return Ok(before.cloned()),
            who => match reference::role(who) {
                Ok(role) => return Ok(Some(role)),
                Err(failure) => context.out.line(format!("  {}", failure.message))?,
            },
        }
    }
}
