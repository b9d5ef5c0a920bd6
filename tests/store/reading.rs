//! Reading: whatever is in the journal folder, whole lines fold and everything else is named.

use std::fs;

use intercoder::id::Writer;
use intercoder::journal::Unverified;
use intercoder::store::damage::What;
use intercoder::study::Study;

use super::{Desk, Three, said, words};
use crate::pen::{Pen, study_id};

/// Where each line is whole: behind its last brace; the LF may be missing.
fn last_braces(lines: &[String]) -> Vec<usize> {
    let end = |n: usize| lines[..n].concat().len() - 1;
    (1..=lines.len()).map(end).collect()
}

#[test]
fn a_journal_cut_at_any_byte_is_a_good_prefix_and_at_most_one_problem() {
    let Three {
        desk,
        writer,
        lines,
    } = Three::new();
    let (path, whole) = (desk.segment(&writer, 1), lines.concat());
    for end in 0..=whole.len() {
        fs::write(&path, &whole[..end]).unwrap();
        let read = desk.read();
        let ends = last_braces(&lines);
        let whole_lines = ends.iter().filter(|&&at| at <= end).count();
        assert_eq!(read.lines.len(), whole_lines, "cut at {end}");
        let at_a_line = end == 0 || ends.iter().any(|&at| at == end || at + 1 == end);
        let torn: Vec<&What> = read.damage.iter().map(|damage| &damage.what).collect();
        match at_a_line {
            true => assert!(torn.is_empty(), "cut at {end}: {torn:?}"),
            false => assert_eq!(torn, [&What::Torn], "cut at {end}"),
        }
        for damage in &read.damage {
            assert_eq!(damage.name(), format!("{writer}:{}", whole_lines + 1));
            let start: usize = lines[..whole_lines].iter().map(String::len).sum();
            assert_eq!(damage.offset as usize, start);
        }
    }
}

#[test]
fn a_tail_of_zeros_of_any_length_costs_only_what_it_covers() {
    let Three {
        desk,
        writer,
        lines,
    } = Three::new();
    let (path, whole) = (desk.segment(&writer, 1), lines.concat());
    let ends = last_braces(&lines);
    for zeros in 1..=whole.len() {
        let mut bytes = whole.clone().into_bytes();
        let kept = bytes.len() - zeros;
        bytes[kept..].fill(0);
        fs::write(&path, &bytes).unwrap();
        let read = desk.read();
        let survive = ends.iter().filter(|&&end| end <= kept).count();
        assert_eq!(read.lines.len(), survive, "{zeros} zeros");
        let what: Vec<&What> = read.damage.iter().map(|damage| &damage.what).collect();
        assert_eq!(what, [&What::ZeroFilled], "{zeros} zeros");
    }
}

#[test]
fn a_flipped_byte_costs_its_line_alone_and_the_line_is_named() {
    let Three {
        desk,
        writer,
        lines,
    } = Three::new();
    let (path, whole) = (desk.segment(&writer, 1), lines.concat());
    let second = lines[0].len()..lines[0].len() + lines[1].len() - 1;
    for place in second.clone() {
        let mut bytes = whole.clone().into_bytes();
        bytes[place] ^= 0x81;
        fs::write(&path, &bytes).unwrap();
        let read = desk.read();
        assert_eq!(said(&read.lines), words(["one", "three"]), "byte {place}");
        let [damage] = &read.damage[..] else {
            panic!("byte {place}: {:?}", read.damage)
        };
        assert_eq!(damage.what, What::NotText);
        assert_eq!(damage.name(), format!("{writer}:2"), "byte {place}");
        assert_eq!((damage.line, damage.offset as usize), (2, second.start));
        let sentence = damage.problem().to_string();
        assert!(
            sentence.contains("line 2") && sentence.contains(writer.0.as_str()),
            "{sentence}"
        );
    }
}

#[test]
fn a_line_whose_own_name_was_changed_is_named_by_the_lines_around_it() {
    let Three {
        desk,
        writer,
        lines,
    } = Three::new();
    for (right, wrong) in [("\"seq\":2", "\"seq\":3"), ("\"ana-", "\"ano-")] {
        let changed = lines[1].replacen(right, wrong, 1);
        let text = [&lines[0], &changed, &lines[2]]
            .map(String::as_str)
            .concat();
        fs::write(desk.segment(&writer, 1), text).unwrap();
        let [damage] = &desk.read().damage[..] else {
            panic!("one damaged line")
        };
        assert_eq!(damage.name(), format!("{writer}:2"), "{wrong}");
    }
}

