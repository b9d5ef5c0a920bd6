//! Care for a study's folder: what doctor finds in it, and what it puts right.

use crate::id::Writer;
use crate::problem::Problem;
use crate::session::{NotOpened, Session};
use crate::store::Refused;
use crate::store::checkup::Checkup;

impl Session {
    /// What lies in the folder beside the lines and texts that make the study.
    pub fn checkup(&self) -> Result<Checkup, Refused> {
        Checkup::of(&self.folder, self.kept_here().place())
    }

    /// The writers of this machine whose journals lack lines in the folder, or end in the middle of one.
    pub fn to_mend(&self) -> Result<Vec<Writer>, Refused> {
        self.kept_here().to_mend(&self.present)
    }

    /// The writers of this machine in whose journals damaged lines stand that this machine kept intact.
    pub fn to_replace(&self) -> Result<Vec<Writer>, Refused> {
        self.kept_here().to_replace(&self.present)
    }

    /// Puts the intact lines in their place, and reads the journals again; says what was done.
    pub fn replace_damaged(&mut self, writer: &Writer) -> Result<Vec<Problem>, NotOpened> {
        let mends = self.kept_here().replace_damaged(writer)?;
        self.refresh()?;
        Ok(self.told(&mends))
    }

    /// Puts right the journals of this machine, as the next change would, and reads them again; says what was done.
    pub fn mend(&mut self) -> Result<Vec<Problem>, NotOpened> {
        let mends = self.kept_here().mend(&self.present)?;
        self.refresh()?;
        Ok(self.told(&mends))
    }
}
