import { randomInt } from "node:crypto";
import { type Client, clientOf } from "../client.ts";
import type { Connect } from "../prepare.ts";
import type { Judgement } from "../target.ts";
import { harnessInbox, passHere } from "./harness.ts";

const API = "/api/auth";

/** Another network for each request: as it comes, the product believes this header of whoever asks. */
const elsewhere = () => ({
  "x-forwarded-for": [10, randomInt(256), randomInt(256), randomInt(1, 255)].join("."),
});

/** better-auth with its plugin of codes by e-mail. */
export const connect: Connect = ({ url, bounds, mailbox = harnessInbox(url, bounds), manyAddresses }) => {
  const client = () => clientOf(url, bounds);
  const post = (by: Client, path: string, body: object) =>
    by.json(API + path, body, { origin: url, ...elsewhere() });
  return {
    name: "better-auth",
    url,
    client,
    async begin(by, address) {
      const messagesBefore = await mailbox.count(address);
      const answer = await post(by, "/email-otp/send-verification-otp", { email: address, type: "sign-in" });
      return answer.status === 200
        ? { kind: "begun", answer, begun: { address, messagesBefore, attempts: 3, state: {} } }
        : { kind: "refused", answer };
    },
    code: ({ address, messagesBefore }) => mailbox.code(address, messagesBefore),
    async verify(by, { address }, code): Promise<Judgement> {
      const answer = await post(by, "/sign-in/email-otp", { email: address, otp: code });
      if (answer.status === 200) return { kind: "approved", answer, session: { client: by } };
      if (answer.body.code === "INVALID_OTP") return { kind: "incorrect", answer };
      if (answer.body.code === "TOO_MANY_ATTEMPTS" || answer.body.code === "OTP_EXPIRED")
        return { kind: "refused", answer };
      return { kind: "unclear", answer };
    },
    async whose({ client: by }) {
      const { body } = await by.ask(`${API}/get-session`, { headers: elsewhere() });
      const user = body.user as { readonly id?: string } | undefined;
      return user?.id;
    },
    async signOut({ client: by }) {
      await post(by, "/sign-out", {});
    },
    capabilities: {
      ...(mailbox.messages && { messages: mailbox.messages }),
      ...(manyAddresses && { manyAddresses: true as const }),
      pass: (seconds) => passHere(url, bounds, seconds),
    },
  };
};
