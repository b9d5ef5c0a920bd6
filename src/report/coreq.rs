//! The checklist COREQ, filled in as far as the study knows (Tong, Sainsbury & Craig 2007, doi 10.1093/intqhc/mzm042).
//!
//! The 32 items keep their numbers and names; the questions are asked in our own short words. What only the authors know is a
//! prompt, and the column for the page is left to them.

use std::collections::{BTreeMap, BTreeSet};

use crate::codebook::Use;
use crate::number::counted;
use crate::report::Basis;
use crate::report::counts::Counts;
use crate::report::patterns::saturation_in_words;
use crate::report::quotes::quotes;
use crate::table::{Cell, Row, Table};

/// Number, name, question.
type Question = (usize, &'static str, &'static str);

const ITEMS: [Question; 32] = [
    (
        1,
        "Interviewer or facilitator",
        "Who led the interviews or groups?",
    ),
    (2, "Credentials", "What credentials did they have?"),
    (3, "Occupation", "What was their occupation then?"),
    (4, "Gender", "What was their gender?"),
    (
        5,
        "Experience and training",
        "What experience and training did they have?",
    ),
    (
        6,
        "Relationship established",
        "Did they know participants before?",
    ),
    (
        7,
        "What participants knew of the interviewer",
        "Were aims and reasons of the research told?",
    ),
    (
        8,
        "Interviewer characteristics",
        "Which interests and assumptions are stated?",
    ),
    (
        9,
        "Methodological orientation",
        "On which methodology does the study stand?",
    ),
    (10, "Sampling", "How were participants chosen?"),
    (11, "Method of approach", "How were they approached?"),
    (12, "Sample size", "How many took part?"),
    (
        13,
        "Non-participation",
        "How many refused or dropped out, and why?",
    ),
    (14, "Setting", "Where were data collected?"),
    (15, "Presence of others", "Was anybody else there?"),
    (
        16,
        "Description of sample",
        "What characterises the sample?",
    ),
    (
        17,
        "Interview guide",
        "Were questions or guides given, and tried out?",
    ),
    (
        18,
        "Repeat interviews",
        "Were interviews repeated, how many?",
    ),
    (19, "Recording", "Was sound or picture recorded?"),
    (20, "Field notes", "Were notes made during or after?"),
    (21, "Duration", "How long did interviews or groups take?"),
    (22, "Data saturation", "Was saturation discussed?"),
    (
        23,
        "Transcripts returned",
        "Were transcripts given back for correction?",
    ),
    (24, "Number of data coders", "How many coded the data?"),
    (25, "Coding tree", "Is the coding tree described?"),
    (
        26,
        "Derivation of themes",
        "Were themes set before, or found in the data?",
    ),
    (27, "Software", "Which software managed the data?"),
    (
        28,
        "Participant checking",
        "Did participants comment on findings?",
    ),
    (
        29,
        "Quotations presented",
        "Are findings shown by quotations, each with its speaker?",
    ),
    (
        30,
        "Data and findings consistent",
        "Do findings follow from the data presented?",
    ),
    (31, "Major themes", "Are major themes clear?"),
    (
        32,
        "Minor themes",
        "Are diverse cases or minor themes described?",
    ),
];

/// The checklist.
pub fn checklist(basis: &Basis<'_>) -> Table {
    let mut known = known(basis);
    let row = |(number, name, question): &Question| Row {
        label: number.to_string(),
        values: vec![
            Cell::from(*name),
            Cell::from(*question),
            Cell::Text(known.remove(number).unwrap_or_else(|| prompt(*number))),
            Cell::Blank,
        ],
    };
    let rows = ITEMS.iter().map(row).collect();
    let columns = [
        "item",
        "question",
        "what the study knows, or is to be written",
        "reported on page",
    ];
    Table {
        title: format!("COREQ checklist: {}", basis.title()),
        unit: "item".to_owned(),
        columns: columns.map(str::to_owned).to_vec(),
        stub: "no".to_owned(),
        rows,
        notes: vec![
            "Items after Tong, Sainsbury & Craig, Int J Qual Health Care 2007;19(6):349-357; questions in our own words. 1-8: \
             research team; 9-23: design; 24-32: analysis and findings."
                .to_owned(),
        ],
    }
}

fn prompt(number: usize) -> String {
    let what = match number {
        1 => "names or initials of interviewers, and which interviews each led",
        2..=4 => "for each interviewer",
        5 => "interviewing and qualitative training, in years or courses",
        6 => "whether and how they met before the interview",
        7 => "what was said in the invitation and at the start",
        8 => "reasons for and interest in the topic, possible bias",
        9 => "for instance framework analysis, grounded theory, thematic analysis",
        10 => "for instance purposive, convenience, snowball; by which criteria",
        11 => "for instance face to face, telephone, mail, e-mail",
        13 => "numbers and reasons; the study holds only who took part",
        14 => "for instance home, clinic, workplace, video call",
        15 => "who else was in the room",
        17 => "where the guide can be read, and whether it was piloted",
        23 => "whether transcripts went back, and what came of it",
        28 => {
            "whether participants saw findings (intercoder report memberpack writes each person's own), and what they said"
        }
        30 => "where a reader can follow from quotations to findings",
        _ => "not known from the study",
    };
    format!("to be written: {what}")
}

