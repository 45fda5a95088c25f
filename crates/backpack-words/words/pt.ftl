# What a person sees of the engine's own words: Portuguese.

## kinds
kind-allergy =
    { $count ->
        [one] alergia
       *[other] alergias
    }
kind-condition =
    { $count ->
        [one] doença
       *[other] doenças
    }
kind-symptom =
    { $count ->
        [one] sintoma
       *[other] sintomas
    }
kind-injury =
    { $count ->
        [one] lesão
       *[other] lesões
    }
kind-medication =
    { $count ->
        [one] medicamento
       *[other] medicamentos
    }
kind-immunization =
    { $count ->
        [one] vacina
       *[other] vacinas
    }
kind-lab-result =
    { $count ->
        [one] resultado de laboratório
       *[other] resultados de laboratório
    }
kind-vital-sign =
    { $count ->
        [one] sinal vital
       *[other] sinais vitais
    }
kind-procedure =
    { $count ->
        [one] procedimento
       *[other] procedimentos
    }
kind-visit =
    { $count ->
        [one] consulta
       *[other] consultas
    }
kind-report =
    { $count ->
        [one] relatório
       *[other] relatórios
    }
kind-document =
    { $count ->
        [one] documento
       *[other] documentos
    }
kind-imaging =
    { $count ->
        [one] exame de imagem
       *[other] exames de imagem
    }
kind-genetic-result =
    { $count ->
        [one] resultado genético
       *[other] resultados genéticos
    }
kind-care-plan =
    { $count ->
        [one] plano de cuidados
       *[other] planos de cuidados
    }
kind-goal =
    { $count ->
        [one] objetivo
       *[other] objetivos
    }
kind-care-team =
    { $count ->
        [one] registro da equipe de cuidados
       *[other] registros da equipe de cuidados
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
        [one] pedido de reembolso
       *[other] pedidos de reembolso
    }
kind-family-history =
    { $count ->
        [one] antecedente familiar
       *[other] antecedentes familiares
    }
kind-social-history =
    { $count ->
        [one] dado de estilo de vida
       *[other] dados de estilo de vida
    }
kind-appointment =
    { $count ->
        [one] agendamento
       *[other] agendamentos
    }
kind-message =
    { $count ->
        [one] mensagem
       *[other] mensagens
    }
kind-questionnaire =
    { $count ->
        [one] questionário
       *[other] questionários
    }
kind-other =
    { $count ->
        [one] outro registro
       *[other] outros registros
    }
count = { $count } { $noun }

## statuses
status-active = ativo
status-inactive = inativo
status-recurrence = recorrente
status-relapse = recaída
status-remission = em remissão
status-resolved = resolvido
status-confirmed = confirmado
status-unconfirmed = não confirmado
status-provisional = provisório
status-differential = uma de várias possibilidades
status-refuted = descartado
status-entered-in-error = registrado por engano
status-on-hold = em pausa
status-cancelled = cancelado
status-completed = concluído
status-stopped = interrompido
status-ended = encerrado
status-draft = rascunho
status-unknown = desconhecido
status-intended = pretendido
status-recorded = anotado
status-not-taken = não tomado
status-not-done = não realizado
status-registered = registrado
status-preliminary = preliminar
status-partial = parcial
status-final = definitivo
status-amended = alterado
status-corrected = corrigido
status-appended = ampliado
status-proposed = proposto
status-pending = pendente
status-booked = marcado
status-arrived = chegou
status-checked-in = presença registrada
status-fulfilled = realizado
status-noshow = não compareceu
status-waitlist = em lista de espera
status-planned = planejado
status-triaged = classificado por urgência
status-in-progress = em andamento
status-onleave = de licença
status-finished = finalizado
status-accepted = aceito
status-rejected = rejeitado
status-suspended = suspenso
status-superseded = substituído por um mais recente
status-current = atual
status-requested = solicitado
status-received = recebido
status-ready = pronto
status-failed = falhou
status-revoked = revogado

## how a value compares
flag-critical = crítico
flag-high = alto
flag-low = baixo
flag-abnormal = fora do esperado
flag-normal = dentro do esperado

