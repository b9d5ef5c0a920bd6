//! `saturation`: how many codes each further document brings, and from when on that is little.

use std::collections::BTreeSet;
use std::path::Path;

use crate::cli::context::{Context, document, layer, reader};
use crate::cli::failure::Failure;
use crate::cli::output::TableFormat;
use crate::cli::standing::provisos;
use crate::filter::View;
use crate::id::DocumentRef;
use crate::number::counted;
use crate::saturation::{Counted, Found, Permuted, Rule, Step, found};
use crate::table::{Cell, Row, Table};

/// How wide the longest bar of the curve is, in characters.
const BAR: usize = 24;

/// Print how many codes each further document brings that none before it had
///
/// Theme codes only, documents in import order. Saturation after Guest, Namey and Chen (2020): the codes of the first documents are
/// the base; it is reached with the first run of documents whose new codes are at most a threshold, in percent of the base. Runs
/// overlap. Documents that nobody has finished or coded stand in no order.
///
/// Example: intercoder saturation --base 4 --run 2 --threshold 5
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Whose codings count: all, final, or one coder's.
    #[arg(long, default_value = "all", value_name = "all|final|CODER")]
    layer: String,
    /// The order of the documents: import, random, an attribute of documents such as date, or a file with one document a line.
    #[arg(
        long,
        default_value = "import",
        value_name = "import|random|ATTRIBUTE|FILE"
    )]
    order: String,
    /// How many documents make the base.
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..))]
    base: u16,
    /// How many documents make a run.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u16).range(1..))]
    run: u16,
    /// How many new codes of a run are few, in percent of the base.
    #[arg(long, default_value_t = 5, value_name = "PERCENT", value_parser = clap::value_parser!(u32).range(0..=100))]
    threshold: u32,
    /// Only codes whose origin is inductive.
    #[arg(long)]
    inductive: bool,
    /// Ask of so many random orders, too, how many documents it took.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    permutations: Option<u32>,
    /// Where chance begins: the same seed gives the same orders.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    format: TableFormat,
}

impl Args {
    fn rule(&self) -> Rule {
        Rule {
            base: usize::from(self.base),
            run: usize::from(self.run),
            threshold: self.threshold,
        }
    }
}

pub fn run(context: &mut Context, args: Args) -> Result<(), Failure> {
    let session = context.open()?;
    let outsider = reader(&session)?;
    let (texts, incomplete) = context.whole(&session)?;
    let view = session.view();
    let codes = match args.inductive {
        true => Counted::Inductive,
        false => Counted::All,
    };
    let found = found((&view, &texts), &layer(&view, &args.layer)?, codes);
    let (order, in_order) = order(context, (&view, &found), &args)?;
    let mut answer = Answer::of((&view, &found), (&order, in_order), &args)?;
    if args.format.for_pages() {
        answer.number_documents();
    }
    let said = provisos(&view, incomplete.into_iter().chain(outsider));
    let notes: Vec<String> = answer.notes(&view, &args).into_iter().chain(said).collect();
    if context.out.is_json_for(&args.format) {
        return context.out.value(&answer.json(&args, &notes), &args.format);
    }
    let table = answer.table(&args, notes);
    context.out.table(&table, &args.format)
}

