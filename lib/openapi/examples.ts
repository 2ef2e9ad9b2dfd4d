/** Values of the examples. None of them opens anything. */
export const CHALLENGE_ID = "AQEWawQW1laenbun8iKrviX1Qt7kSm99AHlarFBPQYlrNqb-QJ-sRvC7kn7s7Ug";
export const SESSION_TOKEN = "AQFzlnz7by3FIylltlb5FqCvPp3hjTiZGNadX7Paa7LB5BETIOsnuBCF1nCDIJ31bZ0";
export const TOKEN = "eyJhbGciOiJSUzI1NiIsInR5cCI6ImF0K2p3dCIsImtpZCI6Li4u";
export const FACTOR_TOKEN = "AQFrBCwW1lbMRU2v5OtgwACnPpdKLkX3Yh1sQe7uT0iJ9rWmZ2fN6aVbC4dG8jHxKo0";
export const SUBJECT = "9gPUQUugWmeHryw3e8OnEg";
export const CANCEL_TOKEN = "AQFrCnVlSjvYH1pXl3WwBq0M5mQ2bC9dE4fG6hJ8kL0nP1rS3tU5vW7xY9zA2cD4eF6";

/** The answer to a request for a code. */
export const CHALLENGE = {
  challengeId: CHALLENGE_ID,
  channel: "email",
  recipient: "a***@example.com",
  codeFormat: "digits",
  codeLength: 6,
  expiresAt: "2026-11-23T10:40:02.000Z",
  expiresIn: 300,
  resendIn: 30,
  attemptsLeft: 5,
  otherChannels: [],
};

export const CHALLENGE_STATUS = {
  status: "pending",
  delivery: { state: "sent" },
  attemptsLeft: 5,
  expiresIn: 299,
  resendIn: 29,
};

export const APPROVAL = {
  status: "approved",
  token: TOKEN,
  tokenType: "Bearer",
  expiresIn: 900,
  sessionToken: SESSION_TOKEN,
  sessionExpiresIn: 43_200,
  subject: SUBJECT,
};

/** A right code where the sign-in takes a second factor. */
export const FACTOR_REQUIRED = {
  status: "factor-required",
  challengeId: CHALLENGE_ID,
  factorToken: FACTOR_TOKEN,
  factors: ["totp", "backup-code"],
  attemptsLeft: 5,
  expiresIn: 300,
};

/** An approval of another purpose than `login`. */
export const CONFIRMATION = {
  status: "approved",
  token: TOKEN,
  tokenType: "Bearer",
  expiresIn: 900,
  subject: SUBJECT,
};

export const SESSION = {
  active: true,
  subject: SUBJECT,
  channel: "email",
  recipient: "a***@example.com",
  purpose: "login",
  acr: "latchkey:1",
  amr: ["otp"],
  authTime: "2026-11-23T10:36:26.000Z",
  expiresAt: "2026-11-23T22:36:26.000Z",
  expiresIn: 43_200,
  token: TOKEN,
  tokenExpiresIn: 900,
};

/** A session that was shown by its access token, which does not renew itself. */
export const SESSION_BY_TOKEN = {
  active: true,
  subject: SUBJECT,
  channel: "sms",
  recipient: "+*********23",
  purpose: "login",
  acr: "latchkey:1",
  amr: ["otp", "sms"],
  authTime: "2026-11-23T10:36:26.000Z",
  expiresAt: "2026-11-23T22:36:26.000Z",
  expiresIn: 43_200,
};

export const KEY_SET = {
  keys: [
    {
      kid: "Yk3vGJ0sCXw",
      kty: "RSA",
      n: "u1SU1LfVLPHCozMxH2Mo4lgOEePzNm0tRgeLezV6ffAt0gunVTLw7onLRnrq0_IzW7yWR7QkrmBL7jTKEn5u",
      e: "AQAB",
      alg: "RS256",
      use: "sig",
    },
    {
      kid: "2l0hGk9cJxE",
      kty: "EC",
      crv: "P-256",
      x: "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
      y: "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
      alg: "ES256",
      use: "sig",
    },
  ],
};
