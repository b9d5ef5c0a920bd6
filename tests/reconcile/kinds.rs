//! The kind of a disagreement is the first of four that fits.

use std::collections::BTreeMap;

use intercoder::decision::Marked;
use intercoder::disagreement::Group;
use intercoder::disagreement::kind::{Kind, of};
use intercoder::filter::View;
use intercoder::id::{CodeRef, CoderId, DocumentRef, Ref};

use crate::pen::{Pen, span};

/// Codes: `up` above `down`, and `other` beside them. Each side is what one coder put: code and end.
fn check(sides: &[(&str, &[(&str, u32)])], expected: Kind) {
    let mut lee = Pen::new("lee", 1);
    let up = lee.add_code("up", None);
    let down = lee.add_code("down", Some(up));
    let other = lee.add_code("other", None);
    let code =
        |name: &str| CodeRef(BTreeMap::from([("up", up), ("down", down), ("other", other)])[name]);
    let marks = |puts: &[(&str, u32)]| -> Vec<Marked> {
        let mark = |(name, end): &(&str, u32)| Marked {
            code: code(name),
            span: span(0, *end),
            value: None,
        };
        puts.iter().map(mark).collect()
    };
    let group = Group {
        document: DocumentRef(Ref::new(1)),
        round: None,
        span: span(0, 9),
        sides: sides
            .iter()
            .map(|(coder, puts)| (CoderId::from(*coder), marks(puts)))
            .collect(),
        codings: Vec::new(),
    };
    let study = lee.study();
    assert_eq!(of(&group, &View::new(&study, &"lee".into())), expected);
}

#[test]
fn the_same_codes_with_other_edges_are_a_boundary() {
    check(
        &[("ana", &[("up", 5)]), ("ben", &[("up", 9)])],
        Kind::Boundary,
    );
}

#[test]
fn a_code_and_one_above_it_are_parent_and_child_also_where_a_third_coder_put_nothing() {
    check(
        &[("ana", &[("up", 5)]), ("ben", &[("down", 5)]), ("chi", &[])],
        Kind::ParentChild,
    );
}

#[test]
fn codes_that_only_stand_side_by_side_are_different() {
    check(
        &[("ana", &[("up", 5)]), ("ben", &[("other", 5)])],
        Kind::DifferentCode,
    );
    check(
        &[("ana", &[("up", 5)]), ("ben", &[("down", 5), ("other", 5)])],
        Kind::DifferentCode,
    );
}

#[test]
fn a_code_that_somebody_lacks_with_nothing_in_its_stead_is_missing() {
    check(&[("ana", &[("up", 5)]), ("ben", &[])], Kind::Missing);
    check(
        &[("ana", &[("up", 5), ("other", 5)]), ("ben", &[("up", 5)])],
        Kind::Missing,
    );
}
