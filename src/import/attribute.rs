//! Attributes of the XML of Word and OpenDocument, by their local names: namespaces are spelt in more ways than one.

use quick_xml::XmlVersion;
use quick_xml::events::BytesStart;

/// The value of an attribute, by its local name.
pub fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = tag.attributes();
    let attributes = attributes.with_checks(false);
    let found = attributes
        .filter_map(Result::ok)
        .find(|attribute| attribute.key.local_name().as_ref() == name)?;
    let value = found.normalized_value(XmlVersion::Implicit1_0);
    let value = value.map(|value| value.into_owned());
    Some(value.unwrap_or_else(|_| found.value.into_owned()))
}
