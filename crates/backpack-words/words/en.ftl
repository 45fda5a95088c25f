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
standing-unclear = Not known: nobody can say for certain.
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

## what a doubt is about
doubt-name = the name
doubt-birth-date = the birth date
doubt-birth-date-swapped = the order of day and month in the birth date
doubt-sex = the sex
doubt-differs =
    { $count ->
        [one] { $what } differs.
       *[other] { $what } differ.
    }
list-and = { $list } and { $last }

## news of a sync
record =
    { $count ->
        [one] record
       *[other] records
    }
news-new = { $new } new { $noun } from { $portal }
news-changed = { $changed } changed { $noun } from { $portal }
news-new-changed = { $new } new and { $changed } changed { $noun } from { $portal }
news-gone = { $gone } { $noun } no longer listed by { $portal }
news-also-gone = { $news }, { $gone } no longer listed
news-conflicts =
    { $count ->
        [one] your correction and { $portal } now differ in { $records } record
       *[other] your corrections and { $portal } now differ in { $records } records
    }

## what happened and what to do, case by case
todo-nothing = You need to do nothing.
todo-sign-in-again = Please sign in again. Your records here stay as they are.
todo-begin-again = Please begin to sign in again.
todo-tell-makers = You can do nothing about it. Please tell the makers of the app.
todo-check-address = Please check the address, or search for your provider by name.
todo-free-space = Please check that the device has free space, and try again.
todo-check-internet = Please check your internet connection. If it works, wait a while and try again.
todo-wait = Please wait a while and try again.
todo-next-update = You need to do nothing. The next update tries again.
todo-ask-provider = Ask your provider for it if you miss something.
todo-connect-again = Connect the portal again if you want new records from it.
todo-whose = Please check whose records these are, then confirm or remove the connection. Nothing was kept so far.
todo-look-later = You need to do nothing. Look again in a while.
todo-close-and-open = Please close this one, and open it again.
todo-more-access = Please ask somebody who looks after them to do it, or to give you more access.
todo-remove-there = Please sign in at the portal, and remove this app from its list of allowed apps.
case-sign-in-ended-what = Your sign-in at the portal has ended.
case-sign-in-ended-todo = { todo-sign-in-again }
case-portal-refused-what = The portal did not allow this.
case-portal-refused-todo = Please try again and allow access when the portal asks. If it still says no, ask your provider for help.
case-app-settings-what = This app is not set up correctly for this portal.
case-app-settings-todo = { todo-tell-makers }
case-not-a-portal-what = The address answers, but not as a patient portal that this app can read.
case-not-a-portal-todo = { todo-check-address }
case-address-unsafe-what = The portal’s address is not safe to use.
case-address-unsafe-todo = { todo-check-address }
case-answer-of-another-what = The sign-in could not be finished, since its answer belongs to another one.
case-answer-of-another-todo = { todo-begin-again }
case-stopped-what = This was stopped before it was done.
case-stopped-todo = Start it again whenever you like.
case-device-failed-what = Something on this device did not work.
case-device-failed-todo = { todo-free-space }
case-device-other-what = Something on this device did not work.
case-device-other-todo = Please try again.
case-portal-not-offered-what = This portal does not offer this.
case-portal-not-offered-todo = You need to do nothing. Ask your provider for a copy if you miss something.
case-portal-not-found-what = The portal no longer has this.
case-portal-not-found-todo = You need to do nothing. Ask your provider if you miss something.
case-portal-lost-place-what = The portal lost its place in the middle of a long list.
case-portal-lost-place-todo = You need to do nothing. The next update starts that list again.
case-portal-unreachable-what = The portal cannot be reached at the moment.
case-portal-unreachable-todo = { todo-check-internet }
case-portal-timeout-what = The portal took too long to answer.
case-portal-timeout-todo = { todo-wait }
case-portal-busy-what = The portal is busy and asks for patience.
case-portal-busy-todo = { todo-wait }
case-portal-failed-what = The portal has a problem of its own.
case-portal-failed-todo = Please wait a while and try again. It is not your fault.
case-portal-too-large-what = The portal sent more at once than this app can take.
case-portal-too-large-todo = Please tell the makers of the app. Everything else came in as usual.
case-portal-malformed-what = The portal sent something that cannot be understood.
case-portal-malformed-todo = You need to do nothing now. If it happens again, please tell the makers of the app.
case-portal-unexpected-what = The portal did not answer as expected.
case-portal-unexpected-todo = { todo-wait }
case-update-sign-in-ended-what = Your sign-in at the portal ended before everything was here.
case-update-sign-in-ended-todo = Please sign in again. The update then goes on where it stopped.
case-update-portal-away-what = The portal cannot be reached, or has a problem of its own.
case-update-portal-away-todo = { todo-next-update }
case-update-gap-what = Some of your records could not be brought yet.
case-update-gap-todo = { todo-next-update }
case-update-whole-what = Everything the portal gave is here.
case-update-whole-todo = { todo-nothing }
case-part-done-what = Everything there is was brought.
case-part-done-todo = { todo-nothing }
case-part-empty-what = The portal has nothing of this.
case-part-empty-todo = { todo-nothing }
case-part-refused-what = The portal did not give this part of your records.
case-part-refused-todo = { todo-ask-provider }
case-part-not-granted-what = You did not allow this part of your records when you signed in.
case-part-not-granted-todo = To bring it too, sign in again and allow it.
case-part-not-offered-what = The portal does not offer this part of your records.
case-part-not-offered-todo = { todo-ask-provider }
case-part-missing-what = Some of this could not be brought.
case-part-missing-todo = You need to do nothing. The next update tries to fill the gap.
case-part-failed-what = This could not be brought.
case-part-failed-todo = { todo-next-update }
case-removed-and-kept-what = This connection was removed, and its records were kept.
case-removed-and-kept-todo = { todo-connect-again }
case-portal-unsupported-what = This portal cannot be read by this app yet.
case-portal-unsupported-todo = You can still add records by hand, or as files.
case-portal-checking-what = It is being found out whether this portal can be read.
case-portal-checking-todo = You need to do nothing. This may take a few days.
case-connection-works-what = The connection works.
case-connection-works-todo = { todo-nothing }
case-update-never-what = Nothing was brought from this portal yet.
case-update-never-todo = You need to do nothing. The first update brings everything.
case-update-running-what = Your records are being updated.
case-update-running-todo = You need to do nothing. This may take a while.
case-update-failed-what = The last update did not work.
case-update-failed-todo = You need to do nothing. The app tries again by itself.
case-last-update-stopped-what = The last update was stopped before it was done.
case-last-update-stopped-todo = What came so far is kept. The next update goes on from there.
case-update-under-way-what = This connection is being updated already.
case-update-under-way-todo = { todo-look-later }
case-connection-gone-what = This connection was removed.
case-connection-gone-todo = { todo-connect-again }
case-portals-mixed-up-what = The app mixed up two portals.
case-portals-mixed-up-todo = { todo-tell-makers }
case-sign-in-over-what = This sign-in was finished before, or it waited too long.
case-sign-in-over-todo = { todo-begin-again }
case-other-patient-what = You signed in as another patient than before.
case-other-patient-todo = Please sign in as the same patient as before, or connect the portal anew. Nothing was changed.
case-update-stopped-what = The update was stopped before it was done.
case-update-stopped-todo = What came so far is kept. Start it again whenever you like.
case-update-taken-over-what = The update was taken over elsewhere.
case-update-taken-over-todo = You need to do nothing. What came so far is kept.
case-other-person-what = The patient at the portal may be somebody else.
case-other-person-todo = { todo-whose }
case-kept-damaged-what = Something that is kept here is damaged.
case-kept-damaged-todo = It was left as it is. Please restore a copy, or ask the makers of the app for help.
case-kept-older-what = What is kept here is older than it should be.
case-kept-older-todo = An older copy may have been put back. Please restore the newest one.
case-kept-newer-what = These records were written by a newer version of the app.
case-kept-newer-todo = Please update the app.
case-new-key-elsewhere-what = Your records were given a new key in another window or app.
case-new-key-elsewhere-todo = { todo-close-and-open }
case-no-longer-here-what = This is no longer here.
case-no-longer-here-todo = It may have been removed. Please go back and look again.
case-changed-elsewhere-what = Something else is changing the same records.
case-changed-elsewhere-todo = Please try again in a moment.
case-closed-what = These records were closed.
case-closed-todo = Please open them again.
case-exists-what = There is one already.
case-exists-todo = { todo-nothing }
case-came-from-portal-what = Records that came from a portal cannot be changed.
case-came-from-portal-todo = You can add a note to it, hide it, or ask your provider to correct it.
case-written-by-hand-what = This was written by hand, so there is no other source to correct.
case-written-by-hand-todo = Please change the entry itself.
case-nothing-to-undo-what = There is nothing to undo.
case-nothing-to-undo-todo = { todo-nothing }
case-undone-already-what = This was undone already.
case-undone-already-todo = To have it back, undo the undoing.
case-not-undoable-what = This cannot be undone.
case-not-undoable-todo = Please look whether something was done since that builds on it, and undo that first.
case-not-permitted-what = Your access to these records does not include this.
case-not-permitted-todo = { todo-more-access }
case-invitation-over-what = This invitation is over.
case-invitation-over-todo = Please ask for a new one.
case-too-much-or-unreadable-what = This cannot be kept as it is.
case-too-much-or-unreadable-todo = Please shorten or change it, and try again.
case-not-valid-what = This cannot be kept as it is.
case-not-valid-todo = Please change it, and try again.
case-device-storage-what = Reading or saving on this device did not work.
case-device-storage-todo = { todo-free-space }
case-removed-and-told-what = The connection was removed, and the portal was told.
case-removed-and-told-todo = { todo-nothing }
case-removed-here-what = The connection was removed from this device.
case-removed-here-todo = To be sure, look at the portal’s list of allowed apps, and remove this one there.
case-removed-untold-what = The connection was removed from this device, but the portal cannot be told.
case-removed-untold-todo = { todo-remove-there }
case-removed-telling-failed-what = The connection was removed from this device, but the portal could not be told.
case-removed-telling-failed-todo = { todo-remove-there }
case-portal-unknown-what = This app does not know how to speak to this portal at the moment.
case-portal-unknown-todo = Please update the app, or tell its makers.
case-kept-another-way-what = This app cannot open health records that are kept in this way.
case-kept-another-way-todo = Please open them with the app that made them, or update this one. Nothing was changed.
case-portal-away-what = The portal cannot be reached, or has a problem of its own.
case-portal-away-todo = { todo-check-internet }
case-wrong-passphrase-what = The passphrase is not the right one.
case-wrong-passphrase-todo = Please try again. Nothing was changed.
case-no-records-here-what = There are no health records in this place.
case-no-records-here-todo = Please choose another place, or begin anew.
case-open-elsewhere-what = Your records are open in another window or app.
case-open-elsewhere-todo = Please close the other one, and try again.
case-changed-while-copied-what = Your records changed while they were being copied.
case-changed-while-copied-todo = Nothing is lost. Please try again.
case-device-full-what = The device is full.
case-device-full-todo = Please free some space, and try again. What is kept can still be read.
case-backup-part-missing-what = A part of the backups is missing.
case-backup-part-missing-todo = Please choose all of them, or make a new backup.
case-not-a-backup-what = This is not a backup of health records.
case-not-a-backup-todo = Please choose another file or folder.
case-key-service-away-what = The service that unlocks your records cannot be reached.
case-key-service-away-todo = Please wait a while and try again. Nothing was changed.
case-key-service-refused-what = The service that unlocks your records did not allow it.
case-key-service-refused-todo = Please tell the makers of this app. Nothing was changed.
case-key-service-without-key-what = The service that was asked has no key to these records.
case-key-service-without-key-todo = Please open them in another way that you set up, or tell the makers of this app.

## before a sign-in
sign-in-whose = You are connecting { $portal } to { $name }’s Backpack.
sign-in-whose-born = You are connecting { $portal } to { $name }’s Backpack (born { $date }).
sign-in-nobody = You are connecting { $portal } to a Backpack whose person has no name yet.

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

## the sheet of a visit
visit-sheet = Preparation for the next visit
visit-next = Next visit
visit-with = With
visit-last = Last visit
visit-since = New since
visit-no-earlier = No earlier visit is known, so everything is listed.
visit-questions = My questions
visit-out-of-range = Results out of range
visit-begun = Medications begun
visit-stopped = Medications stopped
visit-new = Also new
visit-changed = Changed by the source
visit-disputed = I see it differently
visit-conflict = my correction and the source differ
visit-more = There may be more: a portal did not give everything.
visit-and-more =
    { $count ->
        [one] and { $count } more
       *[other] and { $count } more
    }

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
