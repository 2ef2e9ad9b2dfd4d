import type { LocaleWords } from "./shape.ts";

/** French: vous. Texts avoid "ê" and the typographic apostrophe, which GSM-7 lacks. */
export const fr: LocaleWords = {
  any: {
    subject: "{code} est votre code {brand}",
    lead: "Votre code {brand}",
    text: "{code} est votre code {brand}. Il expire dans {minutes} min. Ne le communiquez pas.",
    expiry: {
      one: "Il ne peut servir qu’une seule fois, dans un délai de {minutes} minute.",
      other: "Il ne peut servir qu’une seule fois, dans un délai de {minutes} minutes.",
    },
    warning: "Personne chez {brand} ne vous demandera jamais ce code.",
    notYou: "Si vous n’êtes pas à l’origine de cette demande, ignorez ce message.",
    notYouLink: "Si vous n’êtes pas à l’origine de cette demande, annulez-la ici : {link}",
    linkLabel: "Ce n’était pas moi",
    support: "Aide : {support}",
    askedFrom: "Demandé depuis {askedFrom}.",
    device: "{browser} sur {system}",
  },
  login: { lead: "Votre code de connexion à {brand}" },
  "verify-address": {
    lead: "Votre code pour confirmer votre adresse e-mail chez {brand}",
    text: "{code} est votre code {brand} pour confirmer ce numéro. Il expire dans {minutes} min. Gardez-le secret.",
  },
  "confirm-transaction": {
    subject: "{code} est votre code {brand} pour payer {amount}",
    lead: "Votre code pour confirmer le paiement de {amount} à {payee}",
    text: "{code} est votre code {brand} pour payer {amount} à {payee}. Valable {minutes} min.",
    notYou:
      "Si vous n’êtes pas à l’origine de ce paiement, ne saisissez ce code nulle part et ne le communiquez à personne.",
    notYouLink: "Si vous n’êtes pas à l’origine de ce paiement, annulez-le ici : {link}",
  },
  "change-contact": {
    lead: "Votre code pour modifier vos coordonnées chez {brand}",
    text: "{code} est votre code {brand} pour modifier vos coordonnées. Valable {minutes} min. Gardez-le secret.",
  },
};
