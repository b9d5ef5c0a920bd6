//! What was found, in words and as a table.

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::search::Found;
use crate::number::counted;
use crate::query::corpus::TurnNumber;
use crate::query::facet::Facet;
use crate::query::snippet::plain;
use crate::search::answer::Base;
use crate::search::hit::{Hit, speaker};
use crate::search::words::Words;

/// How many characters of a hit people see.
const WIDTH: usize = 160;

/// How many values of a facet people see.
const SLICES: usize = 6;

/// Prints hits, facets and what was searched.
pub fn print(
    context: &mut Context,
    (found, base, words): (&Found, &Base<'_>, &Words),
    around: usize,
) -> Result<(), Failure> {
    for hit in &found.hits {
        let codes = match hit.codes.is_empty() {
            true => "uncoded".to_owned(),
            false => hit.codes.join(", "),
        };
        let place = format!("{} turn {}", hit.document, hit.turn);
        context
            .out
            .line(format!("{place}  {}  {codes}", hit.speaker))?;
        for (turn, who, text) in turns_around((base, words), hit, around) {
            match turn == hit.turn {
                true => context
                    .out
                    .line(format!("  {}", plain(&hit.quote, &hit.marked, WIDTH)))?,
                false => context.out.line(format!("  {who}: {text}"))?,
            }
        }
    }
    if found.turns == 0 {
        context.out.line("nothing found")?;
    } else {
        let shown = match found.hits.len() == found.turns {
            true => String::new(),
            false => format!("; {} shown, --limit 0 shows all", found.hits.len()),
        };
        context.out.line("")?;
        let (turns, documents) = (
            counted(found.turns, "turn"),
            counted(found.documents, "document"),
        );
        context.out.line(format!("{turns} in {documents}{shown}"))?;
        // What has one value alone tells nothing apart.
        let telling = |facet: &&Facet| facet.slices.len() > 1 || facet.field == "code";
        for facet in found.facets.iter().filter(telling) {
            context.out.line(format!("  {}", said(facet)))?;
        }
    }
    let scope = &found.scope;
    context.out.line(format!(
        "searched: {} of {}, {}; layer {}",
        counted(scope.turns, "turn"),
        counted(scope.documents, "document"),
        counted(scope.words as usize, "word"),
        found.layer
    ))?;
    found
        .notes
        .iter()
        .try_for_each(|note| context.out.line(note))
}

/// The turns around a hit and the hit itself, each with who speaks and its words.
fn turns_around(
    (base, words): (&Base<'_>, &Words),
    hit: &Hit,
    around: usize,
) -> Vec<(u32, String, String)> {
    let numbers = base.ground.corpus.numbers(hit.id);
    let own = numbers.start + hit.turn - 1;
    let around = around as u32;
    let from = own.saturating_sub(around).max(numbers.start);
    let to = own
        .saturating_add(around)
        .saturating_add(1)
        .min(numbers.end);
    let passage = words.of(hit.id);
    let turn = |number: u32| {
        let role = speaker(base.ground.corpus.speaker(TurnNumber(number)));
        let body = base.ground.corpus.turn(TurnNumber(number)).body;
        let text = passage.map_or("", |passage| passage.text.slice(body));
        (number - numbers.start + 1, role, plain(text, &[], WIDTH))
    };
    (from..to).map(turn).collect()
}

fn said(facet: &Facet) -> String {
    let first = facet.slices.iter().take(SLICES);
    let first: Vec<String> = first
        .map(|slice| format!("{} {}", slice.value, slice.turns))
        .collect();
    let more = match facet.slices.len() > SLICES {
        true => format!(", {} more", facet.slices.len() - SLICES),
        false => String::new(),
    };
    format!("{}: {}{more}", facet.field, first.join(", "))
}
