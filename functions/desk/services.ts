import type { SendQueue } from "../delivery/port.ts";
import type { Clock, Random } from "../domain/ambient.ts";
import type { Keys } from "../keys/port.ts";
import type { Observer } from "../observability/port.ts";
import type { Settings } from "../settings.ts";
import type { ReadingStorage, Storage } from "../storage/port.ts";

/** What the desk's acts are given. */
export interface DeskServices {
  readonly storage: Storage;
  readonly keys: Pick<Keys, "recipient">;
  readonly settings: Settings;
  readonly queue: SendQueue;
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
