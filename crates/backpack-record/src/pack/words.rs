//! Words that most records use: each is packed as its place in the list.

use std::sync::LazyLock;

use crate::names::hash;

/// Returns the place of a word.
pub(super) fn index_of(word: &str) -> Option<u64> {
    for slot in slots(word) {
        let place = TABLE.get(slot).copied().flatten()?;
        if WORDS.get(usize::from(place)).is_some_and(|known| *known == word) {
            return Some(u64::from(place));
        }
    }
    None
}

/// How many slots the table has: a power of two, and several times the number of words.
const SLOTS: usize = 2_048;

/// Where each word stands, found by its hash: in the first free slot from there on.
static TABLE: LazyLock<Vec<Option<u16>>> = LazyLock::new(|| {
    let mut table = vec![None; SLOTS];
    for (word, place) in WORDS.iter().zip(0_u16..) {
        let free = slots(word).find(|slot| table.get(*slot).is_some_and(Option::is_none));
        if let Some(slot) = free.and_then(|slot| table.get_mut(slot)) {
            *slot = Some(place);
        }
    }
    table
});

/// Returns the slots in which a word may stand, in order.
fn slots(word: &str) -> impl Iterator<Item = usize> {
    let mixed = hash(word.as_bytes()).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40;
    let first = usize::try_from(mixed).unwrap_or(0);
    (0..SLOTS).map(move |step| (first + step) % SLOTS)
}

