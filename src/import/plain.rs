//! Turns in a text that has lines: `Speaker: text` in plain text, Markdown and Word, or the header lines of Otter and Teams.
//!
//! Each line that begins with a label opens a turn, also after the same label; every other line continues the turn before it.
//! Text before the first label is text but no turn. Without any label every paragraph is a turn of nobody.

use std::collections::HashMap;

use crate::document::{Turn, Turns, fold_label};
use crate::import::chat;
use crate::import::dialect::Dialect;
use crate::import::grammar::Grammar;
use crate::import::label::{self, Cut, Hold};
use crate::import::line::{Line, lines, trimmed};
use crate::import::metadata::{self, Metadata};
use crate::import::opening::{Opening, count_labels, turns};
use crate::import::otter::{self, First, Sort};
use crate::import::stamped::{self, Stamps};
use crate::import::{LabelCount, Question, Speakers, Transcript, declared_utf8};
use crate::problem::Problem;
use crate::text::Text;
use crate::text::span::Position;

/// A text in lines, and how to find the speakers in it.
#[derive(Clone, Copy, Debug)]
pub struct Page<'p> {
    /// The text.
    pub text: &'p Text,
    /// How speakers are found.
    pub speakers: &'p Speakers,
    /// The name of its file, for sentences about it.
    pub name: &'p str,
    /// What its lines mean.
    pub dialect: Dialect,
    /// Where headings start, in order.
    pub headings: &'p [Position],
    /// Speakers that the file names beside its text: their labels open turns even if they are seen once.
    pub named: &'p [String],
}

/// What was found in a text.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The turns.
    pub turns: Vec<Turn>,
    /// The labels that open them.
    pub labels: Vec<LabelCount>,
    /// What looked like a label but was seen once.
    pub questions: Vec<Question>,
    /// The pairs of the leading `#` lines.
    pub metadata: Vec<(String, String)>,
    /// How the turns were found.
    pub grammar: Grammar,
    /// The program whose form it has, where that is told by its lines alone.
    pub form: Option<&'static str>,
    /// What is worth knowing about its stamps.
    pub problems: Vec<Problem>,
}

impl Found {
    /// A transcript of what was found, without problems so far.
    pub fn into_transcript(self, text: Text, importer: &'static str) -> Transcript {
        Transcript {
            text,
            turns: Turns { turns: self.turns },
            importer,
            grammar: self.grammar,
            encoding: declared_utf8(),
            metadata: self.metadata,
            labels: self.labels,
            questions: self.questions,
            comments: Vec::new(),
            problems: self.problems,
        }
    }
}

/// Finds the turns of a text.
pub fn find(page: &Page<'_>) -> Found {
    if let Speakers::Auto = page.speakers
        && let Some(chat) = chat::find(page.text, page.name)
    {
        let turns = turns(page.text, &chat.openings, page.text.whole());
        return Found {
            labels: count_labels(page.text, &turns),
            turns,
            grammar: Grammar::Messages,
            form: Some("chat"),
            problems: chat.problems,
            ..Found::default()
        };
    }
    let mut metadata = metadata::read(page.text, page.dialect);
    let named = page.named.iter().map(|label| fold_label(label));
    metadata.declared.extend(named);
    let stamps = stamped::find(page.text);
    let mut found = match page.speakers {
        Speakers::Auto => find_labels(page, (&metadata, &stamps)),
        Speakers::Pattern(pattern) => {
            let openings: Vec<Opening> = talk_lines(page, &metadata)
                .filter_map(|line| Some(Opening::new(&line, &label::cut_by(pattern, line.words)?)))
                .collect();
            Found {
                turns: turns(page.text, &openings, page.text.whole()),
                grammar: Grammar::Pattern,
                ..Found::default()
            }
        }
        Speakers::None => Found::default(),
    };
    if found.turns.is_empty() {
        found.grammar = Grammar::Paragraphs;
        found.turns = paragraphs(page, (&metadata, &stamps));
    }
    if !stamps.is_empty() {
        let told = stamped::time_turns(page.text, &mut found.turns, &stamps);
        found.problems = told.problems(page.name);
    }
    found.labels = count_labels(page.text, &found.turns);
    found.metadata = metadata.pairs;
    found
}

