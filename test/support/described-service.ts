import { LOCAL_SERVER_KEY } from "../../bin/local/front.ts";
import { Fault } from "../../functions/domain/errors.ts";
import { cancelTokenOf, passcodeOf } from "./passcodes.ts";
import { ALL_CLIENTS } from "./app.ts";
import { described } from "./described.ts";
import type { Answer } from "./ask.ts";
import { startTestService, type TestService } from "./service.ts";

/** What is out of order: nothing; something that was not foreseen; or the table, the secrets and the signer's keys. */
export type Failing = "nothing" | "fault" | "outage";

export type DescribedService = Awaited<ReturnType<typeof startDescribedService>>;

/** A service whose answers are held against its description, and that can be told to fail. */
export async function startDescribedService(seen: Set<string>, settings: object = {}) {
  let failing: Failing = "nothing";
  const breakable = <T extends object>(part: T): T =>
    new Proxy(part, {
      get(target, name, receiver) {
        const value: unknown = Reflect.get(target, name, receiver);
        // The storage is stores by name.
        if (typeof value === "object" && value !== null) return breakable(value);
        if (failing === "nothing" || typeof value !== "function") return value;
        const error = failing === "fault" ? new Error("a fault") : new Fault("storage-unavailable", "silent");
        return () => Promise.reject(error);
      },
    });
  const started = await startTestService(
    { ...ALL_CLIENTS, factors: { passkeys: "on", push: { contact: "mailto:ops@example.com" } }, ...settings },
    {
      override: ({ storage, keys, signer }) => ({
        storage: breakable(storage),
        keys: breakable(keys),
        signer: breakable(signer),
      }),
    },
  );
  const service = described(started, seen);
  return {
    service,
    /** Has everything fail for as long as it takes. */
    async failing(how: Failing, act: () => Promise<unknown>): Promise<void> {
      await service.settled();
      failing = how;
      await act().finally(() => (failing = "nothing"));
    },
  };
}

/** The routes of a sign-in, as everybody calls them or as a server does. */
export function caller(service: TestService, prefix: "" | "/server") {
  const key: Record<string, string> = prefix === "" ? {} : { "x-api-key": LOCAL_SERVER_KEY };
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    service.post(prefix + path, body, { ...key, ...headers });
  return {
    post,
    /** Opens a challenge of a new recipient. */
    async open(body: object = {}) {
      const { body: answer } = await post("/otp/request", { recipient: somebody(), ...body });
      const challengeId = String(answer.challengeId);
      return {
        challengeId,
        code: await passcodeOf(service.services, challengeId),
        t: await cancelTokenOf(service.services, challengeId),
      };
    },
  };
}

/** A browser on the service's pages: it keeps cookies, and posts their forms. */
export function browserOf(service: TestService) {
  const jar = new Map<string, string>();
  const cookie = () => [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
  const keep = (answer: Answer): Answer => {
    for (const line of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      jar.set(name, value);
    }
    return answer;
  };
  let field = "";
  const get = async (path: string) => {
    const answer = keep(await service.get(path, { accept: "text/html", cookie: cookie() }));
    field = /name="form" value="([^"]+)"/.exec(answer.text)?.[1] ?? field;
    return answer;
  };
  return {
    get,
    /** What a cookie holds; empty without it. */
    held: (name: string) => jar.get(`latchkey-${name}`) ?? "",
    hold: (name: string, value: string) => void jar.set(`latchkey-${name}`, value),
    forget: (name: string) => void jar.delete(`latchkey-${name}`),
    /** Posts a form as the page would. */
    form: async (path: string, fields: Record<string, string> = {}, site = "same-origin") =>
      keep(
        await service.form(path, { form: field, ...fields }, { cookie: cookie(), "sec-fetch-site": site }),
      ),
    /** Walks to the page that asks for the code. */
    async ask(fields: Record<string, string> = {}) {
      await get("/otp/request");
      const form = { form: field, channel: "email", email: somebody(), ...fields };
      keep(await service.form("/otp/request", form, { cookie: cookie(), "sec-fetch-site": "same-origin" }));
      await get("/otp/verify");
      const challengeId = jar.get("latchkey-challenge")?.split(".")[0] ?? "";
      return { challengeId, code: await passcodeOf(service.services, challengeId) };
    },
  };
}

let serial = 0;

/** An address that no other recipient has. */
export function somebody(): string {
  return `described${++serial}@example.com`;
}
