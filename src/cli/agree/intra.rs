//! `agree --intra`: one coder against themself at an earlier time.

use crate::agreement::passes::passes;
use crate::agreement::report::report;
use crate::agreement::scope::{Request, Source};
use crate::cli::agree::asked::{closed, request, texts_then};
use crate::cli::agree::interval::Intervals;
use crate::cli::agree::words::Words;
use crate::cli::agree::{Args, measure, write};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::filter::View;
use crate::id::CoderId;
use crate::layer::seat::merged;
use crate::session::Session;
use crate::texts::Texts;

/// Prints the report over the latest two passes of a coder over each document.
pub fn print(
    context: &mut Context,
    session: &Session,
    (texts, incomplete): (&Texts, Option<String>),
    (coder, args): (&str, &Args),
) -> Result<(), Failure> {
    let view = session.view();
    crate::cli::context::coder(&view, coder)?;
    if args.by.as_deref() == Some("document") {
        return Err(Failure::wrong_use("--intra is not split by document")
            .hint("name one with --documents"));
    }
    let rounds: Vec<_> = closed(&view).collect();
    let with_frontier = rounds
        .iter()
        .filter_map(|round| Some((*round, session.closed_round(round.id)?)));
    let (rounds, views): (Vec<_>, Vec<View<'_>>) = with_frontier.unzip();
    let then = texts_then(session, &views, texts)?;
    let each = views.iter().zip(&rounds);
    let mut sources: Vec<Source<'_>> = each
        .map(|(view, round)| Source::of_round(view, round))
        .collect();
    sources.push(Source::outside_rounds(&view));
    let request = Request {
        coders: vec![CoderId::from(coder)],
        ..request(&view, args)?
    };
    let scope = passes((&view, &then), &sources, (&request, &merged(&view)));
    context.out.problems(&scope.problems)?;
    if scope.judgements.is_empty() {
        return Err(Failure::new(format!(
            "{coder} has finished no document twice: in two closed rounds, or in one and outside"
        ))
        .hint(format!(
            "a lead gives documents to {coder} once more with: intercoder round new --coders {coder}"
        )));
    }
    let measure = measure((&view, &view), &[], (args, &then))?;
    let beside = (&view, &then);
    let report = report(&scope, beside, &measure);
    let intervals = Intervals::of((&report, &scope), (beside, &measure), args)?;
    let words = Words {
        incomplete,
        title: Some(format!(
            "agreement of {coder} with themself, the latest two times each document was finished"
        )),
        by_pair: args.by.as_deref() == Some("pair"),
        ..Words::default()
    };
    write(
        context,
        (&[(report, intervals)], &[]),
        (&words, &measure),
        args,
    )
}
