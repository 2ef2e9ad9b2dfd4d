import { OWN_WALK } from "../domain/code-link.ts";
import { readCaller } from "../http/caller.ts";
import { readDevices } from "../http/known-device.ts";
import { RESUME_FIELD, resumeOf, waitingClient } from "../http/waiting.ts";
import type { HttpRequest } from "../http/request.ts";
import type { Settings } from "../settings.ts";
import type { SendBackDependencies } from "./send-back.ts";

/** The app that asks who is there, as a person meets it on the pages. */
export interface AskingApp {
  readonly id: string;
  readonly name: string;
  /** How its pages look: the owner's brand, with what the app has of its own. */
  readonly brand: Settings["brand"];
  /** The address that leads back to it without a sign-in. */
  readonly back: string;
}

/** The parameter of `/otp/authorize` by which a person who does not want to sign in goes back. */
export const DENY_FIELD = "deny";

/** The app that a request's walk is for, if it is for one that is still registered. */
export async function askingApp(
  services: SendBackDependencies,
  request: HttpRequest,
): Promise<AskingApp | undefined> {
  const id = await waitingClient(services, request);
  const client = services.settings.clients.find((one) => one.id === id);
  const resume = resumeOf(request);
  if (!client || resume === undefined) return undefined;
  return appOf(services.settings, client, `${RESUME_FIELD}=${resume}`, request);
}

/**
 * What a request tells of who asks, what they are known by there, the app that has sent them, and the walk of pages that
 * they are on.
 */
export async function readCallerAndApp(
  services: SendBackDependencies & { readonly locales: readonly string[] },
  request: HttpRequest,
  deviceToken?: string,
) {
  return {
    ...readCaller(request, services.locales),
    devices: readDevices(services, request, deviceToken),
    app: await askingApp(services, request),
    walk: request.form ? (resumeOf(request) ?? OWN_WALK) : undefined,
  };
}

/** An app on its pages. @param query what the authorization function knows the request by */
export function appOf(
  { brand }: Pick<Settings, "brand">,
  client: Look,
  query: string,
  { basePath }: Pick<HttpRequest, "basePath">,
): AskingApp {
  return {
    id: client.id,
    name: client.name,
    brand: brandOf(brand, client),
    back: `${basePath}/otp/authorize?${query}&${DENY_FIELD}=1`,
  };
}

interface Look {
  readonly id: string;
  readonly name: string;
  readonly logo?: string | undefined;
  readonly color?: string | undefined;
}

const brands = new WeakMap<Look, Settings["brand"]>();

/** Made once for each app: a page's policy names the hash of its style. A logo stands beside the name that it belongs to. */
function brandOf(brand: Settings["brand"], client: Look): Settings["brand"] {
  if (client.logo === undefined && client.color === undefined) return brand;
  const known = brands.get(client);
  if (known) return known;
  const made = {
    ...brand,
    ...(client.logo !== undefined && { logo: client.logo, name: client.name }),
    ...(client.color !== undefined && { color: client.color }),
  };
  brands.set(client, made);
  return made;
}
