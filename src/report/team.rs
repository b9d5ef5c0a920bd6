//! The team's page: the whole study on one page, transcripts too.

use crate::export::html;
use crate::number::counted;
use crate::report::anchor::Anchor;
use crate::report::audit::{Damaged, heads, sentences};
use crate::report::counts::Counts;
use crate::report::page::{Head, Section, list, note, page, paragraph};
use crate::report::{Basis, agreement, patterns, people, reconciliation, themes, transcript};
use crate::table::Table;

/// What the disk and the machine know of a report, and no question does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Made {
    /// The day.
    pub on: String,
    /// What the folder lacks, in a sentence; nothing where it is complete.
    pub lacks: Option<String>,
    /// Damaged lines.
    pub damaged: Damaged,
}

impl Made {
    /// The lines below the title of a page.
    pub fn lines(&self, basis: &Basis<'_>) -> Vec<String> {
        let complete = "The study's folder is complete: nothing that it names is missing.";
        vec![
            format!(
                "Made on {} with intercoder {}, from {}; layer {}.",
                self.on,
                env!("CARGO_PKG_VERSION"),
                basis.codebook_version(),
                basis.layer
            ),
            self.lacks.clone().unwrap_or_else(|| complete.to_owned()),
        ]
    }
}

/// The page.
pub fn report(basis: &Basis<'_>, made: &Made) -> String {
    let counts = Counts::of(basis);
    let mut sections = vec![
        section("numbers", "In numbers", list(numbers(basis, &counts))),
        section("participants", "Participants", participants(basis)),
        section(
            "codebook",
            "Codebook",
            html::table(&themes::codebook(basis)),
        ),
        section(
            "agreement",
            "Agreement by round",
            agreement::agreement(basis),
        ),
        section("reconciliation", "Disagreements", reconciled(basis)),
        section("themes", "Themes", themes::section(basis)),
        section("quotes", "Chosen quotes", themes::quoted(basis)),
        section(
            "cooccurrence",
            "Themes that lie together",
            patterns::cooccurrence(basis),
        ),
        section(
            "saturation",
            "New codes by document",
            patterns::saturation(basis),
        ),
    ];
    let framework = patterns::framework(basis);
    sections.extend(framework.map(|body| section("framework", "People and themes", body)));
    sections.extend([
        section("transcripts", "Transcripts", transcripts(basis)),
        section("audit", "Audit summary", audit(basis, made.damaged)),
        section(
            "limits",
            "What this report does not show",
            list(limits(basis)),
        ),
    ]);
    let head = Head {
        title: basis.title().to_owned(),
        lines: made.lines(basis),
        says: "Contains whole transcripts: for the team, not for publication.".to_owned(),
    };
    page(&head, &sections)
}

fn section(id: &'static str, title: &'static str, body: String) -> Section {
    Section { id, title, body }
}

/// The counts that everything else is read against.
pub fn numbers(basis: &Basis<'_>, counts: &Counts) -> Vec<String> {
    let mut said = vec![
        format!(
            "{} in {} ({})",
            match counts.people {
                1 => "1 person speaks".to_owned(),
                people => format!("{people} people speak"),
            },
            counted(counts.documents(), "document"),
            counts.kinds_said()
        ),
        format!(
            "{} of all turns, interviewers' too",
            counted(counts.words, "word")
        ),
    ];
    said.extend(counts.minutes_said());
    said.push(format!(
        "{} coded with {} below {}",
        counted(counts.coders.len(), "coder"),
        counted(counts.codes, "theme code"),
        counted(counts.themes, "theme")
    ));
    said.push(format!(
        "{} of theme codes in layer {}",
        counted(counts.excerpts, "distinct excerpt"),
        basis.layer
    ));
    said.push(format!(
        "{}, {} closed",
        counted(basis.view.rounds().len(), "round"),
        basis.closed.len()
    ));
    let (all, decided, undecided) = counts.disagreements;
    said.push(format!(
        "{}: {decided} decided, {undecided} undecided",
        counted(all, "disagreement")
    ));
    said
}

fn participants(basis: &Basis<'_>) -> String {
    match people::participants(basis) {
        Ok(table) => html::table(&table),
        Err(why) => paragraph(&format!(
            "{}; no table of them: {why}.",
            counted(basis.view.people().count(), "participant")
        )),
    }
}

fn reconciled(basis: &Basis<'_>) -> String {
    let tables: Vec<Table> = reconciliation::tables(basis);
    if tables.is_empty() {
        return paragraph(
            "No document was coded by two coders and finished, so there is nothing to settle.",
        );
    }
    tables.iter().map(html::table).collect()
}

fn transcripts(basis: &Basis<'_>) -> String {
    let said = format!(
        "Beside each turn are the codes of layer {}, each with its colour and shape; underlined is what any of them lies on.",
        basis.layer
    );
    let provisos = basis.marks.provisos(&basis.layer);
    let provisos = provisos.iter().map(|words| note(words));
    note(&said) + &provisos.collect::<String>() + &transcript::transcripts(basis)
}

fn audit(basis: &Basis<'_>, damaged: Damaged) -> String {
    let said = sentences(basis, damaged);
    let said = said.iter().map(|words| paragraph(words));
    let anchor = format!(
        "<pre>\n{}</pre>\n",
        html::escaped(&Anchor::of(basis.view).text())
    );
    let how =
        "intercoder verify --anchor with this page compares these lines with a copy of the study.";
    said.collect::<String>() + &html::table(&heads(basis)) + &note(how) + &anchor
}

fn limits(basis: &Basis<'_>) -> Vec<String> {
    let mut limits = vec![
        "What is true: it shows what coders marked and how far they agreed, and agreement is no proof of either.".to_owned(),
        "What was not said: silence on a theme is no denial of it.".to_owned(),
        "How often something was said in the field: counts are of the people who were asked, and of what coders marked."
            .to_owned(),
        "Memos, drafts and who changed what: they are in the study's history (intercoder log).".to_owned(),
        "Names are as they stand in the transcripts: this page was not searched for what identifies people.".to_owned(),
    ];
    limits.extend(basis.marks.provisos(&basis.layer));
    let withheld = basis.release.withheld();
    if withheld > 0 {
        limits.push(format!(
            "The words of {}, who are not to be quoted: their turns are shown without them, and codes on them are counted. Where \
             coders told such words in other words, nothing is held back.",
            counted(withheld, "person")
        ));
    }
    limits
}