## connections
support-checking = em verificação
support-supported = compatível
support-unsupported = não compatível
authorisation-ok = sessão iniciada
authorisation-needs-sign-in = inicie a sessão
authorisation-removed = removida
sync-never = nunca atualizado
sync-running = atualizando
sync-ok = em dia
sync-partial = atualizado em parte
sync-failed = a atualização falhou
sync-cancelled = atualização interrompida
outcome-done = está tudo aqui
outcome-empty = o portal não tem nada
outcome-refused = o portal não forneceu
outcome-not-granted = você não permitiu ao iniciar a sessão
outcome-not-supported = o portal não oferece
outcome-partial = falta uma parte
outcome-failed = ainda não foi possível trazer
outcome-unfinished = ainda não está tudo aqui
outcome-not-asked = o portal não foi consultado

## how a section of the snapshot stands
standing-facts = há dados
standing-gap = Pode haver: um portal não forneceu tudo.
standing-said-none = Nenhuma conhecida, conforme o registro.
standing-empty = Nada nos portais consultados.
standing-not-asked = Não se sabe: ninguém foi consultado.

## why a reading is no point
reason-words = expresso em palavras
reason-no-value = sem valor
reason-no-date = sem data
reason-no-unit = sem unidade
reason-unknown-unit = unidade desconhecida
reason-other-unit = unidade que não pode ser convertida
reason-number = número ilegível

## roles and actors
role-owner = titular
role-co-manager = cogestor
role-contributor = colaborador
role-viewer = leitor
actor-person = você
actor-engine = o aplicativo
actor-connection = o portal

## headings
heading-snapshot = Em resumo
heading-timeline = Linha do tempo
heading-problems = Problemas de saúde
heading-medications = Medicação atual
heading-allergies = Alergias
heading-results = Resultados recentes
heading-vital-signs = Sinais vitais
heading-immunizations = Vacinas
heading-upcoming = Próximos
heading-visits = Consultas recentes
heading-care-team = Equipe de cuidados
heading-undated = Sem data
heading-no-visit = Fora de consulta
heading-missing = Pode faltar
heading-unclear = Não está claro
column-date = Data
column-value = Valor
column-range = Esperado
column-source = Origem
column-written = Como consta
column-reason = Motivo

## the chart
chart-range = Intervalo de referência
chart-bound = No máximo ou no mínimo
chart-abnormal = Fora do esperado
chart-by-hand = Inserido manualmente
chart-unknown-source = Outra origem
chart-empty = Não há valores para mostrar.
chart-description =
    { $count ->
        [one] { $title }: um valor, { $last }, { $date }.
       *[other] { $title }: { $count } valores entre { $first } e { $date }; o último, { $last }.
    }

## troubles
trouble-none-what = Está tudo bem.
trouble-none-todo = Você não precisa fazer nada.
trouble-sign-in-what = Sua sessão no portal terminou.
trouble-sign-in-todo = Inicie a sessão novamente. Seus dados aqui não mudam.
trouble-refused-what = Isto não foi permitido.
trouble-refused-todo = Permita ao iniciar a sessão ou peça a quem possa.
trouble-portal-what = O portal não está acessível, ou está com um problema.
trouble-portal-todo = Aguarde um pouco e tente novamente.
trouble-not-offered-what = O portal não oferece isto.
trouble-not-offered-todo = Peça ao seu serviço de saúde ou adicione manualmente.
trouble-other-person-what = O paciente no portal pode ser outra pessoa.
trouble-other-person-todo = Verifique de quem são estes dados e depois confirme ou remova a conexão.
trouble-gap-what = Alguns dos seus dados ainda não puderam ser trazidos.
trouble-gap-todo = Você não precisa fazer nada. A próxima atualização tentará novamente.
trouble-under-way-what = Isto já está em andamento.
trouble-under-way-todo = Você não precisa fazer nada. Veja novamente daqui a pouco.
trouble-cancelled-what = Foi interrompido antes de terminar.
trouble-cancelled-todo = O que já chegou foi guardado. Você pode continuar quando quiser.
trouble-not-found-what = O que você pediu não está aqui.
trouble-not-found-todo = Escolha outra coisa.
trouble-invalid-what = Não pode ser guardado assim.
trouble-invalid-todo = Altere e tente novamente.
trouble-locked-what = Seus dados não podem ser abertos com isto.
trouble-locked-todo = Tente novamente. Nada foi alterado.
trouble-device-what = Não foi possível ler ou salvar neste dispositivo.
trouble-device-todo = Verifique se o dispositivo tem espaço livre e tente novamente.
trouble-damaged-what = Uma parte do que está guardado está danificada.
trouble-damaged-todo = Recupere de uma cópia de segurança ou deixe o aplicativo reparar.
trouble-app-what = Este aplicativo tem uma falha ou está desatualizado.
trouble-app-todo = Atualize o aplicativo ou avise seus criadores.
try-again = Tente novamente em { $time }.

