import { startTestDatabase } from "../support/start-database.ts";
import { storageContract } from "./storage-contract.ts";

storageContract("dynalite", () => startTestDatabase());
