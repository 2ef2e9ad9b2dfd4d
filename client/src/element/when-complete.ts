import { readCode } from "../../../functions/domain/typed/code.ts";

/** Acts as soon as what was typed or pasted into a field holds one code, read as the service reads it. */
export function whenComplete(input: HTMLInputElement, codeLength: number, act: () => void): void {
  input.addEventListener("input", () => {
    if (readCode(input.value, { format: "digits", length: codeLength }).kind === "code") act();
  });
}
