import { Fault } from "../domain/errors.ts";
import type { FollowLive } from "../flows/follow-live.ts";
import type { LiveWords } from "../settings/live/live-path.ts";
import { takesLiveChanges } from "../settings.ts";
import type { LiveSettingsStore } from "../storage/port/live-settings.ts";
import type { Base } from "./base.ts";
import { heldKeys, holdKeys } from "./held-keys.ts";

/** The parts that are made of what admins may change: the others stay, with their connections and what they remember. */
export const REMADE: ReadonlySet<string> = new Set([
  "providers",
  "compose",
  "composeNotice",
  "pageFiles",
  "faultPage",
]);

/** What is served by what holds now. */
export interface Served<Of> {
  readonly asDeployed: Of;
  /** @throws what kept the first read from being made */
  current(): Promise<Of>;
  /** What is served where it throws. */
  refusing(thrown: unknown): Of;
}

interface LiveOptions<Services> {
  /** Whether what is served is made of what admins may change. */
  readonly follows: boolean;
  /** The rules of words, for who writes them. */
  readonly words: LiveWords | undefined;
  /** Makes those of {@link REMADE} anew. */
  readonly remake: (changed: Services) => Partial<Services>;
}

/**
 * Serves what is made of the services by what holds now: anew each time that an admin changes something. Where admins
 * change nothing live, nothing is read.
 */
export function servedAnew<Services extends Base, Of>(
  services: Services,
  { follows, words, remake }: LiveOptions<Services>,
  create: (services: Services) => Of,
): Served<Of> {
  const asDeployed = create(services);
  const refusing = (thrown: unknown) =>
    create({ ...services, unreadable: thrown instanceof Error ? thrown : new Error(String(thrown)) });
  if (!follows || !takesLiveChanges(services.settings))
    return { asDeployed, current: () => Promise.resolve(asDeployed), refusing };
  const { settings: deployed, clock, observer } = services;
  const storage = liveStorage(services);
  let following: Promise<FollowLive> | undefined;
  /** What reads changes checks settings again, which a start without any does not wait for. */
  const loaded = async () => {
    const { followLive } = await import("../flows/follow-live.ts");
    return followLive({ storage, ground: { deployed, words }, clock, observer });
  };
  let known: { readonly by: object; readonly served: Of } | undefined;
  return {
    asDeployed,
    refusing,
    async current() {
      const follow = await (following ??= loaded());
      const by = await follow();
      if (known?.by !== by) {
        const changed = { ...services, settings: by.settings, live: by.facts };
        const keys = heldKeys(services);
        if (keys) holdKeys(changed, keys);
        known = { by, served: create({ ...changed, ...remake(changed) }) };
      }
      return known.served;
    },
  };
}

function liveStorage(services: object): { readonly liveSettings: LiveSettingsStore } {
  if ("storage" in services && hasLive(services.storage)) return services.storage;
  throw new Fault("configuration", "Who serves by what is changed live needs the table.");
}

function hasLive(storage: unknown): storage is { readonly liveSettings: LiveSettingsStore } {
  return typeof storage === "object" && storage !== null && "liveSettings" in storage;
}
