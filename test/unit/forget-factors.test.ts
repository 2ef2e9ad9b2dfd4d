import { describe, expect, it } from "@jest/globals";
import { subjectKey } from "../../functions/domain/subject.ts";
import { forgetFactors } from "../../functions/flows/forget-factors.ts";
import { freshSubject } from "../support/factors.ts";

const SECRET = Buffer.alloc(32, 7);

describe("forgetting a subject's factors", () => {
  it("looks where a contact says that they lie, and under the subject itself", async () => {
    const asked: unknown[] = [];
    const storage = {
      factors: {
        forget: (...given: unknown[]) => {
          asked.push(given);
          return Promise.resolve();
        },
      },
    };
    const [own, elsewhere] = [subjectKey(SECRET, "anna"), freshSubject()];
    await forgetFactors({ storage }, SECRET, { subject: "anna", factorsOf: elsewhere });
    await forgetFactors({ storage }, SECRET, { subject: "anna" });
    expect(asked).toEqual([
      [elsewhere, "anna"],
      [own, "anna"],
      [own, "anna"],
    ]);
  });
});
