//! `quotes table`: the quotes that are printed, theme by theme.

use serde::Serialize;

use crate::cli::context::{Context, attribute, reader};
use crate::cli::failure::Failure;
use crate::cli::guard::{GuardArgs, Guarded, tell_what_gave_way};
use crate::cli::output::{Reach, TableFormat};
use crate::cli::standing::provisos;
use crate::codebook::Depth;
use crate::disclosure::group::smallest_shown;
use crate::filter::View;
use crate::number::counted;
use crate::quotes::attribution::Attribution;
use crate::quotes::exemplar::{Exemplar, Exemplars, Spread, quoted};
use crate::table::{Cell, Row, Table};

/// Print the chosen quotes, theme by theme
///
/// They are spread over people: of each theme's chosen quotes, whoever has been quoted least comes first. In a format for a paper
/// no document and no turn is named, and attributes that would single a quoted person out give way.
///
/// Example: intercoder quotes table --per-theme 1 --attribution role
#[derive(Debug, clap::Args)]
pub struct Args {
    /// How many quotes each theme gets.
    #[arg(long, default_value_t = 1, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    per_theme: u16,
    /// By whom: attributes of people, or `pseudonym` (the study's handle), or `none`; role where nothing is said and people have one.
    #[arg(long, value_delimiter = ',', value_name = "ATTRIBUTES|pseudonym|none")]
    attribution: Vec<String>,
    /// Which codes are themes here: the lowest that have codes below them, all that have, those on top, or every code.
    #[arg(long, default_value = "lowest", value_parser = ["lowest", "themes", "top", "codes"])]
    themes: String,
    #[command(flatten)]
    guard: GuardArgs,
    #[command(flatten)]
    format: TableFormat,
}

/// The attribute that quotes are attributed by where nothing else is asked for.
const ROLE: &str = "role";

/// One printed quote, as programs read it.
#[derive(Serialize)]
struct Printed<'e> {
    theme: &'e str,
    who: String,
    #[serde(flatten)]
    quote: &'e Exemplar,
}

pub fn run(context: &mut Context, args: &Args) -> Result<(), Failure> {
    let mut session = context.open()?;
    let outsider = reader(&session)?;
    let (texts, incomplete) = context.whole(&session)?;
    let view = session.view();
    let (asked, unattributed) = attribution(&view, args)?;
    let found = Exemplars::of(&view, &texts);
    let codebook = view.codebook_in_use();
    let themes = Depth::parse(&args.themes)
        .unwrap_or_default()
        .codes(&codebook);
    let spread = Spread::over(&found, &codebook, (&themes, usize::from(args.per_theme)));
    let (k, reason) = args.guard.k(&view)?;
    let quoted = spread.people();
    let (narrower, split) = asked.screened(&view, (&quoted, k));
    let (_, usual) = asked.screened(&view, (&quoted, smallest_shown(&view)));
    let reach = context.out.reach(&args.format);
    let (by, guarded) = match reach {
        Reach::Paper => (narrower, Guarded::list((split, &usual), (k, reason))),
        Reach::Team => {
            let mut warned = Guarded::list((split, &usual), (k, None));
            warned.by = asked.attributes().to_vec();
            (asked.clone(), warned)
        }
    };
    let mut notes = said(&view, &spread, &found);
    notes.extend(unattributed);
    notes.extend(guarded.notes.iter().cloned());
    notes.extend(provisos(&view, incomplete.or(outsider)));
    if context.out.is_json_for(&args.format) {
        let value = as_json(&view, &spread, (&by, &notes));
        return context.out.value(&value, &args.format);
    }
    let table = drawn(&view, &spread, (&by, reach));
    drop(view);
    guarded.keep(&mut session, "quotes table")?;
    if reach == Reach::Paper {
        tell_what_gave_way(context, (&guarded, asked.attributes()))?;
    }
    context.out.table(&Table { notes, ..table }, &args.format)
}

