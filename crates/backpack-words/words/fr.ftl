# What a person sees of the engine's own words: French.

## kinds
kind-allergy =
    { $count ->
        [one] allergie
       *[other] allergies
    }
kind-condition =
    { $count ->
        [one] maladie
       *[other] maladies
    }
kind-symptom =
    { $count ->
        [one] symptôme
       *[other] symptômes
    }
kind-injury =
    { $count ->
        [one] blessure
       *[other] blessures
    }
kind-medication =
    { $count ->
        [one] médicament
       *[other] médicaments
    }
kind-immunization =
    { $count ->
        [one] vaccination
       *[other] vaccinations
    }
kind-lab-result =
    { $count ->
        [one] résultat d’analyse
       *[other] résultats d’analyse
    }
kind-vital-sign =
    { $count ->
        [one] signe vital
       *[other] signes vitaux
    }
kind-procedure =
    { $count ->
        [one] intervention
       *[other] interventions
    }
kind-visit =
    { $count ->
        [one] consultation
       *[other] consultations
    }
kind-report =
    { $count ->
        [one] compte rendu
       *[other] comptes rendus
    }
kind-document =
    { $count ->
        [one] document
       *[other] documents
    }
kind-imaging =
    { $count ->
        [one] examen d’imagerie
       *[other] examens d’imagerie
    }
kind-genetic-result =
    { $count ->
        [one] résultat génétique
       *[other] résultats génétiques
    }
kind-care-plan =
    { $count ->
        [one] plan de soins
       *[other] plans de soins
    }
kind-goal =
    { $count ->
        [one] objectif
       *[other] objectifs
    }
kind-care-team =
    { $count ->
        [one] entrée de l’équipe de soins
       *[other] entrées de l’équipe de soins
    }
kind-device =
    { $count ->
        [one] dispositif
       *[other] dispositifs
    }
kind-coverage =
    { $count ->
        [one] couverture d’assurance
       *[other] couvertures d’assurance
    }
kind-claim =
    { $count ->
        [one] demande de remboursement
       *[other] demandes de remboursement
    }
kind-family-history =
    { $count ->
        [one] antécédent familial
       *[other] antécédents familiaux
    }
kind-social-history =
    { $count ->
        [one] élément de mode de vie
       *[other] éléments de mode de vie
    }
kind-appointment =
    { $count ->
        [one] rendez-vous
       *[other] rendez-vous
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
        [one] autre élément
       *[other] autres éléments
    }
count = { $count } { $noun }

## statuses
status-active = actif
status-inactive = inactif
status-recurrence = récidive
status-relapse = rechute
status-remission = en rémission
status-resolved = résolu
status-confirmed = confirmé
status-unconfirmed = non confirmé
status-provisional = provisoire
status-differential = parmi plusieurs possibilités
status-refuted = écarté
status-entered-in-error = saisi par erreur
status-on-hold = en pause
status-cancelled = annulé
status-completed = terminé
status-stopped = arrêté
status-ended = fini
status-draft = brouillon
status-unknown = inconnu
status-intended = prévu
status-recorded = consigné
status-not-taken = non pris
status-not-done = non réalisé
status-registered = enregistré
status-preliminary = préliminaire
status-partial = partiel
status-final = définitif
status-amended = modifié
status-corrected = corrigé
status-appended = complété
status-proposed = proposé
status-pending = en attente
status-booked = réservé
status-arrived = arrivé
status-checked-in = présence enregistrée
status-fulfilled = honoré
status-noshow = absent
status-waitlist = sur liste d’attente
status-planned = planifié
status-triaged = trié selon l’urgence
status-in-progress = en cours
status-onleave = en permission
status-finished = achevé
status-accepted = accepté
status-rejected = refusé
status-suspended = suspendu
status-superseded = remplacé par un plus récent
status-current = actuel
status-requested = demandé
status-received = reçu
status-ready = prêt
status-failed = échoué
status-revoked = révoqué

## how a value compares
flag-critical = critique
flag-high = élevé
flag-low = bas
flag-abnormal = anormal
flag-normal = normal

