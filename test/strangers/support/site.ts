import { type ChildProcess, spawn } from "node:child_process";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { freePort } from "../../support/free-port.ts";
import { killLater } from "../../support/kill-later.ts";
import type { Issuer } from "./issuer.ts";

const FOLDER = join(import.meta.dirname, "../sites");
const PYTHON = "/usr/bin/python3";

/** A client of a site, as the owner declares it. The site itself has the secret. */
export interface Place {
  readonly port: number;
  readonly home: string;
}

/** Where a site will be: the owner has to declare its addresses before it starts. */
export async function place(): Promise<Place> {
  const port = await freePort();
  return { port, home: `http://localhost:${port}` };
}

export interface SiteOptions {
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly audience?: string;
}

/**
 * Starts a program as a process of its own, and waits until people can come.
 * @param file of test/strangers/sites, or a whole path
 */
export async function startSite(
  file: string,
  { url, certificateFile }: Issuer,
  { port, home }: Place,
  { clientId = "", clientSecret = "", audience = "" }: SiteOptions = {},
): Promise<void> {
  const isPython = file.endsWith(".py");
  const child = spawn(isPython ? PYTHON : process.execPath, [resolve(FOLDER, file)], {
    env: {
      PATH: process.env.PATH,
      PORT: String(port),
      HOME: home,
      HOME_URL: home,
      ISSUER: url,
      CLIENT_ID: clientId,
      CLIENT_SECRET: clientSecret,
      AUDIENCE: audience,
      CERTIFICATE: certificateFile,
      NODE_EXTRA_CA_CERTS: certificateFile,
    },
  });
  killLater(`the site ${file}`, child);
  await untilSays(child, /^ready$/);
}

/** Waits for a line of a process. @throws Error with everything that it printed, when it ends instead */
export async function untilSays(child: ChildProcess, line: RegExp): Promise<void> {
  const output: string[] = [];
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      if (stream)
        createInterface(stream).on("line", (text) => {
          output.push(text);
          if (line.test(text)) resolve();
        });
    child.once("close", () => reject(new Error(`it ended: ${output.join("\n")}`)));
  });
}
