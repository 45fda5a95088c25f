# What a person sees of the engine's own words: Italian.

## kinds
kind-allergy =
    { $count ->
        [one] allergia
       *[other] allergie
    }
kind-condition =
    { $count ->
        [one] problema di salute
       *[other] problemi di salute
    }
kind-symptom =
    { $count ->
        [one] sintomo
       *[other] sintomi
    }
kind-injury =
    { $count ->
        [one] lesione
       *[other] lesioni
    }
kind-medication =
    { $count ->
        [one] farmaco
       *[other] farmaci
    }
kind-immunization =
    { $count ->
        [one] vaccinazione
       *[other] vaccinazioni
    }
kind-lab-result =
    { $count ->
        [one] esame di laboratorio
       *[other] esami di laboratorio
    }
kind-vital-sign =
    { $count ->
        [one] parametro vitale
       *[other] parametri vitali
    }
kind-procedure =
    { $count ->
        [one] procedura
       *[other] procedure
    }
kind-visit =
    { $count ->
        [one] visita
       *[other] visite
    }
kind-report =
    { $count ->
        [one] referto
       *[other] referti
    }
kind-document =
    { $count ->
        [one] documento
       *[other] documenti
    }
kind-imaging =
    { $count ->
        [one] esame per immagini
       *[other] esami per immagini
    }
kind-genetic-result =
    { $count ->
        [one] esame genetico
       *[other] esami genetici
    }
kind-care-plan =
    { $count ->
        [one] piano di cura
       *[other] piani di cura
    }
kind-goal =
    { $count ->
        [one] obiettivo
       *[other] obiettivi
    }
kind-care-team =
    { $count ->
        [one] voce dell’équipe di cura
       *[other] voci dell’équipe di cura
    }
kind-device =
    { $count ->
        [one] dispositivo
       *[other] dispositivi
    }
kind-coverage =
    { $count ->
        [one] copertura assicurativa
       *[other] coperture assicurative
    }
kind-claim =
    { $count ->
        [one] richiesta di rimborso
       *[other] richieste di rimborso
    }
kind-family-history =
    { $count ->
        [one] anamnesi familiare
       *[other] anamnesi familiari
    }
kind-social-history =
    { $count ->
        [one] dato sullo stile di vita
       *[other] dati sullo stile di vita
    }
kind-appointment =
    { $count ->
        [one] appuntamento
       *[other] appuntamenti
    }
kind-message =
    { $count ->
        [one] messaggio
       *[other] messaggi
    }
kind-questionnaire =
    { $count ->
        [one] questionario
       *[other] questionari
    }
kind-other =
    { $count ->
        [one] altro dato
       *[other] altri dati
    }
count = { $count } { $noun }

## statuses
status-active = attivo
status-inactive = non attivo
status-recurrence = ricomparso
status-relapse = ricaduta
status-remission = in remissione
status-resolved = risolto
status-confirmed = confermato
status-unconfirmed = non confermato
status-provisional = provvisorio
status-differential = una di più possibilità
status-refuted = escluso
status-entered-in-error = inserito per errore
status-on-hold = in sospeso
status-cancelled = annullato
status-completed = completato
status-stopped = interrotto
status-ended = concluso
status-draft = bozza
status-unknown = sconosciuto
status-intended = previsto
status-recorded = annotato
status-not-taken = non assunto
status-not-done = non eseguito
status-registered = registrato
status-preliminary = preliminare
status-partial = parziale
status-final = definitivo
status-amended = modificato
status-corrected = corretto
status-appended = integrato
status-proposed = proposto
status-pending = in attesa
status-booked = prenotato
status-arrived = arrivato
status-checked-in = accettato
status-fulfilled = avvenuto
status-noshow = non presentato
status-waitlist = in lista d’attesa
status-planned = pianificato
status-triaged = valutato per urgenza
status-in-progress = in corso
status-onleave = in permesso
status-finished = terminato
status-accepted = accettato
status-rejected = rifiutato
status-suspended = sospeso
status-superseded = sostituito da uno più recente
status-current = attuale
status-requested = richiesto
status-received = ricevuto
status-ready = pronto
status-failed = fallito
status-revoked = revocato

