//! How a program counts the places in a text, found from the places themselves.
//!
//! The standard says Unicode code points from 0, the end not included (REFI-QDA 1.5, 10.2). NVivo for Windows counts UTF-16 units
//! and a line end as two; others count a line end as one whatever the file has, the byte order mark as a character, or the last
//! character as part of the excerpt. Every reading that would make a difference is tried on all excerpts of a project at once: it
//! scores by the quotes that excerpts carry, by whether edges fall between words, and by whether they lie in the text at all.

use std::cmp::Ordering;

use crate::text::Text;
use crate::text::span::{Position, Span};

/// What counts as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    /// A Unicode code point.
    CodePoint,
    /// A UTF-16 unit: an emoji is two.
    Utf16,
}

/// How much a line end counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LineEnd {
    /// As many characters as it has in the file.
    AsWritten,
    /// One, whatever the file has.
    One,
    /// Two, whatever the file has.
    Two,
}

/// Whether a byte order mark counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// It is no character.
    Skipped,
    /// It is the first character.
    Counted,
}

/// What the end of an excerpt is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum End {
    /// The first character after it.
    After,
    /// Its last character.
    Last,
}

/// One way to count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reading {
    /// What counts as one.
    pub unit: Unit,
    /// How much a line end counts.
    pub line_end: LineEnd,
    /// Whether a byte order mark counts.
    pub mark: Mark,
    /// What the end is.
    pub end: End,
}

impl Reading {
    /// What the standard says.
    pub const STANDARD: Self = Self {
        unit: Unit::CodePoint,
        line_end: LineEnd::AsWritten,
        mark: Mark::Skipped,
        end: End::After,
    };

    /// What is known of the program that calls itself this.
    pub fn known_for(origin: &str) -> Self {
        let origin = origin.to_lowercase();
        let (unit, line_end) = match origin {
            _ if origin.contains("nvivo") && !origin.contains("mac") => {
                (Unit::Utf16, LineEnd::AsWritten)
            }
            _ if origin.contains("atlas") => (Unit::CodePoint, LineEnd::One),
            _ => (Unit::CodePoint, LineEnd::AsWritten),
        };
        Self {
            unit,
            line_end,
            ..Self::STANDARD
        }
    }

    /// The reading in words.
    pub fn said(self) -> String {
        let unit = match self.unit {
            Unit::CodePoint => "Unicode characters",
            Unit::Utf16 => "UTF-16 units",
        };
        let line_end = match self.line_end {
            LineEnd::AsWritten => "line ends as the file has them",
            LineEnd::One => "line ends as one",
            LineEnd::Two => "line ends as two",
        };
        let mark = match self.mark {
            Mark::Skipped => "",
            Mark::Counted => ", the byte order mark counted",
        };
        let end = match self.end {
            End::After => "",
            End::Last => ", the last character named as the end",
        };
        format!("{unit}, {line_end}{mark}{end}")
    }

    /// Every reading that could make a difference to these texts.
    fn worth_trying(sources: &[Source]) -> Vec<Self> {
        let has = |c: char| sources.iter().any(|source| source.raw.contains(c));
        let is_wide = |source: &Source| source.raw.chars().any(|c| c.len_utf16() > 1);
        let line_ends: &[LineEnd] = match (has('\r'), has('\n')) {
            (true, _) => &[LineEnd::AsWritten, LineEnd::One, LineEnd::Two],
            (false, true) => &[LineEnd::AsWritten, LineEnd::Two],
            (false, false) => &[LineEnd::AsWritten],
        };
        let units: &[Unit] = match sources.iter().any(is_wide) {
            true => &[Unit::CodePoint, Unit::Utf16],
            false => &[Unit::CodePoint],
        };
        let marks: &[Mark] = match has('\u{feff}') {
            true => &[Mark::Skipped, Mark::Counted],
            false => &[Mark::Skipped],
        };
        let mut all = Vec::new();
        for (end, mark) in [End::After, End::Last]
            .iter()
            .flat_map(|end| marks.iter().map(move |mark| (end, mark)))
        {
            for (line_end, unit) in line_ends
                .iter()
                .flat_map(|line| units.iter().map(move |unit| (line, unit)))
            {
                all.push(Self {
                    unit: *unit,
                    line_end: *line_end,
                    mark: *mark,
                    end: *end,
                });
            }
        }
        all
    }
}

