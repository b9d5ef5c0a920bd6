//! `coding list`: who put which code where, or what the final layer holds.

use crate::cli::context::{Context, code, document, layer};
use crate::cli::failure::Failure;
use crate::filter::Layer;
use crate::layer::marks;
use crate::listing::{Listed, listed, listed_marks};
use crate::number::counted;

/// List codings
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only this document.
    document: Option<String>,
    /// Only this code.
    #[arg(long)]
    code: Option<String>,
    /// Only this coder.
    #[arg(long)]
    coder: Option<String>,
    /// All codings, one coder's, or what the final layer holds.
    #[arg(
        long,
        value_name = "all|final|CODER",
        default_value = "all",
        conflicts_with = "coder"
    )]
    layer: String,
}

pub fn run(context: &mut Context, args: Args) -> Result<(), Failure> {
    let session = context.open()?;
    let view = session.view();
    let of = layer(&view, args.coder.as_deref().unwrap_or(&args.layer))?;
    let wanted = args.document.as_deref();
    let wanted = wanted.map(|handle| document(&view, handle)).transpose()?;
    let code = args
        .code
        .as_deref()
        .map(|handle| code(&view, handle))
        .transpose()?;
    let (wanted, code) = (wanted.map(|document| document.id), code.map(|code| code.id));
    let needed = |id| of == Layer::Final || wanted.is_none_or(|wanted| wanted == id);
    let documents = view.all_documents().iter();
    let (texts, problems) = session.texts(documents.filter(|document| needed(document.id)))?;
    context.out.problems(&problems)?;
    let mut left_out = None;
    let codings: Vec<Listed> = match &of {
        Layer::Final => {
            let found = marks(&view, &texts, &of);
            left_out = Some((found.undecided, found.kept));
            let mut held = found.marks;
            held.retain(|mark| wanted.is_none_or(|wanted| mark.document == wanted));
            held.retain(|mark| code.is_none_or(|code| mark.code == code));
            listed_marks(&view, &texts, &held)
        }
        Layer::All | Layer::Coder(_) => listed(&view, &texts, |coding| {
            let is_of = match &of {
                Layer::Coder(coder) => coding.coder == *coder,
                _ => true,
            };
            is_of
                && wanted.is_none_or(|wanted| coding.excerpt.document == wanted)
                && code.is_none_or(|code| coding.code == code)
        }),
    };
    if context.out.is_json() {
        let mut written = serde_json::json!({ "codings": codings, "notes": view.said_left_out() });
        if let Some((undecided, kept)) = left_out {
            written["undecided"] = undecided.into();
            written["kept"] = kept.into();
        }
        return context.out.json(&written);
    }
    for coding in &codings {
        let quote: String = coding.quote.replace('\n', " ").chars().take(60).collect();
        let place = format!("{}-{}", coding.start.0, coding.end.0);
        context.out.line(format!(
            "{:<8} {:<8} {place:<12} {:<20} “{quote}”",
            coding.coder, coding.document, coding.code
        ))?;
    }
    if let Some((undecided, kept)) = left_out {
        context.out.line(format!(
            "{} undecided, {kept} kept as such: left out but for what all coders share there",
            counted(undecided, "disagreement")
        ))?;
    }
    for said in view.said_left_out() {
        context.out.line(said)?;
    }
    context.out.line(counted(codings.len(), "coding"))
}