fn find_labels(page: &Page<'_>, (metadata, stamps): (&Metadata, &Stamps)) -> Found {
    let (openings, questions) = judge(candidates(page, (metadata, stamps)), metadata);
    let headers = otter::headers(page.text);
    let enough = headers.openings.len() > 1 || headers.first == First::Header;
    if enough && headers.openings.len() >= openings.len() {
        return Found {
            turns: turns(page.text, &headers.openings, headers.talk),
            grammar: Grammar::Headers,
            form: (headers.sort == Sort::Otter).then_some("otter"),
            ..Found::default()
        };
    }
    Found {
        turns: turns(page.text, &openings, otter::talk(page.text)),
        questions,
        ..Found::default()
    }
}

/// A line that may open a turn.
struct Candidate {
    opening: Opening,
    label: String,
    line: u32,
    ground: Ground,
}

/// Why a line may open a turn; headings and labels with a colon are counted apart.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ground {
    Colon(Hold),
    Heading,
    /// Between two times: two such lines are enough, whoever speaks.
    Spoken,
}

fn candidates<'p>(page: &Page<'p>, (metadata, stamps): (&Metadata, &Stamps)) -> Vec<Candidate> {
    talk_lines(page, metadata)
        .filter_map(|line| {
            let talk = stamps.after_leading(&line);
            let colon = |cut: Cut<'p>| (cut, Ground::Colon(cut.hold));
            let spoken = || stamped::cut_spoken(talk.words).map(|cut| (cut, Ground::Spoken));
            let timed = stamped::cut_timed(talk.words).map(|(cut, _)| colon(cut));
            let labelled = || label::cut(talk.words).map(colon);
            let (cut, ground) = match timed.or_else(spoken).or_else(labelled) {
                Some(found) => found,
                None => (heading(page, &talk)?, Ground::Heading),
            };
            Some(Candidate {
                opening: Opening {
                    line: line.start,
                    ..Opening::new(&talk, &cut)
                },
                label: cut.name.to_owned(),
                line: line.number,
                ground,
            })
        })
        .collect()
}

fn heading<'t>(page: &Page<'_>, line: &Line<'t>) -> Option<Cut<'t>> {
    let is_heading = match page.dialect {
        Dialect::Plain => false,
        Dialect::Markdown | Dialect::Word => page.headings.binary_search(&line.start).is_ok(),
    };
    is_heading.then(|| label::cut_heading(line.words))?
}

/// Which candidates open turns, and which are left as questions.
fn judge(candidates: Vec<Candidate>, metadata: &Metadata) -> (Vec<Opening>, Vec<Question>) {
    let keys: Vec<String> = candidates.iter().map(|c| fold_label(&c.label)).collect();
    let (mut colons, mut headings): (HashMap<&str, u32>, HashMap<&str, u32>) = Default::default();
    for (candidate, key) in candidates.iter().zip(&keys) {
        match candidate.ground {
            Ground::Colon(Hold::Firm) => *colons.entry(key).or_default() += 1,
            Ground::Colon(Hold::Loose) | Ground::Spoken => {}
            Ground::Heading => *headings.entry(key).or_default() += 1,
        }
    }
    let is_spoken = |candidate: &&Candidate| candidate.ground == Ground::Spoken;
    let spoken = candidates.iter().filter(is_spoken).count();
    let (mut openings, mut questions) = (Vec::new(), Vec::new());
    for (candidate, key) in candidates.iter().zip(&keys) {
        let seen = |counts: &HashMap<&str, u32>| counts.get(key.as_str()).copied().unwrap_or(0);
        let known = match candidate.ground {
            Ground::Colon(_) => seen(&colons) > 1 || metadata.declared.contains(key),
            Ground::Heading => seen(&headings) > 1,
            Ground::Spoken => spoken > 1,
        };
        if known {
            openings.push(candidate.opening);
        } else if candidate.ground == Ground::Colon(Hold::Firm) {
            questions.push(Question {
                label: candidate.label.clone(),
                key: key.clone(),
                line: candidate.line,
            });
        }
    }
    (openings, questions)
}

/// Every paragraph is a turn without a label.
fn paragraphs(page: &Page<'_>, (metadata, stamps): (&Metadata, &Stamps)) -> Vec<Turn> {
    talk_lines(page, metadata)
        .filter(|line| !stamps.after_leading(line).is_blank())
        .map(|line| Turn {
            label: None,
            body: trimmed(line.words, line.start),
            ms: None,
        })
        .collect()
}

fn talk_lines<'p>(page: &Page<'p>, metadata: &Metadata) -> impl Iterator<Item = Line<'p>> {
    lines(page.text).filter(|line| !metadata.lines.contains(&line.number))
}
