//! The methods paragraph of a whole study: every count that a paper states, with the figures of each closed round.

use crate::compare::is_reflexive;
use crate::export::paper::{Block, Paper};
use crate::filter::Layer;
use crate::methods::{listed, methods};
use crate::number::counted;
use crate::report::Basis;
use crate::report::agreement::REFLEXIVE;
use crate::report::counts::Counts;
use crate::report::patterns::saturation_in_words;
use crate::report::team::Made;

/// The paragraph as a paper of its own.
pub fn paper(basis: &Basis<'_>, made: &Made) -> Paper {
    Paper {
        title: format!("Methods: {}", basis.title()),
        blocks: vec![Block::Paragraph(paragraph(basis, made))],
    }
}

/// The paragraph.
pub fn paragraph(basis: &Basis<'_>, made: &Made) -> String {
    let counts = Counts::of(basis);
    let mut sentences = vec![corpus(&counts), coding(basis, &counts)];
    match is_reflexive(basis.view) {
        true => sentences.push(REFLEXIVE.to_owned()),
        false if basis.closed.is_empty() => {
            sentences.push("No round of coding is closed, so no agreement is reported.".to_owned());
        }
        false => {}
    }
    for closed in &basis.closed {
        let report = closed.report.as_ref();
        let said = report.map(|report| methods(basis.view, (closed.round, report), &closed.queue));
        sentences.extend(said);
    }
    sentences.extend(settled(&counts));
    sentences.push(standing(basis, &counts));
    sentences.extend(saturation(basis));
    sentences.push(format!(
        "Coding, agreement and tables were made with intercoder {}.",
        env!("CARGO_PKG_VERSION")
    ));
    sentences.extend(made.lacks.as_ref().map(|lacks| format!("({lacks})")));
    sentences.join(" ")
}

fn corpus(counts: &Counts) -> String {
    let people = counted(counts.people, "person");
    let minutes = counts.minutes_said();
    let minutes = minutes.map_or_else(String::new, |minutes| format!("; {minutes}"));
    format!(
        "The analysis is of {} with {people} ({}{minutes}).",
        counts.kinds_said(),
        counted(counts.words, "word"),
    )
}

fn coding(basis: &Basis<'_>, counts: &Counts) -> String {
    let coders: Vec<&str> = counts.coders.iter().map(|coder| coder.0.as_str()).collect();
    let versions = basis.view.versions().len();
    let frozen = match versions {
        0 => "it was not frozen".to_owned(),
        1 => "1 frozen version".to_owned(),
        versions => format!("{versions} frozen versions"),
    };
    format!(
        "{} ({}) coded them with a codebook of {} in {} ({frozen}).",
        match counts.coders.len() {
            1 => "One coder".to_owned(),
            n => format!("{n} coders"),
        },
        listed(&coders),
        counted(counts.codes, "code"),
        counted(counts.themes, "theme")
    )
}

fn settled(counts: &Counts) -> Option<String> {
    let (all, decided, undecided) = counts.disagreements;
    let undecided = match undecided {
        0 => "none is undecided".to_owned(),
        1 => "1 is undecided and left out of the final layer".to_owned(),
        n => format!(
            "{n} are undecided and left out of the final layer but for what all coders share there"
        ),
    };
    (all > 0).then(|| {
        format!(
            "Over all documents there were {}; {decided} decided, {undecided}.",
            counted(all, "disagreement")
        )
    })
}

fn standing(basis: &Basis<'_>, counts: &Counts) -> String {
    let layer = match &basis.layer {
        Layer::Final => "what the team stands by (final layer)".to_owned(),
        Layer::All => "the codings of all coders, the same excerpt counted once".to_owned(),
        Layer::Coder(coder) => format!("the codings of {coder}"),
    };
    format!(
        "Themes are reported from {layer}: {}, people counted once for each theme.",
        counted(counts.excerpts, "distinct excerpt")
    )
}

/// Whether further documents brought further codes, by the rule of saturation.
fn saturation(basis: &Basis<'_>) -> Option<String> {
    saturation_in_words(basis).map(|said| format!("Saturation of codes {said}."))
}
