# What a person sees of the engine's own words: Spanish.

## kinds
kind-allergy =
    { $count ->
        [one] alergia
       *[other] alergias
    }
kind-condition =
    { $count ->
        [one] problema de salud
       *[other] problemas de salud
    }
kind-symptom =
    { $count ->
        [one] síntoma
       *[other] síntomas
    }
kind-injury =
    { $count ->
        [one] lesión
       *[other] lesiones
    }
kind-medication =
    { $count ->
        [one] medicamento
       *[other] medicamentos
    }
kind-immunization =
    { $count ->
        [one] vacuna
       *[other] vacunas
    }
kind-lab-result =
    { $count ->
        [one] resultado de laboratorio
       *[other] resultados de laboratorio
    }
kind-vital-sign =
    { $count ->
        [one] signo vital
       *[other] signos vitales
    }
kind-procedure =
    { $count ->
        [one] procedimiento
       *[other] procedimientos
    }
kind-visit =
    { $count ->
        [one] visita
       *[other] visitas
    }
kind-report =
    { $count ->
        [one] informe
       *[other] informes
    }
kind-document =
    { $count ->
        [one] documento
       *[other] documentos
    }
kind-imaging =
    { $count ->
        [one] estudio de imagen
       *[other] estudios de imagen
    }
kind-genetic-result =
    { $count ->
        [one] resultado genético
       *[other] resultados genéticos
    }
kind-care-plan =
    { $count ->
        [one] plan de atención
       *[other] planes de atención
    }
kind-goal =
    { $count ->
        [one] objetivo
       *[other] objetivos
    }
kind-care-team =
    { $count ->
        [one] entrada del equipo de atención
       *[other] entradas del equipo de atención
    }
kind-device =
    { $count ->
        [one] dispositivo
       *[other] dispositivos
    }
kind-coverage =
    { $count ->
        [one] cobertura de seguro
       *[other] coberturas de seguro
    }
kind-claim =
    { $count ->
        [one] reclamación al seguro
       *[other] reclamaciones al seguro
    }
kind-family-history =
    { $count ->
        [one] antecedente familiar
       *[other] antecedentes familiares
    }
kind-social-history =
    { $count ->
        [one] dato de estilo de vida
       *[other] datos de estilo de vida
    }
kind-appointment =
    { $count ->
        [one] cita
       *[other] citas
    }
kind-message =
    { $count ->
        [one] mensaje
       *[other] mensajes
    }
kind-questionnaire =
    { $count ->
        [one] cuestionario
       *[other] cuestionarios
    }
kind-other =
    { $count ->
        [one] otro registro
       *[other] otros registros
    }
count = { $count } { $noun }

## statuses
status-active = activo
status-inactive = inactivo
status-recurrence = recurrente
status-relapse = recaída
status-remission = en remisión
status-resolved = resuelto
status-confirmed = confirmado
status-unconfirmed = sin confirmar
status-provisional = provisional
status-differential = uno de varios posibles
status-refuted = descartado
status-entered-in-error = registrado por error
status-on-hold = en pausa
status-cancelled = cancelado
status-completed = completado
status-stopped = suspendido
status-ended = terminado
status-draft = borrador
status-unknown = desconocido
status-intended = previsto
status-recorded = anotado
status-not-taken = no tomado
status-not-done = no realizado
status-registered = registrado
status-preliminary = preliminar
status-partial = parcial
status-final = definitivo
status-amended = modificado
status-corrected = corregido
status-appended = ampliado
status-proposed = propuesto
status-pending = pendiente
status-booked = reservado
status-arrived = llegó
status-checked-in = registrado a la llegada
status-fulfilled = realizado
status-noshow = no se presentó
status-waitlist = en lista de espera
status-planned = planificado
status-triaged = clasificado por urgencia
status-in-progress = en curso
status-onleave = con permiso de salida
status-finished = finalizado
status-accepted = aceptado
status-rejected = rechazado
status-suspended = suspendido temporalmente
status-superseded = sustituido por uno más reciente
status-current = vigente
status-requested = solicitado
status-received = recibido
status-ready = listo
status-failed = fallido
status-revoked = revocado

