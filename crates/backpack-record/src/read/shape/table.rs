//! The rows, sorted by name.

use super::Shape;
use crate::Kind;

pub(super) static SHAPES: &[Shape] = &[
    Shape::new("Account", Kind::Claim)
        .titles(&["name", "description"])
        .codes(&["type"])
        .dates(&["servicePeriod", "activePeriod", "coveragePeriod"])
        .who(&["owner"]),
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
    Shape::new("Appointment", Kind::Appointment)
        .titles(&["description"])
        .codes(&["serviceType", "appointmentType", "type", "specialty", "serviceCategory"])
        .dates(&["start", "requestedPeriod", "created"])
        .who(&["participant"]),
    Shape::new("AppointmentResponse", Kind::Appointment)
        .titles(&["comment"])
        .codes(&["participantType"])
        .dates(&["start"])
        .who(&["actor"]),
    Shape::new("AuditEvent", Kind::Other)
        .codes(&["type", "code", "subtype"])
        .dates(&["recorded", "occurredDateTime", "occurredPeriod"])
        .who(&["agent"]),
    Shape::new("Basic", Kind::Other).codes(&["code"]).dates(&["created"]).who(&["author"]),
    Shape::new("Binary", Kind::Document).titles(&["contentType"]).codes(&[]),
    Shape::new("BiologicallyDerivedProduct", Kind::Other)
        .codes(&["productCode", "productCategory"])
        .dates(&["collection.collectedDateTime", "collection.collectedPeriod"])
        .who(&["collection.collector"]),
    Shape::new("BodySite", Kind::Condition).titles(&["description"]).codes(&["code"]),
    Shape::new("BodyStructure", Kind::Condition).titles(&["description"]).codes(&[
        "location",
        "includedStructure.structure",
        "morphology",
    ]),
    Shape::new("Bundle", Kind::Other).codes(&["type"]).dates(&["timestamp"]),
    Shape::new("CarePlan", Kind::CarePlan)
        .titles(&["title", "description", "category", "activity.detail.code"])
        .codes(&["category", "activity.detail.code", "addresses"])
        .dates(&["period", "created"])
        .who(&["author", "custodian", "contributor", "careTeam"]),
    Shape::new("CareTeam", Kind::CareTeam)
        .titles(&["name", "category", "participant.member"])
        .codes(&["category", "reasonCode", "reason"])
        .dates(&["period"])
        .who(&["participant", "managingOrganization"]),
    Shape::new("ChargeItem", Kind::Claim)
        .codes(&["code"])
        .dates(&["occurrenceDateTime", "occurrencePeriod", "occurrenceTiming", "enteredDate"])
        .who(&["performer", "enterer"]),
    Shape::new("Claim", Kind::Claim)
        .titles(&["item.productOrService", "item.service", "prescription.display", "type"])
        .codes(&["type", "item.productOrService", "item.service", "subType"])
        .dates(&["billablePeriod", "created"])
        .who(&["provider", "careTeam.provider", "insurer", "organization", "enterer", "target"]),
    Shape::new("ClaimResponse", Kind::Claim)
        .titles(&["disposition", "type", "insurer"])
        .codes(&["type"])
        .dates(&["created"])
        .who(&["insurer", "requestor", "requestProvider", "organization"]),
    Shape::new("ClinicalImpression", Kind::Report)
        .titles(&["code", "description", "summary"])
        .codes(&["code", "type"])
        .dates(&["effectiveDateTime", "effectivePeriod", "date"])
        .who(&["assessor", "performer"]),
    Shape::new("Communication", Kind::Message)
        .titles(&["topic", "subject.display", "payload.contentString", "note.text", "category"])
        .codes(&["topic", "category", "medium", "reasonCode"])
        .dates(&["sent", "received"])
        .who(&["sender", "recipient"]),
    Shape::new("CommunicationRequest", Kind::Message)
        .titles(&["payload.contentString", "category"])
        .codes(&["category", "medium"])
        .dates(&[
            "occurrenceDateTime",
            "occurrencePeriod",
            "scheduledDateTime",
            "scheduledPeriod",
            "authoredOn",
            "requestedOn",
        ])
        .who(&["requester", "sender", "recipient", "informationProvider"]),
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
    Shape::new("Coverage", Kind::Coverage)
        .titles(&[
            "payor",
            "insurer",
            "issuer",
            "class.name",
            "classes.name",
            "grouping.planDisplay",
            "plan",
            "type",
        ])
        .codes(&["type", "relationship"])
        .dates(&["period"])
        .who(&["payor", "insurer", "issuer"]),
    Shape::new("CoverageEligibilityRequest", Kind::Coverage)
        .titles(&["insurer", "purpose"])
        .codes(&["purpose"])
        .dates(&["servicedDate", "servicedPeriod", "created"])
        .who(&["provider", "insurer", "enterer"]),
    Shape::new("CoverageEligibilityResponse", Kind::Coverage)
        .titles(&["disposition", "insurer", "purpose"])
        .codes(&["purpose"])
        .dates(&["servicedDate", "servicedPeriod", "created"])
        .who(&["insurer", "requestor"]),
    Shape::new("DetectedIssue", Kind::Condition)
        .titles(&["code", "category", "detail"])
        .codes(&["code", "category"])
        .dates(&["identifiedDateTime", "identifiedPeriod", "date"])
        .who(&["author"]),
    Shape::new("Device", Kind::Device)
        .titles(&[
            "type",
            "deviceName.name",
            "name.value",
            "displayName",
            "udi.name",
            "model",
            "modelNumber",
            "distinctIdentifier",
            "manufacturer",
        ])
        .codes(&["type", "definition.concept"])
        .dates(&["manufactureDate"])
        .who(&["owner"]),
    Shape::new("DeviceAssociation", Kind::Device)
        .titles(&["device"])
        .codes(&["relationshipStatus", "category"])
        .dates(&["period"]),
    Shape::new("DeviceComponent", Kind::Device)
        .codes(&["type"])
        .dates(&["lastSystemChange"])
        .who(&["source"]),
    Shape::new("DeviceDispense", Kind::Device)
        .codes(&["device"])
        .dates(&["whenHandedOver", "preparedDate"])
        .who(&["performer"]),
    Shape::new("DeviceMetric", Kind::Device).codes(&["type"]),
    Shape::new("DeviceRequest", Kind::Device)
        .codes(&["codeCodeableConcept", "code", "codeReference"])
        .dates(&["occurrenceDateTime", "occurrencePeriod", "occurrenceTiming", "authoredOn"])
        .who(&["requester", "performer", "recorder"]),
    Shape::new("DeviceUsage", Kind::Device)
        .codes(&["device", "usageReason"])
        .dates(&["timingDateTime", "timingPeriod", "timingTiming", "dateAsserted"])
        .who(&["informationSource"]),
    Shape::new("DeviceUseRequest", Kind::Device)
        .titles(&["device"])
        .codes(&["device", "indication"])
        .dates(&["timingDateTime", "timingPeriod", "timingTiming", "orderedOn", "recordedOn"]),
    Shape::new("DeviceUseStatement", Kind::Device)
        .titles(&["device", "reasonCode", "indication"])
        .codes(&["reasonCode", "indication"])
        .dates(&["timingDateTime", "timingPeriod", "timingTiming", "whenUsed", "recordedOn"])
        .who(&["source"]),
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
    Shape::new("EligibilityRequest", Kind::Coverage)
        .titles(&["insurer"])
        .codes(&["type"])
        .dates(&["servicedDate", "servicedPeriod", "created"])
        .who(&["provider", "organization", "insurer"]),
    Shape::new("EligibilityResponse", Kind::Coverage)
        .titles(&["disposition", "insurer"])
        .codes(&["type"])
        .dates(&["created"])
        .who(&["insurer", "organization"]),
    Shape::new("Encounter", Kind::Visit)
        .titles(&["type", "serviceType", "reasonCode", "reason", "class"])
        .codes(&["type", "serviceType", "class", "reasonCode", "reason"])
        .dates(&["period", "actualPeriod", "plannedStartDate"])
        .who(&["participant", "serviceProvider", "location.location"]),
    Shape::new("EncounterHistory", Kind::Visit)
        .codes(&["type", "serviceType", "class"])
        .dates(&["actualPeriod", "plannedStartDate"]),
    Shape::new("EnrollmentRequest", Kind::Coverage)
        .titles(&["insurer"])
        .codes(&[])
        .dates(&["created"])
        .who(&["provider", "organization", "insurer"]),
    Shape::new("EnrollmentResponse", Kind::Coverage)
        .titles(&["disposition"])
        .codes(&[])
        .dates(&["created"])
        .who(&["organization"]),
    Shape::new("EpisodeOfCare", Kind::Visit)
        .codes(&["type", "reason.value"])
        .dates(&["period"])
        .who(&["managingOrganization", "careManager"]),
    Shape::new("ExplanationOfBenefit", Kind::Claim)
        .titles(&["item.productOrService", "item.service", "type"])
        .codes(&["type", "item.productOrService", "item.service", "subType"])
        .dates(&["billablePeriod", "created"])
        .who(&["provider", "careTeam.provider", "insurer", "organization", "enterer", "facility"]),
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
    Shape::new("Group", Kind::Other).titles(&["name"]).codes(&["code", "type"]).who(&["managingEntity"]),
    Shape::new("HealthcareService", Kind::CareTeam)
        .titles(&["name", "serviceName"])
        .codes(&["type", "serviceType.type", "category", "specialty"])
        .who(&["providedBy"]),
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
    Shape::new("InsurancePlan", Kind::Coverage)
        .titles(&["name"])
        .codes(&["type"])
        .dates(&["period"])
        .who(&["ownedBy", "administeredBy"]),
    Shape::new("Invoice", Kind::Claim)
        .codes(&["type"])
        .dates(&["date", "creation", "periodDate", "periodPeriod"])
        .who(&["issuer", "participant"]),
    Shape::new("List", Kind::Other).titles(&["title"]).codes(&["code"]).dates(&["date"]).who(&["source"]),
    Shape::new("Location", Kind::CareTeam)
        .titles(&["name", "description"])
        .codes(&["type", "physicalType", "form"])
        .who(&["managingOrganization"]),
    Shape::new("Measure", Kind::Other)
        .titles(&["title", "name"])
        .codes(&["topic"])
        .dates(&["date"])
        .who(&["author"]),
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
    Shape::new("MessageHeader", Kind::Message)
        .codes(&["eventCoding", "event", "reason"])
        .dates(&["timestamp"])
        .who(&["author", "sender", "responsible"]),
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
    Shape::new("OperationOutcome", Kind::Other)
        .titles(&["issue.details", "issue.diagnostics", "issue.code"])
        .codes(&["issue.details", "issue.code"]),
    Shape::new("Order", Kind::CarePlan)
        .codes(&["reasonCodeableConcept"])
        .dates(&["date"])
        .who(&["source", "target"]),
    Shape::new("OrderResponse", Kind::CarePlan)
        .titles(&["description"])
        .codes(&["orderStatus"])
        .dates(&["date"])
        .who(&["who"]),
    Shape::new("Organization", Kind::CareTeam).titles(&["name", "alias"]).codes(&["type"]).who(&["partOf"]),
    Shape::new("OrganizationAffiliation", Kind::CareTeam)
        .titles(&["participatingOrganization", "code"])
        .codes(&["code", "specialty"])
        .dates(&["period"])
        .who(&["organization", "participatingOrganization"]),
    Shape::new("Parameters", Kind::Other).codes(&[]),
    Shape::new("Patient", Kind::Other).titles(&["name"]).codes(&[]).who(&[
        "generalPractitioner",
        "careProvider",
        "managingOrganization",
    ]),
    Shape::new("PaymentNotice", Kind::Claim)
        .codes(&["paymentStatus"])
        .dates(&["created", "paymentDate"])
        .who(&["provider", "payee"]),
    Shape::new("PaymentReconciliation", Kind::Claim)
        .titles(&["disposition", "type"])
        .codes(&["type", "paymentStatus"])
        .dates(&["paymentDate", "created", "period"])
        .who(&["paymentIssuer", "requestor"]),
    Shape::new("Permission", Kind::Other).codes(&[]).dates(&["date"]).who(&["asserter"]),
    Shape::new("Person", Kind::Other).titles(&["name"]).codes(&[]).who(&["managingOrganization"]),
    Shape::new("Practitioner", Kind::CareTeam)
        .titles(&["name", "qualification.code"])
        .codes(&["qualification.code", "practitionerRole.role", "role"])
        .who(&["practitionerRole.managingOrganization"]),
    Shape::new("PractitionerRole", Kind::CareTeam)
        .titles(&["practitioner", "code", "specialty", "organization"])
        .codes(&["code", "specialty"])
        .dates(&["period"])
        .who(&["practitioner", "organization", "location"]),
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
    Shape::new("Provenance", Kind::Other)
        .titles(&["activity", "reason"])
        .codes(&["activity", "reason", "agent.type"])
        .dates(&["occurredDateTime", "occurredPeriod", "period", "recorded"])
        .who(&["agent"]),
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
    Shape::new("RelatedPerson", Kind::CareTeam)
        .titles(&["name", "relationship"])
        .codes(&["relationship"])
        .dates(&["period"]),
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
    Shape::new("ResearchStudy", Kind::Other)
        .titles(&["title"])
        .codes(&["category", "focus", "condition"])
        .dates(&["period"])
        .who(&["sponsor", "principalInvestigator"]),
    Shape::new("ResearchSubject", Kind::Other).titles(&["study"]).codes(&[]).dates(&["period"]),
    Shape::new("RiskAssessment", Kind::Report)
        .codes(&["code", "method", "prediction.outcome"])
        .dates(&["occurrenceDateTime", "occurrencePeriod", "date"])
        .who(&["performer"]),
    Shape::new("Schedule", Kind::Appointment)
        .codes(&["serviceType", "type", "specialty"])
        .dates(&["planningHorizon"])
        .who(&["actor"]),
    Shape::new("Sequence", Kind::GeneticResult).codes(&["type"]).who(&["performer"]),
    Shape::new("ServiceRequest", Kind::CarePlan)
        .titles(&["code"])
        .codes(&["code", "orderDetail", "category"])
        .dates(&["occurrenceDateTime", "occurrencePeriod", "occurrenceTiming", "authoredOn"])
        .who(&["requester", "performer"]),
    Shape::new("Slot", Kind::Appointment)
        .codes(&["serviceType", "appointmentType", "type", "specialty"])
        .dates(&["start"]),
    Shape::new("Specimen", Kind::LabResult)
        .codes(&["type"])
        .dates(&["collection.collectedDateTime", "collection.collectedPeriod", "receivedTime"])
        .who(&["collection.collector"]),
    Shape::new("Substance", Kind::Other).titles(&["code", "description"]).codes(&["code", "category"]),
    Shape::new("SupplyDelivery", Kind::Device)
        .codes(&["suppliedItem.itemCodeableConcept", "suppliedItem.itemReference", "suppliedItem", "type"])
        .dates(&["occurrenceDateTime", "occurrencePeriod", "occurrenceTiming", "time", "whenPrepared"])
        .who(&["supplier"]),
    Shape::new("SupplyRequest", Kind::Device)
        .codes(&[
            "itemCodeableConcept",
            "item",
            "itemReference",
            "orderedItem",
            "orderedItemCodeableConcept",
            "kind",
            "category",
        ])
        .dates(&["occurrenceDateTime", "occurrencePeriod", "occurrenceTiming", "authoredOn", "date", "when"])
        .who(&["requester", "supplier", "source"]),
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
    Shape::new("VerificationResult", Kind::Other).codes(&[]).dates(&["lastPerformed", "statusDate"]),
    Shape::new("VisionPrescription", Kind::Device)
        .codes(&["lensSpecification.product", "dispense.product"])
        .dates(&["dateWritten", "created"])
        .who(&["prescriber"]),
];
