// node read.mjs URL: what @camptocamp/ogc-client makes of the API at URL, and whether its OpenAPI document is valid, as
// one line of JSON.
import { OgcApiEndpoint } from '@camptocamp/ogc-client';
import { Validator } from '@seriousme/openapi-schema-validator';

const root = process.argv[2];
const endpoint = new OgcApiEndpoint(root);
const described = await (await fetch(`${root}/openapi.json`)).json();
const validation = await new Validator().validate(described);
console.log(
  JSON.stringify({
    title: (await endpoint.info).title,
    features: await endpoint.featureCollections,
    tiles: await endpoint.vectorTileCollections,
    formats: (await endpoint.getCollectionInfo('places')).itemFormats,
    items: (await endpoint.getCollectionItems('places', 7)).length,
    tileSet: await endpoint.getVectorTilesetUrl('places'),
    openapi: validation.valid ? [] : validation.errors,
  }),
);
