import type { PreviewedMessage, SendQueue } from "../delivery/port.ts";
import type { Clock, Random } from "../domain/ambient.ts";
import type { Effective } from "../settings/live/facts.ts";
import type { Keys } from "../keys/port.ts";
import type { Observer } from "../observability/port.ts";
import type { EventQueue } from "../outbound/port.ts";
import type { LiveWords } from "../settings/live/live-path.ts";
import type { Settings } from "../settings.ts";
import type { ReadingStorage, Storage } from "../storage/port.ts";

/** What would be said by settings that nobody has saved. */
export type Previews = (of: Effective) => {
  /** The languages of messages. */
  readonly locales: readonly string[];
  messages(locale: string): readonly PreviewedMessage[];
  /** Every text of a language, by `<section>.<name>`. */
  texts(locale: string): Readonly<Record<string, unknown>>;
};

/** What the desk's acts are given. */
export interface DeskServices {
  readonly storage: Storage;
  readonly keys: Pick<Keys, "recipient">;
  /** What holds now. */
  readonly settings: Settings;
  /** What is deployed, over which settings are changed live. */
  readonly config: { readonly settings: Settings; readonly stage: string };
  /** The rules of the deployed words. */
  readonly liveWords: LiveWords;
  readonly previews: Previews;
  readonly queue: SendQueue;
  readonly eventQueue: EventQueue;
  readonly observer: Pick<Observer, "audit" | "measure">;
  /** Where the service is reached, without a trailing slash. */
  readonly publicUrl: string;
  readonly clock: Clock;
  readonly random: Random;
}

/** What the desk's screens and questions are given: nothing of it changes anything that is kept. */
export interface ReadingDesk extends Omit<DeskServices, "storage"> {
  readonly storage: ReadingStorage;
}