## how a value compares
flag-critical = critico
flag-high = alto
flag-low = basso
flag-abnormal = fuori norma
flag-normal = nella norma

## connections
support-checking = in verifica
support-supported = supportato
support-unsupported = non supportato
authorisation-ok = accesso effettuato
authorisation-needs-sign-in = accesso richiesto
authorisation-removed = rimosso
sync-never = mai aggiornato
sync-running = aggiornamento in corso
sync-ok = aggiornato
sync-partial = aggiornato in parte
sync-failed = aggiornamento non riuscito
sync-cancelled = aggiornamento interrotto
outcome-done = c’è tutto
outcome-empty = il portale non ne ha
outcome-refused = il portale non l’ha fornito
outcome-not-granted = non è stato autorizzato all’accesso
outcome-not-supported = il portale non lo offre
outcome-partial = ne manca una parte
outcome-failed = non è stato ancora possibile recuperarlo
outcome-unfinished = non c’è ancora tutto
outcome-not-asked = non è stato chiesto al portale

## how a section of the snapshot stands
standing-facts = noto
standing-gap = Potrebbero essercene: un portale non ha fornito tutto.
standing-said-none = Nulla di noto: così risulta da un dato.
standing-empty = Niente nei portali interrogati.
standing-unclear = Non noto con certezza.
standing-not-asked = Non noto: nessuno è stato interpellato.

## why a reading is no point
reason-words = espresso a parole
reason-no-value = nessun valore
reason-no-date = nessuna data
reason-no-unit = nessuna unità
reason-unknown-unit = unità sconosciuta
reason-other-unit = unità non convertibile
reason-number = numero illeggibile

## roles and actors
role-owner = titolare
role-co-manager = cogestore
role-contributor = collaboratore
role-viewer = lettore
actor-person = Lei
actor-engine = l’app
actor-connection = il portale

## headings
heading-snapshot = In sintesi
heading-timeline = Cronologia
heading-problems = Problemi di salute
heading-medications = Farmaci attuali
heading-allergies = Allergie
heading-results = Risultati recenti
heading-vital-signs = Parametri vitali
heading-immunizations = Vaccinazioni
heading-upcoming = In programma
heading-visits = Visite recenti
heading-care-team = Équipe di cura
heading-undated = Senza data
heading-no-visit = Fuori da una visita
heading-missing = Potrebbe mancare
heading-unclear = Non chiaro
column-date = Data
column-value = Valore
column-range = Atteso
column-source = Fonte
column-written = Come riportato
column-reason = Motivo

## the chart
chart-range = Intervallo di riferimento
chart-bound = Al massimo o almeno
chart-abnormal = Fuori norma
chart-by-hand = Inserito a mano
chart-unknown-source = Altra fonte
chart-empty = Non ci sono valori da mostrare.
chart-description =
    { $count ->
        [one] { $title }: un valore, { $last }, { $date }.
       *[other] { $title }: { $count } valori tra { $first } e { $date }, l’ultimo { $last }.
    }

## troubles
trouble-none-what = Va tutto bene.
trouble-none-todo = Non occorre fare nulla.
trouble-sign-in-what = L’accesso al portale è scaduto.
trouble-sign-in-todo = Effettuare di nuovo l’accesso. I dati presenti qui non cambiano.
trouble-refused-what = L’operazione non è stata autorizzata.
trouble-refused-todo = Autorizzarla all’accesso, o chiedere a chi può farlo.
trouble-portal-what = Il portale non è raggiungibile, o ha un problema.
trouble-portal-todo = Attendere un po’ e riprovare.
trouble-not-offered-what = Il portale non lo offre.
trouble-not-offered-todo = Chiederlo alla struttura sanitaria, o aggiungerlo a mano.
trouble-other-person-what = Il paziente nel portale potrebbe essere un’altra persona.
trouble-other-person-todo = Verificare di chi sono questi dati, poi confermare o rimuovere il collegamento.
trouble-gap-what = Alcuni dati non sono ancora stati recuperati.
trouble-gap-todo = Non occorre fare nulla. Il prossimo aggiornamento riproverà.
trouble-under-way-what = È già in corso.
trouble-under-way-todo = Non occorre fare nulla. Ricontrollare tra poco.
trouble-cancelled-what = È stato interrotto prima della fine.
trouble-cancelled-todo = Quanto ricevuto finora è conservato. Si può riprendere in ogni momento.
trouble-not-found-what = Ciò che si cerca non c’è.
trouble-not-found-todo = Scegliere qualcos’altro.
trouble-invalid-what = Non può essere salvato così com’è.
trouble-invalid-todo = Modificarlo e riprovare.
trouble-locked-what = I dati non si possono aprire in questo modo.
trouble-locked-todo = Riprovare. Non è stato modificato nulla.
trouble-device-what = La lettura o il salvataggio su questo dispositivo non è riuscito.
trouble-device-todo = Verificare che il dispositivo abbia spazio libero e riprovare.
trouble-damaged-what = Una parte di quanto conservato è danneggiata.
trouble-damaged-todo = Ripristinarla da un backup, o lasciare che l’app la ripari.
trouble-app-what = Questa app ha un difetto, o è troppo vecchia.
trouble-app-todo = Aggiornare l’app, o avvisare chi la produce.
try-again = Riprovare tra { $time }.

