import { beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { Message, Provider } from "../../functions/delivery/port.ts";
import { type HttpEndpoint, type HttpReply, startHttpEndpoint } from "../support/http-endpoint.ts";

export interface ProviderUnderTest {
  readonly name: string;
  readonly message: Message;
  /** The provider, with its API at this address. */
  make(api: string): Provider;
  /** What the API answers when it takes a message, and the id by which it calls it. */
  readonly taken: HttpReply & { readonly messageId: string };
  /** The API's way of refusing with a code, in words that quote the recipient. */
  refused(code: string | number): HttpReply;
  /** Documented codes that another try will not mend, and those that pass. */
  readonly permanent: readonly (string | number)[];
  readonly passing: readonly (string | number)[];
  /** What was said of the message on the wire: whom it is for, and that it carries the code. */
  seen(body: string): { readonly recipient: unknown; readonly words: string };
}

/** What every provider does that is reached by HTTP, held at the wire. */
export function providerContract(under: ProviderUnderTest): void {
  const { name, message } = under;
  describe(`the provider ${name}`, () => {
    let api: HttpEndpoint;
    let provider: Provider;
    beforeAll(async () => {
      api = await startHttpEndpoint();
      provider = under.make(api.url);
    });
    beforeEach(() => void (api.requests.length = 0));
    const send = (reply: HttpReply) => {
      api.answer = () => reply;
      return provider.send(message);
    };

    it("is called what its setting says", () => {
      expect(provider.name).toBe(name);
    });

    it("sends one message, with the code, to its one recipient", async () => {
      expect(await send(under.taken)).toEqual({ kind: "sent", messageId: under.taken.messageId });
      expect(api.requests).toHaveLength(1);
      const { recipient, words } = under.seen(api.requests[0]?.body ?? "");
      expect(recipient).toBe(message.address);
      expect(words).toContain(message.passcode.reveal());
    });

    it.each(under.permanent)("gives up a message that is refused with %p", async (code) => {
      expect(await send(under.refused(code))).toEqual({
        kind: "failed",
        retryable: false,
        reason: String(code),
      });
    });

    it.each([...under.passing, "a-code-that-nobody-knows"])("tries again after %p", async (code) => {
      expect(await send(under.refused(code))).toMatchObject({ kind: "failed", retryable: true });
    });

    it.each([429, 500, 502, 503])("tries again after status %i with a page for people", async (status) => {
      const page = { status, headers: { "content-type": "text/html" }, body: "<html>not now" };
      expect(await send(page)).toMatchObject({ kind: "failed", retryable: true });
    });

    it("tries again where no server answers, and follows no redirect to somewhere else", async () => {
      const gone = await startHttpEndpoint();
      const lost = under.make(gone.url);
      await gone.close();
      expect(await lost.send(message)).toMatchObject({ kind: "failed", retryable: true });
      expect(await send({ status: 302, headers: { location: `${api.url}/else` } })).toMatchObject({
        kind: "failed",
        retryable: true,
      });
      expect(api.requests.map(({ path }) => path)).not.toContain("/else");
    });

    it("gives a reason that quotes neither recipient nor code", async () => {
      for (const code of [...under.permanent, ...under.passing]) {
        const result = JSON.stringify(await send(under.refused(code)));
        expect(result).not.toContain(message.address);
        expect(result).not.toContain(message.passcode.reveal());
      }
    });
  });
}
