import { randomBytes } from "node:crypto";
import { attackCase, Skipped, tally } from "../../case.ts";
import type { Client } from "../../client.ts";
import { isRefusal, settled } from "../../sign-in.ts";
import type { Target } from "../../target.ts";
import { request, signInHere, userSignIn, withBearer } from "../sign-in.ts";

/** Requests of an attacker, an hour apart in threes. */
const HOURS = 24;
const AN_HOUR = 4;

/** Requests in which the limit of a network is looked for. */
const MOST_OF_NETWORK = 60;

/** What may be sent to one recipient in a day. */
const MOST_A_DAY = 10;

/** A client whose posts have these headers as well. */
function withHeaders(client: Client, headers: Readonly<Record<string, string>>): Client {
  return { ...client, json: (path, body, more) => client.json(path, body, { ...headers, ...more }) };
}

/** Whether a spelling of a user's address is the user to the target. Where only customers are sent codes, a tag is a stranger's. */
function isUser({ capabilities }: Target, recipient: string, spelling: string): boolean {
  return capabilities.strangers === undefined || spelling.toLowerCase() === recipient;
}

/** What a device is known by, and what strangers can do to who has one. */
export const deviceCases = [
  attackCase({
    name: "device-tokens",
    proves: "a device's token opens no session, and a made-up one counts as none",
    needs: ["latchkey"],
    cost: { requests: 60, messages: 1 },
    async run(attack) {
      const { target } = attack;
      const { deviceToken } = await signInHere(attack, undefined, { remember: true });
      if (deviceToken === undefined) throw new Skipped("the target gave no device token");
      const visitor = target.client();
      const shown = await Promise.all(
        ["/otp/session", "/otp/account", "/otp/userinfo"].map((path) =>
          withBearer(visitor, path, deviceToken),
        ),
      );
      const odd = [randomBytes(16).toString("base64url"), deviceToken.slice(1), `${deviceToken}.x`, "."];
      const asked = [];
      for (const token of odd) asked.push(await request(visitor, "not an address", { deviceToken: token }));
      const long = await request(visitor, "not an address", { deviceToken: "A".repeat(300) });
      return {
        held: settled([...shown, ...asked, long]).every(isRefusal),
        did: "a device's token as a session's at three addresses, and five odd ones in a request",
        cameBack: `${tally(shown.map(({ status }) => status))}; ${tally([...asked, long].map(({ status }) => status))}`,
      };
    },
  }),
  attackCase({
    name: "sends-a-day",
    proves: `one recipient is sent ${MOST_A_DAY} messages in a day at most, whatever the spelling`,
    needs: ["latchkey", "pass", "messages", "manyAddresses"],
    cost: { requests: 1200, messages: HOURS * AN_HOUR },
    leaves: "a recipient whose day of sends is used up",
    async run({ target, address, can }) {
      const recipient = await address();
      const [name = "", domain = ""] = recipient.split("@");
      const spellings = [recipient, `${name}+a@${domain}`, `${name}+b@${domain}`, recipient.toUpperCase()];
      const answers: number[] = [];
      for (let hour = 0; hour < HOURS; hour++) {
        for (const spelling of spellings) {
          const beginning = await target.begin(target.client(), spelling);
          answers.push(beginning.answer.status);
          if (beginning.kind === "begun" && isUser(target, recipient, spelling))
            await target.code({ ...beginning.begun, address: spelling.toLowerCase() });
          await can.pass(31);
        }
        await can.pass(3600 - spellings.length * 31);
      }
      const lists = await Promise.all(spellings.slice(0, 3).map((one) => can.messages(one)));
      const messages = lists.reduce((sum, list) => sum + list.length, 0);
      if (messages === 0) throw new Skipped("no message was sent at all");
      return {
        held: messages <= MOST_A_DAY,
        did: `${answers.length} requests in ${HOURS} hours, in ${spellings.length} spellings`,
        cameBack: `${messages} messages (${tally(answers)})`,
      };
    },
  }),
  attackCase({
    name: "lock-out-by-requests",
    proves: "strangers who use up a recipient's sends, with plus-tags too, keep no known device from a code",
    needs: ["latchkey", "pass", "manyAddresses"],
    cost: { requests: 900, messages: 60 },
    leaves: "a recipient whose day of sends is used up",
    async run(attack) {
      const { target, can } = attack;
      const { recipient, deviceToken } = await signInHere(attack, undefined, { remember: true });
      if (deviceToken === undefined) throw new Skipped("the target gave no device token");
      await can.pass(3600);
      const [name = "", domain = ""] = recipient.split("@");
      const answers: number[] = [];
      for (let turn = 0; turn < 40; turn++) {
        const spelling = turn % 2 === 0 ? recipient : `${name}+${turn}@${domain}`;
        const beginning = await target.begin(target.client(), spelling);
        answers.push(beginning.answer.status);
        if (beginning.kind === "begun" && isUser(target, recipient, spelling))
          await target.code(beginning.begun);
        await can.pass(31);
      }
      if (!answers.includes(429)) throw new Skipped("nothing was used up: no request was refused");
      const { status } = await userSignIn(target, recipient, { deviceToken });
      return {
        held: status === 200,
        did: `${answers.length} requests of strangers, then the user's own on a known device`,
        cameBack: `${tally(answers)}; the user: ${status}`,
      };
    },
  }),
  attackCase({
    name: "forwarded-addresses",
    proves: "a network that names other networks as the sender is held to its own limits",
    needs: ["latchkey", "pass", "manyAddresses"],
    cost: { requests: 300, messages: 2 * MOST_OF_NETWORK },
    leaves: "this network's hour of sends used up",
    async run({ target, address, can }) {
      const untilRefused = async (headersOf: (turn: number) => Record<string, string>) => {
        for (let turn = 0; turn < MOST_OF_NETWORK; turn++) {
          const recipient = await address();
          const client = withHeaders(target.client(), headersOf(turn));
          const { kind, answer } = await target.begin(client, recipient);
          if (answer.status === 429) return turn;
          if (kind === "refused") throw new Skipped(`a request was answered ${answer.status}`);
        }
        return undefined;
      };
      await can.pass(7200);
      const plain = await untilRefused(() => ({}));
      if (plain === undefined) throw new Skipped(`this network met no limit in ${MOST_OF_NETWORK} requests`);
      await can.pass(7200);
      const dressed = await untilRefused((turn) => {
        const one = `198.51.100.${turn + 1}`;
        return {
          ...{ "x-forwarded-for": one, forwarded: `for=${one}`, "x-real-ip": one, "true-client-ip": one },
          ...{ "cf-connecting-ip": one, "x-client-ip": one, "x-cluster-client-ip": one },
        };
      });
      return {
        held: dressed !== undefined && dressed <= plain,
        did: "requests for new addresses until one is refused, and two hours later each in another network's name",
        cameBack: `refused after ${plain}, and ${dressed === undefined ? `not in ${MOST_OF_NETWORK}` : `after ${dressed}`}`,
      };
    },
  }),
];