## what a doubt is about
doubt-name = il nome
doubt-birth-date = la data di nascita
doubt-birth-date-swapped = l’ordine di giorno e mese nella data di nascita
doubt-sex = il sesso
doubt-differs =
    { $count ->
        [one] { $what } non corrisponde.
       *[other] { $what } non corrispondono.
    }
list-and = { $list } e { $last }

## news of a sync
record =
    { $count ->
        [one] dato
       *[other] dati
    }
news-new = Novità da { $portal }: { $new } { $noun }
news-changed = Modifiche da { $portal }: { $changed } { $noun }
news-new-changed = Su { $portal }, { $noun }: novità ({ $new }) e modifiche ({ $changed })
news-gone = Non più su { $portal }: { $gone } { $noun }
news-also-gone = { $news }; non più in elenco: { $gone }
news-conflicts =
    { $count ->
        [one] la Sua correzione e { $portal } ora differiscono in { $records } dato
       *[other] le Sue correzioni e { $portal } ora differiscono in { $records } dati
    }

## what happened and what to do, case by case
todo-nothing = Non occorre fare nulla.
todo-sign-in-again = Effettuare di nuovo l’accesso. I dati presenti qui non cambiano.
todo-begin-again = Ricominciare l’accesso dall’inizio.
todo-tell-makers = Non si può fare nulla. Avvisare chi produce l’app.
todo-check-address = Verificare l’indirizzo, o cercare la struttura sanitaria per nome.
todo-free-space = Verificare che il dispositivo abbia spazio libero e riprovare.
todo-check-internet = Verificare la connessione a internet. Se funziona, attendere un po’ e riprovare.
todo-wait = Attendere un po’ e riprovare.
todo-next-update = Non occorre fare nulla. Il prossimo aggiornamento riproverà.
todo-ask-provider = Se manca qualcosa, chiederlo alla struttura sanitaria.
todo-connect-again = Collegare di nuovo il portale per riceverne nuovi dati.
todo-whose = Verificare di chi sono questi dati, poi confermare o rimuovere il collegamento. Finora non è stato conservato nulla.
todo-look-later = Non occorre fare nulla. Ricontrollare tra poco.
todo-close-and-open = Chiudere questa finestra e riaprirla.
todo-more-access = Chiedere a chi li gestisce di farlo, o di concedere un accesso più ampio.
todo-remove-there = Accedere al portale e rimuovere questa app dall’elenco delle app autorizzate.
case-sign-in-ended-what = L’accesso al portale è scaduto.
case-sign-in-ended-todo = { todo-sign-in-again }
case-portal-refused-what = Il portale non l’ha consentito.
case-portal-refused-todo = Riprovare e consentire l’accesso quando il portale lo chiede. Se rifiuta ancora, chiedere aiuto alla struttura sanitaria.
case-app-settings-what = Questa app non è configurata correttamente per questo portale.
case-app-settings-todo = { todo-tell-makers }
case-not-a-portal-what = L’indirizzo risponde, ma non come un portale per pazienti che questa app sappia leggere.
case-not-a-portal-todo = { todo-check-address }
case-address-unsafe-what = L’indirizzo del portale non è sicuro.
case-address-unsafe-todo = { todo-check-address }
case-answer-of-another-what = Non è stato possibile completare l’accesso, perché la risposta appartiene a un altro.
case-answer-of-another-todo = { todo-begin-again }
case-stopped-what = L’operazione è stata interrotta prima della fine.
case-stopped-todo = Si può riavviare in ogni momento.
case-device-failed-what = Qualcosa su questo dispositivo non ha funzionato.
case-device-failed-todo = { todo-free-space }
case-device-other-what = Qualcosa su questo dispositivo non ha funzionato.
case-device-other-todo = Riprovare.
case-portal-not-offered-what = Questo portale non lo offre.
case-portal-not-offered-todo = Non occorre fare nulla. Se manca qualcosa, chiederne una copia alla struttura sanitaria.
case-portal-not-found-what = Il portale non lo ha più.
case-portal-not-found-todo = Non occorre fare nulla. Se manca qualcosa, rivolgersi alla struttura sanitaria.
case-portal-lost-place-what = Il portale ha perso il segno a metà di un lungo elenco.
case-portal-lost-place-todo = Non occorre fare nulla. Il prossimo aggiornamento ricomincerà l’elenco.
case-portal-unreachable-what = Al momento il portale non è raggiungibile.
case-portal-unreachable-todo = { todo-check-internet }
case-portal-timeout-what = Il portale ha impiegato troppo tempo a rispondere.
case-portal-timeout-todo = { todo-wait }
case-portal-busy-what = Il portale è occupato e chiede di pazientare.
case-portal-busy-todo = { todo-wait }
case-portal-failed-what = Il portale ha un problema.
case-portal-failed-todo = Attendere un po’ e riprovare. Non dipende da Lei.
case-portal-too-large-what = Il portale ha inviato in una volta più di quanto questa app possa ricevere.
case-portal-too-large-todo = Avvisare chi produce l’app. Tutto il resto è arrivato come al solito.
case-portal-malformed-what = Il portale ha inviato qualcosa di incomprensibile.
case-portal-malformed-todo = Per ora non occorre fare nulla. Se succede di nuovo, avvisare chi produce l’app.
case-portal-unexpected-what = Il portale non ha risposto come previsto.
case-portal-unexpected-todo = { todo-wait }
case-update-sign-in-ended-what = L’accesso al portale è scaduto prima che arrivasse tutto.
case-update-sign-in-ended-todo = Effettuare di nuovo l’accesso. L’aggiornamento riprenderà da dove si è fermato.
case-update-portal-away-what = Il portale non è raggiungibile, o ha un problema.
case-update-portal-away-todo = { todo-next-update }
case-update-gap-what = Alcuni dati non sono ancora stati recuperati.
case-update-gap-todo = { todo-next-update }
case-update-whole-what = Tutto ciò che il portale ha fornito è qui.
case-update-whole-todo = { todo-nothing }
case-part-done-what = È stato recuperato tutto ciò che c’è.
case-part-done-todo = { todo-nothing }
case-part-empty-what = Il portale non ha nulla di tutto questo.
case-part-empty-todo = { todo-nothing }
case-part-refused-what = Il portale non ha fornito questa parte dei dati.
case-part-refused-todo = { todo-ask-provider }
case-part-not-granted-what = Questa parte dei dati non è stata autorizzata all’accesso.
case-part-not-granted-todo = Per recuperare anche questa, accedere di nuovo e autorizzarla.
case-part-not-offered-what = Il portale non offre questa parte dei dati.
case-part-not-offered-todo = { todo-ask-provider }
case-part-missing-what = Una parte non è stata recuperata.
case-part-missing-todo = Non occorre fare nulla. Il prossimo aggiornamento proverà a colmare la lacuna.
case-part-failed-what = Non è stato possibile recuperarlo.
case-part-failed-todo = { todo-next-update }
case-removed-and-kept-what = Questo collegamento è stato rimosso, e i suoi dati sono stati conservati.
case-removed-and-kept-todo = { todo-connect-again }
case-portal-unsupported-what = Questa app non è ancora in grado di leggere questo portale.
case-portal-unsupported-todo = È comunque possibile aggiungere dati a mano, o come file.
case-portal-checking-what = Si sta verificando se questo portale può essere letto.
case-portal-checking-todo = Non occorre fare nulla. Può richiedere alcuni giorni.
case-connection-works-what = Il collegamento funziona.
case-connection-works-todo = { todo-nothing }
case-update-never-what = Da questo portale non è stato ancora recuperato nulla.
case-update-never-todo = Non occorre fare nulla. Il primo aggiornamento recupererà tutto.
case-update-running-what = I dati sono in fase di aggiornamento.
case-update-running-todo = Non occorre fare nulla. Può richiedere un po’ di tempo.
case-update-failed-what = L’ultimo aggiornamento non è riuscito.
case-update-failed-todo = Non occorre fare nulla. L’app riproverà da sola.
case-last-update-stopped-what = L’ultimo aggiornamento è stato interrotto prima della fine.
case-last-update-stopped-todo = Quanto ricevuto finora è conservato. Il prossimo aggiornamento riprenderà da lì.
case-update-under-way-what = Questo collegamento è già in fase di aggiornamento.
case-update-under-way-todo = { todo-look-later }
case-connection-gone-what = Questo collegamento è stato rimosso.
case-connection-gone-todo = { todo-connect-again }
case-portals-mixed-up-what = L’app ha confuso due portali.
case-portals-mixed-up-todo = { todo-tell-makers }
case-sign-in-over-what = Questo accesso era già concluso, o ha atteso troppo a lungo.
case-sign-in-over-todo = { todo-begin-again }
case-other-patient-what = L’accesso è stato effettuato con un paziente diverso da prima.
case-other-patient-todo = Accedere con lo stesso paziente di prima, o collegare di nuovo il portale. Non è stato modificato nulla.
case-update-stopped-what = L’aggiornamento è stato interrotto prima della fine.
case-update-stopped-todo = Quanto ricevuto finora è conservato. Si può riavviare in ogni momento.
case-update-taken-over-what = L’aggiornamento è stato ripreso altrove.
case-update-taken-over-todo = Non occorre fare nulla. Quanto ricevuto finora è conservato.
case-other-person-what = Il paziente nel portale potrebbe essere un’altra persona.
case-other-person-todo = { todo-whose }
case-kept-damaged-what = Qualcosa di quanto conservato qui è danneggiato.
case-kept-damaged-todo = È stato lasciato com’è. Ripristinare una copia, o chiedere aiuto a chi produce l’app.
case-kept-older-what = Quanto conservato qui è più vecchio del dovuto.
case-kept-older-todo = Forse è stata rimessa una copia più vecchia. Ripristinare la più recente.
case-kept-newer-what = Questi dati sono stati scritti da una versione più recente dell’app.
case-kept-newer-todo = Aggiornare l’app.
case-new-key-elsewhere-what = I dati hanno ricevuto una nuova chiave in un’altra finestra o app.
case-new-key-elsewhere-todo = { todo-close-and-open }
case-no-longer-here-what = Questo non c’è più.
case-no-longer-here-todo = Forse è stato rimosso. Tornare indietro e ricontrollare.
case-changed-elsewhere-what = Qualcos’altro sta modificando gli stessi dati.
case-changed-elsewhere-todo = Riprovare tra un momento.
case-closed-what = Questi dati sono stati chiusi.
case-closed-todo = Riaprirli.
case-exists-what = Esiste già.
case-exists-todo = { todo-nothing }
case-came-from-portal-what = I dati arrivati da un portale non si possono modificare.
case-came-from-portal-todo = Si può aggiungere una nota, nasconderlo, o chiedere alla struttura sanitaria di correggerlo.
case-written-by-hand-what = È stato inserito a mano, quindi non c’è un’altra fonte da correggere.
case-written-by-hand-todo = Modificare la voce stessa.
case-nothing-to-undo-what = Non c’è nulla da annullare.
case-nothing-to-undo-todo = { todo-nothing }
case-undone-already-what = È già stato annullato.
case-undone-already-todo = Per riaverlo, annullare l’annullamento.
case-not-undoable-what = Non si può annullare.
case-not-undoable-todo = Controllare se nel frattempo è stato fatto qualcosa che ne dipende, e annullarlo per primo.
case-not-permitted-what = L’accesso a questi dati non lo comprende.
case-not-permitted-todo = { todo-more-access }
case-invitation-over-what = Questo invito non è più valido.
case-invitation-over-todo = Chiederne uno nuovo.
case-too-much-or-unreadable-what = Non può essere salvato così com’è.
case-too-much-or-unreadable-todo = Accorciarlo o modificarlo, e riprovare.
case-not-valid-what = Non può essere salvato così com’è.
case-not-valid-todo = Modificarlo e riprovare.
case-device-storage-what = La lettura o il salvataggio su questo dispositivo non è riuscito.
case-device-storage-todo = { todo-free-space }
case-removed-and-told-what = Il collegamento è stato rimosso, e il portale è stato avvisato.
case-removed-and-told-todo = { todo-nothing }
case-removed-here-what = Il collegamento è stato rimosso da questo dispositivo.
case-removed-here-todo = Per sicurezza, controllare l’elenco delle app autorizzate del portale e rimuovere questa.
case-removed-untold-what = Il collegamento è stato rimosso da questo dispositivo, ma non si può avvisare il portale.
case-removed-untold-todo = { todo-remove-there }
case-removed-telling-failed-what = Il collegamento è stato rimosso da questo dispositivo, ma non è stato possibile avvisare il portale.
case-removed-telling-failed-todo = { todo-remove-there }
case-portal-unknown-what = Al momento questa app non sa comunicare con questo portale.
case-portal-unknown-todo = Aggiornare l’app, o avvisare chi la produce.
case-kept-another-way-what = Questa app non può aprire dati sanitari conservati in questo modo.
case-kept-another-way-todo = Aprirli con l’app che li ha creati, o aggiornare questa. Non è stato modificato nulla.
case-portal-away-what = Il portale non è raggiungibile, o ha un problema.
case-portal-away-todo = { todo-check-internet }
case-wrong-passphrase-what = La frase segreta non è quella giusta.
case-wrong-passphrase-todo = Riprovare. Non è stato modificato nulla.
case-no-records-here-what = In questo posto non ci sono dati sanitari.
case-no-records-here-todo = Scegliere un altro posto, o ricominciare da capo.
case-open-elsewhere-what = I dati sono aperti in un’altra finestra o app.
case-open-elsewhere-todo = Chiudere l’altra e riprovare.
case-changed-while-copied-what = I dati sono cambiati durante la copia.
case-changed-while-copied-todo = Nulla è andato perso. Riprovare.
case-device-full-what = Il dispositivo è pieno.
case-device-full-todo = Liberare spazio e riprovare. Quanto conservato si può ancora leggere.
case-backup-part-missing-what = Manca una parte dei backup.
case-backup-part-missing-todo = Sceglierli tutti, o eseguire un nuovo backup.
case-not-a-backup-what = Questo non è un backup di dati sanitari.
case-not-a-backup-todo = Scegliere un altro file o un’altra cartella.
case-key-service-away-what = Il servizio che sblocca i dati non è raggiungibile.
case-key-service-away-todo = Attendere un po’ e riprovare. Non è stato modificato nulla.
case-key-service-refused-what = Il servizio che sblocca i dati non l’ha consentito.
case-key-service-refused-todo = Avvisare chi produce questa app. Non è stato modificato nulla.
case-key-service-without-key-what = Il servizio interpellato non ha la chiave di questi dati.
case-key-service-without-key-todo = Aprirli in un altro modo predisposto, o avvisare chi produce questa app.

