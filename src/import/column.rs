//! What the columns of a table of turns mean, by their heads, in the languages researchers write them in.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::import::stamp::Unit;

const SPEAKER: [&str; 24] = [
    "speaker",
    "speaker name",
    "speaker label",
    "name",
    "who",
    "participant",
    "interlocutor",
    "person",
    "sprecher",
    "sprecherin",
    "sprecher in",
    "sprecher innen",
    "hablante",
    "locutor",
    "orador",
    "participante",
    "locuteur",
    "locutrice",
    "intervenant",
    "intervenante",
    "falante",
    "parlante",
    "relatore",
    "spreker",
];
const WORDS: [&str; 36] = [
    "text",
    "words",
    "content",
    "utterance",
    "utterance text",
    "transcript",
    "transcription",
    "speech",
    "sentence",
    "message",
    "said",
    "dialogue",
    "turn text",
    "inhalt",
    "aussage",
    "außerung",
    "redebeitrag",
    "beitrag",
    "wortlaut",
    "transkript",
    "texto",
    "palabras",
    "contenido",
    "enunciado",
    "transcripcion",
    "texte",
    "paroles",
    "contenu",
    "propos",
    "enonce",
    "fala",
    "conteudo",
    "testo",
    "contenuto",
    "tekst",
    "inhoud",
];
const START: [&str; 30] = [
    "start",
    "start time",
    "begin",
    "begin time",
    "from",
    "time",
    "timestamp",
    "time stamp",
    "timecode",
    "time code",
    "timespan",
    "time span",
    "in",
    "zeit",
    "zeitstempel",
    "zeitmarke",
    "zeitspanne",
    "anfang",
    "beginn",
    "inicio",
    "tiempo",
    "marca de tiempo",
    "debut",
    "temps",
    "horodatage",
    "tempo",
    "inizio",
    "tijd",
    "intervalo de tiempo",
    "intervalle de temps",
];
const END: [&str; 14] = [
    "end",
    "end time",
    "stop",
    "to",
    "out",
    "finish",
    "ende",
    "fin",
    "final",
    "fim",
    "fine",
    "einde",
    "tiempo final",
    "endzeit",
];

/// Where a table of turns has what; all are places from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    /// Who speaks.
    pub speaker: Option<usize>,
    /// What is said.
    pub words: usize,
    /// When it begins, or from when to when.
    pub start: Option<usize>,
    /// When it ends.
    pub end: Option<usize>,
    /// What the heads say that plain numbers count.
    pub unit: Option<Unit>,
    /// Columns that mean nothing here.
    pub others: Vec<usize>,
}

/// The columns of a table of turns: words, and a speaker or a time; nothing if the heads are of another table.
pub fn find(heads: &[String]) -> Option<Columns> {
    let folded: Vec<(String, Option<Unit>)> =
        heads.iter().map(|head| with_unit(&fold(head))).collect();
    let place = |names: &[&str]| {
        let is = |(head, _): &(String, Option<Unit>)| names.contains(&head.as_str());
        folded.iter().position(is)
    };
    let (speaker, start, end) = (place(&SPEAKER), place(&START), place(&END));
    let words = place(&WORDS)?;
    if speaker.is_none() && start.is_none() {
        return None;
    }
    let known = [speaker, Some(words), start, end];
    let others = (0..heads.len()).filter(|at| !known.contains(&Some(*at)));
    Some(Columns {
        speaker,
        words,
        start,
        end,
        unit: start.and_then(|at| folded.get(at)?.1),
        others: others.collect(),
    })
}

/// A head as it is compared: small letters without accents, one blank for everything that is neither letter nor digit.
fn fold(head: &str) -> String {
    let plain = head.nfd().filter(|c| !is_combining_mark(*c));
    let letters: String = plain
        .flat_map(char::to_lowercase)
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A head without the unit behind it.
fn with_unit(head: &str) -> (String, Option<Unit>) {
    let (before, last) = head.rsplit_once(' ').unwrap_or((head, ""));
    match last {
        "ms" | "msec" | "milliseconds" => (before.to_owned(), Some(Unit::Milliseconds)),
        "s" | "sec" | "secs" | "seconds" | "sekunden" => (before.to_owned(), Some(Unit::Seconds)),
        _ => (head.to_owned(), None),
    }
}