## connections
support-checking = en cours de vérification
support-supported = pris en charge
support-unsupported = non pris en charge
authorisation-ok = connecté
authorisation-needs-sign-in = connexion requise
authorisation-removed = supprimée
sync-never = jamais actualisé
sync-running = mise à jour en cours
sync-ok = à jour
sync-partial = partiellement à jour
sync-failed = échec de la mise à jour
sync-cancelled = mise à jour interrompue
outcome-done = tout est là
outcome-empty = le portail n’a rien
outcome-refused = le portail ne l’a pas fourni
outcome-not-granted = vous ne l’avez pas autorisé à la connexion
outcome-not-supported = le portail ne le propose pas
outcome-partial = il en manque une partie
outcome-failed = n’a pas encore pu être récupéré
outcome-unfinished = tout n’est pas encore là
outcome-not-asked = le portail n’a pas été interrogé

## how a section of the snapshot stands
standing-facts = connu
standing-gap = Il peut y en avoir : un portail n’a pas tout fourni.
standing-said-none = Aucune connue, selon le dossier.
standing-empty = Rien auprès des portails interrogés.
standing-not-asked = Inconnu : personne n’a été interrogé.

## why a reading is no point
reason-words = exprimé en mots
reason-no-value = pas de valeur
reason-no-date = pas de date
reason-no-unit = pas d’unité
reason-unknown-unit = unité inconnue
reason-other-unit = unité non convertible
reason-number = nombre illisible

## roles and actors
role-owner = titulaire
role-co-manager = cogestionnaire
role-contributor = contributeur
role-viewer = lecteur
actor-person = vous
actor-engine = l’application
actor-connection = le portail

## headings
heading-snapshot = En un coup d’œil
heading-timeline = Chronologie
heading-problems = Problèmes de santé
heading-medications = Médicaments actuels
heading-allergies = Allergies et intolérances
heading-results = Résultats récents
heading-vital-signs = Signes vitaux
heading-immunizations = Vaccinations
heading-upcoming = À venir
heading-visits = Consultations récentes
heading-care-team = Équipe de soins
heading-undated = Sans date
heading-no-visit = Hors consultation
heading-missing = Peut manquer
heading-unclear = Pas clair
column-date = Date
column-value = Valeur
column-range = Attendu
column-source = Source
column-written = Tel qu’écrit
column-reason = Motif

## the chart
chart-range = Intervalle de référence
chart-bound = Au plus ou au moins
chart-abnormal = Anormal
chart-by-hand = Saisi à la main
chart-unknown-source = Autre source
chart-empty = Il n’y a aucune valeur à afficher.
chart-description =
    { $count ->
        [one] { $title } : une valeur, { $last }, { $date }.
       *[other] { $title } : { $count } valeurs entre { $first } et { $date }, la dernière { $last }.
    }

## troubles
trouble-none-what = Tout va bien.
trouble-none-todo = Vous n’avez rien à faire.
trouble-sign-in-what = Votre connexion au portail a pris fin.
trouble-sign-in-todo = Veuillez vous reconnecter. Vos données ici restent inchangées.
trouble-refused-what = Cela n’a pas été autorisé.
trouble-refused-todo = Autorisez-le à la connexion, ou demandez à quelqu’un qui le peut.
trouble-portal-what = Le portail est injoignable, ou rencontre un problème.
trouble-portal-todo = Veuillez patienter un moment, puis réessayer.
trouble-not-offered-what = Le portail ne propose pas cela.
trouble-not-offered-todo = Demandez-le à votre soignant, ou ajoutez-le à la main.
trouble-other-person-what = Le patient du portail est peut-être quelqu’un d’autre.
trouble-other-person-todo = Vérifiez à qui appartiennent ces données, puis confirmez ou supprimez la connexion.
trouble-gap-what = Certaines de vos données n’ont pas encore pu être récupérées.
trouble-gap-todo = Vous n’avez rien à faire. La prochaine mise à jour réessaiera.
trouble-under-way-what = C’est déjà en cours.
trouble-under-way-todo = Vous n’avez rien à faire. Revenez dans un moment.
trouble-cancelled-what = Cela a été interrompu avant la fin.
trouble-cancelled-todo = Ce qui a été reçu est conservé. Vous pouvez reprendre à tout moment.
trouble-not-found-what = Ce que vous demandez n’est pas là.
trouble-not-found-todo = Veuillez choisir autre chose.
trouble-invalid-what = Cela ne peut pas être enregistré ainsi.
trouble-invalid-todo = Veuillez le modifier, puis réessayer.
trouble-locked-what = Vos données ne peuvent pas être ouvertes ainsi.
trouble-locked-todo = Veuillez réessayer. Rien n’a été modifié.
trouble-device-what = La lecture ou l’enregistrement sur cet appareil a échoué.
trouble-device-todo = Vérifiez que l’appareil a de l’espace libre, puis réessayez.
trouble-damaged-what = Une partie de ce qui est conservé est endommagée.
trouble-damaged-todo = Rétablissez-la depuis une sauvegarde, ou laissez l’application la réparer.
trouble-app-what = Cette application est en cause, ou trop ancienne.
trouble-app-todo = Mettez l’application à jour, ou prévenez ses auteurs.
try-again = Veuillez réessayer dans { $time }.