## before a sign-in
sign-in-whose = Si sta collegando { $portal } al Backpack di { $name }.
sign-in-whose-born = Si sta collegando { $portal } al Backpack di { $name } (data di nascita: { $date }).
sign-in-nobody = Si sta collegando { $portal } a un Backpack la cui persona non ha ancora un nome.

## acts
act-created = creato
act-opened = aperto
act-imported = dati recuperati
act-vanished = non più nel portale
act-dismissed = messo da parte: è di un’altra persona
act-added = aggiunto
act-edited = modificato
act-noted = nota scritta
act-attached = file allegato
act-detached = file tolto
act-hidden = nascosto
act-shown = mostrato di nuovo
act-flagged = segnalato come errato
act-unflagged = segnalazione tolta
act-deleted = eliminato
act-restored = ripristinato
act-note-rewritten = nota riscritta
act-note-removed = nota rimossa
act-undone = annullato
act-other-change = altra modifica
act-tagged = etichetta aggiunta
act-untagged = etichetta tolta
act-corrected = corretto
act-uncorrected = correzione ritirata
act-linked = collegato a un altro dato
act-unlinked = collegamento tolto
act-contact-linked = collegato a un contatto
act-contact-unlinked = contatto tolto
act-file-added = file aggiunto
act-file-removed = file rimosso
act-person-described = profilo modificato
act-connected = portale collegato
act-signed-in = accesso rinnovato
act-person-confirmed = paziente confermato
act-disconnected = portale scollegato
act-connection-removed = collegamento e relativi dati eliminati
act-synced = aggiornato
act-exported = esportato
act-shared = condiviso
act-backed-up = backup eseguito
act-brought-back = ripristinato da un backup
act-verified = verificato
act-repaired = riparato
act-key-rotated = chiave rinnovata
act-unlocked = sbloccato
act-slot-added = accesso aggiunto
act-slot-removed = accesso rimosso
act-passphrase-changed = frase segreta cambiata
act-root-rotated = chiave principale rinnovata
act-backpack-added = persona aggiunta
act-backpack-deleted = persona eliminata
act-copied = copiato altrove
act-other = altro
act-rewrapped = chiave protetta di nuovo
act-invited = invito inviato
act-invitation-accepted = invito accettato
act-invitation-declined = invito rifiutato
act-invitation-withdrawn = invito ritirato
act-role-changed = ruolo cambiato
act-member-removed = accesso revocato
act-member-left = uscito
act-handed-over = consegnato
act-consented = consenso dato
act-consent-withdrawn = consenso ritirato
act-contact-kept = contatto salvato
act-contact-removed = contatto rimosso
act-request-kept = richiesta di dati salvata
act-request-removed = richiesta di dati rimossa

