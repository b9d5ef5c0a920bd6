//! The synced folder: files arrive in any order, in part, twice, under other names or not at all. A study is never called complete
//! while anything that is here names something that is not, and always is once everything is here.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use intercoder::event::Event;
use intercoder::event::study::Seen;
use intercoder::id::{Ref, Writer};
use intercoder::journal::Line;
use intercoder::session::{Host, Session};
use intercoder::store::layout::Folder;
use rand::rngs::SmallRng;
use rand::seq::IndexedRandom as _;
use rand::{Rng as _, RngExt as _, SeedableRng as _};
use tempfile::TempDir;

use super::proof::{say, tries};
use crate::pen::{Pen, coding, study_id};

/// A folder that files arrive in; no machine writes to it.
struct Desk {
    temp: TempDir,
    folder: Folder,
}

impl Desk {
    fn new() -> Self {
        let temp = TempDir::new().unwrap();
        let (folder, _) = Folder::create(&temp.path().join("study"), study_id()).unwrap();
        Self { temp, folder }
    }

    fn journal(&self, name: &str) -> PathBuf {
        self.folder.journal().join(name)
    }

    fn open(&self) -> Session {
        let host = Host::real(self.temp.path().join("state"), Box::new(|_| ()));
        Session::open(host, self.folder.clone(), Some("ana".into())).unwrap()
    }
}

/// Whether every line that is named is here, and all that is here verified.
fn is_complete(session: &Session) -> bool {
    let lacks = session.view().completeness().clone();
    lacks.is_complete() && session.damage.is_empty() && session.line_count() > 0
}

/// What a session shows.
fn shown(session: &Session) -> String {
    let view = session.view();
    let lines: Vec<Ref> = view.lines().map(|line| line.id()).collect();
    let conflicts: Vec<_> = view.conflicts().collect();
    format!("{lines:?}{:?}{conflicts:?}", view.codings())
}

/// Four installations that have written for a while and heard of each other now and then.
fn team(seed: u64) -> Vec<Pen> {
    let mut chance = SmallRng::seed_from_u64(seed);
    let mut pens = [("ana", 1), ("ana", 2), ("ben", 3), ("chi", 4)]
        .map(|(coder, machine)| Pen::new(coder, machine));
    for number in 0..60 {
        let at = chance.random_range(0..pens.len());
        let other = chance.random_range(0..pens.len());
        if other != at && chance.random() {
            let heard = pens[other].lines.clone();
            pens[at].lines.extend(heard);
        }
        let study = pens[at].study();
        let codes: Vec<Ref> = study.codes.iter().map(|code| code.id.0).collect();
        let documents: Vec<Ref> = study.documents.iter().map(|known| known.id.0).collect();
        let pen = &mut pens[at];
        match (codes.choose(&mut chance), documents.choose(&mut chance)) {
            (Some(code), Some(document)) if chance.random_range(0..3) > 0 => {
                let (coder, from) = (pen.coder.clone(), chance.next_u32() % 50);
                pen.write(coding(&coder, *document, *code, (from, from + 5)));
            }
            _ if chance.random() => drop(pen.add_code(&format!("code{number}"), None)),
            _ if chance.random() => drop(pen.add_document(&format!("D{number}"))),
            _ => {
                let runs = study.runs();
                pen.write(Event::Seen(Seen { runs }));
            }
        }
    }
    pens.into()
}

/// What a line names: the one before it, what it replaces, is built on and had seen.
fn named(line: &Line, places: &BTreeMap<(Writer, u64), Ref>) -> BTreeSet<Ref> {
    let head = &line.head;
    let at = |writer: &Writer, seq: u64| places.get(&(writer.clone(), seq)).copied();
    let event = line.event().unwrap();
    let before = (head.seq > 1)
        .then(|| at(&head.writer, head.seq - 1))
        .flatten();
    let mut named: BTreeSet<Ref> = before.into_iter().collect();
    named.extend(head.over.iter().copied());
    named.extend(event.names());
    for (writer, runs) in event.seen().into_iter().flatten() {
        for run in runs {
            named.extend((run.first..=run.last).filter_map(|seq| at(writer, seq)));
        }
    }
    named
}

/// A journal cut into three segments at line ends.
fn in_three(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let third = lines.len().div_ceil(3);
    lines.chunks(third).map(|part| part.concat()).collect()
}

