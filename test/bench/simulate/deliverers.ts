import { quickRetrySeconds } from "../../../functions/delivery/retries.ts";
import { LEAST_LIFE_SECONDS } from "../../../functions/domain/challenge.ts";
import type { LambdaFunction } from "./lambda.ts";
import { BATCH, SECONDS, WRITES } from "./limits.ts";
import type { Table } from "./table.ts";
import { TokenBucket } from "./token-bucket.ts";
import type { World } from "./world.ts";

/** A code on its way. */
export interface Message {
  readonly expiresAt: number;
  readonly sent: () => void;
  readonly givenUp: () => void;
  receives: number;
  /** When it could be taken, in seconds since the start. */
  since: number;
}

/** Which provider is called, and whether as many deliverers are at work at first as the stage allows. */
export interface Sending {
  readonly channel: "email" | "sms";
  readonly warm: boolean;
}

/** A message that waits longer in the queue is held up. */
const PATIENCE_SECONDS = 5;

/** What Lambda begins with, before it adds more each minute. */
const FIRST_BATCHES = 5;

/** The queue of a channel, the functions that empty it, and the provider that they call. */
export class Deliverers {
  #waiting: Message[] = [];
  #head = 0;
  #working = 0;
  #allowed: number;
  #allowedAt = 0;
  readonly #rate: TokenBucket;
  #leftToday: number;

  readonly #world: World;
  readonly #deliver: LambdaFunction;
  readonly #table: Table;

  readonly #provider: "messageRate" | "smsRate";

  constructor(world: World, deliver: LambdaFunction, table: Table, { warm, channel }: Sending) {
    const { values } = world;
    this.#world = world;
    this.#deliver = deliver;
    this.#table = table;
    this.#allowed = warm ? values.deliverers : Math.min(FIRST_BATCHES, values.deliverers);
    this.#provider = channel === "email" ? "messageRate" : "smsRate";
    this.#rate = new TokenBucket(values[this.#provider], values[this.#provider]);
    this.#leftToday = channel === "email" ? values.messagesADay : Infinity;
  }

  put(expiresAt: number, sent: () => void, givenUp: () => void): void {
    this.#show({ expiresAt, sent, givenUp, receives: 0, since: this.#world.events.now });
  }

  #show(message: Message): void {
    message.since = this.#world.events.now;
    this.#waiting.push(message);
    this.#take();
  }

  #take(): void {
    const { events } = this.#world;
    this.#grow();
    while (this.#working < Math.floor(this.#allowed) && this.#head < this.#waiting.length) {
      const batch = this.#waiting.slice(this.#head, this.#head + BATCH.delivery);
      const begun = this.#deliver.call(SECONDS.delivery, (free) => {
        for (const message of batch) this.#send(message);
        free();
        this.#working -= 1;
        this.#take();
      });
      if (!begun) {
        events.after(0.5, () => this.#take());
        return;
      }
      this.#working += 1;
      this.#head += batch.length;
      for (const { since } of batch)
        if (events.now - since > PATIENCE_SECONDS) this.#world.strains.note("deliverers", events.now);
    }
    if (this.#head < 4096) return;
    this.#waiting = this.#waiting.slice(this.#head);
    this.#head = 0;
  }

  /** While messages wait, Lambda adds deliverers, up to what the stage allows. */
  #grow(): void {
    const { now } = this.#world.events;
    const { deliverers, newDeliverers } = this.#world.values;
    if (this.#head < this.#waiting.length)
      this.#allowed = Math.min(deliverers, this.#allowed + (now - this.#allowedAt) * (newDeliverers / 60));
    this.#allowedAt = now;
  }

  #send(message: Message): void {
    message.receives += 1;
    if (message.expiresAt - this.#world.events.now <= LEAST_LIFE_SECONDS) {
      message.givenUp();
      return;
    }
    this.#table.write(WRITES.delivery, (taken) => {
      if (taken && this.#hasProvider()) message.sent();
      else this.#again(message);
    });
  }

  #hasProvider(): boolean {
    const { now } = this.#world.events;
    if (this.#leftToday < 1) {
      this.#world.strains.note("messagesADay", now);
      return false;
    }
    if (!this.#rate.take(now)) {
      this.#world.strains.note(this.#provider, now);
      return false;
    }
    this.#leftToday -= 1;
    return true;
  }

  #again(message: Message): void {
    const seconds = quickRetrySeconds(message.receives) ?? this.#world.values.hiddenSeconds;
    this.#world.events.after(seconds, () => this.#show(message));
  }
}
