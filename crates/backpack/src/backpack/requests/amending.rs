//! Mistakes put to a holder, and what became of them.

use backpack_core::{RecordId, RequestId, Timestamp};
use backpack_keep::{Source, Turn, Turned};
use backpack_record::{Correction, CorrectionState, ElementPath, Header, Judged, PartialDate};

use crate::backpack::Record;
use crate::requests::{Amended, Case, Facts, Finding, Outcome, Wanted};
use crate::{Backpack, Error, ErrorKind};

impl Backpack {
    /// Returns what the person marked as wrong or corrected of an imported record, as findings of a request for amendment:
    /// each correction with what the source says beside it; else the mark, about the record as a whole. Nothing is kept.
    ///
    /// A correction that says no reason has that of the mark. What the source says by now as the person does is left out,
    /// and a mark that came with it.
    /// What is still missing before it can be sent says [`Facts::missing`].
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NotFound`]; [`ErrorKind::Invalid`] if it is an entry, which no holder wrote; as
    /// [`Backpack::corrections`].
    pub async fn amendment_findings(&self, id: RecordId) -> Result<Vec<Finding>, Error> {
        let record = self.known(id).await?;
        if record.source == Source::Entry {
            let kind = ErrorKind::Invalid("an entry is the person's own: edit it".to_owned());
            return Err(Error::new(kind, "find mistakes"));
        }
        let mark = record.overlay.flagged.clone().unwrap_or_default();
        let finding = finding_of(&record, self.shown_version(id)?);
        let corrections = self.corrections(id).await?;
        if corrections.is_empty() && record.overlay.flagged.is_some() {
            return Ok(vec![finding.because(mark)]);
        }
        let open = corrections.into_iter().filter(|corrected| corrected.state != CorrectionState::Same);
        let findings = open.map(|corrected| {
            finding
                .clone()
                .at(corrected.element.to_string(), corrected.source)
                .because(corrected.reason.unwrap_or_else(|| mark.clone()))
                .should_say(corrected.value.map_or(Wanted::Nothing, Wanted::Value))
        });
        Ok(findings.collect())
    }

    /// Returns what became of each finding of a request for amendment, by the versions of its record that came since: in
    /// the order of the findings; nothing of a request for a copy.
    ///
    /// Cancel-safe: it only reads.
    ///
    /// # Errors
    ///
    /// As [`Backpack::request`] and [`Backpack::history`].
    pub async fn amendment_outcome(&self, id: RequestId) -> Result<Vec<Amended>, Error> {
        let case = self.request(id).await?;
        let findings = case.request.facts.amendment.iter().flat_map(|amendment| &amendment.findings);
        let mut outcome = Vec::new();
        for (place, finding) in (0_u16..).zip(findings) {
            outcome.push(self.became(&case, place, finding).await?);
        }
        Ok(outcome)
    }

    /// Requires that the records and files of findings are there.
    pub(super) async fn require_findings(&self, facts: &Facts) -> Result<(), Error> {
        for finding in facts.amendment.iter().flat_map(|amendment| &amendment.findings) {
            self.known(finding.record).await?;
            for file in finding.evidence.iter().filter_map(|evidence| evidence.file) {
                self.file(file).await?;
            }
        }
        Ok(())
    }

    async fn became(&self, case: &Case, place: u16, finding: &Finding) -> Result<Amended, Error> {
        let request = &case.request;
        let is_accepted = request.decision().is_some_and(|decision| decision.accepted.contains(&place));
        let amended = |outcome, says, since| Amended {
            place,
            record: finding.record,
            outcome,
            says,
            since,
            is_accepted,
            is_verified: false,
        };
        let record = match self.known(finding.record).await {
            Err(error) if matches!(error.kind(), ErrorKind::NotFound(_)) => {
                return Ok(amended(Outcome::NotHere, None, None));
            }
            found => found?,
        };
        let turns = self.0.keep.turns(finding.record).await?;
        let shown = self.shown_version(finding.record)?;
        let judged = self.judged(finding, shown).await?;
        let (outcome, says) = outcome_of(&record, finding, shown, judged);
        let since = match outcome {
            Outcome::NotYet => None,
            Outcome::Vanished if is_gone(&record) => turns.last().map(|turned| turned.at),
            _ => self.since(finding, outcome, &turns).await?,
        };
        let is_later = |at: Timestamp| request.sent_on().is_some_and(|sent| case.day(at) >= sent);
        let is_verified = is_accepted && outcome == Outcome::AsAsked && since.is_some_and(is_later);
        Ok(Amended { is_verified, ..amended(outcome, says, since) })
    }

    /// Returns when the source began to say it as it does: the first version of the latest run that comes to the same.
    async fn since(
        &self,
        finding: &Finding,
        outcome: Outcome,
        turns: &[Turned],
    ) -> Result<Option<Timestamp>, Error> {
        let mut since = None;
        for turned in turns.iter().rev() {
            let (Turn::Came(version) | Turn::Recurred(version)) = turned.turn else { continue };
            let judged = self.judged(finding, version).await?;
            if version == finding.version || said(finding, judged).0 != outcome {
                break;
            }
            since = Some(turned.at);
        }
        Ok(since)
    }

    /// Judges a version of a finding's record: `None` if the finding is about the record as a whole.
    async fn judged(&self, finding: &Finding, version: u32) -> Result<Option<Judged>, Error> {
        let Some(path) = finding.element.as_ref().and_then(|element| element.parse::<ElementPath>().ok())
        else {
            return Ok(None);
        };
        let unreadable = |why: backpack_record::Refusal| {
            Error::new(ErrorKind::Invalid(why.to_string()), "judge version").with_source(why)
        };
        // The path counts items as the version did that it was read in; what they are known by there finds them again.
        let path = match self.body_of(finding.record, finding.version).await {
            Ok(quoted) => path.keyed_in(&quoted).map_err(unreadable)?,
            Err(error) if matches!(error.kind(), ErrorKind::NotFound(_)) => path,
            Err(error) => return Err(error),
        };
        let wanted = match &finding.wanted {
            Some(Wanted::Value(value)) => Some(value.clone()),
            _ => None,
        };
        let asked = Correction::new(path, wanted, finding.says.clone(), finding.version);
        let body = self.body_of(finding.record, version).await?;
        Ok(Some(asked.judge(&body).map_err(unreadable)?))
    }

    async fn body_of(&self, record: RecordId, version: u32) -> Result<bytes::Bytes, Error> {
        let version = usize::try_from(version).unwrap_or(usize::MAX);
        Ok(self.original(record, version).await?.body)
    }

    fn shown_version(&self, id: RecordId) -> Result<u32, Error> {
        let versions = self.versions(id)?;
        let shown = versions.iter().find(|version| version.is_current).map_or(0, |version| version.version);
        Ok(u32::try_from(shown).unwrap_or(u32::MAX))
    }
}

fn outcome_of(
    record: &Record,
    finding: &Finding,
    shown: u32,
    judged: Option<Judged>,
) -> (Outcome, Option<String>) {
    let is_changed = shown != finding.version;
    if is_gone(record) && (is_changed || !record.retracted) {
        return (Outcome::Vanished, None);
    }
    if is_changed { said(finding, judged) } else { (Outcome::NotYet, finding.says.clone()) }
}

/// Says whether the source no longer has a record, or took it back.
const fn is_gone(record: &Record) -> bool {
    record.gone || record.vanished || record.retracted
}

/// Returns what a version other than the one of the finding comes to, and what it says.
fn said(finding: &Finding, judged: Option<Judged>) -> (Outcome, Option<String>) {
    let Some(judged) = judged else { return (Outcome::Otherwise, None) };
    // What the person asked for in words is judged by them.
    let can_be_as_asked = !matches!(finding.wanted, Some(Wanted::Words(_)) | None);
    let outcome = match judged.state {
        CorrectionState::Same if can_be_as_asked => Outcome::AsAsked,
        CorrectionState::Standing => Outcome::NotYet,
        _ if judged.element.is_none() => Outcome::Vanished,
        _ => Outcome::Otherwise,
    };
    (outcome, judged.source)
}

/// Returns a finding about a record as its source has it, with nothing said yet of what is wrong.
fn finding_of(record: &Record, version: u32) -> Finding {
    let header = &record.header;
    let mut finding = Finding::new(record.id, version, header.title.to_string());
    let start = header.when.as_ref().and_then(|when| when.start.as_ref());
    finding.date = start.map(PartialDate::as_str).map(str::to_owned);
    finding.author = author_of(header);
    finding.identity = header.id.as_ref().map(|id| format!("{}/{id}", header.resource_type));
    finding
}

/// Returns who a record names first.
fn author_of(header: &Header<'_>) -> Option<String> {
    header.who.iter().find_map(|who| who.name.as_ref()).map(ToString::to_string)
}
