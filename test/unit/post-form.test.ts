import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { describe, expect, it } from "@jest/globals";
import { generate } from "selfsigned";
import { formPoster } from "../../functions/outbound/post-form.ts";
import { poster } from "../../functions/outbound/post.ts";
import { isPublicAddress } from "../../functions/outbound/public-address.ts";
import { closeLater } from "../support/close-later.ts";
import { startLogoutReceiver, withStatus } from "../support/logout-receiver.ts";

const deployed = formPoster({ nearby: false });
const local = formPoster({ nearby: true });

describe("an address of the internet", () => {
  it.each(["8.8.8.8", "1.1.1.1", "172.15.0.1", "172.32.0.1", "2606:4700::1111", "2a00:1450:4001::1"])(
    "is called: %s",
    (address) => expect(isPublicAddress(address)).toBe(true),
  );

  it.each([
    ...["127.0.0.1", "127.255.255.254", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255"],
    ...[
      "192.168.1.1",
      "169.254.169.254",
      "100.64.0.1",
      "192.0.0.1",
      "198.18.0.1",
      "224.0.0.1",
      "255.255.255.255",
    ],
    ...["::", "::1", "fe80::1", "fd00:ec2::254", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1"],
    ...["64:ff9b::7f00:1", "2002:7f00:1::", "2001::1", "2001:db8::1", "::127.0.0.1"],
    ...["", "localhost", "8.8.8", "8.8.8.8.8", "fe80::1%eth0"],
  ])("is none of these: %s", (address) => expect(isPublicAddress(address)).toBe(false));
});

describe("a deployed service", () => {
  it.each([
    "http://example.com/out",
    "https://127.0.0.1/out",
    "https://2130706433/out",
    "https://0x7f.1/out",
    "https://[::1]/out",
    "https://[::ffff:169.254.169.254]/out",
    "https://169.254.169.254/latest/meta-data",
    "https://10.0.0.1/out",
    // A name that leads to this machine.
    "https://localhost/out",
  ])("does not call %s", async (url) => {
    expect(await deployed(url, { logout_token: "t" })).toEqual({ kind: "failed", reason: "forbidden" });
  });

  it("connects to nothing at a name that leads to this machine", async () => {
    const receiver = await startLogoutReceiver();
    const url = receiver.uri.replace("http:", "https:").replace("127.0.0.1", "localhost");
    expect(await deployed(url, {})).toEqual({ kind: "failed", reason: "forbidden" });
    expect(receiver.told).toEqual([]);
  });

  it.each([["8.8.8.8", "10.0.0.1"], ["::1", "8.8.8.8"], ["169.254.169.254"], []])(
    "connects to nothing at a name of which an address is not of the internet: %j %j",
    async (...found) => {
      const names: string[] = [];
      const postForm = formPoster({
        nearby: false,
        lookUp: ((name: string, _: object, done: (error: null, all: object[]) => void) => {
          names.push(name);
          done(
            null,
            found.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
          );
        }) as never,
      });
      const result = await postForm("https://app.example/out", {});
      expect([result, names]).toEqual([{ kind: "failed", reason: "forbidden" }, ["app.example"]]);
    },
  );

  it("says that a name leads nowhere, as long as it does", async () => {
    expect(await deployed("https://app.invalid/out", {})).toEqual({ kind: "failed", reason: "unreachable" });
  });
});

describe("a call", () => {
  it.each([200, 204, 302, 400, 503])("brings the status back, and goes nowhere else: %d", async (status) => {
    const receiver = await startLogoutReceiver();
    receiver.answers(withStatus(status, { location: receiver.uri }));
    expect(await local(receiver.uri, { logout_token: "a+b c" })).toEqual({ kind: "answered", status });
    expect(receiver.told).toEqual([
      {
        method: "POST",
        contentType: "application/x-www-form-urlencoded",
        // The common rules of AWS WAF refuse a call without one.
        userAgent: "latchkey/1",
        fields: { logout_token: "a+b c" },
      },
    ]);
  });

  it("has the name of its caller, where that says one", async () => {
    const receiver = await startLogoutReceiver();
    await poster({ nearby: true })(receiver.uri, { "user-agent": "latchkey-events/1" }, "");
    expect(receiver.told).toMatchObject([{ userAgent: "latchkey-events/1" }]);
  });

  it("waits for an answer, and not for the end of it", async () => {
    const receiver = await startLogoutReceiver();
    const patient = formPoster({ nearby: true, timeoutMilliseconds: 60_000 });
    let closed: Promise<unknown> = Promise.resolve();
    receiver.answers((response) => {
      closed = once(response, "close");
      response.writeHead(200).write("and so on");
    });
    expect(await patient(receiver.uri, {})).toEqual({ kind: "answered", status: 200 });
    // The connection is not held for what an app goes on to say.
    await closed;
  });

  it("does not wait for ever", async () => {
    const receiver = await startLogoutReceiver();
    receiver.answers(() => undefined);
    const patient = formPoster({ nearby: true, timeoutMilliseconds: 100 });
    expect(await patient(receiver.uri, {})).toEqual({ kind: "failed", reason: "timeout" });
  });

  it("believes a server by its certificate", async () => {
    const { private: key, cert } = await generate([{ name: "commonName", value: "localhost" }], {
      extensions: [{ name: "subjectAltName", altNames: [{ type: 2, value: "localhost" }] }],
    });
    const server = createServer({ key, cert }, (_, response) => void response.writeHead(204).end());
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    closeLater("the server with TLS", () => new Promise<void>((closed) => server.close(() => closed())));
    const url = `https://localhost:${(server.address() as AddressInfo).port}/out`;
    expect(await formPoster({ nearby: true, ca: cert })(url, {})).toEqual({ kind: "answered", status: 204 });
    expect(await local(url, {})).toEqual({ kind: "failed", reason: "unreachable" });
  });
});
