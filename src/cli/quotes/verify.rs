//! `quotes verify`: whether a manuscript quotes what was said.

use std::path::PathBuf;

use crate::cli::context::{Context, reader};
use crate::cli::failure::Failure;
use crate::import::Source;
use crate::import::manuscript;
use crate::number::counted;
use crate::problem::Problem;
use crate::quotes::manuscript::{FEWEST_WORDS, Numbered};
use crate::quotes::verify::{Difference, State, Verified, verify};

/// Find every quotation of a manuscript in the transcripts, word for word
///
/// A Word document, Markdown or plain text. A quotation stands between quotation marks, or in a block quote; what stands
/// in brackets after it is held against who speaks. Case, punctuation and kinds of marks are not compared; […], … and [words put in]
/// are edits. It fails where a quotation is not found or is another's.
///
/// Example: intercoder quotes verify report.md
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The manuscript.
    file: PathBuf,
}

pub fn run(context: &mut Context, args: &Args) -> Result<(), Failure> {
    let name = args.file.display().to_string();
    let bytes = context.read(&args.file)?;
    let manuscript = manuscript::read(&Source {
        name: &name,
        bytes: &bytes,
    })?;
    let session = context.open()?;
    reader(&session)?;
    let (texts, incomplete) = context.whole(&session)?;
    let view = session.view();
    let (all, unclosed) = verify(&view, &texts, &manuscript);
    let places: Vec<String> = unclosed.iter().map(usize::to_string).collect();
    if !places.is_empty() {
        let what = format!(
            "a quotation begins and is never closed: {}",
            places.join(", ")
        );
        let place = format!("{name}, {}", manuscript.numbered.as_str());
        let advice = "close it, so that it is looked for";
        context.out.problems(&[Problem::new(place, what, advice)])?;
    }
    let short = all.iter().filter(|of| of.state == State::Short).count();
    let looked_for: Vec<&Verified> = all.iter().filter(|of| of.state != State::Short).collect();
    let count = |holds: &dyn Fn(&Verified) -> bool| {
        looked_for
            .iter()
            .filter(|quotation| holds(quotation))
            .count()
    };
    let found = count(&|of| of.state == State::Found);
    let edited = count(&|of| of.state == State::Found && of.is_edited);
    let misattributed = count(&|of| of.attribution_differs.is_some());
    let kept_in = count(&|of| !of.kept_in.is_empty());
    let total = looked_for.len();
    if context.out.is_json() {
        context.out.json(&serde_json::json!({
            "file": name, "numbered": manuscript.numbered, "unit": "quotation", "total": total, "found": found,
            "edited": edited, "attributions_differ": misattributed, "short": short, "must_not_be_quoted": kept_in,
            "quotations": all, "unclosed": unclosed, "incomplete": incomplete,
        }))?;
    } else {
        say(context, manuscript.numbered, &looked_for)?;
        context.out.line(summed_up((found, total, edited), short))?;
        let unknown = count(&|of| of.attribution_unknown);
        if unknown > 0 {
            let unknown = counted(unknown, "attribution");
            context.out.line(format!(
                "  {unknown} held against nothing: no person, and no value of an attribute, is called so"
            ))?;
        }
        if let Some(line) = incomplete {
            context.out.line(format!("  {line}"))?;
        }
    }
    let wrong = [
        (total - found, "quotation", "not found word for word"),
        (misattributed, "attribution", "not the speaker's"),
        (kept_in, "quotation", "by somebody who must not be quoted"),
    ];
    let wrong = wrong.iter().filter(|(n, ..)| *n > 0);
    let wrong: Vec<String> = wrong
        .map(|(n, what, how)| format!("{} {how}", counted(*n, what)))
        .collect();
    match wrong.is_empty() {
        true => Ok(()),
        false => {
            context.out.flush()?;
            Err(Failure::new(format!("{name}: {}", wrong.join(", "))))
        }
    }
}

fn summed_up((found, total, edited): (usize, usize, usize), short: usize) -> String {
    let mut words = match total {
        0 => "no quotation found: nothing stands between quotation marks".to_owned(),
        _ => format!("{found} of {total} found word for word"),
    };
    if edited > 0 {
        words.push_str(&format!(" ({edited} with […], … or [words put in])"));
    }
    if short > 0 {
        let terms = counted(short, "quotation");
        words.push_str(&format!(
            "; {terms} of fewer than {FEWEST_WORDS} words not looked for"
        ));
    }
    words
}

/// What is wrong, place by place.
fn say(context: &mut Context, numbered: Numbered, all: &[&Verified]) -> Result<(), Failure> {
    for quotation in all {
        let place = format!("{} {}", numbered.as_str(), quotation.at);
        let there = quotation.document.as_deref().zip(quotation.turn);
        let there = there.map_or_else(String::new, |(document, turn)| {
            format!("{document} turn {turn}")
        });
        let quote = shortened(&quotation.quote);
        match quotation.state {
            State::NotFound => {
                context.out.line(format!("{place}: not found: “{quote}”"))?;
            }
            State::Differs => {
                context
                    .out
                    .line(format!("{place}: differs from {there}: “{quote}”"))?;
                for difference in &quotation.differences {
                    context.out.line(format!("    {}", in_words(difference)))?;
                }
            }
            State::Found | State::Short => {}
        }
        if let Some(why) = &quotation.attribution_differs {
            context
                .out
                .line(format!("{place}: attribution differs: {why} ({there})"))?;
        }
        if let Some(person) = quotation.kept_in.first() {
            context.out.line(format!(
                "{place}: {person} must not be quoted (may_quote is no): “{quote}”"
            ))?;
        }
    }
    Ok(())
}

fn in_words(difference: &Difference) -> String {
    let (written, said) = (&difference.manuscript, &difference.transcript);
    match (written.is_empty(), said.is_empty()) {
        (true, _) => format!("left out without […]: “{said}”"),
        (_, true) => format!("put in without [ ]: “{written}”"),
        _ => format!("written “{written}”, said “{said}”"),
    }
}

fn shortened(words: &str) -> String {
    const MOST: usize = 80;
    let one_line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    match one_line.chars().count() > MOST {
        true => format!("{}…", one_line.chars().take(MOST).collect::<String>()),
        false => one_line,
    }
}
