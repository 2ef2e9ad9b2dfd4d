import { describe, expect, it } from "@jest/globals";
import { startLocalProcess } from "../../support/local-process.ts";

describe("a local service whose port is in use", () => {
  it("says so, and ends", async () => {
    const { url } = await startLocalProcess({});
    const { port } = new URL(url);
    await expect(startLocalProcess({ PORT: port })).rejects.toThrow(
      `EADDRINUSE: address already in use 127.0.0.1:${port}`,
    );
  });
});
