//! Making a study ready to be searched, as several commands do, and saying why a query or an index cannot be read.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::context::{Context, layer};
use crate::cli::failure::Failure;
use crate::filter::Layer;
use crate::query::facts::Facts;
use crate::query::unparsed::Unparsed;
use crate::search::IndexError;
use crate::search::answer::Base;
use crate::search::ready::{Places, Ready};
use crate::session::Session;

/// Makes a study ready to be searched, with a bar where that takes a while.
pub fn ready(context: &mut Context, session: &Session, named: &str) -> Result<Ready, Failure> {
    let view = session.view();
    let layer = layer(&view, named)?;
    let facts = match layer {
        Layer::Final => {
            let texts = context.texts(session)?;
            Facts::of_final(&view, &crate::layer::marks(&view, &texts, &layer))
        }
        layer => Facts::of(&view, &layer),
    };
    let bar = ProgressBar::new(0);
    if let Ok(style) =
        ProgressStyle::with_template("indexing {wide_bar} {pos}/{len} documents  {eta} left")
    {
        bar.set_style(style);
    }
    let state = session.state_folder();
    let places = Places {
        folder: session.folder(),
        state: &state,
    };
    let ready = Ready::of(places, Arc::new(facts), &mut |progress| {
        bar.set_length(progress.of as u64);
        bar.set_position(progress.done as u64);
        ControlFlow::Continue(())
    })?;
    bar.finish_and_clear();
    context.out.problems(&ready.problems)?;
    Ok(ready)
}

/// Points at the place where a query cannot be read.
pub fn unparsed(line: &str, cause: &Unparsed) -> Failure {
    Failure::wrong_use(format!("{}\n{}", cause.what, cause.pointer(line))).hint(cause.hint.clone())
}

/// Does something that may take a while; after a second it is seen to be at work.
pub fn waited<T>(work: impl FnOnce() -> T) -> T {
    let spinner = ProgressBar::new_spinner().with_message("reading the texts");
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}  {elapsed}") {
        spinner.set_style(style);
    }
    spinner.enable_steady_tick(Duration::from_secs(1));
    let done = work();
    spinner.finish_and_clear();
    done
}

/// Asks something of a study that is ready, and says if its index had to be thrown away for it.
pub fn asked<T>(
    context: &mut Context,
    ready: &mut Ready,
    question: impl Fn(&Base<'_>) -> Result<T, IndexError>,
) -> Result<T, Failure> {
    let told = ready.problems.len();
    let answer = waited(|| ready.ask(question)).map_err(unanswered)?;
    context.out.problems(&ready.problems[told..])?;
    Ok(answer)
}

/// Says why there is no answer.
pub fn unanswered(cause: IndexError) -> Failure {
    Failure::new(format!("the index could not be read: {cause}")).hint("ask again: it is made anew")
}
