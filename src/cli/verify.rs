//! `verify`: whether every line and every text is what it says it is, and fits what other lines say of it.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::problem::Problem;
use crate::report::anchor::{Anchor, Compared};
use crate::session::Session;
use crate::store::layout::{Folder, MARK};
use crate::study::witness::{Contradiction, Kind};

/// Check every line of every journal and every text against its hash, and lines against each other
///
/// Names the writer and number of each damaged line, of each that is not the one others knew, and of each that is missing. Damage
/// changes no figure silently: the study is then incomplete. The state is a hash of everything the study says: two machines with
/// one state have the same study. With --anchor it compares the study with what a report printed of it.
///
/// Example: intercoder verify
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Compare with a report: the team's page of report html, or what verify --json printed.
    #[arg(long, value_name = "FILE")]
    anchor: Option<PathBuf>,
}

/// What was found.
struct Found {
    lines: usize,
    damage: Vec<Problem>,
    damaged: Vec<String>,
    texts: Vec<Problem>,
    contradictions: Vec<Contradiction>,
    missing: Option<String>,
    remedy: String,
    /// What is here, as reports print it.
    anchor: Anchor,
    compared: Option<Compared>,
}

pub fn run(context: &mut Context, args: Args) -> Result<(), Failure> {
    let anchor = args
        .anchor
        .as_deref()
        .map(|path| read_anchor(context, path));
    let anchor = anchor.transpose()?;
    let folder = match &context.globals.study {
        Some(folder) => Folder::open(folder)?,
        None => Folder::find(Path::new("."))?,
    };
    let session = Session::open(context.host(), folder, None)?;
    let found = Found::of(&session, anchor.as_ref())?;
    if context.out.is_json() {
        json(context, &session, &found)?;
    } else {
        print(context, &session, &found)?;
    }
    context.out.flush()?;
    found.judged()
}

/// What lines say of others that does not fit what is here. Lines that this computer saved need not be waited for.
fn contradictions(session: &Session) -> Result<Vec<Contradiction>, Failure> {
    let mut all = session.view().contradictions();
    let own = [session.to_mend()?, session.to_replace()?].concat();
    let is_own = |place: &str| {
        place
            .split_once(':')
            .is_some_and(|(name, _)| own.iter().any(|own| *own.0 == *name))
    };
    for one in all
        .iter_mut()
        .filter(|one| one.kind == Kind::Missing && is_own(&one.problem.place))
    {
        one.problem.advice =
            "this computer saved it: intercoder doctor --fix puts it back".to_owned();
    }
    Ok(all)
}

fn read_anchor(context: &Context, path: &Path) -> Result<Anchor, Failure> {
    let text = context.read_text(path)?;
    Anchor::read(&text).ok_or_else(|| {
        Failure::new(format!("{} says nothing of the journals of a study", path.display()))
            .hint("give the team's page of intercoder report html, or what intercoder verify --json printed")
    })
}

impl Found {
    fn of(session: &Session, anchor: Option<&Anchor>) -> Result<Self, Failure> {
        let view = session.view();
        let documents = view.all_documents().iter();
        let revisions = documents.flat_map(|document| document.revisions.clone());
        let (_, texts) = session.texts_of(revisions.collect())?;
        let damage = session.damage.iter();
        let mut damaged: Vec<String> = damage.map(|damage| damage.name()).collect();
        let mut named = HashSet::new();
        damaged.retain(|name| named.insert(name.clone()));
        if session.mistaken().is_some() {
            damaged = vec![MARK.to_owned()];
        }
        Ok(Self {
            lines: session.line_count(),
            damage: session.told_damage(),
            damaged,
            texts,
            contradictions: contradictions(session)?,
            missing: session.lacking(),
            remedy: session.remedy(),
            anchor: Anchor::of(&view),
            compared: anchor.map(|anchor| anchor.compare(&view)),
        })
    }

