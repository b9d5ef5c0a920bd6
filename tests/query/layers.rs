//! The final layer, whose codes are nobody's alone.

use intercoder::query::parse::parse;

use crate::query::FACTS;

#[test]
fn codes_of_the_final_layer_are_not_narrowed_by_coder_or_round() {
    let mut facts = FACTS.clone();
    facts.is_final = true;
    for (line, at) in [
        ("code:rel-crisis coder:ana", 16),
        ("coder:ana", 0),
        ("round:1 uncoded", 0),
        ("phone (code:rel-crisis round:1)", 23),
    ] {
        let cause = parse(line, &facts).expect_err(line);
        assert_eq!(cause.at.0, at, "{line}");
        assert!(cause.what.contains("final layer"), "{}", cause.what);
    }
    for line in ["round:1 phone", "code:rel-crisis", "(coded) round:1"] {
        parse(line, &facts).expect(line);
    }
}
