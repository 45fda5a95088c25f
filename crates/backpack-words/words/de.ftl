# What a person sees of the engine's own words: German.

## kinds
kind-allergy =
    { $count ->
        [one] Allergie
       *[other] Allergien
    }
kind-condition =
    { $count ->
        [one] Erkrankung
       *[other] Erkrankungen
    }
kind-symptom =
    { $count ->
        [one] Symptom
       *[other] Symptome
    }
kind-injury =
    { $count ->
        [one] Verletzung
       *[other] Verletzungen
    }
kind-medication =
    { $count ->
        [one] Medikament
       *[other] Medikamente
    }
kind-immunization =
    { $count ->
        [one] Impfung
       *[other] Impfungen
    }
kind-lab-result =
    { $count ->
        [one] Laborwert
       *[other] Laborwerte
    }
kind-vital-sign =
    { $count ->
        [one] Vitalzeichen
       *[other] Vitalzeichen
    }
kind-procedure =
    { $count ->
        [one] Eingriff
       *[other] Eingriffe
    }
kind-visit =
    { $count ->
        [one] Termin beim Arzt
       *[other] Termine beim Arzt
    }
kind-report =
    { $count ->
        [one] Befund
       *[other] Befunde
    }
kind-document =
    { $count ->
        [one] Dokument
       *[other] Dokumente
    }
kind-imaging =
    { $count ->
        [one] Bildgebung
       *[other] Bildgebungen
    }
kind-genetic-result =
    { $count ->
        [one] genetischer Befund
       *[other] genetische Befunde
    }
kind-care-plan =
    { $count ->
        [one] Behandlungsplan
       *[other] Behandlungspläne
    }
kind-goal =
    { $count ->
        [one] Ziel
       *[other] Ziele
    }
kind-care-team =
    { $count ->
        [one] Eintrag im Behandlungsteam
       *[other] Einträge im Behandlungsteam
    }
kind-device =
    { $count ->
        [one] Gerät
       *[other] Geräte
    }
kind-coverage =
    { $count ->
        [one] Versicherungsschutz
       *[other] Versicherungen
    }
kind-claim =
    { $count ->
        [one] Abrechnung
       *[other] Abrechnungen
    }
kind-family-history =
    { $count ->
        [one] Familienanamnese
       *[other] Familienanamnesen
    }
kind-social-history =
    { $count ->
        [one] Angabe zur Lebensweise
       *[other] Angaben zur Lebensweise
    }
kind-appointment =
    { $count ->
        [one] Termin
       *[other] Termine
    }
kind-message =
    { $count ->
        [one] Nachricht
       *[other] Nachrichten
    }
kind-questionnaire =
    { $count ->
        [one] Fragebogen
       *[other] Fragebögen
    }
kind-other =
    { $count ->
        [one] anderer Eintrag
       *[other] andere Einträge
    }
count = { $count } { $noun }

## statuses
status-active = aktiv
status-inactive = inaktiv
status-recurrence = wieder aufgetreten
status-relapse = Rückfall
status-remission = in Remission
status-resolved = abgeklungen
status-confirmed = bestätigt
status-unconfirmed = unbestätigt
status-provisional = vorläufig
status-differential = eine von mehreren Möglichkeiten
status-refuted = ausgeschlossen
status-entered-in-error = irrtümlich eingetragen
status-on-hold = pausiert
status-cancelled = abgesagt
status-completed = abgeschlossen
status-stopped = abgesetzt
status-ended = beendet
status-draft = Entwurf
status-unknown = unbekannt
status-intended = beabsichtigt
status-recorded = erfasst
status-not-taken = nicht eingenommen
status-not-done = nicht durchgeführt
status-registered = angelegt
status-preliminary = vorläufiges Ergebnis
status-partial = teilweise
status-final = endgültig
status-amended = ergänzt
status-corrected = berichtigt
status-appended = erweitert
status-proposed = vorgeschlagen
status-pending = ausstehend
status-booked = gebucht
status-arrived = eingetroffen
status-checked-in = angemeldet
status-fulfilled = wahrgenommen
status-noshow = nicht erschienen
status-waitlist = auf der Warteliste
status-planned = geplant
status-triaged = nach Dringlichkeit eingeteilt
status-in-progress = läuft
status-onleave = beurlaubt
status-finished = beendet
status-accepted = angenommen
status-rejected = abgelehnt
status-suspended = ausgesetzt
status-superseded = durch Neueres ersetzt
status-current = aktuell
status-requested = angefordert
status-received = erhalten
status-ready = bereit
status-failed = fehlgeschlagen
status-revoked = widerrufen

