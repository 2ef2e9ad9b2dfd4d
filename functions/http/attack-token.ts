import { createHash } from "node:crypto";

/** What a stage serves of the token of its owner's attacks, in hex. */
export function attackTokenHash(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