## how a value compares
flag-critical = crítico
flag-high = alto
flag-low = bajo
flag-abnormal = fuera de lo esperado
flag-normal = dentro de lo esperado

## connections
support-checking = en comprobación
support-supported = compatible
support-unsupported = no compatible
authorisation-ok = sesión iniciada
authorisation-needs-sign-in = inicie sesión
authorisation-removed = eliminada
sync-never = nunca actualizado
sync-running = actualizando
sync-ok = al día
sync-partial = actualizado en parte
sync-failed = la actualización falló
sync-cancelled = actualización detenida
outcome-done = está todo
outcome-empty = el portal no tiene nada
outcome-refused = el portal no lo entregó
outcome-not-granted = usted no lo permitió al iniciar sesión
outcome-not-supported = el portal no lo ofrece
outcome-partial = falta una parte
outcome-failed = aún no se pudo traer
outcome-unfinished = aún no está todo
outcome-not-asked = no se preguntó al portal

## how a section of the snapshot stands
standing-facts = hay datos
standing-gap = Puede haber: un portal no lo entregó todo.
standing-said-none = Nada conocido: así consta en un registro.
standing-empty = Nada en los portales consultados.
standing-unclear = No se sabe con certeza.
standing-not-asked = No se sabe: no se ha preguntado.

## why a reading is no point
reason-words = expresado en palabras
reason-no-value = sin valor
reason-no-date = sin fecha
reason-no-unit = sin unidad
reason-unknown-unit = unidad desconocida
reason-other-unit = unidad que no se puede convertir
reason-number = número ilegible

## roles and actors
role-owner = titular
role-co-manager = cogestor
role-contributor = colaborador
role-viewer = lector
actor-person = usted
actor-engine = la aplicación
actor-connection = el portal

## headings
heading-snapshot = De un vistazo
heading-timeline = Cronología
heading-problems = Problemas de salud
heading-medications = Medicación actual
heading-allergies = Alergias
heading-results = Resultados recientes
heading-vital-signs = Signos vitales
heading-immunizations = Vacunas
heading-upcoming = Próximamente
heading-visits = Visitas recientes
heading-care-team = Equipo de atención
heading-undated = Sin fecha
heading-no-visit = Fuera de una visita
heading-missing = Puede faltar
heading-unclear = No está claro
column-date = Fecha
column-value = Valor
column-range = Esperado
column-source = Origen
column-written = Tal como consta
column-reason = Motivo

## the chart
chart-range = Intervalo de referencia
chart-bound = Como máximo o como mínimo
chart-abnormal = Fuera de lo esperado
chart-by-hand = Introducido a mano
chart-unknown-source = Otro origen
chart-empty = No hay valores que mostrar.
chart-description =
    { $count ->
        [one] { $title }: un valor, { $last }, { $date }.
       *[other] { $title }: { $count } valores entre { $first } y { $date }; el último, { $last }.
    }

## troubles
trouble-none-what = Todo está bien.
trouble-none-todo = No tiene que hacer nada.
trouble-sign-in-what = Su sesión en el portal ha terminado.
trouble-sign-in-todo = Inicie sesión de nuevo. Sus datos aquí no cambian.
trouble-refused-what = No se ha permitido.
trouble-refused-todo = Permítalo al iniciar sesión o pídaselo a quien pueda.
trouble-portal-what = No se puede acceder al portal, o tiene un problema propio.
trouble-portal-todo = Espere un rato e inténtelo de nuevo.
trouble-not-offered-what = El portal no ofrece esto.
trouble-not-offered-todo = Pídaselo a su centro médico o añádalo a mano.
trouble-other-person-what = El paciente del portal podría ser otra persona.
trouble-other-person-todo = Compruebe de quién son estos datos y luego confirme o elimine la conexión.
trouble-gap-what = Algunos de sus datos aún no se han podido traer.
trouble-gap-todo = No tiene que hacer nada. La próxima actualización lo intentará de nuevo.
trouble-under-way-what = Ya está en marcha.
trouble-under-way-todo = No tiene que hacer nada. Vuelva a mirar dentro de un rato.
trouble-cancelled-what = Se detuvo antes de terminar.
trouble-cancelled-todo = Lo recibido hasta ahora se conserva. Puede continuar cuando quiera.
trouble-not-found-what = Lo que pidió no está.
trouble-not-found-todo = Elija otra cosa.
trouble-invalid-what = No se puede guardar tal como está.
trouble-invalid-todo = Cámbielo e inténtelo de nuevo.
trouble-locked-what = Sus datos no se pueden abrir con esto.
trouble-locked-todo = Inténtelo de nuevo. No se ha cambiado nada.
trouble-device-what = No se pudo leer o guardar en este dispositivo.
trouble-device-todo = Compruebe que el dispositivo tenga espacio libre e inténtelo de nuevo.
trouble-damaged-what = Una parte de lo guardado está dañada.
trouble-damaged-todo = Recupérelo de una copia de seguridad o deje que la aplicación lo repare.
trouble-app-what = Esta aplicación tiene un fallo o es demasiado antigua.
trouble-app-todo = Actualice la aplicación o avise a sus creadores.
try-again = Inténtelo de nuevo en { $time }.

