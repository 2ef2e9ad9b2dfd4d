import * as z from "zod/mini";
import { invocationId } from "../../domain/ambient.ts";
import { inferAddressKind } from "../../domain/address-kind.ts";
import { type Challenge, isSession } from "../../domain/challenge.ts";
import { hasFactor } from "../../domain/factors.ts";
import { type Recipient, recipientKey } from "../../domain/recipient.ts";
import { deskSubject } from "../../domain/subject.ts";
import { tellAdmin } from "../../flows/tell-admin.ts";
import { acting, type ActAnswer, type Aimed, type Doing } from "../act.ts";
import type { DeskServices } from "../services.ts";
import { isoText } from "../shown.ts";
import {
  ENROL_SECONDS,
  newEnrolCode,
  newOpenLink,
  OPEN_SECONDS,
  type OneTimeFor,
} from "../sign-in/one-time.ts";

/** An admin of the desk's pages, by the address that the settings have. */
const ofAdmin = { recipient: z.string().check(z.trim(), z.minLength(1), z.maxLength(320)) };

export type AdminsEnrolAnswer =
  | {
      readonly outcome: "code-made";
      /** Told to the admin by the owner, by another way than a message to that address. */
      readonly code: string;
      /** ISO 8601. */
      readonly expiresAt: string;
    }
  | { readonly outcome: "no-such-admin" | "has-factors" | "changed-meanwhile" };

export type OpenAnswer =
  | {
      readonly outcome: "link-made";
      readonly link: string;
      readonly expiresAt: string;
      /** Whether the admin is told of it by a message, which may come late or never on such a day. */
      readonly told: boolean;
    }
  | { readonly outcome: "no-such-admin" };

interface Found extends OneTimeFor {
  readonly recipient: Recipient;
}

/** An act for an admin with an address. What it makes is a secret: it is answered to who calls, and stands nowhere. */
async function aimAt<Given extends ActAnswer>(
  { settings, keys }: DeskServices,
  wanted: string,
  run: (found: Found, secret: Uint8Array, doing: Doing) => Promise<Given>,
): Promise<Aimed<Given> | { readonly outcome: "no-such-admin" }> {
  const address = wanted.toLowerCase();
  const listed = settings.desk?.admins.some((one) => "recipient" in one && one.recipient === address);
  if (!listed) return { outcome: "no-such-admin" };
  const secret = await keys.recipient();
  const recipient = { addressKind: inferAddressKind(address), address };
  const key = recipientKey(secret, recipient);
  const found = { recipientKey: key, recipient, locale: settings.defaultLocale };
  return { kind: "aimed", persons: [key], about: [key], run: (doing) => run(found, secret, doing) };
}

export const adminsEnrol = acting({
  what: "Makes the code by which an admin enrols a first factor for the desk",
  least: "owner",
  onLastOwnerToo: true,
  byCommandAlone: true,
  input: z.strictObject({ ...ofAdmin, anew: z._default(z.boolean(), false) }),
  aim: (services, { recipient, anew }) =>
    aimAt<AdminsEnrolAnswer>(services, recipient, async (found, secret) => {
      const { storage, clock, random } = services;
      const now = clock();
      const at = deskSubject(secret, found.recipientKey);
      const factors = await storage.factors.read(at, now);
      if (factors && hasFactor(factors)) {
        if (!anew) return { outcome: "has-factors" };
        const write = { by: invocationId(random), now };
        if (!(await storage.factors.clear(at, factors.version, write)))
          return { outcome: "changed-meanwhile" };
      }
      // Without a factor too: a try before this one may have ended between the two. A sign-in that waits for it waits on.
      const isOver = (one: Challenge) =>
        one.purpose === "enrol" || (one.purpose === "desk" && (anew || isSession(one, now)));
      await endOpen(services, found, isOver, now);
      const code = await newEnrolCode(services, secret, found, now);
      return { outcome: "code-made", code: code.revealGrouped(), expiresAt: isoText(now + ENROL_SECONDS) };
    }),
});

/**
 * Ends some of an admin's open items. Who has proved a factor that is gone proves another one, and of one-time
 * secrets the newest alone is good.
 */
async function endOpen(
  { storage }: DeskServices,
  { recipientKey: key }: Found,
  isOver: (one: Challenge) => boolean,
  now: number,
): Promise<void> {
  for await (const { challenges } of storage.challenges.listOpen(key))
    for (const one of challenges)
      if (isOver(one))
        await storage.challenges.cancel(one, now, one.purpose === "desk" ? "factors" : "everywhere");
}

/** What keeps messages back is what such a link is for: it must not keep back the link. */
async function tellOfLink(services: DeskServices, found: Found, at: number): Promise<boolean> {
  const { recipientKey: key, recipient, locale } = found;
  const admin = { recipientKey: key, address: recipient.address, locale };
  try {
    return await tellAdmin(services, admin, "desk-link-made", at);
  } catch {
    return false;
  }
}

export const open = acting({
  what: "Makes a link that takes the place of the code of a sign-in to the desk, and never of the factor",
  least: "owner",
  onLastOwnerToo: true,
  byCommandAlone: true,
  input: z.strictObject(ofAdmin),
  aim: (services, { recipient }) =>
    aimAt<OpenAnswer>(services, recipient, async (found, secret, { begunAt }) => {
      const now = services.clock();
      await endOpen(services, found, ({ purpose }) => purpose === "open", now);
      const text = await newOpenLink(services, secret, found, now);
      return {
        outcome: "link-made",
        link: `${services.publicUrl}/admin/sign-in/open?link=${text}`,
        expiresAt: isoText(now + OPEN_SECONDS),
        told: await tellOfLink(services, found, begunAt),
      };
    }),
});