## how a value compares
flag-critical = kritisch
flag-high = hoch
flag-low = niedrig
flag-abnormal = auffällig
flag-normal = unauffällig

## connections
support-checking = wird geprüft
support-supported = unterstützt
support-unsupported = nicht unterstützt
authorisation-ok = angemeldet
authorisation-needs-sign-in = bitte anmelden
authorisation-removed = entfernt
sync-never = noch nie aktualisiert
sync-running = wird aktualisiert
sync-ok = auf dem neuesten Stand
sync-partial = teilweise aktualisiert
sync-failed = Aktualisierung fehlgeschlagen
sync-cancelled = Aktualisierung abgebrochen
outcome-done = alles ist da
outcome-empty = das Portal hat nichts davon
outcome-refused = das Portal hat es nicht herausgegeben
outcome-not-granted = Sie haben es bei der Anmeldung nicht erlaubt
outcome-not-supported = das Portal bietet es nicht an
outcome-partial = ein Teil fehlt
outcome-failed = konnte noch nicht geholt werden
outcome-unfinished = es ist noch nicht alles da
outcome-not-asked = das Portal wurde nicht danach gefragt

## how a section of the snapshot stands
standing-facts = bekannt
standing-gap = Es kann welche geben: Ein Portal hat nicht alles herausgegeben.
standing-said-none = Keine bekannt, wie ein Eintrag sagt.
standing-empty = Nichts bei den gefragten Portalen.
standing-not-asked = Nicht bekannt: Niemand wurde gefragt.

## why a reading is no point
reason-words = in Worten angegeben
reason-no-value = kein Wert
reason-no-date = kein Datum
reason-no-unit = keine Einheit
reason-unknown-unit = unbekannte Einheit
reason-other-unit = nicht umrechenbare Einheit
reason-number = nicht lesbare Zahl

## roles and actors
role-owner = Inhaber
role-co-manager = Mitverwalter
role-contributor = Mitwirkender
role-viewer = Leser
actor-person = Sie
actor-engine = die App
actor-connection = das Portal

## headings
heading-snapshot = Auf einen Blick
heading-timeline = Zeitleiste
heading-problems = Gesundheitsprobleme
heading-medications = Aktuelle Medikamente
heading-allergies = Allergien
heading-results = Neueste Ergebnisse
heading-vital-signs = Vitalzeichen
heading-immunizations = Impfungen
heading-upcoming = Demnächst
heading-visits = Letzte Arztbesuche
heading-care-team = Behandlungsteam
heading-undated = Ohne Datum
heading-no-visit = Ohne Arztbesuch
heading-missing = Fehlt möglicherweise
heading-unclear = Nicht klar
column-date = Datum
column-value = Wert
column-range = Erwartet
column-source = Quelle
column-written = Wie angegeben
column-reason = Grund

## the chart
chart-range = Referenzbereich
chart-bound = Höchstens oder mindestens
chart-abnormal = Auffällig
chart-by-hand = Selbst eingetragen
chart-unknown-source = Andere Quelle
chart-empty = Es gibt keine Werte zu zeichnen.
chart-description =
    { $count ->
        [one] { $title }: ein Wert, { $last }, { $date }.
       *[other] { $title }: { $count } Werte von { $first } bis { $date }, zuletzt { $last }.
    }