## what a doubt is about
doubt-name = el nombre
doubt-birth-date = la fecha de nacimiento
doubt-birth-date-swapped = el orden de día y mes en la fecha de nacimiento
doubt-sex = el sexo
doubt-differs =
    { $count ->
        [one] { $what } no coincide.
       *[other] { $what } no coinciden.
    }
list-and = { $list } y { $last }

## news of a sync
record =
    { $count ->
        [one] registro
       *[other] registros
    }
news-new = Nuevo en { $portal }: { $new } { $noun }
news-changed = Modificado en { $portal }: { $changed } { $noun }
news-new-changed = En { $portal }, { $noun }: novedades ({ $new }) y cambios ({ $changed })
news-gone = Ya no aparece en { $portal }: { $gone } { $noun }
news-also-gone = { $news }; ya no en la lista: { $gone }
news-conflicts =
    { $count ->
        [one] su corrección y { $portal } difieren ahora en { $records } registro
       *[other] sus correcciones y { $portal } difieren ahora en { $records } registros
    }

## what happened and what to do, case by case
todo-nothing = No tiene que hacer nada.
todo-sign-in-again = Inicie sesión de nuevo. Sus datos aquí no cambian.
todo-begin-again = Empiece de nuevo a iniciar sesión.
todo-tell-makers = Usted no puede hacer nada. Avise a los creadores de la aplicación.
todo-check-address = Compruebe la dirección o busque su centro médico por su nombre.
todo-free-space = Compruebe que el dispositivo tenga espacio libre e inténtelo de nuevo.
todo-check-internet = Compruebe su conexión a internet. Si funciona, espere un rato e inténtelo de nuevo.
todo-wait = Espere un rato e inténtelo de nuevo.
todo-next-update = No tiene que hacer nada. La próxima actualización lo intentará de nuevo.
todo-ask-provider = Si echa algo en falta, pídalo a su centro médico.
todo-connect-again = Vuelva a conectar el portal si quiere recibir nuevos datos de él.
todo-whose = Compruebe de quién son estos datos y luego confirme o elimine la conexión. Hasta ahora no se ha guardado nada.
todo-look-later = No tiene que hacer nada. Vuelva a mirar dentro de un rato.
todo-close-and-open = Cierre esta ventana y ábrala de nuevo.
todo-more-access = Pida a quien los gestiona que lo haga o que le dé más acceso.
todo-remove-there = Inicie sesión en el portal y elimine esta aplicación de su lista de aplicaciones autorizadas.
case-sign-in-ended-what = Su sesión en el portal ha terminado.
case-sign-in-ended-todo = { todo-sign-in-again }
case-portal-refused-what = El portal no lo permitió.
case-portal-refused-todo = Inténtelo de nuevo y permita el acceso cuando el portal lo pregunte. Si sigue sin permitirlo, pida ayuda a su centro médico.
case-app-settings-what = Esta aplicación no está bien configurada para este portal.
case-app-settings-todo = { todo-tell-makers }
case-not-a-portal-what = La dirección responde, pero no como un portal de pacientes que esta aplicación pueda leer.
case-not-a-portal-todo = { todo-check-address }
case-address-unsafe-what = La dirección del portal no es segura.
case-address-unsafe-todo = { todo-check-address }
case-answer-of-another-what = No se pudo terminar el inicio de sesión, porque la respuesta pertenece a otro.
case-answer-of-another-todo = { todo-begin-again }
case-stopped-what = Se detuvo antes de terminar.
case-stopped-todo = Puede empezar de nuevo cuando quiera.
case-device-failed-what = Algo no funcionó en este dispositivo.
case-device-failed-todo = { todo-free-space }
case-device-other-what = Algo no funcionó en este dispositivo.
case-device-other-todo = Inténtelo de nuevo.
case-portal-not-offered-what = Este portal no ofrece esto.
case-portal-not-offered-todo = No tiene que hacer nada. Si echa algo en falta, pida una copia a su centro médico.
case-portal-not-found-what = El portal ya no tiene esto.
case-portal-not-found-todo = No tiene que hacer nada. Si echa algo en falta, pregunte a su centro médico.
case-portal-lost-place-what = El portal perdió el punto en medio de una lista larga.
case-portal-lost-place-todo = No tiene que hacer nada. La próxima actualización empieza de nuevo esa lista.
case-portal-unreachable-what = En este momento no se puede acceder al portal.
case-portal-unreachable-todo = { todo-check-internet }
case-portal-timeout-what = El portal tardó demasiado en responder.
case-portal-timeout-todo = { todo-wait }
case-portal-busy-what = El portal está ocupado y pide paciencia.
case-portal-busy-todo = { todo-wait }
case-portal-failed-what = El portal tiene un problema propio.
case-portal-failed-todo = Espere un rato e inténtelo de nuevo. No es culpa suya.
case-portal-too-large-what = El portal envió de una vez más de lo que esta aplicación puede recibir.
case-portal-too-large-todo = Avise a los creadores de la aplicación. Todo lo demás llegó como siempre.
case-portal-malformed-what = El portal envió algo que no se puede entender.
case-portal-malformed-todo = Ahora no tiene que hacer nada. Si vuelve a ocurrir, avise a los creadores de la aplicación.
case-portal-unexpected-what = El portal no respondió como se esperaba.
case-portal-unexpected-todo = { todo-wait }
case-update-sign-in-ended-what = Su sesión en el portal terminó antes de que llegara todo.
case-update-sign-in-ended-todo = Inicie sesión de nuevo. La actualización seguirá donde se detuvo.
case-update-portal-away-what = No se puede acceder al portal, o tiene un problema propio.
case-update-portal-away-todo = { todo-next-update }
case-update-gap-what = Algunos de sus datos aún no se han podido traer.
case-update-gap-todo = { todo-next-update }
case-update-whole-what = Todo lo que el portal entregó está aquí.
case-update-whole-todo = { todo-nothing }
case-part-done-what = Se ha traído todo lo que hay.
case-part-done-todo = { todo-nothing }
case-part-empty-what = El portal no tiene nada de esto.
case-part-empty-todo = { todo-nothing }
case-part-refused-what = El portal no entregó esta parte de sus datos.
case-part-refused-todo = { todo-ask-provider }
case-part-not-granted-what = Usted no permitió esta parte de sus datos al iniciar sesión.
case-part-not-granted-todo = Para traerla también, inicie sesión de nuevo y permítala.
case-part-not-offered-what = El portal no ofrece esta parte de sus datos.
case-part-not-offered-todo = { todo-ask-provider }
case-part-missing-what = Una parte de esto no se pudo traer.
case-part-missing-todo = No tiene que hacer nada. La próxima actualización intentará completarlo.
case-part-failed-what = Esto no se pudo traer.
case-part-failed-todo = { todo-next-update }
case-removed-and-kept-what = Esta conexión se eliminó y sus datos se conservaron.
case-removed-and-kept-todo = { todo-connect-again }
case-portal-unsupported-what = Esta aplicación aún no puede leer este portal.
case-portal-unsupported-todo = Aun así puede añadir datos a mano o como archivos.
case-portal-checking-what = Se está comprobando si este portal se puede leer.
case-portal-checking-todo = No tiene que hacer nada. Puede tardar unos días.
case-connection-works-what = La conexión funciona.
case-connection-works-todo = { todo-nothing }
case-update-never-what = Aún no se ha traído nada de este portal.
case-update-never-todo = No tiene que hacer nada. La primera actualización lo traerá todo.
case-update-running-what = Sus datos se están actualizando.
case-update-running-todo = No tiene que hacer nada. Puede tardar un rato.
case-update-failed-what = La última actualización falló.
case-update-failed-todo = No tiene que hacer nada. La aplicación lo intentará de nuevo por sí sola.
case-last-update-stopped-what = La última actualización se detuvo antes de terminar.
case-last-update-stopped-todo = Lo recibido hasta ahora se conserva. La próxima actualización seguirá desde ahí.
case-update-under-way-what = Esta conexión ya se está actualizando.
case-update-under-way-todo = { todo-look-later }
case-connection-gone-what = Esta conexión se eliminó.
case-connection-gone-todo = { todo-connect-again }
case-portals-mixed-up-what = La aplicación confundió dos portales.
case-portals-mixed-up-todo = { todo-tell-makers }
case-sign-in-over-what = Este inicio de sesión ya se había terminado, o esperó demasiado.
case-sign-in-over-todo = { todo-begin-again }
case-other-patient-what = Ha iniciado sesión como un paciente distinto del anterior.
case-other-patient-todo = Inicie sesión con el mismo paciente que antes o conecte el portal de nuevo. No se ha cambiado nada.
case-update-stopped-what = La actualización se detuvo antes de terminar.
case-update-stopped-todo = Lo recibido hasta ahora se conserva. Puede empezar de nuevo cuando quiera.
case-update-taken-over-what = La actualización continúa en otro lugar.
case-update-taken-over-todo = No tiene que hacer nada. Lo recibido hasta ahora se conserva.
case-other-person-what = El paciente del portal podría ser otra persona.
case-other-person-todo = { todo-whose }
case-kept-damaged-what = Algo de lo que se guarda aquí está dañado.
case-kept-damaged-todo = Se ha dejado tal como está. Recupere una copia o pida ayuda a los creadores de la aplicación.
case-kept-older-what = Lo que se guarda aquí es más antiguo de lo que debería.
case-kept-older-todo = Puede que se haya recuperado una copia antigua. Recupere la más reciente.
case-kept-newer-what = Estos datos los escribió una versión más reciente de la aplicación.
case-kept-newer-todo = Actualice la aplicación.
case-new-key-elsewhere-what = Sus datos recibieron una clave nueva en otra ventana o aplicación.
case-new-key-elsewhere-todo = { todo-close-and-open }
case-no-longer-here-what = Esto ya no está aquí.
case-no-longer-here-todo = Puede que se haya eliminado. Vuelva atrás y mire de nuevo.
case-changed-elsewhere-what = Algo más está cambiando los mismos datos.
case-changed-elsewhere-todo = Inténtelo de nuevo dentro de un momento.
case-closed-what = Estos datos se cerraron.
case-closed-todo = Ábralos de nuevo.
case-exists-what = Ya existe.
case-exists-todo = { todo-nothing }
case-came-from-portal-what = Los datos que vienen de un portal no se pueden cambiar.
case-came-from-portal-todo = Puede añadir una nota, ocultarlo o pedir a su centro médico que lo corrija.
case-written-by-hand-what = Esto se escribió a mano, así que no hay otra fuente que corregir.
case-written-by-hand-todo = Cambie la entrada misma.
case-nothing-to-undo-what = No hay nada que deshacer.
case-nothing-to-undo-todo = { todo-nothing }
case-undone-already-what = Esto ya se deshizo.
case-undone-already-todo = Para recuperarlo, deshaga lo deshecho.
case-not-undoable-what = Esto no se puede deshacer.
case-not-undoable-todo = Mire si después se hizo algo que depende de esto y deshágalo primero.
case-not-permitted-what = Su acceso a estos datos no incluye esto.
case-not-permitted-todo = { todo-more-access }
case-invitation-over-what = Esta invitación ya no es válida.
case-invitation-over-todo = Pida una nueva.
case-too-much-or-unreadable-what = No se puede guardar tal como está.
case-too-much-or-unreadable-todo = Acórtelo o cámbielo e inténtelo de nuevo.
case-not-valid-what = No se puede guardar tal como está.
case-not-valid-todo = Cámbielo e inténtelo de nuevo.
case-device-storage-what = No se pudo leer o guardar en este dispositivo.
case-device-storage-todo = { todo-free-space }
case-removed-and-told-what = La conexión se eliminó y se avisó al portal.
case-removed-and-told-todo = { todo-nothing }
case-removed-here-what = La conexión se eliminó de este dispositivo.
case-removed-here-todo = Para mayor seguridad, mire la lista de aplicaciones autorizadas del portal y elimine esta allí.
case-removed-untold-what = La conexión se eliminó de este dispositivo, pero no se puede avisar al portal.
case-removed-untold-todo = { todo-remove-there }
case-removed-telling-failed-what = La conexión se eliminó de este dispositivo, pero no se pudo avisar al portal.
case-removed-telling-failed-todo = { todo-remove-there }
case-portal-unknown-what = Por ahora esta aplicación no sabe comunicarse con este portal.
case-portal-unknown-todo = Actualice la aplicación o avise a sus creadores.
case-kept-another-way-what = Esta aplicación no puede abrir datos de salud guardados de esta forma.
case-kept-another-way-todo = Ábralos con la aplicación que los creó o actualice esta. No se ha cambiado nada.
case-portal-away-what = No se puede acceder al portal, o tiene un problema propio.
case-portal-away-todo = { todo-check-internet }
case-wrong-passphrase-what = La contraseña no es correcta.
case-wrong-passphrase-todo = Inténtelo de nuevo. No se ha cambiado nada.
case-no-records-here-what = No hay datos de salud en este lugar.
case-no-records-here-todo = Elija otro lugar o empiece de nuevo.
case-open-elsewhere-what = Sus datos están abiertos en otra ventana o aplicación.
case-open-elsewhere-todo = Cierre la otra e inténtelo de nuevo.
case-changed-while-copied-what = Sus datos cambiaron mientras se copiaban.
case-changed-while-copied-todo = No se ha perdido nada. Inténtelo de nuevo.
case-device-full-what = El dispositivo está lleno.
case-device-full-todo = Libere espacio e inténtelo de nuevo. Lo guardado se puede seguir leyendo.
case-backup-part-missing-what = Falta una parte de las copias de seguridad.
case-backup-part-missing-todo = Elíjalas todas o haga una copia nueva.
case-not-a-backup-what = Esto no es una copia de seguridad de datos de salud.
case-not-a-backup-todo = Elija otro archivo u otra carpeta.
case-key-service-away-what = No se puede acceder al servicio que desbloquea sus datos.
case-key-service-away-todo = Espere un rato e inténtelo de nuevo. No se ha cambiado nada.
case-key-service-refused-what = El servicio que desbloquea sus datos no lo permitió.
case-key-service-refused-todo = Avise a los creadores de esta aplicación. No se ha cambiado nada.
case-key-service-without-key-what = El servicio consultado no tiene la clave de estos datos.
case-key-service-without-key-todo = Ábralos de otra forma que haya configurado o avise a los creadores de esta aplicación.

