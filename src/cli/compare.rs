//! `compare`: what coders put on the same words, side by side.

use crate::cli::context::{Context, document, layer, reader};
use crate::cli::failure::Failure;
use crate::cli::guard::released;
use crate::cli::output::TableFormat;
use crate::compare::{Comparison, Counts, Sentence, hidden_by, is_reflexive};
use crate::document::Document;
use crate::filter::{Layer, View};
use crate::history::code;
use crate::number::counted;
use crate::progress::has_finished;
use crate::session::Session;
use crate::table::{Cell, Row, Table};
use crate::texts::Passage;

/// Show what coders put on a document side by side, sentence by sentence
///
/// For talking about readings rather than measuring them, also while a round is open; a blind one hides the others until it
/// closes. Two are alike on a sentence where they put the same codes on it, wherever the edges lie. One of them may be `final`.
///
/// Example: intercoder compare I12 ana ben
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The document.
    document: String,
    /// The coders, two or more; `final` stands for the final layer.
    #[arg(required = true, num_args = 2..)]
    coders: Vec<String>,
    /// Sentences that nobody coded too.
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    format: TableFormat,
}

pub fn run(context: &mut Context, args: Args) -> Result<(), Failure> {
    let session = context.open()?;
    let outsider = reader(&session)?;
    let (texts, incomplete) = context.whole(&session)?;
    let view = session.view();
    let document = document(&view, &args.document)?;
    let columns = columns(&view, &args)?;
    if let Some(round) = hidden_by(&view, document, &columns) {
        return Err(Failure::refused(format!(
            "round {} is blind until it closes, and {} is part of it",
            round.name, document.handle
        ))
        .hint("see who is how far with: intercoder round status"));
    }
    let passage = texts.current(document).ok_or_else(|| {
        Failure::damaged("the words of the document are not here").hint("intercoder verify")
    })?;
    let comparison = Comparison::of((&view, &texts), (document, passage), &columns);
    let mut notes = notes(&session, (document, &columns));
    notes.extend(incomplete.into_iter().chain(outsider));
    let Counts {
        alike,
        differing,
        undecided,
    } = comparison.counts();
    let shown = comparison.sentences.iter();
    let shown: Vec<&Sentence> = shown
        .filter(|sentence| args.all || sentence.is_coded())
        .collect();
    if context.out.is_json() {
        let written = shown
            .iter()
            .map(|s| written((&view, passage), (s, &columns)));
        let sentences: Vec<_> = written.collect();
        let coders: Vec<String> = columns.iter().map(ToString::to_string).collect();
        return context.out.json(&serde_json::json!({
            "document": document.handle,
            "coders": coders,
            "unit": "sentence",
            "alike": alike,
            "differing": differing,
            "undecided": undecided,
            "sentences": sentences,
            "notes": notes,
        }));
    }
    let mut table = table((&view, passage), (document, &columns), &shown);
    let coded = counted(alike + differing + undecided, "sentence");
    let open = match columns.contains(&Layer::Final) {
        true => format!(", {undecided} on which final has no word yet"),
        false => String::new(),
    };
    table.notes.push(format!(
        "{coded} coded by anybody here: {alike} alike, {differing} differing{open}"
    ));
    table.notes.extend(notes);
    let table = released(context, &session, (table, &args.format))?;
    context.out.table(&table, &args.format)
}

fn columns(view: &View<'_>, args: &Args) -> Result<Vec<Layer>, Failure> {
    let mut columns: Vec<Layer> = Vec::new();
    for name in &args.coders {
        let column = layer(view, name).ok().filter(|layer| *layer != Layer::All);
        let column = column.ok_or_else(|| {
            Failure::wrong_use(format!("there is no coder {name}"))
                .hint("see intercoder coder list; final stands for the final layer")
        })?;
        if columns.contains(&column) {
            return Err(Failure::wrong_use(format!("{name} is named twice"))
                .hint("name coders that differ"));
        }
        columns.push(column);
    }
    Ok(columns)
}

/// Who has not finished the document: what they left out is no reading yet.
fn notes(session: &Session, (document, columns): (&Document, &[Layer])) -> Vec<String> {
    let view = session.view();
    let rounds = view.rounds().iter().map(|round| Some(round.id));
    let rounds: Vec<_> = rounds.chain([None]).collect();
    let mut notes = Vec::new();
    for column in columns {
        if let Layer::Coder(coder) = column {
            let mut any = rounds.iter();
            if !any.any(|round| has_finished(&view, document.id, (coder, *round))) {
                notes.push(format!("{coder} has not finished {}", document.handle));
            }
        }
    }
    if is_reflexive(&view) {
        notes
            .push("a reflexive study: differing readings are matter for talk, no error".to_owned());
    }
    notes
}

fn codes(view: &View<'_>, (sentence, column): (&Sentence, usize)) -> Vec<String> {
    let put = sentence.codes[column].iter();
    let mut handles: Vec<String> = put.map(|id| code(view, *id)).collect();
    handles.sort();
    handles
}

fn table(
    (view, passage): (&View<'_>, &Passage),
    (document, columns): (&Document, &[Layer]),
    shown: &[&Sentence],
) -> Table {
    let row = |sentence: &&Sentence| {
        let words = passage.text.slice(sentence.span).replace('\n', " ");
        let mut values = vec![Cell::Text(words)];
        for column in 0..columns.len() {
            let handles = codes(view, (sentence, column));
            values.push(Cell::Text(match handles.is_empty() {
                true => "-".to_owned(),
                false => handles.join(", "),
            }));
        }
        values.push(Cell::from(
            match (sentence.is_coded(), sentence.is_alike()) {
                (false, _) => "",
                _ if sentence.is_undecided => "undecided",
                (true, true) => "alike",
                (true, false) => "differs",
            },
        ));
        let Sentence {
            turn,
            speaker,
            number,
            ..
        } = sentence;
        Row {
            label: format!("{turn} {speaker} s{number}"),
            values,
        }
    };
    let names = columns.iter().map(ToString::to_string);
    let first = std::iter::once("words".to_owned());
    let titles = names.clone().collect::<Vec<_>>().join(", ");
    Table {
        title: format!("{}: {titles} side by side", document.handle),
        unit: "sentence".to_owned(),
        columns: first.chain(names).chain(["reading".to_owned()]).collect(),
        stub: "turn".to_owned(),
        rows: shown.iter().map(row).collect(),
        notes: Vec::new(),
    }
}

fn written(
    (view, passage): (&View<'_>, &Passage),
    (sentence, columns): (&Sentence, &[Layer]),
) -> serde_json::Value {
    let put = columns.iter().enumerate();
    let put: serde_json::Map<String, serde_json::Value> = put
        .map(|(at, column)| (column.to_string(), codes(view, (sentence, at)).into()))
        .collect();
    serde_json::json!({
        "turn": sentence.turn,
        "sentence": sentence.number,
        "speaker": sentence.speaker,
        "start": sentence.span.start(),
        "end": sentence.span.end(),
        "words": passage.text.slice(sentence.span),
        "codes": put,
        "alike": sentence.is_alike(),
        "undecided": sentence.is_undecided,
    })
}
