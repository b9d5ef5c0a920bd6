//! Chats as Zoom saves them: a line with the time, the name and to whom, and the message on it or below.
//!
//! Every message is a turn. What a reply repeats of another message is no word of its author and stands before the turn's body;
//! private messages are kept and told, because only a person can say whether they may be used.

use crate::import::daytime::{Since, is_of_day};
use crate::import::label::{self, Cut};
use crate::import::line::{Line, count, lines};
use crate::import::opening::Opening;
use crate::import::stamp;
use crate::problem::Problem;
use crate::text::Text;
use crate::text::span::Position;

/// How a head says from whom and to whom, in the languages of the program.
const WAYS: [(&str, &str); 6] = [
    ("From", " to "),
    ("Von", " an "),
    ("De", " à "),
    ("De", " a "),
    ("De", " para "),
    ("Da", " a "),
];

/// What stands behind somebody who alone was to read a message.
const PRIVATE: [&str; 2] = ["(Direct Message)", "(Privately)"];

/// The messages of a chat.
#[derive(Debug)]
pub struct Chat {
    /// One opening a message.
    pub openings: Vec<Opening>,
    /// What is worth knowing about them.
    pub problems: Vec<Problem>,
}

/// The messages of a text, if it is a chat: its first line with words heads one.
pub fn find(text: &Text, name: &str) -> Option<Chat> {
    let mut reading = Reading::default();
    for line in lines(text).filter(|line| !line.is_blank()) {
        match head(line.words) {
            Some(head) => reading.begin(&line, &head),
            None if reading.openings.is_empty() => return None,
            None => reading.go_on(&line),
        }
    }
    (!reading.openings.is_empty()).then(|| reading.finish(name))
}

/// What times count from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Clock {
    /// Midnight.
    Day,
    /// The start of the recording.
    Recording,
}

/// Who was to read a message.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reach {
    Everyone,
    One,
}

/// The line above a message, or with it.
struct Head<'l> {
    ms: u64,
    clock: Clock,
    reach: Reach,
    cut: Cut<'l>,
}

fn head(line: &str) -> Option<Head<'_>> {
    let core = line.trim_start();
    let (time, rest) = core.split_at_checked(core.find([' ', '\t'])?)?;
    if time.matches(':').count() != 2 {
        return None;
    }
    let ms = stamp::clock(time)?;
    let way = WAYS
        .into_iter()
        .find_map(|way| addressed(line, (rest, way)));
    if let Some((cut, reach)) = way {
        let clock = Clock::Day;
        return Some(Head {
            ms,
            clock,
            reach,
            cut,
        });
    }
    // The chat of a recording that lies with Zoom: time, name and message with a tab between them.
    let (name, words) = rest.strip_prefix('\t')?.split_once(":\t")?;
    Some(Head {
        ms,
        clock: Clock::Recording,
        reach: Reach::Everyone,
        cut: named(line, (name.trim(), words))?,
    })
}

/// Cuts `From Ana to Everyone:`, `From Ana to Everyone : words` or `From Ana : words`.
fn addressed<'l>(
    line: &'l str,
    (rest, (from, to)): (&'l str, (&str, &str)),
) -> Option<(Cut<'l>, Reach)> {
    let rest = rest.trim_start().strip_prefix(from)?;
    if !rest.starts_with([' ', '\t']) {
        return None;
    }
    let ((name, reader), words) = of_head(rest, to)?;
    let reach = match PRIVATE.iter().any(|mark| reader.trim_end().ends_with(mark)) {
        true => Reach::One,
        false => Reach::Everyone,
    };
    Some((named(line, (name.trim(), words))?, reach))
}

/// Name, reader and message, cut at the first colon: those behind it are words. Without a reader only a blank before the colon tells
/// a head from prose. A colon before that which no blank follows is part of a name: `From Ana (she:her) to Everyone: words`.
fn of_head<'l>(rest: &'l str, to: &str) -> Option<((&'l str, &'l str), &'l str)> {
    for (at, _) in rest.match_indices(':') {
        let (head, words) = (rest.get(..at)?, rest.get(at + 1..)?);
        if let Some(both) = head.rsplit_once(to) {
            return Some((both, words));
        }
        match words.starts_with(char::is_whitespace) {
            true if head.ends_with(' ') => return Some(((head, ""), words)),
            true => return None,
            false => {}
        }
    }
    None
}

/// People call themselves in a meeting what they like, so every name is one.
fn named<'l>(line: &'l str, (name, words): (&'l str, &'l str)) -> Option<Cut<'l>> {
    let is_one = !name.is_empty() && !name.contains('\t');
    is_one.then(|| label::cut_around(line, (name, words)))?
}

#[derive(Default)]
struct Reading {
    openings: Vec<Opening>,
    clock: Option<Clock>,
    since: Since,
    private: usize,
    reactions: usize,
    replies: usize,
    /// Whether the message has no words yet.
    waiting: bool,
}

impl Reading {
    fn begin(&mut self, line: &Line<'_>, head: &Head<'_>) {
        let clock = *self.clock.get_or_insert(match is_of_day(head.ms) {
            true => Clock::Day,
            false => head.clock,
        });
        let ms = match clock {
            Clock::Day => self.since.count(head.ms),
            Clock::Recording => head.ms,
        };
        self.openings.push(Opening {
            ms: Some(ms),
            ..Opening::new(line, &head.cut)
        });
        self.private += usize::from(head.reach == Reach::One);
        self.waiting = true;
        if !head.cut.rest.trim().is_empty() {
            let end = Position(line.start.0 + count(line.words));
            self.hear(head.cut.rest, end);
        }
    }

    fn go_on(&mut self, line: &Line<'_>) {
        if self.waiting {
            self.hear(line.words, Position(line.start.0 + count(line.words)));
        }
    }

    /// Takes in the first words of a message, which end at a position.
    fn hear(&mut self, words: &str, end: Position) {
        let words = words.trim();
        if words.starts_with("Replying to \"") && words.ends_with(['"', '…', '.']) {
            self.replies += 1;
            if let Some(opening) = self.openings.last_mut() {
                opening.body = end;
            }
            return;
        }
        let reacts = words.starts_with("Reacted to \"") && words.contains("\" with ");
        let takes_back = words.starts_with("Removed a") && words.contains(" reaction from \"");
        self.reactions += usize::from(reacts || takes_back);
        self.waiting = false;
    }

    fn finish(self, name: &str) -> Chat {
        let day = (
            "its messages",
            "the times of day stay in the text; the counted ones fit a recording only if it began with the first message",
        );
        let told = [
            (
                self.private,
                "messages to one person alone, kept",
                "ask whoever wrote them whether they may be used, or take them out of the file and import it again",
            ),
            (
                self.reactions,
                "messages that only react to another one, each a turn",
                "take them out of the file and import it again if nobody is to code them",
            ),
            (
                self.replies,
                "answers that repeat the message they answer, which is no part of their turn",
                "",
            ),
        ];
        let told = told.into_iter().filter(|&(number, ..)| number > 0);
        let told = told
            .map(|(number, what, advice)| Problem::new(name, format!("{what}: {number}"), advice));
        Chat {
            problems: self.since.told(name, day).into_iter().chain(told).collect(),
            openings: self.openings,
        }
    }
}
