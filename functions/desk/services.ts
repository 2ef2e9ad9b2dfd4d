import type { SendQueue } from "../delivery/port.ts";
import type { Clock, Random } from "../domain/ambient.ts";
import type { Keys } from "../keys/port.ts";
import type { Observer } from "../observability/port.ts";
import type { EventQueue } from "../outbound/port.ts";
import type { LiveWords } from "../settings/live/live-path.ts";
import type { Settings } from "../settings.ts";
import type { ReadingStorage, Storage } from "../storage/port.ts";

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
  readonly queue: SendQueue;
  readonly eventQueue: EventQueue;
  readonly observer: Pick<Observer, "audit">;
  /** Where the service is reached, without a trailing slash. */
  readonly publicUrl: string;
  readonly clock: Clock;
  readonly random: Random;
}

/** What the desk's screens and questions are given: nothing of it changes anything that is kept. */
export interface ReadingDesk extends Omit<DeskServices, "storage"> {
  readonly storage: ReadingStorage;
}
