import type { BundledCode, HandlerCode } from "../../lib/constructs/code.ts";

/** Code that remembers where it lies: what a template deploys of a handler can then be started and looked at. */
export function keptCode(bundled: BundledCode): {
  readonly code: HandlerCode;
  /** @param handler one that a stage has been synthesized with */
  readonly folderOf: (handler: string) => string;
} {
  const folders = new Map<string, string>();
  return {
    code: (handler, settings) => {
      const asset = bundled(handler, settings);
      folders.set(handler, asset.path);
      return asset;
    },
    folderOf: (handler) => {
      const folder = folders.get(handler);
      if (folder === undefined) throw new Error(`no function has the handler ${handler}`);
      return folder;
    },
  };
}
