import type { LocaleWords } from "./shape.ts";

/** English. */
export const en: LocaleWords = {
  any: {
    subject: "{code} is your {brand} code",
    lead: "Your {brand} code",
    text: "{code} is your {brand} code. It expires in {minutes} min. Do not share it.",
    expiry: {
      one: "It can be used once, within {minutes} minute.",
      other: "It can be used once, within {minutes} minutes.",
    },
    warning: "Nobody from {brand} will ever ask you for this code.",
    notYou: "If you did not ask for it, you can ignore this message.",
    notYouLink: "If you did not ask for it, stop it here: {link}",
    linkLabel: "This was not me",
    support: "Help: {support}",
    askedFrom: "Asked for from {askedFrom}.",
    device: "{browser} on {system}",
  },
  login: { lead: "Your code to sign in to {brand}" },
  "verify-address": {
    lead: "Your code to confirm your e-mail address at {brand}",
    text: "{code} is your {brand} code to confirm this number. It expires in {minutes} min. Do not share it.",
  },
  "confirm-transaction": {
    subject: "{code} is your {brand} code to pay {amount}",
    lead: "Your code to confirm the payment of {amount} to {payee}",
    text: "{code} is your {brand} code to pay {amount} to {payee}. Valid {minutes} min.",
    notYou: "If you did not ask for this payment, do not enter the code anywhere and do not share it.",
    notYouLink: "If you did not ask for this payment, stop it here: {link}",
  },
  "change-contact": {
    lead: "Your code to change your contact details at {brand}",
    text: "{code} is your {brand} code to change your contact details. Valid {minutes} min. Do not share it.",
  },
};
