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
        [one] Arztbesuch
       *[other] Arztbesuche
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
status-triaged = nach Dringlichkeit eingestuft
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
standing-said-none = Keine bekannt: So steht es in einem Eintrag.
standing-empty = Nichts bei den gefragten Portalen.
standing-unclear = Nicht sicher bekannt.
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

## what a doubt is about
doubt-name = der Name
doubt-birth-date = das Geburtsdatum
doubt-birth-date-swapped = die Reihenfolge von Tag und Monat im Geburtsdatum
doubt-sex = das Geschlecht
doubt-differs =
    { $count ->
        [one] { $what } stimmt nicht überein.
       *[other] { $what } stimmen nicht überein.
    }
list-and = { $list } und { $last }

## news of a sync
record =
    { $count ->
        [one] Eintrag
       *[other] Einträge
    }
news-new = Neu von { $portal }: { $new } { $noun }
news-changed = Geändert von { $portal }: { $changed } { $noun }
news-new-changed = Von { $portal }, { $noun }: { $new } neu und { $changed } geändert
news-gone = Nicht mehr bei { $portal }: { $gone } { $noun }
news-also-gone = { $news }; nicht mehr aufgeführt: { $gone }
news-conflicts =
    { $count ->
        [one] Ihre Berichtigung und { $portal } weichen jetzt in { $records } Eintrag voneinander ab
       *[other] Ihre Berichtigungen und { $portal } weichen jetzt in { $records } Einträgen voneinander ab
    }

