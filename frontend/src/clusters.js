// Many sites on a small map: those that fall into one cell of the screen become one marker with a count.

/** [{lon, lat, items}] for GeoJSON points, by cells of `cell` pixels at the map's zoom. */
export function gather(points, project, cell = 52) {
  const cells = new Map();
  for (const point of points) {
    const [lon, lat] = point.geometry.coordinates;
    const { x, y } = project(lat, lon);
    const key = `${Math.floor(x / cell)}:${Math.floor(y / cell)}`;
    const found = cells.get(key);
    if (!found) {
      cells.set(key, { lon, lat, items: [point] });
      continue;
    }
    const n = found.items.push(point);
    found.lon += (lon - found.lon) / n;
    found.lat += (lat - found.lat) / n;
  }
  return [...cells.values()];
}