/// The journals of the team in three segments each: where they lie, what they say, and which lines are in them.
fn segments(
    desk: &Desk,
    pens: &[Pen],
    all: &BTreeMap<Ref, Arc<Line>>,
) -> Vec<(PathBuf, String, Vec<Ref>)> {
    let mut files = Vec::new();
    for pen in pens {
        let own = &pen.tip.writer;
        for (number, text) in (1..).zip(in_three(&pen.text)) {
            let ids: Vec<Ref> = all
                .values()
                .filter(|line| line.head.writer == *own && text.contains(&line.hash.to_string()))
                .map(|line| line.id())
                .collect();
            files.push((desk.journal(&format!("{own}.{number}.jsonl")), text, ids));
        }
    }
    files
}

#[test]
fn no_subset_of_twelve_segments_is_called_complete_unless_it_is() {
    let pens = team(1);
    let all: BTreeMap<Ref, Arc<Line>> = pens
        .iter()
        .flat_map(|pen| pen.lines.iter().map(|line| (line.id(), Arc::clone(line))))
        .collect();
    let places: BTreeMap<(Writer, u64), Ref> = all
        .values()
        .map(|line| ((line.head.writer.clone(), line.head.seq), line.id()))
        .collect();
    let names: BTreeMap<Ref, BTreeSet<Ref>> = all
        .iter()
        .map(|(id, line)| (*id, named(line, &places)))
        .collect();
    let desk = Desk::new();
    let files = segments(&desk, &pens, &all);
    assert_eq!(files.len(), 12);
    // Numbers whose neighbours differ in one bit: each step one segment comes or goes.
    let steps = tries(700, 4096) as u32;
    let (mut looked, mut complete, mut here) = (0, 0, 0_u32);
    for step in 0..4096_u32 {
        let now = step ^ (step >> 1);
        let changed = (now ^ here).trailing_zeros() as usize;
        here = now;
        if let Some((path, text, _)) = files.get(changed) {
            match now >> changed & 1 == 1 {
                true => fs::write(path, text).unwrap(),
                false => fs::remove_file(path).unwrap(),
            }
        }
        // The ordinary run looks at some of them, and at the whole.
        if step % (4096 / steps) != 0 && now.count_ones() < 11 {
            continue;
        }
        let of = |at: &usize| now >> at & 1 == 1;
        let present: BTreeSet<Ref> = (0..12)
            .filter(of)
            .flat_map(|at| files[at].2.iter().copied())
            .collect();
        let is_closed = present.iter().all(|id| names[id].is_subset(&present));
        let should = is_closed && !present.is_empty();
        assert_eq!(is_complete(&desk.open()), should, "segments {now:012b}");
        (looked, complete) = (looked + 1, complete + u32::from(should));
    }
    say(
        "arrival",
        &format!(
            "{looked} of 4,096 subsets of 12 segments, {complete} of them complete, 0 wrongly called so"
        ),
    );
}

#[test]
fn a_journal_cut_at_any_byte_is_never_called_complete_while_somebody_saw_more() {
    let mut pens = team(2);
    let (first, others) = pens.split_first_mut().unwrap();
    let heard = first.lines.clone();
    others[0].lines.extend(heard);
    let runs = others[0].study().runs();
    others[0].write(Event::Seen(Seen { runs }));
    let desk = Desk::new();
    for pen in others.iter() {
        let name = format!("{}.1.jsonl", pen.tip.writer);
        fs::write(desk.journal(&name), &pen.text).unwrap();
    }
    let path = desk.journal(&format!("{}.1.jsonl", first.tip.writer));
    let (length, cuts) = (first.text.len(), tries(120, 1000) as usize);
    // Only what others saw tells that a journal cut at the end of a line goes on.
    let ends = first.text.match_indices('\n').map(|(end, _)| end + 1);
    let mut cut_at: BTreeSet<usize> = (0..cuts).map(|cut| cut * length / cuts).collect();
    cut_at.extend(ends.chain([length - 1]));
    for cut in cut_at.iter().copied() {
        fs::write(&path, &first.text.as_bytes()[..cut]).unwrap();
        let session = desk.open();
        // The last line verifies also where only its end is missing.
        let is_whole = cut + 1 >= length;
        assert_eq!(is_complete(&session), is_whole, "cut at {cut} of {length}");
        let ends_in_a_line = !first.text.as_bytes()[..cut].ends_with(b"\n") && cut > 0 && !is_whole;
        let is_told = !session.damage.is_empty();
        let is_line = first.text.as_bytes().get(cut) == Some(&b'\n');
        assert!(is_told == ends_in_a_line || is_line, "cut at {cut}");
    }
    say(
        "byte prefixes",
        &format!(
            "{} prefixes of a journal, 0 wrongly called complete",
            cut_at.len()
        ),
    );
}

