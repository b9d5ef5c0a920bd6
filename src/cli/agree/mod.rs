//! `agree`: how far coders agree, with everything it was measured on.

mod asked;
mod flat;
mod frequency;
mod gamma;
mod interval;
mod intra;
mod like;
mod methods;
mod plan;
mod ratings;
mod trend;
mod words;

use std::path::PathBuf;

use crate::agreement::left_out::left_out;
use crate::agreement::measure::{Level, Measure, ProcessCodes};
use crate::agreement::report::{Report, report};
use crate::agreement::scope::{Company, Scope};
use crate::agreement::unit::{InterviewerTurns, default_unit};
use crate::cli::agree::asked::{
    beside_final, closed, each_document, nothing_to_compare, request, rounds, seats, sources,
    texts_then, views,
};
use crate::cli::agree::flat::flat;
use crate::cli::agree::interval::Intervals;
use crate::cli::agree::words::{EXPLORATORY, Words, head, table};
use crate::cli::context::{Context, figures, reader};
use crate::cli::failure::Failure;
use crate::cli::output::TableFormat;
use crate::filter::View;
use crate::round::{Round, Unit};
use crate::session::Session;
use crate::table::Table;
use crate::texts::Texts;

/// Compute inter-coder agreement
///
/// Per code and per theme: Krippendorff's alpha with a jackknife interval over documents, percent and positive agreement, counts.
/// Undefined figures say why. A closed round's figures never change. Files and --json also hold AC1, Brennan-Prediger, Cohen's
/// kappa per pair; AC1 and Brennan-Prediger are high whenever a code is rare. Usual targets for alpha are .800, and .667 for
/// tentative conclusions (Krippendorff 2004).
///
/// All codes at once are compared as sets (MASI, Jaccard) and pooled; the text is compared by |u-alpha (same stretches marked?) and
/// cu-alpha (same code on them?), which takes codes that do not overlap. With --unit character every row has its u-alpha.
///
/// --ratings measures a table made elsewhere, without a study. CSV begins with “unit,” and a column a coder, or is exactly
/// unit,coder,value; an empty cell is missing; numbers also get the ordinal, interval and ratio metrics and weighted kappas. JSON is
/// {"kind": KIND, "data": {…}}, with KIND one of matrix (units: rows of one value a coder), contingency (table), counts2x2 (both,
/// only_a, only_b, neither), sets (units: rows of one list of codes a coder), spans (length, coders: [start, end, code]), spans_free
/// (coders: the same, and stretches may overlap: gamma), documents_spans, project_units, units_in_documents (documents: units) and sample_size.
///
/// Example: intercoder agree --round 2 --unit turn --level theme
///
/// Example: intercoder agree --round 2 --interval bootstrap --seed 7
///
/// Example: intercoder agree --round 2 --plan --width 0.1
///
/// Example: intercoder agree --round 2 --like nvivo --csv
///
/// Example: intercoder agree --round 2 --coders ana,final --level theme
///
/// Example: intercoder agree --methods --round 2 --md
///
/// Example: intercoder agree --trend --level theme
///
/// Example: intercoder agree --round 1 --measure gamma --documents I02 --precision 0.2
///
/// Example: intercoder agree --ratings ratings.csv
#[derive(Debug, Default, clap::Args)]
pub struct Args {
    /// A round, at the moment it closed.
    #[arg(long, conflicts_with = "rounds")]
    round: Option<String>,
    /// Several rounds, pooled.
    #[arg(long, value_delimiter = ',')]
    rounds: Vec<String>,
    /// Only these documents.
    #[arg(long, value_delimiter = ',')]
    documents: Vec<String>,
    /// Only these coders; final stands for what the team stands by, as one more coder.
    #[arg(long, value_delimiter = ',')]
    coders: Vec<String>,
    /// The unit of analysis; without it the round's, else turns (sentences where turns are long).
    #[arg(long, value_name = "UNIT")]
    unit: Option<String>,
    /// Only codes, or only themes.
    #[arg(long, value_parser = ["code", "theme"])]
    level: Option<String>,
    /// Split the figures: pair by pair of coders, or document by document.
    #[arg(long, value_parser = ["pair", "document"])]
    by: Option<String>,
    /// Process codes have rows too.
    #[arg(long)]
    process: bool,
    /// Interviewers' turns are units too.
    #[arg(long)]
    interviewer_turns: bool,
    /// Measure a file of ratings instead of a study: CSV (unit and a column a coder, or unit,coder,value) or JSON.
    #[arg(long, value_name = "FILE", help_heading = "Ratings in a file",
        conflicts_with_all = ["round", "rounds", "documents", "coders", "unit", "level", "by", "process", "interviewer_turns", "measure", "like", "plan"])]
    ratings: Option<PathBuf>,
    /// Only alpha of this metric; without it all that the values allow.
    #[arg(long, requires = "ratings", help_heading = "Ratings in a file",
        value_parser = ["nominal", "ordinal", "interval", "ratio", "all"])]
    metric: Option<String>,
    /// Presence of codes in whole documents (as --unit document), how often they occur there, or gamma: agreement on stretches
    /// that may overlap, all codes at once.
    #[arg(long, value_parser = ["presence", "frequency", "gamma"], conflicts_with_all = ["unit", "by"])]
    measure: Option<String>,
    /// Another program's figures beside these: NVivo's Coding Comparison, in characters.
    #[arg(long, value_name = "PROGRAM", value_parser = ["nvivo"], conflicts_with_all = ["by", "measure"])]
    like: Option<String>,
    /// The interval: jackknife or bootstrap over documents, or blocks of ten turns within three documents or fewer.
    #[arg(long, help_heading = "Intervals", value_parser = ["jackknife", "bootstrap", "block"], conflicts_with_all = ["like"])]
    interval: Option<String>,
    /// Say how many more documents to code twice to know alpha as closely as --width.
    #[arg(long, help_heading = "Intervals", conflicts_with_all = ["like", "interval", "by", "measure", "ratings"])]
    plan: bool,
    /// The wanted half-width of the interval.
    #[arg(long, value_name = "W", requires = "plan", help_heading = "Intervals")]
    width: Option<f64>,
    /// Plan for this code or theme only.
    #[arg(long, requires = "plan", help_heading = "Intervals")]
    code: Option<String>,
    /// Print the paragraph for the methods section of a paper and its table, of --round or the latest closed one.
    #[arg(long, help_heading = "Over rounds", conflicts_with_all = ["rounds", "documents", "coders", "unit", "level", "by", "process", "interviewer_turns", "ratings", "measure", "like", "plan", "interval", "csv"])]
    methods: bool,
    /// Compare a coder with themself: the latest two times they finished the same document, in closed rounds or outside.
    #[arg(long, value_name = "CODER", help_heading = "Over rounds", conflicts_with_all = ["round", "rounds", "coders", "ratings", "measure", "like", "plan", "methods", "trend"])]
    intra: Option<String>,
    /// Show each code's alpha in every closed round and what became of it, and each coder's kappa with the others.
    #[arg(long, help_heading = "Over rounds", conflicts_with_all = ["round", "rounds", "by", "ratings", "measure", "like", "plan", "interval", "methods"])]
    trend: bool,
    /// How often documents are drawn: 2,000 times, 10,000 for a file of ratings.
    #[arg(long, value_name = "N", help_heading = "Intervals", value_parser = clap::value_parser!(u32).range(100..=1_000_000))]
    replicates: Option<u32>,
    /// The seed of the draws; the same seed gives the same digits everywhere.
    #[arg(long, value_name = "S", help_heading = "Intervals")]
    seed: Option<u64>,
    /// How closely gamma's expected disorder is to be known, as a share of it; .02 unless you say so.
    #[arg(long, value_name = "P", help_heading = "Intervals")]
    precision: Option<f64>,
    /// How far two codes lie apart for gamma: always 1, or by their steps in the codebook's tree.
    #[arg(long, value_parser = ["apart", "tree"])]
    distance: Option<String>,
    #[command(flatten)]
    format: TableFormat,
}

