//! The promises of intercoder, one file a noun.
