//! `matrix framework`: cases by themes, each cell a summary linked to its excerpts.

use crate::change::summary::{self, Cell};
use crate::cli::context::{Context, attribute, code, document, joined, layer};
use crate::cli::failure::Failure;
use crate::cli::guard::released;
use crate::cli::matrix::{Asked, say};
use crate::cli::output::TableFormat;
use crate::codebook::Depth;
use crate::coding::Case;
use crate::filter::{Layer, View};
use crate::id::PersonId;
use crate::layer::marks;
use crate::matrix::case::{Column, Kind, Place, Which, columns};
use crate::matrix::framework::{self as charted, Chart, Request, placed};
use crate::matrix::tables;
use crate::number::counted;

/// Chart people or documents by themes, each cell a summary with its excerpts
///
/// A cell is written with `write` and read with its excerpts with `show`. It is stale when the theme has other excerpts for the
/// case now than when it was written. A cell that nobody wrote says how many excerpts wait. For analysis, not for publication.
///
/// Example: intercoder matrix framework --cases people --themes lowest --by role
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    asked: CasesArgs,
    /// Show these attributes after the case.
    #[arg(long, value_delimiter = ',', value_name = "ATTRIBUTES")]
    by: Vec<String>,
    #[command(flatten)]
    format: TableFormat,
}

/// Which rows and columns, and whose codings.
#[derive(Debug, clap::Args)]
pub struct CasesArgs {
    /// What the rows are.
    #[arg(long, default_value = "people", value_parser = ["people", "documents"])]
    cases: String,
    /// Which columns: top, themes (codes with children), lowest (themes with no theme below them), all, or codes.
    #[arg(
        long,
        default_value = "lowest",
        value_delimiter = ',',
        value_name = "top|themes|lowest|all|CODES"
    )]
    themes: Vec<String>,
    /// Whose codings count: all, final, or one coder's.
    #[arg(long, default_value = "all", value_name = "all|final|CODER")]
    layer: String,
}

impl CasesArgs {
    /// What is asked for, or why it cannot be.
    pub fn request(&self, view: &View<'_>) -> Result<Request, Failure> {
        let depth = match self.themes.as_slice() {
            [word] => Depth::parse(word),
            _ => None,
        };
        let which = depth.map_or_else(|| Which::Named(self.themes.clone()), Which::At);
        Ok(Request {
            layer: layer(view, &self.layer)?,
            kind: match self.cases.as_str() {
                "documents" => Kind::Documents,
                _ => Kind::People,
            },
            columns: columns_of(view, &which)?,
        })
    }
}

fn columns_of(view: &View<'_>, which: &Which) -> Result<Vec<Column>, Failure> {
    let (columns, without) = columns(view, which);
    if let Some(handle) = without.first() {
        let known = code(view, handle)?.code.id.clone();
        return Err(
            Failure::wrong_use(format!("{known} is a process code, or was retired"))
                .hint("theme codes have columns; see them with: intercoder codebook tree"),
        );
    }
    if columns.is_empty() {
        return Err(Failure::new("the codebook has no such themes")
            .hint("--themes all has every code; a theme is a code with others below it"));
    }
    Ok(columns)
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Write(WriteArgs),
    Show(ShowArgs),
}

/// Write the summary of a case under a theme, or clear it
///
/// It is kept with the excerpts that the theme has for the case now, so that it is seen when they change.
///
/// Example: intercoder matrix framework write --person P05 --theme relationship --text "Trust came with time."
#[derive(Debug, clap::Args)]
struct WriteArgs {
    #[command(flatten)]
    place: PlaceArgs,
    /// What is to be said.
    #[arg(long, required_unless_present = "clear")]
    text: Option<String>,
    /// Clear the cell.
    #[arg(long, conflicts_with = "text")]
    clear: bool,
}

/// Show the summary of a case under a theme beside its excerpts
///
/// Example: intercoder matrix framework show --person P05 --theme relationship
#[derive(Debug, clap::Args)]
struct ShowArgs {
    #[command(flatten)]
    place: PlaceArgs,
}

