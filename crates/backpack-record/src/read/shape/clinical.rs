//! What was found, done, planned and written about a person's health: the rows, sorted by name.

use super::Shape;
use crate::Kind;

pub(super) static SHAPES: &[Shape] = &[
    Shape::new("AdverseEvent", Kind::Condition)
        .codes(&["event", "code", "type", "category"])
        .dates(&["occurrenceDateTime", "occurrencePeriod", "date", "detected", "recordedDate"])
        .who(&["recorder", "participant", "reporter"]),
    Shape::new("AllergyIntolerance", Kind::Allergy)
        .codes(&["code", "substance"])
        .dates(&[
            "onsetDateTime",
            "onsetPeriod",
            "onset",
            "recordedDate",
            "assertedDate",
            "lastOccurrence",
            "lastOccurence",
        ])
        .who(&["asserter", "recorder", "reporter", "participant"]),
    Shape::new("Binary", Kind::Document).titles(&["contentType"]).codes(&[]),
    Shape::new("BodySite", Kind::Condition).titles(&["description"]).codes(&["code"]),
    Shape::new("BodyStructure", Kind::Condition).titles(&["description"]).codes(&[
        "location",
        "includedStructure.structure",
        "morphology",
    ]),
    Shape::new("CarePlan", Kind::CarePlan)
        .titles(&["title", "description", "category", "activity.detail.code"])
        .codes(&["category", "activity.detail.code", "addresses"])
        .dates(&["period", "created"])
        .who(&["author", "custodian", "contributor", "careTeam"]),
    Shape::new("ClinicalImpression", Kind::Report)
        .titles(&["code", "description", "summary"])
        .codes(&["code", "type"])
        .dates(&["effectiveDateTime", "effectivePeriod", "date"])
        .who(&["assessor", "performer"]),
    Shape::new("Composition", Kind::Document)
        .titles(&["title"])
        .codes(&["type", "class", "category"])
        .dates(&["date"])
        .who(&["author", "custodian", "attester.party"]),
    Shape::new("Condition", Kind::Condition)
        .codes(&["code"])
        .dates(&[
            "onsetDateTime",
            "onsetPeriod",
            "recordedDate",
            "assertedDate",
            "dateRecorded",
            "dateAsserted",
        ])
        .who(&["asserter", "recorder", "participant"]),
    Shape::new("Consent", Kind::Document)
        .titles(&["category", "scope"])
        .codes(&["category", "scope", "policyRule"])
        .dates(&["dateTime", "date", "period"])
        .who(&[
            "performer",
            "grantor",
            "grantee",
            "organization",
            "consentingParty",
            "manager",
            "controller",
        ]),
    Shape::new("Contract", Kind::Document)
        .titles(&["title", "name"])
        .codes(&["type", "subType"])
        .dates(&["issued", "applies"])
        .who(&["author"]),
    Shape::new("DetectedIssue", Kind::Condition)
        .titles(&["code", "category", "detail"])
        .codes(&["code", "category"])
        .dates(&["identifiedDateTime", "identifiedPeriod", "date"])
        .who(&["author"]),
    Shape::new("DiagnosticOrder", Kind::CarePlan)
        .codes(&["item.code", "reason"])
        .dates(&["event.dateTime"])
        .who(&["orderer"]),
    Shape::new("DiagnosticReport", Kind::Report)
        .titles(&["code"])
        .codes(&["code", "category"])
        .dates(&["effectiveDateTime", "effectivePeriod", "issued"])
        .who(&["performer", "resultsInterpreter"]),
    Shape::new("DocumentManifest", Kind::Document)
        .titles(&["description", "type"])
        .codes(&["type"])
        .dates(&["created"])
        .who(&["author"]),
    Shape::new("DocumentReference", Kind::Document)
        .titles(&["type", "description", "content.attachment.title", "category"])
        .codes(&["type", "class", "category"])
        .dates(&["date", "created", "indexed", "context.period"])
        .who(&["author", "authenticator", "custodian"]),
    Shape::new("Encounter", Kind::Visit)
        .titles(&["type", "serviceType", "reasonCode", "reason", "class"])
        .codes(&["type", "serviceType", "class", "reasonCode", "reason"])
        .dates(&["period", "actualPeriod", "plannedStartDate"])
        .who(&["participant", "serviceProvider", "location.location"]),
    Shape::new("EncounterHistory", Kind::Visit)
        .codes(&["type", "serviceType", "class"])
        .dates(&["actualPeriod", "plannedStartDate"]),
    Shape::new("EpisodeOfCare", Kind::Visit)
        .codes(&["type", "reason.value"])
        .dates(&["period"])
        .who(&["managingOrganization", "careManager"]),
    Shape::new("FamilyMemberHistory", Kind::FamilyHistory)
        .titles(&["condition.code", "relationship", "name"])
        .codes(&["condition.code", "relationship"])
        .dates(&["date"])
        .who(&["participant"]),
    Shape::new("Flag", Kind::Condition).codes(&["code", "category"]).dates(&["period"]).who(&["author"]),
    Shape::new("GenomicStudy", Kind::GeneticResult)
        .titles(&["description", "type"])
        .codes(&["type", "analysis.methodType"])
        .dates(&["startDate"])
        .who(&["interpreter", "analysis.performer"]),
    Shape::new("Goal", Kind::Goal)
        .titles(&["description", "category"])
        .codes(&["description", "category"])
        .dates(&["startDate", "statusDate", "start", "targetDate", "target.dueDate"])
        .who(&["expressedBy", "source", "author"]),
    Shape::new("ImagingManifest", Kind::Imaging)
        .titles(&["description"])
        .codes(&[])
        .dates(&["authoringTime"])
        .who(&["author"]),
    Shape::new("ImagingObjectSelection", Kind::Imaging)
        .titles(&["title", "description"])
        .codes(&["title"])
        .dates(&["authoringTime"])
        .who(&["author"]),
    Shape::new("ImagingSelection", Kind::Imaging)
        .codes(&["code", "category"])
        .dates(&["issued"])
        .who(&["performer"]),
    Shape::new("ImagingStudy", Kind::Imaging)
        .titles(&["description", "procedureCode", "procedure", "modality", "modalityList", "series.modality"])
        .codes(&["procedureCode", "procedure", "modality", "modalityList", "series.modality"])
        .dates(&["started"])
        .who(&["interpreter", "series.performer", "referrer"]),
    Shape::new("Immunization", Kind::Immunization)
        .codes(&["vaccineCode"])
        .dates(&["occurrenceDateTime", "date", "recorded"])
        .who(&["performer", "practitioner", "requester", "manufacturer", "informationSource"]),
    Shape::new("ImmunizationEvaluation", Kind::Immunization)
        .codes(&["targetDisease", "doseStatus"])
        .dates(&["date"])
        .who(&["authority"]),
    Shape::new("ImmunizationRecommendation", Kind::Immunization)
        .codes(&["recommendation.vaccineCode", "recommendation.targetDisease"])
        .dates(&["date", "recommendation.date"])
        .who(&["authority"]),
    Shape::new("MeasureReport", Kind::Report)
        .titles(&["measure.display"])
        .codes(&["type"])
        .dates(&["period", "date"])
        .who(&["reporter"]),
    Shape::new("Media", Kind::Document)
        .titles(&["content.title", "type", "subtype"])
        .codes(&["type", "view", "bodySite", "reasonCode"])
        .dates(&["createdDateTime", "createdPeriod", "occurrenceDateTime", "occurrencePeriod", "issued"])
        .who(&["operator"]),
    Shape::new("Medication", Kind::Medication)
        .titles(&["code", "product.name"])
        .codes(&["code", "form"])
        .who(&["manufacturer", "marketingAuthorizationHolder", "sponsor"]),
    Shape::new("MedicationAdministration", Kind::Medication)
        .codes(&["medicationCodeableConcept", "medication", "medicationReference"])
        .dates(&[
            "effectiveDateTime",
            "effectivePeriod",
            "effectiveTimeDateTime",
            "effectiveTimePeriod",
            "occurenceDateTime",
            // The spelling is that of R5.
            "occurencePeriod",
            "occurrenceDateTime",
            "occurrencePeriod",
            "occurrenceTiming",
            "recorded",
        ])
        .who(&["performer", "practitioner"]),
    Shape::new("MedicationDispense", Kind::Medication)
        .codes(&["medicationCodeableConcept", "medication", "medicationReference"])
        .dates(&["whenHandedOver", "whenPrepared", "recorded"])
        .who(&["performer", "dispenser"]),
    Shape::new("MedicationOrder", Kind::Medication)
        .codes(&["medicationCodeableConcept", "medication", "medicationReference"])
        .dates(&["dateWritten"])
        .who(&["prescriber"]),
    Shape::new("MedicationPrescription", Kind::Medication)
        .codes(&["medicationCodeableConcept", "medication", "medicationReference"])
        .dates(&["dateWritten"])
        .who(&["prescriber"]),
    Shape::new("MedicationRequest", Kind::Medication)
        .codes(&["medicationCodeableConcept", "medication", "medicationReference"])
        .dates(&["authoredOn", "dateWritten"])
        .who(&["requester", "performer", "recorder"]),
    Shape::new("MedicationStatement", Kind::Medication)
        .codes(&["medicationCodeableConcept", "medication", "medicationReference"])
        .dates(&["effectiveDateTime", "effectivePeriod", "effectiveTiming", "dateAsserted", "dateWritten"])
        .who(&["informationSource"]),
    Shape::new("MedicationUsage", Kind::Medication)
        .codes(&["medicationCodeableConcept", "medication", "medicationReference"])
        .dates(&["effectiveDateTime", "effectivePeriod", "dateAsserted"])
        .who(&["informationSource"]),
    Shape::new("MolecularSequence", Kind::GeneticResult)
        .titles(&["type"])
        .codes(&["type"])
        .who(&["performer"]),
    Shape::new("NutritionIntake", Kind::SocialHistory)
        .codes(&["consumedItem.nutritionProduct", "code"])
        .dates(&["occurrenceDateTime", "occurrencePeriod", "occurrenceTiming", "recorded"])
        .who(&["performer"]),
    Shape::new("NutritionOrder", Kind::CarePlan)
        .codes(&["oralDiet.type", "supplement.type", "enteralFormula.baseFormulaType"])
        .dates(&["dateTime"])
        .who(&["orderer"]),
    Shape::new("Observation", Kind::LabResult)
        .codes(&["code"])
        .dates(&["effectiveDateTime", "effectivePeriod", "effectiveInstant", "effectiveTiming", "issued"])
        .who(&["performer"]),
    Shape::new("Order", Kind::CarePlan)
        .codes(&["reasonCodeableConcept"])
        .dates(&["date"])
        .who(&["source", "target"]),
    Shape::new("OrderResponse", Kind::CarePlan)
        .titles(&["description"])
        .codes(&["orderStatus"])
        .dates(&["date"])
        .who(&["who"]),
    Shape::new("Procedure", Kind::Procedure)
        .codes(&["code"])
        .dates(&[
            "performedDateTime",
            "performedPeriod",
            "occurrenceDateTime",
            "occurrencePeriod",
            "occurrenceTiming",
            "recorded",
        ])
        .who(&["performer", "recorder", "asserter", "location"]),
    Shape::new("ProcedureRequest", Kind::CarePlan)
        .codes(&["code"])
        .dates(&[
            "scheduledDateTime",
            "scheduledPeriod",
            "scheduledTiming",
            "occurrenceDateTime",
            "occurrencePeriod",
            "occurrenceTiming",
            "authoredOn",
            "orderedOn",
        ])
        .who(&["requester", "performer", "orderer"]),
    Shape::new("Questionnaire", Kind::Questionnaire)
        .titles(&["title", "name", "group.title", "group.text", "code"])
        .codes(&["code", "concept"])
        .dates(&["date"])
        .who(&["publisher"]),
    Shape::new("QuestionnaireResponse", Kind::Questionnaire)
        .titles(&["questionnaire.display"])
        .codes(&[])
        .dates(&["authored"])
        .who(&["author", "source"]),
    Shape::new("ReferralRequest", Kind::CarePlan)
        .titles(&["serviceRequested", "type", "description", "reasonCode", "reason", "specialty"])
        .codes(&["serviceRequested", "type", "specialty", "reasonCode", "reason"])
        .dates(&[
            "occurrenceDateTime",
            "occurrencePeriod",
            "fulfillmentTime",
            "authoredOn",
            "dateSent",
            "date",
        ])
        .who(&["requester", "recipient"]),
    Shape::new("RequestGroup", Kind::CarePlan)
        .titles(&["code", "action.title"])
        .codes(&["code", "reasonCode"])
        .dates(&["authoredOn"])
        .who(&["author"]),
    Shape::new("RequestOrchestration", Kind::CarePlan)
        .titles(&["code", "action.title"])
        .codes(&["code", "reason"])
        .dates(&["authoredOn"])
        .who(&["author"]),
    Shape::new("RiskAssessment", Kind::Report)
        .codes(&["code", "method", "prediction.outcome"])
        .dates(&["occurrenceDateTime", "occurrencePeriod", "date"])
        .who(&["performer"]),
    Shape::new("Sequence", Kind::GeneticResult).codes(&["type"]).who(&["performer"]),
    Shape::new("ServiceRequest", Kind::CarePlan)
        .titles(&["code"])
        .codes(&["code", "orderDetail", "category"])
        .dates(&["occurrenceDateTime", "occurrencePeriod", "occurrenceTiming", "authoredOn"])
        .who(&["requester", "performer"]),
    Shape::new("Specimen", Kind::LabResult)
        .codes(&["type"])
        .dates(&["collection.collectedDateTime", "collection.collectedPeriod", "receivedTime"])
        .who(&["collection.collector"]),
    Shape::new("Task", Kind::CarePlan)
        .titles(&["description", "code"])
        .codes(&["code", "businessStatus"])
        .dates(&["executionPeriod", "authoredOn", "created", "lastModified"])
        .who(&["owner", "requester", "creator"]),
    Shape::new("Transport", Kind::CarePlan)
        .titles(&["description", "code"])
        .codes(&["code"])
        .dates(&["completionTime", "authoredOn"])
        .who(&["owner", "requester"]),
];
