import { createHash, randomBytes } from "node:crypto";
import { type Attack, attackCase, Skipped, tally } from "../../case.ts";
import type { Answer } from "../../client.ts";
import { isRefusal, settled } from "../../sign-in.ts";
import type { Target } from "../../target.ts";
import { type Lies, type PasskeyOptions, type SoftPasskey, softPasskey } from "../authenticator.ts";
import { signInHere, withBearer } from "../sign-in.ts";

const LEAVES = "users with a passkey that is on no device";
const FOREIGN = "https://attacker.example";

type Any = Pick<Attack<"latchkey">, "target" | "address" | "can">;

/** A sign-in by passkey that has begun, and what shows who began it. */
interface Begun {
  readonly options: PasskeyOptions;
  readonly verifier: string;
}

/** @throws Skipped where the target has no passkeys */
async function begin(target: Target): Promise<Begun> {
  const verifier = randomBytes(32).toString("base64url");
  const verifierHash = createHash("sha256").update(verifier).digest("base64url");
  const asked = { purpose: "sign-in", verifierHash };
  const { status, body } = await target.client().json("/otp/passkeys/options", asked);
  if (status !== 200) throw new Skipped(`the target has no passkeys (answered ${status})`);
  return { options: body.publicKey as PasskeyOptions, verifier };
}

function show(target: Target, assertion: object, verifier?: string): Promise<Answer> {
  return target.client().json("/otp/passkeys/verify", { assertion, ...(verifier && { verifier }) });
}

async function signInBy(target: Target, passkey: SoftPasskey, lies: Lies = {}): Promise<Answer> {
  const { options, verifier } = await begin(target);
  return show(target, passkey.get(options, lies), verifier);
}

/** What a session makes a passkey with. */
async function creation(target: Target, bearer: Readonly<Record<string, string>>): Promise<PasskeyOptions> {
  const { status, body } = await target
    .client()
    .json("/otp/passkeys/options", { purpose: "enrolment" }, bearer);
  if (status !== 200) throw new Skipped(`no passkey can be added (answered ${status})`);
  return body.publicKey as PasskeyOptions;
}

const originOf = ({ can }: Any) => new URL(String(can.latchkey.configuration.issuer)).origin;

/** Somebody who signs in by a passkey from now on. */
async function owner(attack: Any) {
  const { target } = attack;
  const { sessionToken } = await signInHere(attack);
  const bearer = { authorization: `Bearer ${sessionToken}` };
  const passkey = softPasskey(originOf(attack));
  // From now on its owner has to prove it before another one is made.
  const { challenge } = await creation(target, bearer);
  const registration = passkey.create(await creation(target, bearer));
  const { status } = await target.client().json("/otp/passkeys", { registration }, bearer);
  if (status !== 201) throw new Skipped(`a right passkey was not added (answered ${status})`);
  return { passkey, challenge };
}

/** What no honest browser and no honest authenticator says, whether it makes a passkey or shows one. */
const liesAt = (origin: string): readonly (readonly [string, Lies])[] => [
  ["another site's", { origin: FOREIGN }],
  ["another site's that begins alike", { origin: `https://${new URL(origin).hostname}.attacker.example` }],
  ["for another host", { rpId: "attacker.example" }],
  ["without a user there", { present: false }],
  ["without a user verified", { verified: false }],
  ["in a frame of another site", { crossOrigin: true }],
  ["of a made-up challenge", { challenge: randomBytes(48).toString("base64url") }],
];

/** Those that were taken, by name. */
const taken = (answers: readonly (readonly [string, Answer])[]) =>
  answers.filter(([, answer]) => !isRefusal(answer)).map(([name]) => name);

const summary = (answers: readonly (readonly [string, Answer])[]) =>
  `${tally(settled(answers.map(([, answer]) => answer)).map(({ status }) => status))}${
    taken(answers).length === 0 ? "" : ` (taken: ${taken(answers).join(", ")})`
  }`;

