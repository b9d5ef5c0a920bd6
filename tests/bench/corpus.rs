//! The corpus: interviews, a codebook and three coders who do not always agree, drawn from a seed.
//!
//! Words come from an invented vocabulary in which few are frequent and most are rare, as in any language. Turns are as long as
//! people's are: short questions, answers from a word to a page.

use std::fmt::Write as _;

use rand::{RngExt as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

/// The coders of every study.
pub const CODERS: [&str; 3] = ["ana", "ben", "chi"];

/// How many codes the codebook has that may be applied.
pub const CODES: usize = 60;

/// How many codes stand below one theme.
const BELOW: usize = 8;

/// A stretch of a text, in Unicode characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    pub start: u32,
    pub end: u32,
}

/// One interview.
pub struct Interview {
    /// Its handle.
    pub handle: String,
    /// The file as it would lie in a folder.
    pub text: String,
    /// The participant's sentences, turn by turn.
    answers: Vec<Vec<Stretch>>,
}

/// A code that a coder put on a stretch.
#[derive(Clone, Copy, Debug)]
pub struct Mark {
    /// The interview, by its place in the corpus.
    pub interview: usize,
    /// The coder, by their place in [`CODERS`].
    pub coder: usize,
    /// The code, by its number.
    pub code: usize,
    /// Where.
    pub at: Stretch,
}

/// Draws so many interviews of so many words.
pub fn interviews(count: usize, words: usize) -> Vec<Interview> {
    let mut draw = ChaCha8Rng::seed_from_u64(1);
    let vocabulary: Vec<String> = (0..6000).map(|_| word(&mut draw)).collect();
    drawn(&mut draw, &vocabulary, (count, words))
}

/// Words that people look for, with the rank that each has among all words.
const SOUGHT: [(usize, &str); 8] = [
    (8, "the"),
    (60, "plan"),
    (240, "relapse"),
    (400, "slip"),
    (700, "phone"),
    (1500, "sponsor"),
    (4000, "methadone"),
    (9000, "relapsing"),
];

/// Draws so many interviews of so many words, in the words of many people, with some words that can be looked for.
pub fn archive(count: usize, words: usize) -> Vec<Interview> {
    let mut draw = ChaCha8Rng::seed_from_u64(3);
    let mut vocabulary: Vec<String> = (0..40_000).map(|_| word(&mut draw)).collect();
    for (rank, word) in SOUGHT {
        vocabulary[rank] = word.to_owned();
    }
    drawn(&mut draw, &vocabulary, (count, words))
}

/// What is known of the people of an archive, as a file that can be imported.
pub fn people(interviews: &[Interview]) -> String {
    let mut lines = "id,role,site,age\n".to_owned();
    for (number, interview) in interviews.iter().enumerate() {
        let roles = ["peer_recovery_specialist", "parent", "clinician"];
        let (role, site, age) = (roles[number % 3], number % 9 + 1, 20 + number % 50);
        writeln!(lines, "P{},{role},{site},{age}", &interview.handle[1..]).unwrap();
    }
    lines
}

fn drawn(
    draw: &mut ChaCha8Rng,
    vocabulary: &[String],
    (count, words): (usize, usize),
) -> Vec<Interview> {
    (1..=count)
        .map(|number| interview(draw, vocabulary, (number, words)))
        .collect()
}

fn word(draw: &mut ChaCha8Rng) -> String {
    const ONSETS: [&str; 16] = [
        "b", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "st", "tr",
    ];
    const RIMES: [&str; 12] = [
        "a", "e", "i", "o", "u", "an", "er", "in", "or", "ay", "é", "ost",
    ];
    let syllables = 1 + draw.random_range(0..3);
    (0..syllables)
        .map(|_| {
            let onset = ONSETS[draw.random_range(0..ONSETS.len())];
            format!("{onset}{}", RIMES[draw.random_range(0..RIMES.len())])
        })
        .collect()
}

fn interview(
    draw: &mut ChaCha8Rng,
    vocabulary: &[String],
    (number, words): (usize, usize),
) -> Interview {
    let mut page = Page {
        text: format!(
            "# session: D{number:04}   type: interview\n# INT = interviewer   P{number:04} = participant\n\n"
        ),
        length: 0,
    };
    page.length = page.text.chars().count() as u32;
    let mut answers = Vec::new();
    let mut left = words as i64;
    while left > 0 {
        let question = draw.random_range(4..20);
        page.add("INT: ");
        page.sentences(draw, vocabulary, question);
        let answer = match draw.random_range(0..10) {
            0..3 => draw.random_range(1..10),
            3..8 => draw.random_range(20..90),
            _ => draw.random_range(90..250),
        };
        page.add(&format!("P{number:04}: "));
        answers.push(page.sentences(draw, vocabulary, answer));
        left -= i64::from(question + answer);
    }
    Interview {
        handle: format!("D{number:04}"),
        text: page.text,
        answers,
    }
}

struct Page {
    text: String,
    length: u32,
}

