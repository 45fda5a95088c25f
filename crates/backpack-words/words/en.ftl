# What a person sees of the engine's own words: English.
# Each message stands in every language; the tests compare keys and placeables.

## kinds
kind-allergy =
    { $count ->
        [one] allergy
       *[other] allergies
    }
kind-condition =
    { $count ->
        [one] condition
       *[other] conditions
    }
kind-symptom =
    { $count ->
        [one] symptom
       *[other] symptoms
    }
kind-injury =
    { $count ->
        [one] injury
       *[other] injuries
    }
kind-medication =
    { $count ->
        [one] medication
       *[other] medications
    }
kind-immunization =
    { $count ->
        [one] immunization
       *[other] immunizations
    }
kind-lab-result =
    { $count ->
        [one] lab result
       *[other] lab results
    }
kind-vital-sign =
    { $count ->
        [one] vital sign
       *[other] vital signs
    }
kind-procedure =
    { $count ->
        [one] procedure
       *[other] procedures
    }
kind-visit =
    { $count ->
        [one] visit
       *[other] visits
    }
kind-report =
    { $count ->
        [one] report
       *[other] reports
    }
kind-document =
    { $count ->
        [one] document
       *[other] documents
    }
kind-imaging =
    { $count ->
        [one] imaging study
       *[other] imaging studies
    }
kind-genetic-result =
    { $count ->
        [one] genetic result
       *[other] genetic results
    }
kind-care-plan =
    { $count ->
        [one] care plan
       *[other] care plans
    }
kind-goal =
    { $count ->
        [one] goal
       *[other] goals
    }
kind-care-team =
    { $count ->
        [one] care team entry
       *[other] care team entries
    }
kind-device =
    { $count ->
        [one] device
       *[other] devices
    }
kind-coverage =
    { $count ->
        [one] insurance coverage
       *[other] insurance coverages
    }
kind-claim =
    { $count ->
        [one] claim
       *[other] claims
    }
kind-family-history =
    { $count ->
        [one] family history entry
       *[other] family history entries
    }
kind-social-history =
    { $count ->
        [one] social history entry
       *[other] social history entries
    }
kind-appointment =
    { $count ->
        [one] appointment
       *[other] appointments
    }
kind-message =
    { $count ->
        [one] message
       *[other] messages
    }
kind-questionnaire =
    { $count ->
        [one] questionnaire
       *[other] questionnaires
    }
kind-other =
    { $count ->
        [one] other record
       *[other] other records
    }
count = { $count } { $noun }

## statuses
status-active = active
status-inactive = inactive
status-recurrence = come back
status-relapse = relapse
status-remission = in remission
status-resolved = resolved
status-confirmed = confirmed
status-unconfirmed = unconfirmed
status-provisional = provisional
status-differential = one of several possible
status-refuted = ruled out
status-entered-in-error = entered in error
status-on-hold = on hold
status-cancelled = cancelled
status-completed = completed
status-stopped = stopped
status-ended = ended
status-draft = draft
status-unknown = unknown
status-intended = intended
status-recorded = recorded
status-not-taken = not taken
status-not-done = not done
status-registered = registered
status-preliminary = preliminary
status-partial = partial
status-final = final
status-amended = amended
status-corrected = corrected
status-appended = added to
status-proposed = proposed
status-pending = pending
status-booked = booked
status-arrived = arrived
status-checked-in = checked in
status-fulfilled = took place
status-noshow = missed
status-waitlist = on the waiting list
status-planned = planned
status-triaged = triaged
status-in-progress = in progress
status-onleave = on leave
status-finished = finished
status-accepted = accepted
status-rejected = rejected
status-suspended = suspended
status-superseded = replaced by a newer one
status-current = current
status-requested = requested
status-received = received
status-ready = ready
status-failed = failed
status-revoked = withdrawn

## how a value compares
flag-critical = critical
flag-high = high
flag-low = low
flag-abnormal = not as expected
flag-normal = as expected

## connections
support-checking = being checked
support-supported = supported
support-unsupported = not supported
authorisation-ok = signed in
authorisation-needs-sign-in = please sign in
authorisation-removed = removed
sync-never = never updated
sync-running = updating
sync-ok = up to date
sync-partial = partly updated
sync-failed = update failed
sync-cancelled = update stopped
outcome-done = all of it is here
outcome-empty = the portal has none
outcome-refused = the portal did not give it
outcome-not-granted = you did not allow it when you signed in
outcome-not-supported = the portal does not offer it
outcome-partial = some of it is missing
outcome-failed = it could not be brought yet
outcome-unfinished = it is not all here yet
outcome-not-asked = the portal was not asked for it

## how a section of the snapshot stands
standing-facts = known
standing-gap = There may be some: a portal did not give everything.
standing-said-none = None known, as a record says.
standing-empty = None at the portals that were asked.
standing-not-asked = Not known: nobody was asked.

## why a reading is no point
reason-words = said in words
reason-no-value = no value
reason-no-date = no date
reason-no-unit = no unit
reason-unknown-unit = unknown unit
reason-other-unit = a unit that cannot be converted
reason-number = a number that cannot be read

