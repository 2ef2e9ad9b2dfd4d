import { beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { feedbackChannel } from "../../functions/domain/message-feedback.ts";
import type { ProviderFault } from "../../functions/domain/provider-fault.ts";
import type { ProviderName } from "../../functions/delivery/options.ts";
import type { Message, Provider } from "../../functions/delivery/port.ts";
import { sendsCodeAlone } from "../../functions/settings/named-transactions.ts";
import { type HttpEndpoint, type HttpReply, startHttpEndpoint } from "../support/http-endpoint.ts";

export interface ProviderUnderTest {
  readonly name: ProviderName;
  readonly message: Message;
  /** The provider, with its API at this address. */
  make(api: string): Provider;
  /** What the API answers when it takes a message, and the id by which it calls it. */
  readonly taken: HttpReply & { readonly messageId: string };
  /** The API's way of refusing with a code, in words that quote the recipient. */
  refused(code: string | number): HttpReply;
  /** Documented codes by whose fault they are: the message's, the moment's, the owner's account's. */
  readonly faults: Readonly<Record<ProviderFault, readonly (string | number)[]>>;
  /** How the reason of a refusal is called, where that is not its code. */
  readonly reasons?: Readonly<Record<string, string>>;
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

    it("hears of used codes where dispatch is to tell it", () => {
      expect(provider.tellUsed !== undefined).toBe(feedbackChannel(name) !== undefined);
    });

    it("says all of a message, or is known to send the code alone", async () => {
      await send(under.taken);
      const { words } = under.seen(api.requests[0]?.body ?? "");
      expect(words.includes(message.text)).toBe(provider.codeAlone !== true);
      expect(sendsCodeAlone({ use: name })).toBe(provider.codeAlone === true);
    });

    it("sends one message, with the code, to its one recipient", async () => {
      expect(await send(under.taken)).toEqual({ kind: "sent", messageId: under.taken.messageId });
      expect(api.requests).toHaveLength(1);
      const { recipient, words } = under.seen(api.requests[0]?.body ?? "");
      expect(recipient).toBe(message.address);
      expect(words).toContain(message.passcode!.reveal());
    });

    it.each(under.faults.message)("blames the message for %p, and tries no more", async (code) => {
      expect(await send(under.refused(code))).toEqual({
        kind: "failed",
        fault: "message",
        reason: under.reasons?.[code] ?? String(code),
      });
    });

    it.each(under.faults.account)("blames the owner's account for %p, and no message", async (code) => {
      expect(await send(under.refused(code))).toEqual({
        kind: "failed",
        fault: "account",
        reason: under.reasons?.[code] ?? String(code),
      });
    });

    it.each([...under.faults.moment, "a-code-that-nobody-knows"])(
      "blames the moment for %p",
      async (code) => {
        expect(await send(under.refused(code))).toMatchObject({ kind: "failed", fault: "moment" });
      },
    );

    it.each([429, 500, 502, 503])("tries again after status %i with a page for people", async (status) => {
      const page = { status, headers: { "content-type": "text/html" }, body: "<html>not now" };
      expect(await send(page)).toMatchObject({ kind: "failed", fault: "moment" });
    });

    it("tries again after a server's own fault, whatever code stands beside it", async () => {
      for (const code of [...under.faults.message, ...under.faults.account])
        expect(await send({ ...under.refused(code), status: 503 })).toMatchObject({ fault: "moment" });
    });

    it("tries again where no server answers, and follows no redirect to somewhere else", async () => {
      const gone = await startHttpEndpoint();
      const lost = under.make(gone.url);
      await gone.close();
      expect(await lost.send(message)).toMatchObject({ kind: "failed", fault: "moment" });
      expect(await send({ status: 302, headers: { location: `${api.url}/else` } })).toMatchObject({
        kind: "failed",
        fault: "moment",
      });
      expect(api.requests.map(({ path }) => path)).not.toContain("/else");
    });

    it("gives a reason that quotes neither recipient nor code", async () => {
      for (const code of Object.values(under.faults).flat()) {
        const result = JSON.stringify(await send(under.refused(code)));
        expect(result).not.toContain(message.address);
        expect(result).not.toContain(message.passcode!.reveal());
      }
    });
  });
}
