//! Surveys become part of the study: what `import` does with files that it was told are surveys.
//!
//! A file gives people and a document for each open question, which are then planned and saved like any other.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::filter::View;
use crate::id::Digest;
use crate::import::people::PersonRow;
use crate::import::plan::ReadFile;
use crate::import::survey::{Answers, Survey, mistakable, read};
use crate::import::{Options, Source};
use crate::number::counted;
use crate::problem::Problem;
use crate::store::outside::{self, file_name};

#[derive(Debug, Default, clap::Args)]
pub struct SurveyArgs {
    /// The files are surveys, CSV, .xlsx or .ods: a row is a person, and each open question becomes a document.
    #[arg(long, conflicts_with = "id")]
    survey: bool,
    /// Of a survey: the columns of answers in people's own words, where the guess is wrong.
    #[arg(
        long,
        value_name = "COL,COL",
        value_delimiter = ',',
        requires = "survey"
    )]
    answers: Vec<String>,
}

impl SurveyArgs {
    /// Which columns hold open answers, where the files are surveys.
    pub fn answers(&self) -> Option<Answers> {
        let answers = match self.answers.is_empty() {
            true => Answers::Found,
            false => Answers::Named(self.answers.clone()),
        };
        self.survey.then_some(answers)
    }
}

/// A file with its bytes, or what there is to say about one.
pub type Outcome = Result<(ReadFile, Vec<u8>), Problem>;

/// Reads surveys: their people, and a file for each of their questions.
pub fn read_all(
    view: &View<'_>,
    files: &[PathBuf],
    (options, answers): (&Options, &Answers),
) -> (Vec<PersonRow>, Vec<Outcome>) {
    let (mut people, mut outcomes) = (Vec::new(), Vec::new());
    for path in files {
        match read_one(view, path, (options, answers)) {
            Ok((answered, read)) => {
                people.extend(answered);
                outcomes.extend(read);
            }
            Err(problem) => outcomes.push(Err(problem)),
        }
    }
    (people, outcomes)
}

fn read_one(
    view: &View<'_>,
    path: &Path,
    (options, answers): (&Options, &Answers),
) -> Result<(Vec<PersonRow>, Vec<Outcome>), Problem> {
    let name = file_name(path);
    let bytes = outside::read(path, crate::text::LARGEST as u64).map_err(|cause| {
        Problem::new(name.clone(), cause.to_string(), "the other files were read")
    })?;
    let source = Source {
        name: &name,
        bytes: &bytes,
    };
    let mut survey = read(&source, (options.encoding, answers))?;
    if let Some(problem) = mistakable(view, (&name, &survey)) {
        return Err(problem);
    }
    let mut told = BTreeMap::new();
    if let Some(encoding) = options.encoding {
        told.insert("encoding".to_owned(), encoding.name().to_owned());
    }
    let mut problems = std::mem::take(&mut survey.problems);
    if *answers == Answers::Found {
        problems.extend(sorted_columns(&name, &survey));
    }
    let (people, files) = survey.files((&name, Digest::of(&bytes)), &told);
    let files = files.into_iter().map(|file| Ok((file, bytes.clone())));
    Ok((people, files.chain(problems.into_iter().map(Err)).collect()))
}

/// Says which columns were taken for what is known of people: an open question with short answers may be among them.
fn sorted_columns(name: &str, survey: &Survey) -> Option<Problem> {
    let people = survey.people.iter();
    let known: BTreeSet<&str> = people
        .flat_map(|person| person.attributes.keys().map(String::as_str))
        .collect();
    let known: Vec<&str> = known.into_iter().collect();
    let what = format!(
        "{} became a document each; what is known of people: {}",
        counted(survey.questions.len(), "open question"),
        known.join(", ")
    );
    let advice =
        "if an open question is among these, name all open questions with --answers COL,COL";
    (!known.is_empty()).then(|| Problem::new(name, what, advice))
}
