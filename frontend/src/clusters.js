// Many sites on a small map: those that would cover each other become one marker with a count; names go where room is.

/** A marker's radius in pixels for `n` sites. */
export const radius = (n) => (n === 1 ? 8 : 13 + 3.5 * Math.log10(n));

const touching = (a, b) => Math.hypot(a.x - b.x, a.y - b.y) < radius(a.items.length) + radius(b.items.length) + 2;

function merge(into, other) {
  const n = into.items.length + other.items.length;
  const share = other.items.length / n;
  for (const key of ["x", "y", "lon", "lat"]) into[key] += (other[key] - into[key]) * share;
  into.items.push(...other.items);
}

/** [{lon, lat, x, y, items}] for GeoJSON points: first by cells of the screen, then whatever still overlaps. */
export function gather(points, project, cell = 56) {
  const cells = new Map();
  for (const point of points) {
    const [lon, lat] = point.geometry.coordinates;
    const { x, y } = project(lat, lon);
    const key = `${Math.floor(x / cell)}:${Math.floor(y / cell)}`;
    const one = { lon, lat, x, y, items: [point] };
    if (cells.has(key)) merge(cells.get(key), one);
    else cells.set(key, one);
  }
  const apart = [];
  for (const group of [...cells.values()].sort((a, b) => b.items.length - a.items.length)) {
    const near = apart.find((other) => touching(group, other));
    if (near) merge(near, group);
    else apart.push(group);
  }
  return apart;
}

/** The boxes (centre and half sides) in which words would cover a marker. */
export const boxes = (groups) => groups.map(({ x, y, items }) => ({ x, y, w: radius(items.length), h: radius(items.length) }));

/** Where a name of half size (w, h) fits near (x, y) beside what is taken: there, above or below; null if nowhere. */
export function room({ x, y, w, h }, taken) {
  for (const shift of [0, -2, 2, -3.5, 3.5]) {
    const spot = { x, y: y + shift * h, w, h };
    const free = taken.every((box) => Math.abs(box.x - x) >= box.w + w || Math.abs(box.y - spot.y) >= box.h + h);
    if (free) return spot;
  }
  return null;
}
