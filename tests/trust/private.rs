//! What a machine keeps beside a study holds people's words and keys, and is nobody else's business.

use std::os::unix::fs::PermissionsExt as _;

use intercoder::session::{Host, Session};
use intercoder::store::layout::Folder;

use crate::program::Place;

/// What others may do with what a machine keeps.
fn others(place: &Place, machine: &str) -> u32 {
    let kept = std::fs::metadata(place.path(&format!(".state-{machine}"))).unwrap();
    kept.permissions().mode() & 0o077
}

#[test]
fn nobody_else_looks_into_what_a_machine_keeps_whatever_came_first() {
    let place = Place::with_sample();
    let memo = ["memo", "add", "--document", "I01", "--text", "x"];
    let firsts: [(&str, &[&str]); 3] = [
        ("searches", &["search", "rain"]),
        ("writes", &memo),
        ("reports", &["report", "html", "--output", "r.html"]),
    ];
    for (machine, first) in firsts {
        let ana = ["--study", "sample", "--as", "ana"];
        place.ok_on(machine, &[first, &ana].concat());
        assert_eq!(others(&place, machine), 0, "{machine}");
    }
    let host = Host::real(place.path(".state-copies"), Box::new(|_| ()));
    let folder = Folder::open(&place.path("sample")).unwrap();
    let session = Session::open(host, folder, None).unwrap();
    session.put_aside("words that somebody said").unwrap();
    assert_eq!(others(&place, "copies"), 0);
}
