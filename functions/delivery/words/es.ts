import type { LocaleWords } from "./shape.ts";

/** Spanish, as banks write: usted. "Código" has a letter that GSM-7 lacks, so texts say "clave". */
export const es: LocaleWords = {
  any: {
    subject: "{code} es su código de {brand}",
    lead: "Su código de {brand}",
    text: "{code} es su clave de {brand}. Caduca en {minutes} min. No la comparta.",
    expiry: {
      one: "Solo se puede usar una vez, en un plazo de {minutes} minuto.",
      other: "Solo se puede usar una vez, en un plazo de {minutes} minutos.",
    },
    warning: "Nadie de {brand} le pedirá nunca este código.",
    notYou: "Si no lo ha solicitado, puede ignorar este mensaje.",
    notYouLink: "Si no lo ha solicitado, anúlelo aquí: {link}",
    linkLabel: "No he sido yo",
    support: "Ayuda: {support}",
    askedFrom: "Solicitado desde {askedFrom}.",
    device: "{browser} en {system}",
  },
  login: { lead: "Su código para iniciar sesión en {brand}" },
  "verify-address": {
    lead: "Su código para confirmar su correo electrónico en {brand}",
    text: "{code} es su clave de {brand} para confirmar este teléfono. Caduca en {minutes} min. No la comparta.",
  },
  "confirm-transaction": {
    subject: "{code} es su código de {brand} para pagar {amount}",
    lead: "Su código para confirmar el pago de {amount} a {payee}",
    text: "{code} es su clave {brand} para pagar {amount} a {payee}. Caduca en {minutes} min.",
    notYou: "Si no ha ordenado este pago, no introduzca el código en ningún sitio ni lo comparta.",
    notYouLink: "Si no ha ordenado este pago, anúlelo aquí: {link}",
  },
  "change-contact": {
    lead: "Su código para cambiar sus datos de contacto en {brand}",
    text: "{code} es su clave de {brand} para cambiar sus datos. Caduca en {minutes} min. No la comparta.",
  },
};
