//! Repair: whatever a crash or a sync tool does to one's own journal, what was saved comes back and nothing is deleted.

use std::fs;

use intercoder::store::mend::{Mend, Retirement};
use intercoder::study::set::Set;

use super::{Desk, Three, restored, said, save, words};

/// Puts these bytes where the journal was, opens it, saves one more line: all four must be there, byte for byte.
fn check(three: &Three, bytes: &[u8]) -> Vec<Mend> {
    let mut open = three.reopened(bytes);
    let mends = open.take_mends();
    let fourth = save(&mut open, "four");
    drop(open);
    let read = three.desk.read();
    assert_eq!(said(&read.lines), words(["one", "two", "three", "four"]));
    let text = fs::read(three.journal()).unwrap();
    let text = String::from_utf8_lossy(&text);
    for line in three.lines.iter().chain([&fourth]) {
        assert!(text.contains(line.as_str()), "{line} is not in {text}");
    }
    mends
}

#[test]
fn a_journal_cut_at_any_byte_gets_its_lines_back() {
    let three = Three::new();
    let (desk, lines) = (&three.desk, &three.lines);
    let whole = lines.concat();
    let ends: Vec<usize> = (1..=3).map(|n| lines[..n].concat().len()).collect();
    for end in 0..=whole.len() {
        let mends = check(&three, &whole.as_bytes()[..end]);
        assert_eq!(desk.read().damage, [], "cut at {end}");
        let kept = ends.iter().filter(|&&at| at <= end + 1).count();
        assert_eq!(restored(&mends), 3 - kept as u64, "cut at {end}: {mends:?}");
        let start = kept.checked_sub(1).map_or(0, |last| ends[last]).min(end);
        let torn = &whole.as_bytes()[start..end];
        match torn.is_empty() {
            true => assert_eq!(desk.set_aside(), Vec::<Vec<u8>>::new(), "cut at {end}"),
            false => assert_eq!(desk.set_aside(), [torn], "cut at {end}"),
        }
    }
}

#[test]
fn a_tail_of_zeros_is_set_aside_and_the_lines_come_back() {
    let three = Three::new();
    let (desk, lines) = (&three.desk, &three.lines);
    let whole = lines.concat().into_bytes();
    for zeros in [1, 2, 100, lines[2].len(), lines[2].len() + 1, whole.len()] {
        let mut bytes = whole.clone();
        bytes[whole.len() - zeros..].fill(0);
        let mends = check(&three, &bytes);
        assert_eq!(desk.read().damage, [], "{zeros} zeros");
        assert!(
            matches!(mends[0], Mend::SetAside { .. }),
            "{zeros} zeros: {mends:?}"
        );
        assert_eq!(desk.set_aside().len(), 1);
    }
}

#[test]
fn a_torn_tail_that_this_machine_never_saved_is_kept_aside_and_said() {
    let three = Three::new();
    let (desk, lines) = (&three.desk, &three.lines);
    let torn = "{\"hash\":\"0123";
    let mends = check(&three, format!("{}{torn}", lines.concat()).as_bytes());
    assert_eq!(desk.set_aside(), [torn.as_bytes()]);
    let [Mend::SetAside { bytes, aside, .. }] = &mends[..] else {
        panic!("{mends:?}")
    };
    assert_eq!(*bytes as usize, torn.len());
    assert_eq!(fs::read_to_string(aside).unwrap(), torn);
    assert!(mends[0].problem().advice.contains("nothing saved was lost"));
}

#[test]
fn a_line_damaged_in_the_folder_comes_back_and_the_damaged_one_stays() {
    let three = Three::new();
    let (desk, lines) = (&three.desk, &three.lines);
    let changed = lines.concat().replace("two", "owt");
    let mends = check(&three, changed.as_bytes());
    assert_eq!(restored(&mends), 1);
    assert_eq!(desk.read().damage.len(), 1, "no line is ever rewritten");
    assert_eq!(desk.acquire("ana").take_mends(), [], "it comes back once");
}

