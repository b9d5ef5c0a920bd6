//! Surveys: a row is a person, a column an attribute of theirs or an open question they answered.
//!
//! Each open question becomes a document: the question is its first turn, and everybody who answered has a turn below, bound
//! outright to the person of that row, because a handle such as `Q1` or `I1` would else be taken for an interviewer. Blank
//! answers are no turns. Which columns are open is told by what stands in them, unless somebody names them.

use std::collections::{BTreeMap, BTreeSet};

use encoding_rs::Encoding;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation as _;

use crate::document::{Kind, fold_label};
use crate::filter::View;
use crate::id::{Digest, PersonId};
use crate::import::encoding::Guess;
use crate::import::grammar::Grammar;
use crate::import::people::PersonRow;
use crate::import::plan::{Given, ReadFile, handle_of, known_words};
use crate::import::respondents::{WHO, attribute_columns, described, people_of};
use crate::import::sheet::{Row, Sheet, place};
use crate::import::sniff::{self, Sort};
use crate::import::speeches::{self, Joining, Making, Speech};
use crate::import::{Source, Transcript, declared_utf8, html, too_large, workbook};
use crate::number::counted;
use crate::person::Role;
use crate::problem::Problem;
use crate::text::LARGEST;

/// The label of the turn that holds the question.
const QUESTION: &str = "Question";
/// An answer of so many words is open; what people choose from a list is mostly shorter.
const WORDS: usize = 5;
/// The longest handle that is made from a question.
const LONGEST: usize = 48;
/// Which columns hold open answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answers {
    /// Those in which people wrote, each something else.
    Found,
    /// Those with these heads, or with questions that give these handles.
    Named(Vec<String>),
}

/// How the people of a survey got their handles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handles {
    /// A column says them.
    Told,
    /// By the number of their row: `R001`.
    Numbered,
}

/// A question and what was answered.
#[derive(Clone, Debug)]
pub struct OpenQuestion {
    /// The handle of its document, from its words.
    pub handle: String,
    /// Its words.
    pub title: String,
    /// The question, then a turn for each answer.
    pub transcript: Transcript,
    /// Whom each folded label stands for.
    pub speakers: BTreeMap<String, Role>,
    /// People who left it blank.
    pub blank: usize,
}

/// What a survey was read as.
#[derive(Clone, Debug)]
pub struct Survey {
    /// A person a row, with what the other columns say.
    pub people: Vec<PersonRow>,
    /// How they got their handles.
    pub handles: Handles,
    /// The open questions that anybody answered, in the order of their columns.
    pub questions: Vec<OpenQuestion>,
    /// What was left out, and what is worth knowing.
    pub problems: Vec<Problem>,
}

