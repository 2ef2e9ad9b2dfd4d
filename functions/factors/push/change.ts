import { invocationId, type Random } from "../../domain/ambient.ts";
import type { Session } from "../../domain/challenge.ts";
import { traitsOf } from "../../domain/channel.ts";
import { isEncryptable } from "../../domain/push-message.ts";
import {
  isPushEndpoint,
  MAX_PUSH_SUBSCRIPTIONS,
  pushId,
  type PushSubscription,
  type PushTarget,
} from "../../domain/push-subscription.ts";
import type { Settings } from "../../settings.ts";
import type { Stores } from "../../storage/port.ts";
import { endReset } from "../reset/keep-factors.ts";
import { decideAnew } from "../decide-anew.ts";
import { mayChange, type MayChangeDependencies, type NotAllowed } from "../may-change.ts";

export interface ChangePushDependencies extends MayChangeDependencies {
  readonly storage: MayChangeDependencies["storage"] &
    Stores<{ factors: "endReset"; pushes: "add" | "remove" }>;
  readonly settings: Pick<Settings, "registration">;
  readonly random: Random;
}

/** Why a subject's browsers stay as they are. */
export type PushRefusal =
  | NotAllowed
  | {
      readonly kind:
        | "too-many-browsers"
        | "browser-not-found"
        | "endpoint-not-allowed"
        | "keys-not-usable"
        | "no-email-address";
    };

export interface PushChanged {
  /** `known`: the browser was enrolled already, and nothing was changed. */
  readonly kind: "changed" | "known";
  readonly session: Session;
  readonly browser: PushSubscription;
}

/**
 * Adds a browser that shows its subject's codes. It opens nothing by itself, so nothing of the subject's ends; its contacts
 * are told, as of every change.
 */
export async function enrolPush(
  deps: ChangePushDependencies,
  credential: string | undefined,
  { target, name }: { readonly target: PushTarget; readonly name: string },
): Promise<PushChanged | PushRefusal> {
  return decideAnew(async (): Promise<PushChanged | PushRefusal | undefined> => {
    const holder = await mayChange(deps, credential);
    if (holder.kind !== "holder") return holder;
    if (!isPushEndpoint(target.endpoint)) return { kind: "endpoint-not-allowed" };
    if (!isEncryptable(target)) return { kind: "keys-not-usable" };
    const { session, subjectKey, factors } = holder;
    const { recipientKey, address, channel, locale, subject } = session;
    // An open service knows a number's user by no other address, and a notification is asked for by an e-mail address.
    if (deps.settings.registration === "open" && traitsOf(channel).addressKind !== "email")
      return { kind: "no-email-address" };
    const id = pushId(target.endpoint);
    const pushes = factors?.pushes ?? [];
    const known = pushes.find((one) => one.id === id);
    if (known) return { kind: "known", session, browser: known };
    if (pushes.length >= MAX_PUSH_SUBSCRIPTIONS) return { kind: "too-many-browsers" };
    const now = deps.clock();
    const browser = { ...target, id, name, recipientKey, address, channel, locale, enrolledAt: now };
    // A session of a passkey proves no address again.
    const provenAt = session.addressProvenAt ?? session.approvedAt;
    const base = { subject, version: factors?.version ?? 0, pushes };
    const write = { by: invocationId(deps.random), now };
    // The factors that a reset has made nothing go now, and with them what they opened: all but this session.
    if (await endReset(deps, subjectKey, factors, { ...write, within: session })) return undefined;
    const done = await deps.storage.pushes.add(subjectKey, base, { subscription: browser, provenAt }, write);
    return done ? { kind: "changed", session, browser } : undefined;
  });
}

/** Removes one, under the same rule. */
export async function removePush(
  deps: ChangePushDependencies,
  credential: string | undefined,
  id: string,
): Promise<PushChanged | PushRefusal> {
  return decideAnew(async (): Promise<PushChanged | PushRefusal | undefined> => {
    const holder = await mayChange(deps, credential);
    if (holder.kind !== "holder") return holder;
    const { session, subjectKey, factors } = holder;
    const browser = factors?.pushes.find((one) => one.id === id);
    if (!factors || !browser) return { kind: "browser-not-found" };
    const write = { by: invocationId(deps.random), now: deps.clock() };
    const done = await deps.storage.pushes.remove(subjectKey, factors, browser.id, write);
    return done ? { kind: "changed", session, browser } : undefined;
  });
}
