/** What is used of the mock server of IMAP, which has no types of its own. */
declare module "hoodiecrow-imap" {
  import type { Server } from "node:net";

  interface ImapServer {
    listen(port: number, listening: () => void): void;
    close(closed: () => void): void;
    appendMessage(folder: string, flags: readonly string[], date: Date | false, raw: string): void;
    readonly server: Server;
  }
  export default function hoodiecrow(options: object): ImapServer;
}
