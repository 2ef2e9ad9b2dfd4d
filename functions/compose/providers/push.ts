import type { Provider, Providers } from "../../delivery/port.ts";
import { webPushProvider } from "../../delivery/providers/web-push.ts";
import { placeOf } from "../../domain/factors.ts";
import type { Keys } from "../../keys/port.ts";
import type { Post } from "../../outbound/port.ts";
import { poster } from "../../outbound/post.ts";
import type { Stores } from "../../storage/port.ts";
import type { Base } from "../base.ts";
import { keys, storage } from "../parts.ts";
import { channelProviders } from "../providers.ts";

/** What browsers and keys are read from, and what calls push services. */
export interface PushParts {
  readonly storage: Stores<{ factors: "read"; pushes: "drop" }>;
  readonly keys: Pick<Keys, "push">;
  readonly post: Post;
}

export function pushProviders(base: Base): Providers {
  const parts = { storage: storage(base), keys: keys(base), post: poster({ nearby: false }) };
  return channelProviders(base, "push", { "web-push": () => pushProvider(base, () => parts) });
}

/** @param partsOf asked at each send: the local service has them later than its providers */
export function pushProvider(
  { settings, clock, random }: Pick<Base, "settings" | "clock" | "random">,
  partsOf: () => PushParts,
): Provider {
  const { push } = settings.factors;
  const options = { brand: settings.brand.name, contact: push === "off" ? "" : push.contact };
  return webPushProvider(options, {
    browsers: async (subject) => (await partsOf().storage.factors.read(subject, clock()))?.pushes ?? [],
    forget: async (subject, browser) => {
      const { factors, pushes } = partsOf().storage;
      return pushes.drop(placeOf(subject, await factors.read(subject, clock())), browser);
    },
    key: () => partsOf().keys.push(),
    post: (url, headers, body) => partsOf().post(url, headers, body),
    clock,
    random,
  });
}
