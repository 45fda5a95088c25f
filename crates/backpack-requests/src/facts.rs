//! What a request says.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    Amendment, Delivery, Form, Holder, LegalBasis, Missing, Numbers, Patient, Refusal, Requester, Scope, Zone,
};

/// What a request says: editable until it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Facts {
    /// The person whose records are asked for.
    pub patient: Patient,
    /// Who asks.
    pub requester: Requester,
    /// Who holds the records.
    pub holder: Holder,
    /// The holder's time zone: the days of every event are days there.
    pub zone: Zone,
    /// What is asked for.
    pub scope: Scope,
    /// The forms of the copy, the most wanted first.
    pub forms: Vec<Form>,
    /// Where the copy should go.
    pub delivery: Delivery,
    /// A rule that gives the holder less time: a state's, or what its portal promises.
    pub shorter: Option<Shorter>,
    /// Days that post is taken to need, if not those of the rules table.
    pub mail_days: Option<u32>,
    /// What should be amended; with it the request is one for amendment, and scope, forms and delivery count for nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amendment: Option<Amendment>,
}

/// A rule that gives the holder less time than the table does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Shorter {
    /// Calendar days from receipt.
    pub response_days: u32,
    /// Calendar days of an extension; 0 if there is none.
    pub extension_days: u32,
    /// Where it comes from, as a letter cites it.
    pub source: String,
}

impl Facts {
    /// Returns a request to a holder for everything about a person, as PDF, in the holder's portal, in the zone of New York.
    #[must_use]
    pub fn new(patient: Patient, holder: Holder) -> Self {
        Self {
            patient,
            requester: Requester::Patient,
            holder,
            zone: Zone::default(),
            scope: Scope::everything(),
            forms: vec![Form::Pdf],
            delivery: Delivery::Portal,
            shorter: None,
            mail_days: None,
            amendment: None,
        }
    }

    /// Makes it a request for amendment.
    #[must_use]
    pub fn for_amendment(mut self, amendment: Amendment) -> Self {
        self.amendment = Some(amendment);
        self
    }

    /// Returns the right that a request of these facts uses.
    #[must_use]
    pub const fn basis(&self) -> LegalBasis {
        if self.amendment.is_some() { LegalBasis::Amendment } else { LegalBasis::Access }
    }

    /// Sets who asks.
    #[must_use]
    pub fn by(mut self, requester: Requester) -> Self {
        self.requester = requester;
        self
    }

    /// Sets the holder's time zone.
    #[must_use]
    pub fn in_zone(mut self, zone: Zone) -> Self {
        self.zone = zone;
        self
    }

    /// Sets what is asked for.
    #[must_use]
    pub fn for_scope(mut self, scope: Scope) -> Self {
        self.scope = scope;
        self
    }

    /// Sets the forms of the copy, the most wanted first.
    #[must_use]
    pub fn in_forms(mut self, forms: impl IntoIterator<Item = Form>) -> Self {
        self.forms = forms.into_iter().collect();
        self
    }

    /// Sets where the copy should go.
    #[must_use]
    pub fn delivered(mut self, delivery: Delivery) -> Self {
        self.delivery = delivery;
        self
    }

    /// Sets a rule that gives the holder less time.
    #[must_use]
    pub fn with_shorter(mut self, shorter: Shorter) -> Self {
        self.shorter = Some(shorter);
        self
    }

    /// Returns what must be filled in before it can be sent; empty if nothing.
    #[must_use]
    pub fn missing(&self) -> Vec<Missing> {
        let blank = |text: &str| text.trim().is_empty();
        let patient = &self.patient;
        let unreachable =
            patient.address.is_empty() && patient.telephone.is_none() && patient.email.is_none();
        let mut missing = Vec::new();
        let mut demand = |holds: bool, what: Missing| {
            if !holds {
                missing.push(what);
            }
        };
        demand(!blank(&patient.name), Missing::PatientName);
        demand(patient.birth_date.parse::<Date>().is_ok(), Missing::BirthDate);
        demand(!unreachable, Missing::Contact);
        demand(!blank(&self.holder.name), Missing::HolderName);
        demand(self.holder.is_reachable(), Missing::HolderAddress);
        if let Requester::Representative { name, relation, proof } = &self.requester {
            demand(!blank(name) && !blank(relation), Missing::Representative);
            demand(!blank(proof), Missing::RepresentativeProof);
        }
        missing.extend(match &self.amendment {
            Some(amendment) => amendment.missing(),
            None => self.copy_missing(),
        });
        missing
    }

    /// Returns what must be filled in of what is asked for a copy.
    fn copy_missing(&self) -> Vec<Missing> {
        let blank = |text: &str| text.trim().is_empty();
        let mut missing = Vec::new();
        let mut demand = |holds: bool, what: Missing| {
            if !holds {
                missing.push(what);
            }
        };
        demand(!self.forms.is_empty(), Missing::Form);
        match &self.delivery {
            Delivery::Email { address, warning_acknowledged } => {
                demand(!blank(address), Missing::DeliveryAddress);
                demand(*warning_acknowledged, Missing::EmailWarning);
            }
            Delivery::Post => demand(!self.patient.address.is_empty(), Missing::DeliveryAddress),
            Delivery::ThirdParty(third) => {
                demand(!blank(&third.name) && !third.address.is_empty(), Missing::DeliveryAddress);
                demand(third.signed.is_some(), Missing::ThirdPartySignature);
            }
            Delivery::Portal => {}
        }
        if let Some((Some(from), Some(to))) = self.scope.period.map(|period| (period.from, period.to)) {
            demand(from <= to, Missing::Period);
        }
        missing
    }

    /// Says whether they go with these numbers.
    pub(crate) fn check(&self, numbers: &Numbers) -> Result<(), Refusal> {
        match &self.shorter {
            Some(shorter)
                if shorter.response_days > numbers.response_days
                    || shorter.extension_days > numbers.extension_days =>
            {
                Err(Refusal::NotShorter)
            }
            _ => Ok(()),
        }
    }
}

impl Shorter {
    /// Returns a rule that gives the holder so many days, and none more, and where it comes from.
    #[must_use]
    pub fn new(response_days: u32, source: impl Into<String>) -> Self {
        Self { response_days, extension_days: 0, source: source.into() }
    }
}
