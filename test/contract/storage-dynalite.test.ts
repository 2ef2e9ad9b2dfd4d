import { startDatabase } from "../../bin/local/database.ts";
import { storageContract } from "./storage-contract.ts";

storageContract("dynalite", async () => {
  const { endpoint, close } = await startDatabase(undefined);
  return { endpoint, stop: close };
});