/// A cell.
#[derive(Debug, clap::Args)]
struct PlaceArgs {
    /// The person it is about.
    #[arg(
        long,
        required_unless_present = "document",
        conflicts_with = "document"
    )]
    person: Option<String>,
    /// The document it is about.
    #[arg(long)]
    document: Option<String>,
    /// The theme, by code.
    #[arg(long, value_name = "CODE")]
    theme: String,
    /// Whose codings it stands on: all, final, or one coder's.
    #[arg(long, default_value = "all", value_name = "all|final|CODER")]
    layer: String,
}

/// A cell that was found.
struct Found {
    on: Case,
    case: String,
    request: Request,
    column: Column,
}

impl PlaceArgs {
    fn find(&self, view: &View<'_>) -> Result<Found, Failure> {
        let (on, case) = match (&self.person, &self.document) {
            (Some(person), _) => {
                let id = PersonId::from(person.as_str());
                let known = view.person(&id).filter(|person| !person.retired);
                let known = known.ok_or_else(|| {
                    Failure::new(format!("there is no person {person}"))
                        .hint("see them with: intercoder people list")
                })?;
                (Case::Person(known.handle.clone()), known.handle.to_string())
            }
            (None, of) => {
                let known = document(view, of.as_deref().unwrap_or_default())?;
                (Case::Document(known.id), known.handle.clone())
            }
        };
        let named = code(view, &self.theme)?.code.id.clone();
        let columns = columns_of(view, &Which::Named(vec![named.clone()]))?;
        let column = columns.first().cloned().ok_or_else(|| {
            Failure::wrong_use(format!("{named} has no column")).hint("name a theme code")
        })?;
        let request = Request {
            layer: layer(view, &self.layer)?,
            kind: match on {
                Case::Person(_) => Kind::People,
                Case::Document(_) => Kind::Documents,
            },
            columns,
        };
        Ok(Found {
            on,
            case,
            request,
            column,
        })
    }
}

pub fn run(context: &mut Context, asked: Asked, args: &Args) -> Result<(), Failure> {
    match &args.command {
        None => chart(context, &asked, args),
        Some(Command::Write(args)) => write(context, asked, args),
        Some(Command::Show(args)) => show(context, &asked, args),
    }
}

fn chart(context: &mut Context, asked: &Asked, args: &Args) -> Result<(), Failure> {
    let view = asked.session.view();
    args.by.iter().try_for_each(|name| attribute(&view, name))?;
    let request = args.asked.request(&view)?;
    let mut found = charted::framework((&view, &asked.texts), &request);
    let size = format!(
        "{} x {}, {} filled, {} stale",
        found.cases.len(),
        found.themes.len(),
        counted(found.filled, "cell"),
        found.stale
    );
    found.notes.insert(0, size);
    found.notes.extend(asked.provisos.iter().cloned());
    let json = serde_json::to_value(&found)
        .map_err(|_| Failure::new("the matrix cannot be written as JSON"))?;
    let table = tables::framework(&found, &args.by);
    let table = released(context, &asked.session, (table, &args.format))?;
    say(context, (json, vec![table]), &args.format)
}

fn write(context: &mut Context, mut asked: Asked, args: &WriteArgs) -> Result<(), Failure> {
    joined(&asked.session)?;
    let view = asked.session.view();
    let found = args.place.find(&view)?;
    let text = args.text.as_deref().unwrap_or_default().trim();
    if text.is_empty() && !args.clear {
        return Err(Failure::wrong_use("a summary needs words").hint("--clear clears the cell"));
    }
    let chart = Chart::of((&view, &asked.texts), &found.request);
    let excerpts = chart.excerpts(&found.on, found.column.code);
    let cell = Cell {
        on: &found.on,
        theme: found.column.code,
        layer: &found.request.layer,
        excerpts: &excerpts,
        known: chart.summaries(&found.on, found.column.code),
    };
    let (change, said) = match args.clear {
        true => (summary::clear(&cell), "cleared"),
        false => (summary::write(&view, &cell, text), "written"),
    };
    let said = match (&change, args.clear) {
        (Some(_), _) => said,
        (None, true) => "was empty",
        (None, false) => "says that already",
    };
    drop(view);
    let refs = match change {
        Some(change) => asked.session.record(|draft| change.write(draft))?,
        None => Vec::new(),
    };
    if context.out.is_json() {
        return context.out.json(&serde_json::json!({
            "case": found.case, "theme": found.column.key, "layer": found.request.layer.to_string(),
            "n_excerpts": excerpts.len(), "state": said, "refs": refs
        }));
    }
    let Found { case, column, .. } = &found;
    let stands_on = counted(excerpts.len(), "excerpt");
    context.out.line(format!(
        "{case} under {}: {said}  ({stands_on})",
        column.key
    ))
}

