//! Saving: the disk first, then the screen that says so.

use std::time::Duration;

use intercoder::tui::summary::summary;

use super::{marked, saying};
use crate::program;

#[test]
fn a_change_that_the_disk_refused_is_said_kept_and_saved_later() {
    let mut seat = saying("Hard at first.");
    seat.press("x<enter>voi<enter>u");
    let journal = seat.place.path("study/journal");
    let aside = seat.place.path("aside");
    std::fs::rename(&journal, &aside).unwrap();
    std::fs::write(&journal, "no folder").unwrap();
    seat.press("x<enter>cha<enter>");
    assert!(
        seat.said()
            .starts_with("NOT SAVED, kept here (Ctrl-S tries again): "),
        "{}",
        seat.said()
    );
    assert!(seat.frame().contains("NOT SAVED"), "{}", seat.frame());
    assert_eq!(marked(&seat), "Hard at first.");
    seat.press("q");
    assert!(seat.errands.is_empty(), "leaving asks first");
    assert!(
        seat.said().contains("1 of your changes NOT SAVED"),
        "{}",
        seat.said()
    );
    std::fs::remove_file(&journal).unwrap();
    std::fs::rename(&aside, &journal).unwrap();
    seat.press("<c-s>");
    assert_eq!(marked(&seat), "[change:Hard at first.]", "{}", seat.said());
    assert!(seat.frame().contains("saved 12:04:31"), "{}", seat.frame());
}

#[test]
fn own_changes_that_were_put_back_are_told_in_the_screen_and_again_afterwards() {
    let mut seat = saying("Hard at first.");
    let (journal, older) = (seat.place.path("study/journal"), seat.place.path("older"));
    program::copy(&journal, &older);
    seat.press("x<enter>voi<enter>");
    assert_eq!(marked(&seat), "[voice:Hard at first.]");
    std::fs::remove_dir_all(&journal).unwrap();
    std::fs::rename(&older, &journal).unwrap();
    let mut seat = seat.again();
    seat.press("x<enter>cha<enter>");
    let words = "gone from the folder and were put back";
    assert!(seat.said().contains(words), "{}", seat.said());
    assert!(seat.frame().contains("were gone"), "{}", seat.frame());
    let after = summary(&seat.desk, Duration::ZERO);
    assert_eq!(after.iter().filter(|line| line.contains(words)).count(), 1);
    assert_eq!(marked(&seat), "[voice:[change:Hard at first.]]");
}

#[test]
fn ctrl_s_says_when_it_was_saved() {
    let mut seat = saying("Hard at first.");
    seat.press("<c-s>");
    assert!(
        seat.said().contains("nothing has changed yet"),
        "{}",
        seat.said()
    );
    seat.press("x<enter>voi<enter><c-s>");
    assert_eq!(seat.said(), "already saved 12:04:31");
}

#[test]
fn ctrl_c_copies_or_says_how_to_leave_and_leaves_nothing() {
    let mut seat = saying("Hard at first.");
    seat.press("<c-c>");
    assert!(seat.said().contains("q quits"), "{}", seat.said());
    seat.press("x<c-c>");
    assert_eq!(seat.errands.len(), 1);
}

#[test]
fn an_outsider_reads_and_changes_nothing() {
    let seat = saying("Hard at first.");
    let (place, desk) = (seat.place, seat.desk);
    drop(desk);
    let mut seat = super::Seat::sit((place, "elsewhere"), "zoe").at("T1");
    seat.press("x<enter>");
    assert!(
        seat.said().contains("you read as an outsider"),
        "{}",
        seat.said()
    );
    seat.press("0D*dusrM.i");
    assert!(seat.view().codings().is_empty());
    assert!(seat.desk.model.unsaved.is_empty());
}
