import type { LocaleWords } from "./shape.ts";

/** Portuguese, as Brazilian banks write: você. "Código" has a letter that GSM-7 lacks, so texts say "token". */
export const pt: LocaleWords = {
  any: {
    subject: "{code} é o seu código {brand}",
    lead: "Seu código {brand}",
    text: "{code} é o seu token {brand}. Expira em {minutes} min. Jamais compartilhe.",
    expiry: {
      one: "Ele só pode ser usado uma vez, em até {minutes} minuto.",
      other: "Ele só pode ser usado uma vez, em até {minutes} minutos.",
    },
    warning: "A equipe {brand} nunca pedirá este código a você.",
    notYou: "Se você não o solicitou, ignore esta mensagem.",
    notYouLink: "Se você não o solicitou, cancele aqui: {link}",
    linkLabel: "Não fui eu",
    support: "Ajuda: {support}",
    askedFrom: "Solicitado com {askedFrom}.",
    device: "{browser} no {system}",
  },
  login: { lead: "Seu código para entrar em {brand}" },
  "verify-address": {
    lead: "Seu código para confirmar seu e-mail em {brand}",
    text: "{code} é o seu token {brand} para confirmar este telefone. Expira em {minutes} min. Jamais compartilhe.",
  },
  "confirm-transaction": {
    subject: "{code} é o seu código {brand} para pagar {amount}",
    lead: "Seu código para confirmar o pagamento de {amount} a {payee}",
    text: "{code} é o seu token {brand} para pagar {amount} a {payee}. Expira em {minutes} min.",
    notYou: "Se você não pediu este pagamento, não digite o código em lugar nenhum e não o compartilhe.",
    notYouLink: "Se você não pediu este pagamento, cancele aqui: {link}",
  },
  "change-contact": {
    lead: "Seu código para alterar seus dados de contato em {brand}",
    text: "{code} é o seu token {brand} para alterar seu contato. Expira em {minutes} min. Jamais compartilhe.",
  },
};
