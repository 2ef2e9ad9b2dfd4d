import { attackCase, tally } from "../../case.ts";
import { wrongCodes } from "../../sign-in.ts";
import { guess, openHere, withBearer } from "../sign-in.ts";

/** A text with one character of base64url changed, at each of so many places. */
function flipped(text: string, places: number): string[] {
  const step = Math.max(1, Math.floor(text.length / places));
  return Array.from({ length: Math.min(places, text.length) }, (_, index) => {
    const at = Math.min(text.length - 2, index * step);
    return text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);
  });
}

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** What is made up, cut or changed. */
export const forgeryCases = [
  attackCase({
    needs: ["latchkey"],
    cost: { requests: 120, messages: 1 },
    name: "forged-challenge-ids",
    proves: "a challenge id with any character changed names nothing, and costs the user no attempt",
    async run(attack) {
      const client = attack.target.client();
      const { challengeId, code } = await openHere(attack, client);
      const [wrong = ""] = wrongCodes(code, 1);
      const forged = [...flipped(challengeId, 24), challengeId.slice(0, -4), "x", ""];
      const answers = await Promise.all(forged.map((one) => guess(client, one, wrong)));
      const right = await guess(client, challengeId, code);
      return {
        held:
          answers.every(({ status }) => status >= 400 && status < 500 && status !== 422) &&
          right.status === 200,
        did: `${forged.length} forged ids with a wrong code, then the right one with its own`,
        cameBack: `${tally(answers.map(({ status }) => status))}; its own: ${right.status}`,
      };
    },
  }),
  attackCase({
    needs: ["latchkey"],
    cost: { requests: 120, messages: 1 },
    name: "forged-session-tokens",
    proves: "a session token with any character changed opens no session",
    async run(attack) {
      const client = attack.target.client();
      const { challengeId, code } = await openHere(attack, client);
      const { body } = await guess(client, challengeId, code);
      const token = String(body.sessionToken);
      const visitor = attack.target.client();
      const forged = [...flipped(token, 24), token.slice(0, -4), `${token}A`, challengeId, "x"];
      const answers = await Promise.all(forged.map((one) => withBearer(visitor, "/otp/session", one)));
      const own = await withBearer(visitor, "/otp/session", token);
      return {
        held: answers.every(({ status }) => status === 401) && own.status === 200,
        did: `${forged.length} forged tokens, then the real one`,
        cameBack: `${tally(answers.map(({ status }) => status))}; the real one: ${own.status}`,
      };
    },
  }),
  attackCase({
    needs: ["latchkey"],
    cost: { requests: 120, messages: 1 },
    name: "forged-access-tokens",
    proves: "a token that is unsigned, signed with a public key, or changed, is believed nowhere",
    async run(attack) {
      const client = attack.target.client();
      const { challengeId, code } = await openHere(attack, client);
      const { body } = await guess(client, challengeId, code);
      const [head = "", payload = "", signature = ""] = String(body.token ?? body.accessToken).split(".");
      const claims = JSON.parse(Buffer.from(payload, "base64url").toString() || "{}") as object;
      const { kid = "" } = JSON.parse(Buffer.from(head, "base64url").toString() || "{}") as { kid?: string };
      const forged = [
        `${part({ alg: "none", kid })}.${payload}.`,
        `${part({ alg: "none" })}.${payload}.${signature}`,
        `${part({ alg: "HS256", kid })}.${payload}.${signature}`,
        `${head}.${part({ ...claims, sub: "A".repeat(22) })}.${signature}`,
        `${head}.${part({ ...claims, exp: 4_102_444_800 })}.${signature}`,
        `${head}.${payload}.${flipped(signature, 1)[0] ?? ""}`,
        `${head}.${payload}.`,
      ];
      const visitor = attack.target.client();
      const answers = await Promise.all(
        ["/otp/userinfo", "/otp/session"].flatMap((path) =>
          forged.map((one) => withBearer(visitor, path, one)),
        ),
      );
      return {
        held: answers.every(({ status }) => status === 401 || status === 404),
        did: `${forged.length} forged tokens at two addresses`,
        cameBack: tally(answers.map(({ status }) => status)),
      };
    },
  }),
  attackCase({
    needs: ["latchkey", "messages"],
    cost: { requests: 120, messages: 1 },
    name: "scanned-links",
    proves: "opening the links of a message, as a mail scanner does, changes nothing",
    async run(attack) {
      const client = attack.target.client();
      const { challengeId, code, recipient } = await openHere(attack, client);
      const [message] = await attack.can.messages(recipient);
      const links = (message?.text ?? "").match(/https?:\/\/\S+/g) ?? [];
      const scanner = attack.target.client();
      const paths = links.map((link) => new URL(link)).map(({ pathname, search }) => pathname + search);
      const answers = await Promise.all([...paths, ...paths].map((path) => scanner.ask(path)));
      const right = await guess(client, challengeId, code);
      return {
        held: right.status === 200,
        did: `${links.length} links of the message opened twice, then the right code`,
        cameBack: `${tally(answers.map(({ status }) => status))}; the right code: ${right.status}`,
      };
    },
  }),
];