/// What the study knows, by item.
fn known(basis: &Basis<'_>) -> BTreeMap<usize, String> {
    let counts = Counts::of(basis);
    let mut known = BTreeMap::from([
        (12, sample(&counts)),
        (16, described(basis)),
        (
            18,
            format!(
                "{} of {} people speak in more than one document",
                counts.repeated, counts.people
            ),
        ),
        (
            19,
            format!(
                "{} of {} have time marks; to be written: sound or picture, and with which device",
                counts.timed,
                counted(counts.documents(), "transcript")
            ),
        ),
        (
            20,
            format!(
                "{} by coders in the study; to be written: notes made during interviews",
                counted(counts.memos, "memo")
            ),
        ),
        (24, coders(&counts)),
        (
            25,
            format!(
                "{}: {} in {}, each with definition and rules (intercoder codebook export)",
                basis.codebook_version(),
                counted(counts.codes, "code"),
                counted(counts.themes, "theme")
            ),
        ),
        (26, origins(basis)),
        (27, format!("intercoder {}", env!("CARGO_PKG_VERSION"))),
        (29, quotations(basis)),
        (31, major(basis)),
        (32, minor(basis)),
    ]);
    known.extend(duration(&counts).map(|said| (21, said)));
    known
        .extend(saturation_in_words(basis).map(|said| (22, format!("saturation of codes {said}"))));
    known
}

fn sample(counts: &Counts) -> String {
    let mut said = format!(
        "{} people in {} ({})",
        counts.people,
        counted(counts.documents(), "document"),
        counts.kinds_said()
    );
    if counts.silent > 0 {
        said.push_str(&format!("; {} more people speak in none", counts.silent));
    }
    said
}

/// The names of what is known of people, and no value: a cell with one person in it belongs behind the guard of small cells.
fn described(basis: &Basis<'_>) -> String {
    let people = basis.view.people();
    let names: BTreeSet<&str> = people
        .flat_map(|of| of.attributes.keys().map(String::as_str))
        .collect();
    match names.is_empty() {
        true => "to be written: nothing is known of people in the study".to_owned(),
        false => format!(
            "known of people: {} (intercoder people table)",
            names.into_iter().collect::<Vec<_>>().join(", ")
        ),
    }
}

fn duration(counts: &Counts) -> Option<String> {
    let (least, most) = (counts.minutes.iter().min()?, counts.minutes.iter().max()?);
    Some(format!(
        "{}; from {least} to {most} minutes",
        counts.minutes_said()?
    ))
}

fn coders(counts: &Counts) -> String {
    let names: Vec<&str> = counts.coders.iter().map(|coder| coder.0.as_str()).collect();
    format!("{}: {}", counts.coders.len(), names.join(", "))
}

/// How many theme codes say where they came from.
fn origins(basis: &Basis<'_>) -> String {
    let codebook = basis.view.codebook();
    let codes = codebook
        .codes()
        .iter()
        .filter(|code| code.use_ == Use::Theme);
    let mut origins: BTreeMap<&str, usize> = BTreeMap::new();
    for code in codes {
        let origin = match code.origin.trim() {
            "" => "not stated",
            origin => origin,
        };
        *origins.entry(origin).or_default() += 1;
    }
    let said: Vec<String> = origins
        .iter()
        .map(|(name, n)| format!("{name} {n}"))
        .collect();
    format!("theme codes by origin: {}", said.join(", "))
}

fn quotations(basis: &Basis<'_>) -> String {
    let (printed, _) = quotes(basis.view, basis.texts);
    let people: BTreeSet<_> = printed.iter().flat_map(|quote| &quote.speakers).collect();
    match printed.len() {
        0 => "to be written: no quote is chosen in the study yet".to_owned(),
        n => format!("{} of {} people chosen", counted(n, "quote"), people.len()),
    }
}

fn major(basis: &Basis<'_>) -> String {
    let roots = basis.tallied.rows.iter().filter(|row| row.depth == 0);
    let said = roots.map(|row| format!("{} ({} people)", row.key, row.tally.people.len()));
    let said: Vec<String> = said.collect();
    match said.is_empty() {
        true => "to be written: the codebook has no themes".to_owned(),
        false => format!("{}; layer {}", said.join(", "), basis.layer),
    }
}

fn minor(basis: &Basis<'_>) -> String {
    let below = basis.tallied.rows.iter().filter(|row| row.depth > 0);
    let (used, unused): (Vec<_>, Vec<_>) = below.partition(|row| !row.tally.excerpts.is_empty());
    let few = used.iter().filter(|row| row.tally.people.len() < 3).count();
    format!(
        "{} or sub-themes in use below major themes, {few} of them from fewer than three people; {} unused; to be written: what did not fit",
        counted(used.len(), "code"),
        unused.len()
    )
}