## acts
act-created = créé
act-opened = ouvert
act-imported = données récupérées
act-vanished = n’est plus sur le portail
act-dismissed = écarté : appartient à quelqu’un d’autre
act-added = ajouté
act-edited = modifié
act-noted = note écrite
act-attached = fichier joint
act-detached = fichier retiré
act-hidden = masqué
act-shown = affiché de nouveau
act-flagged = signalé comme erroné
act-unflagged = signalement retiré
act-deleted = supprimé
act-restored = rétabli
act-note-rewritten = note réécrite
act-note-removed = note supprimée
act-undone = annulé
act-other-change = autre modification
act-tagged = étiquette ajoutée
act-untagged = étiquette retirée
act-corrected = corrigé
act-uncorrected = correction retirée
act-linked = lié à un autre élément
act-unlinked = lien retiré
act-contact-linked = lié à un contact
act-contact-unlinked = contact retiré
act-file-added = fichier ajouté
act-file-removed = fichier supprimé
act-person-described = profil modifié
act-connected = portail connecté
act-signed-in = reconnecté
act-person-confirmed = patient confirmé
act-disconnected = portail déconnecté
act-connection-removed = connexion et ses données supprimées
act-synced = mis à jour
act-exported = exporté
act-shared = partagé
act-backed-up = sauvegarde effectuée
act-brought-back = rétabli depuis une sauvegarde
act-verified = vérifié
act-repaired = réparé
act-key-rotated = clé renouvelée
act-unlocked = déverrouillé
act-slot-added = accès ajouté
act-slot-removed = accès supprimé
act-passphrase-changed = phrase secrète modifiée
act-root-rotated = clé principale renouvelée
act-backpack-added = personne ajoutée
act-backpack-deleted = personne supprimée
act-copied = copié ailleurs
act-other = autre chose
act-rewrapped = clé protégée à nouveau
act-invited = invitation envoyée
act-invitation-accepted = invitation acceptée
act-invitation-declined = invitation refusée
act-invitation-withdrawn = invitation retirée
act-role-changed = rôle modifié
act-member-removed = accès retiré
act-member-left = parti
act-handed-over = transmis
act-consented = consentement donné
act-consent-withdrawn = consentement retiré
act-contact-kept = contact enregistré
act-contact-removed = contact supprimé
act-request-kept = demande de dossier enregistrée
act-request-removed = demande de dossier supprimée

## time
now = à l’instant
today = aujourd’hui
yesterday = hier
tomorrow = demain
ago-minutes =
    { $count ->
        [one] il y a { $count } minute
       *[other] il y a { $count } minutes
    }
ago-hours =
    { $count ->
        [one] il y a { $count } heure
       *[other] il y a { $count } heures
    }
ago-days =
    { $count ->
        [one] il y a { $count } jour
       *[other] il y a { $count } jours
    }
ago-weeks =
    { $count ->
        [one] il y a { $count } semaine
       *[other] il y a { $count } semaines
    }
ago-months =
    { $count ->
        [one] il y a { $count } mois
       *[other] il y a { $count } mois
    }
ago-years =
    { $count ->
        [one] il y a { $count } an
       *[other] il y a { $count } ans
    }
in-minutes =
    { $count ->
        [one] dans { $count } minute
       *[other] dans { $count } minutes
    }
in-hours =
    { $count ->
        [one] dans { $count } heure
       *[other] dans { $count } heures
    }
in-days =
    { $count ->
        [one] dans { $count } jour
       *[other] dans { $count } jours
    }
in-weeks =
    { $count ->
        [one] dans { $count } semaine
       *[other] dans { $count } semaines
    }
in-months =
    { $count ->
        [one] dans { $count } mois
       *[other] dans { $count } mois
    }
