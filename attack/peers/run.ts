import { fork, spawn } from "node:child_process";
import { join } from "node:path";
import { addressesLike } from "../addresses.ts";
import { commonCases } from "../cases.ts";
import { type Bounds, Budget } from "../client.ts";
import { localTarget } from "../latchkey/local.ts";
import type { Connect } from "../prepare.ts";
import { type AttackReport, runAttacks } from "../run.ts";
import type { Target } from "../target.ts";
import { connect as authJs } from "./auth-js.ts";
import { connect as betterAuth } from "./better-auth.ts";
import { connect as openAuth } from "./openauth.ts";

const PEERS: Readonly<Record<string, Connect>> = {
  openauth: openAuth,
  "auth-js": authJs,
  "better-auth": betterAuth,
};

/** The products that there are adapters for. */
export const PEER_NAMES = Object.keys(PEERS);

/** Starts a product as it comes, and attacks it with all that makes sense for every product. */
export async function attackPeer(
  name: string,
  print: (line: string) => void = () => undefined,
): Promise<AttackReport> {
  const connect = PEERS[name];
  if (!connect) throw new Error(`there is no adapter for ${name}`);
  const server = fork(join(import.meta.dirname, `servers/${name}.js`), {
    // It writes of each request and each refusal.
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    env: { PATH: "/usr/bin", NODE_ENV: "production", NODE_NO_WARNINGS: "1" },
  });
  try {
    const url = await new Promise<string>((resolve, reject) => {
      server.once("message", (message) => resolve((message as { readonly url: string }).url));
      server.once("exit", (status) =>
        reject(new Error(`${name} ended with status ${status}: run npm ci --prefix attack/peers first`)),
      );
    });
    const bounds = newBounds();
    return await attack(
      await connect({ url, bounds, mailbox: undefined, manyAddresses: true }),
      bounds,
      print,
    );
  } finally {
    server.removeAllListeners("exit").kill();
  }
}

/** Starts Latchkey's local service, as `npm start` does, and attacks it with the same. */
export async function attackOurs(print: (line: string) => void = () => undefined): Promise<AttackReport> {
  const service = spawn(process.execPath, [join(import.meta.dirname, "../../bin/local.ts")], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { PATH: "/usr/bin", PORT: "0" },
  });
  try {
    const url = await new Promise<string>((resolve, reject) => {
      let said = "";
      service.stdout.on("data", (text: Buffer) => {
        said += text.toString();
        const found = /Sign-in page *(http\S*)\/otp\/request/.exec(said)?.[1];
        if (found !== undefined) resolve(found);
      });
      service.once("exit", (status) => reject(new Error(`the local service ended with status ${status}`)));
    });
    const bounds = newBounds();
    return await attack(localTarget(url, bounds).target, bounds, print);
  } finally {
    service.removeAllListeners("exit").kill();
  }
}

function newBounds(): Bounds {
  return { budget: new Budget(20_000), answerSeconds: 30, signal: AbortSignal.timeout(600_000) };
}

function attack(target: Target, bounds: Bounds, print: (line: string) => void): Promise<AttackReport> {
  return runAttacks({
    ...{ target, bounds, print, cases: commonCases, messages: 2_000, mayLeave: true },
    addresses: addressesLike("attack-*@example.com"),
  });
}