/// How quotes are attributed; by nothing, and said so, where nothing was asked for and nobody has a role.
fn attribution(view: &View<'_>, args: &Args) -> Result<(Attribution, Option<String>), Failure> {
    if !args.attribution.is_empty() {
        let asked = Attribution::parse(&args.attribution);
        let mut names = asked.attributes().iter();
        names.try_for_each(|name| attribute(view, name))?;
        return Ok((asked, None));
    }
    match attribute(view, ROLE) {
        Ok(()) => Ok((Attribution::By(vec![ROLE.to_owned()]), None)),
        Err(_) => {
            let said = "quotes are attributed to nobody: nobody has a role; --attribution says by what else";
            Ok((Attribution::None, Some(said.to_owned())))
        }
    }
}

fn as_json(
    view: &View<'_>,
    spread: &Spread<'_>,
    (by, notes): (&Attribution, &[String]),
) -> serde_json::Value {
    let printed = spread.themes.iter().flat_map(|(theme, quotes)| {
        quotes.iter().map(move |quote| Printed {
            theme,
            who: by.words(view, quote),
            quote,
        })
    });
    let printed: Vec<Printed<'_>> = printed.collect();
    let without: Vec<&str> = spread.without().collect();
    serde_json::json!({ "unit": "quote", "quotes": printed, "without": without,
        "people": spread.people().len(), "notes": notes })
}

/// How the quotes are spread, and what has none.
fn said(view: &View<'_>, spread: &Spread<'_>, found: &Exemplars) -> Vec<String> {
    let quotes = spread.quotes();
    let longest = quotes
        .iter()
        .map(|quote| quote.words.split_whitespace().count())
        .max();
    let mut said = vec![match longest {
        None => {
            "no quote is chosen: intercoder quotes choose, or * on the themes screen".to_owned()
        }
        Some(longest) => format!(
            "{} of {} chosen, from {}; the longest has {}",
            counted(quotes.len(), "quote"),
            found.all.len(),
            counted(spread.people().len(), "person"),
            counted(longest, "word"),
        ),
    }];
    let without: Vec<&str> = spread.without().collect();
    if !without.is_empty() {
        let n = counted(without.len(), "theme");
        said.push(format!("{n} without a quote: {}", without.join(", ")));
    }
    let by_hand = quotes
        .iter()
        .filter(|quote| quote.attribution.is_some())
        .count();
    if by_hand > 0 {
        said.push(format!(
            "{} in somebody's own words: not screened for small groups",
            counted(by_hand, "attribution")
        ));
    }
    if found.naming > 0 {
        said.push(format!(
            "{} not printed: they name a person or a document",
            counted(found.naming, "attribution")
        ));
    }
    if found.kept_in > 0 {
        let n = counted(found.kept_in, "chosen quote");
        said.push(format!(
            "{n} left out: who speaks must not be quoted (may_quote is no)"
        ));
    }
    if view.people().next().is_none() {
        said.push("no person is known: quotes have nobody to be attributed to".to_owned());
    }
    said
}

fn drawn(view: &View<'_>, spread: &Spread<'_>, (by, reach): (&Attribution, Reach)) -> Table {
    let name = |theme: &str| {
        let known = view.code_called(theme);
        known.map_or_else(|| theme.to_owned(), |code| code.code.name.clone())
    };
    let mut rows = Vec::new();
    for (theme, quotes) in &spread.themes {
        if quotes.is_empty() {
            let mut values = vec![Cell::from("(no quote chosen)"), Cell::Blank];
            values.extend((reach == Reach::Team).then_some(Cell::Blank));
            rows.push(Row {
                label: name(theme),
                values,
            });
        }
        for quote in quotes {
            let mut values = vec![
                Cell::Text(quoted(&quote.words)),
                Cell::Text(by.words(view, quote)),
            ];
            let place = format!("{} turn {}", quote.document, quote.turn);
            values.extend((reach == Reach::Team).then_some(Cell::Text(place)));
            rows.push(Row {
                label: name(theme),
                values,
            });
        }
    }
    let mut columns = vec!["quote".to_owned(), "who".to_owned()];
    columns.extend((reach == Reach::Team).then(|| "place".to_owned()));
    Table {
        title: "Quotes by theme".to_owned(),
        unit: "quote".to_owned(),
        columns,
        stub: "theme".to_owned(),
        rows,
        notes: Vec::new(),
    }
}
