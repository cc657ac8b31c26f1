/** The texts of documents: part of the catalogue, fetched with their pages. */
export const sayDocument = {
  title: "Document",
  lead: "A text that acts name by its hash. It belongs to the record: nobody changes it, and it is not erased.",
  hash: "SHA-256",
  size: "Size",
  bytes: (size: string): string => `${size} bytes`,
  same: "Recomputed in this browser: this text has the hash that the record names.",
  other: "This text does not have the hash that the record names: do not rely on it, and tell others.",
  plain: "The text alone",
  check: "Verify this",
  read: "read it",
  named: "Documents",
};