fn show(context: &mut Context, asked: &Asked, args: &ShowArgs) -> Result<(), Failure> {
    let view = asked.session.view();
    let found = args.place.find(&view)?;
    let chart = Chart::of((&view, &asked.texts), &found.request);
    let shown = charted::framework((&view, &asked.texts), &found.request);
    let rows = shown.cases.iter();
    let cell = rows
        .filter(|row| row.case == found.case)
        .find_map(|row| row.cells.first())
        .ok_or_else(|| Failure::new(format!("{} has no row", found.case)))?;
    let excerpts = worded(asked, (&view, &found.request.layer), &found, &chart);
    if context.out.is_json() {
        return context.out.json(&serde_json::json!({
            "case": found.case, "layer": shown.layer, "cell": cell, "excerpts": excerpts,
            "notes": shown.notes.iter().chain(&asked.provisos).collect::<Vec<_>>()
        }));
    }
    let out = &mut context.out;
    out.line(format!(
        "{} under {} (layer: {})",
        found.case, found.column.key, shown.layer
    ))?;
    let state = match (&cell.summary, cell.stale) {
        (None, _) => "no summary yet".to_owned(),
        (Some(summary), false) => summary.clone(),
        (Some(summary), true) => {
            format!(
                "{summary}\n(stale: the theme has other excerpts here than when it was written)"
            )
        }
    };
    out.line(state)?;
    for excerpt in &excerpts {
        let since = if excerpt.is_new { " (new since)" } else { "" };
        out.line(format!(
            "  {} {}-{} {}{since}: {}",
            excerpt.document,
            excerpt.start,
            excerpt.end,
            excerpt.codes.join(", "),
            excerpt.words
        ))?;
    }
    let notes = shown.notes.iter().chain(&asked.provisos);
    notes
        .into_iter()
        .try_for_each(|note| out.line(format!("  {note}")))
}

/// An excerpt with its words.
#[derive(serde::Serialize)]
struct Worded {
    document: String,
    start: u32,
    end: u32,
    codes: Vec<String>,
    /// Whether it was not there yet when the summary was written.
    is_new: bool,
    words: String,
}

fn worded(
    asked: &Asked,
    (view, layer): (&View<'_>, &Layer),
    found: &Found,
    chart: &Chart<'_>,
) -> Vec<Worded> {
    let all = marks(view, &asked.texts, layer).marks;
    let written = chart.summaries(&found.on, found.column.code).last();
    let excerpt = |place: Place| {
        let (document, span) = place;
        let here = all
            .iter()
            .filter(|mark| (mark.document, mark.span) == place);
        let members = here.filter(|mark| found.column.members.contains(&mark.code));
        let mut codes: Vec<String> = members
            .map(|mark| crate::history::code(view, mark.code))
            .collect();
        codes.sort();
        codes.dedup();
        let passage = view
            .document(document)
            .and_then(|of| asked.texts.current(of));
        let is_new = written.is_some_and(|written| {
            let mut then = written.excerpts.iter();
            then.all(|of| (of.document, of.span) != place)
        });
        Worded {
            document: placed(view, place).document,
            start: span.start().0,
            end: span.end().0,
            codes,
            is_new,
            words: passage.map_or_else(String::new, |of| of.text.slice(span).to_owned()),
        }
    };
    let places = chart.excerpts(&found.on, found.column.code);
    let order = |place: &Place| view.documents().position(|of| of.id == place.0);
    let mut places: Vec<(Option<usize>, Place)> = places
        .into_iter()
        .map(|place| (order(&place), place))
        .collect();
    places.sort_by_key(|(at, place)| (*at, place.1));
    places
        .into_iter()
        .map(|(_, place)| excerpt(place))
        .collect()
}