## roles and actors
role-owner = owner
role-co-manager = co-manager
role-contributor = contributor
role-viewer = viewer
actor-person = you
actor-engine = the app
actor-connection = the portal

## headings
heading-snapshot = At a glance
heading-timeline = Timeline
heading-problems = Health problems
heading-medications = Current medications
heading-allergies = Allergies
heading-results = Recent results
heading-vital-signs = Vital signs
heading-immunizations = Immunizations
heading-upcoming = Coming up
heading-visits = Recent visits
heading-care-team = Care team
heading-undated = Without a date
heading-no-visit = Not part of a visit
heading-missing = May be missing
heading-unclear = Not clear
column-date = Date
column-value = Value
column-range = Expected
column-source = Source
column-written = As written
column-reason = Reason

## the chart
chart-range = Reference range
chart-bound = At most or at least this
chart-abnormal = Not as expected
chart-by-hand = Entered by hand
chart-unknown-source = Another source
chart-empty = There are no values to draw.
chart-description =
    { $count ->
        [one] { $title }: one value, { $last } on { $date }.
       *[other] { $title }: { $count } values from { $first } to { $date }, the last { $last }.
    }

## troubles
trouble-none-what = Everything is well.
trouble-none-todo = You need to do nothing.
trouble-sign-in-what = Your sign-in at the portal has ended.
trouble-sign-in-todo = Please sign in again. Your records here stay as they are.
trouble-refused-what = This was not allowed.
trouble-refused-todo = Allow it when you sign in, or ask somebody who can.
trouble-portal-what = The portal cannot be reached, or has a problem of its own.
trouble-portal-todo = Please wait a while and try again.
trouble-not-offered-what = The portal does not offer this.
trouble-not-offered-todo = Ask your provider for it, or add it by hand.
trouble-other-person-what = The patient at the portal may be somebody else.
trouble-other-person-todo = Please check whose records these are, then confirm or remove the connection.
trouble-gap-what = Some of your records could not be brought yet.
trouble-gap-todo = You need to do nothing. The next update tries again.
trouble-under-way-what = This is under way already.
trouble-under-way-todo = You need to do nothing. Look again in a while.
trouble-cancelled-what = It was stopped before it was done.
trouble-cancelled-todo = What came so far is kept. You can go on at any time.
trouble-not-found-what = What you asked for is not there.
trouble-not-found-todo = Please choose something else.
trouble-invalid-what = This cannot be kept as it is.
trouble-invalid-todo = Please change it, and try again.
trouble-locked-what = Your records cannot be opened with this.
trouble-locked-todo = Please try again. Nothing was changed.
trouble-device-what = Reading or saving on this device did not work.
trouble-device-todo = Please check that the device has free space, and try again.
trouble-damaged-what = Some of what is kept is damaged.
trouble-damaged-todo = Please bring it back from a backup, or let the app repair it.
trouble-app-what = This app is at fault, or too old.
trouble-app-todo = Please update the app, or tell its makers.
try-again = Please try again in { $time }.

## acts
act-created = made
act-opened = opened
act-imported = records brought
act-vanished = no longer at the portal
act-dismissed = set aside: somebody else’s
act-added = added
act-edited = edited
act-noted = note written
act-attached = file attached
act-detached = file taken off
act-hidden = hidden
act-shown = shown again
act-flagged = marked as wrong
act-unflagged = mark taken off
act-deleted = deleted
act-restored = brought back
act-note-rewritten = note rewritten
act-note-removed = note removed
act-undone = undone
act-other-change = another change
act-tagged = tag added
act-untagged = tag removed
act-corrected = corrected
act-uncorrected = correction taken back
act-linked = linked to another record
act-unlinked = link taken off
act-contact-linked = linked to a contact
act-contact-unlinked = contact taken off
act-file-added = file added
act-file-removed = file removed
act-person-described = profile changed
act-connected = portal connected
act-signed-in = signed in again
act-person-confirmed = patient confirmed
act-disconnected = portal disconnected
act-connection-removed = connection and its records deleted
act-synced = updated
act-exported = exported
act-shared = shared
act-backed-up = backup made
act-brought-back = brought back from a backup
act-verified = checked
act-repaired = repaired
act-key-rotated = key renewed
act-unlocked = unlocked
act-slot-added = way in added
act-slot-removed = way in removed
act-passphrase-changed = passphrase changed
act-root-rotated = main key renewed
act-backpack-added = person added
act-backpack-deleted = person deleted
act-copied = copied to another place
act-other = something else
act-rewrapped = key wrapped anew
act-invited = somebody invited
act-invitation-accepted = invitation accepted
act-invitation-declined = invitation declined
act-invitation-withdrawn = invitation taken back
act-role-changed = role changed
act-member-removed = access ended
act-member-left = left
act-handed-over = handed over
act-consented = consent given
act-consent-withdrawn = consent taken back
act-contact-kept = contact saved
act-contact-removed = contact removed
act-request-kept = records request saved
act-request-removed = records request removed

