import type { Child, Ready } from "./child.ts";
import { connect, type Connection } from "./connection.ts";
import { type Asking, cycle, type CycleTimes, plainAsking } from "./flow.ts";
import { quantile } from "./statistics.ts";

export interface Load {
  readonly connections: number;
  readonly seconds: number;
  /** Whether each cycle also shows its session once. */
  readonly withSession: boolean;
}

/** Median and 99th percentile, in milliseconds. */
export interface Latency {
  readonly p50: number;
  readonly p99: number;
}

export interface Measurement extends Record<keyof CycleTimes, Latency> {
  readonly cyclesPerSecond: number;
  /** CPU time of the server for one cycle, in microseconds. */
  readonly cpuPerCycle: number;
  readonly cycles: number;
  /** How often each fault was met. */
  readonly faults: ReadonlyMap<string, number>;
}

let serial = 0;

/** What was seen while connections were kept busy. */
export interface Driven<Times> {
  readonly times: readonly Times[];
  readonly elapsedSeconds: number;
  /** CPU time of the server, in microseconds. */
  readonly cpu: number;
  readonly faults: ReadonlyMap<string, number>;
}

/** Keeps every connection busy with turns, one after the other, until the time is over. @param open makes what a connection needs before the time counts */
export async function keepBusy<Times>(
  server: Child<Ready>,
  { connections: count, seconds }: Pick<Load, "connections" | "seconds">,
  open: (connection: Connection) => Promise<() => Promise<Times>>,
): Promise<Driven<Times>> {
  const connections = await Promise.all(Array.from({ length: count }, () => connect(server.ready.port)));
  const turns = await Promise.all(connections.map(open));
  const times: Times[] = [];
  const faults = new Map<string, number>();
  const cpuBefore = await server.cpu();
  const startedAt = performance.now();
  const until = startedAt + seconds * 1000;
  await Promise.all(
    turns.map(async (turn) => {
      while (performance.now() < until) {
        try {
          times.push(await turn());
        } catch (error) {
          const { message } = error as Error;
          faults.set(message, (faults.get(message) ?? 0) + 1);
          if (message.includes("closed")) break;
        }
      }
    }),
  );
  const elapsedSeconds = (performance.now() - startedAt) / 1000;
  const cpu = (await server.cpu()) - cpuBefore;
  for (const connection of connections) connection.close();
  return { times, elapsedSeconds, cpu, faults };
}

/** A step's latency, of all turns that took it. */
export function latencyOf(values: readonly (number | undefined)[]): Latency {
  const known = values.map((value) => value ?? NaN);
  return { p50: quantile(known, 0.5), p99: quantile(known, 0.99) };
}

/** Sign-ins of one person after the other. @param ask what each of them asks with */
export async function drive(
  server: Child<Ready>,
  load: Load,
  ask: (serial: number) => Asking = plainAsking,
): Promise<Measurement> {
  const passcodeKey = passcodeKeyOf(server);
  const turn = async (connection: Connection) => {
    const serial = nextSerial();
    return cycle(connection, passcodeKey, serial, load.withSession, ask(serial));
  };
  const { times, elapsedSeconds, cpu, faults } = await keepBusy(server, load, (connection) =>
    Promise.resolve(() => turn(connection)),
  );
  const latency = (name: keyof CycleTimes) => latencyOf(times.map((time) => time[name]));
  return {
    cyclesPerSecond: times.length / elapsedSeconds,
    cpuPerCycle: cpu / times.length,
    cycles: times.length,
    faults,
    request: latency("request"),
    verify: latency("verify"),
    session: latency("session"),
  };
}

/** With it the driver knows every passcode. */
export function passcodeKeyOf({ ready }: Child<Ready>): Uint8Array {
  return Buffer.from(ready.passcodeKey, "base64");
}

/** A person whom no other cycle of this run has used. */
export function nextSerial(): number {
  return serial++;
}