## acts
act-created = criado
act-opened = aberto
act-imported = dados trazidos
act-vanished = já não está no portal
act-dismissed = posto de lado: é de outra pessoa
act-added = adicionado
act-edited = editado
act-noted = nota escrita
act-attached = arquivo anexado
act-detached = arquivo retirado
act-hidden = ocultado
act-shown = mostrado novamente
act-flagged = marcado como errado
act-unflagged = marca retirada
act-deleted = excluído
act-restored = recuperado
act-note-rewritten = nota reescrita
act-note-removed = nota removida
act-undone = desfeito
act-other-change = outra alteração
act-tagged = etiqueta adicionada
act-untagged = etiqueta removida
act-corrected = corrigido
act-uncorrected = correção retirada
act-linked = ligado a outro dado
act-unlinked = ligação retirada
act-contact-linked = ligado a um contato
act-contact-unlinked = contato retirado
act-file-added = arquivo adicionado
act-file-removed = arquivo removido
act-person-described = perfil alterado
act-connected = portal conectado
act-signed-in = sessão iniciada novamente
act-person-confirmed = paciente confirmado
act-disconnected = portal desconectado
act-connection-removed = conexão e seus dados excluídos
act-synced = atualizado
act-exported = exportado
act-shared = compartilhado
act-backed-up = cópia de segurança feita
act-brought-back = recuperado de uma cópia de segurança
act-verified = verificado
act-repaired = reparado
act-key-rotated = chave renovada
act-unlocked = desbloqueado
act-slot-added = forma de acesso adicionada
act-slot-removed = forma de acesso removida
act-passphrase-changed = senha alterada
act-root-rotated = chave principal renovada
act-backpack-added = pessoa adicionada
act-backpack-deleted = pessoa excluída
act-copied = copiado para outro lugar
act-other = outra coisa
act-rewrapped = chave protegida novamente
act-invited = convite enviado
act-invitation-accepted = convite aceito
act-invitation-declined = convite recusado
act-invitation-withdrawn = convite retirado
act-role-changed = função alterada
act-member-removed = acesso encerrado
act-member-left = saiu
act-handed-over = entregue
act-consented = consentimento dado
act-consent-withdrawn = consentimento retirado
act-contact-kept = contato salvo
act-contact-removed = contato removido
act-request-kept = pedido de dados salvo
act-request-removed = pedido de dados removido

## time
now = agora mesmo
today = hoje
yesterday = ontem
tomorrow = amanhã
ago-minutes =
    { $count ->
        [one] há { $count } minuto
       *[other] há { $count } minutos
    }
ago-hours =
    { $count ->
        [one] há { $count } hora
       *[other] há { $count } horas
    }
ago-days =
    { $count ->
        [one] há { $count } dia
       *[other] há { $count } dias
    }
ago-weeks =
    { $count ->
        [one] há { $count } semana
       *[other] há { $count } semanas
    }
ago-months =
    { $count ->
        [one] há { $count } mês
       *[other] há { $count } meses
    }
ago-years =
    { $count ->
        [one] há { $count } ano
       *[other] há { $count } anos
    }
in-minutes =
    { $count ->
        [one] daqui a { $count } minuto
       *[other] daqui a { $count } minutos
    }
