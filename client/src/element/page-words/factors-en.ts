/* Made of functions/words/word-files/ by "npm run build:script". */

/** In the order of the names. */
export default [
  "Second step",
  "Your code was right. Now enter the code that your authenticator app shows.",
  "Code from the app",
  "Enter one of your backup codes. Each works once.",
  "Backup code",
  "Use a backup code",
  "Use the authenticator app",
  "Use a passkey",
  "Your code was right. Now confirm with your passkey.",
  "Sign in with a passkey",
  "Time for this step: {time}.",
  "Start again",
  "Notification, if you have turned it on",
  "A browser that you have added for {recipient} now shows a code of {length} digits. If there is none, no code comes: go back and choose another way.",
  "A browser that you have added for {recipient} now shows a code of {length} letters and digits. If there is none, no code comes: go back and choose another way.",
  "There were too many wrong codes from authenticator apps. Use a backup code or a passkey.",
  "There were too many wrong codes from authenticator apps, and you have no other way here. Ask us for help.",
  "The passkey was not accepted. Try again, or sign in with a code.",
  "That did not work. Please try again.",
  "This passkey was removed here. Sign in with a code.",
  "The time for the second step is over. Sign in again with a new code.",
  "This sign-in was stopped",
  "It was canceled, or your second factors were changed meanwhile. Sign in again with a new code."
];
