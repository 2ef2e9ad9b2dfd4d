import type { Child, Ready } from "./child.ts";
import { connect } from "./connection.ts";
import { cycle, type CycleTimes } from "./flow.ts";
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

/** Keeps every connection busy with cycles, one after the other, until the time is over. */
export async function drive(
  server: Child<Ready>,
  { connections: count, seconds, withSession }: Load,
): Promise<Measurement> {
  const passcodeKey = Buffer.from(server.ready.passcodeKey, "base64");
  const connections = await Promise.all(Array.from({ length: count }, () => connect(server.ready.port)));
  const times: CycleTimes[] = [];
  const faults = new Map<string, number>();
  const cpuBefore = await server.cpu();
  const startedAt = performance.now();
  const until = startedAt + seconds * 1000;
  await Promise.all(
    connections.map(async (connection) => {
      while (performance.now() < until) {
        try {
          times.push(await cycle(connection, passcodeKey, serial++, withSession));
        } catch (error) {
          const { message } = error as Error;
          faults.set(message, (faults.get(message) ?? 0) + 1);
          if (message.includes("closed")) break;
        }
      }
    }),
  );
  const elapsed = (performance.now() - startedAt) / 1000;
  const cpu = (await server.cpu()) - cpuBefore;
  for (const connection of connections) connection.close();
  const latency = (name: keyof CycleTimes): Latency => {
    const values = times.map((time) => time[name] ?? NaN);
    return { p50: quantile(values, 0.5), p99: quantile(values, 0.99) };
  };
  return {
    cyclesPerSecond: times.length / elapsed,
    cpuPerCycle: cpu / times.length,
    cycles: times.length,
    faults,
    request: latency("request"),
    verify: latency("verify"),
    session: latency("session"),
  };
}
