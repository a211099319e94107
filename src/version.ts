/** Version of this package, as recorded in every artefact; a test holds it to package.json. */
export const version = "0.1.0";
