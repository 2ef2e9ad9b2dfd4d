import { createClient, type Result } from "latchkey-client";
import { createAccountClient } from "latchkey-client/account";
import { verifyToken } from "latchkey-client/verify-token";
import { shownBy } from "./authenticator.ts";
import { localService } from "./local.ts";

const { LATCHKEY_URL = "http://localhost:3000" } = process.env;

const client = createClient({ baseUrl: LATCHKEY_URL });
const account = createAccountClient({ baseUrl: LATCHKEY_URL });
const { clock, codeOf } = localService(LATCHKEY_URL);

function valueOf<Value>(result: Result<Value>): Value {
  if (!result.ok) throw new Error(`${result.error.type}: ${result.error.detail}`);
  return result.value;
}

/** What a backend says of a token where an act takes a second factor. */
async function backendSays(token: string): Promise<string> {
  const now = await clock();
  const options = {
    issuer: LATCHKEY_URL,
    audience: "latchkey",
    acr: "latchkey:2",
    clock: () => now,
  } as const;
  const verified = await verifyToken(token, options);
  return verified.ok ? "taken" : `refused (${verified.fault})`;
}

/** Types the code that was sent. */
async function typeCode(recipient: string, count: number) {
  const { challengeId } = valueOf(await client.request({ recipient }));
  return valueOf(await client.verify({ challengeId, code: await codeOf(recipient, count) }));
}

// A user of its own for each run.
const recipient = `mara-${Date.now()}@example.com`;

const first = await typeCode(recipient, 1);
if (first.status !== "approved") throw new Error("the service takes two steps of everybody");
console.log(`By the code alone: the token is ${await backendSays(first.token)}`);

// The session of that sign-in sets up an authenticator, and goes on with new tokens.
const begun = valueOf(await account.factors.beginTotp({ credential: first.sessionToken }));
const enrolled = valueOf(
  await account.factors.confirmTotp({
    credential: first.sessionToken,
    enrolment: begun.enrolment,
    code: shownBy(begun.secret, await clock()),
    name: "Phone",
  }),
);
console.log(`${enrolled.authenticator.name} is set up, with ${enrolled.backupCodes?.length} backup codes`);

// A code of an authenticator counts once, and the next e-mail may be asked for after 30 seconds.
const now = await clock(31);
const second = await typeCode(recipient, 2);
if (second.status !== "factor-required") throw new Error("no second step was asked for");
console.log(`By the code alone: ${second.status}, ${second.factors.join(" or ")}`);
const code = shownBy(begun.secret, now);
const proved = valueOf(await account.factors.prove({ ...second, factor: "totp", code }));
console.log(`With the app: the token is ${await backendSays(proved.token)}`);

const credential = proved.sessionToken;
valueOf(await account.endOtherSessions({ credential }));
const { sessions, factors, warnings } = valueOf(await account.read(credential));
console.log(
  `Signed in ${sessions.length} time, two steps: ${factors?.twoSteps}, warnings: ${warnings.length}`,
);

valueOf(await account.factors.removeTotp({ credential, id: enrolled.authenticator.id }));
console.log(`Removed: ${valueOf(await account.read(credential)).warnings.join()}`);
