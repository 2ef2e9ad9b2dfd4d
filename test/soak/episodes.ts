import { setTimeout as pause } from "node:timers/promises";
import type { Calls } from "./calls.ts";
import type { Program } from "./program.ts";

/** What happens to the service while people sign in. */
export interface Episode {
  readonly name: string;
  /** Whether the process ends and starts again: a deliverer of the one that was killed holds its lease. */
  readonly restarts: boolean;
  /** How far the clock jumps before it, in hours. */
  readonly hours: number;
  /** Breaks, waits and mends, again and again until it is told that the episode is over. */
  readonly trouble: (tools: Tools) => Promise<void>;
}

interface Tools {
  readonly calls: Calls;
  readonly program: Program;
}

const BROKEN_MILLISECONDS = 3000;

const calm = () => Promise.resolve();

const outage =
  (channel: string, mode: string) =>
  async ({ calls }: Tools) => {
    await calls.send("POST", "/_local/outage", { channel, mode });
    await pause(BROKEN_MILLISECONDS);
    await calls.send("POST", "/_local/outage", { channel, mode: "none" });
  };

const held =
  (part: string) =>
  async ({ calls }: Tools) => {
    await calls.send("POST", "/_local/parts", { part, works: false });
    await pause(BROKEN_MILLISECONDS);
    await calls.send("POST", "/_local/parts", { part, works: true });
  };

const episode = (name: string, trouble: Episode["trouble"], hours = 1, restarts = false): Episode => ({
  ...{ name, trouble, hours, restarts },
});

/** In this order, again and again; the first and the last of a run are calm. */
export const EPISODES: readonly Episode[] = [
  episode("calm", calm),
  episode("providers fail for a moment", outage("email", "transient")),
  episode("the table is out of reach", held("table")),
  episode("the sender falls behind", held("dispatch"), 25),
  episode(
    "killed",
    async ({ program }) => {
      await program.kill();
      await program.start();
    },
    1,
    true,
  ),
  episode("who counts falls behind", held("bookkeep")),
  episode("providers refuse SMS", outage("sms", "permanent"), 73),
  episode(
    "restarted",
    async ({ program }) => {
      await program.stop();
      await program.start();
    },
    1,
    true,
  ),
  episode("both consumers fall behind", async (tools) => {
    await Promise.all([held("dispatch")(tools), held("bookkeep")(tools)]);
  }),
];
