//! `themes`: the theme table of a layer.

use std::path::PathBuf;

use crate::cli::context::{Context, reader};
use crate::cli::failure::Failure;
use crate::cli::guard::GuardArgs;
use crate::cli::output::TableFormat;
use crate::cli::theme_table::{self, Asked};
use crate::theme_table::ThemeTableSpec;

/// Print the theme table: people, documents, excerpts and codings of every theme and code
///
/// People are counted once, however often they say it. In a format for a paper the table has definitions, and attributes that
/// would single somebody out give way to fewer or coarser ones. What a cell stands on: intercoder quotes list --theme CODE
/// --where role=parent
///
/// Example: intercoder themes --layer all --by role
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Whose codings count: all, final, or one coder's.
    #[arg(long, default_value = "all", value_name = "all|final|CODER")]
    layer: String,
    /// Split the people by these attributes of theirs or, where no person has one, of documents.
    #[arg(long, value_delimiter = ',', value_name = "ATTRIBUTES")]
    by: Vec<String>,
    /// Which codes have rows: every code, those that have codes below them, the lowest of these, those on top.
    #[arg(long, default_value = "codes", value_parser = ["codes", "themes", "lowest", "top"])]
    themes: String,
    /// Add so many of each theme's chosen quotes.
    #[arg(long, default_value_t = 0, value_name = "N")]
    quotes: u16,
    /// By whom quotes are: attributes of people, `pseudonym`, or `none`; the attributes of --by where nothing is said.
    #[arg(long, value_delimiter = ',', value_name = "ATTRIBUTES|pseudonym|none")]
    attribution: Vec<String>,
    /// Its title.
    #[arg(long)]
    title: Option<String>,
    /// Write what was asked for into this file; intercoder table FILE makes the table again.
    #[arg(long, value_name = "FILE")]
    spec: Option<PathBuf>,
    #[command(flatten)]
    guard: GuardArgs,
    #[command(flatten)]
    format: TableFormat,
}

impl Args {
    fn as_spec(&self) -> ThemeTableSpec {
        ThemeTableSpec {
            table: "themes".to_owned(),
            title: self.title.clone(),
            layer: self.layer.clone(),
            themes: self.themes.clone(),
            by: self.by.clone(),
            quotes: self.quotes,
            attribution: self.attribution.clone(),
        }
    }
}

pub fn run(context: &mut Context, args: &Args) -> Result<(), Failure> {
    let mut session = context.open()?;
    let outsider = reader(&session)?;
    let (texts, incomplete) = context.whole(&session)?;
    let incomplete = incomplete.or(outsider);
    let asked = Asked {
        spec: &args.as_spec(),
        guard: &args.guard,
        format: &args.format,
    };
    theme_table::print(context, &mut session, (&texts, incomplete), &asked)?;
    if let Some(path) = &args.spec {
        let spec = serde_json::to_string_pretty(&args.as_spec()).unwrap_or_default() + "\n";
        context.out.save(path, spec.as_bytes())?;
    }
    Ok(())
}
