import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { maskAddress } from "../../functions/domain/mask.ts";

describe("a masked e-mail address", () => {
  it.each([
    ["anna@example.com", "a***@example.com"],
    ["ab@example.com", "a***@example.com"],
    ["a@example.com", "***@example.com"],
  ])("shows of %s only %s", (address, masked) => {
    expect(maskAddress(address)).toBe(masked);
  });

  it("does not tell how long the local part is", () => {
    const lengths = ["ab", "anna", "a".repeat(64)].map((local) => maskAddress(`${local}@example.com`).length);
    expect(new Set(lengths).size).toBe(1);
  });

  it("shows at most one character before the at sign", () => {
    fc.assert(
      fc.property(fc.emailAddress(), (address) => {
        const local = address.slice(0, address.lastIndexOf("@"));
        const [shown = ""] = maskAddress(address).split("***@");
        expect(shown).toBe(local.length > 1 ? local.slice(0, 1) : "");
      }),
    );
  });
});

describe("a masked phone number", () => {
  it("shows the last two digits", () => {
    expect(maskAddress("+14155550123")).toBe("+*********23");
  });

  it("keeps its length and hides everything else", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\+[1-9][0-9]{6,14}$/), (number) => {
        expect(maskAddress(number)).toHaveLength(number.length);
        expect(maskAddress(number).replaceAll(/[^0-9]/g, "")).toBe(number.slice(-2));
      }),
    );
  });
});