## before a sign-in
sign-in-whose = Está conectando { $portal } con el Backpack de { $name }.
sign-in-whose-born = Está conectando { $portal } con el Backpack de { $name } (fecha de nacimiento: { $date }).
sign-in-nobody = Está conectando { $portal } con un Backpack cuya persona aún no tiene nombre.

## acts
act-created = creado
act-opened = abierto
act-imported = datos traídos
act-vanished = ya no está en el portal
act-dismissed = apartado: es de otra persona
act-added = añadido
act-edited = editado
act-noted = nota escrita
act-attached = archivo adjuntado
act-detached = archivo retirado
act-hidden = ocultado
act-shown = mostrado de nuevo
act-flagged = marcado como erróneo
act-unflagged = marca retirada
act-deleted = eliminado
act-restored = recuperado
act-note-rewritten = nota reescrita
act-note-removed = nota eliminada
act-undone = deshecho
act-other-change = otro cambio
act-tagged = etiqueta añadida
act-untagged = etiqueta eliminada
act-corrected = corregido
act-uncorrected = corrección retirada
act-linked = vinculado a otro dato
act-unlinked = vínculo retirado
act-contact-linked = vinculado a un contacto
act-contact-unlinked = contacto retirado
act-file-added = archivo añadido
act-file-removed = archivo eliminado
act-person-described = perfil cambiado
act-connected = portal conectado
act-signed-in = sesión iniciada de nuevo
act-person-confirmed = paciente confirmado
act-disconnected = portal desconectado
act-connection-removed = conexión y sus datos eliminados
act-synced = actualizado
act-exported = exportado
act-shared = compartido
act-backed-up = copia de seguridad hecha
act-brought-back = recuperado de una copia de seguridad
act-verified = comprobado
act-repaired = reparado
act-key-rotated = clave renovada
act-unlocked = desbloqueado
act-slot-added = acceso añadido
act-slot-removed = acceso eliminado
act-passphrase-changed = contraseña cambiada
act-root-rotated = clave principal renovada
act-backpack-added = persona añadida
act-backpack-deleted = persona eliminada
act-copied = copiado a otro lugar
act-other = otra cosa
act-rewrapped = clave protegida de nuevo
act-invited = invitación enviada
act-invitation-accepted = invitación aceptada
act-invitation-declined = invitación rechazada
act-invitation-withdrawn = invitación retirada
act-role-changed = función cambiada
act-member-removed = acceso retirado
act-member-left = se fue
act-handed-over = entregado
act-consented = consentimiento dado
act-consent-withdrawn = consentimiento retirado
act-contact-kept = contacto guardado
act-contact-removed = contacto eliminado
act-request-kept = solicitud de datos guardada
act-request-removed = solicitud de datos eliminada

