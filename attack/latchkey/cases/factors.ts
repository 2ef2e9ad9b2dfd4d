import { createHmac } from "node:crypto";
import { attackCase, Skipped, tally } from "../../case.ts";
import type { Client } from "../../client.ts";
import { isRefusal, settled } from "../../sign-in.ts";
import { openHere, guess, signInHere, withBearer } from "../sign-in.ts";

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** What an authenticator shows at a time, in epoch seconds (RFC 6238, SHA-1, six digits, half a minute). */
export function totp(secret: string, atSeconds: number): string {
  const bits = Array.from(secret.replace(/=+$/, ""))
    .map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, "0"))
    .join("");
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(atSeconds / 30)));
  const mac = createHmac("sha1", key).update(counter).digest();
  const at = (mac.at(-1) ?? 0) & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** The target's own time, in epoch seconds: an authenticator goes by that, not by this machine's. */
async function timeOf(client: Client, isLocal: boolean): Promise<number> {
  if (isLocal) return Math.floor(Date.parse(String((await client.ask("/_local/clock")).body.now)) / 1000);
  const { headers } = await client.ask("/.well-known/jwks.json");
  return Math.floor(Date.parse(headers.get("date") ?? "") / 1000);
}

/** Attempts to get past a second step. */
export const factorCases = [
  attackCase({
    name: "factor-made-up",
    proves: "a second step is proved only by who has typed the right code",
    needs: ["latchkey"],
    cost: { requests: 60, messages: 1 },
    async run(attack) {
      const { target } = attack;
      const client = target.client();
      const { challengeId } = await openHere(attack, client);
      const answers = [];
      for (const factorToken of ["x", challengeId, "", "A".repeat(68)])
        answers.push(
          await client.json("/otp/factor", { challengeId, factorToken, factor: "totp", code: "123456" }),
        );
      answers.push(await client.json("/otp/factor", { factor: "totp", code: "123456" }));
      return {
        held: settled(answers).every(isRefusal),
        did: `${answers.length} second steps without the first`,
        cameBack: tally(answers.map(({ status }) => status)),
      };
    },
  }),
  attackCase({
    name: "factor-replays",
    proves:
      "with two steps a code alone opens nothing, and what an authenticator shows counts once, however often it arrives at once",
    needs: ["latchkey", "manyAddresses", "pass"],
    cost: { requests: 300, messages: 3 },
    leaves: "a user with an authenticator that nobody has",
    async run(attack) {
      const { target, can } = attack;
      const { isLocal } = can.latchkey;
      const { sessionToken, token, recipient } = await signInHere(attack);
      const bearer = { authorization: `Bearer ${sessionToken}` };
      const begun = await target.client().json("/otp/account/factors/totp", {}, bearer);
      if (begun.status !== 200)
        throw new Skipped(`the target has no authenticators (answered ${begun.status})`);
      const byAccess = await withBearer(target.client(), "/otp/account/factors", token);
      const { enrolment, secret } = begun.body as { readonly enrolment: string; readonly secret: string };
      const now = () => timeOf(target.client(), isLocal);
      const confirmed = await target
        .client()
        .json("/otp/account/factors/totp/confirm", { enrolment, code: totp(secret, await now()) }, bearer);
      if (confirmed.status !== 201)
        throw new Skipped(`no authenticator was enrolled (answered ${confirmed.status})`);
      await can.pass(3600);
      const steps = async () => {
        const { challengeId, code } = await openHere(attack, target.client(), recipient);
        const { body } = await guess(target.client(), challengeId, code);
        return { challengeId, factorToken: String(body.factorToken), status: String(body.status), body };
      };
      const first = await steps();
      if (first.status !== "factor-required" && first.status !== "approved")
        throw new Skipped("the right code of a user with two steps was not understood");
      const shown = totp(secret, await now());
      const prove = (of: typeof first) =>
        target.client().json("/otp/factor", {
          ...{ challengeId: of.challengeId, factorToken: of.factorToken, factor: "totp", code: shown },
        });
      const answers = await Promise.all(Array.from({ length: 20 }, () => prove(first)));
      await can.pass(31);
      const second = await steps();
      const replayed = await prove(second);
      const approved = answers.filter(({ status }) => status === 200).length;
      const opensNothing = first.status === "factor-required" && first.body.sessionToken === undefined;
      return {
        held: opensNothing && approved === 1 && replayed.status >= 400 && byAccess.status === 401,
        did: "a right code, 20 equal proofs of the second step at once, and the same proof in the next sign-in",
        cameBack: `${first.status}; ${tally(answers.map(({ status }) => status))}; the next: ${replayed.status}; factors by an access token: ${byAccess.status}`,
      };
    },
  }),
];
