import type { LocaleWords } from "./shape.ts";

/** German: Sie. */
export const de: LocaleWords = {
  any: {
    subject: "{code} ist Ihr {brand}-Code",
    lead: "Ihr {brand}-Code",
    text: "{code} ist Ihr {brand}-Code. Gültig für {minutes} Min. Geben Sie ihn nicht weiter.",
    expiry: {
      one: "Er ist {minutes} Minute gültig und kann nur einmal verwendet werden.",
      other: "Er ist {minutes} Minuten gültig und kann nur einmal verwendet werden.",
    },
    warning: "Niemand von {brand} wird Sie jemals nach diesem Code fragen.",
    notYou: "Falls Sie ihn nicht angefordert haben, können Sie diese Nachricht ignorieren.",
    notYouLink: "Falls Sie ihn nicht angefordert haben, machen Sie ihn hier ungültig: {link}",
    linkLabel: "Das war ich nicht",
    support: "Hilfe: {support}",
    askedFrom: "Angefordert mit {askedFrom}.",
    device: "{browser} unter {system}",
  },
  login: { lead: "Ihr Code für die Anmeldung bei {brand}" },
  "verify-address": {
    lead: "Ihr Code zur Bestätigung Ihrer E-Mail-Adresse bei {brand}",
    text: "{code} ist Ihr {brand}-Code zur Bestätigung dieser Nummer. {minutes} Min. gültig. Nicht weitergeben.",
  },
  "confirm-transaction": {
    subject: "{code} ist Ihr {brand}-Code für die Zahlung von {amount}",
    lead: "Ihr Code zur Freigabe der Zahlung von {amount} an {payee}",
    text: "{code} ist Ihr {brand}-Code: Zahlung {amount} an {payee}. {minutes} Min. gültig.",
    notYou:
      "Falls Sie diese Zahlung nicht beauftragt haben, geben Sie den Code nirgends ein und nicht weiter.",
    notYouLink: "Falls Sie diese Zahlung nicht beauftragt haben, brechen Sie sie hier ab: {link}",
  },
  "change-contact": {
    lead: "Ihr Code zum Ändern Ihrer Kontaktdaten bei {brand}",
    text: "{code} ist Ihr {brand}-Code zum Ändern Ihrer Kontaktdaten. {minutes} Min. gültig. Nicht weitergeben.",
  },
};
