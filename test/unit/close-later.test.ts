import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { beginTest, closeLater, endFile, endTest } from "../support/close-later.ts";
import { startServer } from "../support/start-server.ts";

const refused = (url: string) =>
  fetch(url).then(
    () => false,
    () => true,
  );

describe("what is started in a test", () => {
  let before = "";

  it("answers until the test ends", async () => {
    before = (await startServer("a server", (_, response) => void response.end())).url;
    expect(await refused(before)).toBe(false);
  });

  it("is closed when the next one begins", async () => {
    expect(await refused(before)).toBe(true);
  });
});

describe("what is started before all tests", () => {
  let url = "";
  beforeAll(async () => {
    ({ url } = await startServer("a server", (_, response) => void response.end()));
  });
  afterAll(async () => {
    expect(await refused(url)).toBe(false);
  });

  it.each([1, 2])("is there for every one of them: %i", async () => {
    expect(await refused(url)).toBe(false);
  });
});

describe("things that are closed", () => {
  const closed: string[] = [];
  const open = (what: string) => closeLater(what, () => closed.push(what));

  it("go the newest first, since they stand on older ones, and each once", async () => {
    open("database");
    const early = open("server");
    open("browser");
    await early();
    await early();
    expect(closed.splice(0)).toEqual(["server"]);
    await endTest();
    expect(closed.splice(0)).toEqual(["browser", "database"]);
    await endFile();
    expect(closed).toEqual([]);
  });

  it("belong to the file when no test has begun", async () => {
    await endTest();
    open("of the file");
    beginTest();
    open("of the test");
    await endTest();
    expect(closed.splice(0)).toEqual(["of the test"]);
    await endFile();
    expect(closed.splice(0)).toEqual(["of the file"]);
  });

  it("are named when they fail or take too long, and do not keep others open", async () => {
    open("database");
    closeLater("the hanging server", () => new Promise(() => undefined));
    closeLater("the broken server", () => {
      throw new Error("no such server");
    });
    await expect(endTest(20)).rejects.toThrow(
      "Error: no such server; Error: the hanging server did not close within 20 ms",
    );
    expect(closed.splice(0)).toEqual(["database"]);
    await endFile();
  });
});
