//! `study`: the settings, which travel with the study.

use crate::cli::context::{Context, lead};
use crate::cli::failure::{Failure, not_a_spec};
use crate::event::Event;
use crate::event::study::StudySet;
use crate::table::TableSpec;

/// What can be set, with what it takes.
const SETTINGS: [(&str, &str); 9] = [
    ("title", "any words"),
    (
        "unit",
        "turn, sentence, paragraph, word, character or document",
    ),
    ("interviewer_turns", "left_out or included"),
    (
        "k",
        "the smallest group a published table may show, a number",
    ),
    (
        "reflexive",
        "on (the team discusses readings: figures of agreement are off) or off",
    ),
    ("times", "exact or day"),
    (
        "typos",
        "how many characters of an excerpt a correction may change without its coder looking again, a number (else 0)",
    ),
    (
        "language",
        "the language of transcripts that name none, as en or Spanish: searches find its words in all forms",
    ),
    (
        "participants_table",
        "a table spec as JSON; see intercoder table --help",
    ),
];

/// Show or change the study's settings
///
/// Example: intercoder study set title "Recovery and parenting"
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Show the settings
    Show,
    /// Change one
    Set {
        /// Its name.
        key: String,
        /// Its value.
        value: String,
    },
}

pub fn run(context: &mut Context, args: Args) -> Result<(), Failure> {
    let mut session = context.open()?;
    match args.action {
        Action::Show => {
            let view = session.view();
            if context.out.is_json() {
                let all: serde_json::Map<String, serde_json::Value> = SETTINGS
                    .iter()
                    .map(|(key, _)| {
                        (
                            (*key).to_owned(),
                            view.setting(key)
                                .map_or(serde_json::Value::Null, Into::into),
                        )
                    })
                    .collect();
                return context
                    .out
                    .json(&serde_json::json!({ "study": view.id(), "settings": all }));
            }
            context.out.line(format!("{:<18} {}", "study", view.id()))?;
            for (key, takes) in SETTINGS {
                let value = view
                    .setting(key)
                    .map_or_else(|| format!("not set ({takes})"), str::to_owned);
                context.out.line(format!("{key:<18} {value}"))?;
            }
            Ok(())
        }
        Action::Set { key, value } => {
            lead(&session)?;
            check(&key, &value)?;
            let said = format!("{key}: {value}");
            session.record(|draft| draft.add(Event::StudySet(StudySet { key, value })))?;
            context.out.line(said)
        }
    }
}

fn check(key: &str, value: &str) -> Result<(), Failure> {
    let fits = match key {
        "title" | "language" => !value.trim().is_empty(),
        "unit" => crate::round::Unit::parse(value).is_some(),
        "interviewer_turns" => matches!(value, "left_out" | "included"),
        "k" => value.parse::<u32>().is_ok_and(|k| k > 0),
        "typos" => value.parse::<u32>().is_ok(),
        "reflexive" => matches!(value, "on" | "off"),
        "times" => matches!(value, "exact" | "day"),
        "participants_table" => TableSpec::read(value)
            .map_err(|cause| not_a_spec("the value", &cause))
            .map(|_| true)?,
        _ => {
            let names: Vec<&str> = SETTINGS.iter().map(|(key, _)| *key).collect();
            return Err(Failure::wrong_use(format!("there is no setting {key}"))
                .hint(format!("use {}", names.join(", "))));
        }
    };
    let takes = SETTINGS
        .iter()
        .find(|(known, _)| *known == key)
        .map_or("", |(_, takes)| takes);
    if fits {
        Ok(())
    } else {
        Err(Failure::wrong_use(format!("{key} cannot be “{value}”"))
            .hint(format!("it takes {takes}")))
    }
}