## what happened and what to do, case by case
todo-nothing = Sie müssen nichts tun.
todo-sign-in-again = Bitte melden Sie sich erneut an. Ihre Daten hier bleiben, wie sie sind.
todo-begin-again = Bitte beginnen Sie die Anmeldung von vorn.
todo-tell-makers = Sie können nichts dagegen tun. Bitte sagen Sie es den Herstellern der App.
todo-check-address = Bitte prüfen Sie die Adresse, oder suchen Sie Ihre Praxis nach dem Namen.
todo-free-space = Bitte prüfen Sie, ob auf dem Gerät Platz frei ist, und versuchen Sie es erneut.
todo-check-internet = Bitte prüfen Sie Ihre Internetverbindung. Wenn sie funktioniert, warten Sie eine Weile und versuchen Sie es erneut.
todo-wait = Bitte warten Sie eine Weile und versuchen Sie es erneut.
todo-next-update = Sie müssen nichts tun. Die nächste Aktualisierung versucht es erneut.
todo-ask-provider = Wenn Ihnen etwas fehlt, fragen Sie Ihre Praxis danach.
todo-connect-again = Verbinden Sie das Portal erneut, wenn Sie neue Daten von ihm möchten.
todo-whose = Bitte prüfen Sie, wessen Daten das sind, und bestätigen oder entfernen Sie dann die Verbindung. Bisher wurde nichts gespeichert.
todo-look-later = Sie müssen nichts tun. Schauen Sie in einer Weile wieder nach.
todo-close-and-open = Bitte schließen Sie dieses Fenster und öffnen Sie es erneut.
todo-more-access = Bitten Sie jemanden, der sie verwaltet, es zu tun oder Ihnen mehr Zugriff zu geben.
todo-remove-there = Bitte melden Sie sich beim Portal an, und entfernen Sie diese App dort aus der Liste der erlaubten Apps.
case-sign-in-ended-what = Ihre Anmeldung beim Portal ist abgelaufen.
case-sign-in-ended-todo = { todo-sign-in-again }
case-portal-refused-what = Das Portal hat dies nicht erlaubt.
case-portal-refused-todo = Bitte versuchen Sie es erneut, und erlauben Sie den Zugriff, wenn das Portal fragt. Lehnt es weiter ab, bitten Sie Ihre Praxis um Hilfe.
case-app-settings-what = Diese App ist für dieses Portal nicht richtig eingerichtet.
case-app-settings-todo = { todo-tell-makers }
case-not-a-portal-what = Die Adresse antwortet, aber nicht als Patientenportal, das diese App lesen kann.
case-not-a-portal-todo = { todo-check-address }
case-address-unsafe-what = Die Adresse des Portals ist nicht sicher.
case-address-unsafe-todo = { todo-check-address }
case-answer-of-another-what = Die Anmeldung konnte nicht beendet werden, weil die Antwort zu einer anderen gehört.
case-answer-of-another-todo = { todo-begin-again }
case-stopped-what = Dies wurde abgebrochen, bevor es fertig war.
case-stopped-todo = Sie können es jederzeit neu starten.
case-device-failed-what = Etwas auf diesem Gerät hat nicht funktioniert.
case-device-failed-todo = { todo-free-space }
case-device-other-what = Etwas auf diesem Gerät hat nicht funktioniert.
case-device-other-todo = Bitte versuchen Sie es erneut.
case-portal-not-offered-what = Dieses Portal bietet das nicht an.
case-portal-not-offered-todo = Sie müssen nichts tun. Wenn Ihnen etwas fehlt, bitten Sie Ihre Praxis um eine Kopie.
case-portal-not-found-what = Das Portal hat dies nicht mehr.
case-portal-not-found-todo = Sie müssen nichts tun. Wenn Ihnen etwas fehlt, fragen Sie Ihre Praxis.
case-portal-lost-place-what = Das Portal hat mitten in einer langen Liste die Stelle verloren.
case-portal-lost-place-todo = Sie müssen nichts tun. Die nächste Aktualisierung beginnt diese Liste von vorn.
case-portal-unreachable-what = Das Portal ist zurzeit nicht erreichbar.
case-portal-unreachable-todo = { todo-check-internet }
case-portal-timeout-what = Das Portal hat zu lange nicht geantwortet.
case-portal-timeout-todo = { todo-wait }
case-portal-busy-what = Das Portal ist ausgelastet und bittet um Geduld.
case-portal-busy-todo = { todo-wait }
case-portal-failed-what = Das Portal hat selbst ein Problem.
case-portal-failed-todo = Bitte warten Sie eine Weile und versuchen Sie es erneut. Es liegt nicht an Ihnen.
case-portal-too-large-what = Das Portal hat auf einmal mehr geschickt, als diese App aufnehmen kann.
case-portal-too-large-todo = Bitte sagen Sie es den Herstellern der App. Alles andere kam wie gewohnt an.
case-portal-malformed-what = Das Portal hat etwas geschickt, das nicht zu verstehen ist.
case-portal-malformed-todo = Sie müssen jetzt nichts tun. Wenn es wieder vorkommt, sagen Sie es bitte den Herstellern der App.
case-portal-unexpected-what = Das Portal hat nicht wie erwartet geantwortet.
case-portal-unexpected-todo = { todo-wait }
case-update-sign-in-ended-what = Ihre Anmeldung beim Portal ist abgelaufen, bevor alles da war.
case-update-sign-in-ended-todo = Bitte melden Sie sich erneut an. Die Aktualisierung macht dann dort weiter, wo sie aufgehört hat.
case-update-portal-away-what = Das Portal ist nicht erreichbar oder hat selbst ein Problem.
case-update-portal-away-todo = { todo-next-update }
case-update-gap-what = Einige Ihrer Daten konnten noch nicht geholt werden.
case-update-gap-todo = { todo-next-update }
case-update-whole-what = Alles, was das Portal herausgegeben hat, ist da.
case-update-whole-todo = { todo-nothing }
case-part-done-what = Alles, was es gibt, wurde geholt.
case-part-done-todo = { todo-nothing }
case-part-empty-what = Das Portal hat nichts davon.
case-part-empty-todo = { todo-nothing }
case-part-refused-what = Das Portal hat diesen Teil Ihrer Daten nicht herausgegeben.
case-part-refused-todo = { todo-ask-provider }
case-part-not-granted-what = Sie haben diesen Teil Ihrer Daten bei der Anmeldung nicht erlaubt.
case-part-not-granted-todo = Um auch ihn zu holen, melden Sie sich erneut an und erlauben Sie es.
case-part-not-offered-what = Das Portal bietet diesen Teil Ihrer Daten nicht an.
case-part-not-offered-todo = { todo-ask-provider }
case-part-missing-what = Ein Teil davon konnte nicht geholt werden.
case-part-missing-todo = Sie müssen nichts tun. Die nächste Aktualisierung versucht, die Lücke zu füllen.
case-part-failed-what = Dies konnte nicht geholt werden.
case-part-failed-todo = { todo-next-update }
case-removed-and-kept-what = Diese Verbindung wurde entfernt, ihre Daten wurden behalten.
case-removed-and-kept-todo = { todo-connect-again }
case-portal-unsupported-what = Diese App kann dieses Portal noch nicht lesen.
case-portal-unsupported-todo = Sie können Daten trotzdem selbst eintragen oder als Dateien hinzufügen.
case-portal-checking-what = Es wird geprüft, ob dieses Portal gelesen werden kann.
case-portal-checking-todo = Sie müssen nichts tun. Das kann einige Tage dauern.
case-connection-works-what = Die Verbindung funktioniert.
case-connection-works-todo = { todo-nothing }
case-update-never-what = Von diesem Portal wurde noch nichts geholt.
case-update-never-todo = Sie müssen nichts tun. Die erste Aktualisierung holt alles.
case-update-running-what = Ihre Daten werden aktualisiert.
case-update-running-todo = Sie müssen nichts tun. Das kann eine Weile dauern.
case-update-failed-what = Die letzte Aktualisierung hat nicht geklappt.
case-update-failed-todo = Sie müssen nichts tun. Die App versucht es von selbst erneut.
case-last-update-stopped-what = Die letzte Aktualisierung wurde abgebrochen, bevor sie fertig war.
case-last-update-stopped-todo = Was bisher kam, bleibt erhalten. Die nächste Aktualisierung macht dort weiter.
case-update-under-way-what = Diese Verbindung wird bereits aktualisiert.
case-update-under-way-todo = { todo-look-later }
case-connection-gone-what = Diese Verbindung wurde entfernt.
case-connection-gone-todo = { todo-connect-again }
case-portals-mixed-up-what = Die App hat zwei Portale verwechselt.
case-portals-mixed-up-todo = { todo-tell-makers }
case-sign-in-over-what = Diese Anmeldung wurde schon beendet, oder sie hat zu lange gewartet.
case-sign-in-over-todo = { todo-begin-again }
case-other-patient-what = Sie haben sich als ein anderer Patient angemeldet als zuvor.
case-other-patient-todo = Bitte melden Sie sich als derselbe Patient an wie zuvor, oder verbinden Sie das Portal neu. Es wurde nichts geändert.
case-update-stopped-what = Die Aktualisierung wurde abgebrochen, bevor sie fertig war.
case-update-stopped-todo = Was bisher kam, bleibt erhalten. Sie können jederzeit neu starten.
case-update-taken-over-what = Die Aktualisierung wurde anderswo übernommen.
case-update-taken-over-todo = Sie müssen nichts tun. Was bisher kam, bleibt erhalten.
case-other-person-what = Der Patient im Portal ist möglicherweise jemand anderes.
case-other-person-todo = { todo-whose }
case-kept-damaged-what = Etwas von dem, was hier gespeichert ist, ist beschädigt.
case-kept-damaged-todo = Es wurde so gelassen, wie es ist. Bitte stellen Sie eine Kopie wieder her, oder bitten Sie die Hersteller der App um Hilfe.
case-kept-older-what = Was hier gespeichert ist, ist älter, als es sein sollte.
case-kept-older-todo = Vielleicht wurde eine ältere Kopie zurückgespielt. Bitte stellen Sie die neueste wieder her.
case-kept-newer-what = Diese Daten wurden von einer neueren Version der App geschrieben.
case-kept-newer-todo = Bitte aktualisieren Sie die App.
case-new-key-elsewhere-what = Ihre Daten haben in einem anderen Fenster oder einer anderen App einen neuen Schlüssel bekommen.
case-new-key-elsewhere-todo = { todo-close-and-open }
case-no-longer-here-what = Dies ist nicht mehr da.
case-no-longer-here-todo = Vielleicht wurde es entfernt. Bitte gehen Sie zurück und sehen Sie noch einmal nach.
case-changed-elsewhere-what = Etwas anderes ändert gerade dieselben Daten.
case-changed-elsewhere-todo = Bitte versuchen Sie es gleich noch einmal.
case-closed-what = Diese Daten wurden geschlossen.
case-closed-todo = Bitte öffnen Sie sie erneut.
case-exists-what = Das gibt es bereits.
case-exists-todo = { todo-nothing }
case-came-from-portal-what = Daten, die von einem Portal kamen, können nicht geändert werden.
case-came-from-portal-todo = Sie können eine Notiz hinzufügen, es ausblenden oder Ihre Praxis um eine Berichtigung bitten.
case-written-by-hand-what = Dies wurde selbst eingetragen, also gibt es keine andere Quelle zu berichtigen.
case-written-by-hand-todo = Bitte ändern Sie den Eintrag selbst.
case-nothing-to-undo-what = Es gibt nichts rückgängig zu machen.
case-nothing-to-undo-todo = { todo-nothing }
case-undone-already-what = Dies wurde bereits rückgängig gemacht.
case-undone-already-todo = Um es zurückzuholen, machen Sie das Rückgängigmachen rückgängig.
case-not-undoable-what = Dies kann nicht rückgängig gemacht werden.
case-not-undoable-todo = Bitte sehen Sie nach, ob seitdem etwas getan wurde, das darauf aufbaut, und machen Sie das zuerst rückgängig.
case-not-permitted-what = Ihr Zugriff auf diese Daten schließt dies nicht ein.
case-not-permitted-todo = { todo-more-access }
case-invitation-over-what = Diese Einladung gilt nicht mehr.
case-invitation-over-todo = Fragen Sie nach einer neuen.
case-too-much-or-unreadable-what = So kann das nicht gespeichert werden.
case-too-much-or-unreadable-todo = Bitte kürzen oder ändern Sie es und versuchen Sie es erneut.
case-not-valid-what = So kann das nicht gespeichert werden.
case-not-valid-todo = Bitte ändern Sie es und versuchen Sie es erneut.
case-device-storage-what = Lesen oder Speichern auf diesem Gerät hat nicht funktioniert.
case-device-storage-todo = { todo-free-space }
case-removed-and-told-what = Die Verbindung wurde entfernt, und dem Portal wurde es mitgeteilt.
case-removed-and-told-todo = { todo-nothing }
case-removed-here-what = Die Verbindung wurde von diesem Gerät entfernt.
case-removed-here-todo = Um sicherzugehen, sehen Sie im Portal in der Liste der erlaubten Apps nach, und entfernen Sie diese dort.
case-removed-untold-what = Die Verbindung wurde von diesem Gerät entfernt, aber dem Portal kann es nicht mitgeteilt werden.
case-removed-untold-todo = { todo-remove-there }
case-removed-telling-failed-what = Die Verbindung wurde von diesem Gerät entfernt, aber dem Portal konnte es nicht mitgeteilt werden.
case-removed-telling-failed-todo = { todo-remove-there }
case-portal-unknown-what = Diese App weiß zurzeit nicht, wie sie mit diesem Portal sprechen soll.
case-portal-unknown-todo = Bitte aktualisieren Sie die App, oder sagen Sie es ihren Herstellern.
case-kept-another-way-what = Diese App kann Gesundheitsdaten nicht öffnen, die auf diese Weise gespeichert sind.
case-kept-another-way-todo = Bitte öffnen Sie sie mit der App, die sie angelegt hat, oder aktualisieren Sie diese. Es wurde nichts geändert.
case-portal-away-what = Das Portal ist nicht erreichbar oder hat selbst ein Problem.
case-portal-away-todo = { todo-check-internet }
case-wrong-passphrase-what = Die Passphrase ist nicht die richtige.
case-wrong-passphrase-todo = Bitte versuchen Sie es erneut. Es wurde nichts geändert.
case-no-records-here-what = An diesem Ort gibt es keine Gesundheitsdaten.
case-no-records-here-todo = Bitte wählen Sie einen anderen Ort, oder fangen Sie neu an.
case-open-elsewhere-what = Ihre Daten sind in einem anderen Fenster oder einer anderen App geöffnet.
case-open-elsewhere-todo = Bitte schließen Sie sie dort, und versuchen Sie es erneut.
case-changed-while-copied-what = Ihre Daten haben sich geändert, während sie kopiert wurden.
case-changed-while-copied-todo = Es ist nichts verloren. Bitte versuchen Sie es erneut.
case-device-full-what = Das Gerät ist voll.
case-device-full-todo = Bitte schaffen Sie Platz, und versuchen Sie es erneut. Was gespeichert ist, kann weiter gelesen werden.
case-backup-part-missing-what = Ein Teil der Sicherungen fehlt.
case-backup-part-missing-todo = Bitte wählen Sie alle aus, oder erstellen Sie eine neue Sicherung.
case-not-a-backup-what = Dies ist keine Sicherung von Gesundheitsdaten.
case-not-a-backup-todo = Bitte wählen Sie eine andere Datei oder einen anderen Ordner.
case-key-service-away-what = Der Dienst, der Ihre Daten entsperrt, ist nicht erreichbar.
case-key-service-away-todo = Bitte warten Sie eine Weile und versuchen Sie es erneut. Es wurde nichts geändert.
case-key-service-refused-what = Der Dienst, der Ihre Daten entsperrt, hat es nicht erlaubt.
case-key-service-refused-todo = Bitte sagen Sie es den Herstellern dieser App. Es wurde nichts geändert.
case-key-service-without-key-what = Der gefragte Dienst hat keinen Schlüssel zu diesen Daten.
case-key-service-without-key-todo = Bitte öffnen Sie sie auf einem anderen eingerichteten Weg, oder sagen Sie es den Herstellern dieser App.