## time
now = proprio ora
today = oggi
yesterday = ieri
tomorrow = domani
ago-minutes =
    { $count ->
        [one] { $count } minuto fa
       *[other] { $count } minuti fa
    }
ago-hours =
    { $count ->
        [one] { $count } ora fa
       *[other] { $count } ore fa
    }
ago-days =
    { $count ->
        [one] { $count } giorno fa
       *[other] { $count } giorni fa
    }
ago-weeks =
    { $count ->
        [one] { $count } settimana fa
       *[other] { $count } settimane fa
    }
ago-months =
    { $count ->
        [one] { $count } mese fa
       *[other] { $count } mesi fa
    }
ago-years =
    { $count ->
        [one] { $count } anno fa
       *[other] { $count } anni fa
    }
in-minutes =
    { $count ->
        [one] tra { $count } minuto
       *[other] tra { $count } minuti
    }
in-hours =
    { $count ->
        [one] tra { $count } ora
       *[other] tra { $count } ore
    }
in-days =
    { $count ->
        [one] tra { $count } giorno
       *[other] tra { $count } giorni
    }
in-weeks =
    { $count ->
        [one] tra { $count } settimana
       *[other] tra { $count } settimane
    }
in-months =
    { $count ->
        [one] tra { $count } mese
       *[other] tra { $count } mesi
    }
