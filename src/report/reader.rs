//! The reader's page: for a colleague who opens no terminal. Counts, chosen quotes and open questions, and a way to answer them.
//!
//! No transcript, no name of a document, no handle of a person: what coders wrote is printed without those, and people appear in
//! the words of their quotes' attributions alone.

use std::collections::BTreeMap;

use crate::coding::{MemoState, On};
use crate::disclosure::naming::Names;
use crate::export::csv::records;
use crate::export::html::{self, escaped};
use crate::history::{code, line_name};
use crate::methods::listed;
use crate::number::counted;
use crate::report::Basis;
use crate::report::counts::Counts;
use crate::report::page::{Head, Section, list, page, paragraph};
use crate::report::team::{Made, numbers};
use crate::report::{agreement, themes};
use crate::table::{Cell, Table};

/// How many sorts of disagreement are spelled out.
const SORTS: usize = 20;

/// The page.
pub fn report(basis: &Basis<'_>, made: &Made) -> String {
    let mask = Names::of(basis.view);
    let counts = Counts::of(basis);
    let questions = questions(basis, &mask);
    let section = |id, title, body| Section { id, title, body };
    let sections = [
        section("numbers", "In numbers", list(numbers(basis, &counts))),
        section("themes", "Themes", html::table(&theme_table(basis, &mask))),
        section("quotes", "Chosen quotes", themes::quoted(basis)),
        section("agreement", "How far coders agreed", agreed(basis)),
        section("questions", "Open questions", asked(basis, &questions)),
        section("limits", "What this report does not show", list(LIMITS)),
        section("comments", "How to comment", comments(basis, &questions)),
    ];
    let head = Head {
        title: basis.title().to_owned(),
        lines: made.lines(basis).into_iter().map(|line| mask.masked(&line)).collect(),
        says: "For a reader outside the team: counts, chosen quotes and open questions; no transcripts.".to_owned(),
    };
    page(&head, &sections)
}

const LIMITS: [&str; 4] = [
    "Transcripts, who exactly said what, and from which document a quote is.",
    "What was not said: silence on a theme is no denial of it.",
    "How common something is in the field: counts are of the people who were asked.",
    "Small groups: no count is split by what is known of people. Still, whoever knows the field may know a voice.",
];

fn theme_table(basis: &Basis<'_>, mask: &Names) -> Table {
    let mut table = themes::themes(basis);
    for cell in table.rows.iter_mut().flat_map(|row| &mut row.values) {
        if let Cell::Text(words) = cell {
            *words = mask.masked(words);
        }
    }
    table
}

/// The rounds in one sentence each: a table of codes is for those who code.
fn agreed(basis: &Basis<'_>) -> String {
    if crate::compare::is_reflexive(basis.view) {
        return paragraph(agreement::REFLEXIVE);
    }
    let said = basis.closed.iter().filter_map(|closed| {
        let report = closed.report.as_ref()?;
        let over = report.over(crate::agreement::measure::Level::Theme);
        let figures = (over.alpha_median, over.alpha_min, over.alpha_max);
        let (Some(median), Some(least), Some(most)) = figures else {
            return None;
        };
        Some(format!(
            "Round {}: alpha over {} had a median of {median:.2} (lowest {least:.2}, highest {most:.2}), unit {}, {} documents, \
             {}. 1 would be full agreement, 0 what chance gives.",
            closed.round.name,
            counted(over.n_defined, "theme"),
            report.unit.as_str(),
            report.n_documents,
            counted(report.scope.coders.len(), "coder")
        ))
    });
    let said: Vec<String> = said.collect();
    match said.is_empty() {
        true => paragraph("No round has figures yet."),
        false => list(said),
    }
}

/// A question that somebody asked in a memo: the name to answer it by, and its words.
struct Question {
    name: String,
    words: String,
}

fn questions(basis: &Basis<'_>, mask: &Names) -> Vec<Question> {
    let memos = basis.view.memos();
    let open = memos.filter(|memo| memo.state == MemoState::Question);
    let question = |memo: &crate::coding::Memo| {
        let about = match &memo.on {
            On::Code(id) => format!("On {}: ", code(basis.view, *id)),
            On::Coding(id) => {
                let codings = basis.view.codings();
                let coding = codings.iter().find(|coding| coding.id == *id);
                coding.map_or_else(String::new, |of| {
                    format!("On {}: ", code(basis.view, of.code))
                })
            }
            On::Document(_) | On::Person(_) | On::Excerpt { .. } => String::new(),
        };
        Question {
            name: line_name(basis.view, memo.id.0),
            words: mask.masked(&(about + basis.release.written(&memo.text))),
        }
    };
    open.map(question).collect()
}

fn asked(basis: &Basis<'_>, questions: &[Question]) -> String {
    let mut points: Vec<String> = questions
        .iter()
        .map(|question| format!("{} ({})", question.words, question.name))
        .collect();
    let mut sorts: BTreeMap<(Vec<String>, &str), usize> = BTreeMap::new();
    let undecided = basis
        .whole
        .matters
        .iter()
        .filter(|matter| !matter.is_settled());
    for matter in undecided {
        let codes = matter.disagreement.group.codes_by_handle(basis.view);
        let names: Vec<String> = codes.into_iter().map(|id| code(basis.view, id)).collect();
        *sorts
            .entry((names, matter.disagreement.kind.words()))
            .or_default() += 1;
    }
    let mut sorts: Vec<_> = sorts.into_iter().collect();
    sorts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let rest = sorts.len().saturating_sub(SORTS);
    points.extend(sorts.into_iter().take(SORTS).map(|((codes, kind), count)| {
        format!(
            "{} undecided: {} ({kind})",
            counted(count, "passage"),
            listed(&codes)
        )
    }));
    if rest > 0 {
        points.push(format!("and {} of codes more", counted(rest, "such group")));
    }
    match points.is_empty() {
        true => paragraph("No question is open, and no disagreement is undecided."),
        false => list(points),
    }
}

/// How comments come back: a file that is ready to be filled in.
fn comments(basis: &Basis<'_>, questions: &[Question]) -> String {
    let head = ["about", "comment", "name"].map(str::to_owned).to_vec();
    let empty = |about: &str| vec![about.to_owned(), String::new(), String::new()];
    let asked = questions.iter().map(|question| empty(&question.name));
    let themes = basis.tallied.rows.iter().map(|row| empty(&row.key));
    let file = records(std::iter::once(head).chain(asked).chain(themes));
    paragraph(
        "Copy what stands below into a file comments.csv, or into a spreadsheet that you save as CSV. Write your comment behind the \
         question or theme it is about, and your name. Leave out what you have nothing to say to. The team takes it in with: \
         intercoder memo import comments.csv",
    ) + &format!("<pre>{}</pre>\n", escaped(&file.replace("\r\n", "\n")))
}
