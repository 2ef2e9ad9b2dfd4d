import { spawn, spawnSync } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { freePort } from "../support/free-port.ts";
import { killLater } from "../support/kill-later.ts";

/** The account that moto plays. */
export const ACCOUNT = "123456789012";
export const REGION = "us-east-1";

export const motoIsHere = spawnSync("moto_server", ["--help"], { stdio: "ignore" }).status === 0;

/** AWS, as far as moto plays it. */
export interface Moto {
  readonly endpoint: string;
  /** The environment in which the command line and the client libraries find it. */
  readonly environment: Readonly<Record<string, string>>;
}

export async function startMoto(): Promise<Moto> {
  const port = await freePort();
  const child = spawn("moto_server", ["-H", "127.0.0.1", "-p", String(port)], { stdio: "ignore" });
  killLater("moto", child);
  // By this name and not by its number: buckets are names in front of it.
  const endpoint = `http://localhost:${port}`;
  while (
    !(await fetch(`${endpoint}/moto-api/data.json`).then(
      ({ ok }) => ok,
      () => false,
    ))
  ) {
    if (child.exitCode !== null) throw new Error(`moto_server ended with ${child.exitCode}`);
    await pause(100);
  }
  return {
    endpoint,
    environment: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: "moto",
      AWS_SECRET_ACCESS_KEY: "moto",
      AWS_REGION: REGION,
      AWS_EC2_METADATA_DISABLED: "true",
    },
  };
}