/// Reads a survey, or says why the file cannot be one.
pub fn read(
    source: &Source<'_>,
    (encoding, answers): (Option<&'static Encoding>, &Answers),
) -> Result<Survey, Problem> {
    if source.bytes.len() > LARGEST {
        return Err(too_large(source));
    }
    let (sheet, guess, mut problems) = sheet(source, encoding)?;
    let (mut sheet, overlong) = sheet.without_overlong(source.name);
    problems.extend(overlong);
    let titles = take_titles(&mut sheet);
    let who = place(&sheet.columns(), &WHO);
    let open = match answers {
        Answers::Found => open_columns(&sheet, who),
        Answers::Named(names) => named_columns(source.name, (&sheet, &titles, who), names)?,
    };
    if open.is_empty() {
        return Err(Problem::new(
            source.name,
            "no column looks like answers in people's own words",
            "name the columns with --answers COL,COL; a table of people alone comes in with: intercoder people import",
        ));
    }
    let (rows, told) = people_of((source.name, &sheet), (who, QUESTION));
    problems.extend(told);
    let columns = attribute_columns(source.name, (&sheet, who, &open), &mut problems);
    let mut taken = BTreeSet::new();
    let mut questions = Vec::new();
    for at in open {
        let title = titles.get(at).filter(|title| !title.is_empty());
        let title = title.map_or_else(|| format!("Column {}", at + 1), String::clone);
        let handle = handle((&title, at + 1), &mut taken);
        let asked = question((source.name, guess), (handle, title), (&rows, at));
        match asked {
            Ok(asked) => {
                problems.extend(asked.told(source.name));
                questions.push(asked);
            }
            Err(problem) => problems.push(problem),
        }
    }
    if questions.is_empty() {
        let advice =
            "check that it was saved completely, and that --answers names its open questions";
        return Err(Problem::new(source.name, "nobody answered in it", advice));
    }
    Ok(Survey {
        people: described(&rows, &columns),
        handles: match who {
            Some(_) => Handles::Told,
            None => Handles::Numbered,
        },
        questions,
        problems,
    })
}

/// Whether the rows of a sheet look like people who answered in their own words.
pub fn looks_like_one(sheet: &Sheet) -> bool {
    let wide = sheet.heads.cells.len();
    let even = sheet.rows.iter().all(|row| row.cells.len() <= wide);
    let who = place(&sheet.columns(), &WHO);
    wide > 1 && sheet.rows.len() > 1 && even && !open_columns(sheet, who).is_empty()
}

/// Whether a text is such a sheet: prose with commas is none, so its name or its heads must say so too.
pub fn begins(name: &str, text: &str) -> bool {
    let Ok(sheet) = Sheet::read(name, text) else {
        return false;
    };
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    let is_called_table = matches!(ending.to_lowercase().as_str(), "csv" | "tsv");
    let wide = sheet.heads.cells.len();
    let even = sheet.rows.iter().all(|row| row.cells.len() == wide);
    let says_who = place(&sheet.columns(), &WHO).is_some();
    (is_called_table || says_who && even) && looks_like_one(&sheet)
}

/// The sentence for a survey that nobody said is one.
pub fn untold(name: &str) -> Problem {
    let what = "this looks like a survey, with a person a row and answers in columns";
    let advice = "say so with --survey; if a row is a turn, call its columns speaker and text";
    Problem::new(name, what, advice)
}

/// Why the people of a survey cannot be told from those of the study: numbers of rows say who somebody is in one file only.
pub fn mistakable(view: &View<'_>, (name, survey): (&str, &Survey)) -> Option<Problem> {
    if survey.handles == Handles::Told {
        return None;
    }
    let words = known_words(view);
    let is_known = |asked: &OpenQuestion| {
        words.contains_key(&Digest::of(asked.transcript.text.as_str().as_bytes()))
    };
    if survey.questions.iter().all(is_known) {
        return None;
    }
    let mut there = survey.people.iter();
    let there = there.find(|row| view.person(&row.handle).is_some())?;
    let what = format!(
        "its rows do not say who answered, and the study has a person {} who may be somebody else",
        there.handle
    );
    let advice = "give it a column id with a handle for each person";
    Some(Problem::new(name, what, advice))
}

impl Survey {
    /// Its people, and its questions as files to be planned, each with what the person importing said.
    pub fn files(
        self,
        (name, sha256): (&str, Digest),
        told: &BTreeMap<String, String>,
    ) -> (Vec<PersonRow>, Vec<ReadFile>) {
        let file = |asked: OpenQuestion| {
            let mut options = told.clone();
            options.insert("survey".to_owned(), asked.title.clone());
            ReadFile {
                name: name.to_owned(),
                handle: Some(asked.handle),
                sha256,
                options,
                transcript: asked.transcript,
                given: Given {
                    title: Some(asked.title),
                    kind: Some(Kind::Document),
                    speakers: asked.speakers,
                    ..Given::default()
                },
            }
        };
        let files = self.questions.into_iter().map(file);
        (self.people, files.collect())
    }
}

impl OpenQuestion {
    fn told(&self, name: &str) -> Option<Problem> {
        let answers = self.transcript.turns.turns.len().saturating_sub(1);
        let what = format!(
            "“{}”: {}, and {} blank, which are no turns",
            self.title,
            counted(answers, "answer"),
            self.blank
        );
        (self.blank > 0).then(|| Problem::new(name, what, ""))
    }
}

fn sheet(
    source: &Source<'_>,
    encoding: Option<&'static Encoding>,
) -> Result<(Sheet, Guess, Vec<Problem>), Problem> {
    match sniff::sort(source)? {
        Sort::Workbook => {
            let (sheet, left_out) = workbook::sheet(source.name, source.bytes)?;
            Ok((sheet, declared_utf8(), left_out))
        }
        Sort::Text => {
            let decoded = html::decode(source, encoding)?;
            let sheet = Sheet::read(source.name, &decoded.content)?;
            Ok((sheet, decoded.guess, decoded.problems))
        }
        Sort::Word | Sort::OpenDocument | Sort::Rtf => Err(Problem::new(
            source.name,
            "is no table",
            "save the survey as CSV in UTF-8, or as an Excel workbook (.xlsx)",
        )),
    }
}

/// The questions as people read them. Qualtrics has them in a second line of heads, above a third that only it understands.
fn take_titles(sheet: &mut Sheet) -> Vec<String> {
    let is_third = |row: &Row| {
        row.cells
            .iter()
            .any(|cell| cell.starts_with("{\"ImportId\""))
    };
    if !sheet.rows.get(1).is_some_and(is_third) {
        return sheet.heads.cells.clone();
    }
    let titles = sheet.rows.drain(..2).next();
    titles.map(|row| row.cells).unwrap_or_default()
}

fn open_columns(sheet: &Sheet, who: Option<usize>) -> Vec<usize> {
    let columns = 0..sheet.heads.cells.len();
    let others = columns.filter(|at| Some(*at) != who);
    others.filter(|at| is_open((sheet, *at))).collect()
}

/// At least a quarter of what stands in an open column has some words, and hardly any of it stands there twice.
fn is_open((sheet, at): (&Sheet, usize)) -> bool {
    let cells = sheet.rows.iter().map(|row| row.cell(Some(at)));
    let said: Vec<&str> = cells.filter(|cell| !cell.is_empty()).collect();
    let is_long = |cell: &&&str| {
        let words = cell.unicode_words();
        let words = words.filter(|word| word.chars().any(char::is_alphabetic));
        words.take(WORDS).count() == WORDS
    };
    let long: Vec<&str> = said.iter().filter(is_long).copied().collect();
    let distinct: BTreeSet<&str> = long.iter().copied().collect();
    !long.is_empty() && long.len() * 4 >= said.len() && distinct.len() * 5 >= long.len() * 4
}

fn named_columns(
    name: &str,
    (sheet, titles, who): (&Sheet, &[String], Option<usize>),
    names: &[String],
) -> Result<Vec<usize>, Problem> {
    let heads = &sheet.heads.cells;
    let mut open = BTreeSet::new();
    for wanted in names {
        let is_wanted = |head: &String| {
            fold_label(head) == fold_label(wanted)
                || stem(head).is_some_and(|stem| stem.eq_ignore_ascii_case(wanted.trim()))
        };
        let at = heads
            .iter()
            .position(is_wanted)
            .or_else(|| titles.iter().position(is_wanted));
        let at = at.filter(|_| !wanted.trim().is_empty()).ok_or_else(|| {
            let known: Vec<&str> = heads.iter().map(String::as_str).collect();
            let advice = format!("its columns are: {}", known.join(" · "));
            Problem::new(name, format!("has no column “{}”", wanted.trim()), advice)
        })?;
        if Some(at) == who {
            let what = format!("the column “{}” says who answers", wanted.trim());
            return Err(Problem::new(name, what, "leave it out of --answers"));
        }
        open.insert(at);
    }
    Ok(open.into_iter().collect())
}

fn question(
    (name, guess): (&str, Guess),
    (handle, title): (String, String),
    (rows, at): (&[(PersonId, &Row)], usize),
) -> Result<OpenQuestion, Problem> {
    let said = |speaker: &str, words: &str| Speech {
        speaker: Some(speaker.to_owned()),
        words: words.to_owned(),
        ms: None,
    };
    let mut speeches = vec![said(QUESTION, &title)];
    let mut speakers = BTreeMap::from([(fold_label(QUESTION), Role::Interviewer)]);
    for (person, row) in rows {
        let words = row.cell(Some(at));
        if !words.is_empty() {
            speeches.push(said(&person.0, words));
            speakers.insert(fold_label(&person.0), Role::Person(person.clone()));
        }
    }
    let answers = speeches.len() - 1;
    let making = Making {
        name,
        importer: "survey",
        grammar: Grammar::Answers,
        joining: Joining::Each,
    };
    let transcript = speeches::transcript(speeches, making);
    let answered = transcript.filter(|read| read.turns.turns.len() > 1);
    let transcript = answered.ok_or_else(|| {
        let what = format!("nobody answered “{title}”");
        Problem::new(name, what, "it becomes no document")
    })?;
    Ok(OpenQuestion {
        handle,
        title,
        transcript: Transcript {
            encoding: guess,
            ..transcript
        },
        speakers,
        blank: rows.len() - answers,
    })
}

/// The handle of a question's document; two questions of one file that begin alike are told apart by their columns.
fn handle((title, column): (&str, usize), taken: &mut BTreeSet<String>) -> String {
    let mut handle = stem(title).unwrap_or_else(|| format!("question-{column}"));
    while !taken.insert(handle.to_lowercase()) {
        handle = format!("{handle}-{column}");
    }
    handle
}

/// The first words of a question as a handle; nothing where no letter or digit of it is ASCII.
fn stem(title: &str) -> Option<String> {
    let letters = title.nfkd().filter(|c| !is_combining_mark(*c));
    let letters = letters.filter(|c| !matches!(c, '\'' | '’'));
    let plain: String = letters.map(|c| if c == '.' { ' ' } else { c }).collect();
    // A handle is made from a file's name, of which the ending is cut off, and is itself cut at its longest.
    let mut handle = String::new();
    for word in plain.split_whitespace() {
        let word = handle_of(&format!("{word}."));
        let room = LONGEST.saturating_sub(handle.len() + 1);
        if word.is_empty() || word.len() > room && !handle.is_empty() {
            match word.is_empty() {
                true => continue,
                false => break,
            }
        }
        if !handle.is_empty() {
            handle.push('-');
        }
        handle.extend(word.chars().take(LONGEST));
    }
    (!handle.is_empty()).then(|| handle.to_lowercase())
}