/// The places of a text as its program writes them.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// The text as its file has it, with a byte order mark and its line ends.
    pub raw: String,
    /// The excerpts: start, end, and the words that each is said to have, as far as that is told.
    pub excerpts: Vec<(u64, u64, String)>,
}

/// Places with the texts that they are in, as we have them.
pub type Read<'r> = (&'r [Source], &'r [&'r Text]);

/// How well a reading does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Excerpts in all.
    pub excerpts: usize,
    /// Excerpts that lie in their text.
    pub inside: usize,
    /// Excerpts that tell their words.
    pub quoted: usize,
    /// Of these, those whose words stand there.
    pub matching: usize,
    /// Excerpts that start and end between words.
    pub between_words: usize,
    /// Excerpts that neither begin nor end with white space.
    pub snug: usize,
}

impl Score {
    fn add(&mut self, other: Self) {
        self.excerpts += other.excerpts;
        self.inside += other.inside;
        self.quoted += other.quoted;
        self.matching += other.matching;
        self.between_words += other.between_words;
        self.snug += other.snug;
    }

    /// Parts of a thousand: lying in the text and edges between words count most. White space at an edge, which people mark too, is
    /// only a hint: enough to tell that another reading does as well, not to overrule the one that is known.
    fn rank(&self, hint: Hint) -> u64 {
        let per_mille = |part: usize| part as u64 * 1000 / self.excerpts.max(1) as u64;
        let snug = per_mille(self.snug);
        per_mille(self.inside) * 2
            + per_mille(self.between_words) * 2
            + match hint {
                Hint::Weak => snug / 8,
                Hint::Strong => snug,
            }
    }
}

/// How much white space at an edge counts.
#[derive(Clone, Copy)]
enum Hint {
    Weak,
    Strong,
}

/// What was found out.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// The reading that is used.
    pub reading: Reading,
    /// How well it does.
    pub score: Score,
    /// Another reading that does about as well and would give other excerpts.
    pub rival: Option<Reading>,
}

impl Resolved {
    /// The same sources under another reading; the one that was used becomes its rival.
    pub fn with(&self, reading: Reading, read: Read<'_>) -> Self {
        let tried = Tried::of(reading, read);
        Self {
            reading,
            score: tried.score(),
            rival: Some(self.reading),
        }
    }
}

/// By how much a reading must be ahead where the two differ: parts of a thousand on a scale of five thousand.
const MARGIN: u64 = 150;

/// By how much a reading must be ahead to count more than a word or two that excerpts tell.
const CLEAR: u64 = 600;

/// How many excerpts must differ before edges alone decide against what is known of a program.
const FEW: usize = 3;

/// A reading with what it makes of every excerpt.
struct Tried {
    reading: Reading,
    spans: Vec<Option<Span>>,
    scores: Vec<Score>,
}

impl Tried {
    fn of(reading: Reading, (sources, texts): Read<'_>) -> Self {
        let mut tried = Self {
            reading,
            spans: Vec::new(),
            scores: Vec::new(),
        };
        for (source, text) in sources.iter().zip(texts) {
            let spans = spans(source, reading);
            let told = source.excerpts.iter().map(|(_, _, quote)| quote);
            let scores = spans
                .iter()
                .zip(told)
                .map(|(span, quote)| score(text, *span, quote));
            tried.scores.extend(scores);
            tried.spans.extend(spans);
        }
        tried
    }

