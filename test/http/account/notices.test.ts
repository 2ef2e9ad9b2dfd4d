import { beforeAll, describe, expect, it } from "@jest/globals";
import type { SubjectFactors } from "../../../functions/domain/factors.ts";
import { noticeWriter } from "../../../functions/delivery/notice-message.ts";
import { type FactorImage, NOTICE_KINDS, noticeId, toldOf } from "../../../functions/domain/notice.ts";
import { recipientKey } from "../../../functions/domain/recipient.ts";
import { tellContacts } from "../../../functions/flows/tell-contacts.ts";
import { BUILT_IN_LOCALES } from "../../../functions/words/locales.ts";
import { accountOf, anAddress, bearer } from "../../support/account-user.ts";
import { enrolApp } from "../../support/authenticator-app.ts";
import { freshKey } from "../../support/challenge.ts";
import { enrol } from "../../support/enrolled.ts";
import { aPasskey, aTotp, freshSubject } from "../../support/factors.ts";
import { enrol as enrolPasskey } from "../../support/passkey-user.ts";
import { image, noticesOf } from "../../support/notices.ts";
import { START, startTestService, type TestService } from "../../support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ secondFactor: "optional", factors: { passkeys: "on" } });
});
const { signIn, signInWith, remove } = accountOf(() => service);

const { notices, told } = noticesOf(() => service);
const brand = () => service.services.settings.brand.name;
const bodyOf = (session: { readonly headers: Record<string, string> }) => ({
  authorization: { authorization: String(session.headers.authorization) },
});

describe("a user whose factors change", () => {
  it("is told by e-mail of each change, with no code and no key", async () => {
    const user = await signIn();
    const first = await enrol(service, String(user.body.subject));
    const raised = await signInWith(user.address, "totp", first.shows);
    // The second one comes with no backup codes.
    const app = await enrolApp(service, bearer(raised.body.sessionToken));
    const used = await signInWith(user.address, "backup-code", () => first.backupCodes[0] ?? "");
    const session = { headers: bearer(used.body.sessionToken) };
    expect((await enrolPasskey(service, bodyOf(session))).answer.status).toBe(201);
    expect((await remove(app.id, session.headers)).status).toBe(200);
    const mails = await notices(user.address);
    expect(mails.map(({ subject }) => subject)).toEqual([
      `An authenticator app was added to your ${brand()} account`,
      `A backup code was used to sign in to your ${brand()} account`,
      `A passkey was added to your ${brand()} account`,
      `An authenticator app was removed from your ${brand()} account`,
    ]);
    for (const { subject, text } of mails) {
      expect(text).toContain(subject);
      expect(text).toContain("November 23, 2026 at 9:1");
      expect(text).not.toMatch(/https?:|\d{6}|[A-Z2-7]{16}/);
    }
  });

  it("is told once of what happens again within ten minutes, and of each act once however often it is told", async () => {
    const { storage, keys, queue } = service.services;
    const address = anAddress();
    const key = recipientKey(await keys.recipient(), { addressKind: "email", address });
    const at = freshSubject();
    const add = async (version: number) => {
      const now = service.clock.now();
      const passkey = aPasskey({ recipientKey: key, address, enrolledAt: now });
      const write = { by: `add-${version}`, now };
      const done = await storage.passkeys.add(
        at,
        { subject: at, version },
        { passkey, provenAt: now },
        write,
      );
      expect(done).toBe(true);
    };
    await add(0);
    await add(1);
    expect(await told(address)).toHaveLength(1);
    const id = noticeId("passkey-added", service.clock.now());
    await queue.enqueue("email", [{ recipientKey: key, nonce: id, send: 1, channel: "email", notice: true }]);
    expect(await told(address)).toHaveLength(1);
    service.clock.advance(600);
    await add(2);
    expect(await told(address)).toHaveLength(2);
  });

  it("is told where the first factor is an authenticator", async () => {
    const { storage } = service.services;
    const address = anAddress();
    const contact = { recipientKey: freshKey(), address, channel: "email", locale: "fr" } as const;
    const now = service.clock.now();
    const change = { subject: "anna", version: 0, addTotp: aTotp({ enrolledAt: now }), contact };
    await storage.factors.change(freshSubject(), change, { by: "first", now });
    expect(await told(address)).toEqual([
      `Une application d’authentification a été ajoutée à votre compte ${brand()}`,
    ]);
  });

  it("is told although the queue could not be reached at first: the stream brings the change again", async () => {
    const { services } = service;
    const contact = {
      recipientKey: freshKey(),
      address: anAddress(),
      channel: "email",
      locale: "en",
    } as const;
    const now = services.clock();
    const after = { ...image(aTotp({ enrolledAt: now }), now), contact };
    const lost = { enqueue: () => Promise.reject(new Error("the queue is out of reach")) };
    const change = { before: undefined, after };
    await expect(tellContacts({ ...services, queue: lost }, change)).rejects.toThrow("out of reach");
    for (let times = 0; times < 2; times += 1) expect(await tellContacts(services, change)).toBe(1);
    expect(await told(contact.address)).toHaveLength(1);
  });

  it("is told after an outage of the provider, and in vain of what is a day old", async () => {
    const user = await signIn();
    const late = await signIn();
    const outage = (mode: string) => service.post("/_local/outage", { channel: "email", mode });
    await outage("transient");
    await enrolPasskey(service, bodyOf(user));
    expect(await told(user.address)).toEqual([]);
    await outage("none");
    const key = recipientKey(await service.services.keys.recipient(), {
      ...{ addressKind: "email", address: user.address },
    });
    const order = { recipientKey: key, send: 1, channel: "email", notice: true } as const;
    const again = (nonce: string) => service.services.queue.enqueue("email", [{ ...order, nonce }]);
    const id = noticeId("passkey-added", service.clock.now());
    await again(id);
    expect(await told(user.address)).toHaveLength(1);
    await service.services.storage.notices.open(
      key,
      { id: "old", kind: "code-used", at: START, address: late.address, locale: "en" },
      service.clock.now(),
    );
    await again("old");
    expect(await told(late.address)).toEqual([]);
  });
});

