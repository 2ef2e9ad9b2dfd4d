import { ask, type Change, checkError, complete, NEEDS_PERSON, random, type Tokens } from "./flow.ts";
import { refreshing } from "./refreshing.ts";
import { demand, isJson, type Module, type Suite } from "./suite.ts";

/** Asks twice with one browser; the second time the person may not be asked anything. */
async function sameSignInTwice(
  suite: Suite,
  first: Change,
  second: (tokens: Tokens) => Change,
): Promise<void> {
  const browser = suite.browser();
  const before = await complete(suite, { browser, change: first });
  suite.issuer.service.clock.advance(1);
  const after = await complete(suite, { browser, change: second(before) });
  demand(before.claims.sub === after.claims.sub, "the second token is of another person");
  demand(before.claims.auth_time === after.claims.auth_time, "the person had to sign in again");
  if (first.max_age !== undefined)
    demand(typeof after.claims.auth_time === "number", "auth_time is missing, although max_age was sent");
}

/** Asks twice with one browser; the second time the person has to sign in again. */
async function signInAgain(suite: Suite, waitSeconds: number, change: Change): Promise<void> {
  const browser = suite.browser();
  const before = await complete(suite, { browser });
  suite.issuer.service.clock.advance(waitSeconds);
  const after = await complete(suite, { browser, change });
  demand(
    Number(after.claims.auth_time) > Number(before.claims.auth_time),
    "the person did not have to sign in again",
  );
}

/** The error of a code that was used before, or a warning where the suite lets it be. */
async function reuse(suite: Suite, waitSeconds: number): Promise<Tokens> {
  const tokens = await complete(suite);
  suite.issuer.service.clock.advance(waitSeconds);
  const { status, headers, text } = await tokens.exchange();
  if (waitSeconds === 0 && status === 200) {
    suite.warn(false, "a code can be used twice");
    return tokens;
  }
  const { error } = (isJson(headers) ? JSON.parse(text) : {}) as { readonly error?: string };
  demand(status === 400 && error === "invalid_grant", `a used code was answered ${status}: ${text}`);
  return tokens;
}

/** Modules about who is signed in, and for how long. */
export const sessionModules: Readonly<Record<string, Module>> = {
  "oidcc-prompt-login": (suite) => signInAgain(suite, 1, { prompt: "login" }),
  "oidcc-prompt-none-not-logged-in": async (suite) => {
    const asked = await ask(suite, { change: { prompt: "none", state: random(128) } });
    checkError(suite, asked, NEEDS_PERSON);
  },
  "oidcc-prompt-none-logged-in": (suite) => sameSignInTwice(suite, {}, () => ({ prompt: "none" })),
  "oidcc-max-age-1": (suite) => signInAgain(suite, 2, { max_age: "1" }),
  "oidcc-max-age-10000": (suite) =>
    sameSignInTwice(suite, { max_age: "15000" }, () => ({ max_age: "10000" })),
  "oidcc-id-token-hint": (suite) =>
    sameSignInTwice(suite, {}, ({ idToken }) => ({ prompt: "none", id_token_hint: idToken })),
  "oidcc-codereuse": (suite) => reuse(suite, 0),
  "oidcc-codereuse-30seconds": async (suite) => {
    const { accessToken } = await reuse(suite, 30);
    const headers = { authorization: `Bearer ${accessToken}` };
    const { status } = await suite.send(suite.metadata.userinfo_endpoint, { headers });
    suite.warn(status >= 400 && status < 500, "the tokens of a code that was shown twice are still good");
  },
  "oidcc-refresh-token": refreshing,
};
