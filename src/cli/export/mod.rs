//! `export`: the study as data for other programs.

mod excerpts;
mod refi;
mod units;

use std::path::{Path, PathBuf};

use crate::cli::context::{Context, reader};
use crate::cli::failure::Failure;
use crate::cli::redact::RedactArgs;
use crate::disclosure::kept_in;
use crate::disclosure::release::{Release, WITHHELD};
use crate::listing::{listed, summaries};

/// Export the study
///
/// For analysis, not for publication: nothing is guarded against re-identification.
///
/// Example: intercoder export json -o study.json
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    Excerpts(excerpts::Args),
    /// Documents, people, codebook, rounds, progress, codings and memos as one JSON value
    Json {
        /// Write to this file; a file that is there is not overwritten.
        #[arg(short, long)]
        output: Option<PathBuf>,
        #[command(flatten)]
        redaction: RedactArgs,
    },
    Refi(refi::Args),
    Units(units::Args),
}

pub fn run(context: &mut Context, args: Args) -> Result<(), Failure> {
    match args.what {
        What::Excerpts(args) => excerpts::run(context, &args),
        What::Json { output, .. } => json(context, output.as_deref()),
        What::Refi(args) => refi::run(context, &args),
        What::Units(args) => units::run(context, &args),
    }
}

fn json(context: &mut Context, output: Option<&Path>) -> Result<(), Failure> {
    let session = context.open()?;
    let outsider = reader(&session)?;
    let (texts, incomplete) = context.whole(&session)?;
    let incomplete = incomplete.or(outsider);
    let view = session.view();
    let people: Vec<_> = view
        .people()
        .map(|person| {
            let attributes: serde_json::Map<String, serde_json::Value> = person
                .attributes
                .iter()
                .map(|(name, values)| {
                    (
                        name.clone(),
                        values.iter().map(|value| value.as_str()).collect(),
                    )
                })
                .collect();
            serde_json::json!({ "id": person.handle, "attributes": attributes })
        })
        .collect();
    let release = Release::of(&view, &texts);
    let mut codes = view.codebook().codes().to_vec();
    for code in &mut codes {
        for field in [
            &mut code.definition,
            &mut code.use_when,
            &mut code.not_when,
            &mut code.example,
        ] {
            *field = release.written(field).to_owned();
        }
    }
    let mut codings = listed(&view, &texts, |_| true);
    for (listed, coding) in codings.iter_mut().zip(view.codings()) {
        let place = (coding.excerpt.document, coding.excerpt.span);
        if !kept_in(&view, &texts, place).is_empty() {
            listed.quote = WITHHELD.to_owned();
        }
    }
    let memos: Vec<_> = view.memos().map(|memo| serde_json::json!({
        "ref": memo.id, "coder": memo.coder, "on": memo.on, "text": release.written(&memo.text), "to": memo.to, "state": memo.state, "at": memo.at
    })).collect();
    let whole = serde_json::json!({
        "title": view.setting("title"),
        "incomplete": incomplete,
        "notes": view.said_hidden().collect::<Vec<String>>(),
        "documents": summaries(&view, &texts),
        "people": people,
        "codebook": codes,
        "progress": crate::progress::standings(&view),
        "codings": codings,
        "memos": memos,
    });
    context.out.value_to(&whole, output)
}
