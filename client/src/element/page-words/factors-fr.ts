/* Made of functions/words/word-files/ by "npm run build:script". */

/** In the order of the names. */
export default [
  "Deuxième étape",
  "Votre code était correct. Saisissez maintenant le code affiché par votre application d’authentification.",
  "Code de l’application",
  "Saisissez l’un de vos codes de secours. Chacun sert une fois.",
  "Code de secours",
  "Utiliser un code de secours",
  "Utiliser l’application d’authentification",
  "Utiliser une clé d’accès",
  "Votre code était correct. Confirmez maintenant avec votre clé d’accès.",
  "Se connecter avec une clé d’accès",
  "Temps pour cette étape : {time}.",
  "Recommencer",
  "Notification, si vous l’avez activée",
  "Un navigateur que vous avez ajouté pour {recipient} affiche maintenant un code à {length} chiffres. S’il n’y en a pas, aucun code ne vient : revenez en arrière et choisissez un autre moyen.",
  "Un navigateur que vous avez ajouté pour {recipient} affiche maintenant un code de {length} lettres et chiffres. S’il n’y en a pas, aucun code ne vient : revenez en arrière et choisissez un autre moyen.",
  "Trop de codes incorrects d’applications d’authentification ont été saisis. Utilisez un code de secours ou une clé d’accès.",
  "Trop de codes incorrects d’applications d’authentification ont été saisis, et vous n’avez pas d’autre moyen ici. Demandez-nous de l’aide.",
  "La clé d’accès n’a pas été acceptée. Réessayez ou connectez-vous avec un code.",
  "Cela n’a pas fonctionné. Veuillez réessayer.",
  "Cette clé d’accès a été supprimée ici. Connectez-vous avec un code.",
  "Le temps pour la deuxième étape est écoulé. Reconnectez-vous avec un nouveau code.",
  "Cette connexion a été arrêtée",
  "Elle a été annulée, ou vos seconds facteurs ont été modifiés entre-temps. Reconnectez-vous avec un nouveau code."
];
