import { startServer } from "../support/start-server.ts";

/** A site of another owner. */
export interface ForeignSite {
  /** By a name that is another site than the service's `localhost`. */
  readonly crossSite: string;
  /** By the service's own host name and another port: another origin of the same site, to which its cookies are sent. */
  readonly sameSite: string;
  /** What its page is from now on. */
  serve(page: string): void;
}

export async function startForeignSite(): Promise<ForeignSite> {
  let page = "";
  const { url } = await startServer("the foreign site", (_, response) => {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(`<!doctype html><title>Prizes</title>${page}`);
  });
  return {
    crossSite: url,
    sameSite: url.replace("127.0.0.1", "localhost"),
    serve: (next) => void (page = next),
  };
}
