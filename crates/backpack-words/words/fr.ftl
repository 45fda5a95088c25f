# What a person sees of the engine's own words: French.

## kinds
kind-allergy =
    { $count ->
        [one] allergie
       *[other] allergies
    }
kind-condition =
    { $count ->
        [one] problème de santé
       *[other] problèmes de santé
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
standing-said-none = Rien de connu : un élément du dossier l’indique.
standing-empty = Rien auprès des portails interrogés.
standing-unclear = Pas connu avec certitude.
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

## what a doubt is about
doubt-name = le nom
doubt-birth-date = la date de naissance
doubt-birth-date-swapped = l’ordre du jour et du mois dans la date de naissance
doubt-sex = le sexe
doubt-differs =
    { $count ->
        [one] { $what } ne correspond pas.
       *[other] { $what } ne correspondent pas.
    }
list-and = { $list } et { $last }

## news of a sync
record =
    { $count ->
        [one] élément
       *[other] éléments
    }
news-new = Nouveau sur { $portal } : { $new } { $noun }
news-changed = Modifié sur { $portal } : { $changed } { $noun }
news-new-changed = Sur { $portal }, { $noun } : nouveautés ({ $new }) et modifications ({ $changed })
news-gone = N’apparaît plus sur { $portal } : { $gone } { $noun }
news-also-gone = { $news } ; n’apparaît plus : { $gone }
news-conflicts =
    { $count ->
        [one] votre correction et { $portal } diffèrent maintenant sur { $records } élément
       *[other] vos corrections et { $portal } diffèrent maintenant sur { $records } éléments
    }

## what happened and what to do, case by case
todo-nothing = Vous n’avez rien à faire.
todo-sign-in-again = Veuillez vous reconnecter. Vos données ici restent inchangées.
todo-begin-again = Veuillez recommencer la connexion depuis le début.
todo-tell-makers = Vous n’y pouvez rien. Veuillez prévenir les auteurs de l’application.
todo-check-address = Vérifiez l’adresse, ou recherchez votre soignant par son nom.
todo-free-space = Vérifiez que l’appareil a de l’espace libre, puis réessayez.
todo-check-internet = Vérifiez votre connexion à internet. Si elle fonctionne, patientez un moment, puis réessayez.
todo-wait = Veuillez patienter un moment, puis réessayer.
todo-next-update = Vous n’avez rien à faire. La prochaine mise à jour réessaiera.
todo-ask-provider = S’il vous manque quelque chose, demandez-le à votre soignant.
todo-connect-again = Reconnectez le portail si vous voulez en recevoir de nouvelles données.
todo-whose = Vérifiez à qui appartiennent ces données, puis confirmez ou supprimez la connexion. Rien n’a été conservé jusqu’ici.
todo-look-later = Vous n’avez rien à faire. Revenez dans un moment.
todo-close-and-open = Veuillez fermer cette fenêtre, puis la rouvrir.
todo-more-access = Demandez à quelqu’un qui les gère de le faire, ou de vous donner plus d’accès.
todo-remove-there = Veuillez vous connecter au portail, et y retirer cette application de la liste des applications autorisées.
case-sign-in-ended-what = Votre connexion au portail a pris fin.
case-sign-in-ended-todo = { todo-sign-in-again }
case-portal-refused-what = Le portail ne l’a pas autorisé.
case-portal-refused-todo = Veuillez réessayer et autoriser l’accès lorsque le portail le demande. S’il refuse encore, demandez de l’aide à votre soignant.
case-app-settings-what = Cette application n’est pas bien configurée pour ce portail.
case-app-settings-todo = { todo-tell-makers }
case-not-a-portal-what = L’adresse répond, mais pas comme un portail patient que cette application sait lire.
case-not-a-portal-todo = { todo-check-address }
case-address-unsafe-what = L’adresse du portail n’est pas sûre.
case-address-unsafe-todo = { todo-check-address }
case-answer-of-another-what = La connexion n’a pas pu aboutir, car la réponse appartient à une autre.
case-answer-of-another-todo = { todo-begin-again }
case-stopped-what = Cela a été interrompu avant la fin.
case-stopped-todo = Vous pouvez recommencer quand vous voulez.
case-device-failed-what = Quelque chose n’a pas fonctionné sur cet appareil.
case-device-failed-todo = { todo-free-space }
case-device-other-what = Quelque chose n’a pas fonctionné sur cet appareil.
case-device-other-todo = Veuillez réessayer.
case-portal-not-offered-what = Ce portail ne propose pas cela.
case-portal-not-offered-todo = Vous n’avez rien à faire. S’il vous manque quelque chose, demandez une copie à votre soignant.
case-portal-not-found-what = Le portail ne l’a plus.
case-portal-not-found-todo = Vous n’avez rien à faire. S’il vous manque quelque chose, adressez-vous à votre soignant.
case-portal-lost-place-what = Le portail a perdu sa place au milieu d’une longue liste.
case-portal-lost-place-todo = Vous n’avez rien à faire. La prochaine mise à jour reprendra cette liste au début.
case-portal-unreachable-what = Le portail est injoignable pour le moment.
case-portal-unreachable-todo = { todo-check-internet }
case-portal-timeout-what = Le portail a mis trop de temps à répondre.
case-portal-timeout-todo = { todo-wait }
case-portal-busy-what = Le portail est occupé et demande de patienter.
case-portal-busy-todo = { todo-wait }
case-portal-failed-what = Le portail rencontre un problème.
case-portal-failed-todo = Veuillez patienter un moment, puis réessayer. Vous n’y êtes pour rien.
case-portal-too-large-what = Le portail a envoyé en une fois plus que cette application ne peut recevoir.
case-portal-too-large-todo = Veuillez prévenir les auteurs de l’application. Tout le reste est arrivé comme d’habitude.
case-portal-malformed-what = Le portail a envoyé quelque chose d’incompréhensible.
case-portal-malformed-todo = Vous n’avez rien à faire pour l’instant. Si cela se reproduit, veuillez prévenir les auteurs de l’application.
case-portal-unexpected-what = Le portail n’a pas répondu comme prévu.
case-portal-unexpected-todo = { todo-wait }
case-update-sign-in-ended-what = Votre connexion au portail a pris fin avant que tout soit arrivé.
case-update-sign-in-ended-todo = Veuillez vous reconnecter. La mise à jour reprendra là où elle s’est arrêtée.
case-update-portal-away-what = Le portail est injoignable, ou rencontre un problème.
case-update-portal-away-todo = { todo-next-update }
case-update-gap-what = Certaines de vos données n’ont pas encore pu être récupérées.
case-update-gap-todo = { todo-next-update }
case-update-whole-what = Tout ce que le portail a fourni est là.
case-update-whole-todo = { todo-nothing }
case-part-done-what = Tout ce qui existe a été récupéré.
case-part-done-todo = { todo-nothing }
case-part-empty-what = Le portail n’a rien de tel.
case-part-empty-todo = { todo-nothing }
case-part-refused-what = Le portail n’a pas fourni cette partie de vos données.
case-part-refused-todo = { todo-ask-provider }
case-part-not-granted-what = Vous n’avez pas autorisé cette partie de vos données à la connexion.
case-part-not-granted-todo = Pour la récupérer aussi, reconnectez-vous et autorisez-la.
case-part-not-offered-what = Le portail ne propose pas cette partie de vos données.
case-part-not-offered-todo = { todo-ask-provider }
case-part-missing-what = Une partie n’a pas pu être récupérée.
case-part-missing-todo = Vous n’avez rien à faire. La prochaine mise à jour essaiera de combler le manque.
case-part-failed-what = Cela n’a pas pu être récupéré.
case-part-failed-todo = { todo-next-update }
case-removed-and-kept-what = Cette connexion a été supprimée, et ses données ont été conservées.
case-removed-and-kept-todo = { todo-connect-again }
case-portal-unsupported-what = Cette application ne sait pas encore lire ce portail.
case-portal-unsupported-todo = Vous pouvez toujours ajouter des données à la main, ou sous forme de fichiers.
case-portal-checking-what = Nous vérifions si ce portail peut être lu.
case-portal-checking-todo = Vous n’avez rien à faire. Cela peut prendre quelques jours.
case-connection-works-what = La connexion fonctionne.
case-connection-works-todo = { todo-nothing }
case-update-never-what = Rien n’a encore été récupéré de ce portail.
case-update-never-todo = Vous n’avez rien à faire. La première mise à jour récupérera tout.
case-update-running-what = Vos données sont en cours de mise à jour.
case-update-running-todo = Vous n’avez rien à faire. Cela peut prendre un moment.
case-update-failed-what = La dernière mise à jour a échoué.
case-update-failed-todo = Vous n’avez rien à faire. L’application réessaiera d’elle-même.
case-last-update-stopped-what = La dernière mise à jour a été interrompue avant la fin.
case-last-update-stopped-todo = Ce qui a été reçu est conservé. La prochaine mise à jour reprendra à cet endroit.
case-update-under-way-what = Cette connexion est déjà en cours de mise à jour.
case-update-under-way-todo = { todo-look-later }
case-connection-gone-what = Cette connexion a été supprimée.
case-connection-gone-todo = { todo-connect-again }
case-portals-mixed-up-what = L’application a confondu deux portails.
case-portals-mixed-up-todo = { todo-tell-makers }
case-sign-in-over-what = Cette connexion était déjà terminée, ou elle a attendu trop longtemps.
case-sign-in-over-todo = { todo-begin-again }
case-other-patient-what = La connexion a été faite avec un autre patient que la fois précédente.
case-other-patient-todo = Veuillez vous connecter avec le même patient qu’avant, ou connecter le portail à nouveau. Rien n’a été modifié.
case-update-stopped-what = La mise à jour a été interrompue avant la fin.
case-update-stopped-todo = Ce qui a été reçu est conservé. Vous pouvez recommencer quand vous voulez.
case-update-taken-over-what = La mise à jour a été reprise ailleurs.
case-update-taken-over-todo = Vous n’avez rien à faire. Ce qui a été reçu est conservé.
case-other-person-what = Le patient du portail est peut-être quelqu’un d’autre.
case-other-person-todo = { todo-whose }
case-kept-damaged-what = Quelque chose de ce qui est conservé ici est endommagé.
case-kept-damaged-todo = Cela a été laissé tel quel. Veuillez rétablir une copie, ou demander de l’aide aux auteurs de l’application.
case-kept-older-what = Ce qui est conservé ici est plus ancien que prévu.
case-kept-older-todo = Une copie plus ancienne a peut-être été remise en place. Veuillez rétablir la plus récente.
case-kept-newer-what = Ces données ont été écrites par une version plus récente de l’application.
case-kept-newer-todo = Veuillez mettre l’application à jour.
case-new-key-elsewhere-what = Vos données ont reçu une nouvelle clé dans une autre fenêtre ou application.
case-new-key-elsewhere-todo = { todo-close-and-open }
case-no-longer-here-what = Cela n’est plus ici.
case-no-longer-here-todo = Cela a peut-être été supprimé. Veuillez revenir en arrière et regarder de nouveau.
case-changed-elsewhere-what = Autre chose modifie les mêmes données.
case-changed-elsewhere-todo = Veuillez réessayer dans un instant.
case-closed-what = Ces données ont été fermées.
case-closed-todo = Veuillez les rouvrir.
case-exists-what = Il en existe déjà un.
case-exists-todo = { todo-nothing }
case-came-from-portal-what = Les données venues d’un portail ne peuvent pas être modifiées.
case-came-from-portal-todo = Vous pouvez y ajouter une note, le masquer, ou demander à votre soignant de le corriger.
case-written-by-hand-what = Cela a été saisi à la main, il n’y a donc pas d’autre source à corriger.
case-written-by-hand-todo = Veuillez modifier l’entrée elle-même.
case-nothing-to-undo-what = Il n’y a rien à annuler.
case-nothing-to-undo-todo = { todo-nothing }
case-undone-already-what = Cela a déjà été annulé.
case-undone-already-todo = Pour le retrouver, annulez cette annulation.
case-not-undoable-what = Cela ne peut pas être annulé.
case-not-undoable-todo = Regardez si quelque chose a été fait depuis qui en dépend, et annulez-le d’abord.
case-not-permitted-what = Votre accès à ces données ne comprend pas cela.
case-not-permitted-todo = { todo-more-access }
case-invitation-over-what = Cette invitation n’est plus valable.
case-invitation-over-todo = Veuillez en demander une nouvelle.
case-too-much-or-unreadable-what = Cela ne peut pas être enregistré ainsi.
case-too-much-or-unreadable-todo = Veuillez le raccourcir ou le modifier, puis réessayer.
case-not-valid-what = Cela ne peut pas être enregistré ainsi.
case-not-valid-todo = Veuillez le modifier, puis réessayer.
case-device-storage-what = La lecture ou l’enregistrement sur cet appareil a échoué.
case-device-storage-todo = { todo-free-space }
case-removed-and-told-what = La connexion a été supprimée, et le portail en a été informé.
case-removed-and-told-todo = { todo-nothing }
case-removed-here-what = La connexion a été supprimée de cet appareil.
case-removed-here-todo = Pour plus de sûreté, consultez la liste des applications autorisées du portail, et retirez-y celle-ci.
case-removed-untold-what = La connexion a été supprimée de cet appareil, mais le portail ne peut pas en être informé.
case-removed-untold-todo = { todo-remove-there }
case-removed-telling-failed-what = La connexion a été supprimée de cet appareil, mais le portail n’a pas pu en être informé.
case-removed-telling-failed-todo = { todo-remove-there }
case-portal-unknown-what = Pour le moment, cette application ne sait pas communiquer avec ce portail.
case-portal-unknown-todo = Mettez l’application à jour, ou prévenez ses auteurs.
case-kept-another-way-what = Cette application ne peut pas ouvrir des données de santé conservées de cette façon.
case-kept-another-way-todo = Veuillez les ouvrir avec l’application qui les a créées, ou mettre celle-ci à jour. Rien n’a été modifié.
case-portal-away-what = Le portail est injoignable, ou rencontre un problème.
case-portal-away-todo = { todo-check-internet }
case-wrong-passphrase-what = La phrase secrète n’est pas la bonne.
case-wrong-passphrase-todo = Veuillez réessayer. Rien n’a été modifié.
case-no-records-here-what = Il n’y a pas de données de santé à cet endroit.
case-no-records-here-todo = Veuillez choisir un autre endroit, ou recommencer à neuf.
case-open-elsewhere-what = Vos données sont ouvertes dans une autre fenêtre ou application.
case-open-elsewhere-todo = Veuillez fermer l’autre, puis réessayer.
case-changed-while-copied-what = Vos données ont changé pendant leur copie.
case-changed-while-copied-todo = Rien n’est perdu. Veuillez réessayer.
case-device-full-what = L’appareil est plein.
case-device-full-todo = Veuillez libérer de l’espace, puis réessayer. Ce qui est conservé reste lisible.
case-backup-part-missing-what = Il manque une partie des sauvegardes.
case-backup-part-missing-todo = Veuillez les choisir toutes, ou en faire une nouvelle.
case-not-a-backup-what = Ce n’est pas une sauvegarde de données de santé.
case-not-a-backup-todo = Veuillez choisir un autre fichier ou dossier.
case-key-service-away-what = Le service qui déverrouille vos données est injoignable.
case-key-service-away-todo = Veuillez patienter un moment, puis réessayer. Rien n’a été modifié.
case-key-service-refused-what = Le service qui déverrouille vos données ne l’a pas autorisé.
case-key-service-refused-todo = Veuillez prévenir les auteurs de cette application. Rien n’a été modifié.
case-key-service-without-key-what = Le service interrogé n’a pas la clé de ces données.
case-key-service-without-key-todo = Veuillez les ouvrir par un autre moyen que vous avez prévu, ou prévenir les auteurs de cette application.

## before a sign-in
sign-in-whose = Vous connectez { $portal } au Backpack de cette personne : { $name }.
sign-in-whose-born = Vous connectez { $portal } au Backpack de cette personne : { $name } (date de naissance : { $date }).
sign-in-nobody = Vous connectez { $portal } à un Backpack dont la personne n’a pas encore de nom.

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

## the sheet of a visit
visit-sheet = Préparation de la prochaine consultation
visit-next = Prochaine consultation
visit-with = Avec
visit-last = Dernière consultation
visit-since = Nouveau depuis
visit-no-earlier = Aucune consultation antérieure connue : tout est donc indiqué.
visit-questions = Mes questions
visit-out-of-range = Résultats hors norme
visit-begun = Médicaments commencés
visit-stopped = Médicaments arrêtés
visit-new = Autres nouveautés
visit-changed = Modifié par la source
visit-disputed = Je ne suis pas d’accord
visit-conflict = ma correction et la source diffèrent
visit-more = Il peut y en avoir d’autres : un portail n’a pas tout fourni.
visit-and-more =
    { $count ->
        [one] et { $count } autre
       *[other] et { $count } autres
    }

## share cards
card-emergency = Carte d’urgence
card-health-history = Antécédents de santé
card-food-allergies = Allergies alimentaires
card-as-of = État au { $date }
card-disputed = signalé comme erroné par la personne
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
