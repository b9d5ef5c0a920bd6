//! What importing promises: the same turns however a transcript arrives, nothing left out unseen, no panic on any bytes.

mod chats;
mod docx;
mod encoding;
mod html;
mod labels;
mod machines;
mod markdown;
mod mutated;
mod odt;
mod parted;
mod robust;
mod rtf;
mod sheets;
mod stamps;
mod subtitles;
mod surveys;
mod turns;
mod workbooks;

use std::path::{Path, PathBuf};

use intercoder::import::{Options, Source, Speakers, Transcript, read};
use intercoder::problem::Problem;
use intercoder::text::segment::count_words;

/// Reads some bytes under a name as the program would without being told anything.
pub fn import(name: &str, bytes: impl AsRef<[u8]>) -> Result<Transcript, Problem> {
    import_with(name, bytes, &Options::default())
}

/// Reads some bytes with options; whatever comes out, its turns lie in its text and in order.
pub fn import_with(
    name: &str,
    bytes: impl AsRef<[u8]>,
    options: &Options,
) -> Result<Transcript, Problem> {
    let bytes = bytes.as_ref();
    let transcript = read(&Source { name, bytes }, options)?;
    assert!(
        transcript.turns.fit(&transcript.text),
        "turns of {name} fit"
    );
    let content = transcript.text.as_str();
    assert_eq!(
        intercoder::text::normalise_line_ends(content),
        content,
        "the text of {name} reads back as it is"
    );
    Ok(transcript)
}

/// Options with a pattern for speakers.
pub fn pattern(pattern: &str) -> Options {
    Options {
        speakers: Speakers::Pattern(regex::Regex::new(pattern).expect("the test's pattern")),
        encoding: None,
        ..Options::default()
    }
}

/// Reads a transcript that must be readable.
pub fn imported(name: &str, bytes: impl AsRef<[u8]>) -> Transcript {
    import(name, bytes).unwrap_or_else(|problem| panic!("{problem}"))
}

/// Checks the text that some bytes become, and what is reported about them, point by point.
#[track_caller]
pub fn check_read((name, bytes): (&str, impl AsRef<[u8]>), text: &str, reported: &[&str]) {
    let transcript = imported(name, bytes);
    assert_eq!(transcript.text.as_str(), text);
    let said = problems(&transcript);
    for words in reported {
        assert!(said.contains(words), "{said:?} says {words:?}");
    }
    assert_eq!(transcript.problems.len(), reported.len(), "{said}");
}

/// The turns, a line each: label, bar, body; a line end in a body shows as `⏎`.
pub fn told(transcript: &Transcript) -> String {
    transcript
        .turns
        .turns
        .iter()
        .map(|turn| {
            let label = turn.label.map_or("", |label| transcript.text.slice(label));
            let body = transcript.text.slice(turn.body).replace('\n', "⏎");
            format!("{label}|{body}\n")
        })
        .collect()
}

/// All problems, a line each.
pub fn problems(transcript: &Transcript) -> String {
    let lines = transcript
        .problems
        .iter()
        .map(|problem| format!("{problem}\n"));
    lines.collect()
}

/// Checks that a file is refused in a sentence with these words.
#[track_caller]
pub fn check_refused(name: &str, bytes: impl AsRef<[u8]>, words: &str) {
    match import(name, bytes) {
        Ok(transcript) => panic!("{name} was read:\n{}", told(&transcript)),
        Err(problem) => {
            let said = problem.to_string();
            assert!(said.contains(words), "{said:?} says {words:?}");
            assert!(said.contains(name), "{said:?} names the file");
            assert!(!problem.advice.is_empty(), "{said:?} says what to do");
        }
    }
}

/// A file of the sample study.
pub fn sample(path: &str) -> Vec<u8> {
    let path = sample_folder().join(path);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn sample_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("transcripts-sample")
}

/// Checks that a file gives the turns and words of its twin in plain text.
#[track_caller]
fn check_twin(file: &str, twin: &str, importer: &str) {
    check_twin_of(
        &imported(file, sample(&format!("formats/{file}"))),
        twin,
        importer,
    );
}

#[track_caller]
fn check_twin_of(read: &Transcript, twin: &str, importer: &str) {
    let plain = imported(twin, sample(&format!("transcripts/{twin}")));
    assert_eq!(read.importer, importer);
    assert_eq!(told(read), told(&plain));
    assert_eq!(words(read), words(&plain));
    assert_eq!(read.labels, plain.labels);
}

fn words(transcript: &Transcript) -> Vec<u32> {
    let turns = transcript.turns.turns.iter();
    turns
        .map(|turn| count_words(&transcript.text, turn.body))
        .collect()
}

#[test]
fn word_documents_give_the_turns_of_their_twins() {
    check_twin("I03.docx", "I03.txt", "docx");
    check_twin("I08.docx", "I08.txt", "docx");
}

#[test]
fn what_libreoffice_makes_of_a_word_document_gives_the_turns_of_its_twin() {
    let rtf = imported("I03.rtf", include_bytes!("import/files/I03.rtf"));
    check_twin_of(&rtf, "I03.txt", "rtf");
    let odt = imported("I03.odt", include_bytes!("import/files/I03.odt"));
    check_twin_of(&odt, "I03.txt", "odt");
    let html = imported("I03.html", include_bytes!("import/files/I03.html"));
    check_twin_of(&html, "I03.txt", "html");
}

#[test]
fn subtitles_give_the_turns_of_their_twins() {
    check_twin("FG1-zoom.vtt", "FG1.txt", "vtt");
    check_twin("FG3-teams.vtt", "FG3.txt", "vtt");
    check_twin("I05.srt", "I05.txt", "srt");
}

#[test]
fn otter_text_gives_the_turns_of_its_twin() {
    check_twin("I10-otter.txt", "I10.txt", "otter");
}

#[test]
fn other_encodings_give_the_turns_of_their_twin() {
    check_twin("I04-cp1252.txt", "I04.txt", "txt");
    check_twin("I04-utf16.txt", "I04.txt", "txt");
}

#[test]
fn every_sample_transcript_has_just_the_labels_it_declares() {
    let folder = sample_folder().join("transcripts");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).expect("the sample study is in the repository") {
        let path = entry.expect("a readable folder").path();
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .expect("a plain name");
        let transcript = imported(name, sample(&format!("transcripts/{name}")));
        let mut declared: Vec<&str> = transcript
            .metadata
            .iter()
            .map(|(key, _)| key.as_str())
            .collect();
        declared.retain(|key| key.starts_with("INT") || key.starts_with('P'));
        let mut found: Vec<&str> = transcript
            .labels
            .iter()
            .map(|count| count.label.as_str())
            .collect();
        declared.sort_unstable();
        found.sort_unstable();
        assert_eq!(found, declared, "{name}");
        assert!(
            transcript.questions.is_empty(),
            "{name}: {:?}",
            transcript.questions
        );
        assert_eq!(problems(&transcript), "", "{name}");
        let lines = transcript.text.as_str().lines();
        let labelled = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        assert_eq!(transcript.turns.turns.len(), labelled.count(), "{name}");
        seen += 1;
    }
    assert_eq!(seen, 15);
}
