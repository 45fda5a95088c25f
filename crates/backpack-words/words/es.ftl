# What a person sees of the engine's own words: Spanish.

## kinds
kind-allergy =
    { $count ->
        [one] alergia
       *[other] alergias
    }
kind-condition =
    { $count ->
        [one] enfermedad
       *[other] enfermedades
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
status-onleave = de permiso
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
standing-said-none = Ninguna conocida, según consta.
standing-empty = Nada en los portales consultados.
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

## acts
act-created = creado
act-opened = abierto
act-imported = datos traídos
act-vanished = ya no están en el portal
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
