import type { LocaleWords } from "./shape.ts";

/** Hindi: आप. Its texts are UCS-2, of which two segments hold 134 characters. */
export const hi: LocaleWords = {
  any: {
    subject: "{code} आपका {brand} कोड है",
    lead: "आपका {brand} कोड",
    text: "{code} आपका {brand} कोड है। {minutes} मिनट तक मान्य। किसी को न बताएँ।",
    expiry: {
      one: "इसका उपयोग {minutes} मिनट के भीतर केवल एक बार किया जा सकता है।",
      other: "इसका उपयोग {minutes} मिनट के भीतर केवल एक बार किया जा सकता है।",
    },
    warning: "{brand} से कोई भी आपसे यह कोड कभी नहीं माँगेगा।",
    notYou: "अगर आपने यह कोड नहीं माँगा था, तो इस संदेश को अनदेखा करें।",
    notYouLink: "अगर आपने यह कोड नहीं माँगा था, तो इसे यहाँ रद्द करें: {link}",
    linkLabel: "यह मैंने नहीं किया",
    support: "सहायता: {support}",
    askedFrom: "यहाँ से माँगा गया: {askedFrom}",
    device: "{system} पर {browser}",
  },
  login: { lead: "{brand} में साइन इन करने के लिए आपका कोड" },
  "verify-address": {
    lead: "{brand} पर अपना ईमेल पता सत्यापित करने के लिए आपका कोड",
    text: "{code} नंबर सत्यापन का {brand} कोड है। {minutes} मिनट मान्य। किसी को न बताएँ।",
  },
  "confirm-transaction": {
    subject: "{code}: {amount} के भुगतान के लिए आपका {brand} कोड",
    lead: "{payee} को {amount} के भुगतान की पुष्टि के लिए आपका कोड",
    text: "{code} {brand} कोड: {payee} को {amount} का भुगतान",
    notYou: "अगर आपने यह भुगतान नहीं किया है, तो यह कोड कहीं न डालें और किसी को न बताएँ।",
    notYouLink: "अगर आपने यह भुगतान नहीं किया है, तो इसे यहाँ रोकें: {link}",
  },
  "change-contact": {
    lead: "{brand} पर अपनी संपर्क जानकारी बदलने के लिए आपका कोड",
    text: "{code} संपर्क बदलने का {brand} कोड है। {minutes} मिनट मान्य। किसी को न बताएँ।",
  },
};