#[test]
fn a_changed_last_line_is_named_by_what_can_still_be_read_of_it() {
    let Three {
        desk,
        writer,
        lines,
    } = Three::new();
    let changed = lines.concat().replace("three", "seven");
    fs::write(desk.segment(&writer, 1), changed).unwrap();
    let [damage] = &desk.read().damage[..] else {
        panic!("one damaged line")
    };
    assert_eq!(damage.what, What::Unverified(Unverified::Hash));
    assert_eq!(damage.name(), format!("{writer}:3"));
}

#[test]
fn a_line_of_another_study_is_left_out_and_named() {
    let three = Three::new();
    let (desk, writer, mut lines) = (three.desk, three.writer, three.lines);
    let foreign = lines[1].replace("\"seq\":2", "\"seq\":9");
    let foreign = foreign.replace(writer.0.as_str(), "ben-000000");
    lines.insert(1, foreign);
    fs::write(desk.segment(&writer, 1), lines.concat()).unwrap();
    let read = desk.read();
    assert_eq!(said(&read.lines), words(["one", "two", "three"]));
    let names: Vec<String> = read.damage.iter().map(|damage| damage.name()).collect();
    assert_eq!(names, ["ben-000000:9"]);
}

#[test]
fn a_last_line_without_its_end_and_lines_with_cr_are_whole() {
    let Three {
        desk,
        writer,
        lines,
    } = Three::new();
    let path = desk.segment(&writer, 1);
    fs::write(&path, lines.concat().trim_end()).unwrap();
    assert_eq!(desk.read().lines.len(), 3);
    fs::write(&path, lines.concat().replace('\n', "\r\n")).unwrap();
    let read = desk.read();
    assert_eq!((read.lines.len(), read.damage.len()), (3, 0));
    let [problem] = &read.problems[..] else {
        panic!("said once a file: {:?}", read.problems)
    };
    assert!(problem.what.contains("3 lines end with CR LF"), "{problem}");
    fs::write(&path, lines.concat().trim_end().to_owned() + "\r").unwrap();
    assert_eq!(desk.read().lines.len(), 3);
}

#[test]
fn conflict_copies_fold_as_one_and_other_programs_files_are_left_alone() {
    let desk = Desk::new();
    let mut ana = Pen::new("ana", 1);
    ana.add_code("support", None);
    let journal = desk.folder.journal();
    let below = journal.join("old laptop");
    fs::create_dir(&below).unwrap();
    for name in [
        "ana-100000.1.jsonl",
        "ana-100000.1 (1).jsonl",
        "ana-100000.1.sync-conflict-20261121-205000-ABCDEFG.jsonl",
        "old laptop/ana-100000.1.JSONL",
    ] {
        fs::write(journal.join(name), &ana.text).unwrap();
    }
    let others = ["._ana-100000.1.jsonl", "notes.txt", ".intercoder-x.jsonl"];
    for name in others {
        fs::write(journal.join(name), "no line of ours\n").unwrap();
    }
    let read = desk.read();
    assert_eq!((read.lines.len(), read.damage.len()), (12, 0));
    let shown = crate::pen::shown(&Study::fold(study_id(), read.lines));
    assert_eq!(shown, crate::pen::shown(&ana.study()));
}

#[test]
fn a_large_file_verified_in_portions_reads_as_one() {
    let desk = Desk::new();
    let line = |n: u64| {
        let mut pen = Pen::silent("ana", 1);
        pen.tip.seq = n;
        let code = crate::pen::code("support", &"long ".repeat(400), None);
        pen.write(code);
        pen.text
    };
    let mut lines: Vec<String> = (0..300).map(line).collect();
    lines[250].replace_range(..200, &"x".repeat(200));
    fs::write(
        desk.folder.journal().join("ana-100000.1.jsonl"),
        lines.concat(),
    )
    .unwrap();
    let read = desk.read();
    let seqs: Vec<u64> = read.lines.iter().map(|line| line.head.seq).collect();
    assert_eq!(
        seqs,
        (1..=300).filter(|&seq| seq != 251).collect::<Vec<_>>()
    );
    let [damage] = &read.damage[..] else {
        panic!("{:?}", read.damage)
    };
    let before: usize = lines[..250].iter().map(String::len).sum();
    assert_eq!((damage.line, damage.offset as usize), (251, before));
    assert_eq!(damage.seq, Some(251));
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_read_is_named_and_the_rest_folds() {
    let desk = Three::new().desk;
    let gone = desk.folder.journal().join("ben-100000.1.jsonl");
    std::os::unix::fs::symlink("nowhere", &gone).unwrap();
    let read = desk.read();
    assert_eq!(read.lines.len(), 3);
    let [damage] = &read.damage[..] else {
        panic!("{:?}", read.damage)
    };
    assert!(matches!(damage.what, What::Unreadable(_)), "{damage:?}");
    assert_eq!(damage.writer, Some(Writer::from("ben-100000")));
}
