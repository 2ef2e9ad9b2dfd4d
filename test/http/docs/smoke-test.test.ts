import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "@jest/globals";
import { startLocalService } from "../../../bin/local/service.ts";
import { closeLater } from "../../support/close-later.ts";
import { recordingObserver, testSettings } from "../../support/service.ts";
import { WITHOUT_COLOURS } from "../../support/without-colours.ts";

const ROOT = join(import.meta.dirname, "../../..");
const guide = readFileSync(join(ROOT, "docs/deploy.md"), "utf8");
const [section = ""] = guide.split("\n## The smoke test\n")[1]?.split("\n## ") ?? [];
const blocks = [...section.matchAll(/^```bash\n(.*?)^```$/gms)].map(([, block = ""]) => block);

describe("the deployment guide's smoke test", () => {
  it("works as it stands on a service, apart from where it finds address, code and cookie", async () => {
    const service = await startLocalService({
      settings: testSettings(),
      port: 0,
      host: "127.0.0.1",
      dataFolder: undefined,
      observer: recordingObserver(),
    });
    closeLater("the service", service.close);
    const script = blocks
      .join("\n")
      .replace(/^url=.*$/m, `url=${service.url}`)
      .replace(
        /^code=.*$/m,
        `code=$(curl -s "$url/_local/inbox?recipient=$address" | pick '[0].text.slice(0, 6)')`,
      )
      .replaceAll("__Host-session", "latchkey-session")
      .replace("sleep 5", "sleep 2");
    const env = { ...WITHOUT_COLOURS, PATH: `${dirname(process.execPath)}:${process.env.PATH ?? ""}` };
    const { stdout, stderr } = await promisify(execFile)("bash", ["-c", script], { cwd: ROOT, env });
    expect(stderr).toBe("");
    const [issuer, keys, ...rest] = stdout.trim().split("\n");
    expect(issuer).toBe(service.url);
    expect(keys).toMatch(/^[\w-]+ RS256, [\w-]+ RS256, [\w-]+ ES256, [\w-]+ ES256$/);
    expect(rest).toEqual(["sent", "4", "latchkey-session", "y***@example.com", "login otp", "204", "401"]);
  }, 60_000);
});