## time
now = ahora mismo
today = hoy
yesterday = ayer
tomorrow = mañana
ago-minutes =
    { $count ->
        [one] hace { $count } minuto
       *[other] hace { $count } minutos
    }
ago-hours =
    { $count ->
        [one] hace { $count } hora
       *[other] hace { $count } horas
    }
ago-days =
    { $count ->
        [one] hace { $count } día
       *[other] hace { $count } días
    }
ago-weeks =
    { $count ->
        [one] hace { $count } semana
       *[other] hace { $count } semanas
    }
ago-months =
    { $count ->
        [one] hace { $count } mes
       *[other] hace { $count } meses
    }
ago-years =
    { $count ->
        [one] hace { $count } año
       *[other] hace { $count } años
    }
in-minutes =
    { $count ->
        [one] dentro de { $count } minuto
       *[other] dentro de { $count } minutos
    }
in-hours =
    { $count ->
        [one] dentro de { $count } hora
       *[other] dentro de { $count } horas
    }
in-days =
    { $count ->
        [one] dentro de { $count } día
       *[other] dentro de { $count } días
    }
in-weeks =
    { $count ->
        [one] dentro de { $count } semana
       *[other] dentro de { $count } semanas
    }
in-months =
    { $count ->
        [one] dentro de { $count } mes
       *[other] dentro de { $count } meses
    }