in-years =
    { $count ->
        [one] dans { $count } an
       *[other] dans { $count } ans
    }
span-minutes =
    { $count ->
        [one] { $count } minute
       *[other] { $count } minutes
    }
span-hours =
    { $count ->
        [one] { $count } heure
       *[other] { $count } heures
    }
span-days =
    { $count ->
        [one] { $count } jour
       *[other] { $count } jours
    }

## units that people say
unit-minute =
    { $count ->
        [one] minute
       *[other] minutes
    }
unit-hour =
    { $count ->
        [one] heure
       *[other] heures
    }
unit-day =
    { $count ->
        [one] jour
       *[other] jours
    }
unit-week =
    { $count ->
        [one] semaine
       *[other] semaines
    }
unit-month =
    { $count ->
        [one] mois
       *[other] mois
    }
unit-year =
    { $count ->
        [one] an
       *[other] ans
    }
unit-pound =
    { $count ->
        [one] livre
       *[other] livres
    }
unit-ounce =
    { $count ->
        [one] once
       *[other] onces
    }
unit-inch =
    { $count ->
        [one] pouce
       *[other] pouces
    }
unit-foot =
    { $count ->
        [one] pied
       *[other] pieds
    }
unit-step =
    { $count ->
        [one] pas
       *[other] pas
    }
unit-per-minute = par minute

## dates
date-day = { $day } { $month } { $year }
date-month = { $month } { $year }
date-time = { $date } à { $time }
date-short-day = { $day } { $month }
date-short-month = { $month } { $year }
date-first = { $day }er

## months
month-1 = janvier
month-short-1 = janv.
month-2 = février
month-short-2 = févr.
month-3 = mars
month-short-3 = mars
month-4 = avril
month-short-4 = avr.
month-5 = mai
month-short-5 = mai
month-6 = juin
month-short-6 = juin
month-7 = juillet
month-short-7 = juil.
month-8 = août
month-short-8 = août
month-9 = septembre
month-short-9 = sept.
month-10 = octobre
month-short-10 = oct.
month-11 = novembre
month-short-11 = nov.
month-12 = décembre
month-short-12 = déc.

## share cards
card-emergency = Carte d’urgence
card-health-history = Antécédents de santé
card-food-allergies = Allergies alimentaires
card-as-of = État au { $date }
card-disputed = signalé comme faux par la personne
card-contacts = Contacts
card-files = Fichiers
card-nothing = Il n’y a rien sur cette carte.
card-snapshot = partagé tel qu’il était ce jour-là
card-as-of-utc = État au { $date } (UTC)
card-not-known = non connu
card-medication-allergies = Allergies aux médicaments
card-not-said = Cette carte ne dit pas s’il y en a.
card-may-be-some = Il peut y en avoir.
card-may-be-more = Il peut y en avoir d’autres.
card-a-portal = Un portail
card-why-refused = { $portal } : ne l’a pas donné.
card-why-not-granted = { $portal } : la connexion ne le couvre pas.
card-why-not-supported = { $portal } : ne le propose pas.
card-why-partial = { $portal } : en a donné une partie.
card-why-failed = { $portal } : la demande a échoué.
card-why-unfinished = { $portal } : n’a pas encore répondu.
card-why-not-asked = { $portal } : n’a pas été interrogé à ce sujet.
card-without = Rien n’est montré de ceci
card-letters-missing = Le signe � remplace une lettre qui ne peut pas être imprimée ici : { $letters }.
card-link-look = Scannez le code ou ouvrez l’adresse :
card-link-code-apart = La page demande un code d’accès. Il vous est communiqué par une autre voie.
card-link-code = Code d’accès
card-link-until = Valable jusqu’au { $date }
card-link-until-utc = Valable jusqu’au { $date } (UTC)
card-link-open-end = Valable jusqu’à sa désactivation.
card-link-picture = Code QR de l’adresse
paper-page = Page { $number } sur { $count }
fact-name = Nom
fact-birth-date = Date de naissance
fact-gender = Genre
fact-birth-sex = Sexe à la naissance
fact-blood-type = Groupe sanguin
fact-country = Pays
fact-state = État fédéré
fact-race = Origine (race)
fact-ethnicity = Ethnicité
gender-female = féminin
gender-male = masculin
gender-other = autre
gender-unknown = inconnu
birth-sex-f = féminin
birth-sex-m = masculin
birth-sex-unk = inconnu
