//! `codebook`: the codes, their tree, their versions.

mod change;
mod exchange;
mod impact;
mod review;
mod show;
mod split;
mod table;

use std::path::PathBuf;

pub use exchange::add_all;
pub use review::freeze_as;

use crate::cli::context::Context;
use crate::cli::failure::Failure;

/// Bring a codebook, see it, change it, freeze versions of it
///
/// Codes are never deleted: they are moved, merged or retired, and every coding remembers the version it was made under.
///
/// Example: intercoder codebook import codebook-tier.json
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Import codes from JSON, CSV, Excel, LibreOffice, Word, Markdown, YAML or .qdc; what differs from the study's codebook is shown and, with --yes, taken over
    ///
    /// Codes the study lacks are added at once. Changes of codes it has are shown, and written only with --yes or when you
    /// answer y. An import never takes a code off. A sheet, or a table in Word, says nothing of fields that it has no column for:
    /// what `codebook table` wrote can be edited and brought back. In Markdown, headings and list items are codes, one below the
    /// other as they stand (`- code: definition`), and labels such as `**Use when:**` begin a field; in YAML, names stand above
    /// lists of names, or codes have our fields. Without handles, a code is the one with the same names from the root down.
    Import {
        /// The file.
        file: PathBuf,
        /// Take the changes over without asking.
        #[arg(long)]
        yes: bool,
    },
    /// Print the tree
    Tree,
    /// Show a code with all its fields
    Show {
        /// The code.
        code: String,
    },
    Add(change::AddArgs),
    Edit(change::EditArgs),
    /// Move a code below another
    Move {
        /// The code.
        code: String,
        /// The code above it from now on; without it, the root.
        #[arg(long)]
        below: Option<String>,
    },
    /// Merge a code into another: its codings count as the other's, and undo is as if it had never been
    Merge {
        /// The code.
        code: String,
        /// The code it counts as.
        into: String,
    },
    Split(split::Args),
    /// Retire a code: it can no longer be applied, and what is coded stays
    Retire {
        /// The code.
        code: String,
    },
    /// List what a codebook usually lacks: definitions, boundaries, use; and codes that are hard to tell apart
    Lint,
    /// Freeze the codebook as a version for rounds to use
    Freeze {
        /// Its number; without it, the next.
        #[arg(long)]
        number: Option<u32>,
    },
    /// Compare two versions, or a version and the codebook as it stands
    Diff {
        /// The older version, by number.
        from: u32,
        /// The newer version; without it, the codebook as it stands.
        to: Option<u32>,
    },
    Impact(impact::Args),
    /// List documents that were finished before a code existed
    Coverage {
        /// Only this code.
        code: Option<String>,
    },
    Table(table::Args),
    /// Export the codebook as JSON, CSV or, for other programs, REFI-QDA (qdc)
    Export {
        /// The format; without it, what the file's ending says, else JSON.
        #[arg(long, value_parser = ["json", "csv", "qdc"])]
        format: Option<String>,
        /// A version, by number; without it, the codebook as it stands.
        #[arg(long)]
        version: Option<u32>,
        /// Write to this file; a file that is there is not overwritten.
        #[arg(short, long)]
        output: Option<PathBuf>,
    },
}

pub fn run(context: &mut Context, args: Args) -> Result<(), Failure> {
    match args.action {
        Action::Import { file, yes } => exchange::import(context, &file, yes),
        Action::Tree => show::tree(context),
        Action::Show { code } => show::code(context, &code),
        Action::Add(args) => change::add(context, args),
        Action::Edit(args) => change::edit(context, args),
        Action::Move { code, below } => change::shift(context, &code, below.as_deref()),
        Action::Merge { code, into } => change::merge(context, &code, &into),
        Action::Split(args) => split::run(context, args),
        Action::Retire { code } => change::retire(context, &code),
        Action::Lint => review::lint(context),
        Action::Freeze { number } => review::freeze(context, number),
        Action::Diff { from, to } => review::diff(context, from, to),
        Action::Impact(args) => impact::run(context, args),
        Action::Coverage { code } => review::coverage(context, code.as_deref()),
        Action::Table(args) => table::run(context, &args),
        Action::Export {
            format,
            version,
            output,
        } => exchange::export(context, (format.as_deref(), version), output.as_deref()),
    }
}
