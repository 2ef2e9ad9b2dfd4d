import { describe, expect, it } from "@jest/globals";
import { askedFrom } from "../../functions/http/asked-from.ts";

const AGENTS = {
  firefox: "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:131.0) Gecko/20100101 Firefox/131.0",
  chrome:
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
  safari:
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
  edge: "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0",
  samsung:
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36",
};

describe("where a code was asked from", () => {
  it.each([
    ["firefox", "Firefox on Windows"],
    ["chrome", "Chrome on Linux"],
    ["safari", "Safari on iOS"],
    ["edge", "Microsoft Edge on Windows"],
    ["samsung", "Samsung Internet for Android on Android"],
  ] as const)("%s is %s", (agent, words) => {
    expect(askedFrom(AGENTS[agent])).toBe(words);
  });

  it.each([
    ["no header", undefined],
    ["nothing", ""],
    ["spaces", "   "],
    ["a program", "curl/8.5.0"],
    ["node", "node"],
    ["words that an attacker wants in the message", "YourBank-call-555-0100/1.0"],
    ["a link", "https://evil.example/ (x) y"],
    ["a lot of nothing", "(".repeat(20_000)],
  ])("%s is not said", (_, agent) => {
    expect(askedFrom(agent)).toBeUndefined();
  });

  it("is never anything but names that are known, whatever else the header says", () => {
    expect(askedFrom(`${AGENTS.firefox} Call/555-0100`)).toBe("Firefox on Windows");
  });

  it("is short", () => {
    for (const agent of Object.values(AGENTS)) expect(askedFrom(agent)!.length).toBeLessThan(60);
  });
});