impl Args {
    /// Themes of one round, or of several pooled.
    pub fn themes_of(rounds: &[&str]) -> Self {
        let rounds = rounds.iter().map(|round| (*round).to_owned()).collect();
        Self {
            rounds,
            level: Some("theme".to_owned()),
            ..Self::default()
        }
    }
}

pub fn run(context: &mut Context, args: Args) -> Result<(), Failure> {
    gamma::only_for_gamma(&args)?;
    if let Some(file) = &args.ratings {
        return ratings::print(context, file, &args);
    }
    let session = context.open()?;
    figures(&session)?;
    // A closed round is open to everybody; anything else is seen by those who have joined.
    let named_round = args.round.is_some() || !args.rounds.is_empty();
    let outsider = if named_round { None } else { reader(&session)? };
    let (texts, incomplete) = context.whole(&session)?;
    let incomplete = incomplete.or(outsider);
    print(context, &session, (&texts, incomplete), &args)
}

/// Prints the report; `demo` uses it too.
pub fn print(
    context: &mut Context,
    session: &Session,
    (texts, incomplete): (&Texts, Option<String>),
    args: &Args,
) -> Result<(), Failure> {
    if args.methods {
        return methods::print(context, session, (texts, incomplete), args);
    }
    if let Some(coder) = &args.intra {
        return intra::print(context, session, (texts, incomplete), (coder, args));
    }
    if args.trend {
        let found = trend::answer(context, session, texts, args)?;
        let view = session.view();
        let rounds: Vec<&Round> = closed(&view).collect();
        let provisos = incomplete.into_iter().chain(left_out(&view, &rounds));
        return say(context, found, provisos.collect(), args);
    }
    let view = session.view();
    let rounds = rounds(&view, args)?;
    let (views, unfinished) = views((context, session), &view, &rounds)?;
    let incomplete = both(unfinished, incomplete);
    let then = texts_then(session, &views, texts)?;
    let sources = sources(&view, &views, &rounds);
    let request = request(&view, args)?;
    let setting = sources.first().map_or(&view, |source| source.view);
    let measure = measure((&view, setting), &rounds, (args, texts))?;
    let by_document = args.by.as_deref() == Some("document");
    let seats = seats((&view, texts), &sources, args)?;
    let company = match seats.as_slice() {
        [] => Company::Several,
        seats => Company::Beside(seats),
    };
    let beside_final = beside_final(&seats);
    let left_out = left_out(&view, &rounds);
    let provisos = both(incomplete.clone(), left_out.clone());
    let provisos = both(provisos, beside_final.clone());
    let requests = if by_document {
        each_document(&sources, &then, (&request, company))
    } else {
        vec![request]
    };
    let mut reports = Vec::new();
    for request in requests {
        let scope = Scope::with(&sources, &then, (&request, company));
        context.out.problems(&scope.problems)?;
        if scope.judgements.is_empty() {
            continue;
        }
        let beside = (&view, &then);
        let report = report(&scope, beside, &measure);
        if args.like.is_some() {
            let found = like::answer((&report, &scope), (beside, &measure));
            return say(context, found, aside(&rounds, provisos), args);
        }
        if args.measure.as_deref() == Some("frequency") {
            let found = frequency::answer((&report, &scope), (beside, &measure));
            return say(context, found, aside(&rounds, provisos), args);
        }
        if args.measure.as_deref() == Some("gamma") {
            let found = gamma::answer((&report, &scope), (beside, &measure), args)?;
            return say(context, found, aside(&rounds, provisos), args);
        }
        let intervals = Intervals::of((&report, &scope), (beside, &measure), args)?;
        reports.push((report, intervals));
    }
    if reports.is_empty() {
        return Err(nothing_to_compare(&view));
    }
    let exploratory = is_exploratory(&rounds, (args, &measure));
    // A target is set for the round's own measure; no other figure is held against it.
    let judged = rounds.first().filter(|_| rounds.len() == 1 && !exploratory);
    let target = judged.and_then(|round| round.target);
    if let (true, Some((report, _))) = (args.plan, reports.first()) {
        let found = plan::answer(report, target, args)?;
        return say(context, found, provisos.into_iter().collect(), args);
    }
    let words = Words {
        target,
        exploratory,
        incomplete,
        left_out,
        beside: beside_final,
        title: None,
        by_pair: args.by.as_deref() == Some("pair"),
    };
    write(context, (&reports, &rounds), (&words, &measure), args)
}

