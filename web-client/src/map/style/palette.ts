/** Colours of the base map, by theme. The base map is paper: nothing on it may shout louder than a place. */
export type Theme = 'light' | 'dark';

export interface MapPalette {
  readonly land: string;
  /** Beyond the data: plainly not map. */
  readonly outside: string;
  readonly urban: string;
  readonly industry: string;
  readonly green: string;
  readonly wood: string;
  readonly sand: string;
  readonly farm: string;
  readonly water: string;
  readonly waterLine: string;
  readonly campus: string;
  readonly hospital: string;
  readonly parking: string;
  readonly building: string;
  readonly buildingEdge: string;
  readonly pier: string;
  readonly motorway: string;
  readonly motorwayEdge: string;
  readonly main: string;
  readonly mainEdge: string;
  readonly street: string;
  readonly streetEdge: string;
  readonly path: string;
  readonly rail: string;
  readonly boundary: string;
  readonly label: string;
  readonly labelSoft: string;
  readonly labelHalo: string;
  readonly labelWater: string;
  readonly labelGreen: string;
  readonly ink: string;
  readonly paper: string;
  readonly accent: string;
  readonly district: string;
  /** Stretches of a way that nobody knows to be fit. */
  readonly unknownWay: string;
}

export const mapPalettes: Readonly<Record<Theme, MapPalette>> = {
  light: {
    land: '#F3F0E9',
    outside: '#E3DFD5',
    urban: '#EFEBE2',
    industry: '#ECE8E2',
    green: '#DCE8CF',
    wood: '#CFE0C2',
    sand: '#F3EBD3',
    farm: '#EEEBDA',
    water: '#BCD8E5',
    waterLine: '#A9CCDC',
    campus: '#EFE4CF',
    hospital: '#F3E1DD',
    parking: '#E9E6E0',
    building: '#E3DCCF',
    buildingEdge: '#D5CCBB',
    pier: '#EDE8DD',
    motorway: '#F4D49A',
    motorwayEdge: '#D9AE66',
    main: '#FBEAC0',
    mainEdge: '#DEC68F',
    street: '#FFFFFF',
    streetEdge: '#DCD5C8',
    path: '#C9BDA8',
    rail: '#B9B5AF',
    boundary: '#A393AE',
    label: '#3B4354',
    labelSoft: '#5A6375',
    labelHalo: '#FBFAF7',
    labelWater: '#2F6580',
    labelGreen: '#3F6334',
    ink: '#1D2433',
    paper: '#FBFAF7',
    accent: '#0B5563',
    district: '#6B3FA0',
    unknownWay: '#A34A00',
  },
  dark: {
    land: '#1A1F28',
    outside: '#101419',
    urban: '#1D222C',
    industry: '#1F242D',
    green: '#1E2C24',
    wood: '#1C3024',
    sand: '#2B2A24',
    farm: '#20261F',
    water: '#11293B',
    waterLine: '#1A3A50',
    campus: '#2A2720',
    hospital: '#2D2226',
    parking: '#22262E',
    building: '#262D38',
    buildingEdge: '#313947',
    pier: '#242A33',
    motorway: '#6E5A34',
    motorwayEdge: '#2A2317',
    main: '#544B38',
    mainEdge: '#25211A',
    street: '#394150',
    streetEdge: '#161B22',
    path: '#4A4A48',
    rail: '#4E535C',
    boundary: '#6E6480',
    label: '#D4D6DC',
    labelSoft: '#A9B0BF',
    labelHalo: '#14181F',
    labelWater: '#8FC0DA',
    labelGreen: '#A5CB9B',
    ink: '#ECEAE4',
    paper: '#14181F',
    accent: '#6CC5D4',
    district: '#BFA0EA',
    unknownWay: '#F0B45A',
  },
};