## before a sign-in
sign-in-whose = Sie verbinden { $portal } mit dem Backpack von { $name }.
sign-in-whose-born = Sie verbinden { $portal } mit dem Backpack von { $name } (Geburtsdatum: { $date }).
sign-in-nobody = Sie verbinden { $portal } mit einem Backpack, dessen Person noch keinen Namen hat.

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

## the sheet of a visit
visit-sheet = Vorbereitung auf den nächsten Arztbesuch
visit-next = Nächster Arztbesuch
visit-with = Bei
visit-last = Letzter Arztbesuch
visit-since = Neu ab
visit-no-earlier = Kein früherer Arztbesuch bekannt, daher ist alles aufgeführt.
visit-questions = Meine Fragen
visit-out-of-range = Auffällige Werte
visit-begun = Neu begonnene Medikamente
visit-stopped = Beendete Medikamente
visit-new = Außerdem neu
visit-changed = Von der Quelle geändert
visit-disputed = Das sehe ich anders
visit-conflict = meine Berichtigung und die Quelle weichen voneinander ab
visit-more = Es kann mehr geben: Ein Portal hat nicht alles herausgegeben.
visit-and-more =
    { $count ->
        [one] und { $count } weiterer Eintrag
       *[other] und { $count } weitere Einträge
    }

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
