import { beforeAll, describe, expect, it } from "@jest/globals";
import { softPasskey } from "../../support/authenticator.ts";
import { creationOptions, enrol, signedIn, signInBy } from "../../support/passkey-user.ts";
import { startTestService, type TestService } from "../../support/service.ts";

const bearer = (token: unknown) => ({ authorization: `Bearer ${String(token)}` });
const typeOf = ({ body }: { body: Record<string, unknown> }) => String(body.type).split(":").at(-1);

describe("a passkey is changed by no session that has ended meanwhile", () => {
  /** What happens between the questions of a change and its write, once. */
  let crossing: (() => Promise<unknown>) | undefined;
  let crossed: TestService;
  beforeAll(async () => {
    crossed = await startTestService(
      { factors: { passkeys: "on" } },
      {
        override: ({ storage }) => {
          const { passkeys } = storage;
          const cross = async <T>(write: () => Promise<T>) => {
            const act = crossing;
            crossing = undefined;
            await act?.();
            return write();
          };
          const crossable: Partial<typeof passkeys> = {
            add: (...of) => cross(() => passkeys.add(...of)),
            remove: (...of) => cross(() => passkeys.remove(...of)),
            rename: (...of) => cross(() => passkeys.rename(...of)),
          };
          return { storage: { ...storage, passkeys: { ...passkeys, ...crossable } } };
        },
      },
    );
  });

  it.each(["added", "removed", "renamed"])("%s", async (how) => {
    const user = await signedIn(crossed);
    const { passkey, answer } = await enrol(crossed, user, { name: "Laptop" });
    const signIn = async () => bearer((await signInBy(crossed, passkey)).body.sessionToken);
    const owner = await signIn();
    const second = await enrol(crossed, { authorization: owner }, { name: "Phone" });
    const thief = await signIn();
    const options = await creationOptions(crossed, { authorization: thief });
    const registration = softPasskey({ origin: crossed.url }).create(options);
    const { id } = answer.body;
    // Whose change ends the thief's session.
    crossing = () => crossed.post("/otp/passkeys/remove", { id: second.answer.body.id }, owner);
    const change = {
      added: () => crossed.post("/otp/passkeys", { registration }, thief),
      removed: () => crossed.post("/otp/passkeys/remove", { id }, thief),
      renamed: () => crossed.post("/otp/passkeys/rename", { id, name: "Mine" }, thief),
    }[how];
    const refused = await change?.();
    expect(refused && [refused.status, typeOf(refused)]).toEqual([401, "no-session"]);
    const { body } = await crossed.get("/otp/passkeys", owner);
    expect(body.passkeys).toEqual([expect.objectContaining({ name: "Laptop" })]);
  });
});

describe("a passkey that is removed while it signs in", () => {
  it("leaves no session: neither the removal nor what it ends could see that one", async () => {
    let crossing: (() => Promise<unknown>) | undefined;
    const crossed = await startTestService(
      { factors: { passkeys: "on" } },
      {
        override: ({ storage }) => ({
          storage: {
            ...storage,
            challenges: Object.assign(Object.create(storage.challenges) as typeof storage.challenges, {
              openApproved: async (...of: Parameters<typeof storage.challenges.openApproved>) => {
                await crossing?.();
                return storage.challenges.openApproved(...of);
              },
            }),
          },
        }),
      },
    );
    const user = await signedIn(crossed);
    const { passkey, answer } = await enrol(crossed, user);
    const owner = bearer((await signInBy(crossed, passkey)).body.sessionToken);
    let removed = 0;
    crossing = async () => {
      crossing = undefined;
      removed = (await crossed.post("/otp/passkeys/remove", { id: answer.body.id }, owner)).status;
    };
    const { status, body } = await signInBy(crossed, passkey);
    expect([removed, status]).toEqual([200, 200]);
    await crossed.settled();
    expect((await crossed.get("/otp/session", bearer(body.sessionToken))).status).toBe(401);
    expect((await crossed.get("/otp/session", owner)).status).toBe(200);
  });
});