/// Two sentences to print, or the one there is.
fn both(one: Option<String>, other: Option<String>) -> Option<String> {
    let all: Vec<String> = one.into_iter().chain(other).collect();
    (!all.is_empty()).then(|| all.join("; "))
}

/// What must be read with figures that are not a round's own.
fn aside(rounds: &[&Round], incomplete: Option<String>) -> Vec<String> {
    let exploratory = (!rounds.is_empty()).then(|| EXPLORATORY.to_owned());
    exploratory.into_iter().chain(incomplete).collect()
}

/// Gives an answer of its own shape to whoever reads; a spreadsheet gets its first table.
fn say(
    context: &mut Context,
    (mut json, mut tables): (serde_json::Value, Vec<Table>),
    provisos: Vec<String>,
    args: &Args,
) -> Result<(), Failure> {
    if context.out.is_json_for(&args.format) {
        if !provisos.is_empty() {
            json["provisos"] = provisos.into();
        }
        return context.out.value(&json, &args.format);
    }
    if args.format.for_sheets() {
        tables.truncate(1);
    }
    for table in &mut tables {
        table.notes.extend(provisos.iter().cloned());
    }
    context.out.tables(&tables, &args.format)
}

/// Gives the reports to whoever reads: programs, a spreadsheet, or people.
fn write(
    context: &mut Context,
    (reports, rounds): (&[(Report, Option<Intervals>)], &[&Round]),
    (words, measure): (&Words, &Measure),
    args: &Args,
) -> Result<(), Failure> {
    if args.format.for_sheets() && !context.out.is_json_for(&args.format) {
        return context
            .out
            .table(&flat(reports, &notes(words)), &args.format);
    }
    if context.out.is_json() {
        let written = reports.iter().map(|report| with_notes(report, words));
        let mut written = written.collect::<Result<Vec<_>, _>>()?;
        return match (args.by.as_deref(), written.pop()) {
            (Some("document"), Some(last)) => {
                written.push(last);
                let all = serde_json::json!({ "documents": written });
                context.out.value(&all, &args.format)
            }
            (_, only) => context.out.value(&only, &args.format),
        };
    }
    let mut tables = Vec::new();
    for (report, intervals) in reports {
        let said = head(report, rounds, words);
        let into_file = args.format.for_pages() || args.format.output.is_some();
        for (at, level) in measure.levels.iter().enumerate() {
            let mut table = table(report, *level, (words, intervals.as_ref()));
            if into_file && at == 0 {
                table.notes.splice(0..0, said.iter().cloned());
            }
            tables.push(table);
        }
        if !into_file {
            said.iter().try_for_each(|line| context.out.line(line))?;
            context.out.tables(&tables, &args.format)?;
            tables.clear();
        }
    }
    if tables.is_empty() {
        Ok(())
    } else {
        context.out.tables(&tables, &args.format)
    }
}

