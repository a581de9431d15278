/** Writes MVT 2.1 layers of points: just enough of the format for the mock server's places. */
type Value = string | number | boolean;

export interface TilePoint {
  readonly x: number;
  readonly y: number;
  readonly attributes: Readonly<Record<string, Value>>;
}

const varint = (value: number): number[] => {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest % 128) | 128);
    rest = Math.floor(rest / 128);
  }
  return [...bytes, rest];
};

const tag = (field: number, wire: number): number[] => varint(field * 8 + wire);
const bytesField = (field: number, bytes: readonly number[]): number[] => [...tag(field, 2), ...varint(bytes.length), ...bytes];
const textField = (field: number, text: string): number[] => bytesField(field, [...Buffer.from(text)]);
const zigzag = (value: number): number => (value >= 0 ? value * 2 : -value * 2 - 1);

function valueMessage(value: Value): number[] {
  if (typeof value === 'string') return textField(1, value);
  if (typeof value === 'boolean') return [...tag(7, 0), value ? 1 : 0];
  return [...tag(5, 0), ...varint(value)]; // uint: the fixture has no fractions or negative numbers
}

export function pointTile(name: string, points: readonly TilePoint[]): Buffer {
  const keys: string[] = [];
  const values: Value[] = [];
  const indexOf = <T>(list: T[], item: T): number => {
    const at = list.indexOf(item);
    return at >= 0 ? at : list.push(item) - 1;
  };
  const features = points.map(({ x, y, attributes }) => {
    const tags = Object.entries(attributes).flatMap(([key, value]) => [...varint(indexOf(keys, key)), ...varint(indexOf(values, value))]);
    const geometry = [9, ...varint(zigzag(Math.round(x))), ...varint(zigzag(Math.round(y)))]; // MoveTo × 1
    return bytesField(2, [...bytesField(2, tags), ...tag(3, 0), 1, ...bytesField(4, geometry)]);
  });
  const layer = [
    ...tag(15, 0), 2,
    ...textField(1, name),
    ...features.flat(),
    ...keys.flatMap((key) => textField(3, key)),
    ...values.flatMap((value) => bytesField(4, valueMessage(value))),
    ...tag(5, 0), ...varint(4096),
  ];
  return Buffer.from(bytesField(3, layer));
}
