# What a person sees of the engine's own words: Portuguese.

## kinds
kind-allergy =
    { $count ->
        [one] alergia
       *[other] alergias
    }
kind-condition =
    { $count ->
        [one] problema de saúde
       *[other] problemas de saúde
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
standing-said-none = Nada conhecido: é o que consta em um registro.
standing-empty = Nada nos portais consultados.
standing-unclear = Não se sabe com certeza.
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

## what a doubt is about
doubt-name = o nome
doubt-birth-date = a data de nascimento
doubt-birth-date-swapped = a ordem de dia e mês na data de nascimento
doubt-sex = o sexo
doubt-differs =
    { $count ->
        [one] { $what } não confere.
       *[other] { $what } não conferem.
    }
list-and = { $list } e { $last }

## news of a sync
record =
    { $count ->
        [one] registro
       *[other] registros
    }
news-new = Novidades de { $portal }: { $new } { $noun }
news-changed = Alterações de { $portal }: { $changed } { $noun }
news-new-changed = Em { $portal }, { $noun }: novidades ({ $new }) e alterações ({ $changed })
news-gone = Não consta mais em { $portal }: { $gone } { $noun }
news-also-gone = { $news }; fora da lista: { $gone }
news-conflicts =
    { $count ->
        [one] sua correção e { $portal } agora diferem em { $records } registro
       *[other] suas correções e { $portal } agora diferem em { $records } registros
    }

## what happened and what to do, case by case
todo-nothing = Você não precisa fazer nada.
todo-sign-in-again = Inicie a sessão novamente. Seus dados aqui não mudam.
todo-begin-again = Recomece o início da sessão.
todo-tell-makers = Você não pode fazer nada. Avise os criadores do aplicativo.
todo-check-address = Verifique o endereço ou procure seu serviço de saúde pelo nome.
todo-free-space = Verifique se o dispositivo tem espaço livre e tente novamente.
todo-check-internet = Verifique sua conexão com a internet. Se ela funcionar, aguarde um pouco e tente novamente.
todo-wait = Aguarde um pouco e tente novamente.
todo-next-update = Você não precisa fazer nada. A próxima atualização tentará novamente.
todo-ask-provider = Se faltar algo, peça ao seu serviço de saúde.
todo-connect-again = Conecte o portal novamente se quiser receber novos dados dele.
todo-whose = Verifique de quem são estes dados e depois confirme ou remova a conexão. Até agora nada foi guardado.
todo-look-later = Você não precisa fazer nada. Veja novamente daqui a pouco.
todo-close-and-open = Feche esta janela e abra-a novamente.
todo-more-access = Peça a quem cuida deles que o faça ou que lhe dê mais acesso.
todo-remove-there = Inicie a sessão no portal e remova este aplicativo da lista de aplicativos permitidos.
case-sign-in-ended-what = Sua sessão no portal terminou.
case-sign-in-ended-todo = { todo-sign-in-again }
case-portal-refused-what = O portal não permitiu isto.
case-portal-refused-todo = Tente novamente e permita o acesso quando o portal perguntar. Se ele continuar recusando, peça ajuda ao seu serviço de saúde.
case-app-settings-what = Este aplicativo não está bem configurado para este portal.
case-app-settings-todo = { todo-tell-makers }
case-not-a-portal-what = O endereço responde, mas não como um portal de pacientes que este aplicativo consiga ler.
case-not-a-portal-todo = { todo-check-address }
case-address-unsafe-what = O endereço do portal não é seguro.
case-address-unsafe-todo = { todo-check-address }
case-answer-of-another-what = Não foi possível concluir o início da sessão, porque a resposta pertence a outro.
case-answer-of-another-todo = { todo-begin-again }
case-stopped-what = Isto foi interrompido antes de terminar.
case-stopped-todo = Você pode recomeçar quando quiser.
case-device-failed-what = Algo não funcionou neste dispositivo.
case-device-failed-todo = { todo-free-space }
case-device-other-what = Algo não funcionou neste dispositivo.
case-device-other-todo = Tente novamente.
case-portal-not-offered-what = Este portal não oferece isto.
case-portal-not-offered-todo = Você não precisa fazer nada. Se faltar algo, peça uma cópia ao seu serviço de saúde.
case-portal-not-found-what = O portal não tem mais isto.
case-portal-not-found-todo = Você não precisa fazer nada. Se faltar algo, pergunte ao seu serviço de saúde.
case-portal-lost-place-what = O portal perdeu o ponto no meio de uma lista longa.
case-portal-lost-place-todo = Você não precisa fazer nada. A próxima atualização recomeça essa lista.
case-portal-unreachable-what = O portal não está acessível no momento.
case-portal-unreachable-todo = { todo-check-internet }
case-portal-timeout-what = O portal demorou demais para responder.
case-portal-timeout-todo = { todo-wait }
case-portal-busy-what = O portal está ocupado e pede paciência.
case-portal-busy-todo = { todo-wait }
case-portal-failed-what = O portal está com um problema.
case-portal-failed-todo = Aguarde um pouco e tente novamente. A culpa não é sua.
case-portal-too-large-what = O portal enviou de uma vez mais do que este aplicativo pode receber.
case-portal-too-large-todo = Avise os criadores do aplicativo. Todo o resto chegou como de costume.
case-portal-malformed-what = O portal enviou algo que não pode ser entendido.
case-portal-malformed-todo = Por enquanto você não precisa fazer nada. Se acontecer de novo, avise os criadores do aplicativo.
case-portal-unexpected-what = O portal não respondeu como esperado.
case-portal-unexpected-todo = { todo-wait }
case-update-sign-in-ended-what = Sua sessão no portal terminou antes que tudo chegasse.
case-update-sign-in-ended-todo = Inicie a sessão novamente. A atualização continuará de onde parou.
case-update-portal-away-what = O portal não está acessível, ou está com um problema.
case-update-portal-away-todo = { todo-next-update }
case-update-gap-what = Alguns dos seus dados ainda não puderam ser trazidos.
case-update-gap-todo = { todo-next-update }
case-update-whole-what = Tudo o que o portal forneceu está aqui.
case-update-whole-todo = { todo-nothing }
case-part-done-what = Tudo o que existe foi trazido.
case-part-done-todo = { todo-nothing }
case-part-empty-what = O portal não tem nada disto.
case-part-empty-todo = { todo-nothing }
case-part-refused-what = O portal não forneceu esta parte dos seus dados.
case-part-refused-todo = { todo-ask-provider }
case-part-not-granted-what = Você não permitiu esta parte dos seus dados ao iniciar a sessão.
case-part-not-granted-todo = Para trazê-la também, inicie a sessão novamente e permita.
case-part-not-offered-what = O portal não oferece esta parte dos seus dados.
case-part-not-offered-todo = { todo-ask-provider }
case-part-missing-what = Uma parte disto não pôde ser trazida.
case-part-missing-todo = Você não precisa fazer nada. A próxima atualização tentará preencher a lacuna.
case-part-failed-what = Isto não pôde ser trazido.
case-part-failed-todo = { todo-next-update }
case-removed-and-kept-what = Esta conexão foi removida, e seus dados foram mantidos.
case-removed-and-kept-todo = { todo-connect-again }
case-portal-unsupported-what = Este aplicativo ainda não consegue ler este portal.
case-portal-unsupported-todo = Você ainda pode adicionar dados manualmente ou como arquivos.
case-portal-checking-what = Está sendo verificado se este portal pode ser lido.
case-portal-checking-todo = Você não precisa fazer nada. Isto pode levar alguns dias.
case-connection-works-what = A conexão funciona.
case-connection-works-todo = { todo-nothing }
case-update-never-what = Ainda não foi trazido nada deste portal.
case-update-never-todo = Você não precisa fazer nada. A primeira atualização trará tudo.
case-update-running-what = Seus dados estão sendo atualizados.
case-update-running-todo = Você não precisa fazer nada. Isto pode demorar um pouco.
case-update-failed-what = A última atualização não funcionou.
case-update-failed-todo = Você não precisa fazer nada. O aplicativo tentará novamente sozinho.
case-last-update-stopped-what = A última atualização foi interrompida antes de terminar.
case-last-update-stopped-todo = O que já chegou foi guardado. A próxima atualização continuará dali.
case-update-under-way-what = Esta conexão já está sendo atualizada.
case-update-under-way-todo = { todo-look-later }
case-connection-gone-what = Esta conexão foi removida.
case-connection-gone-todo = { todo-connect-again }
case-portals-mixed-up-what = O aplicativo confundiu dois portais.
case-portals-mixed-up-todo = { todo-tell-makers }
case-sign-in-over-what = Este início de sessão já havia terminado, ou esperou tempo demais.
case-sign-in-over-todo = { todo-begin-again }
case-other-patient-what = Você iniciou a sessão com outro paciente que não o de antes.
case-other-patient-todo = Inicie a sessão com o mesmo paciente de antes ou conecte o portal de novo. Nada foi alterado.
case-update-stopped-what = A atualização foi interrompida antes de terminar.
case-update-stopped-todo = O que já chegou foi guardado. Você pode recomeçar quando quiser.
case-update-taken-over-what = A atualização foi assumida em outro lugar.
case-update-taken-over-todo = Você não precisa fazer nada. O que já chegou foi guardado.
case-other-person-what = O paciente no portal pode ser outra pessoa.
case-other-person-todo = { todo-whose }
case-kept-damaged-what = Algo do que está guardado aqui está danificado.
case-kept-damaged-todo = Foi deixado como está. Recupere uma cópia ou peça ajuda aos criadores do aplicativo.
case-kept-older-what = O que está guardado aqui é mais antigo do que deveria.
case-kept-older-todo = Talvez uma cópia antiga tenha sido recolocada. Recupere a mais recente.
case-kept-newer-what = Estes dados foram gravados por uma versão mais recente do aplicativo.
case-kept-newer-todo = Atualize o aplicativo.
case-new-key-elsewhere-what = Seus dados receberam uma nova chave em outra janela ou aplicativo.
case-new-key-elsewhere-todo = { todo-close-and-open }
case-no-longer-here-what = Isto não está mais aqui.
case-no-longer-here-todo = Talvez tenha sido removido. Volte e procure novamente.
case-changed-elsewhere-what = Outra coisa está alterando os mesmos dados.
case-changed-elsewhere-todo = Tente novamente daqui a um momento.
case-closed-what = Estes dados foram fechados.
case-closed-todo = Abra-os novamente.
case-exists-what = Já existe.
case-exists-todo = { todo-nothing }
case-came-from-portal-what = Os dados que vieram de um portal não podem ser alterados.
case-came-from-portal-todo = Você pode adicionar uma nota, ocultar ou pedir ao seu serviço de saúde que corrija.
case-written-by-hand-what = Isto foi inserido manualmente, portanto não há outra origem para corrigir.
case-written-by-hand-todo = Altere o próprio registro.
case-nothing-to-undo-what = Não há nada para desfazer.
case-nothing-to-undo-todo = { todo-nothing }
case-undone-already-what = Isto já foi desfeito.
case-undone-already-todo = Para recuperá-lo, desfaça o que foi desfeito.
case-not-undoable-what = Isto não pode ser desfeito.
case-not-undoable-todo = Veja se depois foi feito algo que depende disto e desfaça-o primeiro.
case-not-permitted-what = Seu acesso a estes dados não inclui isto.
case-not-permitted-todo = { todo-more-access }
case-invitation-over-what = Este convite não é mais válido.
case-invitation-over-todo = Peça um novo.
case-too-much-or-unreadable-what = Não pode ser guardado assim.
case-too-much-or-unreadable-todo = Encurte ou altere e tente novamente.
case-not-valid-what = Não pode ser guardado assim.
case-not-valid-todo = Altere e tente novamente.
case-device-storage-what = Não foi possível ler ou salvar neste dispositivo.
case-device-storage-todo = { todo-free-space }
case-removed-and-told-what = A conexão foi removida, e o portal foi avisado.
case-removed-and-told-todo = { todo-nothing }
case-removed-here-what = A conexão foi removida deste dispositivo.
case-removed-here-todo = Para ter certeza, veja a lista de aplicativos permitidos do portal e remova este dela.
case-removed-untold-what = A conexão foi removida deste dispositivo, mas não há como avisar o portal.
case-removed-untold-todo = { todo-remove-there }
case-removed-telling-failed-what = A conexão foi removida deste dispositivo, mas não foi possível avisar o portal.
case-removed-telling-failed-todo = { todo-remove-there }
case-portal-unknown-what = No momento este aplicativo não sabe se comunicar com este portal.
case-portal-unknown-todo = Atualize o aplicativo ou avise seus criadores.
case-kept-another-way-what = Este aplicativo não consegue abrir dados de saúde guardados desta forma.
case-kept-another-way-todo = Abra-os com o aplicativo que os criou ou atualize este. Nada foi alterado.
case-portal-away-what = O portal não está acessível, ou está com um problema.
case-portal-away-todo = { todo-check-internet }
case-wrong-passphrase-what = A senha não está correta.
case-wrong-passphrase-todo = Tente novamente. Nada foi alterado.
case-no-records-here-what = Não há dados de saúde neste lugar.
case-no-records-here-todo = Escolha outro lugar ou comece do zero.
case-open-elsewhere-what = Seus dados estão abertos em outra janela ou aplicativo.
case-open-elsewhere-todo = Feche-os ali e tente novamente.
case-changed-while-copied-what = Seus dados mudaram enquanto eram copiados.
case-changed-while-copied-todo = Nada se perdeu. Tente novamente.
case-device-full-what = O dispositivo está cheio.
case-device-full-todo = Libere espaço e tente novamente. O que está guardado ainda pode ser lido.
case-backup-part-missing-what = Falta uma parte das cópias de segurança.
case-backup-part-missing-todo = Escolha todas ou faça uma nova cópia.
case-not-a-backup-what = Isto não é uma cópia de segurança de dados de saúde.
case-not-a-backup-todo = Escolha outro arquivo ou outra pasta.
case-key-service-away-what = O serviço que desbloqueia seus dados não está acessível.
case-key-service-away-todo = Aguarde um pouco e tente novamente. Nada foi alterado.
case-key-service-refused-what = O serviço que desbloqueia seus dados não permitiu.
case-key-service-refused-todo = Avise os criadores deste aplicativo. Nada foi alterado.
case-key-service-without-key-what = O serviço consultado não tem a chave destes dados.
case-key-service-without-key-todo = Abra-os de outra forma que você tenha configurado ou avise os criadores deste aplicativo.

## before a sign-in
sign-in-whose = Você está conectando { $portal } ao Backpack de { $name }.
sign-in-whose-born = Você está conectando { $portal } ao Backpack de { $name } (data de nascimento: { $date }).
sign-in-nobody = Você está conectando { $portal } a um Backpack cuja pessoa ainda não tem nome.

## acts
act-created = criado
act-opened = aberto
act-imported = dados trazidos
act-vanished = não está mais no portal
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

## the sheet of a visit
visit-sheet = Preparação para a próxima consulta
visit-next = Próxima consulta
visit-with = Com
visit-last = Última consulta
visit-since = Novo desde
visit-no-earlier = Nenhuma consulta anterior é conhecida, por isso tudo é listado.
visit-questions = Minhas perguntas
visit-out-of-range = Resultados fora da faixa de referência
visit-begun = Medicamentos iniciados
visit-stopped = Medicamentos encerrados
visit-new = Outras novidades
visit-changed = Alterado pela origem
visit-disputed = Não concordo
visit-conflict = minha correção e a origem diferem
visit-more = Pode haver mais: um portal não forneceu tudo.
visit-and-more =
    { $count ->
        [one] e mais { $count }
       *[other] e mais { $count }
    }

## share cards
card-emergency = Cartão de emergência
card-health-history = Histórico de saúde
card-food-allergies = Alergias alimentares
card-as-of = Situação em { $date }
card-disputed = marcado como errado pela pessoa
card-contacts = Contatos
card-files = Arquivos
card-nothing = Não há nada neste cartão.
card-snapshot = compartilhado como estava naquele dia
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
fact-gender = Gênero
fact-birth-sex = Sexo ao nascer
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