impl Page {
    fn add(&mut self, words: &str) {
        self.text.push_str(words);
        self.length += words.chars().count() as u32;
    }

    /// Adds the rest of a turn, and says where its sentences lie.
    fn sentences(
        &mut self,
        draw: &mut ChaCha8Rng,
        vocabulary: &[String],
        mut words: u32,
    ) -> Vec<Stretch> {
        let mut found = Vec::new();
        while words > 0 {
            let length = draw.random_range(3..22).min(words);
            let start = self.length;
            for at in 0..length {
                // The exponent of an even draw gives each rank a share that falls with the rank.
                let share: f64 = draw.random();
                let rank = (vocabulary.len() as f64).powf(share) as usize - 1;
                self.add(if at == 0 { "" } else { " " });
                self.add(&vocabulary[rank.min(vocabulary.len() - 1)]);
            }
            self.add(".");
            found.push(Stretch {
                start,
                end: self.length,
            });
            words -= length;
            self.add(if words == 0 { "\n" } else { " " });
        }
        found
    }
}

/// The codebook as a file that can be imported.
pub fn codebook() -> String {
    let mut codes = Vec::new();
    for number in 0..CODES {
        let theme = format!("theme-{}", number / BELOW);
        if number % BELOW == 0 {
            codes.push(serde_json::json!({
                "id": theme, "name": format!("Theme {}", number / BELOW), "assignable": false, "use": "theme"
            }));
        }
        codes.push(serde_json::json!({
            "id": code(number), "name": format!("Code {number}"), "parent": theme, "origin": "inductive",
            "definition": "What people say about this, in whatever words, when they speak of themselves",
            "use_when": "they say so outright", "not_when": "only the interviewer says so", "use": "theme"
        }));
    }
    serde_json::json!({ "codebook": "bench", "codes": codes }).to_string()
}

/// The handle of a code.
pub fn code(number: usize) -> String {
    format!("code-{number:02}")
}

/// What the coders made of the interviews, about so many marks in all, interview by interview.
pub fn marks(interviews: &[Interview], wanted: usize) -> Vec<Mark> {
    let mut draw = ChaCha8Rng::seed_from_u64(2);
    let mut marks = Vec::new();
    for (at, interview) in interviews.iter().enumerate() {
        let end = wanted * (at + 1) / interviews.len();
        while marks.len() < end {
            let passage = passage(&mut draw, interview, at);
            for coder in 0..CODERS.len() {
                marks.extend(judged(&mut draw, interview, (passage, coder)));
            }
        }
    }
    marks.truncate(wanted);
    marks
}

fn passage(draw: &mut ChaCha8Rng, interview: &Interview, at: usize) -> Mark {
    let answer = &interview.answers[draw.random_range(0..interview.answers.len())];
    let first = draw.random_range(0..answer.len());
    let last = (first + draw.random_range(0..4)).min(answer.len() - 1);
    // Some codes are used ten times as often as others.
    let code = draw.random_range(0..CODES).min(draw.random_range(0..CODES));
    Mark {
        interview: at,
        coder: 0,
        code,
        at: Stretch {
            start: answer[first].start,
            end: answer[last].end,
        },
    }
}

/// What one coder makes of a passage that the team could see: mostly the same.
fn judged(
    draw: &mut ChaCha8Rng,
    interview: &Interview,
    (passage, coder): (Mark, usize),
) -> Option<Mark> {
    let own = Mark { coder, ..passage };
    match draw.random_range(0..20) {
        0..4 => None,
        4..6 => Some(Mark {
            code: draw.random_range(0..CODES),
            ..own
        }),
        6..9 => {
            let answer = interview.answers.iter().flatten();
            let edges: Vec<&Stretch> = answer
                .filter(|sentence| own.at.start <= sentence.start && sentence.end <= own.at.end)
                .collect();
            let last = edges[draw.random_range(0..edges.len())];
            let at = Stretch {
                end: last.end,
                ..own.at
            };
            Some(Mark { at, ..own })
        }
        _ => Some(own),
    }
}

/// Marks as lines of a codings file, by quote.
pub fn codings(interviews: &[Interview], marks: &[Mark], round: Option<&str>) -> String {
    let mut lines = String::new();
    let mut cut: Option<(usize, Vec<usize>)> = None;
    for mark in marks {
        let interview = &interviews[mark.interview];
        if cut.as_ref().is_none_or(|(of, _)| *of != mark.interview) {
            let bytes = interview.text.char_indices().map(|(byte, _)| byte);
            let ends = bytes.chain([interview.text.len()]).collect();
            cut = Some((mark.interview, ends));
        }
        let (_, bytes) = cut.as_ref().unwrap();
        let quote = &interview.text[bytes[mark.at.start as usize]..bytes[mark.at.end as usize]];
        let line = serde_json::json!({
            "coder": CODERS[mark.coder], "document": interview.handle, "code": code(mark.code), "quote": quote,
            "occurrence": 1, "round": round
        });
        writeln!(lines, "{line}").unwrap();
    }
    lines
}
