import { expect, it } from "@jest/globals";
import { doorway } from "../../bin/local/front.ts";
import { startServer } from "../support/start-server.ts";

it("answers a request that came while the local service was starting, once it is ready", async () => {
  const { listener, open } = doorway();
  const came = Promise.withResolvers<boolean>();
  const { url } = await startServer("a service that starts", (incoming, outgoing) => {
    listener(incoming, outgoing);
    came.resolve(true);
  });
  const answered = fetch(url);
  await came.promise;
  open((_, outgoing) => outgoing.end("ready"));
  expect(await (await answered).text()).toBe("ready");
});