in-years =
    { $count ->
        [one] dentro de { $count } año
       *[other] dentro de { $count } años
    }
span-minutes =
    { $count ->
        [one] { $count } minuto
       *[other] { $count } minutos
    }
span-hours =
    { $count ->
        [one] { $count } hora
       *[other] { $count } horas
    }
span-days =
    { $count ->
        [one] { $count } día
       *[other] { $count } días
    }

## units that people say
unit-minute =
    { $count ->
        [one] minuto
       *[other] minutos
    }
unit-hour =
    { $count ->
        [one] hora
       *[other] horas
    }
unit-day =
    { $count ->
        [one] día
       *[other] días
    }
unit-week =
    { $count ->
        [one] semana
       *[other] semanas
    }
unit-month =
    { $count ->
        [one] mes
       *[other] meses
    }
unit-year =
    { $count ->
        [one] año
       *[other] años
    }
unit-pound =
    { $count ->
        [one] libra
       *[other] libras
    }
unit-ounce =
    { $count ->
        [one] onza
       *[other] onzas
    }
unit-inch =
    { $count ->
        [one] pulgada
       *[other] pulgadas
    }
unit-foot =
    { $count ->
        [one] pie
       *[other] pies
    }
unit-step =
    { $count ->
        [one] paso
       *[other] pasos
    }