/** Sign-in by passkeys, with an authenticator that lies. */
export const passkeyCases = [
  attackCase({
    name: "passkey-forgeries",
    proves:
      "what a passkey signs for another site, host, sign-in or user, or without its user, opens nothing; nor does another key's signature",
    needs: ["latchkey", "manyAddresses"],
    cost: { requests: 150, messages: 4 },
    leaves: LEAVES,
    async run(attack) {
      const { target } = attack;
      await begin(target);
      const { passkey, challenge } = await owner(attack);
      const other = await owner(attack);
      const stranger = softPasskey(originOf(attack));
      const attempts: [string, Answer][] = [];
      for (const [name, lies] of liesAt(originOf(attack)))
        attempts.push([name, await signInBy(target, passkey, lies)]);
      const { credentialId } = passkey;
      const more: readonly (readonly [string, SoftPasskey, Lies])[] = [
        ["made in place of shown", passkey, { type: "webauthn.create" }],
        ["another key's", stranger, { credentialId, userHandle: passkey.userHandle() }],
        ["of another user by its own key", other.passkey, { userHandle: passkey.userHandle() }],
        ["another user's key by this one's name", other.passkey, { credentialId }],
        ["of nobody", passkey, { userHandle: "" }],
        ["of a made-up user", passkey, { userHandle: randomBytes(32).toString("base64url") }],
        ["with a changed signature", passkey, { signature: (right) => right.fill(0, 8, 12) }],
        ["without a signature", passkey, { signature: () => Buffer.of() }],
      ];
      for (const [name, by, lies] of more) attempts.push([name, await signInBy(target, by, lies)]);
      const [mine, yours] = [await begin(target), await begin(target)];
      attempts.push(
        ["of another sign-in", await show(target, passkey.get(mine.options), yours.verifier)],
        ["of a sign-in without its verifier", await show(target, passkey.get(mine.options))],
        ["of an enrolment", await show(target, passkey.get({ ...mine.options, challenge }), mine.verifier)],
      );
      const right = await signInBy(target, passkey);
      if (right.status !== 200)
        throw new Skipped(`a right passkey opened no session (answered ${right.status})`);
      return {
        held: taken(attempts).length === 0,
        did: `${attempts.length} answers of a passkey that are not its own, then its own`,
        cameBack: `${summary(attempts)}; its own: ${right.status}`,
      };
    },
  }),
  attackCase({
    name: "passkey-replays",
    proves:
      "what a passkey has signed opens one session, however often it arrives at once, and none where its count goes back",
    needs: ["latchkey", "manyAddresses"],
    cost: { requests: 100, messages: 2 },
    leaves: LEAVES,
    async run(attack) {
      const { target } = attack;
      const { options, verifier } = await begin(target);
      const { passkey } = await owner(attack);
      const assertion = passkey.get(options);
      const answers = await Promise.all(Array.from({ length: 20 }, () => show(target, assertion, verifier)));
      const tokens = new Set(
        settled(answers).flatMap(({ status, body }) => (status === 200 ? [String(body.sessionToken)] : [])),
      );
      const alive = await Promise.all(
        [...tokens].map((token) => withBearer(target.client(), "/otp/session", token)),
      );
      const sessions = alive.filter(({ status }) => status === 200).length;
      if (sessions === 0) throw new Skipped("a right passkey opened no session");
      const later: [string, Answer][] = [["the same again", await show(target, assertion, verifier)]];
      for (const counter of [1, 0])
        later.push([`a count of ${counter}`, await signInBy(target, passkey, { counter })]);
      return {
        held: sessions === 1 && taken(later).length === 0,
        did: "an answer of a passkey 20 times at once and once more, then two whose counts go back",
        cameBack: `${tally(answers.map(({ status }) => status))}; ${sessions} sessions; later: ${summary(later)}`,
      };
    },
  }),
  attackCase({
    name: "passkey-enrolments",
    proves:
      "a passkey that was made for another site, host or session, or without its user, is not added, nor one by who is not signed in",
    needs: ["latchkey", "manyAddresses"],
    cost: { requests: 100, messages: 4 },
    leaves: LEAVES,
    async run(attack) {
      const { target } = attack;
      const signIn = await begin(target);
      const { challenge } = await owner(attack);
      const { sessionToken, token } = await signInHere(attack);
      const bearer = { authorization: `Bearer ${sessionToken}` };
      const add = (registration: object, headers: Readonly<Record<string, string>> = bearer) =>
        target.client().json("/otp/passkeys", { registration }, headers);
      const made = async (lies: Lies) =>
        softPasskey(originOf(attack)).create(await creation(target, bearer), lies);
      const elsewhere = liesAt(originOf(attack)).map(
        ([name, lies]) => [name, async () => add(await made(lies))] as const,
      );
      const tries: readonly (readonly [string, () => Promise<Answer>])[] = [
        ...elsewhere,
        ["shown in place of made", async () => add(await made({ type: "webauthn.get" }))],
        ["of a sign-in", async () => add(await made({ challenge: signIn.options.challenge }))],
        ["of another session", async () => add(await made({ challenge }))],
        ["without a session", async () => add(await made({}), {})],
        ["by an access token", async () => add(await made({}), { authorization: `Bearer ${token}` })],
      ];
      const attempts: [string, Answer][] = [];
      for (const [name, attempt] of tries) {
        attempts.push([name, await attempt()]);
        // Who has one has to prove it before the next one is made.
        if (taken(attempts).length > 0) break;
      }
      const right = taken(attempts).length === 0 ? await add(await made({})) : undefined;
      if (right && right.status !== 201)
        throw new Skipped(`a right passkey was not added (answered ${right.status})`);
      return {
        held: right !== undefined,
        did: `${attempts.length} passkeys that were not made here, then one that was`,
        cameBack: `${summary(attempts)}; the last: ${right?.status ?? "not tried"}`,
      };
    },
  }),
];
