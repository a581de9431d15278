import type { LayerSpecification } from 'maplibre-gl';
import { fill, kindIs, line, byZoom } from './helpers';
import type { MapPalette } from './palette';

/** Land, water, green, sites and buildings, in drawing order. Layer names are Shortbread's. */
export function groundLayers(p: MapPalette): LayerSpecification[] {
  return [
    { id: 'background', type: 'background', paint: { 'background-color': p.land } },
    fill('land-urban', 'land', p.urban, { filter: kindIs('residential', 'commercial', 'retail', 'garages') }),
    fill('land-industry', 'land', p.industry, { filter: kindIs('industrial', 'railway', 'landfill', 'brownfield', 'greenfield', 'quarry') }),
    fill('land-farm', 'land', p.farm, {
      filter: kindIs('farmland', 'farmyard', 'orchard', 'vineyard', 'plant_nursery', 'greenhouse_horticulture', 'allotments'),
    }),
    fill('land-sand', 'land', p.sand, { filter: kindIs('beach', 'sand', 'shingle', 'bare_rock', 'scree') }),
    fill('land-green', 'land', p.green, {
      filter: kindIs(
        'grass', 'grassland', 'meadow', 'park', 'garden', 'village_green', 'recreation_ground', 'playground',
        'golf_course', 'miniature_golf', 'cemetery', 'grave_yard', 'heath', 'scrub', 'swamp', 'bog', 'marsh',
        'string_bog', 'wet_meadow', 'fell',
      ),
    }),
    fill('land-wood', 'land', p.wood, { filter: kindIs('forest', 'wood') }),
    fill('sites-campus', 'sites', p.campus, { filter: kindIs('university', 'college', 'school'), opacity: 0.8 }),
    fill('sites-hospital', 'sites', p.hospital, { filter: kindIs('hospital') }),
    fill('sites-sport', 'sites', p.green, { filter: kindIs('sports_center', 'sports_centre'), opacity: 0.7 }),
    fill('sites-parking', 'sites', p.parking, { minzoom: 15, filter: kindIs('parking', 'bicycle_parking') }),
    fill('ocean', 'ocean', p.water),
    fill('water', 'water_polygons', p.water, { filter: ['!=', ['get', 'kind'], 'glacier'] }),
    line('water-lines', 'water_lines', p.waterLine, byZoom([9, 0.6], [14, 2], [18, 9]), {
      filter: ['all', ['!=', ['get', 'tunnel'], true], kindIs('river', 'canal')],
    }),
    line('water-lines-small', 'water_lines', p.waterLine, byZoom([12, 0.4], [18, 4]), {
      minzoom: 12,
      filter: ['all', ['!=', ['get', 'tunnel'], true], kindIs('stream', 'ditch')],
    }),
    fill('dams', 'dam_polygons', p.pier),
    line('dam-lines', 'dam_lines', p.buildingEdge, byZoom([12, 0.8], [18, 5])),
    fill('piers', 'pier_polygons', p.pier),
    line('pier-lines', 'pier_lines', p.pier, byZoom([12, 0.8], [18, 9])),
    fill('buildings', 'buildings', p.building, { minzoom: 14, outline: p.buildingEdge }),
  ];
}