    fn score(&self) -> Score {
        let mut sum = Score::default();
        self.scores.iter().for_each(|score| sum.add(*score));
        sum
    }

    /// How well two readings do where they differ.
    fn against(&self, other: &Self) -> (Score, Score) {
        let (mut own, mut theirs) = (Score::default(), Score::default());
        let spans = self.spans.iter().zip(&other.spans);
        let scores = self.scores.iter().zip(&other.scores);
        for ((one, another), (score, their_score)) in spans.zip(scores) {
            if one != another {
                own.add(*score);
                theirs.add(*their_score);
            }
        }
        (own, theirs)
    }

    /// Whether this reading is to overrule another that is known: by the words that excerpts tell, else by enough edges. A word or two
    /// may stand where nobody meant them, so they decide nothing against edges that clearly say otherwise.
    fn overrules(&self, known: &Self) -> bool {
        let (own, theirs) = self.against(known);
        let (rank, their_rank) = (own.rank(Hint::Weak), theirs.rank(Hint::Weak));
        let is_many = own.excerpts >= FEW;
        let lead = own.matching.abs_diff(theirs.matching);
        match own.matching.cmp(&theirs.matching) {
            Ordering::Greater => lead >= FEW || !is_many || their_rank <= rank + CLEAR,
            Ordering::Less => lead < FEW && is_many && rank > their_rank + CLEAR,
            Ordering::Equal => is_many && rank > their_rank + MARGIN,
        }
    }

    /// Whether this reading does about as well as the one that is used.
    fn rivals(&self, used: &Self) -> bool {
        let (own, theirs) = self.against(used);
        own.excerpts > 0
            && own.matching >= theirs.matching
            && own.rank(Hint::Strong) + MARGIN >= theirs.rank(Hint::Strong)
    }
}

/// Finds the reading of a project's texts; the one known for its program is kept unless another does clearly better.
pub fn resolve(origin: &str, read: Read<'_>) -> Resolved {
    let known = Reading::known_for(origin);
    let mut used = Tried::of(known, read);
    let score = used.score();
    if score.matching == score.excerpts {
        // Every excerpt tells its words and has them: no other reading can do better.
        return Resolved {
            reading: known,
            score,
            rival: None,
        };
    }
    let mut others: Vec<Tried> = Vec::new();
    for reading in Reading::worth_trying(read.0) {
        let tried = Tried::of(reading, read);
        // Two readings that give the same excerpts are one: there is nothing to choose between them.
        let is_new = others.iter().all(|other| other.spans != tried.spans);
        if is_new && tried.spans != used.spans {
            others.push(tried);
        }
    }
    for other in &mut others {
        if other.overrules(&used) {
            std::mem::swap(other, &mut used);
        }
    }
    let rivals = others.iter().filter(|other| other.rivals(&used));
    let rank = |tried: &&Tried| tried.score().rank(Hint::Strong);
    let rival = rivals.rev().max_by_key(rank).map(|rival| rival.reading);
    Resolved {
        reading: used.reading,
        score: used.score(),
        rival,
    }
}

/// Where the excerpts of a text lie in our form of it, under a reading; nothing for one that does not lie in it.
pub fn spans(source: &Source, reading: Reading) -> Vec<Option<Span>> {
    let mut wanted: Vec<u64> = Vec::with_capacity(source.excerpts.len() * 2);
    for (start, end, _) in &source.excerpts {
        wanted.extend([*start, ended(*end, reading)]);
    }
    wanted.sort_unstable();
    wanted.dedup();
    let places = places(&source.raw, reading, &wanted);
    let place = |at: u64| {
        let found = wanted.binary_search(&at).ok()?;
        places.get(found).copied().flatten()
    };
    let excerpts = source.excerpts.iter();
    excerpts
        .map(|(start, end, _)| Span::new(place(*start)?, place(ended(*end, reading))?))
        .collect()
}

