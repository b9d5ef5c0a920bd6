//! `codebook impact`: the excerpts that changes of the codebook ask people to look at again, before or after they are frozen.

use std::collections::BTreeMap;

use crate::cli::context::{Context, code, reader, version};
use crate::cli::failure::Failure;
use crate::filter::View;
use crate::history::code as handle;
use crate::id::{CodeRef, Ref};
use crate::recode::{Between, Queue, Until};

/// Count the excerpts that changes of the codebook ask people to look at again
///
/// Counted are codings whose code was merged, split, retired or told otherwise when it applies since the version they were made
/// under. A new name touches nothing.
///
/// Example: intercoder codebook impact --from 1
#[derive(Debug, Default, clap::Args)]
pub struct Args {
    /// Only codings made under this version, by number, or a later one.
    #[arg(long, value_name = "VERSION")]
    from: Option<u32>,
    /// The version they are held against; without it, the codebook as it stands.
    #[arg(long, value_name = "VERSION")]
    to: Option<u32>,
    /// Only this code.
    code: Option<String>,
}

pub fn run(context: &mut Context, args: Args) -> Result<(), Failure> {
    let session = context.open()?;
    let outsider = reader(&session)?;
    let view = session.view();
    let (texts, problems) = session.texts([])?;
    context.out.problems(&problems)?;
    let only = args.code.as_deref().map(|name| code(&view, name));
    let only = only.transpose()?.map(|code| code.id);
    let to = args.to.map(|number| freeze(&view, number)).transpose()?;
    let between = Between {
        from: args.from.map(|number| freeze(&view, number)).transpose()?,
        to: to.map_or(Until::Draft, Until::Version),
    };
    let mut queue = Queue::of(&view, &texts, between);
    queue
        .waiting
        .retain(|waiting| only.is_none_or(|only| waiting.coding.applied == only));
    if context.out.is_json() {
        let codes = by_code(&queue).into_iter().map(|((id, _), of)| {
            let why = of.waiting.first().map(|waiting| &waiting.touch.why);
            serde_json::json!({
                "code": handle(&view, id),
                "why": why,
                "excerpts": of.waiting.len(),
                "coders": of.coders(),
            })
        });
        let codes: Vec<_> = codes.collect();
        return context.out.json(&serde_json::json!({
            "excerpts": queue.waiting.len(), "coders": queue.coders(), "codes": codes, "in_open_rounds": queue.in_open_rounds,
        }));
    }
    for ((id, why), of) in by_code(&queue) {
        context.out.line(format!(
            "{:<20} {:<24} {}",
            handle(&view, id),
            why,
            of.spread()
        ))?;
    }
    if queue.in_open_rounds > 0 {
        context.out.line(format!(
            "{} more wait for an open round to close: until then its own version holds",
            queue.in_open_rounds
        ))?;
    }
    if let Some(note) = outsider {
        context.out.line(note)?;
    }
    let next = match (queue.waiting.is_empty(), queue.target) {
        (true, _) => String::new(),
        (false, Some(_)) => ": intercoder recode".to_owned(),
        (false, None) => {
            " once this is frozen: intercoder codebook freeze, then intercoder recode".to_owned()
        }
    };
    context
        .out
        .line(format!("impact: {} to look at again{next}", queue.spread()))
}

/// What waits, code by code and for each reason of its own.
fn by_code(queue: &Queue) -> BTreeMap<(CodeRef, String), Queue> {
    let mut codes: BTreeMap<(CodeRef, String), Queue> = BTreeMap::new();
    for waiting in &queue.waiting {
        let key = (waiting.coding.applied, waiting.touch.words());
        let of = codes.entry(key).or_default();
        of.waiting.push(waiting.clone());
    }
    codes
}

fn freeze(view: &View<'_>, number: u32) -> Result<Ref, Failure> {
    Ok(version(view, number)?.id)
}