## troubles
trouble-none-what = Alles ist in Ordnung.
trouble-none-todo = Sie müssen nichts tun.
trouble-sign-in-what = Ihre Anmeldung beim Portal ist abgelaufen.
trouble-sign-in-todo = Bitte melden Sie sich erneut an. Ihre Daten hier bleiben, wie sie sind.
trouble-refused-what = Das wurde nicht erlaubt.
trouble-refused-todo = Erlauben Sie es bei der Anmeldung, oder fragen Sie jemanden, der es darf.
trouble-portal-what = Das Portal ist nicht erreichbar oder hat selbst ein Problem.
trouble-portal-todo = Bitte warten Sie eine Weile und versuchen Sie es erneut.
trouble-not-offered-what = Das Portal bietet das nicht an.
trouble-not-offered-todo = Fragen Sie Ihre Praxis danach, oder tragen Sie es selbst ein.
trouble-other-person-what = Der Patient im Portal ist möglicherweise jemand anderes.
trouble-other-person-todo = Bitte prüfen Sie, wessen Daten das sind, und bestätigen oder entfernen Sie dann die Verbindung.
trouble-gap-what = Einige Ihrer Daten konnten noch nicht geholt werden.
trouble-gap-todo = Sie müssen nichts tun. Die nächste Aktualisierung versucht es erneut.
trouble-under-way-what = Das läuft bereits.
trouble-under-way-todo = Sie müssen nichts tun. Schauen Sie in einer Weile wieder nach.
trouble-cancelled-what = Es wurde abgebrochen, bevor es fertig war.
trouble-cancelled-todo = Was bisher kam, bleibt erhalten. Sie können jederzeit weitermachen.
trouble-not-found-what = Was Sie suchen, ist nicht da.
trouble-not-found-todo = Bitte wählen Sie etwas anderes.
trouble-invalid-what = So kann das nicht gespeichert werden.
trouble-invalid-todo = Bitte ändern Sie es und versuchen Sie es erneut.
trouble-locked-what = Damit lassen sich Ihre Daten nicht öffnen.
trouble-locked-todo = Bitte versuchen Sie es erneut. Es wurde nichts geändert.
trouble-device-what = Lesen oder Speichern auf diesem Gerät hat nicht funktioniert.
trouble-device-todo = Bitte prüfen Sie, ob auf dem Gerät Platz frei ist, und versuchen Sie es erneut.
trouble-damaged-what = Ein Teil des Gespeicherten ist beschädigt.
trouble-damaged-todo = Bitte stellen Sie es aus einer Sicherung wieder her, oder lassen Sie die App es reparieren.
trouble-app-what = Diese App hat einen Fehler oder ist zu alt.
trouble-app-todo = Bitte aktualisieren Sie die App, oder sagen Sie es ihren Herstellern.
try-again = Bitte versuchen Sie es in { $time } erneut.

