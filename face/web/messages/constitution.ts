/** The texts of the constitution: part of the catalogue, fetched with the pages that need them. */
export const sayConstitution = {
  title: "Constitution",
  version: "Version",
  since: "In force since entry",
  chambers: "Chambers",
  membership: "Members",
  weights: "Weights",
  rules: "Rules",
  parameters: "Periods",
  raw: "Full text as data",
  earlier: "Version before",
  for: "For measures",
} as const;
