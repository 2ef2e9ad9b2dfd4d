/* Made of functions/words/word-files/ by "npm run build:script". */

/** In the order of the names. */
export default [
  "Zweiter Schritt",
  "Ihr Code war richtig. Geben Sie jetzt den Code ein, den Ihre Authenticator-App anzeigt.",
  "Code aus der App",
  "Geben Sie einen Ihrer Ersatzcodes ein. Jeder gilt einmal.",
  "Ersatzcode",
  "Ersatzcode verwenden",
  "Authenticator-App verwenden",
  "Passkey verwenden",
  "Ihr Code war richtig. Bestätigen Sie jetzt mit Ihrem Passkey.",
  "Mit Passkey anmelden",
  "Zeit für diesen Schritt: {time}.",
  "Neu beginnen",
  "Mitteilung, falls Sie sie eingeschaltet haben",
  "Ein Browser, den Sie für {recipient} hinzugefügt haben, zeigt jetzt einen {length}-stelligen Code. Gibt es keinen, kommt kein Code: Gehen Sie zurück und wählen Sie einen anderen Weg.",
  "Ein Browser, den Sie für {recipient} hinzugefügt haben, zeigt jetzt einen Code aus {length} Buchstaben und Ziffern. Gibt es keinen, kommt kein Code: Gehen Sie zurück und wählen Sie einen anderen Weg.",
  "Es gab zu viele falsche Codes aus Authenticator-Apps. Verwenden Sie einen Ersatzcode oder einen Passkey.",
  "Es gab zu viele falsche Codes aus Authenticator-Apps, und Sie haben hier keinen anderen Weg. Bitten Sie uns um Hilfe.",
  "Der Passkey wurde nicht angenommen. Versuchen Sie es erneut, oder melden Sie sich mit einem Code an.",
  "Das hat nicht geklappt. Bitte versuchen Sie es erneut.",
  "Dieser Passkey wurde hier entfernt. Melden Sie sich mit einem Code an.",
  "Die Zeit für den zweiten Schritt ist abgelaufen. Melden Sie sich mit einem neuen Code an.",
  "Diese Anmeldung wurde abgebrochen",
  "Sie wurde gestoppt, oder Ihre zweiten Faktoren wurden inzwischen geändert. Melden Sie sich mit einem neuen Code an."
];
