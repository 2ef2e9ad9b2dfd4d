/* Made of functions/words/word-files/ by "npm run build:script". */

/** In the order of the names. */
export default [
  "Segunda etapa",
  "Seu código estava certo. Agora digite o código que seu aplicativo autenticador mostra.",
  "Código do aplicativo",
  "Digite um dos seus códigos reserva. Cada um vale uma vez.",
  "Código reserva",
  "Usar um código reserva",
  "Usar o aplicativo autenticador",
  "Usar uma chave de acesso",
  "Seu código estava certo. Agora confirme com sua chave de acesso.",
  "Entrar com uma chave de acesso",
  "Tempo para esta etapa: {time}.",
  "Começar novamente",
  "Notificação, se você a ativou",
  "Um navegador que você adicionou para {recipient} mostra agora um código de {length} dígitos. Se não houver nenhum, nenhum código chega: volte e escolha outro meio.",
  "Um navegador que você adicionou para {recipient} mostra agora um código de {length} letras e dígitos. Se não houver nenhum, nenhum código chega: volte e escolha outro meio.",
  "Houve códigos errados demais de aplicativos autenticadores. Use um código reserva ou uma chave de acesso.",
  "Houve códigos errados demais de aplicativos autenticadores, e você não tem outra opção aqui. Peça nossa ajuda.",
  "A chave de acesso não foi aceita. Tente novamente ou entre com um código.",
  "Não funcionou. Tente novamente.",
  "Esta chave de acesso foi removida aqui. Entre com um código.",
  "O tempo para a segunda etapa acabou. Entre novamente com um novo código.",
  "Esta entrada foi interrompida",
  "Ela foi cancelada, ou seus segundos fatores foram alterados nesse meio-tempo. Entre novamente com um novo código."
];