unit-per-minute = por minuto

## dates
date-day = { $day } de { $month } de { $year }
date-month = { $month } de { $year }
date-time = { $date }, { $time }
date-short-day = { $day } { $month }
date-short-month = { $month } { $year }
date-first = { $day }

## months
month-1 = enero
month-short-1 = ene
month-2 = febrero
month-short-2 = feb
month-3 = marzo
month-short-3 = mar
month-4 = abril
month-short-4 = abr
month-5 = mayo
month-short-5 = may
month-6 = junio
month-short-6 = jun
month-7 = julio
month-short-7 = jul
month-8 = agosto
month-short-8 = ago
month-9 = septiembre
month-short-9 = sept
month-10 = octubre
month-short-10 = oct
month-11 = noviembre
month-short-11 = nov
month-12 = diciembre
month-short-12 = dic

## the sheet of a visit
visit-sheet = Preparación de la próxima visita
visit-next = Próxima visita
visit-with = Con
visit-last = Última visita
visit-since = Nuevo desde
visit-no-earlier = No se conoce ninguna visita anterior, así que se muestra todo.
visit-questions = Mis preguntas
visit-out-of-range = Resultados fuera de rango
visit-begun = Medicamentos iniciados
visit-stopped = Medicamentos terminados
visit-new = También nuevo
visit-changed = Modificado por el origen
visit-disputed = No estoy de acuerdo
visit-conflict = mi corrección y el origen difieren
visit-more = Puede haber más: un portal no lo entregó todo.
visit-and-more =
    { $count ->
        [one] y { $count } más
       *[other] y { $count } más
    }