in-years =
    { $count ->
        [one] tra { $count } anno
       *[other] tra { $count } anni
    }
span-minutes =
    { $count ->
        [one] { $count } minuto
       *[other] { $count } minuti
    }
span-hours =
    { $count ->
        [one] { $count } ora
       *[other] { $count } ore
    }
span-days =
    { $count ->
        [one] { $count } giorno
       *[other] { $count } giorni
    }

## units that people say
unit-minute =
    { $count ->
        [one] minuto
       *[other] minuti
    }
unit-hour =
    { $count ->
        [one] ora
       *[other] ore
    }
unit-day =
    { $count ->
        [one] giorno
       *[other] giorni
    }
unit-week =
    { $count ->
        [one] settimana
       *[other] settimane
    }
unit-month =
    { $count ->
        [one] mese
       *[other] mesi
    }
unit-year =
    { $count ->
        [one] anno
       *[other] anni
    }
unit-pound =
    { $count ->
        [one] libbra
       *[other] libbre
    }
unit-ounce =
    { $count ->
        [one] oncia
       *[other] once
    }
unit-inch =
    { $count ->
        [one] pollice
       *[other] pollici
    }
unit-foot =
    { $count ->
        [one] piede
       *[other] piedi
    }
unit-step =
    { $count ->
        [one] passo
       *[other] passi
    }
