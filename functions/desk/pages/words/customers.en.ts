/** What the desk says of customers. */
export const CUSTOMERS = {
  customers: "Customers",
  "customers.lead":
    "By the beginning of your id, by a whole address or number, or by part of a name. Nothing of a search stands in an address or a log.",
  "customers.text": "Id, address or number",
  "customers.textHint": "The beginning of the id is enough; an address or number has to be whole.",
  "customers.name": "Part of the name",
  "customers.nameHint": "Two letters or more; with the beginning of an id it searches among those.",
  "customers.find": "Find",
  "customers.all": "Show all",
  "customers.found": "Customers found",
  "customers.id": "Id",
  "customers.address": "Address",
  "customers.nameHead": "Name",
  "customers.locale": "Language",
  "customers.status": "Status",
  "customers.note": "Note",
  "customers.open": "Open {id}",
  "customers.none": "There is no such customer. Try fewer letters of the id, or the whole address.",
  "customers.next": "More",
  "customers.tooMany":
    "Only the first 10 000 contacts were looked at. Give more letters of the id to search among fewer.",
  "customers.openMode":
    "This stage is open: everyone may sign in, and no customers are kept. Search for a person by the address instead.",
  "customers.export": "Export as CSV",
  "customers.exportHint":
    "With whole addresses: what was searched for, or all. It is for owners, and leaves a line in the log.",
  "customers.add": "Register a customer",
  "customers.addLead": "For many, import a file.",
  "customers.newId": "Your id of the customer",
  "customers.newIdHint": "It becomes the sub of tokens, and never changes.",
  "customers.newAddress": "E-mail address or phone number",
  "customers.newName": "Name",
  "customers.newLocale": "Language",
  "customers.localeHint": "A tag like en or de-CH; messages are in the service's own language without it.",
  "customers.register": "Register",
} as const;
