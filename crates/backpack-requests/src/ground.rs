//! Grounds on which access, or an amendment, may be denied.

use serde::{Deserialize, Serialize};

/// A ground on which a holder denies access. New variants go at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum DenialGround {
    /// Psychotherapy notes: 45 CFR 164.524(a)(1)(i).
    PsychotherapyNotes,
    /// Compiled for a legal proceeding: 45 CFR 164.524(a)(1)(ii).
    LegalProceeding,
    /// A copy for an inmate would endanger somebody: 45 CFR 164.524(a)(2)(ii).
    Inmate,
    /// Research under way, to whose suspension of access the person agreed: 45 CFR 164.524(a)(2)(iii).
    Research,
    /// The Privacy Act allows the denial: 45 CFR 164.524(a)(2)(iv).
    PrivacyAct,
    /// From somebody other than a provider, in confidence: 45 CFR 164.524(a)(2)(v).
    ConfidentialSource,
    /// Access would endanger a life or physical safety: 45 CFR 164.524(a)(3)(i).
    Danger,
    /// It mentions somebody else, to whom access would do substantial harm: 45 CFR 164.524(a)(3)(ii).
    HarmToAnother,
    /// Access by the personal representative would do substantial harm: 45 CFR 164.524(a)(3)(iii).
    HarmByRepresentative,
    /// The holder says that it has not what was asked for. It must say who has, if it knows: 45 CFR 164.524(d)(3).
    NotHeld,
    /// No ground of the rule, or none given.
    Other,
}

impl DenialGround {
    /// Every ground.
    pub const ALL: &[Self] = &[
        Self::PsychotherapyNotes,
        Self::LegalProceeding,
        Self::Inmate,
        Self::Research,
        Self::PrivacyAct,
        Self::ConfidentialSource,
        Self::Danger,
        Self::HarmToAnother,
        Self::HarmByRepresentative,
        Self::NotHeld,
        Self::Other,
    ];

    /// Says whether a licensed professional of the holder must look at the denial again if the person asks:
    /// 45 CFR 164.524(a)(3) and (4).
    #[must_use]
    pub const fn is_reviewable(self) -> bool {
        matches!(self, Self::Danger | Self::HarmToAnother | Self::HarmByRepresentative)
    }

    /// Returns it in words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::PsychotherapyNotes => "psychotherapy notes",
            Self::LegalProceeding => "information compiled for a legal proceeding",
            Self::Inmate => "a copy for an inmate",
            Self::Research => "research under way",
            Self::PrivacyAct => "the Privacy Act",
            Self::ConfidentialSource => "information given in confidence by somebody other than a provider",
            Self::Danger => "danger to life or physical safety",
            Self::HarmToAnother => "harm to another person whom the records mention",
            Self::HarmByRepresentative => "harm through access by the personal representative",
            Self::NotHeld => "the records are not held",
            Self::Other => "another ground",
        }
    }

    /// Returns where the rule speaks of it; empty if it does not.
    #[must_use]
    pub const fn cite(self) -> &'static str {
        match self {
            Self::PsychotherapyNotes => "45 CFR 164.524(a)(1)(i)",
            Self::LegalProceeding => "45 CFR 164.524(a)(1)(ii)",
            Self::Inmate => "45 CFR 164.524(a)(2)(ii)",
            Self::Research => "45 CFR 164.524(a)(2)(iii)",
            Self::PrivacyAct => "45 CFR 164.524(a)(2)(iv)",
            Self::ConfidentialSource => "45 CFR 164.524(a)(2)(v)",
            Self::Danger => "45 CFR 164.524(a)(3)(i)",
            Self::HarmToAnother => "45 CFR 164.524(a)(3)(ii)",
            Self::HarmByRepresentative => "45 CFR 164.524(a)(3)(iii)",
            Self::NotHeld => "45 CFR 164.524(d)(3)",
            Self::Other => "",
        }
    }
}

/// A ground on which a holder may deny an amendment: these four, and no other (45 CFR 164.526(a)(2)).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[expect(clippy::exhaustive_enums, reason = "the rule has these four")]
pub enum AmendmentGround {
    /// The holder did not create the record. Not if there is reason to believe that whoever created it is no longer
    /// available: 45 CFR 164.526(a)(2)(i).
    NotCreatedHere,
    /// It is not part of the designated record set: 45 CFR 164.526(a)(2)(ii).
    NotInRecordSet,
    /// The person has no right of access to it: 45 CFR 164.526(a)(2)(iii).
    NotOpenToAccess,
    /// It is accurate and complete: 45 CFR 164.526(a)(2)(iv).
    AccurateAndComplete,
}

impl AmendmentGround {
    /// Every ground.
    pub const ALL: [Self; 4] =
        [Self::NotCreatedHere, Self::NotInRecordSet, Self::NotOpenToAccess, Self::AccurateAndComplete];

    /// Returns it in words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotCreatedHere => "the record was not created by the holder",
            Self::NotInRecordSet => "the record is not part of the designated record set",
            Self::NotOpenToAccess => "the record is not open to access",
            Self::AccurateAndComplete => "the record is accurate and complete",
        }
    }

    /// Returns where the rule speaks of it.
    #[must_use]
    pub const fn cite(self) -> &'static str {
        match self {
            Self::NotCreatedHere => "45 CFR 164.526(a)(2)(i)",
            Self::NotInRecordSet => "45 CFR 164.526(a)(2)(ii)",
            Self::NotOpenToAccess => "45 CFR 164.526(a)(2)(iii)",
            Self::AccurateAndComplete => "45 CFR 164.526(a)(2)(iv)",
        }
    }
}