/// The names that sync tools and people give to copies.
fn copies(writer: &Writer) -> Vec<String> {
    [
        "W.1 (Ana's conflicted copy 2026-11-01).jsonl",
        "W.1 (1).jsonl",
        "W.1-LAPTOP7.jsonl",
        "W.1.sync-conflict-20261101-101010-ABCDEFG.jsonl",
        "W.1 (conflicted copy 2026-11-01 101010).jsonl",
        "W.1_conflict-20261101-101010.jsonl",
        "Copy of W.1.jsonl",
        "W.1 - Copy.JSONL",
        "W.1 2.jsonl",
        "old/W.1.jsonl",
    ]
    .map(|name| name.replace('W', &writer.0))
    .to_vec()
}

#[test]
fn a_copy_under_any_name_is_read_and_nothing_in_it_counts_twice() {
    let pens = team(3);
    let whole = Desk::new();
    for pen in &pens {
        let name = format!("{}.1.jsonl", pen.tip.writer);
        fs::write(whole.journal(&name), &pen.text).unwrap();
    }
    let expected = shown(&whole.open());
    let writer = &pens[0].tip.writer;
    let own = whole.journal(&format!("{writer}.1.jsonl"));
    let lines: Vec<&str> = pens[0].text.split_inclusive('\n').collect();
    let half = lines.len() / 2;
    for name in copies(writer) {
        let copy = whole.journal(&name);
        fs::create_dir_all(copy.parent().unwrap()).unwrap();
        // The copy has all and the journal half; each has a half; both have all.
        for (here, there) in [(0..half, 0..lines.len()), (0..half, half..lines.len())] {
            fs::write(&own, lines[here].concat()).unwrap();
            fs::write(&copy, lines[there].concat()).unwrap();
            let session = whole.open();
            assert!(is_complete(&session), "{name}");
            assert_eq!(shown(&session), expected, "{name}");
        }
        fs::write(&own, &pens[0].text).unwrap();
        assert_eq!(shown(&whole.open()), expected, "{name}");
        fs::remove_file(copy).unwrap();
    }
}

#[test]
fn housekeeping_of_other_programs_is_no_journal_and_a_placeholder_is_told() {
    let pens = team(4);
    let desk = Desk::new();
    for pen in &pens {
        let name = format!("{}.1.jsonl", pen.tip.writer);
        fs::write(desk.journal(&name), &pen.text).unwrap();
    }
    let expected = shown(&desk.open());
    let writer = &pens[0].tip.writer;
    for name in [
        "._W.1.jsonl",
        ".syncthing.W.1.jsonl.tmp",
        ".DS_Store",
        "desktop.ini",
    ] {
        let name = name.replace('W', &writer.0);
        fs::write(desk.journal(&name), [0, 5, 22, 7]).unwrap();
    }
    fs::create_dir(desk.journal(".stversions")).unwrap();
    fs::write(desk.journal(".stversions/old.jsonl"), "no line\n").unwrap();
    let session = desk.open();
    assert_eq!((shown(&session), &session.damage[..]), (expected, &[][..]));
    let shown_by_cloud = desk.journal(&format!(".{writer}.2.jsonl.icloud"));
    fs::write(&shown_by_cloud, "bplist00").unwrap();
    let session = desk.open();
    assert!(!is_complete(&session));
    let said = session.damage[0].problem().to_string();
    assert!(said.contains("has not been downloaded yet"), "{said}");
    assert_eq!(session.damage[0].writer.as_ref(), Some(writer));
}

/// What git does with `core.autocrlf` to every file that it takes for text.
fn convert(folder: &Path) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            convert(&path);
            continue;
        }
        let words = fs::read_to_string(&path).unwrap();
        fs::write(path, words.replace('\n', "\r\n")).unwrap();
    }
}

#[test]
fn a_folder_whose_line_ends_git_converted_reads_the_same_and_says_so() {
    let pens = team(5);
    let desk = Desk::new();
    for pen in &pens {
        let name = format!("{}.1.jsonl", pen.tip.writer);
        fs::write(desk.journal(&name), &pen.text).unwrap();
    }
    let before = desk.open();
    assert_eq!(before.problems, []);
    convert(&desk.folder.root);
    let folder = Folder::open(&desk.folder.root).unwrap();
    assert_eq!(folder, desk.folder, "the mark reads the same");
    let session = desk.open();
    assert!(is_complete(&session));
    assert_eq!(shown(&session), shown(&before));
    assert_eq!(session.problems.len(), 4, "each journal is told");
    assert!(session.problems[0].advice.contains(".gitattributes"));
}
