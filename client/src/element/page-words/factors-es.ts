/* Made of functions/words/word-files/ by "npm run build:script". */

/** In the order of the names. */
export default [
  "Segundo paso",
  "El código era correcto. Ahora introduzca el código que muestra su aplicación de autenticación.",
  "Código de la aplicación",
  "Introduzca uno de sus códigos de reserva. Cada uno sirve una vez.",
  "Código de reserva",
  "Usar un código de reserva",
  "Usar la aplicación de autenticación",
  "Usar una clave de acceso",
  "El código era correcto. Ahora confirme con su clave de acceso.",
  "Iniciar sesión con una clave de acceso",
  "Tiempo para este paso: {time}.",
  "Empezar de nuevo",
  "Notificación, si la ha activado",
  "Un navegador que ha añadido para {recipient} muestra ahora un código de {length} dígitos. Si no hay ninguno, no llega ningún código: vuelva atrás y elija otra vía.",
  "Un navegador que ha añadido para {recipient} muestra ahora un código de {length} letras y dígitos. Si no hay ninguno, no llega ningún código: vuelva atrás y elija otra vía.",
  "Ha habido demasiados códigos incorrectos de aplicaciones de autenticación. Use un código de reserva o una clave de acceso.",
  "Ha habido demasiados códigos incorrectos de aplicaciones de autenticación y aquí no tiene otra opción. Pídanos ayuda.",
  "No se ha aceptado la clave de acceso. Inténtelo de nuevo o inicie sesión con un código.",
  "No ha funcionado. Inténtelo de nuevo.",
  "Esta clave de acceso se ha eliminado aquí. Inicie sesión con un código.",
  "El tiempo para el segundo paso ha terminado. Inicie sesión de nuevo con otro código.",
  "Este inicio de sesión se ha detenido",
  "Se ha anulado, o sus segundos factores han cambiado mientras tanto. Inicie sesión de nuevo con otro código."
];