/// The order that is asked for, as places among the documents found, and what it is in words.
fn order(
    context: &Context,
    (view, found): (&View<'_>, &Found),
    args: &Args,
) -> Result<(Vec<usize>, String), Failure> {
    let all = || (0..found.documents.len()).collect();
    match args.order.as_str() {
        "import" => Ok((all(), "documents in import order".to_owned())),
        "random" => {
            let words = format!("documents in a random order, seed {}", args.seed);
            Ok((found.shuffled((args.seed, 0)), words))
        }
        name if view.documents().any(|of| of.attributes.contains_key(name)) => {
            let words = format!("documents by {name}");
            Ok((by_attribute(view, found, name)?, words))
        }
        path => {
            let text = context.read_text(Path::new(path)).map_err(|failure| {
                failure.hint("use import, random, an attribute of documents, or a file with one document a line")
            })?;
            let words = format!("documents in the order of {path}");
            Ok((listed((view, found), (path, &text))?, words))
        }
    }
}

fn by_attribute(view: &View<'_>, found: &Found, name: &str) -> Result<Vec<usize>, Failure> {
    let mut valued: Vec<(String, usize)> = Vec::new();
    for (at, (id, _)) in found.documents.iter().enumerate() {
        let known = view.document(*id);
        let value = known.and_then(|of| of.attributes.get(name)?.first());
        let Some(value) = value else {
            let handle = known.map_or("", |of| of.handle.as_str());
            return Err(
                Failure::new(format!("{handle} has no {name} to be put in order by")).hint(
                    format!("intercoder document set {handle} --attribute {name}=VALUE"),
                ),
            );
        };
        valued.push((value.as_str().to_owned(), at));
    }
    valued.sort();
    Ok(valued.into_iter().map(|(_, at)| at).collect())
}

/// The documents of a file, one a line; what it does not name is left out.
fn listed(
    (view, found): (&View<'_>, &Found),
    (path, text): (&str, &str),
) -> Result<Vec<usize>, Failure> {
    let mut order = Vec::new();
    let mut named: BTreeSet<DocumentRef> = BTreeSet::new();
    let lines = text.lines().enumerate();
    for (at, handle) in lines.map(|(at, line)| (at + 1, line.trim())) {
        if handle.is_empty() {
            continue;
        }
        let id = document(view, handle)?.id;
        if !named.insert(id) {
            let what = format!("{path}, line {at}: {handle} is named twice");
            return Err(Failure::new(what).hint("name each document once"));
        }
        order.extend(found.documents.iter().position(|(known, _)| *known == id));
    }
    Ok(order)
}

/// What is answered.
struct Answer<'f> {
    found: &'f Found,
    rows: Vec<Step>,
    in_order: String,
    base_codes: Option<usize>,
    runs: Vec<crate::saturation::Run>,
    reached: Result<usize, String>,
    permuted: Option<Result<Permuted, String>>,
}

impl<'f> Answer<'f> {
    fn of(
        (view, found): (&View<'_>, &'f Found),
        (order, in_order): (&[usize], String),
        args: &Args,
    ) -> Result<Self, Failure> {
        let (rule, new) = (args.rule(), found.new_codes(order));
        let (base_codes, runs) = match rule.runs(&new) {
            Ok((base, runs)) => (Some(base), runs),
            Err(_) => (None, Vec::new()),
        };
        let permuted = args.permutations.map(|orders| {
            let permuted = found.permuted(rule, (orders, args.seed));
            permuted.map_err(|why| why.to_string())
        });
        Ok(Self {
            found,
            rows: found.curve(view, order),
            in_order,
            base_codes,
            runs,
            reached: rule.reached(&new).map_err(|why| why.to_string()),
            permuted,
        })
    }

    /// Numbers documents in place of their names: what leaves for a paper names none.
    fn number_documents(&mut self) {
        for (at, step) in (1..).zip(&mut self.rows) {
            step.document = format!("document {at}");
        }
    }

    fn handle_at(&self, documents: usize) -> Option<&str> {
        let step = self.rows.get(documents.checked_sub(1)?)?;
        Some(&step.document)
    }

    fn notes(&self, view: &View<'_>, args: &Args) -> Vec<String> {
        let which = match args.inductive {
            true => "theme codes of inductive origin",
            false => "theme codes",
        };
        let mut notes = vec![format!("layer {}; {which}; {}", args.layer, self.in_order)];
        notes.push(self.said(args));
        notes.extend(self.permuted.as_ref().map(said_permuted));
        notes.push("flat is no proof that nothing new is left: these documents, in this order, brought nothing new".to_owned());
        let named = |(ids, what): (&[DocumentRef], &str)| {
            let handles = ids.iter().filter_map(|id| view.document(*id));
            let handles: Vec<&str> = handles.map(|of| of.handle.as_str()).collect();
            let said = match args.format.for_pages() {
                true => counted(handles.len(), "document"),
                false => handles.join(", "),
            };
            (!handles.is_empty()).then(|| format!("{what}: {said}"))
        };
        let left_out = (
            self.found.left_out.as_slice(),
            "left out, since nobody has coded or finished them",
        );
        let unfinished = (
            self.found.unfinished.as_slice(),
            "coded, but not finished: more may come",
        );
        notes.extend([left_out, unfinished].into_iter().filter_map(named));
        let unnamed = self.found.documents.len() - self.rows.len();
        notes.extend((unnamed > 0).then(|| {
            format!(
                "{} not named in {}, and left out",
                counted(unnamed, "document"),
                args.order
            )
        }));
        notes.extend(self.found.notes.iter().cloned());
        notes
    }

    fn said(&self, args: &Args) -> String {
        let rule = format!(
            "base {}, run {}, threshold {} %",
            args.base, args.run, args.threshold
        );
        match (&self.reached, self.base_codes) {
            (Ok(documents), Some(base)) => {
                let run = self.runs.iter().find(|run| run.documents == *documents);
                let new = run.map_or(0, |run| run.new_codes);
                format!(
                    "saturation ({rule}): reached at {}, document {documents} of {}: the {} up to it brought {new} new, {:.1} % of the base's {base}",
                    self.handle_at(*documents).unwrap_or_default(),
                    self.rows.len(),
                    counted(args.run, "document"),
                    share(new, base),
                )
            }
            (reached, _) => {
                let why = reached.as_ref().err();
                format!("saturation ({rule}): {}", why.map_or("", String::as_str))
            }
        }
    }

    fn json(&self, args: &Args, notes: &[String]) -> serde_json::Value {
        let base = self.base_codes.unwrap_or(0);
        let runs = self.runs.iter().map(|run| {
            serde_json::json!({
                "last": self.handle_at(run.documents),
                "documents": run.documents,
                "new_codes": run.new_codes,
                "percent": share(run.new_codes, base),
                "is_enough": run.is_enough,
            })
        });
        let permutations = self.permuted.as_ref().map(|permuted| match permuted {
            Ok(permuted) => serde_json::json!(permuted),
            Err(why) => serde_json::json!({ "undefined": why }),
        });
        let reached = self.reached.as_ref().ok().copied();
        serde_json::json!({
            "title": "New codes per document",
            "unit": "code",
            "layer": args.layer,
            "order": self.in_order,
            "rows": self.rows,
            "n": self.rows.len(),
            "base": args.base,
            "base_codes": self.base_codes,
            "run": args.run,
            "threshold": args.threshold,
            "runs": runs.collect::<Vec<_>>(),
            "reached_at": reached.and_then(|documents| self.handle_at(documents)),
            "reached_after": reached,
            "why": self.reached.as_ref().err(),
            "permutations": permutations,
            "notes": notes,
        })
    }

    fn table(&self, args: &Args, notes: Vec<String>) -> Table {
        let most = self.rows.last().map_or(0, |step| step.total);
        let drawn = !args.format.is_given();
        let row = |step: &Step| {
            let mut values = vec![
                Cell::Count(step.new_codes as u64),
                Cell::Count(step.total as u64),
            ];
            if drawn {
                let width = (step.total * BAR).checked_div(most).unwrap_or(0);
                values.push(Cell::Text("█".repeat(width)));
            }
            Row {
                label: step.document.clone(),
                values,
            }
        };
        let mut columns = vec!["new codes".to_owned(), "total".to_owned()];
        columns.extend(drawn.then(String::new));
        Table {
            title: "New codes per document".to_owned(),
            unit: "code".to_owned(),
            columns,
            stub: "document".to_owned(),
            rows: self.rows.iter().map(row).collect(),
            notes,
        }
    }
}

/// What part of the base some codes are, in percent.
fn share(new: usize, base: usize) -> f64 {
    match base {
        0 => 0.0,
        base => 100.0 * new as f64 / base as f64,
    }
}

fn said_permuted(permuted: &Result<Permuted, String>) -> String {
    let permuted = match permuted {
        Ok(permuted) => permuted,
        Err(why) => return format!("random orders: {why}"),
    };
    let point = |documents: Option<usize>| {
        documents.map_or_else(|| "never".to_owned(), |documents| documents.to_string())
    };
    format!(
        "over {} random orders (seed {}): reached in {}; median {} documents, 2.5 to 97.5 % of the orders {} to {}",
        permuted.orders,
        permuted.seed,
        permuted.reached,
        point(permuted.median),
        point(permuted.low),
        point(permuted.high)
    )
}