unit-per-minute = al minuto

## dates
date-day = { $day } { $month } { $year }
date-month = { $month } { $year }
date-time = { $date }, ore { $time }
date-short-day = { $day } { $month }
date-short-month = { $month } { $year }
date-first = { $day }º

## months
month-1 = gennaio
month-short-1 = gen
month-2 = febbraio
month-short-2 = feb
month-3 = marzo
month-short-3 = mar
month-4 = aprile
month-short-4 = apr
month-5 = maggio
month-short-5 = mag
month-6 = giugno
month-short-6 = giu
month-7 = luglio
month-short-7 = lug
month-8 = agosto
month-short-8 = ago
month-9 = settembre
month-short-9 = set
month-10 = ottobre
month-short-10 = ott
month-11 = novembre
month-short-11 = nov
month-12 = dicembre
month-short-12 = dic

## the sheet of a visit
visit-sheet = Preparazione alla prossima visita
visit-next = Prossima visita
visit-with = Con
visit-last = Ultima visita
visit-since = Nuovo dal
visit-no-earlier = Nessuna visita precedente nota, quindi è elencato tutto.
visit-questions = Le mie domande
visit-out-of-range = Risultati fuori norma
visit-begun = Farmaci iniziati
visit-stopped = Farmaci terminati
visit-new = Altre novità
visit-changed = Modificato dalla fonte
visit-disputed = Non sono d’accordo
visit-conflict = la mia correzione e la fonte differiscono
visit-more = Potrebbe esserci altro: un portale non ha fornito tutto.
visit-and-more =
    { $count ->
        [one] e { $count } altro
       *[other] e altri { $count }
    }