## acts
act-created = angelegt
act-opened = geöffnet
act-imported = Daten geholt
act-vanished = nicht mehr im Portal
act-dismissed = aussortiert: von jemand anderem
act-added = hinzugefügt
act-edited = bearbeitet
act-noted = Notiz geschrieben
act-attached = Datei angehängt
act-detached = Datei entfernt
act-hidden = ausgeblendet
act-shown = wieder eingeblendet
act-flagged = als falsch markiert
act-unflagged = Markierung entfernt
act-deleted = gelöscht
act-restored = wiederhergestellt
act-note-rewritten = Notiz geändert
act-note-removed = Notiz entfernt
act-undone = rückgängig gemacht
act-other-change = andere Änderung
act-tagged = Schlagwort hinzugefügt
act-untagged = Schlagwort entfernt
act-corrected = berichtigt
act-uncorrected = Berichtigung zurückgenommen
act-linked = mit anderem Eintrag verknüpft
act-unlinked = Verknüpfung entfernt
act-contact-linked = mit Kontakt verknüpft
act-contact-unlinked = Kontakt entfernt
act-file-added = Datei hinzugefügt
act-file-removed = Datei gelöscht
act-person-described = Profil geändert
act-connected = Portal verbunden
act-signed-in = erneut angemeldet
act-person-confirmed = Patient bestätigt
act-disconnected = Portal getrennt
act-connection-removed = Verbindung samt Daten gelöscht
act-synced = aktualisiert
act-exported = exportiert
act-shared = geteilt
act-backed-up = Sicherung erstellt
act-brought-back = aus Sicherung wiederhergestellt
act-verified = geprüft
act-repaired = repariert
act-key-rotated = Schlüssel erneuert
act-unlocked = entsperrt
act-slot-added = Zugang hinzugefügt
act-slot-removed = Zugang entfernt
act-passphrase-changed = Passphrase geändert
act-root-rotated = Hauptschlüssel erneuert
act-backpack-added = Person hinzugefügt
act-backpack-deleted = Person gelöscht
act-copied = an anderen Ort kopiert
act-other = etwas anderes
act-rewrapped = Schlüssel neu verpackt
act-invited = jemand eingeladen
act-invitation-accepted = Einladung angenommen
act-invitation-declined = Einladung abgelehnt
act-invitation-withdrawn = Einladung zurückgezogen
act-role-changed = Rolle geändert
act-member-removed = Zugriff beendet
act-member-left = ausgetreten
act-handed-over = übergeben
act-consented = Einwilligung erteilt
act-consent-withdrawn = Einwilligung widerrufen
act-contact-kept = Kontakt gespeichert
act-contact-removed = Kontakt gelöscht
act-request-kept = Datenanforderung gespeichert
act-request-removed = Datenanforderung gelöscht

## time
now = gerade eben
today = heute
yesterday = gestern
tomorrow = morgen
ago-minutes =
    { $count ->
        [one] vor { $count } Minute
       *[other] vor { $count } Minuten
    }
ago-hours =
    { $count ->
        [one] vor { $count } Stunde
       *[other] vor { $count } Stunden
    }
ago-days =
    { $count ->
        [one] vor { $count } Tag
       *[other] vor { $count } Tagen
    }
ago-weeks =
    { $count ->
        [one] vor { $count } Woche
       *[other] vor { $count } Wochen
    }
ago-months =
    { $count ->
        [one] vor { $count } Monat
       *[other] vor { $count } Monaten
    }
ago-years =
    { $count ->
        [one] vor { $count } Jahr
       *[other] vor { $count } Jahren
    }
in-minutes =
    { $count ->
        [one] in { $count } Minute
       *[other] in { $count } Minuten
    }
in-hours =
    { $count ->
        [one] in { $count } Stunde
       *[other] in { $count } Stunden
    }
in-days =
    { $count ->
        [one] in { $count } Tag
       *[other] in { $count } Tagen
    }
in-weeks =
    { $count ->
        [one] in { $count } Woche
       *[other] in { $count } Wochen
    }
in-months =
    { $count ->
        [one] in { $count } Monat
       *[other] in { $count } Monaten
    }
in-years =
    { $count ->
        [one] in { $count } Jahr
       *[other] in { $count } Jahren
    }
span-minutes =
    { $count ->
        [one] { $count } Minute
       *[other] { $count } Minuten
    }
span-hours =
    { $count ->
        [one] { $count } Stunde
       *[other] { $count } Stunden
    }
span-days =
    { $count ->
        [one] { $count } Tag
       *[other] { $count } Tagen
    }

## units that people say
unit-minute =
    { $count ->
        [one] Minute
       *[other] Minuten
    }
unit-hour =
    { $count ->
        [one] Stunde
       *[other] Stunden
    }
unit-day =
    { $count ->
        [one] Tag
       *[other] Tage
    }
unit-week =
    { $count ->
        [one] Woche
       *[other] Wochen
    }
unit-month =
    { $count ->
        [one] Monat
       *[other] Monate
    }
