/** The app of the code flow, as the server under test knows it: public, with PKCE and rotating refresh tokens, the dearest kind. */
export const APP = {
  id: "bench",
  name: "Bench",
  redirectUris: ["https://app.example.com/callback"],
  refresh: true,
};
