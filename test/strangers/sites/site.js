/** What a site is told by the test that starts it. */
export const {
  ISSUER: issuer,
  CLIENT_ID: clientId,
  CLIENT_SECRET: clientSecret,
  AUDIENCE: audience,
  HOME: home,
} = process.env;
export const port = Number(process.env.PORT);
export const callback = `${home}/callback`;

/** Tells the test that people can come. */
export const ready = () => console.log("ready");