## share cards
card-emergency = Scheda di emergenza
card-health-history = Storia sanitaria
card-food-allergies = Allergie alimentari
card-as-of = Situazione al { $date }
card-disputed = segnalato come errato dalla persona
card-contacts = Contatti
card-files = File
card-nothing = Su questa scheda non c’è nulla.
card-snapshot = condiviso com’era quel giorno
card-as-of-utc = Situazione al { $date } (UTC)
card-not-known = non noto
card-medication-allergies = Allergie ai farmaci
card-not-said = Questa scheda non dice se ce ne sono.
card-may-be-some = Possono essercene.
card-may-be-more = Possono essercene altre.
card-a-portal = Un portale
card-why-refused = { $portal }: non li ha forniti.
card-why-not-granted = { $portal }: l’accesso non li comprende.
card-why-not-supported = { $portal }: non li offre.
card-why-partial = { $portal }: ne ha fornito una parte.
card-why-failed = { $portal }: la richiesta non è riuscita.
card-why-unfinished = { $portal }: non ha ancora risposto.
card-why-not-asked = { $portal }: non gli sono stati chiesti.
card-without = Di questi non è mostrato nulla
card-letters-missing = Il segno � sta per una lettera che qui non si può stampare: { $letters }.
card-link-look = Inquadrare il codice o aprire l’indirizzo:
card-link-code-apart = La pagina chiede un codice di accesso, che viene comunicato per altra via.
card-link-code = Codice di accesso
card-link-until = Valido fino a: { $date }
card-link-until-utc = Valido fino a: { $date } (UTC)
card-link-open-end = Valido finché non viene disattivato.
card-link-picture = Codice QR dell’indirizzo
paper-page = Pagina { $number } di { $count }
fact-name = Nome
fact-birth-date = Data di nascita
fact-gender = Genere
fact-birth-sex = Sesso alla nascita
fact-blood-type = Gruppo sanguigno
fact-country = Paese
fact-state = Stato
fact-race = Origine (race)
fact-ethnicity = Etnia
gender-female = femminile
gender-male = maschile
gender-other = altro
gender-unknown = sconosciuto
birth-sex-f = femminile
birth-sex-m = maschile
birth-sex-unk = sconosciuto