fn ended(end: u64, reading: Reading) -> u64 {
    match reading.end {
        End::After => end,
        End::Last => end.saturating_add(1),
    }
}

/// Our position of each place, which are in ascending order; one inside a character or a line end is the place before it.
fn places(raw: &str, reading: Reading, wanted: &[u64]) -> Vec<Option<Position>> {
    let mut found = Vec::with_capacity(wanted.len());
    let (mut counted, mut position) = (0_u64, 0_u32);
    let mut wanted = wanted.iter().copied().peekable();
    let mut characters = raw.chars().peekable();
    if characters.next_if_eq(&'\u{feff}').is_some() && reading.mark == Mark::Counted {
        counted = 1;
        // Before the mark and after it is one place in a text without it.
        while wanted.next_if(|at| *at < 1).is_some() {
            found.push(Some(Position(0)));
        }
    }
    while let Some(c) = characters.next().filter(|_| wanted.peek().is_some()) {
        let is_pair = c == '\r' && characters.next_if_eq(&'\n').is_some();
        let width = match (reading.line_end, reading.unit) {
            (LineEnd::One, _) if matches!(c, '\r' | '\n') => 1,
            (LineEnd::Two, _) if matches!(c, '\r' | '\n') => 2,
            _ if is_pair => 2,
            (_, Unit::CodePoint) => 1,
            (_, Unit::Utf16) => c.len_utf16() as u64,
        };
        while wanted.next_if(|at| *at < counted + width).is_some() {
            found.push(Some(Position(position)));
        }
        counted += width;
        position += 1;
    }
    while wanted.next_if(|at| *at <= counted).is_some() {
        found.push(Some(Position(position)));
    }
    found.extend(wanted.map(|_| None));
    found
}

/// What one excerpt says for a reading that puts it there.
fn score(text: &Text, span: Option<Span>, quote: &str) -> Score {
    let is_quoted = quote.trim().chars().count() >= SHORTEST;
    let mut score = Score {
        excerpts: 1,
        quoted: usize::from(is_quoted),
        ..Score::default()
    };
    if let Some(span) = span.filter(|span| !span.is_empty()) {
        let words = text.slice(span);
        score.inside = 1;
        score.matching = usize::from(is_quoted && says(words, quote));
        score.between_words = usize::from(Edges::of(text, span).are_between_words());
        score.snug = usize::from(words.trim().len() == words.len());
    }
    score
}

/// The shortest quote that says anything.
const SHORTEST: usize = 4;

/// Whether words are those of a quote, which may be cut short and has its white space squashed.
pub fn says(words: &str, quote: &str) -> bool {
    let quote = quote.trim();
    let quote = quote
        .strip_suffix(['…'])
        .or(quote.strip_suffix("..."))
        .unwrap_or(quote);
    let mut words = words
        .split_whitespace()
        .flat_map(|word| word.chars().chain([' ']));
    let mut quote = quote
        .split_whitespace()
        .flat_map(|word| word.chars().chain([' ']))
        .peekable();
    while let Some(c) = quote.next() {
        // The last blank of a quote that was cut inside a word stands for nothing.
        if quote.peek().is_none() {
            return true;
        }
        if words.next() != Some(c) {
            return false;
        }
    }
    false
}

/// The characters on both sides of both edges.
struct Edges {
    start: (Option<char>, Option<char>),
    end: (Option<char>, Option<char>),
}

impl Edges {
    fn of(text: &Text, span: Span) -> Self {
        let around = |place: Position| {
            let byte = text.byte_of(place);
            let (before, after) = text.as_str().split_at_checked(byte).unwrap_or_default();
            (before.chars().next_back(), after.chars().next())
        };
        Self {
            start: around(span.start()),
            end: around(span.end()),
        }
    }

    fn are_between_words(&self) -> bool {
        let splits = |(before, after): (Option<char>, Option<char>)| {
            let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            is_word(before) && is_word(after)
        };
        !splits(self.start) && !splits(self.end)
    }
}
