/** The texts of the catalogue of acts: part of the catalogue, fetched with the pages that need them. */
export const sayCatalogue = {
  title: "Kinds of acts",
  lead: "Everything that can be done here. What an act needs follows from the state in which it is ordered.",
  authority: "Authority",
  shared: "Shared: needs others or an order",
  own: "Own",
  cls: "Kind",
  fields: "Fields",
  field: "Field",
  type: "Type",
  doc: "Meaning",
  conditions: "Conditions",
  passkey: "a passkey may sign it",
  noPasskey: "needs a key outside a browser",
  optional: "optional",
  room: "Area",
} as const;