    /// Whether all is well: damage and what does not fit first, then what is missing.
    fn judged(&self) -> Result<(), Failure> {
        if !self.damaged.is_empty() || !self.texts.is_empty() {
            let texts = self.texts.iter().map(|problem| problem.place.clone());
            let names: Vec<String> = self.damaged.iter().cloned().chain(texts).collect();
            return Err(Failure::damaged(format!("damaged or missing: {}", first_of(&names)))
                .hint("intercoder doctor says what this computer can put right, and who has the rest; nothing else of the study is lost"));
        }
        let changed = self
            .contradictions
            .iter()
            .filter(|c| c.kind == Kind::Changed);
        let changed: Vec<&str> = changed.map(|c| c.problem.place.as_str()).collect();
        if !changed.is_empty() {
            return Err(Failure::damaged(format!("not as others knew them: {}", changed.join(", ")))
                .hint("compare with the journals on the machines of those writers, or with another coder's copy"));
        }
        let broken = self.compared.iter().flat_map(|compared| &compared.broken);
        let broken: Vec<&str> = broken.map(|problem| problem.place.as_str()).collect();
        if !broken.is_empty() {
            return Err(Failure::damaged(format!("not as the report has them: {}", broken.join(", ")))
                .hint("this is not the study that the report was made of, or not all of it: get the folder again from another coder"));
        }
        match &self.missing {
            Some(missing) => Err(
                Failure::refused(format!("the study is incomplete: {missing}"))
                    .hint(self.remedy.clone()),
            ),
            None => Ok(()),
        }
    }
}

/// The first of many names, and how many more there are.
fn first_of(names: &[String]) -> String {
    const MANY: usize = 8;
    match names.len().checked_sub(MANY) {
        Some(more @ 1..) => format!("{} and {more} more", names[..MANY].join(", ")),
        _ => names.join(", "),
    }
}

fn json(context: &mut Context, session: &Session, found: &Found) -> Result<(), Failure> {
    let view = session.view();
    let forks = view.forks().iter().map(|fork| {
        let (writer, seq) = (&fork.writer, fork.seq);
        format!("{writer} went on in two places from line {seq}")
    });
    let forks: Vec<String> = forks.collect();
    context.out.json(&json!({
        "lines": found.lines,
        "state": found.anchor.state,
        "anchor": found.anchor.text(),
        "newest": view.newest(),
        "damage": found.damage,
        "damaged": found.damaged,
        "texts": found.texts,
        "forks": forks,
        "contradictions": found.contradictions,
        "missing": found.missing,
        "compared": found.compared,
    }))
}

fn print(context: &mut Context, session: &Session, found: &Found) -> Result<(), Failure> {
    let contradictions = found.contradictions.iter().map(|c| &c.problem);
    let compared = found.compared.iter();
    let broken = compared.clone().flat_map(|compared| &compared.broken);
    let told = found.damage.iter().chain(&found.texts);
    for problem in told
        .chain(&session.problems)
        .chain(contradictions)
        .chain(broken)
    {
        context.out.line(problem.to_string())?;
    }
    if let Some(missing) = &found.missing {
        context.out.line(format!("incomplete: {missing}"))?;
    }
    context.out.line(format!(
        "{} lines verified, {} damaged; {} texts missing or damaged",
        found.lines,
        found.damaged.len(),
        found.texts.len()
    ))?;
    for compared in compared {
        let all = compared.standing + compared.broken.len();
        let standing = format!("({} of {all})", compared.standing);
        let said = compared.said.join("; ");
        context.out.line(match compared.broken.len() {
            0 => format!("the report: its newest lines still stand {standing}; {said}"),
            _ => format!("the report: not all of its newest lines still stand {standing}"),
        })?;
    }
    let state = found.anchor.state.map(|state| state.to_string());
    let short: String = state
        .iter()
        .flat_map(|state| state.chars())
        .take(16)
        .collect();
    context.out.line(format!(
        "state {short}…: equal on two machines means the same study"
    ))
}
