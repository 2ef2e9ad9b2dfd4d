import { readCode } from "../../../functions/domain/typed/code.ts";
import type { CodeShape } from "../client.ts";

/** Acts as soon as what was typed or pasted into a field holds one code, read as the service reads it. */
export function whenComplete(input: HTMLInputElement, shape: CodeShape, act: () => void): void {
  input.addEventListener("input", () => {
    if (readCode(input.value, shape).kind === "code") act();
  });
}