#[test]
fn damage_far_from_the_end_is_put_right_because_reading_saw_it() {
    let desk = Desk::new();
    let mut open = desk.acquire("ana");
    let (path, long) = (desk.segment(open.writer(), 1), "long ".repeat(2000));
    let whole = save(&mut open, "one") + &save(&mut open, &long);
    drop(open);
    fs::write(&path, whole.replace("one", "eno")).unwrap();
    let mut open = desk.acquire("ana");
    assert_eq!((restored(&open.take_mends()), open.tip().seq), (1, 2));
    assert_eq!(said(&desk.read().lines), words(["one", &long]));
}

#[test]
fn converted_line_ends_are_neither_lost_lines_nor_new_ones() {
    let three = Three::new();
    let (desk, lines) = (&three.desk, &three.lines);
    let converted = lines[..2].concat().replace('\n', "\r\n") + &lines[2];
    fs::write(three.journal(), converted).unwrap();
    let mut open = desk.acquire("ana");
    assert_eq!((open.take_mends(), open.tip().seq), (vec![], 3));
    save(&mut open, "four");
    save(&mut open, "five");
    assert_eq!(desk.read().lines.len(), 5);
}

#[test]
fn a_journal_rolled_back_while_we_write_gets_its_lines_back() {
    let desk = Desk::new();
    let mut open = desk.acquire("ana");
    let path = desk.segment(open.writer(), 1);
    let mut all = save(&mut open, "one");
    let old = all.clone();
    all += &save(&mut open, "two");
    all += &save(&mut open, "three");
    fs::write(&path, old).unwrap();
    all += &save(&mut open, "four");
    assert_eq!(restored(&open.take_mends()), 2);
    assert_eq!(fs::read_to_string(&path).unwrap(), all);
}

#[test]
fn a_state_brought_back_from_a_backup_takes_over_what_the_folder_has() {
    let three = Three::new();
    let (desk, lines, shadow) = (&three.desk, &three.lines, three.shadow());
    assert_eq!(fs::read_to_string(&shadow).unwrap(), lines.concat());
    fs::write(&shadow, lines[0].as_bytes()).unwrap();
    let mut open = desk.acquire("ana");
    assert_eq!(open.tip().seq, 3);
    let writer = three.writer.clone();
    let adopted = Mend::Adopted { writer, lines: 2 };
    assert_eq!(open.take_mends(), [adopted]);
    save(&mut open, "four");
    assert!(
        fs::read_to_string(&shadow)
            .unwrap()
            .starts_with(&lines.concat())
    );
}

#[test]
fn an_older_state_and_an_older_journal_together_never_write_one_number_twice() {
    let three = Three::new();
    let (desk, lines) = (&three.desk, &three.lines);
    for path in [three.shadow(), three.journal()] {
        fs::write(path, lines[0].as_bytes()).unwrap();
    }
    let copy = desk.folder.journal().join("copy of ana's.jsonl");
    fs::write(copy, lines.concat()).unwrap();
    let mut open = desk.acquire("ana");
    assert_ne!(open.writer(), &three.writer);
    let (writer, why) = (three.writer.clone(), Retirement::Behind);
    assert_eq!(open.take_mends(), [Mend::Retired { writer, why }]);
    save(&mut open, "four");
    assert_eq!(Set::of(desk.read().lines).forks(), []);
}

#[test]
fn another_installations_torn_journal_is_never_touched() {
    let three = Three::new();
    let other = three.desk.folder.journal().join("ben-700000.1.jsonl");
    let torn = three
        .lines
        .concat()
        .replace(three.writer.0.as_str(), "ben-700000");
    fs::write(&other, torn.trim_end()).unwrap();
    let mut open = three.desk.acquire("ana");
    save(&mut open, "four");
    assert_eq!(fs::read_to_string(&other).unwrap(), torn.trim_end());
    assert_eq!(open.take_mends(), []);
}

#[test]
fn lines_of_a_second_writer_of_this_machine_come_back_too() {
    let desk = Desk::new();
    let (mut first, mut second) = (desk.acquire("ana"), desk.acquire("ana"));
    save(&mut first, "one");
    save(&mut second, "two");
    let gone = desk.segment(second.writer(), 1);
    drop((first, second));
    fs::remove_file(gone).unwrap();
    assert_eq!(said(&desk.read().lines), words(["one"]));
    let mut open = desk.acquire("ana");
    assert_eq!(restored(&open.take_mends()), 1);
    assert_eq!(said(&desk.read().lines), words(["one", "two"]));
}
