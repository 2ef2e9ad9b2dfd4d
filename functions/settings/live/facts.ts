import type { Settings } from "../../settings.ts";

/** What stands live beside the settings: the deployed ones know nothing like it. */
export interface LiveFacts {
  /** Networks that are refused. */
  readonly deniedNetworks: readonly string[];
  /** Networks whose sends the hour does not limit. */
  readonly allowedNetworks: readonly string[];
  /** Apps that get and keep nothing, by their ids. */
  readonly suspendedApps: readonly string[];
  /** Admins who may do nothing, as the desk names them. */
  readonly suspendedAdmins: readonly string[];
  /** Texts in place of the deployed ones, by `<language>/<section>.<name>`. */
  readonly words: Readonly<Record<string, unknown>>;
}

/** Where nothing is changed live. */
export const NO_FACTS: LiveFacts = {
  deniedNetworks: [],
  allowedNetworks: [],
  suspendedApps: [],
  suspendedAdmins: [],
  words: {},
};

/** What holds now: the deployed settings with what is changed live. */
export interface Effective {
  readonly settings: Settings;
  readonly facts: LiveFacts;
}