in-hours =
    { $count ->
        [one] daqui a { $count } hora
       *[other] daqui a { $count } horas
    }
in-days =
    { $count ->
        [one] daqui a { $count } dia
       *[other] daqui a { $count } dias
    }
in-weeks =
    { $count ->
        [one] daqui a { $count } semana
       *[other] daqui a { $count } semanas
    }
in-months =
    { $count ->
        [one] daqui a { $count } mês
       *[other] daqui a { $count } meses
    }
in-years =
    { $count ->
        [one] daqui a { $count } ano
       *[other] daqui a { $count } anos
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
        [one] { $count } dia
       *[other] { $count } dias
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
        [one] dia
       *[other] dias
    }
unit-week =
    { $count ->
        [one] semana
       *[other] semanas
    }
unit-month =
    { $count ->
        [one] mês
       *[other] meses
    }
unit-year =
    { $count ->
        [one] ano
       *[other] anos
    }
unit-pound =
    { $count ->
        [one] libra
       *[other] libras
    }
unit-ounce =
    { $count ->
        [one] onça
       *[other] onças
    }
unit-inch =
    { $count ->
        [one] polegada
       *[other] polegadas
    }
unit-foot =
    { $count ->
        [one] pé
       *[other] pés
    }
unit-step =
    { $count ->
        [one] passo
       *[other] passos
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
month-1 = janeiro
month-short-1 = jan.
month-2 = fevereiro
month-short-2 = fev.
month-3 = março
month-short-3 = mar.
month-4 = abril
month-short-4 = abr.
month-5 = maio
month-short-5 = mai.
month-6 = junho
month-short-6 = jun.
month-7 = julho
month-short-7 = jul.
month-8 = agosto
month-short-8 = ago.
month-9 = setembro
month-short-9 = set.
month-10 = outubro
month-short-10 = out.
month-11 = novembro
month-short-11 = nov.
month-12 = dezembro
month-short-12 = dez.

## share cards
card-emergency = Cartão de emergência
card-health-history = Histórico de saúde
card-food-allergies = Alergias alimentares
card-as-of = Situação em { $date }
card-disputed = assinalado como errado pela pessoa
card-contacts = Contactos
card-files = Ficheiros
card-nothing = Não há nada neste cartão.
card-snapshot = partilhado tal como era nesse dia
card-as-of-utc = Situação em { $date } (UTC)
card-not-known = não se sabe
card-medication-allergies = Alergias a medicamentos
card-not-said = Este cartão não diz se há alguma.
card-may-be-some = Pode haver alguma.
card-may-be-more = Pode haver mais.
card-a-portal = Um portal
card-why-refused = { $portal }: não forneceu.
card-why-not-granted = { $portal }: o login não abrange isto.
card-why-not-supported = { $portal }: não oferece.
card-why-partial = { $portal }: forneceu uma parte.
card-why-failed = { $portal }: a consulta falhou.
card-why-unfinished = { $portal }: ainda não respondeu.
card-why-not-asked = { $portal }: não foi consultado sobre isto.
card-without = Nada é mostrado destes
card-letters-missing = O sinal � está no lugar de uma letra que não pode ser impressa aqui: { $letters }.
card-link-look = Escaneie o código ou abra o endereço:
card-link-code-apart = A página pede um código de acesso. Ele lhe é informado por outro meio.
card-link-code = Código de acesso
card-link-until = Válido até { $date }
card-link-until-utc = Válido até { $date } (UTC)
card-link-open-end = Válido até ser desativado.
card-link-picture = Código QR do endereço
paper-page = Página { $number } de { $count }
fact-name = Nome
fact-birth-date = Data de nascimento
fact-gender = Género
fact-birth-sex = Sexo à nascença
fact-blood-type = Grupo sanguíneo
fact-country = País
fact-state = Estado
fact-race = Raça
fact-ethnicity = Etnia
gender-female = feminino
gender-male = masculino
gender-other = outro
gender-unknown = desconhecido
birth-sex-f = feminino
birth-sex-m = masculino
birth-sex-unk = desconhecido
