import { describe, expect, it } from "@jest/globals";
import { withCircuit } from "../../functions/delivery/circuit.ts";
import type { SendResult } from "../../functions/delivery/port.ts";
import { messageWith, NOW } from "./builders.ts";

const PASSING: SendResult = { kind: "failed", fault: "moment", reason: "Throttling" };
const LASTING: SendResult = { kind: "failed", fault: "message", reason: "MessageRejected" };
const ACCOUNT: SendResult = { kind: "failed", fault: "account", reason: "21408" };
const SENT: SendResult = { kind: "sent", messageId: "m" };
const OPEN: SendResult = { kind: "failed", fault: "moment", reason: "circuit-open" };

function circuit() {
  const state = { now: NOW, asked: 0, answer: Promise.resolve(SENT) };
  const provider = withCircuit(
    {
      name: "one",
      send: () => {
        state.asked += 1;
        return state.answer;
      },
    },
    () => state.now,
  );
  const send = (answer: SendResult | Promise<SendResult>) => {
    state.answer = Promise.resolve(answer);
    return provider.send(messageWith());
  };
  return { state, send };
}

async function tripped() {
  const made = circuit();
  for (let i = 0; i < 5; i++) expect(await made.send(PASSING)).toEqual(PASSING);
  return made;
}

describe("a provider with repeated passing faults", () => {
  it("is left alone after five in a row, and its messages may go elsewhere", async () => {
    const { state, send } = await tripped();
    expect(await send(SENT)).toEqual(OPEN);
    expect(state.asked).toBe(5);
  });

  it("is tried by one send after twenty seconds, and asked by all when that one worked", async () => {
    const { state, send } = await tripped();
    state.now += 20;
    let answer: (result: SendResult) => void = () => undefined;
    const trial = send(new Promise((resolve) => (answer = resolve)));
    expect(await send(SENT)).toEqual(OPEN);
    answer(SENT);
    expect(await trial).toEqual(SENT);
    expect(await send(SENT)).toEqual(SENT);
  });

  it("is left alone again when the trial failed", async () => {
    const { state, send } = await tripped();
    state.now += 20;
    expect(await send(PASSING)).toEqual(PASSING);
    expect(await send(SENT)).toEqual(OPEN);
    state.now += 20;
    expect(await send(SENT)).toEqual(SENT);
  });

  it("may be tried again when the trial threw", async () => {
    const { state, send } = await tripped();
    state.now += 20;
    await expect(send(Promise.reject(new Error("a missing credential")))).rejects.toThrow();
    expect(await send(SENT)).toEqual(SENT);
  });
});

describe("a provider that is merely busy with refusals", () => {
  it("is not left alone: what it refuses for good says that it is there", async () => {
    const { send } = circuit();
    for (let i = 0; i < 20; i++) expect(await send(i % 5 === 4 ? LASTING : PASSING)).not.toEqual(OPEN);
  });

  it("is not left alone for what it refuses to the account: that may be of one country alone", async () => {
    const { send } = circuit();
    for (let i = 0; i < 20; i++) expect(await send(ACCOUNT)).toEqual(ACCOUNT);
    expect(await send(SENT)).toEqual(SENT);
  });
});
