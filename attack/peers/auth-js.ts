import { clientOf } from "../client.ts";
import type { Connect } from "../prepare.ts";
import type { Judgement } from "../target.ts";
import { harnessInbox, passHere } from "./harness.ts";

/** Auth.js with its e-mail provider, whose token is a code of six digits. */
export const connect: Connect = ({ url, bounds, mailbox = harnessInbox(url, bounds), manyAddresses }) => {
  const client = () => clientOf(url, bounds);
  const formToken = async (by: ReturnType<typeof client>) =>
    String((await by.ask("/auth/csrf")).body.csrfToken);
  return {
    name: "Auth.js",
    url,
    client,
    async begin(by, address) {
      const messagesBefore = await mailbox.count(address);
      const answer = await by.form("/auth/signin/email", { csrfToken: await formToken(by), email: address });
      return answer.status === 302 && (answer.headers.get("location") ?? "").includes("verify-request")
        ? { kind: "begun", answer, begun: { address, messagesBefore, state: {} } }
        : { kind: "refused", answer };
    },
    code: ({ address, messagesBefore }) => mailbox.code(address, messagesBefore),
    async verify(by, { address }, code): Promise<Judgement> {
      const query = new URLSearchParams({ callbackUrl: "/", token: code, email: address });
      const answer = await by.ask(`/auth/callback/email?${query.toString()}`);
      if (answer.status !== 302) return { kind: "unclear", answer };
      if ((answer.headers.get("location") ?? "").includes("error=Verification"))
        return { kind: "incorrect", answer };
      return [...by.cookies.keys()].some((name) => name.endsWith("session-token"))
        ? { kind: "approved", answer, session: { client: by } }
        : { kind: "unclear", answer };
    },
    async whose({ client: by }) {
      const { body } = await by.ask("/auth/session");
      const user = body.user as { readonly email?: string } | undefined;
      return user?.email;
    },
    async signOut({ client: by }) {
      await by.form("/auth/signout", { csrfToken: await formToken(by) });
    },
    capabilities: {
      ...(mailbox.messages && { messages: mailbox.messages }),
      ...(manyAddresses && { manyAddresses: true as const }),
      pages: ["/auth/signin", "/auth/verify-request", "/auth/signout"],
      onward: (place) => [
        `/auth/signin?callbackUrl=${encodeURIComponent(place)}`,
        `/auth/signout?callbackUrl=${encodeURIComponent(place)}`,
      ],
      pass: (seconds) => passHere(url, bounds, seconds),
    },
  };
};
