//! `--redact`: what is written holds no direct identifier, or is not written.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::{ArgMatches, FromArgMatches as _};

use crate::cli::failure::Failure;
use crate::cli::output::tell;
use crate::disclosure::identifier::{Identifier, Screen, Unusable};
use crate::disclosure::names::Names;
use crate::import::pseudonyms::{self, Map};
use crate::store::layout::Folder;
use crate::store::outside;

/// The largest map of names, in bytes.
const LARGEST_MAP: u64 = 16 << 20;

/// Whether direct identifiers are taken out.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct RedactArgs {
    /// Take direct identifiers out (names of the map, e-mail, phone, dates, addresses, web addresses, ages over 89); what was
    /// written is searched again, and nothing is kept where one is left.
    #[arg(long, help_heading = "De-identification")]
    pub redact: bool,
    /// The map of names: a CSV with the columns name and pseudonym, kept outside the study.
    #[arg(
        long,
        value_name = "CSV",
        requires = "redact",
        help_heading = "De-identification"
    )]
    names: Option<PathBuf>,
}

impl RedactArgs {
    /// What was asked of the command that runs, whichever it is; a command that takes nothing out asks for nothing.
    pub fn of(asked: &ArgMatches) -> Self {
        let mut command = Some(asked);
        while let Some(of) = command {
            if of.try_contains_id("redact").is_ok_and(|is| is)
                && let Ok(own) = Self::from_arg_matches(of)
            {
                return own;
            }
            command = of.subcommand().map(|(_, below)| below);
        }
        Self::default()
    }

    /// What to look for; nothing where nothing is taken out.
    pub fn screen(&self) -> Result<Option<Screen>, Failure> {
        match self.redact {
            true => screen(self.names.as_deref()).map(Some),
            false => Ok(None),
        }
    }
}

/// The screen for a map of names, or for shapes alone.
pub fn screen(names: Option<&Path>) -> Result<Screen, Failure> {
    let Some(path) = names else {
        return Screen::new(&[]).map_err(|cause| Failure::new(cause.to_string()));
    };
    let map = read(path)?;
    Screen::new(&map.pairs).map_err(|cause| unusable(path, (&map, &cause)))
}

/// The names of a map alone.
pub fn names(path: &Path) -> Result<Names, Failure> {
    Names::new(&read(path)?.pairs)
        .map_err(|cause| Failure::new(format!("{}: {cause}", path.display())))
}

/// Why a map cannot be used. The names stay unsaid: messages end up in logs.
fn unusable(path: &Path, (map, cause): (&Map, &Unusable)) -> Failure {
    let name = path.display();
    let Unusable::Pseudonym { at, kind } = cause else {
        return Failure::new(format!("{name}: {cause}"));
    };
    let line = map.lines.get(*at).copied().unwrap_or_default();
    Failure::refused(format!(
        "{name} line {line}: the pseudonym is or holds what would be taken out itself ({}): nothing was written",
        kind.as_str()
    ))
    .hint("give it a pseudonym that is no name of the map, no day, no number and no address")
}

fn read(path: &Path) -> Result<Map, Failure> {
    let name = path.display().to_string();
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    if whole
        .parent()
        .is_some_and(|folder| Folder::find(folder).is_ok())
    {
        return Err(Failure::refused(format!(
            "{name} lies inside a study: whoever shares the study would share the names"
        ))
        .hint("move it out of the study's folder, and out of everything that is shared"));
    }
    let bytes =
        outside::read(path, LARGEST_MAP).map_err(|cause| Failure::new(cause.to_string()))?;
    let text = String::from_utf8(bytes)
        .map_err(|_| Failure::new(format!("{name} is not UTF-8 text")).hint("save it as UTF-8"))?;
    let (names, problems) = pseudonyms::read(&name, &text)?;
    problems.iter().for_each(tell);
    Ok(names)
}

/// Refuses what would be written where an identifier is still in it. What it is stays unsaid: messages end up in logs.
pub fn refuse(left: &[Identifier]) -> Result<(), Failure> {
    if left.is_empty() {
        return Ok(());
    }
    let kinds: BTreeSet<&str> = left.iter().map(|one| one.kind.as_str()).collect();
    let kinds: Vec<&str> = kinds.into_iter().collect();
    let n = left.len();
    Err(Failure::refused(format!(
        "after taking identifiers out, {n} would still be in it ({}): nothing was written",
        kinds.join(", ")
    ))
    .hint("intercoder document scan shows what is found in transcripts; a name that is cut in two is found where its parts are names of the map too"))
}
