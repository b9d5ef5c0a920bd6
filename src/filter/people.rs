//! People in the view: they are hidden from nobody, a blind round being about codings.

use crate::filter::View;
use crate::id::PersonId;
use crate::person::Person;

impl<'s> View<'s> {
    /// The people, in the order they were added.
    pub fn people(&self) -> impl Iterator<Item = &'s Person> + use<'s> {
        self.study.people.iter().filter(|person| !person.retired)
    }

    /// Every person, retired ones too.
    pub fn all_people(&self) -> impl Iterator<Item = &'s Person> + use<'s> {
        self.study.people.iter()
    }

    /// A person by handle.
    pub fn person(&self, handle: &PersonId) -> Option<&'s Person> {
        self.study
            .people
            .iter()
            .find(|person| person.handle == *handle)
    }
}