unit-year =
    { $count ->
        [one] Jahr
       *[other] Jahre
    }
unit-pound =
    { $count ->
        [one] Pfund (lb)
       *[other] Pfund (lb)
    }
unit-ounce =
    { $count ->
        [one] Unze
       *[other] Unzen
    }
unit-inch =
    { $count ->
        [one] Zoll
       *[other] Zoll
    }
unit-foot =
    { $count ->
        [one] Fuß
       *[other] Fuß
    }
unit-step =
    { $count ->
        [one] Schritt
       *[other] Schritte
    }
unit-per-minute = pro Minute

## dates
date-day = { $day }. { $month } { $year }
date-month = { $month } { $year }
date-time = { $date }, { $time } Uhr
date-short-day = { $day }. { $month }
date-short-month = { $month } { $year }
date-first = { $day }

## months
month-1 = Januar
month-short-1 = Jan.
month-2 = Februar
month-short-2 = Feb.
month-3 = März
month-short-3 = März
month-4 = April
month-short-4 = Apr.
month-5 = Mai
month-short-5 = Mai
month-6 = Juni
month-short-6 = Juni
month-7 = Juli
month-short-7 = Juli
month-8 = August
month-short-8 = Aug.
month-9 = September
month-short-9 = Sept.
month-10 = Oktober
month-short-10 = Okt.
month-11 = November
month-short-11 = Nov.
month-12 = Dezember
month-short-12 = Dez.

## share cards
card-emergency = Notfallkarte
card-health-history = Gesundheitsgeschichte
card-food-allergies = Lebensmittelallergien
card-as-of = Stand: { $date }
card-disputed = von der Person als falsch markiert
card-contacts = Kontakte
card-files = Dateien
card-nothing = Auf dieser Karte steht nichts.
card-snapshot = geteilt, wie es an diesem Tag war
card-as-of-utc = Stand: { $date } (UTC)
card-not-known = nicht bekannt
card-medication-allergies = Allergien gegen Medikamente
card-not-said = Diese Karte sagt nicht, ob es welche gibt.
card-may-be-some = Es kann welche geben.
card-may-be-more = Es kann weitere geben.
card-a-portal = Ein Portal
card-why-refused = { $portal }: hat es nicht herausgegeben.
card-why-not-granted = { $portal }: die Anmeldung umfasst es nicht.
card-why-not-supported = { $portal }: bietet es nicht an.
card-why-partial = { $portal }: hat einen Teil herausgegeben.
card-why-failed = { $portal }: die Abfrage ist fehlgeschlagen.
card-why-unfinished = { $portal }: hat noch nicht geantwortet.
card-why-not-asked = { $portal }: wurde nicht danach gefragt.
card-without = Hiervon wird nichts gezeigt
card-letters-missing = Das Zeichen � steht für einen Buchstaben, der sich hier nicht drucken lässt: { $letters }.
card-link-look = Scannen Sie den Code, oder öffnen Sie die Adresse:
card-link-code-apart = Die Seite fragt nach einem Zugangscode. Er wird Ihnen auf anderem Weg mitgeteilt.
card-link-code = Zugangscode
card-link-until = Gilt bis { $date }
card-link-until-utc = Gilt bis { $date } (UTC)
card-link-open-end = Gilt, bis es ausgeschaltet wird.
card-link-picture = QR-Code der Adresse
paper-page = Seite { $number } von { $count }
fact-name = Name
fact-birth-date = Geburtsdatum
fact-gender = Geschlecht
fact-birth-sex = Geschlecht bei der Geburt
fact-blood-type = Blutgruppe
fact-country = Land
fact-state = Bundesstaat
fact-race = Herkunft (race)
fact-ethnicity = Ethnie
gender-female = weiblich
gender-male = männlich
gender-other = divers
gender-unknown = unbekannt
birth-sex-f = weiblich
birth-sex-m = männlich
birth-sex-unk = unbekannt
