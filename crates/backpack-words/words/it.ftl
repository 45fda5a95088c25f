# What a person sees of the engine's own words: Italian.

## kinds
kind-allergy =
    { $count ->
        [one] allergia
       *[other] allergie
    }
kind-condition =
    { $count ->
        [one] malattia
       *[other] malattie
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
standing-said-none = Nessuna nota, come risulta dai dati.
standing-empty = Niente nei portali interrogati.
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