## time
now = just now
today = today
yesterday = yesterday
tomorrow = tomorrow
ago-minutes =
    { $count ->
        [one] { $count } minute ago
       *[other] { $count } minutes ago
    }
ago-hours =
    { $count ->
        [one] { $count } hour ago
       *[other] { $count } hours ago
    }
ago-days =
    { $count ->
        [one] { $count } day ago
       *[other] { $count } days ago
    }
ago-weeks =
    { $count ->
        [one] { $count } week ago
       *[other] { $count } weeks ago
    }
ago-months =
    { $count ->
        [one] { $count } month ago
       *[other] { $count } months ago
    }
ago-years =
    { $count ->
        [one] { $count } year ago
       *[other] { $count } years ago
    }
in-minutes =
    { $count ->
        [one] in { $count } minute
       *[other] in { $count } minutes
    }
in-hours =
    { $count ->
        [one] in { $count } hour
       *[other] in { $count } hours
    }
in-days =
    { $count ->
        [one] in { $count } day
       *[other] in { $count } days
    }
in-weeks =
    { $count ->
        [one] in { $count } week
       *[other] in { $count } weeks
    }
in-months =
    { $count ->
        [one] in { $count } month
       *[other] in { $count } months
    }
in-years =
    { $count ->
        [one] in { $count } year
       *[other] in { $count } years
    }
span-minutes =
    { $count ->
        [one] { $count } minute
       *[other] { $count } minutes
    }
span-hours =
    { $count ->
        [one] { $count } hour
       *[other] { $count } hours
    }
span-days =
    { $count ->
        [one] { $count } day
       *[other] { $count } days
    }

## units that people say
unit-minute =
    { $count ->
        [one] minute
       *[other] minutes
    }
unit-hour =
    { $count ->
        [one] hour
       *[other] hours
    }
unit-day =
    { $count ->
        [one] day
       *[other] days
    }
unit-week =
    { $count ->
        [one] week
       *[other] weeks
    }
unit-month =
    { $count ->
        [one] month
       *[other] months
    }
unit-year =
    { $count ->
        [one] year
       *[other] years
    }
unit-pound =
    { $count ->
        [one] pound
       *[other] pounds
    }
unit-ounce =
    { $count ->
        [one] ounce
       *[other] ounces
    }
unit-inch =
    { $count ->
        [one] inch
       *[other] inches
    }
unit-foot =
    { $count ->
        [one] foot
       *[other] feet
    }
unit-step =
    { $count ->
        [one] step
       *[other] steps
    }
unit-per-minute = a minute

## dates
date-day = { $month } { $day }, { $year }
date-month = { $month } { $year }
date-time = { $date }, { $time }
date-short-day = { $month } { $day }
date-short-month = { $month } { $year }
date-first = { $day }

## months
month-1 = January
month-short-1 = Jan
month-2 = February
month-short-2 = Feb
month-3 = March
month-short-3 = Mar
month-4 = April
month-short-4 = Apr
month-5 = May
month-short-5 = May
month-6 = June
month-short-6 = Jun
month-7 = July
month-short-7 = Jul
month-8 = August
month-short-8 = Aug
month-9 = September
month-short-9 = Sep
month-10 = October
month-short-10 = Oct
month-11 = November
month-short-11 = Nov
month-12 = December
month-short-12 = Dec

## share cards
card-emergency = Emergency card
card-health-history = Health history
card-food-allergies = Food allergies
card-as-of = As of { $date }
card-disputed = marked as wrong by the person
card-contacts = Contacts
card-files = Files
card-nothing = There is nothing on this card.
card-snapshot = shared as it was on that day
card-as-of-utc = As of { $date } (UTC)
card-not-known = not known
card-medication-allergies = Allergies to medication
card-not-said = This card does not say whether there are any.
card-may-be-some = There may be some.
card-may-be-more = There may be more.
card-a-portal = A portal
card-why-refused = { $portal }: did not give it.
card-why-not-granted = { $portal }: the sign-in does not cover it.
card-why-not-supported = { $portal }: does not offer it.
card-why-partial = { $portal }: gave a part of it.
card-why-failed = { $portal }: asking failed.
card-why-unfinished = { $portal }: has not answered yet.
card-why-not-asked = { $portal }: was not asked for it.
card-without = Nothing is shown of these
card-letters-missing = The sign � stands for a letter that cannot be printed here: { $letters }.
card-link-look = Scan the code, or open the address:
card-link-code-apart = The page asks for an access code. You are told it on another way.
card-link-code = Access code
card-link-until = Holds until { $date }
card-link-until-utc = Holds until { $date } (UTC)
card-link-open-end = Holds until it is switched off.
card-link-picture = QR code of the address
paper-page = Page { $number } of { $count }
fact-name = Name
fact-birth-date = Birth date
fact-gender = Gender
fact-birth-sex = Sex at birth
fact-blood-type = Blood type
fact-country = Country
fact-state = State
fact-race = Race
fact-ethnicity = Ethnicity
gender-female = female
gender-male = male
gender-other = other
gender-unknown = unknown
birth-sex-f = female
birth-sex-m = male
birth-sex-unk = unknown