describe("the words of a notice", () => {
  it.each(BUILT_IN_LOCALES)("are all there in %s", (locale) => {
    const write = noticeWriter({ brand: "<Kiosk>", supportUrl: "mailto:help@example.com" });
    const mails = NOTICE_KINDS.map((kind) => write({ channel: "email", kind, at: START, locale }));
    expect(new Set(mails.map(({ subject }) => subject)).size).toBe(NOTICE_KINDS.length);
    for (const { subject = "", text, html = "" } of mails) {
      expect(`${subject}${text}`).not.toMatch(/[{}]|undefined/);
      expect(text).toContain("help@example.com");
      expect(html).not.toContain("<Kiosk>");
    }
  });
});

describe("the words of a reset", () => {
  it.each(BUILT_IN_LOCALES)("say when it takes effect, and how to stop it, in %s", (locale) => {
    const write = noticeWriter({ brand: "Kiosk", supportUrl: null });
    const reset = { at: freshSubject(), id: "r", hours: 36 };
    const told = { channel: "email", kind: "reset-asked", at: START, locale, reset } as const;
    const link = "https://id.example.com/otp/keep-factors?t=abc";
    const { text, html = "" } = write({ ...told, link });
    for (const body of [text, html]) expect(body).toMatch(/36/);
    expect(text).toContain(link);
    expect(html).toContain(`href="${link}"`);
    const byOwner = write(told);
    expect(`${byOwner.text}${byOwner.html ?? ""}`).not.toMatch(/https?:|[{}]|href/);
    expect(byOwner.text).toMatch(/36/);
  });
});

describe("new backup codes", () => {
  it("are told where they take the place of others, and not with the first authenticator or the last", () => {
    const of = (version: number, codes: SubjectFactors["codes"], totps = [aTotp()]) => ({
      ...image(aTotp(), START),
      ...{ version, codes, totps, codesSince: START },
    });
    const [old, fresh] = [{ "1": { salt: "s", hash: "old" } }, { "1": { salt: "s", hash: "new" } }];
    const kinds = (before: FactorImage, after: FactorImage) =>
      toldOf({ before, after }).map(({ kind }) => kind);
    const [totp] = [aTotp()];
    expect(kinds(of(2, old, [totp]), of(3, fresh, [totp]))).toEqual(["codes-renewed"]);
    expect(kinds(of(2, old, [totp]), of(3, {}, []))).toEqual(["totp-removed"]);
    expect(kinds(of(2, old, [totp]), of(2, {}, [totp]))).toEqual(["code-used"]);
  });
});

describe("an image that the stream tells without the one before", () => {
  it("is told of what was enrolled by its last change, and of nothing older", () => {
    expect(toldOf({ before: undefined, after: image(aTotp(), START) })).toEqual([
      { kind: "totp-added", at: START },
    ]);
    expect(toldOf({ before: undefined, after: image(aTotp({ enrolledAt: START - 1 }), START) })).toEqual([]);
  });
});