/// Whether figures are not the round's own measure: another unit, or a part of it.
fn is_exploratory(rounds: &[&Round], (args, measure): (&Args, &Measure)) -> bool {
    let restricted = !args.documents.is_empty()
        || !args.coders.is_empty()
        || args.by.as_deref() == Some("document");
    let widened = args.process || args.interviewer_turns;
    !rounds.is_empty()
        && (restricted || widened || rounds.iter().any(|round| round.unit != measure.unit))
}

fn measure(
    (view, setting): (&View<'_>, &View<'_>),
    rounds: &[&Round],
    (args, texts): (&Args, &Texts),
) -> Result<Measure, Failure> {
    let of_rounds = rounds
        .first()
        .map(|round| round.unit)
        .filter(|unit| rounds.iter().all(|round| round.unit == *unit));
    let measured = args.measure.as_deref();
    let of_documents = measured
        .filter(|measure| *measure != "gamma")
        .map(|_| Unit::Document);
    let asked = args.unit.as_deref().map(|word| {
        let hint = "use turn, sentence, paragraph, word, character or document";
        Unit::parse(word)
            .ok_or_else(|| Failure::wrong_use(format!("there is no unit {word}")).hint(hint))
    });
    let all = view
        .documents()
        .filter_map(|document| Some((document, texts.current(document)?)));
    let unit = asked
        .transpose()?
        .or(of_documents)
        .or(of_rounds)
        .or_else(|| view.setting("unit").and_then(Unit::parse))
        .unwrap_or_else(|| default_unit(all));
    Ok(Measure {
        unit,
        // A closed round was measured as the study was set when it closed.
        interviewers: match args.interviewer_turns {
            true => InterviewerTurns::Included,
            false => InterviewerTurns::of_study(setting),
        },
        levels: match args.level.as_deref() {
            Some("code") => vec![Level::Code],
            Some(_) => vec![Level::Theme],
            None => vec![Level::Code, Level::Theme],
        },
        process: if args.process {
            ProcessCodes::Included
        } else {
            ProcessCodes::LeftOut
        },
    })
}

fn with_notes(
    (report, intervals): &(Report, Option<Intervals>),
    words: &Words,
) -> Result<serde_json::Value, Failure> {
    let mut written = serde_json::to_value(report)
        .map_err(|_| Failure::new("the report cannot be written as JSON"))?;
    if let Some(intervals) = intervals {
        intervals.add_to(&mut written);
    }
    for (name, note) in notes(words) {
        if let Some(map) = written.as_object_mut() {
            map.insert(name.to_owned(), note.into());
        }
    }
    Ok(written)
}

/// What must be read with the figures, each note under the name that programs read.
fn notes(words: &Words) -> Vec<(&'static str, &str)> {
    let notes = [
        ("incomplete", words.incomplete.as_deref()),
        ("exploratory", words.exploratory.then_some(EXPLORATORY)),
        ("withdrawn", words.left_out.as_deref()),
        ("final", words.beside.as_deref()),
        ("title", words.title.as_deref()),
    ];
    let said = notes.into_iter();
    said.filter_map(|(name, note)| Some((name, note?)))
        .collect()
}