/// The words. The order is the format: a word is never moved nor taken out, new ones go at the end.
#[rustfmt::skip]
pub(super) static WORDS: &[&str] = &[
    "", "urn:uuid:", "urn:oid:", "http://loinc.org", "http://snomed.info/sct",
    "http://www.nlm.nih.gov/research/umls/rxnorm", "http://hl7.org/fhir/sid/cvx",
    "http://hl7.org/fhir/sid/ndc", "http://hl7.org/fhir/sid/icd-10", "http://hl7.org/fhir/sid/icd-10-cm",
    "http://hl7.org/fhir/sid/icd-9-cm", "http://www.cms.gov/Medicare/Coding/ICD10",
    "http://www.ama-assn.org/go/cpt", "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
    "http://unitsofmeasure.org", "http://dicom.nema.org/resources/ontology/DCM",
    "http://fdasis.nlm.nih.gov", "http://www.ada.org/cdt", "http://hl7.org/fhir/ndfrt",
    "http://www.whocc.no/atc", "https://www.nubc.org/CodeSystem/RevenueCodes",
    "http://nucc.org/provider-taxonomy", "http://varnomen.hgvs.org",
    "http://terminology.hl7.org/CodeSystem/v3-ActCode", "http://terminology.hl7.org/CodeSystem/v2-0203",
    "http://terminology.hl7.org/CodeSystem/v2-0074", "http://terminology.hl7.org/CodeSystem/v2-0131",
    "http://terminology.hl7.org/CodeSystem/v3-RoleCode",
    "http://terminology.hl7.org/CodeSystem/v3-ParticipationType",
    "http://terminology.hl7.org/CodeSystem/observation-category",
    "http://terminology.hl7.org/CodeSystem/condition-category",
    "http://terminology.hl7.org/CodeSystem/claim-type",
    "http://terminology.hl7.org/CodeSystem/ex-claimtype",
    "http://terminology.hl7.org/CodeSystem/goal-category",
    "http://terminology.hl7.org/CodeSystem/consentcategorycodes",
    "http://terminology.hl7.org/CodeSystem/consentscope",
    "http://terminology.hl7.org/CodeSystem/organization-type",
    "http://terminology.hl7.org/CodeSystem/location-physical-type",
    "http://terminology.hl7.org/CodeSystem/service-type",
    "http://terminology.hl7.org/CodeSystem/media-type",
    "http://terminology.hl7.org/CodeSystem/provenance-participant-type",
    "http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category",
    "http://hl7.org/fhir/us/core/CodeSystem/careplan-category", "http://hl7.org/fhir/observation-category",
    "http://hl7.org/fhir/v3/ActCode", "http://hl7.org/fhir/diagnostic-service-sections", "Account",
    "AdverseEvent", "AllergyIntolerance", "Appointment", "AppointmentResponse", "AuditEvent", "Basic",
    "Binary", "BiologicallyDerivedProduct", "BodySite", "BodyStructure", "Bundle", "CarePlan", "CareTeam",
    "ChargeItem", "Claim", "ClaimResponse", "ClinicalImpression", "Communication", "CommunicationRequest",
    "Composition", "Condition", "Consent", "Contract", "Coverage", "CoverageEligibilityRequest",
    "CoverageEligibilityResponse", "DetectedIssue", "Device", "DeviceAssociation", "DeviceComponent",
    "DeviceDispense", "DeviceMetric", "DeviceRequest", "DeviceUsage", "DeviceUseRequest",
    "DeviceUseStatement", "DiagnosticOrder", "DiagnosticReport", "DocumentManifest", "DocumentReference",
    "EligibilityRequest", "EligibilityResponse", "Encounter", "EncounterHistory", "EnrollmentRequest",
    "EnrollmentResponse", "EpisodeOfCare", "ExplanationOfBenefit", "FamilyMemberHistory", "Flag",
    "GenomicStudy", "Goal", "Group", "HealthcareService", "ImagingManifest", "ImagingObjectSelection",
    "ImagingSelection", "ImagingStudy", "Immunization", "ImmunizationEvaluation",
    "ImmunizationRecommendation", "InsurancePlan", "Invoice", "List", "Location", "Measure",
    "MeasureReport", "Media", "Medication", "MedicationAdministration", "MedicationDispense",
    "MedicationOrder", "MedicationPrescription", "MedicationRequest", "MedicationStatement",
    "MedicationUsage", "MessageHeader", "MolecularSequence", "NutritionIntake", "NutritionOrder",
    "Observation", "OperationOutcome", "Order", "OrderResponse", "Organization", "OrganizationAffiliation",
    "Parameters", "Patient", "PaymentNotice", "PaymentReconciliation", "Permission", "Person",
    "Practitioner", "PractitionerRole", "Procedure", "ProcedureRequest", "Provenance", "Questionnaire",
    "QuestionnaireResponse", "ReferralRequest", "RelatedPerson", "RequestGroup", "RequestOrchestration",
    "ResearchStudy", "ResearchSubject", "RiskAssessment", "Schedule", "Sequence", "ServiceRequest", "Slot",
    "Specimen", "Substance", "SupplyDelivery", "SupplyRequest", "Task", "Transport", "VerificationResult",
    "VisionPrescription", "Patient/", "Practitioner/", "PractitionerRole/", "Organization/", "Encounter/",
    "Observation/", "Condition/", "Procedure/", "Location/", "CareTeam/", "CarePlan/", "Coverage/",
    "Claim/", "ExplanationOfBenefit/", "DiagnosticReport/", "DocumentReference/", "Binary/", "Medication/",
    "MedicationRequest/", "MedicationStatement/", "Immunization/", "Device/", "Specimen/",
    "ServiceRequest/", "ImagingStudy/", "Goal/", "RelatedPerson/", "Group/", "Account/", "Appointment/",
    "EpisodeOfCare/", "QuestionnaireResponse/", "Provenance/", "Media/", "servicePeriod", "activePeriod",
    "coveragePeriod", "occurrenceDateTime", "occurrencePeriod", "date", "detected", "recordedDate",
    "onsetDateTime", "onsetPeriod", "onset", "assertedDate", "lastOccurrence", "lastOccurence", "start",
    "requestedPeriod", "created", "recorded", "occurredDateTime", "occurredPeriod",
    "collection.collectedDateTime", "collection.collectedPeriod", "timestamp", "period", "occurrenceTiming",
    "enteredDate", "billablePeriod", "effectiveDateTime", "effectivePeriod", "sent", "received",
    "scheduledDateTime", "scheduledPeriod", "authoredOn", "requestedOn", "dateRecorded", "dateAsserted",
    "dateTime", "issued", "applies", "servicedDate", "servicedPeriod", "identifiedDateTime",
    "identifiedPeriod", "manufactureDate", "lastSystemChange", "whenHandedOver", "preparedDate",
    "timingDateTime", "timingPeriod", "timingTiming", "orderedOn", "recordedOn", "whenUsed",
    "event.dateTime", "indexed", "context.period", "actualPeriod", "plannedStartDate", "startDate",
    "statusDate", "targetDate", "target.dueDate", "authoringTime", "started", "recommendation.date",
    "creation", "periodDate", "periodPeriod", "createdDateTime", "createdPeriod", "effectiveTimeDateTime",
    "effectiveTimePeriod", "whenPrepared", "dateWritten", "effectiveTiming", "effectiveInstant",
    "paymentDate", "performedDateTime", "performedPeriod", "scheduledTiming", "authored", "fulfillmentTime",
    "dateSent", "planningHorizon", "receivedTime", "time", "when", "executionPeriod", "lastModified",
    "completionTime", "lastPerformed", "owner", "recorder", "participant", "reporter", "asserter", "actor",
    "agent", "author", "collection", "custodian", "contributor", "careTeam", "managingOrganization",
    "performer", "enterer", "provider", "insurer", "organization", "target", "requestor", "requestProvider",
    "assessor", "sender", "recipient", "requester", "informationProvider", "attester", "grantor", "grantee",
    "consentingParty", "manager", "controller", "payor", "issuer", "source", "informationSource", "orderer",
    "resultsInterpreter", "authenticator", "serviceProvider", "location", "careManager", "facility",
    "interpreter", "analysis", "expressedBy", "managingEntity", "providedBy", "series", "referrer",
    "practitioner", "manufacturer", "authority", "ownedBy", "administeredBy", "operator",
    "marketingAuthorizationHolder", "sponsor", "dispenser", "prescriber", "responsible", "who", "partOf",
    "participatingOrganization", "generalPractitioner", "careProvider", "payee", "paymentIssuer",
    "practitionerRole", "publisher", "principalInvestigator", "supplier", "creator", "final", "preliminary",
    "registered", "amended", "corrected", "appended", "cancelled", "active", "inactive", "resolved",
    "recurrence", "relapse", "remission", "completed", "finished", "in-progress", "in-preparation",
    "planned", "arrived", "triaged", "onleave", "stopped", "on-hold", "draft", "entered-in-error",
    "unknown", "not-done", "not-taken", "intended", "confirmed", "refuted", "current", "superseded",
    "available", "proposed", "accepted", "achieved", "revoked", "suspended", "booked", "fulfilled",
    "pending", "noshow", "rejected", "requested", "partial", "error", "queued", "ended", "provisional",
    "differential", "unconfirmed", "%", "mg/dL", "mg/L", "g/dL", "g/L", "g", "mg", "kg", "cm", "m", "mm",
    "mm[Hg]", "mmHg", "kg/m2", "/min", "{score}", "mmol/L", "umol/L", "µmol/L", "nmol/L", "pmol/L", "U/L",
    "IU/L", "ng/mL", "pg/mL", "ug/dL", "ug/L", "mL", "mL/min", "mL/min/{1.73_m2}", "fL", "pg", "10*3/uL",
    "10*6/uL", "10*3/mm3", "10*9/L", "Cel", "[degF]", "[lb_av]", "[in_us]", "mEq/L", "h", "min", "s", "d",
    "wk", "mo", "a", "{nominal}", "L/min", "L", "beats/min", "beats/minute", "breaths/min", "a/min", "US$",
    "USD", "EUR", "H", "N", "A", "HH", "LL", "AA", "POS", "NEG", "S", "R", "I", "Normal", "High", "Low",
    "Abnormal", "Positive", "Negative", "application/pdf", "text/plain", "text/html", "text/rtf",
    "application/xml", "text/xml", "image/jpeg", "image/png", "image/gif", "image/tiff",
    "application/dicom", "application/json", "application/fhir+json", "text/plain;charset=utf-8",
    "institutional", "professional", "pharmacy", "oral", "vision", "private", "Component", "outpatient",
    "inpatient", "AMB", "IMP", "EMER", "VR", "laboratory", "vital-signs", "social-history",
    "Encounter for check up (procedure)", "Encounter for problem",
    "General examination of patient (procedure)",
    "occurenceDateTime", "occurencePeriod",
];