## share cards
card-emergency = Tarjeta de emergencia
card-health-history = Historial de salud
card-food-allergies = Alergias alimentarias
card-as-of = A fecha de { $date }
card-disputed = la persona lo considera erróneo
card-contacts = Contactos
card-files = Archivos
card-nothing = No hay nada en esta tarjeta.
card-snapshot = compartido tal como era ese día
card-as-of-utc = A fecha de { $date } (UTC)
card-not-known = no se sabe
card-medication-allergies = Alergias a medicamentos
card-not-said = Esta tarjeta no dice si hay alguna.
card-may-be-some = Puede haber alguna.
card-may-be-more = Puede haber más.
card-a-portal = Un portal
card-why-refused = { $portal }: no lo entregó.
card-why-not-granted = { $portal }: el inicio de sesión no lo incluye.
card-why-not-supported = { $portal }: no lo ofrece.
card-why-partial = { $portal }: entregó una parte.
card-why-failed = { $portal }: la consulta falló.
card-why-unfinished = { $portal }: aún no ha respondido.
card-why-not-asked = { $portal }: no se le pidió.
card-without = De esto no se muestra nada
card-letters-missing = El signo � está en lugar de una letra que aquí no se puede imprimir: { $letters }.
card-link-look = Escanee el código o abra la dirección:
card-link-code-apart = La página pide un código de acceso. Se le comunica por otra vía.
card-link-code = Código de acceso
card-link-until = Válido hasta: { $date }
card-link-until-utc = Válido hasta: { $date } (UTC)
card-link-open-end = Válido hasta que se desactive.
card-link-picture = Código QR de la dirección
paper-page = Página { $number } de { $count }
fact-name = Nombre
fact-birth-date = Fecha de nacimiento
fact-gender = Género
fact-birth-sex = Sexo al nacer
fact-blood-type = Grupo sanguíneo
fact-country = País
fact-state = Estado
fact-race = Raza
fact-ethnicity = Etnia
gender-female = femenino
gender-male = masculino
gender-other = otro
gender-unknown = desconocido
birth-sex-f = femenino
birth-sex-m = masculino
birth-sex-unk = desconocido
